"""Tell of changed numbers and accounts those above, who can take each back.

One text tells one reader of all that one file changes.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.ground.decision import Mint, Notice, Told
from bot.verbs.people import overseers
from bot.verbs.who.people import Roster
from handlers.sms import objections
from models import enums
from models.people import Person

NUMBER, ACCOUNT = "number", "Slack account"

#: Most changes that one text names.
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Hold one changed way to a person."""

    person: Person
    #: `NUMBER` or `ACCOUNT`.
    what: str
    #: As `overseers.of_contact` or `overseers.of_account` names it.
    changed: str


def tell_above(
    roster: Roster, moved: Iterable[Moved], policy: Policy, now: datetime, mint: Mint
) -> tuple[Notice, ...]:
    """Tell each supervisor; where one is not there, whoever else keeps watch.

    Args:
        roster: As it is before the change.
        moved: What is changed.
        policy: The policy in force.
        now: The instant.
        mint: Gives ids.
    """
    found: dict[str, list[Moved]] = defaultdict(list)
    times: dict[str, list[datetime | None]] = defaultdict(list)
    readers: dict[str, Person] = {}
    there = overseers.on_duty(roster, policy, now)
    for one in moved:
        for reader, not_before in _above(roster, one.person, there, policy, now):
            readers[reader.id] = reader
            found[reader.id].append(one)
            times[reader.id].append(not_before)
    return tuple(
        Notice(
            key=f"ways:{mint.new_id()}:{reader.id}",
            purpose=enums.Purpose.TELL,
            person_id=reader.id,
            view=Told(
                text=_text(roster, reader, found[reader.id], policy, now), at=now
            ),
            not_before=_earliest(times[reader.id]),
        )
        for reader in readers.values()
    )


def _earliest(times: Sequence[datetime | None]) -> datetime | None:
    """Return from when on somebody is told; None: at once."""
    known = [at for at in times if at is not None]
    return min(known) if len(known) == len(times) else None


def tell_of_account(roster: Roster, moved: Moved, now: datetime) -> tuple[Notice, ...]:
    """Tell a person by text that another Slack account acts for them."""
    if roster.channel_of(moved.person) is not enums.Channel.SMS:
        return ()
    text = (
        "From now on another Slack account acts for you: the operator changed it. "
        "Not by you? Tell your supervisor now."
    )
    return (
        Notice(
            key=f"{moved.changed}:own:{now.isoformat()}",
            purpose=enums.Purpose.TELL,
            person_id=moved.person.id,
            view=Told(text=text, at=now),
        ),
    )


def of_account(person: Person, account: str | None) -> Moved | None:
    """Return the change of a person's Slack account; None: none acts anew for them."""
    if account is None or person.slack_user_id is None:
        return None
    changed = overseers.of_account(person.id, account)
    return Moved(person=person, what=ACCOUNT, changed=changed)


def _text(
    roster: Roster,
    reader: Person,
    found: Sequence[Moved],
    policy: Policy,
    now: datetime,
) -> str:
    may = all(
        overseers.may_object(roster, reader, one.person, policy, now)
        for one in found[:_NAMED]
    )
    in_slack = roster.channel_of(reader) is enums.Channel.SLACK
    verb = f"Say /incident {objections.WORD.lower()}" if in_slack else "Text WRONG"
    if len(found) == 1:
        (one,) = found
        label = roster.label(one.person.id).capitalize()
        code = overseers.code_of(one.changed, reader.id)
        how = f"{verb} {code.lower() if in_slack else code} and it counts no more."
        head = f"{label}: {one.what} changed by the operator."
    else:
        kinds = [
            f"{number} {what}{'s' if number > 1 else ''}"
            for what in (NUMBER, ACCOUNT)
            if (number := sum(one.what == what for one in found))
        ]
        named = [
            roster.label(one.person.id)
            + (f" {overseers.code_of(one.changed, reader.id)}" if may else "")
            for one in found[:_NAMED]
        ]
        more = len(found) - len(named)
        names = ", ".join(named) + (f" and {more} more" if more else "")
        head = f"{' and '.join(kinds)} changed by the operator: {names}."
        how = f"{verb} and the code, and it counts no more."
        if more:
            how += " Of the others tell the administrator."
    if not may:
        how = "Tell a supervisor and the administrator."
    return f"{head} Not right? {how}"


def _above(
    roster: Roster,
    person: Person,
    there: Sequence[Person],
    policy: Policy,
    now: datetime,
) -> list[tuple[Person, datetime | None]]:
    """List who is told, and from when on.

    Args:
        roster: Everybody.
        person: Whose way changed.
        there: Who else keeps watch.
        policy: The policy in force.
        now: The instant.
    """
    supervisor = roster.of_star(roster.supervisor_star_of(person, now) or "")
    if supervisor is not None and supervisor.id != person.id:
        if roster.can_be_told(supervisor, policy, now) is enums.Reach.YES:
            return [(supervisor, None)]
    else:
        supervisor = None
    others = [(one, None) for one in there if one.id != person.id]
    if supervisor is None or roster.channel_of(supervisor) is None:
        return [*others]
    return [(supervisor, roster.next_tour_at(supervisor, policy, now)), *others]
