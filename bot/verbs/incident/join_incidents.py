"""Link two incidents; each stays what it is, and its clocks go on."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import targets
from bot.verbs.ground import rights
from bot.verbs.ground.decision import Act, Decision, Insert, Mint
from bot.verbs.ground.situation import Situation
from models import commands, errors, views
from models.incident import IncidentLink


def decide(
    situation: Situation,
    command: commands.JoinIncidents,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Link the incident named with another, or with the sender's own latest.

    Raises:
        RefusedError: The sender's role may not do so.
        NotFoundError: One of the two does not exist.
        InvalidInputError: Both are the same.
    """
    person = rights.require(situation, policy, "join_incidents")
    file = targets.named(situation, command.reference)
    if command.other is not None:
        other = targets.named(situation, command.other)
    else:
        mine = [
            candidate
            for candidate in situation.files.values()
            if candidate.incident.id != file.incident.id
            and (
                candidate.incident.opened_by == person.id
                or candidate.incident.id in situation.talked_at
            )
        ]
        if not mine:
            raise errors.InvalidInputError(
                "reference", f"Name both: JOIN {command.reference} and the other."
            )
        other = max(mine, key=lambda candidate: candidate.incident.opened_at)
    if other.incident.id == file.incident.id:
        raise errors.InvalidInputError("reference", "Those two are the same.")
    answer = views.Joined(
        reference=other.incident.reference, other=file.incident.reference
    )
    if other.incident.id in file.linked():
        return Decision(answer=answer, incident_id=other.incident.id)
    link = Insert(
        IncidentLink,
        {
            "id": mint.new_id(),
            "incident_id": other.incident.id,
            "other_id": file.incident.id,
            "made_by": person.id,
            "made_at": now,
        },
    )
    return Decision(
        answer=answer,
        acts=(
            Act(
                ledger_id=other.incident.id,
                event="incident:linked",
                facts={
                    "with": file.incident.reference,
                    "incident": file.incident.id,
                },
                changes=(link,),
            ),
            Act(
                ledger_id=file.incident.id,
                event="incident:linked_from",
                facts={"with": other.incident.reference},
            ),
        ),
        incident_id=other.incident.id,
    )
