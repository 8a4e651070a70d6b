"""List footage that others keep: its two dates, and who has to ask for it."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from bot.policy import steps, timetable
from bot.policy.schema import Duty as Rule
from bot.policy.schema import Policy, Source
from bot.verbs.duties import asking, obligations, standings
from bot.verbs.duties.obligations import Ground
from bot.verbs.footage import cameras
from bot.verbs.ground import conditions, sources
from bot.verbs.ground.decision import Change, Insert, Notice
from bot.verbs.who.people import Roster
from models.people import Person


def with_sources(ground: Ground, ids: Iterable[str]) -> Ground:
    """Return the same ground where these sources are known of too."""
    known = ground.around.sources | frozenset(ids)
    return dataclasses.replace(
        ground, around=dataclasses.replace(ground.around, sources=known)
    )


def that_come(policy: Policy, around: conditions.Circumstances) -> list[Source]:
    """List the sources that come by themselves under these circumstances."""
    return [
        source
        for source in policy.source
        if source.comes == "opened" and conditions.hold(source.when, around)
    ]


def listed(
    ground: Ground,
    source: Source,
    *,
    opener: Person | None,
    named_by: Person | None = None,
    detail: str | None = None,
) -> tuple[list[Change], list[Notice]]:
    """Return a piece of outside footage and the duties that come with it.

    Where time is short, whoever has to ask for it is told at once.
    """
    piece = cameras.new_footage(ground, source, named_by=named_by, detail=detail)
    changes, notices = owed(ground, source, piece.values, opener=opener)
    return [piece, *changes], notices


def owed(
    ground: Ground,
    source: Source,
    piece: Mapping[str, Any],
    *,
    opener: Person | None,
    begins: str = "source_listed",
    but: Iterable[str] = (),
) -> tuple[list[Change], list[Notice]]:
    """Return the duties of a piece that begin with something, and who is asked.

    What follows an answer is put to nobody unasked: whoever answered has it next.

    Args:
        ground: What they rest on.
        source: The piece's source.
        piece: Its columns.
        opener: Who opened the incident, where that is known.
        begins: With what they begin.
        but: Ids of rules that have a duty already.
    """
    changes: list[Change] = []
    notices: list[Notice] = []
    for rule in obligations.rules_that_begin(ground, begins):
        if rule.source not in (None, source.id) or rule.id in but:
            continue
        owner = opener if rule.owner == "opener" else None
        duty = obligations.new_duty(ground, rule, owner=owner, footage=piece)
        changes.append(duty)
        is_new = begins == "source_listed"
        if owner is None and is_new and is_short(ground, source, piece):
            codes, asks = asking.ask_role(
                ground, rule, duty, near=opener, but=set(), source=source
            )
            if codes:
                _count_as_asked(ground, rule, duty, piece)
            changes += codes
            notices += asks
    return changes, notices


def _count_as_asked(
    ground: Ground, rule: Rule, duty: Insert, piece: Mapping[str, Any]
) -> None:
    """Count the reminders that lie before it was asked for as done with."""
    due_at = duty.values["due_at"]
    past = [at for at in rule.remind if due_at + at <= ground.now]
    duty.values["reminders"] = len(past)
    stand = standings.of_columns(
        ground.policy,
        rule,
        duty.values,
        opened_at=ground.opened_at,
        ask_by=piece["ask_by"],
    )
    step = steps.next_step(rule, stand, ground.now)
    duty.values["next_step_at"] = step.at if step else None


def is_short(ground: Ground, source: Source, piece: Mapping[str, Any]) -> bool:
    """Tell whether there is so little time that nobody waits for a reminder."""
    short = timetable.SHORT_LIVED
    return sources.is_outside(source) and piece["ask_by"] - ground.now <= short


def opener_of(roster: Roster, opened_by: str | None) -> Person | None:
    """Return who opened an incident, as long as they are in the roster."""
    return roster.by_id.get(opened_by or "")


def owner_of(rule: Rule, opener: Person | None) -> Person | None:
    """Return the person who owes what no footage names an owner for."""
    return opener if rule.owner == "opener" else None


def first_duties(
    ground: Ground, rules: Iterable[Rule], opener: Person | None
) -> list[Insert]:
    """Return duties that are about no footage, in the policy's order.

    What counts from another one is worked out after that.
    """
    made: dict[str, Insert] = {}
    rules = list(rules)
    for rule in sorted(rules, key=lambda rule: rule.due.after == "duty"):
        made[rule.id] = obligations.new_duty(
            ground, rule, owner=owner_of(rule, opener), others=list(made.values())
        )
    return [made[rule.id] for rule in rules]
