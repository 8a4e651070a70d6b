"""Give people numbers, and change them.

A new number of somebody who had a proved one acts only after it proved itself,
whatever the file says: whoever keeps the roster alone cannot redirect somebody's
texts unseen. The old number and the person's supervisor are told.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from bot.policy.schema import Policy
from bot.verbs.duties import ladder
from bot.verbs.ground.decision import Act, Change, Insert, Mint, Notice, Told, Update
from bot.verbs.ground.situation import Situation
from bot.verbs.people import departure
from bot.verbs.who.people import Roster
from models import commands, enums, ledger
from models.duty import Duty
from models.people import Contact, Person

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
    row: commands.RosterRow,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> list[Act]:
    """Return what puts a number in the place of proved ones.

    What waits for the old number does not leave; the next rung is asked instead.
    """
    number = new(person.id, row, now, mint, is_verified=False)
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
        notices=(
            *enrolments([number]),
            _tell_old(person, number, now),
            *_tell_above(situation.roster, person, number, policy, now),
        ),
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
            reference=None,
            text="This number is no longer in our roster: another one took its place. "
            "Not by you? Tell your supervisor now.",
            at=now,
        ),
    )


def _tell_above(
    roster: Roster, person: Person, number: Insert, policy: Policy, now: datetime
) -> list[Notice]:
    """Tell the supervisor, and the desk where that one is not there to be told."""
    label = roster.label(person.id)
    object_to = (
        f"In Slack: /incident number {person.star} wrong. Else: the administrator."
        if person.star
        else "Tell the administrator."
    )
    text = f"{label.capitalize()}: number changed by the operator. Wrong? {object_to}"
    return [
        Notice(
            key=f"{number.values['id']}:above:{one.id}",
            purpose=enums.Purpose.TELL,
            person_id=one.id,
            view=Told(reference=None, text=text, at=now),
            not_before=not_before,
        )
        for one, not_before in _above(roster, person, policy, now)
    ]


def _above(
    roster: Roster, person: Person, policy: Policy, now: datetime
) -> list[tuple[Person, datetime | None]]:
    """List who is told, and from when on."""
    supervisor = roster.of_star(roster.supervisor_star_of(person, now) or "")
    if supervisor is not None and supervisor.id != person.id:
        if roster.can_be_told(supervisor, policy, now) is enums.Reach.YES:
            return [(supervisor, None)]
    else:
        supervisor = None
    there = [
        (one, None)
        for one in roster.on_duty_of(policy.desk_roles, policy, now)
        if one.id != person.id
    ] or [
        (one, None)
        for one in roster.on_duty(ladder.ADMIN, policy, now)
        if one.id != person.id
    ]
    if supervisor is None or roster.channel_of(supervisor) is None:
        return [*there]
    return [(supervisor, roster.next_tour_at(supervisor, policy, now)), *there]
