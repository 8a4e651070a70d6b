"""Hold what can go wrong at Slack, to be switched on by a test.

Canned answers are those of `troubles` (dropped lines, hanging, 502 pages) and the
ones here. Everything has been seen with the real vendor or is documented by it.
"""

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta

from bot.simulator import troubles

Answer = troubles.Answer


def too_many_requests(retry_after: str | None = None) -> Answer:
    """Answer 429; nothing was carried out.

    Args:
        retry_after: Value of the Retry-After header, as odd as wanted; without
            it there is no such header.
    """
    return Answer(
        status=429,
        headers={} if retry_after is None else {"Retry-After": retry_after},
        body=b'{"ok": false, "error": "ratelimited"}',
    )


def refuses(error: str, *, accepts: bool = False) -> Answer:
    """Answer 200 with an error word, such as `ratelimited` or `internal_error`.

    Args:
        error: As Slack spells it.
        accepts: Whether the call is carried out all the same.
    """
    body = json.dumps({"ok": False, "error": error}).encode()
    return Answer(body=body, accepts=accepts)


def server_error(*, accepts: bool = False) -> Answer:
    """Answer 500 with Slack's error body."""
    return Answer(
        status=500, accepts=accepts, body=b'{"ok": false, "error": "internal_error"}'
    )


def json_list(*, accepts: bool = False) -> Answer:
    """Answer 200 with a list where an object is expected."""
    return Answer(body=b'["ok"]', accepts=accepts)


@dataclass(slots=True, kw_only=True)
class SlackTroubles:
    """Switch on what goes wrong; every field may be changed at any time."""

    #: What every call of the API gets instead of an answer; None: Slack is up.
    outage: Answer | None = None
    #: Refusal of the bot token: `token_revoked`, `account_inactive`, `invalid_auth`.
    token_error: str | None = None
    #: Refusal of every trigger: `expired_trigger_id`, or `invalid_arguments` with
    #: the reason in the details.
    trigger_error: str | None = None
    #: Everything but the troubles is let through however often it comes.
    rates_off: bool = False
    #: How many messages a channel takes within a second.
    posts_per_second: int = 1
    #: A message is listed only so long after it was posted.
    listing_delay_for: timedelta = timedelta(0)
    #: Every answer of the API comes so many real seconds late.
    answer_delay_seconds: float = 0.0
    #: Nothing that Slack sends reaches the bot.
    bot_unreachable: bool = False
    #: Events reach the bot only so long after they happened.
    event_delay_for: timedelta = timedelta(0)
    #: Every event comes twice.
    duplicate_events: bool = False
    #: Events come in the opposite order.
    reverse_events: bool = False
    #: The first attempt at every event is lost: it comes as a retry.
    lose_first_attempts: bool = False
    _answers: dict[str, deque[Answer]] = field(
        default_factory=dict, init=False, repr=False
    )
    _lock: threading.Lock = field(
        default_factory=threading.Lock, init=False, repr=False, compare=False
    )

    def next_answers(self, method: str, *answers: Answer, times: int = 1) -> None:
        """Answer the next calls of a method so, after those already arranged.

        Args:
            method: As in `chat.postMessage`; `*` stands for any.
            answers: In this order.
            times: How often the whole row is repeated.
        """
        with self._lock:
            self._answers.setdefault(method, deque()).extend(answers * times)

    def take(self, method: str) -> Answer | None:
        """Return what is arranged for this call, and forget it."""
        if self.outage is not None:
            return self.outage
        with self._lock:
            for name in (method, "*"):
                if self._answers.get(name):
                    return self._answers[name].popleft()
        return None
