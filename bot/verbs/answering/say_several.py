"""Carry out several answers of one text, one after the other, each on its own."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.answering import attest
from bot.verbs.ground import foreseen
from bot.verbs.ground.decision import Act, Change, Decision, Mint
from bot.verbs.ground.situation import Situation
from bot.verbs.incident import state_fact
from models import commands, errors, views


def decide(
    situation: Situation,
    command: commands.SaySeveral,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Decide each part on what stands after those before it.

    A part that is refused changes nothing and stops no other: the answer says of
    each what became of it.
    """
    acts: list[Act] = []
    upkeep: list[Change] = []
    said: list[views.Answer] = []
    incident_id = None
    for part in command.parts:
        verb = attest if isinstance(part, commands.Attest) else state_fact
        try:
            decision = verb.decide(situation, part, policy, now, mint)
        except errors.FAULTS:
            raise
        except errors.HoldfastError as refusal:
            said.append(views.Refused(error=refusal))
            continue
        said.append(decision.answer)
        acts += decision.acts
        upkeep += decision.upkeep
        incident_id = incident_id or decision.incident_id
        foreseen.after(situation, decision.acts)
    return Decision(
        answer=views.Several(answers=tuple(said)),
        acts=tuple(acts),
        incident_id=incident_id,
        upkeep=tuple(upkeep),
    )
