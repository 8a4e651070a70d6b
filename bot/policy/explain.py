"""Tell the timeline of an imagined incident under a policy, in words.

An officer who wears a camera opens it, lists no other camera, and nobody ever
answers. What begins only with an answer is imagined at its due time.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.policy import checks, plan, schema, steps, timetable, values

#: Columns of a terminal, of which texts use all but the indentation.
WIDTH = 88


@dataclass(frozen=True, slots=True, kw_only=True)
class _Incident:
    """Hold what is imagined."""

    policy: schema.Policy
    opened_at: datetime
    tour_ends_at: datetime
    zone: ZoneInfo

    def time(self, at: datetime) -> str:
        """Return an instant in the reader's zone, with the zone's name."""
        return at.astimezone(self.zone).strftime("%a %d %b %Y %H:%M:%S %Z")


def explain(
    policy: schema.Policy, *, opened_at: datetime, reader_zone: str | None = None
) -> str:
    """Return the whole timeline of an imagined incident, as lines of text.

    Args:
        policy: The policy.
        opened_at: When the incident is opened; the camera records then.
        reader_zone: IANA name of the zone in which times are shown; that of the
            policy where none is named.
    """
    imagined = _Incident(
        policy=policy,
        opened_at=opened_at.astimezone(UTC),
        tour_ends_at=timetable.running_watch_end(policy, opened_at),
        zone=ZoneInfo(reader_zone or policy.timezone),
    )
    parts = [
        _opening(imagined),
        *(_source(imagined, source) for source in policy.source),
        *(_duty(imagined, rule) for rule in policy.duty),
        _grounds(policy),
        *(_forbidden(policy, rule) for rule in policy.forbidden),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _opening(imagined: _Incident) -> list[str]:
    policy = imagined.policy
    running = [
        watch.title
        for watch in policy.watch
        if timetable.is_in_watch(policy, watch.id, imagined.opened_at)
    ]
    watches = ", ".join(running) or "no watch"
    quiet_until = imagined.opened_at + policy.limits.quiet_at_scene
    lines = [
        f"{policy.title} ({policy.agency})",
        f"Times are {imagined.zone.key}.",
        "Imagined: an officer opens it, nobody ever answers.",
        "",
        f"{imagined.time(imagined.opened_at)}  opened; {watches} on duty",
        f"{imagined.time(quiet_until)}  until then nothing unsolicited to the officer",
        f"{imagined.time(imagined.tour_ends_at)}  end of tour",
    ]
    lines += [
        f'At once, {_title(policy, tell.role)}: "{tell.text}"' for tell in policy.tell
    ]
    return lines


def _source(imagined: _Incident, source: schema.Source) -> list[str]:
    ask_by, lost_at = timetable.footage_dates(source, imagined.opened_at)
    lines = [
        f"Footage {source.id}: {source.title}",
        *_words("Authority", source.authority),
        f"  {imagined.time(ask_by)}  last moment to ask for it",
        f"  {imagined.time(lost_at)}  lost, unless it is kept",
    ]
    if source.kept_for is not None:
        until = timetable.earliest_deletion_on(
            source, imagined.opened_at, imagined.policy.timezone
        )
        kept_for = values.write_duration(source.kept_for)
        lines.append(
            f"  Flagged at once, it is kept for {kept_for}: "
            f"the earliest deletion date is {until:%d %b %Y}."
        )
    return lines


def _duty(imagined: _Incident, rule: schema.Duty) -> list[str]:
    stand, asked_at, begins = _standing(imagined, rule)
    lines = [
        f"{rule.word}: {rule.title}",
        *_words("Authority", rule.authority),
        *_words("Owner", _owner(imagined.policy, rule)),
        *_words("Question", f'"{rule.question}"'),
        *_words("Begins", begins),
        f"  {imagined.time(asked_at)}  {_first_asked(imagined.policy, rule)}",
    ]
    moments = [(stand.due_at, "due")]
    if stand.lost_at is not None:
        moments.append((stand.lost_at, "the footage is lost, unless it is kept"))
    moments += _paging(imagined.policy, rule, stand, asked_at)
    # Sorting is stable: of one instant, what is due is told before who hears of it.
    moments.sort(key=lambda moment: moment[0])
    return lines + [f"  {imagined.time(at)}  {what}" for at, what in moments]


def _standing(
    imagined: _Incident, rule: schema.Duty
) -> tuple[steps.Standing, datetime, str]:
    """Return how an imagined duty stands, when it begins, and with what."""
    opened_at, asked_at = imagined.opened_at, imagined.opened_at
    begins = "when the incident is opened"
    if rule.begins == "camera_listed":
        begins = "for each listed camera, the officer's own included"
    elif rule.begins == "text_held":
        begins = "when words are held back; imagined at once"
    elif rule.begins == "footage_attested":
        begins = "when footage is attested; imagined when that is due"
        asked_at = _attested_at(imagined, rule)
    source = next((s for s in imagined.policy.source if s.id == rule.source), None)
    about_footage = rule.begins in ("camera_listed", "footage_attested")
    lost_at = None
    if source is not None and about_footage:
        lost_at = timetable.footage_dates(source, opened_at)[1]
    stand = steps.Standing(
        due_at=_due_at(imagined, rule, asked_at),
        lost_at=lost_at,
        quiet_until=opened_at + imagined.policy.limits.quiet_at_scene,
    )
    return stand, asked_at, begins


def _due_at(imagined: _Incident, rule: schema.Duty, asked_at: datetime) -> datetime:
    source = next((s for s in imagined.policy.source if s.id == rule.source), None)
    ask_by = lost_at = None
    if source is not None:
        ask_by, lost_at = timetable.footage_dates(source, imagined.opened_at)
    other = next((o for o in imagined.policy.duty if o.id == rule.due.duty), None)
    return timetable.due_at(
        rule,
        timetable.Instants(
            opened_at=imagined.opened_at,
            recorded_at=imagined.opened_at,
            asked_at=asked_at,
            tour_ends_at=imagined.tour_ends_at,
            flagged_at=asked_at,
            ask_by=ask_by,
            lost_at=lost_at,
            other_at=_due_at(imagined, other, asked_at) if other else None,
        ),
    )


def _attested_at(imagined: _Incident, rule: schema.Duty) -> datetime:
    """Return when the footage that a second look is about would be attested."""
    due = [
        _due_at(imagined, other, imagined.opened_at)
        for other in imagined.policy.duty
        if other.source == rule.source and other.begins == "camera_listed"
    ]
    return max(due, default=imagined.tour_ends_at)


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
        now = max(now, step.at)
        if not (is_last and is_announced):
            yield now, _what(policy, rule, step)
        if is_last:
            return
        is_announced = step.kind is steps.StepKind.NOBODY
        stand = plan.taken(stand, step, now)


def _what(policy: schema.Policy, rule: schema.Duty, step: steps.Step) -> str:
    if step.kind is steps.StepKind.REMIND:
        return f"reminder to {_owner(policy, rule)}"
    if step.kind is steps.StepKind.ESCALATE:
        return f"rung {step.rung}: {_title(policy, rule.ladder[step.rung - 1].role)}"
    roles = dict.fromkeys((*rule.exhausted_roles, *policy.desk_roles))
    told = ", ".join(_title(policy, role) for role in roles)
    pace = values.write_duration(rule.repeat_every)
    return f"nobody answered: {told}; again every {pace}"


def _first_asked(policy: schema.Policy, rule: schema.Duty) -> str:
    if rule.is_asked_at_scene:
        return "begins; asked in the answers to the officer's own texts"
    if rule.owner in checks.PEOPLE:
        return "begins; first asked by the first reminder"
    return f"begins; {_title(policy, rule.owner)} on duty is asked"


def _grounds(policy: schema.Policy) -> list[str]:
    if not policy.ground:
        return []
    lines = ["Grounds on which footage may be flagged"]
    for ground in policy.ground:
        stated_by = ", ".join(_title(policy, role) for role in ground.stated_by)
        default_for = ", ".join(_title(policy, role) for role in ground.default_for)
        lines += _words(ground.id, ground.text)
        lines += _words("  Stated by", stated_by)
        if default_for:
            lines += _words("  Taken where none is named, for", default_for)
        lines += _words("  Authority", ground.authority)
    return lines


def _forbidden(policy: schema.Policy, rule: schema.Forbidden) -> list[str]:
    decided_by = ", ".join(_title(policy, role) for role in rule.decided_by)
    return [
        f"Words held back: {rule.id}",
        *_words("Authority", rule.authority),
        *_words("Told to the sender", rule.citation),
        *_words("Decided by", decided_by),
    ]


def _owner(policy: schema.Policy, rule: schema.Duty) -> str:
    people = {
        "opener": "the officer who opened it",
        "recorder": "the member whose camera recorded",
    }
    return people.get(rule.owner) or f"{_title(policy, rule.owner)} on duty"


def _title(policy: schema.Policy, role_id: str) -> str:
    return next(role.title for role in policy.role if role.id == role_id)


def _words(head: str, words: str) -> list[str]:
    return textwrap.wrap(
        f"{head}: {words}", WIDTH, initial_indent="  ", subsequent_indent="      "
    )
