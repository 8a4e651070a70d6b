"""Imagine an incident under a policy in which nobody ever answers.

Gives every duty that would come into being, with where it stands when it does. What
begins only with an answer is imagined at the time at which that is due, or at once
where the footage would be lost by then.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.policy import schema, steps, timetable
from models import enums

#: What a duty begins with that preserves footage, so that its loss is told.
_PRESERVES = ("camera_listed", "source_listed", "footage_asked")

#: By which answer to what begins so footage is stated to be kept, or was asked for.
_ANSWERS = {
    "camera_listed": enums.AnswerKind.DELETION,
    "source_listed": enums.AnswerKind.REQUEST,
    "footage_asked": enums.AnswerKind.KEPT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Hold what is imagined.

    Attributes:
        policy: The policy.
        opened_at: When it is opened; cameras record then.
        kind: Its kind; None: the usual one.
        learned: How it was learned.
        facts: Facts that are so.
        named: Sources of footage that somebody named.
    """

    policy: schema.Policy
    opened_at: datetime
    kind: str | None = None
    learned: str = "witnessed"
    facts: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()

    @property
    def tour_ends_at(self) -> datetime:
        """Return when the tour of whoever opened it ends."""
        return timetable.running_watch_end(self.policy, self.opened_at)

    def sources(self) -> list[schema.Source]:
        """List the sources of footage that there are, in the policy's order."""
        listed = {
            rule.source for rule in self.policy.duty if rule.begins == "camera_listed"
        }
        return [
            source
            for source in self.policy.source
            if (source.comes == "camera" and source.id in listed)
            or source.id in self.named
            or (source.comes == "opened" and self.is_so(source.when))
        ]

    def is_so(self, when: schema.When) -> bool:
        """Tell whether what something depends on is so."""
        known = self.named | {
            source.id for source in self.policy.source if source.comes == "camera"
        }
        return (
            self.facts.issuperset(when.facts)
            and (not when.learned or self.learned in when.learned)
            and (not when.kinds or (self.kind or self.policy.kind) in when.kinds)
            and (not when.sources or not known.isdisjoint(when.sources))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Hold one imagined duty.

    Attributes:
        rule: Its rule.
        source: Source of the footage that it is about; None: it is about none.
        asked_at: When it comes into being.
        begins: With what, in words.
        stand: Where it stands then.
        checks: Later instants at which the same is asked again.
    """

    rule: schema.Duty
    source: schema.Source | None
    asked_at: datetime
    begins: str
    stand: steps.Standing
    checks: tuple[datetime, ...] = field(default=())


def duties(incident: Incident) -> list[Owed]:
    """List the duties of an imagined incident, in the policy's order."""
    return [owed for rule in incident.policy.duty for owed in _owed(incident, rule)]


def _owed(incident: Incident, rule: schema.Duty) -> Iterator[Owed]:
    if not incident.is_so(rule.when):
        return
    if rule.begins in ("opened", "text_held", "duty_attested"):
        yield _of_incident(incident, rule)
        return
    for source in incident.sources():
        is_outside = source.comes != "camera"
        fits = {
            "camera_listed": not is_outside and rule.source is not None,
            "source_listed": is_outside,
            "footage_asked": is_outside,
        }
        if rule.source in (None, source.id) and fits.get(rule.begins, True):
            yield from _of_footage(incident, rule, source)


def _of_incident(incident: Incident, rule: schema.Duty) -> Owed:
    asked_at, begins = incident.opened_at, "when the incident is opened"
    if rule.when.facts:
        titles = {fact.id: fact.title for fact in incident.policy.fact}
        said = ", ".join(f'"{titles[name]}"' for name in rule.when.facts)
        begins = f"as soon as it is stated that: {said}"
    elif rule.when.kinds:
        begins = f"as soon as its kind is {' or '.join(rule.when.kinds)}"
    if rule.begins == "text_held":
        begins = "when words are held back; imagined at once"
    elif rule.begins == "duty_attested" and rule.follows is not None:
        before = incident.policy.duty_of(rule.follows)
        begins = f"when {before.word} is answered; imagined when that is due"
        asked_at = _due_at(incident, before, None, incident.opened_at)
    return _standing(incident, rule, None, asked_at, begins)


def _of_footage(
    incident: Incident, rule: schema.Duty, source: schema.Source
) -> Iterator[Owed]:
    opened_at = incident.opened_at
    if rule.begins == "camera_listed":
        begins = "for each listed camera, the officer's own included"
        yield _standing(incident, rule, source, opened_at, begins)
    elif rule.begins == "source_listed":
        begins = (
            "with each incident"
            if source.comes == "opened"
            else "when somebody names it; imagined at once"
        )
        yield _standing(incident, rule, source, opened_at, begins)
    elif rule.begins == "footage_asked":
        begins = "when it was asked for; imagined when that is due"
        at = _answered_at(incident, source, "source_listed", opened_at)
        yield _standing(incident, rule, source, at, begins)
    elif rule.begins == "footage_attested":
        begins = "when footage is attested; imagined when that is due"
        at = _attested_at(incident, source)
        yield _standing(incident, rule, source, at, begins)
    elif rule.begins == "footage_past":
        begins = "when footage is past its loss and nobody stated that it is kept"
        at = timetable.footage_dates(source, opened_at)[1]
        yield _standing(incident, rule, source, at, begins)
    elif rule.begins == "footage_kept":
        yield from _at_checkpoints(incident, rule, source)


def _at_checkpoints(
    incident: Incident, rule: schema.Duty, source: schema.Source
) -> Iterator[Owed]:
    seen_at = _seen_at(incident, source)
    instants = [
        at
        for checkpoint in source.checkpoints
        if (at := incident.opened_at + checkpoint) > seen_at
    ]
    if instants:
        first, *later = instants
        begins = "when a second person saw that it is kept; imagined when that is due"
        owed = _standing(incident, rule, source, seen_at, begins)
        yield replace(
            owed, stand=owed.stand._replace(due_at=first), checks=tuple(later)
        )


def _standing(
    incident: Incident,
    rule: schema.Duty,
    source: schema.Source | None,
    asked_at: datetime,
    begins: str,
) -> Owed:
    policy = incident.policy
    ask_by = lost_at = None
    if source is not None and rule.begins not in ("footage_past", "footage_kept"):
        ask_by, lost_at = timetable.footage_dates(source, incident.opened_at)
    roles = {role.id for role in policy.role}
    due_at = _due_at(incident, rule, source, asked_at)
    is_put_at_once = rule.begins in ("source_listed", "footage_asked")
    stand = steps.Standing(
        due_at=due_at,
        reminders=sum(due_at + offset <= asked_at for offset in rule.remind)
        if is_put_at_once
        else 0,
        lost_at=lost_at,
        ask_by=ask_by,
        is_loss_awaited=rule.begins in _PRESERVES,
        owner_role=rule.owner if rule.owner in roles else None,
        quiet_until=incident.opened_at + policy.limits.quiet_at_scene,
        quiet=policy.quiet,
        timezone=policy.timezone,
    )
    return Owed(rule=rule, source=source, asked_at=asked_at, begins=begins, stand=stand)


def _due_at(
    incident: Incident,
    rule: schema.Duty,
    source: schema.Source | None,
    asked_at: datetime,
) -> datetime:
    policy = incident.policy
    if source is None:
        source = next((one for one in policy.source if one.id == rule.source), None)
    ask_by = lost_at = None
    if source is not None:
        ask_by, lost_at = timetable.footage_dates(source, incident.opened_at)
    other_at = None
    if rule.due.duty is not None:
        other = policy.duty_of(rule.due.duty)
        other_at = _due_at(incident, other, None, incident.opened_at)
    return timetable.due_at(
        rule,
        timetable.Instants(
            opened_at=incident.opened_at.astimezone(UTC),
            recorded_at=incident.opened_at,
            asked_at=asked_at,
            tour_ends_at=incident.tour_ends_at,
            flagged_at=asked_at,
            ask_by=ask_by,
            lost_at=lost_at,
            other_at=other_at,
        ),
    )


def _answered_at(
    incident: Incident, source: schema.Source, begins: str, asked_at: datetime
) -> datetime:
    """Return when the last of what begins so about a source would be answered.

    That is when it is due, or at once where the footage would be lost by then.

    Args:
        incident: What is imagined.
        source: The source.
        begins: With what it begins.
        asked_at: When it is asked.
    """
    answer = _ANSWERS.get(begins)
    due = [
        _due_at(incident, rule, source, asked_at)
        for rule in incident.policy.duty
        if rule.begins == begins
        and rule.source in (None, source.id)
        and answer in (None, rule.answer)
    ]
    at = max(due, default=asked_at)
    return (
        at if at < timetable.footage_dates(source, incident.opened_at)[1] else asked_at
    )


def _attested_at(incident: Incident, source: schema.Source) -> datetime:
    """Return when footage would be attested."""
    at = incident.opened_at
    if source.comes == "camera":
        return _answered_at(incident, source, "camera_listed", at)
    at = _answered_at(incident, source, "source_listed", at)
    return _answered_at(incident, source, "footage_asked", at)


def _seen_at(incident: Incident, source: schema.Source) -> datetime:
    """Return when a second person would have seen that it is kept."""
    attested_at = _attested_at(incident, source)
    return _answered_at(incident, source, "footage_attested", attested_at)
