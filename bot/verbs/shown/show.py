"""Answer what is open, and which words there are; changes nothing."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import asking, targets
from bot.verbs.ground import rights
from bot.verbs.ground.decision import Decision, Mint
from bot.verbs.ground.situation import Situation
from bot.verbs.incident import say_text
from models import commands, views

#: How many duties are listed; what is left is counted.
LISTED_MAX = 6


def status(
    situation: Situation,
    command: commands.ShowStatus,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Show what the sender owes, earliest due first.

    Raises:
        RefusedError: The sender's role may not do so.
        InvalidInputError: The check letter of the one that is named does not fit.
        NotFoundError: The incident that is named does not exist.
    """
    person = rights.require(situation, policy, "show_status")
    if command.target.reference is not None:
        targets.named(situation, command.target.reference)
    open_duties = sorted(
        (
            (duty.due_at, duty.id, file, duty)
            for file, duty in targets.concerned(situation, person)
            if command.target.reference in (None, file.incident.reference)
        ),
        key=lambda row: row[:2],
    )
    shown = tuple(
        asking.told_apart(
            asking.show(file, duty, person), duty, person, situation.roster
        )
        for _, _, file, duty in open_duties[:LISTED_MAX]
    )
    is_on_duty = situation.roster.is_on_duty(person, policy, now)
    return Decision(
        answer=views.Status(
            open_duties=shown,
            more=len(open_duties) - len(shown),
            is_on_duty=is_on_duty,
            until_at=situation.roster.tour_ends_at(person, policy, now)
            if is_on_duty
            else None,
        )
    )


def menu(
    situation: Situation,
    command: commands.ShowMenu,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Show the words that do something, those of open duties first.

    Raises:
        RefusedError: The sender's role may not do so.
    """
    person = rights.require(situation, policy, "show_status")
    words = dict.fromkeys(d.word for _, d in targets.concerned(situation, person))
    return Decision(answer=views.Menu(words=tuple(words)))


def nothing(
    situation: Situation,
    command: commands.SayNothing,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Answer a text without words.

    Raises:
        RefusedError: The sender's role may not do so.
    """
    person = rights.require(situation, policy, "show_status")
    if command.is_reaction:
        return Decision(answer=views.Silence())
    return say_text.not_understood(situation, person, policy)
