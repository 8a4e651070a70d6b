"""Show footage as clocks: its legal dates, and what was stated of it and seen."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.simulator.demo.sights.subject import Subject, instant
from bot.verbs.duties import obligations
from bot.verbs.footage import checkpoints
from bot.verbs.ground import sources
from models import enums
from models.duty import Duty
from models.footage import Footage

#: With what duties begin by which it is stated how it is with footage.
_STATING = ("camera_listed", "footage_asked", "footage_past")
#: What they have to hear.
_KEEPING = (
    enums.AnswerKind.DELETION,
    enums.AnswerKind.KEPT,
    enums.AnswerKind.SEARCH,
    enums.AnswerKind.WORDS,
)
#: With what duties begin by which a second person looks, and by which one searches.
_LOOKING, _SEARCHING = "footage_attested", "footage_past"


def cards(subject: Subject) -> list[dict[str, Any]]:
    """Return one card for each camera, first what is lost first."""
    pieces = sorted(subject.found.footage, key=lambda one: (one.lost_at, one.id))
    return [_card(subject, piece) for piece in pieces]


def _card(subject: Subject, piece: Footage) -> dict[str, Any]:
    source = subject.source(piece)
    stated = _statement(subject, piece)
    is_lost = piece.state is enums.FootageState.LOST
    seen = _look(subject, piece, () if is_lost else (_LOOKING, _SEARCHING))
    searched = _look(subject, piece, (_SEARCHING,)) if is_lost else None
    ground = next((g for g in subject.policy.ground if g.id == piece.ground), None)
    return {
        "id": piece.id,
        "source": piece.source,
        "title": source.title if source else piece.source,
        "state": piece.state.value,
        "recorder": piece.recorder_star,
        "recorder_name": subject.name(piece.recorder_id),
        "recorded_at": instant(piece.recorded_at),
        "ask_by": instant(piece.ask_by),
        "lost_at": instant(piece.lost_at),
        "ground_text": ground.text if ground else None,
        "deletion_on": piece.deletion_on.isoformat() if piece.deletion_on else None,
        "case_id": piece.case_id,
        "is_kept_until_released": bool(piece.is_kept_until_released),
        # Its words stand in the record, where a rule may hold them back.
        "is_none_stated": piece.no_video_reason is not None,
        "is_outside": sources.is_outside(source),
        "label": sources.short(source),
        "asked_at": instant(piece.asked_at),
        "next_check_at": instant(_next_check(subject, piece)),
        "stated_by": subject.label(stated.attested_by) if stated else None,
        "stated_name": subject.name(stated.attested_by) if stated else None,
        "stated_at": instant(stated.attested_at) if stated else None,
        "seen_by": subject.label(seen.verified_by) if seen else None,
        "seen_name": subject.name(seen.verified_by) if seen else None,
        "seen_at": instant(seen.verified_at) if seen else None,
        "searched_by": subject.label(searched.verified_by) if searched else None,
        "searched_name": subject.name(searched.verified_by) if searched else None,
        "searched_at": instant(searched.verified_at) if searched else None,
        "authority": source.authority if source else None,
    }


def _statement(subject: Subject, piece: Footage) -> Duty | None:
    """Return the duty by which somebody stated how it is with the footage.

    Who searched and found nothing stated nothing about it.
    """
    is_none = piece.no_video_reason is not None
    is_lost = piece.state is enums.FootageState.LOST
    stating = [one for one in _STATING if not (is_lost and one == _SEARCHING)]
    found = [
        duty
        for duty in _of(subject, piece)
        if duty.attested_at is not None
        and _begins(subject, duty) in stating
        and (is_none or _answer(subject, duty) in _KEEPING)
    ]
    return max(found, key=lambda duty: (duty.attested_at, duty.id), default=None)


def _look(subject: Subject, piece: Footage, looking: Sequence[str]) -> Duty | None:
    """Return the duty, of those that begin so, by which a second person looked."""
    found = [
        duty
        for duty in _of(subject, piece)
        if duty.verified_at is not None and _begins(subject, duty) in looking
    ]
    return max(found, key=lambda duty: (duty.verified_at, duty.id), default=None)


def _next_check(subject: Subject, piece: Footage) -> datetime | None:
    """Return when it is asked again whether the footage is still there."""
    return min(
        (
            duty.due_at
            for duty in _of(subject, piece)
            if duty.state in enums.OPEN_DUTY_STATES
            and _begins(subject, duty) == checkpoints.BEGINS
        ),
        default=None,
    )


def _begins(subject: Subject, duty: Duty) -> str:
    return obligations.rule_of(subject.policy, duty).begins


def _of(subject: Subject, piece: Footage) -> list[Duty]:
    return [duty for duty in subject.found.duties if duty.footage_id == piece.id]


def _answer(subject: Subject, duty: Duty) -> enums.AnswerKind:
    return obligations.rule_of(subject.policy, duty).answer
