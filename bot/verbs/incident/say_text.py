"""Take words without a verb: they join an incident, or open one, or are asked."""

import dataclasses
from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import asking, targets
from bot.verbs.ground import rights
from bot.verbs.ground.decision import Decision, Mint
from bot.verbs.ground.situation import Situation
from bot.verbs.incident import add_note, open_incident
from handlers.sms import spelling
from models import commands, views
from models.people import Person

#: One or two words never open an incident: "thanks" is answered.
FEWEST_WORDS = 3

#: How many texts of one number are answered in an hour before words without a verb
#: are taken in silence. Source: our choice; more than anybody types at a scene, and
#: the end of a talk with another machine, which answers whatever it is told.
ANSWERS_PER_HOUR = 30


def decide(
    situation: Situation,
    command: commands.SayText,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Put free words where they belong.

    They join the incident in which the sender has an open duty and about which
    a text was exchanged in the policy's time; with two such, the answer asks;
    with none, they open one. The very same words sent again within the policy's
    time are on record already. What nobody may say who has this role is answered as
    what cannot be understood.

    Raises:
        RefusedError: The sender's role may not do so, where it is no text.
    """
    sender = situation.person if command.inbound is not None else None
    if sender is not None and not rights.may(policy, sender, "say_text"):
        # It may be a telephone that answers by itself; a refusal goes on for ever.
        return not_understood(situation, sender, policy, command.text)
    person = rights.require(situation, policy, "say_text")
    if command.words < FEWEST_WORDS:
        return not_understood(situation, person, policy, command.text)
    if situation.same_text is not None:
        return open_incident.sent_again(situation.same_text, policy, is_added=True)
    found = targets.find_file(situation, person, commands.NOTHING, is_free=True)
    if found is not None:
        decision = (
            Decision(answer=found)
            if isinstance(found, views.WhichIncident)
            else add_note.to_file(
                situation, command, command.text, found, person, now, mint
            )
        )
        if situation.answers >= ANSWERS_PER_HOUR:
            return dataclasses.replace(decision, answer=views.Silence())
        return decision
    rights.require(situation, policy, "open_incident")
    return open_incident.from_text(
        situation, command, command.text, person, policy, now, mint
    )


def is_worn(situation: Situation, policy: Policy) -> bool:
    """Tell whether unclear texts of this number were answered often enough.

    What was not said yet in this hour may be a cry for help, and is answered, unless
    it is a machine that never says the same.
    """
    count = situation.unclear_answers
    if count < policy.limits.unclear_answers_per_hour:
        return False
    return situation.is_said_again or count >= ANSWERS_PER_HOUR


def not_understood(
    situation: Situation, person: Person, policy: Policy, text: str = ""
) -> Decision:
    """Answer what cannot be understood, but only so often in an hour.

    Where it begins with the word or the code of something that is open, it says how
    that is answered.
    """
    if is_worn(situation, policy):
        return Decision(answer=views.Silence())
    words: dict[str, None] = {}
    needed: views.NeedsAnswer | None = None
    first = next(iter(spelling.tokens(text)), "")
    for file, duty in targets.concerned(situation, person):
        words[duty.word] = None
        if needed is None and first in (
            duty.word,
            file.codes.get((duty.id, person.id)),
        ):
            needed = asking.needs(file, duty, person)
    may_open = rights.may(policy, person, "open_incident")
    answer = views.NotUnderstood(words=tuple(words), needed=needed, may_open=may_open)
    return Decision(answer=answer)
