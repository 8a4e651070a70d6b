"""Take words without a verb: they join an incident, or open one, or are asked."""

import dataclasses
from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import targets
from bot.verbs.ground import rights
from bot.verbs.ground.decision import Decision, Mint
from bot.verbs.ground.situation import Situation
from bot.verbs.incident import add_note, open_incident
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
    time are on record already.

    Raises:
        RefusedError: The sender's role may not do so.
    """
    person = rights.require(situation, policy, "say_text")
    if command.words < FEWEST_WORDS:
        return not_understood(situation, person, policy)
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
        is_worn = situation.answers >= ANSWERS_PER_HOUR
        silent = dataclasses.replace(decision, answer=views.Silence())
        return silent if is_worn else decision
    rights.require(situation, policy, "open_incident")
    return open_incident.from_text(
        situation, command, command.text, person, policy, now, mint
    )


def not_understood(situation: Situation, person: Person, policy: Policy) -> Decision:
    """Answer what cannot be understood, but only so often in an hour."""
    if situation.unclear_answers >= policy.limits.unclear_answers_per_hour:
        return Decision(answer=views.Silence())
    open_duties = targets.concerned(situation, person)
    words = {duty.word: None for _, duty in open_duties}
    return Decision(answer=views.NotUnderstood(words=tuple(words)))
