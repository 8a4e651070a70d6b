"""Set right when the engine looks at a duty, where the timetable says otherwise."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.policy.schema import Policy
from bot.verbs.duties import standings
from bot.verbs.ground import recording
from bot.verbs.ground.decision import Act, Decision, Mint, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.who.people import Roster
from models import commands, enums, views
from models.duty import Duty

#: How much later than the timetable has it a step may stand. Source: our choice; an
#: incident that the engine let rest stands minutes later, and a step that is pulled
#: forward stands earlier, which loses nothing.
TOLERANCE = timedelta(hours=1)

#: No next step although the duty is open.
MISSING = "missing"
#: It would come much later than it should.
TOO_LATE = "too_late"
#: The owner has left, and nobody else was told yet.
OWNER_ENDED = "owner_ended"


@dataclass(frozen=True, slots=True)
class Repair:
    """Hold what is wrong with a duty's next step, and what it should be."""

    duty: Duty
    why: str
    next_step_at: datetime


def repairs(file: IncidentFile, roster: Roster, now: datetime) -> list[Repair]:
    """List the duties of an incident whose next step has to be set right."""
    found = (_repair(file, duty, roster, now) for duty in file.duties)
    return [repair for repair in found if repair is not None]


def _repair(
    file: IncidentFile, duty: Duty, roster: Roster, now: datetime
) -> Repair | None:
    if duty.state not in enums.OPEN_DUTY_STATES:
        return None
    planned_at = standings.next_step_at(file, duty, now)
    stands_at = duty.next_step_at
    if planned_at is None:
        return None
    if stands_at is None:
        return Repair(duty, MISSING, planned_at)
    if stands_at > max(planned_at, now) + TOLERANCE:
        return Repair(duty, TOO_LATE, planned_at)
    owner = roster.by_id.get(duty.owner_id or "")
    is_untold = duty.rung == 0 and duty.rung_at is None
    if (
        owner is not None
        and owner.ended_at is not None
        and is_untold
        and stands_at > now
    ):
        # The step that is pulled forward puts it to the next rung.
        return Repair(duty, OWNER_ENDED, now)
    return None


def decide(
    situation: Situation,
    command: commands.MendSteps,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Work the steps out anew; what stands right is left alone."""
    file = situation.files.get(command.incident_id)
    if file is None:
        return Decision(answer=views.Stepped(acts=0))
    acts = tuple(
        Act(
            ledger_id=file.incident.id,
            event="duty:next_step_repaired",
            facts={
                "duty": repair.duty.id,
                "rule": repair.duty.rule,
                "why": repair.why,
                "old": _said(repair.duty.next_step_at),
                "new": _said(repair.next_step_at),
            },
            changes=(Update(Duty, repair.duty, {"next_step_at": repair.next_step_at}),),
        )
        for repair in repairs(file, situation.roster, now)
    )
    return Decision(
        answer=views.Stepped(acts=len(acts)), acts=acts, incident_id=file.incident.id
    )


def _said(at: datetime | None) -> str | None:
    return None if at is None else recording.instant(at)
