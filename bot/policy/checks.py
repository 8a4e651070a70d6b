"""Check that every id in a policy file means one thing, and every role may answer.

Works on the file as parsed, right or wrong, so that everything is reported at
once with what the schema finds.
"""

from collections.abc import Iterator

from bot.policy import draft, places, references, schema, vocabulary

#: Ids that mean something by themselves, with where they do.
_TAKEN = {
    "role": {"opener": "who opened", "recorder": "whose camera recorded"},
    "watch": {"always": "a post that is manned at all times"},
}

#: Owners that are no roles.
PEOPLE = frozenset(_TAKEN["role"])

#: Tables whose id names one thing; a kind of incident may come again later on.
_UNIQUE = (
    "role",
    "watch",
    "identifier",
    "fact",
    "ground",
    "source",
    "duty",
    "recipient",
    "phrase",
    "forbidden",
)

#: Lists of roles, by table and key.
_ROLE_LISTS = (
    ("ground", "stated_by"),
    ("ground", "default_for"),
    ("forbidden", "decided_by"),
    ("recipient", "decided_by"),
    ("quiet", "roles"),
    ("duty", "exhausted_roles"),
)

#: Single roles, by table and key.
_ROLES = (("tell", "role"), ("pace", "role"), ("recipient", "role"))


def find(data: draft.Table) -> Iterator[draft.Finding]:
    """Give everything that is wrong with the names of a policy file."""
    for kind in _UNIQUE:
        yield from _ids(data, kind)
    yield from vocabulary.find(data)
    yield from references.find(data)
    yield from _verbs(data)
    yield from _roles(data)
    yield from _default_grounds(data)
    yield from _may_acknowledge(data)
    yield from _recipients(data)


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


def _named_roles(data: draft.Table) -> Iterator[tuple[places.Path, str]]:
    """Give every place that names a role, with the name."""
    lists: list[tuple[places.Path, draft.Table, str]] = [((), data, "desk_roles")]
    for kind, key in _ROLE_LISTS:
        lists += [((kind, n), entry, key) for n, entry in draft.tables(data, kind)]
    for around, entry, key in lists:
        for position, name in draft.words(entry, key):
            yield (*around, key, position), name
    for kind, key in _ROLES:
        for number, entry in draft.tables(data, kind):
            named = draft.word(entry, key)
            if named is not None:
                yield (kind, number, key), named
    yield from _paged_roles(data)


def _paged_roles(data: draft.Table) -> Iterator[tuple[places.Path, str]]:
    """Give every place that names a role which is paged, with the name."""
    for number, duty in draft.tables(data, "duty"):
        owner = draft.word(duty, "owner")
        if owner is not None and owner not in PEOPLE:
            yield ("duty", number, "owner"), owner
        for position, rung in draft.tables(duty, "ladder"):
            name = draft.word(rung, "role")
            if name is not None:
                yield ("duty", number, "ladder", position, "role"), name
    for number, role in draft.tables(data, "role"):
        delegate = draft.word(role, "delegate")
        if delegate is not None:
            yield ("role", number, "delegate"), delegate


def _roles(data: draft.Table) -> Iterator[draft.Finding]:
    known = draft.ids(data, "role")
    for where, name in _named_roles(data):
        if name not in known:
            yield where, f'there is no role "{name}"'
    for number, role in draft.tables(data, "role"):
        delegate = draft.word(role, "delegate")
        if delegate is not None and delegate == draft.word(role, "id"):
            yield ("role", number, "delegate"), "a role does not stand in for itself"
    seen: dict[str, int] = {}
    for number, pace in draft.tables(data, "pace"):
        paced = draft.word(pace, "role")
        if paced in seen:
            what = f'"{paced}" has the pace number {seen[paced]} already'
            yield ("pace", number, "role"), what
        elif paced is not None:
            seen[paced] = number + 1


def _may_acknowledge(data: draft.Table) -> Iterator[draft.Finding]:
    """Find roles that are paged and could not answer."""
    allowed = {
        draft.word(entry, "id")
        for _, entry in draft.tables(data, "role")
        if {"acknowledge", schema.EVERYTHING}
        & {w for _, w in draft.words(entry, "may")}
    }
    known = draft.ids(data, "role")
    for where, name in _paged_roles(data):
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


def _recipients(data: draft.Table) -> Iterator[draft.Finding]:
    """Find offices that would decide on what is referred to themselves."""
    for number, recipient in draft.tables(data, "recipient"):
        own = draft.word(recipient, "role")
        for position, role in draft.words(recipient, "decided_by"):
            if role == own:
                yield (
                    ("recipient", number, "decided_by", position),
                    f'the role "{role}" is the office itself; another decides',
                )
