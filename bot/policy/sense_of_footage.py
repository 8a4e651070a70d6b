"""Check that footage can be named, asked for, kept and searched under a policy.

Works on the file as parsed, right or wrong, so that everything is reported at
once with what the schema finds.
"""

from collections.abc import Iterator
from datetime import timedelta

from bot.policy import draft

#: What a duty begins with that is about footage of somebody else.
OUTSIDE = ("source_listed", "footage_asked")
#: What a duty begins with that is about one piece of footage.
ABOUT_FOOTAGE = (
    "camera_listed",
    *OUTSIDE,
    "footage_attested",
    "footage_kept",
    "footage_past",
)


def find(data: draft.Table) -> Iterator[draft.Told]:
    """Give everything by which footage would be lost unasked."""
    for position, source in draft.tables(data, "source"):
        for finding in _source(data, source):
            yield draft.inside(("source", position), finding)


def sources_of(data: draft.Table, duty: draft.Table) -> list[draft.Table]:
    """List the sources that a duty can be about: the one it names, or each."""
    begins = duty.get("begins")
    name = draft.word(duty, "source")
    if name is None and begins not in ABOUT_FOOTAGE[1:]:
        return []
    return [
        source
        for _, source in draft.tables(data, "source")
        if name in (None, draft.word(source, "id"))
        and not (begins in OUTSIDE and comes(source) == "camera")
    ]


def comes(source: draft.Table) -> object:
    """Return how a source becomes known."""
    return source.get("comes", "camera")


def _source(data: draft.Table, source: draft.Table) -> Iterator[draft.Told]:
    """Give what is wrong with one source, with the place inside it."""
    ask_by = draft.duration(source.get("ask_by"))
    lost_at = draft.duration(source.get("lost_at"))
    if ask_by is not None and lost_at is not None and ask_by > lost_at:
        what = "comes after lost_at: it would be asked for when it is gone"
        yield ("ask_by",), what, f'ask_by = "{source["lost_at"]}"'
    yield from _naming(source)
    yield from _owed(data, source)
    yield from _checkpoints(source)


def _naming(source: draft.Table) -> Iterator[tuple[tuple[str | int, ...], str]]:
    words = list(draft.words(source, "words"))
    if comes(source) == "camera" and words:
        yield ("words",), "is named by nobody: it comes with a listed camera"
    if comes(source) == "named" and not words:
        yield ("words",), "is missing: nobody could name it"
    if comes(source) != "opened" and "when" in source:
        yield ("when",), 'only what comes by itself (comes = "opened") depends on it'
    if comes(source) in ("opened", "named") and "addressee" not in source:
        yield ("addressee",), "is missing: whom to ask for it"


def _owed(
    data: draft.Table, source: draft.Table
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Find footage for which nobody is asked, and losses that nobody records."""
    begun = {
        draft.word(duty, "begins")
        for _, duty in draft.tables(data, "duty")
        if any(one is source for one in sources_of(data, duty))
    }
    if comes(source) in ("opened", "named"):
        if "source_listed" not in begun:
            what = 'no duty about it begins with "source_listed": nobody would ask'
            yield ("comes",), what
        if "footage_past" not in begun:
            yield (
                ("lost_at",),
                'no duty about it begins with "footage_past": nobody would search '
                "once it is past its loss",
            )
    for key in ("checkpoints", "check_before_deletion"):
        if source.get(key) and "footage_kept" not in begun:
            yield (
                (key,),
                'no duty about it begins with "footage_kept": nobody would be '
                "asked again",
            )


def _checkpoints(source: draft.Table) -> Iterator[tuple[tuple[str | int, ...], str]]:
    checkpoints = source.get("checkpoints")
    latest: timedelta | None = None
    for position, value in enumerate(
        checkpoints if isinstance(checkpoints, list) else []
    ):
        after = draft.duration(value)
        if after is None:
            continue
        if latest is not None and after <= latest:
            yield ("checkpoints", position), "checkpoints stand in order, each once"
        latest = after if latest is None else max(latest, after)
