"""Check that people can be told, asked and heard under a policy.

Works on the file as parsed, right or wrong, so that everything is reported at
once with what the schema finds.
"""

from collections.abc import Iterator

from bot.policy import draft, schema, values

#: Channels by which a duty can be put to somebody.
PAGING = ("sms", "slack")
#: Channels by which an incident can be opened.
INTAKE = ("sms", "slack", "radio")
#: Minutes of a day, by the wall clock.
DAY_MINUTES = 24 * 60


def find(data: draft.Table) -> Iterator[draft.Finding]:
    """Give everything by which nobody would be told, or nobody heard."""
    yield from _channels(data)
    yield from _quiet(data)
    yield from _pace(data)
    yield from _budget(data)


def _uses(data: draft.Table, channel: str) -> list[str]:
    """Return what a channel may be used for; both, where nothing is said."""
    channels = draft.table(data, "channels")
    if channel in channels:
        return [use for _, use in draft.words(channels, channel)]
    default: tuple[str, ...] = schema.Channels.model_fields[channel].default
    return list(default)


def _channels(data: draft.Table) -> Iterator[draft.Finding]:
    for use, channels, what in (
        ("duties", PAGING, "nobody could be told what is owed"),
        ("intake", INTAKE, "nobody could open an incident"),
    ):
        if not any(use in _uses(data, channel) for channel in channels):
            listed = " or ".join(channels)
            yield ("channels",), f'{what}: give {listed} "{use}"'
    for number, duty in draft.tables(data, "duty"):
        for position, rung in draft.tables(duty, "ladder"):
            for place, channel in draft.words(rung, "channels"):
                if channel in PAGING and "duties" not in _uses(data, channel):
                    yield (
                        ("duty", number, "ladder", position, "channels", place),
                        f'"{channel}" is off for duties: see [channels]',
                    )


def _quiet(data: draft.Table) -> Iterator[draft.Finding]:
    """Find quiet hours that never begin, or that leave a role no other."""
    quiet: dict[str, set[int]] = {}
    for number, rule in draft.tables(data, "quiet"):
        minutes = _minutes(rule)
        if minutes is None:
            continue
        if not minutes:
            what = "ends when it starts; quiet hours are never the whole day"
            yield ("quiet", number, "ends"), what
        for position, role in draft.words(rule, "roles"):
            before = quiet.setdefault(role, set())
            if len(before) < DAY_MINUTES <= len(before | minutes):
                yield (
                    ("quiet", number, "roles", position),
                    f'"{role}" could be told at no hour of the day',
                )
            before |= minutes


def _minutes(rule: draft.Table) -> set[int] | None:
    """Return the minutes of the day that a rule names; None: it cannot be read."""
    try:
        starts, ends = map(
            values.read_wall_time, (rule.get("starts"), rule.get("ends"))
        )
    except ValueError:
        return None
    first = starts.hour * 60 + starts.minute
    length = (ends.hour * 60 + ends.minute - first) % DAY_MINUTES
    return {(first + minute) % DAY_MINUTES for minute in range(length)}


def _pace(data: draft.Table) -> Iterator[draft.Finding]:
    has_watches = any(True for _ in draft.tables(data, "watch"))
    for number, pace in draft.tables(data, "pace"):
        by_watch = pace.get("is_once_a_watch") is True
        if "every" not in pace and not by_watch:
            yield ("pace", number), "says nothing: give every or is_once_a_watch"
        if by_watch and not has_watches:
            yield ("pace", number, "is_once_a_watch"), "there is no [[watch]]"


def _budget(data: draft.Table) -> Iterator[draft.Finding]:
    replies = draft.table(data, "budget").get("replies")
    if not isinstance(replies, int):
        return
    asked = [
        number
        for number, duty in draft.tables(data, "duty")
        if duty.get("is_asked_at_scene") is True
    ]
    for number in asked[replies:]:
        yield (
            ("duty", number, "is_asked_at_scene"),
            f"is one question at the scene too many: [budget] replies is {replies}",
        )
