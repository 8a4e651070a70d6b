"""Note that a person comes on duty or goes off."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.policy.schema import Policy
from bot.verbs import asking, rights, targets
from bot.verbs.decision import Act, Change, Decision, Insert, Mint, Update
from bot.verbs.situation import Situation
from models import commands, errors, ledger, views
from models.duty import Duty
from models.people import Person, Presence

#: Longest tour that a person can give: a double watch and a hold-over.
#: Source: our choice; a typing error must not keep someone on duty for days.
LONGEST_FOR = timedelta(hours=20)

_WALL_TIME = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d|24:00", re.ASCII)


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
        until_at = _next(command.until_local, policy, now)
        if until_at - now > LONGEST_FOR:
            raise errors.InvalidInputError("until", "That is more than 20 hours away.")
    acts = [listing(person, now, until_at, mint, is_on=True)]
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
        answer=views.OnDuty(until_at=until_at, asked=asked),
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
    act = listing(person, now, until_at, mint, is_on=False)
    open_duties = sum(
        1
        for _, duty in targets.concerned(situation, person)
        if duty.owner_id == person.id
    )
    return Decision(answer=views.OffDuty(open_duties=open_duties), acts=(act,))


def listing(
    person: Person,
    now: datetime,
    until_at: datetime,
    mint: Mint,
    *,
    is_on: bool,
) -> Act:
    """Return the act by which a person is listed on duty, or off."""
    row = Insert(
        Presence,
        {
            "id": mint.new_id(),
            "person_id": person.id,
            "from_at": now,
            "until_at": until_at,
            "is_on": is_on,
            "made_by": person.id,
            "made_at": now,
        },
    )
    return Act(
        ledger_id=ledger.PRESENCE,
        event="person:on_duty" if is_on else "person:off_duty",
        facts={"person": person.id},
        changes=(row,),
    )


def _next(local: str, policy: Policy, now: datetime) -> datetime:
    """Return the next instant at which local clocks show `HH:MM`."""
    zone = ZoneInfo(policy.timezone)
    if _WALL_TIME.fullmatch(local) is None:
        raise errors.InvalidInputError("until", "Write the end of the tour: ON 2300")
    hour, minute = (int(part) for part in local.split(":"))
    today = now.astimezone(zone).date()
    days = 1 if hour == 24 else 0
    at = datetime.combine(
        today + timedelta(days=days), time(hour % 24, minute), zone
    ).astimezone(UTC)
    return at if at > now else at + timedelta(days=1)
