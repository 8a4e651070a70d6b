"""Say what follows from a failure for one message of Slack's; pure.

As little as can be is held up: too much in one channel rests that channel, and only
what concerns every call rests everything.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.outbox import backoff, turns
from handlers.slack import failures
from handlers.sms import failures as paces
from models import enums, errors
from models.slack import LiveMessage

#: Longest that Slack's own wait is kept to, in seconds. Source: our choice; a desk
#: without cards for an hour is worse than one more refusal every ten minutes.
RETRY_AFTER_MAX_SECONDS = 600.0

#: Longest that everything rests. Source: our choice: one call a minute finds out
#: whether Slack is back.
ALL_REST_FOR = timedelta(minutes=1)

#: How long a message rests that could not even be worked out.
SET_ASIDE_FOR = timedelta(minutes=5)

#: How a failure is paced, by its kind; for the rest nothing is tried again before
#: something changes.
_PACES = {
    failures.Kind.BUSY: paces.Kind.BUSY,
    failures.Kind.UNKNOWN: paces.Kind.UNKNOWN,
    failures.Kind.SETUP: paces.Kind.SETUP,
}

#: Largest part of Slack's own wait that chance adds.
_SPREAD = 0.05

_AT_ONCE = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setback:
    """Hold what follows from a failure.

    Attributes:
        kind: What the failure means.
        problem: Slack's word for it.
        wait: When the message is tried again; None: not before something changes.
        rests: Name of the turn that rests for so long beside the message.
        forgets: Columns that say where the message stood and are not true any more.
    """

    kind: failures.Kind
    problem: str
    wait: timedelta | None
    rests: str = turns.NOTHING
    forgets: tuple[str, ...] = ()


def of(
    row: LiveMessage,
    error: errors.DeliveryError,
    used: str,
    *,
    chance: Callable[[], float],
) -> Setback:
    """Return what follows from a failure.

    Args:
        row: The message, as it was claimed.
        error: What Slack said.
        used: Name of the turn that the call had.
        chance: Spreads waits.
    """
    kind = failures.Kind(error.kind)
    problem = (error.vendor_code or str(error))[:64]
    if kind is failures.Kind.GONE:
        # Somebody deleted it: it comes back, once for each time.
        forgets: tuple[str, ...] = ("ts", "shown_sha256")
        return Setback(kind=kind, problem=problem, wait=_AT_ONCE, forgets=forgets)
    if kind in (failures.Kind.PLACE, failures.Kind.PERSON):
        return _elsewhere(row, kind, problem, chance)
    if kind not in _PACES:
        return Setback(kind=kind, problem=problem, wait=None)
    wait = _wait(row, _PACES[kind], error.retry_after_seconds, chance)
    rests = _rests(row, kind, error, used)
    if rests == turns.ALL:
        wait = min(wait, ALL_REST_FOR)
    return Setback(kind=kind, problem=problem, wait=wait, rests=rests)


def _elsewhere(
    row: LiveMessage,
    kind: failures.Kind,
    problem: str,
    chance: Callable[[], float],
) -> Setback:
    """Return what follows where a channel or a member cannot be written to."""
    forgets = ("ts", "channel_id", "shown_sha256")
    is_list = row.kind is enums.LiveKind.LIST
    if kind is failures.Kind.PLACE and not is_refused_place(row):
        wait: timedelta | None = _AT_ONCE
    elif is_list:
        wait = None
    else:
        wait = _wait(row, paces.Kind.SETUP, None, chance)
    return Setback(kind=kind, problem=problem, wait=wait, forgets=forgets)


def is_refused_place(row: LiveMessage) -> bool:
    """Tell whether the place where a message belongs did not take it."""
    return row.problem in failures.of_kind(failures.Kind.PLACE)


def _wait(
    row: LiveMessage,
    pace: paces.Kind,
    asked_seconds: float | None,
    chance: Callable[[], float],
) -> timedelta:
    if asked_seconds is not None:
        # Slack knows when it takes the next one.
        seconds = min(max(asked_seconds, 1.0), RETRY_AFTER_MAX_SECONDS)
        return timedelta(seconds=seconds * (1 + _SPREAD * chance()))
    wait = backoff.wait_for(pace, row.attempts + 1, chance=chance)
    return wait if wait is not None else ALL_REST_FOR


def _rests(
    row: LiveMessage, kind: failures.Kind, error: errors.DeliveryError, used: str
) -> str:
    if error.http_status == 429 or error.vendor_code in failures.OF_HASTE:
        return used
    if error.vendor_code in failures.OF_EVERY_CALL:
        return turns.ALL
    is_alone = kind is failures.Kind.UNKNOWN and not row.attempts
    if error.vendor_code == failures.UNREACHABLE and not is_alone:
        return turns.ALL
    return turns.NOTHING
