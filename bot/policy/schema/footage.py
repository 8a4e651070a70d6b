"""Hold sources of footage, their two dates, and the grounds for keeping it."""

from typing import Annotated, Literal

from pydantic import Field

from bot.policy import values
from bot.policy.schema.base import Rule


class When(Rule):
    """Say under which circumstances something applies; all that is said must hold."""

    #: Facts that were stated to be so.
    facts: tuple[values.Name, ...] = ()
    #: How the incident was learned: any of these.
    learned: tuple[Literal["witnessed", "reported", "dispatched"], ...] = ()
    #: Kinds of incident: any of these.
    kinds: tuple[values.Name, ...] = ()
    #: Sources of footage of which any was named or comes by itself.
    sources: tuple[values.Name, ...] = ()


class Ground(Rule):
    """Name a ground on which footage may be flagged, and who may state it."""

    #: Name in the record.
    id: values.Name
    #: What it says.
    text: values.Text
    #: Roles that may state it.
    stated_by: Annotated[tuple[values.Name, ...], Field(min_length=1)]
    #: Roles whose flag rests on this ground where they name none.
    default_for: tuple[values.Name, ...] = ()
    #: What it rests on.
    authority: values.Authority


class Source(Rule):
    """Name a source of footage and its two dates, counted from recording."""

    #: Name in the record and in duties.
    id: values.Name
    #: What people are shown.
    title: values.Text
    #: How it becomes known: `camera` of a listed member, `opened` with each
    #: incident, or `named` by somebody who noticed it.
    comes: Literal["camera", "opened", "named"] = "camera"
    #: Words by which people name it after `CAMS`.
    words: tuple[values.Word, ...] = ()
    #: Under which circumstances one that comes by itself does.
    when: When = Field(default_factory=When)
    #: Who is asked for it.
    addressee: values.Text | None = None
    #: On which form, or by what kind of letter.
    form: values.Text | None = None
    #: Last safe moment to ask for it or flag it.
    ask_by: values.Wait
    #: When it is overwritten or destroyed unless it is kept.
    lost_at: values.Span
    #: How long the law keeps flagged footage, counted from flagging; whole
    #: years are years of the calendar.
    kept_for: values.Span | None = None
    #: When it is asked again whether it is still there, counted from recording.
    checkpoints: tuple[values.Span, ...] = ()
    #: The same, so long before the deletion date that was stated.
    check_before_deletion: values.Span | None = None
    #: What its dates rest on.
    authority: values.Authority
