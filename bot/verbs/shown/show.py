"""Answer what is open, and which words there are; changes no duty."""

import dataclasses
from datetime import datetime

from bot.policy.schema import VERBS, Policy
from bot.verbs.duties import asking, targets
from bot.verbs.ground import rights
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.incident import say_text
from bot.verbs.people import hand_over
from bot.verbs.shown import owed
from models import commands, views
from models.duty import Duty
from models.people import Person

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

    Whoever is on duty sees what the whole role owes in their district, too, and can
    answer it from then on: of the footage of others first loss first. Whoever has the
    watch sees what expires next on it, and who has that.

    Raises:
        RefusedError: The sender's role may not do so.
        InvalidInputError: The check letter of the one that is named does not fit.
        NotFoundError: The incident that is named does not exist.
    """
    person = rights.require(situation, policy, "show_status")
    if command.target.reference is not None:
        targets.named(situation, command.target.reference)
    is_on_duty = situation.roster.is_on_duty(person, policy, now)
    to_take = owed.to_take(situation, person, now, mint) if is_on_duty else []
    open_duties = [
        (file, duty)
        for file, duty in (*targets.concerned(situation, person), *to_take)
        if command.target.reference in (None, file.incident.reference)
    ]
    open_duties.sort(key=lambda row: _urgency(*row))
    listed = open_duties[:LISTED_MAX]
    acts = [
        _taken_up(file, duty, person, now, mint)
        for file, duty in listed
        if (file, duty) in to_take
    ]
    codes = {act.facts["duty"]: code for act, code in acts}
    return Decision(
        answer=views.Status(
            open_duties=tuple(
                _shown(situation, file, duty, person, codes.get(duty.id))
                for file, duty in listed
            ),
            more=len(open_duties) - len(listed) + _beyond(situation, command),
            is_on_duty=is_on_duty,
            until_at=situation.roster.tour_ends_at(person, policy, now)
            if is_on_duty
            else None,
            watch=hand_over.watched(
                situation.roster,
                situation.open_work,
                but={duty.id for _, duty in listed},
            ),
        ),
        acts=tuple(act for act, _ in acts),
    )


def _urgency(file: IncidentFile, duty: Duty) -> tuple[datetime, datetime, str]:
    """Order duties by when they are due; footage of others by when it is lost."""
    is_lost_first = owed.is_of_others(file, duty) and duty.lost_at is not None
    at = duty.lost_at if is_lost_first and duty.lost_at else duty.due_at
    return at, duty.due_at, duty.id


def _shown(
    situation: Situation,
    file: IncidentFile,
    duty: Duty,
    person: Person,
    code: str | None,
) -> views.Asked:
    shown = asking.show(file, duty, person)
    shown = dataclasses.replace(shown, code=code or shown.code)
    return asking.told_apart(shown, duty, person, situation.roster)


def _taken_up(
    file: IncidentFile, duty: Duty, person: Person, now: datetime, mint: Mint
) -> tuple[Act, str | None]:
    """Put what the role owes to one of it who looks; return the new code too."""
    shown, codes, values = asking.put(file, duty, person, now, mint)
    changes: list[Change] = [*codes]
    if values:
        changes.append(Update(Duty, duty, values))
    act = Act(
        ledger_id=file.incident.id,
        event="duty:asked",
        facts={"duty": duty.id, "rule": duty.rule, "at": "list of the role"},
        changes=tuple(changes),
    )
    return act, shown.code


def _beyond(situation: Situation, command: commands.ShowStatus) -> int:
    """Return how much the role owes in incidents that were not looked at."""
    if command.target.reference is not None:
        return 0
    known = {duty.id for file in situation.files.values() for duty in file.duties}
    return sum(duty_id not in known for duty_id in situation.role_owes)


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
    may = frozenset(verb for verb in VERBS if rights.may(policy, person, verb))
    return Decision(answer=views.Menu(words=tuple(words), may=may))


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
