"""Tell the timeline of an imagined incident under a policy, in words.

First everything in one row, what happens when and who hears of it; then each source
of footage, each duty, and what else the policy says, with what it rests on.
"""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.policy import (
    imagined,
    paging,
    rulebook,
    schema,
    timetable,
    values,
)

#: Columns of a terminal, of which texts use all but the indentation.
WIDTH = rulebook.WIDTH


@dataclass(frozen=True, slots=True)
class _Zone:
    """Tell instants by the policy's clock."""

    zone: ZoneInfo

    def time(self, at: datetime) -> str:
        """Return an instant in the zone, with the zone's name."""
        return at.astimezone(self.zone).strftime("%a %d %b %Y %H:%M:%S %Z")


def explain(
    policy: schema.Policy,
    *,
    opened_at: datetime,
    kind: str | None = None,
    learned: str = "witnessed",
    facts: Iterable[str] = (),
    sources: Iterable[str] = (),
) -> str:
    """Return the whole timeline of an imagined incident, as lines of text.

    Args:
        policy: The policy.
        opened_at: When the incident is opened; the camera records then.
        kind: Kind of the incident; the policy's usual one where none is named.
        learned: How it was learned.
        facts: Facts that are so.
        sources: Sources of footage that somebody named.
    """
    incident = imagined.Incident(
        policy=policy,
        opened_at=opened_at.astimezone(UTC),
        kind=kind,
        learned=learned,
        facts=frozenset(facts),
        named=frozenset(sources),
    )
    clock = _Zone(ZoneInfo(policy.timezone))
    owed = [
        (one, list(paging.moments(policy, one))) for one in imagined.duties(incident)
    ]
    parts = [
        _opening(incident, clock),
        *_timeline(incident, clock, owed),
        *(_source(incident, clock, source) for source in incident.sources()),
        *(_duty(policy, clock, one, moments) for one, moments in owed),
        _not_imagined(incident),
        *rulebook.parts(policy),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _opening(incident: imagined.Incident, clock: _Zone) -> list[str]:
    policy, opened_at = incident.policy, incident.opened_at
    running = [
        watch.title
        for watch in policy.watch
        if timetable.is_in_watch(policy, watch.id, opened_at)
    ]
    watches = ", ".join(running) or "no watch"
    quiet_until = opened_at + policy.limits.quiet_at_scene
    so = [
        f"learned: {incident.learned}",
        f"kind: {incident.kind or policy.kind}",
        *(fact.title for fact in policy.fact if fact.id in incident.facts),
        *(f"named: {one.title}" for one in policy.source if one.id in incident.named),
    ]
    return [
        f"{policy.title} ({policy.agency})",
        f"Times are {clock.zone.key}.",
        "Imagined: an officer opens it, nobody ever answers.",
        "What begins only with an answer is imagined when that is due,",
        "and at once where the footage would be lost by then.",
        *rulebook.words("So", "; ".join(so)),
        "",
        f"{clock.time(opened_at)}  opened; {watches} on duty",
        f"{clock.time(quiet_until)}  until then nothing unsolicited to the officer",
        f"{clock.time(incident.tour_ends_at)}  end of tour",
    ]


def _timeline(
    incident: imagined.Incident,
    clock: _Zone,
    owed: list[tuple[imagined.Owed, list[paging.Moment]]],
) -> Iterator[list[str]]:
    """Give everything that happens in one row, day by day."""
    policy = incident.policy
    moments = [
        paging.Moment(
            incident.opened_at,
            "",
            f"told to {rulebook.title(policy, tell.role)}: {tell.text}",
        )
        for tell in policy.tell
    ]
    moments.append(paging.Moment(incident.tour_ends_at, "", "end of tour"))
    for one, of_duty in owed:
        begun = paging.first_asked(policy, one)
        moments.append(paging.Moment(one.asked_at, paging.name_of(one), begun))
        moments += of_duty
    for source in incident.sources():
        _, lost_at = timetable.footage_dates(source, incident.opened_at)
        what = f"{source.title}: lost, unless it is kept"
        moments.append(paging.Moment(lost_at, "", what))
    moments.sort(key=lambda moment: moment.at)
    yield ["Everything, in order"]
    day = ""
    lines: list[str] = []
    for moment in moments:
        local = moment.at.astimezone(clock.zone)
        if f"{local:%a %d %b %Y %Z}" != day:
            if lines:
                yield lines
            day = f"{local:%a %d %b %Y %Z}"
            lines = [day]
        head = f"  {local:%H:%M:%S}  {moment.about:<{_width(owed)}}  "
        lines += textwrap.wrap(
            moment.what,
            WIDTH,
            initial_indent=head,
            subsequent_indent=" " * len(head),
        )
    if lines:
        yield lines


def _width(owed: list[tuple[imagined.Owed, list[paging.Moment]]]) -> int:
    return max((len(paging.name_of(one)) for one, _ in owed), default=0)


def _source(
    incident: imagined.Incident, clock: _Zone, source: schema.Source
) -> list[str]:
    ask_by, lost_at = timetable.footage_dates(source, incident.opened_at)
    lines = [
        f"Footage {source.id}: {source.title}",
        *rulebook.words("Authority", source.authority),
    ]
    if source.addressee is not None:
        lines += rulebook.words("Asked of", source.addressee)
    if source.form is not None:
        lines += rulebook.words("By", source.form)
    lines += [
        f"  {clock.time(ask_by)}  last moment to ask for it",
        f"  {clock.time(lost_at)}  lost, unless it is kept",
    ]
    if source.kept_for is not None:
        until = timetable.earliest_deletion_on(
            source, incident.opened_at, incident.policy.timezone
        )
        kept_for = values.write_duration(source.kept_for)
        lines.append(
            f"  Flagged at once, it is kept for {kept_for}: "
            f"the earliest deletion date is {until:%d %b %Y}."
        )
    lines += [
        f"  {clock.time(incident.opened_at + checkpoint)}  still there? is asked"
        for checkpoint in source.checkpoints
    ]
    if source.check_before_deletion is not None:
        before = values.write_duration(source.check_before_deletion)
        lines.append(
            f"  Asked again {before} before the deletion date that was stated."
        )
    return lines


def _duty(
    policy: schema.Policy,
    clock: _Zone,
    owed: imagined.Owed,
    moments: list[paging.Moment],
) -> list[str]:
    rule = owed.rule
    about = f" ({owed.source.title})" if owed.source else ""
    return [
        f"{rule.word}: {rule.title}{about}",
        *rulebook.words("Authority", rule.authority),
        *rulebook.words("Owner", paging.owner_of(policy, rule)),
        *rulebook.words("Question", f'"{rule.question}"'),
        *rulebook.words("Begins", owed.begins),
        f"  {clock.time(owed.asked_at)}  {paging.first_asked(policy, owed)}",
        *(f"  {clock.time(moment.at)}  {moment.what}" for moment in moments),
    ]


def _not_imagined(incident: imagined.Incident) -> list[str]:
    """Tell which duties and sources there are that this incident does not have."""
    policy = incident.policy
    rules = [rule for rule in policy.duty if not incident.is_so(rule.when)]
    has = {source.id for source in incident.sources()}
    sources = [source for source in policy.source if source.id not in has]
    lines: list[str] = []
    for rule in rules:
        depends = _depends(policy, rule.when)
        lines += rulebook.words(f"{rule.word}: {rule.title}", f"only if {depends}")
    for source in sources:
        named = f"only if named: {', '.join(source.words)}"
        depends = named if source.words else f"only if {_depends(policy, source.when)}"
        lines += rulebook.words(f"Footage {source.id}", f"{source.title}; {depends}")
    return ["What this incident does not have", *lines] if lines else []


def _depends(policy: schema.Policy, when: schema.When) -> str:
    titles = {fact.id: fact.title for fact in policy.fact}
    said = [titles[name] for name in when.facts]
    for word, names in (
        ("learned", when.learned),
        ("kind", when.kinds),
        ("footage", when.sources),
    ):
        if names:
            said.append(f"{word} {' or '.join(names)}")
    return ", and ".join(said)
