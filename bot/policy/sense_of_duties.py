"""Check that what is owed under a policy begins, falls due, and is heard of.

Works on the file as parsed, right or wrong, so that everything is reported at
once with what the schema finds.
"""

from collections.abc import Iterator
from datetime import timedelta

from bot.policy import draft, schema, sense_of_footage
from bot.policy.sense_of_footage import ABOUT_FOOTAGE, OUTSIDE
from models import enums

#: What a duty is about that can have been flagged or asked for.
_FLAGGED = ("footage_asked", "footage_attested", "footage_kept")

#: What a duty begins with, by the answer that only such a one takes.
_ANSWERED = {
    enums.AnswerKind.HELD_TEXT: ("text_held",),
    enums.AnswerKind.REQUEST: ("source_listed",),
    enums.AnswerKind.SEARCH: ("footage_past",),
    enums.AnswerKind.KEPT: ("footage_asked", "footage_kept"),
}

#: What is wrong, with the place inside the duty.
_Found = Iterator[draft.Told]


def find(data: draft.Table) -> Iterator[draft.Told]:
    """Give everything in the duties of a policy file that makes no sense."""
    for position, duty in draft.tables(data, "duty"):
        for finding in _duty(data, duty):
            yield draft.inside(("duty", position), finding)


def _duty(data: draft.Table, duty: draft.Table) -> _Found:
    yield from _flag(data, duty)
    yield from _footage(duty)
    yield from _sources(data, duty)
    yield from _beginning(duty)
    yield from _due(duty)
    yield from _ladder(data, duty)
    yield from _reminders(duty)


def _flag(data: draft.Table, duty: draft.Table) -> _Found:
    if duty.get("answer") != enums.AnswerKind.DELETION:
        return
    begins = duty.get("begins")
    if "source" not in duty and begins not in ABOUT_FOOTAGE[1:]:
        yield ("answer",), "a deletion date needs the source of the footage"
    for source in sense_of_footage.sources_of(data, duty):
        if "kept_for" not in source:
            yield ("answer",), f'the source "{source.get("id")}" needs kept_for'
    if not draft.ids(data, "ground"):
        yield ("answer",), "footage is flagged on a ground; there is no [[ground]]"
    if begins not in ABOUT_FOOTAGE:
        yield ("begins",), "a deletion date is that of one camera's footage"


def _footage(duty: draft.Table) -> _Found:
    begins = duty.get("begins")
    if "source" in duty or begins in ABOUT_FOOTAGE[1:]:
        return
    if begins in ABOUT_FOOTAGE:
        yield ("begins",), "a duty about footage names its source"
    if draft.word(duty, "owner") == "recorder":
        yield ("owner",), "a duty of the recorder names the source of the footage"
    if draft.table(duty, "due").get("after") == "recorded":
        yield ("due", "after"), "a time after recording needs the source of the footage"


def _sources(data: draft.Table, duty: draft.Table) -> _Found:
    """Find duties about footage that never comes in that way."""
    name, begins = draft.word(duty, "source"), duty.get("begins")
    named = next(
        (one for _, one in draft.tables(data, "source") if one.get("id") == name), None
    )
    if name is not None and named is not None:
        is_camera = sense_of_footage.comes(named) == "camera"
        if begins == "camera_listed" and not is_camera:
            yield ("source",), f'"{name}" does not come with a listed camera'
        if begins in OUTSIDE and is_camera:
            yield ("source",), f'"{name}" comes with a listed camera; nobody is asked'
        return
    about = sense_of_footage.sources_of(data, duty)
    if name is None and begins in OUTSIDE and not about:
        yield ("begins",), 'no source has comes = "named" or "opened"'
    if begins == "footage_kept" and not any(
        source.get("checkpoints") or source.get("check_before_deletion")
        for source in about
    ):
        yield ("begins",), "no source has checkpoints at which it is asked again"


def _beginning(duty: draft.Table) -> _Found:
    begins, answer = duty.get("begins"), duty.get("answer")
    for kind, allowed in _ANSWERED.items():
        if answer == kind and begins not in allowed:
            listed = " or ".join(f'"{one}"' for one in allowed)
            yield ("answer",), f"only a duty that begins with {listed} is answered so"
    only = schema.ONLY_ANSWERS.get(str(begins))
    if only is not None and answer not in (None, only):
        what = f'"{only}" alone ends what begins with "{begins}"'
        yield ("answer",), what, f'answer = "{only}"'
    if begins == "opened" and draft.word(duty, "owner") == "recorder":
        yield ("owner",), 'the recorder is known from "camera_listed" on'
    if begins == "duty_attested" and "follows" not in duty:
        yield ("follows",), "is missing: the duty that comes before it"
    if begins != "duty_attested" and "follows" in duty:
        yield ("follows",), 'is for a duty that begins with "duty_attested"'
    at_scene = duty.get("is_asked_at_scene") is True
    if at_scene and (begins, duty.get("owner")) != ("opened", "opener"):
        yield (
            ("is_asked_at_scene",),
            'only a duty of the opener that begins with "opened" can be asked there',
        )


def _due(duty: draft.Table) -> _Found:
    due, begins = draft.table(duty, "due"), duty.get("begins")
    after = due.get("after")
    if after == "duty" and "duty" not in due:
        yield ("due", "duty"), "is missing: the duty from which it counts"
    if after != "duty" and "duty" in due:
        yield ("due", "duty"), 'is for a time with after = "duty"'
    if after == "flagged" and begins not in _FLAGGED:
        yield ("due", "after"), "its footage was not flagged or asked for before"
    if after in ("ask_by", "lost") and begins not in ABOUT_FOOTAGE:
        yield ("due", "after"), "only a duty about footage has these dates"
    if begins == "footage_past" and after in ("ask_by", "lost"):
        yield ("due", "after"), "these dates are past when it begins"


def _ladder(data: draft.Table, duty: draft.Table) -> _Found:
    lives = [
        life
        for source in sense_of_footage.sources_of(data, duty)
        if (life := draft.duration(source.get("lost_at"))) is not None
    ]
    lost_at = max(lives, default=None)
    latest: timedelta | None = None
    for position, rung in draft.tables(duty, "ladder"):
        where = ("ladder", position)
        if ("wait" in rung) == ("before_lost" in rung):
            place = (*where, "before_lost") if "wait" in rung else where
            yield place, "a rung has either wait or before_lost, and not both"
        if "before_lost" not in rung:
            continue
        before = draft.duration(rung["before_lost"])
        if duty.get("begins") not in ABOUT_FOOTAGE[:-1]:
            yield (*where, "before_lost"), "this duty has no footage that could be lost"
        if before is None:
            continue
        if lost_at is not None and before > lost_at:
            yield (*where, "before_lost"), "comes before the recording"
        if latest is not None and before >= latest:
            yield (
                (*where, "before_lost"),
                "comes no later than the rung before it, which would be passed over",
            )
        latest = before


def _reminders(duty: draft.Table) -> _Found:
    reminders = duty.get("remind")
    if not isinstance(reminders, list):
        return
    first = next((rung for _, rung in draft.tables(duty, "ladder")), {})
    wait = draft.duration(first.get("wait"))
    latest: timedelta | None = None
    for position, value in enumerate(reminders):
        offset = draft.duration(value)
        if offset is None:
            continue
        if latest is not None and offset <= latest:
            yield ("remind", position), "reminders stand in order, each once"
        if wait is not None and offset > wait:
            yield (
                ("remind", position),
                "never goes out: the first rung is told before, and the paging "
                "moves on",
            )
        latest = offset if latest is None else max(latest, offset)
