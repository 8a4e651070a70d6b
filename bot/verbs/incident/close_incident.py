"""Close an incident: explicit, attributed, and never over a running footage clock."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import obligations, targets
from bot.verbs.footage import checkpoints
from bot.verbs.ground import held, rights
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from models import commands, enums, errors, views
from models.duty import Duty
from models.footage import Footage
from models.incident import Incident

#: Footage whose clock no longer runs.
ENDED = (enums.FootageState.VERIFIED, enums.FootageState.LOST)


def decide(
    situation: Situation,
    command: commands.CloseIncident,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Close an incident; what else is open in it need not be done any more.

    Whether what is kept is still there is asked after that as before.

    Raises:
        RefusedError: The person's role may not, a footage clock runs, or words
            wait for a decision.
        NotFoundError: There is no such incident.
        AlreadyDone: It is closed; says by whom and when.
        InvalidInputError: The outcome is none, or the reason will not do.
    """
    person = rights.require(situation, policy, "close_incident")
    file = targets.named(situation, command.reference)
    rights.refuse_subject(file, person)
    if file.incident.state in enums.CLOSED_STATES:
        raise _closed_before(situation, file, now)
    if command.outcome not in enums.CLOSED_STATES:
        raise errors.InvalidInputError("outcome", "Choose how it ends.")
    reason = held.require_clean(file.policy, "reason", command.reason)
    _require_no_clock(situation, file)
    if any(one.held_by and not one.is_kept_back for one in situation.words):
        raise errors.RefusedError(
            f"{command.reference} stays open: words in it are held back, and nobody "
            "has decided on them."
        )
    changes: list[Change] = [
        Update(Incident, file.incident, {"state": command.outcome, "closed_at": now}),
        *(
            Update(
                Duty,
                duty,
                {
                    "state": enums.DutyState.NOT_APPLICABLE,
                    "reason": f"closed: {reason}",
                    "next_step_at": None,
                },
            )
            for duty in file.duties
            if duty.state in enums.OPEN_DUTY_STATES and not _goes_on(file, duty)
        ),
    ]
    act = Act(
        ledger_id=file.incident.id,
        event="incident:closed",
        facts={"outcome": command.outcome.value},
        words={"reason": reason},
        changes=tuple(changes),
    )
    return Decision(
        answer=views.Closed(reference=command.reference, outcome=command.outcome),
        acts=(act,),
        incident_id=file.incident.id,
    )


def _closed_before(
    situation: Situation, file: IncidentFile, now: datetime
) -> errors.AlreadyDone:
    by = situation.closing.actor_id if situation.closing else None
    return errors.AlreadyDone(
        situation.roster.label(by), file.incident.closed_at or now
    )


def _require_no_clock(situation: Situation, file: IncidentFile) -> None:
    """Refuse while a footage clock runs.

    Raises:
        RefusedError: Names the camera or the duty.
    """
    head = f"{file.incident.reference} stays open: "
    for piece in file.footage:
        if piece.state not in ENDED:
            raise errors.RefusedError(
                f"{head}the footage of {_camera(situation, file, piece)} is neither "
                "verified nor recorded as lost."
            )
    for duty in file.duties:
        if (
            duty.footage_id is not None
            and duty.state in enums.OPEN_DUTY_STATES
            and not _goes_on(file, duty)
        ):
            title = obligations.rule_of(file.policy, duty).title
            raise errors.RefusedError(
                f"{head}{duty.word} is open, which is about footage ({title})."
            )


def _goes_on(file: IncidentFile, duty: Duty) -> bool:
    """Tell whether a duty goes on after its incident was closed."""
    return file.rule_of(duty).begins == checkpoints.BEGINS


def _camera(situation: Situation, file: IncidentFile, piece: Footage) -> str:
    title = next(
        (one.title for one in file.policy.source if one.id == piece.source),
        piece.source,
    )
    if piece.recorder_star:
        return f"star {piece.recorder_star} ({title})"
    if piece.recorder_id:
        return f"{situation.roster.label(piece.recorder_id)} ({title})"
    return title
