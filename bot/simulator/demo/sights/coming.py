"""Say what comes next about a duty if nobody answers, step by step.

The steps are the policy's own, as the engine would take them; the page only shows
them.
"""

import itertools
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.policy import plan, schema, steps, values
from bot.simulator.demo.sights import names
from bot.verbs.duties import standings
from bot.verbs.ground.situation import IncidentFile
from models.duty import Duty

#: Most steps that are shown of a duty.
STEPS_MAX = 16


def rows(
    file: IncidentFile, duty: Duty, *, owner: str, now: datetime
) -> list[dict[str, Any]]:
    """Return the coming steps, first the next one; of a settled duty none.

    Args:
        file: The incident, with the policy that it froze.
        duty: The duty.
        owner: How its owner is called.
        now: The instant; only tells which reminders were missed.
    """
    rule, policy = file.rule_of(duty), file.policy
    titles = {role.id: role.title for role in policy.role}
    stand = standings.standing(file, duty)
    return [
        _shown(step, rule, policy, titles, owner)
        for step in itertools.islice(_taken(duty, rule, stand, now), STEPS_MAX)
    ]


def _taken(
    duty: Duty, rule: schema.Duty, stand: steps.Standing, now: datetime
) -> Iterator[steps.Step]:
    """Give the steps; of announcements that nobody answered only the next one."""
    first = steps.next_step(rule, stand, now)
    if first is None:
        return
    due_at = duty.next_step_at
    if due_at is not None and due_at < first.at:
        # Who had it could not be reached: the next rung has it at once.
        is_last = duty.rung >= len(rule.ladder)
        kind = steps.StepKind.NOBODY if is_last else steps.StepKind.ESCALATE
        rung = min(duty.rung + 1, len(rule.ladder))
        first = steps.Step(at=due_at, kind=kind, rung=rung)
    elif due_at is not None and due_at > first.at:
        # The engine rests the incident until then.
        first = first._replace(at=due_at)
    yield first
    is_announced = first.kind is steps.StepKind.NOBODY
    now = max(now, first.at)
    # So that announcements are not counted out one by one until the footage is lost.
    once = rule.model_copy(update={"repeat_every": values.LONGEST})
    for step in plan.following(once, plan.taken(stand, first, now), now):
        is_announcement = step.kind is steps.StepKind.NOBODY
        if is_announcement and is_announced:
            return
        is_announced |= is_announcement
        yield step


def _shown(
    step: steps.Step,
    rule: schema.Duty,
    policy: schema.Policy,
    titles: Mapping[str, str],
    owner: str,
) -> dict[str, Any]:
    return {
        "at": step.at,
        "kind": step.kind.value,
        "text": _text(step, rule, policy, titles, owner),
    }


def _text(
    step: steps.Step,
    rule: schema.Duty,
    policy: schema.Policy,
    titles: Mapping[str, str],
    owner: str,
) -> str:
    if step.kind is steps.StepKind.LOSS:
        return "The footage is past its loss: all are told, a second person searches"
    if step.kind is steps.StepKind.REMIND:
        return f"{owner} is reminded"
    if step.kind is steps.StepKind.ASK_AGAIN:
        return f"{owner} is asked at the start of the next tour"
    if step.kind is steps.StepKind.LAPSE:
        return f'"I have it" runs out, {owner} is asked again'
    if step.kind is steps.StepKind.ESCALATE:
        role = rule.ladder[step.rung - 1].role
        return f"{titles.get(role, role)} is told"
    roles = dict.fromkeys((*rule.exhausted_roles, *policy.desk_roles))
    told = names.listed([titles.get(role, role) for role in roles])
    are = "is" if len(roles) == 1 else "are"
    pace = _pace(rule.repeat_every)
    return f"Nobody answered: {told} {are} told, again every {pace}"


def _pace(pace: timedelta) -> str:
    """Return a span as people say it: `6 hours`."""
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count, rest = divmod(int(pace.total_seconds()), length)
        if count and not rest:
            return unit if count == 1 else f"{count} {unit}s"
    return values.write_duration(pace)
