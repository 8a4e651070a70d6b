"""Open an incident from a text of a number that nobody knew."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.ground import rights
from bot.verbs.ground.decision import Decision, Mint, Update
from bot.verbs.ground.situation import Situation
from bot.verbs.incident import open_incident, openings
from handlers.sms import grammar, parsed
from models import commands, enums, errors
from models.inbox import Inbound
from models.people import Person


def decide(
    situation: Situation,
    command: commands.AcceptText,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Open an incident as of the time at which the text was sent.

    Raises:
        RefusedError: The person's role may not do so.
        NotFoundError: There is no such text.
        AlreadyDone: It was accepted before.
    """
    person = rights.require(situation, policy, "accept_text")
    inbound = situation.inbound
    if inbound is None:
        raise errors.NotFoundError("There is no such text.")
    if inbound.state not in (enums.InboundState.HELD, enums.InboundState.FAILED):
        raise errors.AlreadyDone("a dispatcher", inbound.received_at)
    said = grammar.parse(inbound.body)
    text = said.text if isinstance(said, parsed.New) else inbound.body
    opening = openings.of_words(
        text,
        policy,
        opened_at=inbound.sent_at,
        is_late=now - inbound.sent_at > policy.limits.late_after,
        media_count=inbound.media_count,
        source="reported",
        opener=_sender(situation, inbound),
        facts={"accepted_by": person.id, "text": inbound.id},
    )
    decision = open_incident.open_it(situation, opening, policy, now, mint)
    accepted = Update(
        Inbound,
        inbound,
        {"state": enums.InboundState.ACCEPTED, "incident_id": decision.incident_id},
    )
    return Decision(
        answer=decision.answer,
        acts=decision.acts,
        incident_id=decision.incident_id,
        upkeep=(accepted,),
    )


def _sender(situation: Situation, inbound: Inbound) -> Person | None:
    """Return who sent a text that was held only because texts are off."""
    if "intake" in situation.roster.channels.sms:
        return None
    people = situation.roster.people_of_number(inbound.e164)
    return people[0] if len(people) == 1 else None
