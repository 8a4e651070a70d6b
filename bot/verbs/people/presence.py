"""Note that a person comes on duty or goes off."""

from datetime import datetime, timedelta

from bot.policy.schema import Policy
from bot.verbs.duties import asking, targets
from bot.verbs.ground import rights, wall_time
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Update
from bot.verbs.ground.situation import Situation
from bot.verbs.people import sayings
from bot.verbs.who.people import Roster
from models import commands, enums, errors, ledger, views
from models.duty import Duty
from models.people import Person


def go_on(
    situation: Situation,
    command: commands.GoOnDuty,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """List the sender on duty until the time given, or the watch's end.

    What waited for the person is put to them in the answer.

    Raises:
        RefusedError: The sender's role may not do so.
        InvalidInputError: The end of the tour is too far away.
    """
    person = rights.require(situation, policy, "go_on_duty")
    until_at = situation.roster.tour_ends_at(person, policy, now)
    if command.until_local is not None:
        if not wall_time.is_clock(command.until_local):
            raise errors.InvalidInputError(
                "until", "Write the end of the tour: ON 2300"
            )
        until_at = wall_time.next_at(command.until_local, policy, now)
        if until_at - now > sayings.LONGEST_FOR:
            raise errors.InvalidInputError("until", "That is more than 20 hours away.")
    acts = [listing(situation.roster, person, policy, now, until_at, mint, is_on=True)]
    asked, incident_id = None, None
    waiting = sorted(
        targets.concerned(situation, person), key=lambda pair: pair[1].due_at
    )
    if waiting:
        file, duty = waiting[0]
        incident_id = file.incident.id
        asked, put, values = asking.put(file, duty, person, now, mint)
        changes: list[Change] = [*put]
        if values:
            changes.append(Update(Duty, duty, values))
        acts.append(
            Act(
                ledger_id=file.incident.id,
                event="duty:asked",
                facts={"duty": duty.id, "rule": duty.rule, "at": "start of tour"},
                changes=tuple(changes),
            )
        )
    return Decision(
        answer=views.OnDuty(
            until_at=until_at, asked=asked, leave_until_at=_leave_until(situation, now)
        ),
        acts=tuple(acts),
        incident_id=incident_id,
    )


def go_off(
    situation: Situation,
    command: commands.GoOffDuty,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """End the sender's tour; what is open goes to whoever is on duty.

    Raises:
        RefusedError: The sender's role may not do so.
        InvalidInputError: A time was given.
    """
    person = rights.require(situation, policy, "go_on_duty")
    if command.said.strip():
        raise errors.InvalidInputError(
            "said", "OFF means now. For a later end of tour text ON 2300."
        )
    until_at = max(
        situation.roster.tour_ends_at(person, policy, now), now + timedelta(minutes=1)
    )
    act = listing(situation.roster, person, policy, now, until_at, mint, is_on=False)
    open_duties = sum(
        1
        for _, duty in targets.concerned(situation, person)
        if person.id in (duty.owner_id, duty.acknowledged_by)
    )
    return Decision(answer=views.OffDuty(open_duties=open_duties), acts=(act,))


def listing(
    roster: Roster,
    person: Person,
    policy: Policy,
    now: datetime,
    until_at: datetime,
    mint: Mint,
    *,
    is_on: bool,
) -> Act:
    """Return the act by which a person says of themselves: on duty, or off.

    Who goes off duty has no watch any more. Who is on duty for less long than the
    watch or the daily list has it goes off then.
    """
    said = sayings.row(
        roster,
        person,
        enums.PresenceKind.OWN,
        now,
        until_at,
        now,
        mint,
        is_on=is_on,
        made_by=person,
    )
    changes: list[Change] = [said]
    if is_on:
        changes += sayings.rest(roster, person, policy, said, mint)
    else:
        changes += sayings.given_up(roster, person, now)
    return Act(
        ledger_id=ledger.PRESENCE,
        event="person:on_duty" if is_on else "person:off_duty",
        facts={"person": person.id},
        changes=tuple(changes),
    )


def _leave_until(situation: Situation, now: datetime) -> datetime | None:
    """Return until when the leave lasts that the sender's word puts aside."""
    person = situation.person
    standing = situation.roster.presence(person, now) if person else None
    if standing is None or standing.kind is not enums.PresenceKind.LEAVE:
        return None
    return standing.until_at
