"""Ask for times that are to be corrected, and read what came back; pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from handlers.slack import blocks, elements, ids, markup
from handlers.slack.elements import Json, Option
from handlers.slack.markup import Markup
from models import board, errors

#: Field of the time at which an incident was seen or reported.
OPENED_AT = "opened_at"

#: Stands before the id of a recording in the field of its time.
RECORDED_AT = "recorded_at:"


def times(opened_at: str | None, recordings: Sequence[board.Recording]) -> list[Json]:
    """Return the fields for the incident's time and for that of one recording.

    Args:
        opened_at: The incident's time as it stands, RFC 3339.
        recordings: Recordings whose time can be corrected.
    """
    at = datetime.fromisoformat(opened_at) if opened_at else None
    parts = [
        blocks.question(
            ids.F_WHEN,
            "Seen or reported at",
            elements.time_input(ids.FIELD, at),
            hint="Every clock counts from here. A later time needs a second person.",
            optional=True,
        )
    ]
    if not recordings:
        return parts
    options = [
        # What the person saw travels along with the choice.
        Option(text=one.label, value=f"{one.footage_id} {written(one.recorded_at)}")
        for one in recordings
    ]
    return [
        *parts,
        blocks.question(
            ids.F_RECORDING,
            "Recording",
            elements.select(ids.FIELD, "Whose time is wrong", options),
            optional=True,
        ),
        blocks.question(
            ids.F_RECORDED,
            "Recorded at",
            elements.time_input(ids.FIELD),
            optional=True,
        ),
    ]


def read_times(
    sent: Mapping[str, str],
) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """Return the times that were sent, and those that the person saw; by field.

    Raises:
        InvalidInputError: One is no time, or it is not clear whose it is.
    """
    values: dict[str, str | None] = {}
    seen: dict[str, str | None] = {}
    if sent.get(ids.F_WHEN):
        values[OPENED_AT] = _instant(OPENED_AT, sent[ids.F_WHEN])
    recording, at = sent.get(ids.F_RECORDING), sent.get(ids.F_RECORDED)
    if bool(recording) is not bool(at):
        raise errors.InvalidInputError(
            "recorded_at", "Choose both: the recording, and its time."
        )
    if recording and at:
        footage_id, _, saw = recording.partition(" ")
        values[f"{RECORDED_AT}{footage_id}"] = _instant("recorded_at", at)
        seen[f"{RECORDED_AT}{footage_id}"] = saw or None
    return values, seen


def is_time(field: str) -> bool:
    """Tell whether a field holds a time."""
    return field == OPENED_AT or field.startswith(RECORDED_AT)


def shown(value: str | None, zone: ZoneInfo) -> Markup | None:
    """Return a value as a person reads it, times by their clock; None for none."""
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value) if "T" in value else None
    except ValueError:
        at = None
    return markup.write("{value}", value=value) if at is None else markup.date(at, zone)


def both(
    values: tuple[str | None, str | None], zone: ZoneInfo
) -> tuple[str | None, str | None]:
    """Return two values as a person reads them."""
    return shown(values[0], zone), shown(values[1], zone)


def written(at: datetime) -> str:
    """Return an instant as RFC 3339 in UTC with microseconds."""
    plain = at.astimezone(UTC).replace(tzinfo=None)
    return f"{plain.isoformat(timespec='microseconds')}Z"


def _instant(field: str, seconds: str) -> str:
    try:
        return written(datetime.fromtimestamp(int(seconds), UTC))
    except (ValueError, OverflowError, OSError):
        raise errors.InvalidInputError(field, "That is no time.") from None
