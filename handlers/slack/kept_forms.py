"""Ask how it is with footage that others keep, or that was searched for; pure."""

from datetime import date
from typing import Any

from handlers.slack import blocks, elements, forms, ids, markup, payloads
from handlers.slack.elements import Json, Option
from handlers.sms import footage_answers
from models import errors

#: What a ticked "never deleted" comes back as; so says a text message.
NEVER = "NEVER"
#: The same for a copy that was made.
COPY = "COPY"
#: Why it is not kept; so says a text message.
REFUSED, GONE = footage_answers.REFUSED, "GONE"
#: What a search came to; the same.
LOST, FOUND = footage_answers.LOST, footage_answers.FOUND


_NEVER = Option(text="Kept until released by hand", value=NEVER)
_COPY = Option(text="A copy was made, which we have", value=COPY)
_AS_SHOWN = "As the evidence system shows it now."


def until(earliest_on: str | None = None, authority: str = "") -> list[Json]:
    """Return the questions until when footage is kept.

    Args:
        earliest_on: ISO date of the earliest deletion date that will do.
        authority: Its rule.
    """
    if earliest_on is None:
        return _until([_NEVER], _AS_SHOWN)
    day = markup.day(date.fromisoformat(earliest_on))
    rule = f" ({authority})" if authority else ""
    return _until([_NEVER], f"{_AS_SHOWN} It must be {day} or later{rule}.")


def _until(ways: list[Option], hint: str) -> list[Json]:
    return [
        blocks.section(markup.write("Until when is it kept? Fill in *one* of these.")),
        blocks.question(
            ids.F_DATE,
            "Deletion date",
            elements.date_input(ids.FIELD),
            hint=hint,
            optional=True,
        ),
        blocks.question(
            ids.F_CASE,
            "Case id",
            elements.text_input(ids.FIELD, most=forms.SHORT),
            hint="If the footage belongs to a case that keeps it.",
            optional=True,
        ),
        blocks.question(
            ids.F_NEVER,
            "Or",
            elements.checkboxes(ids.FIELD, ways),
            optional=True,
        ),
    ]


def request() -> list[Json]:
    """Return the question how footage was asked for."""
    field = elements.text_input(ids.FIELD, most=forms.REASON, is_long=True)
    label = "Whom did you ask, how and when?"
    return [blocks.question(ids.F_WORDS, label, field)]


def kept() -> list[Json]:
    """Return the questions how it is with footage that somebody else keeps."""
    not_kept = [
        Option(
            text="Whoever has it will not keep it: the clock goes on", value=REFUSED
        ),
        Option(text="It is gone: a second person searches", value=GONE),
    ]
    return [
        *_until([_NEVER, _COPY], _AS_SHOWN),
        blocks.question(
            ids.F_NOT_KEPT,
            "Or it is not kept",
            elements.checkboxes(ids.FIELD, not_kept),
            optional=True,
        ),
        _why("Then why"),
    ]


def search() -> list[Json]:
    """Return the questions what a search came to."""
    outcomes = [
        Option(text="Nothing was found: it is recorded as lost", value=LOST),
        Option(text="It was found, and is kept as below", value=FOUND),
    ]
    return [
        blocks.question(
            ids.F_FOUND, "The search", elements.choice(ids.FIELD, outcomes)
        ),
        _why("Where you looked, and why it is lost"),
        *_until([_NEVER, _COPY], _AS_SHOWN),
    ]


def _why(label: str) -> Json:
    field = elements.text_input(ids.FIELD, most=forms.REASON, is_long=True)
    return blocks.question(
        ids.F_REASON,
        label,
        field,
        hint="It goes on record as you write it.",
        optional=True,
    )


def said_until(sent: payloads.Submitted) -> str:
    """Return until when footage is kept, as a text message would say it.

    Raises:
        InvalidInputError: More than one way is filled in, or the date is none.
    """
    values = sent.values
    ways = [values.get(name) for name in (ids.F_DATE, ids.F_CASE, ids.F_NEVER)]
    ticked = values.get(ids.F_NEVER, "").split()
    if sum(way is not None for way in ways) > 1 or len(ticked) > 1:
        raise errors.InvalidInputError(
            "date", "State one of them: the date, the case, or what is ticked."
        )
    if values.get(ids.F_CASE):
        return f"CASE {values[ids.F_CASE]}"
    if values.get(ids.F_DATE):
        return _day(values[ids.F_DATE])
    return values.get(ids.F_NEVER, "")


def said(sent: payloads.Submitted) -> str | None:
    """Return what such a form says, as a text message would; None: it is another.

    Raises:
        InvalidInputError: It says two things at once, or a loss without its reason.
    """
    values: dict[str, Any] = dict(sent.values)
    why = values.get(ids.F_REASON, "")
    if ids.F_FOUND in values:
        outcome = values[ids.F_FOUND]
        if outcome == FOUND:
            return f"{FOUND} {said_until(sent)}".strip()
        if not why:
            raise errors.InvalidInputError("reason", "Say where you looked, and why.")
        return f"{LOST} {why}"
    not_kept = values.get(ids.F_NOT_KEPT, "").split()
    until_then = said_until(sent)
    if not not_kept:
        return until_then or None
    if until_then or len(not_kept) > 1:
        raise errors.InvalidInputError("not_kept", "It is either kept or not: one.")
    if not why:
        raise errors.InvalidInputError("reason", "Say why.")
    return f"{not_kept[0]} {why}"


def _day(chosen: str) -> str:
    """Return the day that was chosen as a text message would say it.

    Raises:
        InvalidInputError: It is none.
    """
    try:
        return f"{date.fromisoformat(chosen):%d %b %Y}"
    except ValueError:
        raise errors.InvalidInputError("date", "That is no date.") from None
