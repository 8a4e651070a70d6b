"""Hold roles, watches, and when and how often people may be told."""

from typing import Annotated

from pydantic import Field, StrictBool

from bot.policy import values
from bot.policy.schema.base import Rule


class Role(Rule):
    """Name a role and what it may do."""

    #: Name in the roster file.
    id: values.Name
    #: What people are shown.
    title: values.Text
    #: What its members may do, each by its verb; or "everything".
    may: tuple[str, ...] = ()
    #: True where members of this role record what they are at.
    wears_camera: StrictBool = False
    #: True where its members are sworn police officers.
    is_sworn: StrictBool = False
    #: Role that acts in place of a member who was at the scene or is its subject.
    delegate: values.Name | None = None


class Watch(Rule):
    """Name a period of duty by local wall time; it may cross midnight.

    One that ends when it starts lasts a whole day.
    """

    #: Name in the roster file.
    id: values.Name
    #: What people are shown.
    title: values.Text
    #: Local time of day.
    starts: values.WallTime
    #: Local time of day; not after the start: of the next day.
    ends: values.WallTime


class Quiet(Rule):
    """Name local hours in which roles are not told what can wait.

    A step that falls into them comes at their end, and nothing is used up by that;
    one before whose end footage could no longer be asked for, or would be lost,
    comes at its own time.
    """

    #: Roles for which they are.
    roles: Annotated[tuple[values.Name, ...], Field(min_length=1)]
    #: Local time of day.
    starts: values.WallTime
    #: Local time of day; before the start: of the next day.
    ends: values.WallTime
    #: What they rest on.
    authority: values.Authority


class Pace(Rule):
    """Say how often a role is told unasked, over all incidents together.

    What comes meanwhile goes out together at the end of it. The first message is
    never held back, nor what would come too late then.
    """

    #: Whose pace it is.
    role: values.Name
    #: At most one message in so long; None: no such limit.
    every: values.Span | None = None
    #: True: one message at the change of each watch.
    is_once_a_watch: StrictBool = False
    #: Footage that is lost, or that something is due about, within this is told of
    #: at once all the same.
    but_within: values.Wait | None = None


class Budget(Rule):
    """Hold how many messages an incident costs an officer who answers on time."""

    #: Messages that the officer did not ask for.
    unasked: values.Count = 2
    #: Messages that the officer has to send.
    replies: values.Count = 3
