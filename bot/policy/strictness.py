"""Say in what one policy asks for less than another; pure.

What is not known to ask for as much counts as less: a second person then looks at it.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from bot.policy import schema
from bot.policy.schema import Policy

#: Keys of a duty of which any other value is looked at by a second person.
_OF_DUTY = ("owner", "answer", "begins", "follows", "when", "source", "fact")

#: Lists of a policy of which the same holds, each with its name.
_LISTS = (
    ("ground", "the grounds for a flag"),
    ("forbidden", "the words that are held back"),
    ("quiet", "the quiet hours"),
)

#: What is said of a source or a duty whose dates are others, whichever way.
WINDOW, DUE = "its window would be another one.", "it would be due at another time."

_NEVER = timedelta.max


def weaker(old: Policy, new: Policy) -> tuple[str, ...]:
    """Return in what the new policy asks for less, a sentence each.

    Earlier, more often, more people and longer kept is not less.
    """
    return tuple(_weaker(old, new))


def _weaker(old: Policy, new: Policy) -> Iterator[str]:
    sources = {source.id: source for source in new.source}
    for source in old.source:
        if source.id not in sources:
            yield f"{source.title}: there is no such source any more."
        else:
            yield from _of_source(source, sources[source.id])
    rules = {rule.id: rule for rule in new.duty}
    for rule in old.duty:
        if rule.id not in rules:
            yield f"{rule.word}: there is no such duty any more."
        else:
            yield from _of_duty(rule, rules[rule.id])
    if not set(old.desk_roles) <= set(new.desk_roles):
        yield "Somebody is no more at the desk."
    if new.limits.quiet_at_scene > old.limits.quiet_at_scene:
        yield "The quiet time at a scene would be longer."
    for name, words in _LISTS:
        if getattr(old, name) != getattr(new, name):
            yield f"Something is different in {words}."


def _of_source(old: schema.Source, new: schema.Source) -> Iterator[str]:
    if (new.kept_for or timedelta()) < (old.kept_for or timedelta()):
        yield f"{old.title}: it would have to be kept for a shorter time."
    if new.lost_at != old.lost_at or new.ask_by != old.ask_by:
        yield f"{old.title}: {WINDOW}"
    if len(new.checkpoints) < len(old.checkpoints) or any(
        after > before
        for before, after in zip(old.checkpoints, new.checkpoints, strict=False)
    ):
        yield f"{old.title}: it would be looked after less often."
    before = old.check_before_deletion
    if before is not None and (new.check_before_deletion or timedelta()) < before:
        yield f"{old.title}: it would be asked for later before its deletion."
    if (new.comes, new.when) != (old.comes, old.when):
        yield f"{old.title}: it would become known in another way."


def _of_duty(old: schema.Duty, new: schema.Duty) -> Iterator[str]:
    if any(getattr(old, name) != getattr(new, name) for name in _OF_DUTY):
        yield f"{old.word}: it would be another kind of duty."
    if (new.due.after, new.due.duty) != (old.due.after, old.due.duty) or (
        new.due.within > old.due.within
    ):
        yield f"{old.word}: {DUE}"
    if old.is_asked_at_scene and not new.is_asked_at_scene:
        yield f"{old.word}: it would not be asked at the scene."
    if len(new.remind) < len(old.remind) or any(
        after > before for before, after in zip(old.remind, new.remind, strict=False)
    ):
        yield f"{old.word}: its owner would be reminded less."
    if _is_less(_rungs(old.ladder), _rungs(new.ladder)) or not (
        _channels(old.ladder) <= _channels(new.ladder)
    ):
        yield f"{old.word}: its ladder would hear of it later, or not at all."
    if (
        _until_announced(new) > _until_announced(old)
        or new.repeat_every > old.repeat_every
        or new.lapses_after > old.lapses_after
        or not set(old.exhausted_roles) <= set(new.exhausted_roles)
    ):
        yield f"{old.word}: it would be told later that nobody answered."


def _rungs(
    ladder: Iterable[schema.Rung],
) -> dict[str, tuple[timedelta, timedelta]]:
    """Return for each role how long it waits at most, and how long before a loss."""
    found: dict[str, tuple[timedelta, timedelta]] = {}
    waited = timedelta()
    for rung in ladder:
        waited += rung.wait or timedelta()
        wait, before = found.get(rung.role, (_NEVER, timedelta()))
        if rung.wait is not None:
            wait = min(wait, waited)
        found[rung.role] = wait, max(before, rung.before_lost or timedelta())
    return found


def _channels(ladder: Iterable[schema.Rung]) -> set[tuple[str, str]]:
    """Return by which channel each role can be told; without any, by both."""
    return {
        (rung.role, channel)
        for rung in ladder
        for channel in rung.channels or ("sms", "slack")
    }


def _is_less(
    old: dict[str, tuple[timedelta, timedelta]],
    new: dict[str, tuple[timedelta, timedelta]],
) -> bool:
    return any(
        role not in new or new[role][0] > wait or new[role][1] < before
        for role, (wait, before) in old.items()
    )


def _until_announced(rule: schema.Duty) -> timedelta:
    waits = (rung.wait or timedelta() for rung in rule.ladder)
    return sum(waits, timedelta()) + rule.exhausted_after
