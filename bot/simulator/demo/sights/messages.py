"""List the messages that left for an incident, and what became of each."""

from typing import Any

from bot.simulator.demo.sights.subject import Subject, instant
from models.notice import Notice


def rows(subject: Subject) -> list[dict[str, Any]]:
    """Return every message of an incident, newest first."""
    notices = sorted(
        subject.found.notices, key=lambda one: (one.created_at, one.id), reverse=True
    )
    words = {duty.id: duty.word for duty in subject.found.duties}
    return [_row(subject, one, words.get(one.duty_id or "")) for one in notices]


def _row(subject: Subject, notice: Notice, word: str | None) -> dict[str, Any]:
    return {
        "id": notice.id,
        "to_name": subject.name(notice.person_id) or "an unknown number",
        "to": subject.label(notice.person_id),
        "what": subject.names.notices[notice.id],
        "word": word,
        "channel": notice.channel.value,
        "purpose": notice.purpose.value,
        "state": notice.state.value,
        "reason": notice.reason,
        "vendor_code": notice.vendor_code,
        "is_late": bool(notice.is_late),
        "at": instant(notice.created_at),
        "attempts": len(subject.found.attempts.get(notice.id, ())),
    }
