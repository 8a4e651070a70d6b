"""Read a text that answers several things at once, one to a line or behind a `;`.

Only where each part is an answer by a word of its own: anything else is one text, as
written, semicolons and all.
"""

import re
from collections.abc import Callable

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

    Args:
        text: The body as received.
        parse: Reads one of them.
    """
    parts = _parts(text)
    if not 2 <= len(parts) <= MOST:
        return []
    return parts if all(isinstance(parse(part), _ANSWERS) for part in parts) else []


def warned(answer: str | None, body: str) -> str | None:
    """Return an answer that says first that NEW in the middle of a text opens nothing.

    Whoever wrote it so may believe that a second incident is open.
    """
    said = (spelling.split_word(part) for part in _parts(body)[1:])
    is_hidden = any(word == "NEW" and rest.strip() for word, rest in said)
    return f"{_NOT_OPENED}{answer}" if answer and is_hidden else answer


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]
