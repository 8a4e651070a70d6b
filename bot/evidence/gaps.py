"""List what is missing from an incident, so that nobody has to notice it.

Pure. A gap names its kind, what it is about, and the reason where one was stated; it
blames nobody.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models import enums

Json = Mapping[str, Any]

#: Why footage needs no date any more.
_ENDED = (enums.FootageState.LOST, enums.FootageState.VERIFIED)
_NOT_THERE = (
    enums.NoticeState.NOT_DELIVERED,
    enums.NoticeState.UNKNOWN,
    enums.NoticeState.EXPIRED,
)


def find(
    duties: Sequence[Json],
    footage: Sequence[Json],
    notices: Sequence[Json],
    withheld: Sequence[Json],
    as_of: str,
) -> list[dict[str, Any]]:
    """Return the gaps, footage first.

    Args:
        duties: As `incident.json` tells them; so the others.
        footage: In order of listing.
        notices: In order of writing.
        withheld: Position, item and rule of each text that is held back.
        as_of: Instant of the last entry: whatever is due later is no gap yet.
    """
    found: list[dict[str, Any]] = []
    for piece in footage:
        found += _of_footage(piece, duties)
        found += _of_dates(piece, as_of)
    for duty in duties:
        found += _of_duty(duty, as_of)
    for notice in notices:
        if notice["state"] in _NOT_THERE:
            found.append(
                _gap(f"message_{notice['state']}", notice, notice["reason"])
                | {"to": notice["to"], "duty": notice["duty"]}
            )
    return found + [{"gap": "words_withheld", **one} for one in withheld]


def _of_footage(piece: Json, duties: Sequence[Json]) -> Iterator[dict[str, Any]]:
    dates = {"recorder": piece["recorder"], **_times(piece, lost_at="lost_at")}
    why = piece["no_video_reason"]
    if piece["state"] == enums.FootageState.LOST:
        reasons = [
            duty["reason"]
            for duty in duties
            if duty["footage"] == piece["id"] and duty["reason"]
        ]
        yield (
            _gap(
                "footage_lost", piece, piece["lost_reason"] or next(iter(reasons), why)
            )
            | dates
            | {
                "seen_by": piece["seen_by"],
                "learned_at": piece["seen_at"],
            }
        )
        return
    if why is not None:
        yield (
            _gap("no_video_stated", piece, why)
            | dates
            | {
                "stated_by": piece["stated_by"],
                "learned_at": piece["stated_at"],
            }
        )
    elif not (
        piece["deletion_on"] or piece["case_id"] or piece["is_kept_until_released"]
    ):
        yield _gap("no_deletion_date", piece, None) | dates
    if piece["state"] not in _ENDED and piece["stated_by"] is not None:
        yield _gap("not_seen_by_a_second_person", piece, None) | dates


def _of_dates(piece: Json, as_of: str) -> Iterator[dict[str, Any]]:
    """Tell what was not asked for in time, and what may be lost; each by its date."""
    about = {"source": piece["source"], **_times(piece, ask_by="ask_by")}
    asked_at = piece["asked_at"]
    if piece["is_outside"] and asked_at is None and piece["ask_by"] <= as_of:
        yield _gap("not_asked_for_in_time", piece, None) | about
    elif piece["is_outside"] and asked_at is not None and asked_at > piece["ask_by"]:
        yield (
            _gap("asked_for_late", piece, None)
            | about
            | _times(piece, asked_at="asked_at")
        )
    is_past = piece["lost_at"] <= as_of
    if piece["state"] == enums.FootageState.EXPECTED and is_past:
        yield _gap("may_be_lost", piece, None) | _times(piece, lost_at="lost_at")


def _of_duty(duty: Json, as_of: str) -> Iterator[dict[str, Any]]:
    about = {"word": duty["word"], "owner": duty["owner"]}
    about |= _times(duty, due_at="due_at")
    is_open = duty["state"] in enums.OPEN_DUTY_STATES
    # Instants of the ledger are all written alike, so they sort as text.
    if is_open and (duty["state"] == enums.DutyState.OVERDUE or duty["due_at"] < as_of):
        yield _gap("duty_overdue", duty, None) | about
    if is_open and duty["announcements"]:
        yield _gap("nobody_answered", duty, None) | about


def _times(told: Json, **names: str) -> dict[str, Any]:
    """Return instants under their new names, local time beside each."""
    found: dict[str, Any] = {}
    for new, name in names.items():
        found |= {new: told[name], f"{new}_local": told[f"{name}_local"]}
    return found


def _gap(kind: str, about: Json, reason: Any) -> dict[str, Any]:
    return {"gap": kind, "about": about["id"], "reason": reason}
