"""Tell who hears of an imagined duty, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.policy import (
    checks,
    imagined,
    plan,
    rulebook,
    schema,
    steps,
    timetable,
    values,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """Hold something that happens: when, about what, and what."""

    at: datetime
    about: str
    what: str


def name_of(owed: imagined.Owed) -> str:
    """Return how a duty is called in a row of several."""
    return f"{owed.rule.word} {owed.source.id}" if owed.source else owed.rule.word


def moments(policy: schema.Policy, owed: imagined.Owed) -> Iterator[Moment]:
    """Give what happens about a duty after it came into being, in order."""
    name, stand = name_of(owed), owed.stand
    found = [Moment(stand.due_at, name, "due")]
    found += [
        Moment(at, name, what)
        for at, what in _paging(policy, owed.rule, stand, owed.asked_at)
    ]
    found += [Moment(at, name, "asked again") for at in owed.checks]
    # Sorting is stable: of one instant, what is due is told before who hears of it.
    yield from sorted(found, key=lambda moment: moment.at)


def _paging(
    policy: schema.Policy, rule: schema.Duty, stand: steps.Standing, now: datetime
) -> Iterator[tuple[datetime, str]]:
    """Give who hears of a duty and when; of repeated announcements the first."""
    # So that they are not counted out one by one until the footage is lost.
    once = rule.model_copy(update={"repeat_every": values.LONGEST})
    is_announced = False
    while step := steps.next_step(once, stand, now):
        is_last = step.kind is steps.StepKind.NOBODY and stand.announcements > 0
        if is_last:
            step = steps.next_step(rule, stand, now) or step
        elif step.kind is steps.StepKind.LOSS and not is_announced:
            # What is announced again and again by then, once.
            again = steps.next_step(rule, stand, now)
            if again is not None and again.kind is steps.StepKind.NOBODY:
                yield again.at, _what(policy, rule, again)
        now = max(now, step.at)
        if not (is_last and is_announced):
            yield now, _what(policy, rule, step)
        if is_last or (
            step.kind is steps.StepKind.LOSS and rulebook.is_searched(policy, rule)
        ):
            return
        is_announced = step.kind is steps.StepKind.NOBODY
        stand = plan.taken(stand, step, now)


def _what(policy: schema.Policy, rule: schema.Duty, step: steps.Step) -> str:
    if step.kind is steps.StepKind.REMIND:
        return f"reminder to {owner_of(policy, rule)}"
    if step.kind is steps.StepKind.ESCALATE:
        rung = rule.ladder[step.rung - 1]
        wording = f" ({rung.wording})" if rung.wording != "plain" else ""
        return f"rung {step.rung}: {rulebook.title(policy, rung.role)}{wording}"
    roles = dict.fromkeys((*rule.exhausted_roles, *policy.desk_roles))
    told = ", ".join(rulebook.title(policy, role) for role in roles)
    if step.kind is steps.StepKind.LOSS:
        return f"the footage is lost, unless it is kept: {told}"
    pace = values.write_duration(rule.repeat_every)
    return f"nobody answered: {told}; again every {pace}"


def first_asked(policy: schema.Policy, owed: imagined.Owed) -> str:
    """Say who is asked when a duty comes into being."""
    rule, source = owed.rule, owed.source
    if rule.is_asked_at_scene:
        return "begins; asked in the answers to the officer's own texts"
    if rule.begins == "footage_asked":
        return "begins; asked in the answer to whoever asked for it"
    has_time = source is not None and source.ask_by > timetable.SHORT_LIVED
    if (
        rule.owner in checks.PEOPLE
        or rule.begins == "footage_kept"
        or (rule.begins == "source_listed" and has_time)
    ):
        return "begins; first asked by the first reminder"
    begins = "begins"
    if rule.begins == "text_held":
        begins += " where words are held back"
    return f"{begins}; {rulebook.title(policy, rule.owner)} on duty is asked"


def owner_of(policy: schema.Policy, rule: schema.Duty) -> str:
    """Say who owes it."""
    people = {
        "opener": "the officer who opened it",
        "recorder": "the member whose camera recorded",
    }
    return people.get(rule.owner) or f"{rulebook.title(policy, rule.owner)} on duty"
