"""Give people numbers, and change them.

A new number of somebody who had a proved one acts only after it proved itself,
whatever the file says: whoever keeps the roster alone cannot redirect somebody's
texts unseen. The old number and the person's supervisor are told.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.verbs.ground.decision import Act, Change, Insert, Mint, Notice, Told, Update
from bot.verbs.ground.situation import Situation
from bot.verbs.people import departure, overseers, ways_changed
from models import commands, enums, ledger
from models.duty import Duty
from models.people import Contact, Person

#: Columns by which somebody who left is recognised who comes back.
_KEYS = ("star", "email", "slack_user_id")

#: Why messages to the old number do not leave any more.
CHANGED = "the number was changed"

_PAGES = (
    enums.Purpose.ASK,
    enums.Purpose.REMIND,
    enums.Purpose.ESCALATE,
    enums.Purpose.NOBODY,
)


def new(
    person_id: str,
    row: commands.RosterRow,
    now: datetime,
    mint: Mint,
    *,
    is_verified: bool,
) -> Insert:
    """Return a number of a person; one that is not verified gets a code."""
    return Insert(
        Contact,
        {
            "id": mint.new_id(),
            "person_id": person_id,
            "e164": row.phone_e164,
            "kind": row.phone_kind or enums.PhoneKind.DEPARTMENT,
            "created_at": now,
            "enrol_code": None if is_verified else mint.new_code(),
            "verified_at": now if is_verified else None,
            "consented_on": _consent(row),
        },
    )


def enrolments(changes: Iterable[Change]) -> tuple[Notice, ...]:
    """Ask each new number to prove itself, once."""
    return tuple(
        Notice(
            key=f"{change.values['id']}:enrol",
            purpose=enums.Purpose.ENROL,
            person_id=change.values["person_id"],
            view=Told(
                reference=change.values["enrol_code"],
                text="",
                at=change.values["created_at"],
            ),
        )
        for change in changes
        if isinstance(change, Insert) and change.values.get("enrol_code")
    )


def kept(
    situation: Situation,
    contact: Contact,
    row: commands.RosterRow,
    now: datetime,
    *,
    is_verified: bool,
) -> dict[str, Any]:
    """Return what a file changes of a number that stays."""
    values: dict[str, Any] = {}
    may_verify = is_verified and before(situation, contact) is None
    if may_verify and contact.verified_at is None:
        values.update(verified_at=now, enrol_code=None)
    if is_verified and contact.unreachable_at is not None:
        # The administrator attests that the number was checked.
        values.update(unreachable_at=None, unreachable_reason=None)
    if row.phone_kind is not None and row.phone_kind is not contact.kind:
        values["kind"] = row.phone_kind
    consented_on = _consent(row)
    if consented_on is not None and consented_on != contact.consented_on:
        values["consented_on"] = consented_on
    return values


def _consent(row: commands.RosterRow) -> date | None:
    return date.fromisoformat(row.consented_on) if row.consented_on else None


def before(situation: Situation, contact: Contact) -> Contact | None:
    """Return the proved number that another one took the place of."""
    found = [
        past
        for past in proved(situation, contact.person_id)
        # Ids are in the order of time, also where clocks were set back.
        if past.id < contact.id
    ]
    return max(found, key=lambda past: past.id, default=None)


def proved(situation: Situation, person_id: str) -> list[Contact]:
    """List the proved numbers that a person had."""
    return [past for past in situation.past_contacts if past.person_id == person_id]


# --- A changed number -----------------------------------------------------------------


def changed(
    situation: Situation,
    person: Person,
    olds: Sequence[Contact],
    number: Insert,
    now: datetime,
) -> list[Act]:
    """Return what puts a number in the place of proved ones.

    What waits for the old number does not leave; the next rung is asked instead.
    """
    ended = [Update(Contact, old, {"ended_at": now}) for old in olds]
    act = Act(
        ledger_id=ledger.ROSTER,
        event="contact:changed",
        facts={
            "person": person.id,
            "old": [old.id for old in olds],
            "new": number.values["id"],
        },
        changes=(*ended, number),
        notices=(*enrolments([number]), _tell_old(person, number, now)),
    )
    return [act, *withheld(situation, person, now)]


def withheld(situation: Situation, person: Person, now: datetime) -> list[Act]:
    """Return what keeps messages from a number that counts no more.

    What could not be put to its person so is put to the next rung at once.
    """
    waiting = [one for one in situation.queued if one.person_id == person.id]
    pages = {one.duty_id for one in waiting if one.purpose in _PAGES}
    return [
        *departure.cancelled(waiting, CHANGED),
        *_pull_forward(situation, pages, now),
    ]


def _pull_forward(
    situation: Situation, duty_ids: Collection[str | None], now: datetime
) -> list[Act]:
    return [
        Act(
            ledger_id=file.incident.id,
            event="duty:not_put",
            facts={"duty": duty.id, "rule": duty.rule, "why": CHANGED},
            changes=(Update(Duty, duty, {"next_step_at": now}),),
        )
        for file in situation.files.values()
        for duty in file.duties
        if duty.id in duty_ids
        and duty.state in (enums.DutyState.NOTIFIED, enums.DutyState.OVERDUE)
        and duty.next_step_at is not None
        and duty.next_step_at > now
    ]


def _tell_old(person: Person, number: Insert, now: datetime) -> Notice:
    """Tell whoever has the old number that it counts no more; nothing else."""
    return Notice(
        key=f"{number.values['id']}:old",
        purpose=enums.Purpose.TELL,
        person_id=person.id,
        view=Told(
            text="This number is no longer in our roster: another one took its place. "
            "Not by you? Tell your supervisor now.",
            at=now,
        ),
    )


def moved(person: Person, number: Insert) -> ways_changed.Moved:
    """Return that another number took the place of a person's."""
    changed = overseers.of_contact(number.values["id"])
    return ways_changed.Moved(person=person, what=ways_changed.NUMBER, changed=changed)


@dataclass(frozen=True, slots=True)
class Left:
    """Hold somebody who left, and the proved numbers that they had."""

    person: Person
    numbers: frozenset[str]


def left(situation: Situation) -> dict[tuple[str, str], Left]:
    """Return those who left and had proved numbers, by each way to recognise them."""
    had: dict[str, set[str]] = defaultdict(set)
    for past in situation.past_contacts:
        had[past.person_id].add(past.e164)
    gone = [
        person
        for person in situation.roster.by_id.values()
        if person.ended_at is not None and person.id in had
    ]
    return {
        (name, value): Left(person, frozenset(had[person.id]))
        for person in sorted(gone, key=lambda one: (one.ended_at, one.id))
        for name in _KEYS
        if (value := getattr(person, name))
    }


def redirected(
    gone: Mapping[tuple[str, str], Left], row: commands.RosterRow
) -> Person | None:
    """Return who of those who left a new row is, with another number than they had.

    So nobody's number is changed by ending them with one file and adding them again
    with the next.
    """
    found = (gone.get((name, getattr(row, name) or "")) for name in _KEYS)
    was = next((one for one in found if one), None)
    return was.person if was and row.phone_e164 not in was.numbers else None
