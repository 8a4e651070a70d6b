"""Read a text that answers several things at once, one to a line or behind a `;`.

Only where each part is an answer by a word of its own: anything else is one text, as
written, semicolons and all.
"""

import re
from collections.abc import Callable

from handlers.sms import parsed

#: Stands between two answers.
_BETWEEN = re.compile(r"[;\r\n]+")

#: Answers in one text; an officer owes fewer at any time.
MOST = 8

#: What can be one of several.
_ANSWERS = (parsed.DutyWord, parsed.FactWord)


def split(text: str, parse: Callable[[str], parsed.Parsed]) -> list[str]:
    """Return the parts of a text of which each is an answer; empty: it is one text.

    Args:
        text: The body as received.
        parse: Reads one of them.
    """
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    if not 2 <= len(parts) <= MOST:
        return []
    return parts if all(isinstance(parse(part), _ANSWERS) for part in parts) else []
