"""Read a text that answers several things at once, one to a line or behind a `;`.

Only where each part is an answer by a word of its own: anything else is one text, as
written, semicolons and all.
"""

import re
from collections.abc import Callable, Sequence

from handlers.sms import parsed, spelling

#: Stands between two answers.
_BETWEEN = re.compile(r"[;\r\n]+")

#: Answers in one text; an officer owes fewer at any time.
MOST = 8

#: Said where somebody may believe that they opened an incident.
_NOT_OPENED = "NEW opens only at the start of a text: send it alone. "

#: What can be one of several.
_ANSWERS = (parsed.DutyWord, parsed.FactWord)


def split(text: str, parse: Callable[[str], parsed.Parsed]) -> list[str]:
    """Return the parts of a text of which each is an answer; empty: it is one text.

    What stands behind NEW is of another scene: no answer before it is read with that.

    Args:
        text: The body as received.
        parse: Reads one of them.
    """
    parts = _parts(text)
    new_at = _new_at(parts)
    parts = parts[:new_at]
    if len(parts) > MOST or (len(parts) < 2 and new_at is None):
        return []
    return parts if all(isinstance(parse(part), _ANSWERS) for part in parts) else []


def warned(answer: str | None, body: str) -> str | None:
    """Return an answer that says first that NEW in the middle of a text opens nothing.

    Whoever wrote it so may believe that a second incident is open.
    """
    is_hidden = _new_at(_parts(body)) is not None
    return f"{_NOT_OPENED}{answer}" if answer and is_hidden else answer


def _new_at(parts: Sequence[str]) -> int | None:
    """Return where NEW stands with words behind it, but at the start; None: nowhere."""
    for position, part in enumerate(parts):
        word, rest = spelling.split_word(part)
        if position and word == "NEW" and rest.strip():
            return position
    return None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]
