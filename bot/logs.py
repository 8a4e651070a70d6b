"""Write the log: one line an event, without numbers, secrets or people's words.

An exception is told by its class and its places, never by its text: what a foreign
library puts there may be a whole request. The last wall stands here, whatever is
logged: whoever logs still leaves numbers and words out.
"""

import contextlib
import logging
import re
import sys
import threading
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

#: Loggers of others that tell of every request, with numbers and bodies in it, or of
#: every step that they take.
NOISY = (
    "alembic",
    "apscheduler",
    "httpx",
    "httpx2",
    "sqlalchemy.engine",
    "twilio.http_client",
    "urllib3",
    "uvicorn.access",
)

#: Stands for what was taken out.
MASK = "***"

#: A number in E.164, also as an address writes it; North American forms without the
#: plus; vendors' tokens; what follows "Bearer"; user and password of an address.
_HIDDEN = re.compile(
    r"""
      (?:\+|%2B)1(?:[\s().-]{0,2}\d){10}
    | (?:\+|%2B)[1-9](?:[\s().-]{0,2}\d){6,14}
    | (?<![\w.-]) 1? [-. ]? \(?[2-9]\d{2}\)? [-. ]? \d{3} [-. ]? \d{4} (?![\w.-])
    | \bxox[a-z]-[\w-]+ | \bxapp-[\w-]+
    | (?<=bearer\s)[^\s,;]+
    | (?<=://)[^/\s@:]*:[^\s@]*(?=@)
    """,
    re.VERBOSE | re.IGNORECASE,
)

#: Shorter secrets would mask ordinary words; none that is any good is shorter.
_SHORTEST_SECRET = 6


class Lines(logging.Formatter):
    """Write a record as one line: UTC, level, logger, message."""

    def __init__(self, secrets: Collection[str] = ()) -> None:
        """Keep what must never come out.

        Args:
            secrets: Exact values, beside everything that looks like one.
        """
        super().__init__()
        longest_first = sorted(
            (s for s in secrets if len(s) >= _SHORTEST_SECRET), key=len, reverse=True
        )
        self._secrets = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, masked."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(
            timespec="milliseconds"
        )
        message = self.hide(record.getMessage())
        line = f"{at} {record.levelname} {record.name}: {message}"
        if record.exc_info and record.exc_info[1] is not None:
            line = f"{line} [{_told(record.exc_info[1])}]"
        return " ".join(line.splitlines())

    def hide(self, text: str) -> str:
        """Return a text without numbers and secrets."""
        return _HIDDEN.sub(MASK, self._secrets.sub(MASK, text))


class _Out(logging.Handler):
    """Write lines; a record that cannot be written is not shown instead.

    Where the log takes no more (its disk is full, nobody reads it), whoever logs
    goes on, and the line is lost.
    """

    def __init__(self, stream: TextIO | None) -> None:
        super().__init__()
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception:  # noqa: BLE001 - whatever the arguments of the call were
            line = f"ERROR {record.name}: a log line could not be written"
        # Asked for each time: standard error may be another one by now.
        stream = self._stream or sys.stderr
        with contextlib.suppress(OSError):
            stream.write(f"{line}\n")
            stream.flush()


def set_up(
    secrets: Collection[str] = (),
    *,
    level: int = logging.INFO,
    stream: TextIO | None = None,
) -> None:
    """Send every log of this process to one place, in the place of all others.

    Safe to call again, with more secrets.

    Args:
        secrets: Exact values that must never come out.
        level: From which level on lines are written.
        stream: Where the lines go; None: standard error.
    """
    out = _Out(stream)
    out.setLevel(level)
    out.setFormatter(Lines(secrets))
    root = logging.getLogger()
    root.handlers[:] = [out]
    root.setLevel(level)
    for name in NOISY:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        # uvicorn cuts its own off when it is told to be quiet about requests.
        logger.propagate = True
    logging.captureWarnings(capture=True)
    threading.excepthook = _thread_ended


def places(error: BaseException) -> str:
    """Return the class of an exception and where it came from, without its text."""
    return f"{type(error).__name__} at {_places(error.__traceback__) or 'no place'}"


def _told(error: BaseException) -> str:
    """Return the places of an exception and of those before it."""
    told = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        told.append(places(current))
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)
    return "; after ".join(told)


def _places(traceback: TracebackType | None) -> str:
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        where = "/".join(Path(code.co_filename).parts[-3:])
        found.append(f"{where}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return " < ".join(reversed(found))


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    """Log that a thread died, where Python would print the exception's text."""
    if ended.exc_value is not None:
        name = ended.thread.name if ended.thread else "unnamed"
        logging.getLogger(__name__).critical(
            "the thread %s ended", name, exc_info=ended.exc_value
        )
