"""Open a closed incident again, with what closing it ended."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import standings, targets
from bot.verbs.ground import held, rights
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from models import commands, enums, errors, views
from models.duty import Duty
from models.incident import Incident


def decide(
    situation: Situation,
    command: commands.ReopenIncident,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Open an incident again; its duties stand as they did, and their steps go on.

    Raises:
        RefusedError: The person's role may not, or the incident is open.
        NotFoundError: There is no such incident.
        InvalidInputError: The reason will not do.
    """
    person = rights.require(situation, policy, "reopen_incident")
    file = targets.named(situation, command.reference)
    rights.refuse_subject(file, person)
    if file.incident.state not in enums.CLOSED_STATES:
        raise errors.RefusedError(f"{command.reference} is open already.")
    reason = held.require_clean(file.policy, "reason", command.reason)
    opened = Update(
        Incident,
        file.incident,
        {"state": enums.IncidentState.OPEN, "closed_at": None},
    )
    act = Act(
        ledger_id=file.incident.id,
        event="incident:reopened",
        facts={"was": file.incident.state.value},
        words={"reason": reason},
        changes=(opened, *_restored(situation, file, now)),
    )
    return Decision(
        answer=views.Reopened(reference=command.reference),
        acts=(act,),
        incident_id=file.incident.id,
    )


def _restored(situation: Situation, file: IncidentFile, now: datetime) -> list[Change]:
    """Return the changes that bring back the duties that closing ended."""
    before = _states_before(situation)
    changes: list[Change] = []
    for duty in file.duties:
        if duty.state is not enums.DutyState.NOT_APPLICABLE or duty.id not in before:
            continue
        state = before[duty.id]
        changes.append(
            Update(
                Duty,
                duty,
                {
                    "state": state,
                    "reason": None,
                    "next_step_at": standings.next_step_at(
                        file, duty, now, {"state": state}
                    ),
                },
            )
        )
    return changes


def _states_before(situation: Situation) -> dict[str, enums.DutyState]:
    """Return the state of each duty before the last closing, as recorded."""
    if situation.closing is None:
        return {}
    return {
        change["id"]: enums.DutyState(change["old"]["state"])
        for change in situation.closing.body.get("changes", ())
        if change["table"] == "duty" and "old" in change
    }
