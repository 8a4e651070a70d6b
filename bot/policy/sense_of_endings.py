"""Check that what is owed under a policy can be ended, and by those who owe it.

Works on the file as parsed, right or wrong, so that everything is reported at
once with what the schema finds.
"""

from collections.abc import Iterator

from bot.policy import draft, schema, sense_of_footage
from models import enums

#: What a duty begins with that nobody owes who is known by name: a second person
#: looks and searches, and whoever is on duty looks again and decides on words.
BY_A_ROLE = ("footage_attested", "footage_kept", "footage_past", "text_held")
#: Rights by which a duty is ended, by what it begins with; of all others `attest`.
_RIGHTS = {
    "footage_attested": ("attest", "verify"),
    "footage_past": ("attest", "verify"),
    "text_held": ("decide_held_text",),
}

#: What could stand where a person is named.
_SOME_ROLE = 'owner = "sergeant"'

_DELETION, _KEPT = enums.AnswerKind.DELETION, enums.AnswerKind.KEPT
#: Answers by which footage counts as kept, by what their duty begins with.
_KEEPING = {
    ("camera_listed", _DELETION),
    ("source_listed", _DELETION),
    ("footage_asked", _DELETION),
    ("footage_asked", _KEPT),
}

#: What is wrong, with the place inside the table.
_Found = Iterator[draft.Told]


def find(data: draft.Table) -> Iterator[draft.Told]:
    """Give everything by which what is owed would stay open for good."""
    yield from _opening(data)
    for number, duty in draft.tables(data, "duty"):
        for finding in (*_owner(data, duty), *_ground(data, duty)):
            yield draft.inside(("duty", number), finding)
    for number, rule in draft.tables(data, "forbidden"):
        for position, role in draft.words(rule, "decided_by"):
            for right in _missing(data, role, ("decide_held_text",)):
                what = f'the role "{role}" decides here and may not "{right}"'
                yield ("forbidden", number, "decided_by", position), what
    for number, source in draft.tables(data, "source"):
        for what, example in _source(data, source):
            yield ("source", number, "id"), what, example


def may(data: draft.Table, right: str) -> set[str]:
    """Return the ids of the roles that have a right."""
    return {
        name
        for _, role in draft.tables(data, "role")
        if (name := draft.word(role, "id"))
        and {right, schema.EVERYTHING} & {verb for _, verb in draft.words(role, "may")}
    }


def _missing(data: draft.Table, role: str, rights: tuple[str, ...]) -> Iterator[str]:
    """Give the rights that a role lacks; one that there is not lacks none."""
    if role in draft.ids(data, "role"):
        yield from (right for right in rights if role not in may(data, right))


def _opening(data: draft.Table) -> Iterator[draft.Finding]:
    if draft.ids(data, "role") and not may(data, "open_incident"):
        yield ("role",), 'nobody could open an incident: no role may "open_incident"'


def _owner(data: draft.Table, duty: draft.Table) -> _Found:
    begins, owner = duty.get("begins"), draft.word(duty, "owner")
    if owner in ("opener", "recorder"):
        if begins in BY_A_ROLE:
            what = f'what begins with "{begins}" is owed by a role'
            yield ("owner",), what, _SOME_ROLE
        elif owner == "recorder" and begins in sense_of_footage.OUTSIDE:
            yield ("owner",), "footage of somebody else has no recorder", _SOME_ROLE
        return
    rights = _RIGHTS.get(str(begins), ("attest",))
    for right in _missing(data, owner or "", rights):
        what = f'the role "{owner}" owes this and may not "{right}"'
        yield ("owner",), what, _SOME_ROLE


def _ground(data: draft.Table, duty: draft.Table) -> _Found:
    """Find flags that nobody who hears of them could state by text."""
    if duty.get("answer") != _DELETION or not draft.ids(data, "ground"):
        return
    owner = draft.word(duty, "owner")
    told = {draft.word(rung, "role") for _, rung in draft.tables(duty, "ladder")}
    # Whoever is known by name can be of any role.
    told |= draft.ids(data, "role") if owner in ("opener", "recorder") else {owner}
    by_default = {
        role
        for _, ground in draft.tables(data, "ground")
        for _, role in draft.words(ground, "default_for")
    }
    if not told & by_default & may(data, "attest"):
        yield (
            ("answer",),
            "a flag by text names no ground: none of those who hear of this has one "
            "by default_for",
            'default_for = ["officer", "sergeant"]',
        )


def _source(data: draft.Table, source: draft.Table) -> Iterator[tuple[str, str]]:
    """Give why footage of a source would never count as kept and seen.

    Each with a line that a duty about it would have.
    """
    begun = {
        (str(duty.get("begins")), draft.word(duty, "answer"))
        for _, duty in draft.tables(data, "duty")
        if any(one is source for one in sense_of_footage.sources_of(data, duty))
    }
    begins = {one for one, _ in begun}
    is_camera = sense_of_footage.comes(source) == "camera"
    if is_camera and "camera_listed" not in begins:
        return
    keeping = begun & _KEEPING
    if ("source_listed", enums.AnswerKind.REQUEST) not in begun:
        # Nothing begins with its being asked for.
        keeping = {one for one in keeping if one[0] != "footage_asked"}
    if not keeping:
        if is_camera:
            how, example = '"camera_listed" with "deletion"', 'answer = "deletion"'
        else:
            how = '"source_listed" with "request", then "footage_asked" with "kept"'
            example = 'answer = "kept"'
        yield f"nobody states that it is kept: answer {how}", example
    if "footage_attested" not in begins:
        yield (
            'no duty about it begins with "footage_attested": nobody would look a '
            "second time, and the incident could not be closed",
            'begins = "footage_attested"',
        )
