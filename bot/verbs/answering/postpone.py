"""Put the next reminder of a duty off; nothing else of it moves."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.policy import steps
from bot.policy.schema import Policy
from bot.verbs.duties import asking, held_text, obligations, standings, targets
from bot.verbs.ground import rights, wall_time
from bot.verbs.ground.decision import Act, Decision, Mint, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.shown import showing
from handlers.sms import wording
from models import commands, enums, errors, views
from models.duty import Duty
from models.people import Person

#: The word itself.
WORD = "LATE"

#: Event of an incident's ledger.
EVENT = "duty:postponed"

#: States in which a duty can be meant where no code names it.
MEANT = (*targets.WAITING, enums.DutyState.ACKNOWLEDGED)


def decide(
    situation: Situation,
    command: commands.Postpone,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Put the next reminder off until the time that was named.

    Later reminders, the ladder and the dates of footage stay where they are; the
    answer names them.

    Raises:
        RefusedError: The sender's role may not, the duty is another's, or there is
            no reminder to put off: somebody has it, or it has gone up the ladder.
        InvalidInputError: No time was read, or it is past, more than a tour away,
            or not before the ladder's next rung; or no reminder comes before it.
        NotFoundError: The sender has no such code.
    """
    person = rights.require(situation, policy, "postpone")
    found = targets.find_duty(
        situation,
        person,
        command.target,
        states=MEANT,
        verb=WORD,
        said=command.said,
    )
    if isinstance(found, views.Which):
        return Decision(answer=replace(found, said=_said_time(command)))
    if isinstance(found, views.NothingOpen):
        return Decision(answer=found)
    file, duty = found.file, found.duty
    _require_owner(situation, file, duty, person)
    _require_reminders(situation, file, duty, now)
    late_until = _time_of(command, policy, now)
    above = _above(file, duty, now)
    if late_until >= above.at:
        who = _role_of(file, duty, above) or "The desk"
        raise errors.InvalidInputError(
            "time",
            f"{who} hears at {_clock(above.at, policy, now)} all the same. "
            "Name an earlier time, or PASS it on.",
        )
    planned = standings.next_step(file, duty, now, {"late_until": None})
    if (
        planned is not None
        and planned.kind is steps.StepKind.REMIND
        and late_until <= planned.at
    ):
        at = _clock(planned.at, policy, now)
        raise errors.InvalidInputError("time", f"No reminder comes before {at} anyway.")
    values = {"late_until": late_until}
    step = standings.next_step(file, duty, now, values)
    reminded_at = late_until
    if step is not None and step.kind is steps.StepKind.REMIND:
        reminded_at = step.at
    ground = obligations.ground_of(file, situation.roster, now, mint)
    held_by, asks, notices = held_text.check(file, ground, person, command.said)
    after = {**values, "next_step_at": step.at if step else None}
    act = Act(
        ledger_id=file.incident.id,
        event=EVENT,
        facts={"duty": duty.id, "rule": duty.rule},
        words={"said": command.said} if command.said else {},
        held_by=held_by,
        changes=(Update(Duty, duty, after), *asks),
        notices=tuple(notices),
    )
    return Decision(
        answer=views.Postponed(
            asked=asking.show(file, duty, person),
            reminded_at=reminded_at,
            is_sooner=reminded_at < late_until,
            next_role=_role_of(file, duty, above),
            next_at=above.at,
            held_rule=held_by,
        ),
        acts=(act,),
        incident_id=file.incident.id,
    )


def _require_owner(
    situation: Situation, file: IncidentFile, duty: Duty, person: Person
) -> None:
    """Go on only for whoever is reminded of the duty.

    Raises:
        RefusedError: The sender only heard of it.
    """
    if duty.owner_id == person.id or duty.owner_id is None:
        return
    whose = situation.roster.label(duty.owner_id)
    raise errors.RefusedError(
        f"{duty.word} is with {whose}: only they can put their reminder off. "
        "ACK rests the paging."
    )


def _require_reminders(
    situation: Situation, file: IncidentFile, duty: Duty, now: datetime
) -> None:
    """Go on only where the next thing to come may be a reminder.

    Raises:
        RefusedError: The paging rests, or others were told already.
    """
    if duty.state is enums.DutyState.ACKNOWLEDGED and duty.acknowledged_at is not None:
        rests_until = duty.acknowledged_at + file.rule_of(duty).lapses_after
        whose = situation.roster.label(duty.acknowledged_by)
        raise errors.RefusedError(
            f"{duty.word} rests already: {whose} has it, and "
            f"nobody hears before {_clock(rests_until, file.policy, now)}."
        )
    if duty.rung:
        raise errors.RefusedError(
            f"{duty.word} has gone up the ladder already. ACK rests the paging, "
            "PASS asks the supervisor to take it over."
        )


def _time_of(command: commands.Postpone, policy: Policy, now: datetime) -> datetime:
    """Return the instant that was named.

    Raises:
        InvalidInputError: None was, or it is past or more than a tour away.
    """
    example = "LATE 2230, or LATE 30M"
    if command.in_minutes is not None:
        at = now + timedelta(minutes=command.in_minutes)
        if command.in_minutes <= 0:
            raise errors.InvalidInputError("time", f"Say how long: {example}")
    elif command.until_local is not None and wall_time.is_clock(command.until_local):
        at = wall_time.next_at(command.until_local, policy, now)
    else:
        raise errors.InvalidInputError("time", f"Write until when: {example}")
    if at - now <= policy.limits.tour:
        return at
    if command.until_local is not None:
        before = at - timedelta(days=1)
        if now - before < policy.limits.tour:
            raise errors.InvalidInputError(
                "time", f"{command.until_local} is past. Write until when: {example}"
            )
    hours = policy.limits.tour // timedelta(hours=1)
    raise errors.InvalidInputError(
        "time",
        f"That is more than a tour of {hours} hours away. PASS gives it on.",
    )


def _said_time(command: commands.Postpone) -> str:
    """Return the time that was named, as it is texted again."""
    if command.in_minutes is not None:
        return f"{command.in_minutes}M"
    return command.until_local or ""


def _above(file: IncidentFile, duty: Duty, now: datetime) -> steps.Step:
    """Return what comes first of all that a reminder does not move."""
    used_up = len(file.rule_of(duty).remind)
    columns = {"reminders": used_up, "late_until": None, "ask_again_at": None}
    step = standings.next_step(file, duty, now, columns)
    if step is None:
        raise AssertionError("an open duty always has a next step")
    return step


def _role_of(file: IncidentFile, duty: Duty, step: steps.Step) -> str | None:
    """Return the title of the role that hears by a step; None: no one role does."""
    if step.kind is not steps.StepKind.ESCALATE:
        return None
    rung = file.rule_of(duty).ladder[step.rung - 1]
    return showing.role_title(file.policy, rung.role)


def _clock(at: datetime, policy: Policy, now: datetime) -> str:
    """Return an instant as its reader's clock shows it, with the day if not today."""
    return wording.Wording(ZoneInfo(policy.timezone), now).time(at)
