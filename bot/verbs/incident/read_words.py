"""Show words that somebody wrote, and put on record that they were read."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import targets
from bot.verbs.ground import held, rights
from bot.verbs.ground.decision import Act, Decision, Mint
from bot.verbs.ground.situation import Situation
from models import board, commands, enums, errors, ledger, views

#: Names of the items that hold what people wrote; the others hold columns of rows,
#: and what we answered.
OWN_WORDS = ("text", "said", "detail", "authority", "reason")

#: What became of texts that came from a number that may not act.
_OF_STRANGERS = (
    enums.InboundState.HELD,
    enums.InboundState.FAILED,
    enums.InboundState.ACCEPTED,
)


def of_incident(
    situation: Situation,
    command: commands.ReadWords,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Show the words of an incident, oldest first.

    Those that a rule holds back are shown to nobody but who may decide on them.

    Raises:
        RefusedError: The person's role may not.
        NotFoundError: There is no such incident.
    """
    person = rights.require(situation, policy, "read_words")
    file = targets.named(situation, command.reference)
    rights.refuse_subject(file, person)
    has_right = rights.may(policy, person, "decide_held_text")

    def may_decide(held_by: str) -> bool:
        return has_right and held.decides(file.policy, person.role, held_by)

    words = tuple(
        board.Said(
            at=one.at,
            by=situation.roster.label(one.actor_id),
            event=one.event,
            text=None if one.held_by and not may_decide(one.held_by) else one.text,
            held_by=one.held_by,
            decidable=one.position
            if one.held_by and may_decide(one.held_by) and not one.is_kept_back
            else None,
        )
        for one in situation.words
        if one.name in OWN_WORDS
    )
    act = Act(
        ledger_id=ledger.SYSTEM,
        event="words:read",
        facts={"incident": file.incident.id, "reference": command.reference},
    )
    return Decision(
        answer=views.WordsRead(reference=command.reference, words=words),
        acts=(act,),
        incident_id=file.incident.id,
    )


def of_stranger(
    situation: Situation,
    command: commands.ReadHeldText,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Show a text of a number that may not act.

    Raises:
        RefusedError: The person's role may not.
        NotFoundError: There is no such text.
    """
    rights.require(situation, policy, "accept_text")
    inbound = situation.inbound
    if inbound is None or inbound.state not in _OF_STRANGERS:
        raise errors.NotFoundError("There is no such text.")
    rule = held.rule_against(policy, inbound.body)
    act = Act(ledger_id=ledger.SYSTEM, event="text:read", facts={"text": inbound.id})
    return Decision(
        answer=views.HeldTextRead(
            held=board.HeldText(
                inbound_id=inbound.id,
                sent_at=inbound.sent_at,
                text=None if rule else inbound.body,
                held_by=rule.citation if rule else None,
                opened=situation.inbound_reference,
            )
        ),
        acts=(act,),
    )
