"""Ask what is alleged and at which designated place, and read the answers; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.slack import blocks, elements, ids
from handlers.slack.elements import Json, Option

#: Fields of an incident that are chosen.
FIELDS = ("kind", "place")

#: Comes back where it was at no designated place.
NOWHERE = "-"


@dataclass(frozen=True, slots=True)
class Kinds:
    """Hold what the kind is called now, and ids and titles of those to choose."""

    now: str
    offered: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Hold the designated place that is recorded, and those that it may be."""

    now: str | None
    may_be: tuple[str, ...]


NO_KINDS = Kinds("", ())
NO_PLACES = Places(None, ())


def kind(offered: Sequence[tuple[str, str]]) -> list[Json]:
    """Return the question for the kind of a new incident; none without a choice."""
    return _kind(offered, "Left empty: the usual kind")


def choices(kinds: Kinds, places: Places) -> list[Json]:
    """Return the questions for the kind and the place of an incident that stands."""
    return [*_kind(kinds.offered, f"As it is: {kinds.now}"), *_place(places)]


def read(sent: Mapping[str, str]) -> dict[str, str | None]:
    """Return what was chosen, by field; nothing for what was left as it is."""
    values: dict[str, str | None] = {}
    if sent.get(ids.F_KIND):
        values["kind"] = sent[ids.F_KIND]
    if sent.get(ids.F_PLACE):
        chosen = sent[ids.F_PLACE]
        values["place"] = None if chosen == NOWHERE else chosen
    return values


def _kind(offered: Sequence[tuple[str, str]], placeholder: str) -> list[Json]:
    if len(offered) < 2:
        return []
    options = [Option(text=title, value=name) for name, title in offered]
    return [
        blocks.question(
            ids.F_KIND,
            "What is alleged",
            elements.select(ids.FIELD, placeholder, options),
            hint="Those in force on the day.",
            optional=True,
        )
    ]


def _place(places: Places) -> list[Json]:
    if places.now is None and not places.may_be:
        return []
    options = [Option(text=name, value=name) for name in places.may_be]
    label, hint = "It may be at a designated place", "Choose it only if it was there."
    if places.now is not None:
        label, hint = "At a designated place", places.now
        options.append(Option(text="It was not there", value=NOWHERE))
    return [
        blocks.question(
            ids.F_PLACE,
            label,
            elements.select(ids.FIELD, "As it is", options),
            hint=hint,
            optional=True,
        )
    ]
