"""Check that every name in a policy file means one thing that is there.

Works on the file as parsed, right or wrong, so that everything is reported at
once with what the schema finds.
"""

from collections.abc import Iterator

from bot.policy import draft, places, schema

#: Words that belong to the carriers; a text of one of them is never ours.
#: Source: Twilio, "Advanced Opt-Out" and "Support for opt-out keywords".
CARRIER_WORDS = frozenset(
    [
        "STOP",
        "STOPALL",
        "UNSUBSCRIBE",
        "END",
        "CANCEL",
        "QUIT",
        "REVOKE",
        "OPTOUT",
        "START",
        "YES",
        "UNSTOP",
        "HELP",
        "INFO",
    ]
)

#: Words that mean the same under every policy.
OWN_WORDS = frozenset(
    [
        "NEW",
        "ACK",
        "DONE",
        "UNDO",
        "NOTE",
        "STATUS",
        "MENU",
        "ON",
        "OFF",
        "JOIN",
        "OK",
        "LATE",
        "PASS",
        "NOVIDEO",
    ]
)

#: Ids that mean something by themselves, with where they do.
_TAKEN = {
    "role": {"opener": "who opened", "recorder": "whose camera recorded"},
    "watch": {"always": "a post that is manned at all times"},
}

#: Owners that are no roles.
PEOPLE = frozenset(_TAKEN["role"])


def find(data: draft.Table) -> Iterator[draft.Finding]:
    """Give everything that is wrong with the names of a policy file."""
    for kind in ("role", "watch", "ground", "source", "duty", "phrase", "forbidden"):
        yield from _ids(data, kind)
    yield from _verbs(data)
    yield from _duty_words(data)
    yield from _roles(data)
    yield from _default_grounds(data)
    yield from _may_acknowledge(data)
    for position, duty in draft.tables(data, "duty"):
        name = draft.word(duty, "source")
        if name is not None and name not in draft.ids(data, "source"):
            yield ("duty", position, "source"), _nothing("source", name)


def _nothing(kind: str, name: str) -> str:
    return f'there is no {kind} "{name}"'


def _ids(data: draft.Table, kind: str) -> Iterator[draft.Finding]:
    seen: dict[str, int] = {}
    for position, entry in draft.tables(data, kind):
        name = draft.word(entry, "id")
        if name is None:
            continue
        where = (kind, position, "id")
        if name in seen:
            yield where, f'"{name}" is the id of number {seen[name]} already'
        seen.setdefault(name, position + 1)
        meaning = _TAKEN.get(kind, {}).get(name)
        if meaning is not None:
            yield where, f'"{name}" always means {meaning}'


def _verbs(data: draft.Table) -> Iterator[draft.Finding]:
    for role, entry in draft.tables(data, "role"):
        for position, verb in draft.words(entry, "may"):
            if verb not in (*schema.VERBS, schema.EVERYTHING):
                known = ", ".join((*schema.VERBS, schema.EVERYTHING))
                yield (
                    ("role", role, "may", position),
                    f'there is no verb "{verb}"; there are: {known}',
                )


def _duty_words(data: draft.Table) -> Iterator[draft.Finding]:
    seen: dict[str, int] = {}
    for position, duty in draft.tables(data, "duty"):
        word = draft.word(duty, "word")
        if word is None:
            continue
        where = ("duty", position, "word")
        if word.upper() in CARRIER_WORDS:
            yield where, f'"{word}" belongs to the carriers; choose another word'
        elif word.upper() in OWN_WORDS:
            yield where, f'"{word}" means something else already; choose another word'
        elif word in seen:
            yield where, f'"{word}" is the word of duty number {seen[word]} already'
        seen.setdefault(word, position + 1)


def _named_roles(data: draft.Table) -> Iterator[tuple[places.Path, str]]:
    """Give every place that names a role, with the name."""
    lists: list[tuple[places.Path, draft.Table, str]] = [((), data, "desk_roles")]
    for kind, key in (
        ("ground", "stated_by"),
        ("ground", "default_for"),
        ("forbidden", "decided_by"),
        ("duty", "exhausted_roles"),
    ):
        lists += [((kind, n), entry, key) for n, entry in draft.tables(data, kind)]
    for around, entry, key in lists:
        for position, name in draft.words(entry, key):
            yield (*around, key, position), name
    for number, entry in draft.tables(data, "tell"):
        told = draft.word(entry, "role")
        if told is not None:
            yield ("tell", number, "role"), told
    yield from _duty_roles(data)


def _duty_roles(data: draft.Table) -> Iterator[tuple[places.Path, str]]:
    """Give every place that names a role which is paged, with the name."""
    for number, duty in draft.tables(data, "duty"):
        owner = draft.word(duty, "owner")
        if owner is not None and owner not in PEOPLE:
            yield ("duty", number, "owner"), owner
        for position, rung in draft.tables(duty, "ladder"):
            name = draft.word(rung, "role")
            if name is not None:
                yield ("duty", number, "ladder", position, "role"), name


def _roles(data: draft.Table) -> Iterator[draft.Finding]:
    known = draft.ids(data, "role")
    for where, name in _named_roles(data):
        if name not in known:
            yield where, _nothing("role", name)


def _may_acknowledge(data: draft.Table) -> Iterator[draft.Finding]:
    """Find roles that are paged and could not answer."""
    allowed = {
        draft.word(entry, "id")
        for _, entry in draft.tables(data, "role")
        if {"acknowledge", schema.EVERYTHING}
        & {w for _, w in draft.words(entry, "may")}
    }
    known = draft.ids(data, "role")
    for where, name in _duty_roles(data):
        if name in known and name not in allowed:
            yield where, f'the role "{name}" is paged here and may not "acknowledge"'


def _default_grounds(data: draft.Table) -> Iterator[draft.Finding]:
    seen: dict[str, str | None] = {}
    for number, ground in draft.tables(data, "ground"):
        stated_by = {name for _, name in draft.words(ground, "stated_by")}
        for position, role in draft.words(ground, "default_for"):
            where = ("ground", number, "default_for", position)
            if role not in stated_by:
                yield where, f'the role "{role}" may not state this ground'
            if role in seen:
                yield where, f'the default of "{role}" is "{seen[role]}" already'
            seen.setdefault(role, draft.word(ground, "id"))
