"""Check that what a policy file refers to is there.

Works on the file as parsed, right or wrong, so that everything is reported at
once with what the schema finds.
"""

from collections.abc import Iterator

from bot.policy import draft, places

#: What a condition names, by key: the tables that have it.
_CONDITIONS = {"facts": "fact", "kinds": "violation", "sources": "source"}


def find(data: draft.Table) -> Iterator[draft.Finding]:
    """Give every name that nothing has."""
    for where, kind, name in _named(data):
        if name not in known(data, kind):
            yield where, f'there is no {kind} "{name}"'
    yield from _circles(data)


def known(data: draft.Table, kind: str) -> set[str]:
    """Return the ids of a kind of table; of kinds of incident, the usual one too."""
    found = draft.ids(data, kind)
    if kind == "violation" and not found:
        # A policy without a catalogue has the one kind that it names.
        return {draft.word(data, "kind") or "alleged_violation"}
    return found


def _named(data: draft.Table) -> Iterator[tuple[places.Path, str, str]]:
    """Give every place that names something, with the kind of table and the name."""
    kind = draft.word(data, "kind")
    if kind is not None:
        yield ("kind",), "violation", kind
    suggested = draft.word(draft.table(data, "places"), "kind")
    if suggested is not None:
        yield ("places", "kind"), "violation", suggested
    for number, duty in draft.tables(data, "duty"):
        around = ("duty", number)
        for key, named in (("source", "source"), ("fact", "fact"), ("follows", "duty")):
            name = draft.word(duty, key)
            if name is not None:
                yield (*around, key), named, name
        other = draft.word(draft.table(duty, "due"), "duty")
        if other is not None:
            yield (*around, "due", "duty"), "duty", other
        yield from _condition(duty, around)
    for number, source in draft.tables(data, "source"):
        yield from _condition(source, ("source", number))


def _condition(
    entry: draft.Table, around: places.Path
) -> Iterator[tuple[places.Path, str, str]]:
    when = draft.table(entry, "when")
    for key, kind in _CONDITIONS.items():
        for position, name in draft.words(when, key):
            yield (*around, "when", key, position), kind, name


def _circles(data: draft.Table) -> Iterator[draft.Finding]:
    """Find duties that wait for each other."""
    for key, path in (("follows", ("follows",)), ("due", ("due", "duty"))):
        waits_for = {}
        for _, duty in draft.tables(data, "duty"):
            name = draft.word(duty, "id")
            other = (
                draft.word(duty, "follows")
                if key == "follows"
                else draft.word(draft.table(duty, "due"), "duty")
            )
            if name is not None and other is not None:
                waits_for[name] = other
        for number, duty in draft.tables(data, "duty"):
            name = draft.word(duty, "id")
            if name is not None and _leads_back(waits_for, name):
                yield ("duty", number, *path), "waits for itself in the end"


def _leads_back(waits_for: dict[str, str], start: str) -> bool:
    name = waits_for.get(start)
    for _ in waits_for:
        if name is None or name == start:
            break
        name = waits_for.get(name)
    return name == start
