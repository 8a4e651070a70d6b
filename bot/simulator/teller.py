"""Write the story down in a terminal, so that it can be read at its own pace."""

import os
import re
import shutil
import sys
import textwrap
from datetime import datetime
from zoneinfo import ZoneInfo

_CODE = re.compile(r"\b(?:Code|ACK|FLAG|AID|SEEN) ([34679CDFGHJKMNPQRTVWX]{5})\b")

#: Widest line, in characters.
_WIDEST = 96

#: Where the texts begin, in characters from the left.
_INDENT = 18


def code_in(text: str) -> str | None:
    """Return the code that a text names."""
    found = _CODE.search(text)
    return found.group(1) if found else None


class Teller:
    """Know the terminal: its width, and whether it shows colours."""

    def __init__(self, zone: ZoneInfo) -> None:
        """Keep the zone in which times are written."""
        self._zone = zone
        self._width = min(shutil.get_terminal_size((80, 24)).columns, _WIDEST)
        self._has_colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def title(self, policy: str, url: str) -> None:
        """Say what is about to be seen."""
        self._line(self._bold("Holdfast"))
        self._line(
            "The real bot in its own process, a local phone company, a clock that is "
            "moved."
        )
        self._line(f"Policy: {policy}. Doors: {url}")
        self._line("")

    def says(self, at: datetime, who: str, text: str) -> None:
        """Show a text from a person's phone."""
        self._message(at, f"{who} >", text, "36")

    def hears(self, at: datetime, who: str, text: str) -> None:
        """Show a text on a person's phone."""
        self._message(at, f"{who} <", text, "32")

    def tells(self, text: str, authority: str | None = None) -> None:
        """Say what happens and which rule asked for it."""
        self._line("")
        self._line(self._bold(text))
        if authority:
            self._line(self._coloured(f"Rule: {authority}", "2"))

    def clock(self, at: datetime) -> None:
        """Show that the clock was moved."""
        local = at.astimezone(self._zone)
        self._line("")
        self._line(self._coloured(f"--- {local:%A %d %B, %H:%M} ---", "33"))

    def shows(self, text: str) -> None:
        """Show what a command said."""
        for line in text.strip().splitlines():
            self._line(f"    {line}")

    def end(self, messages: int) -> None:
        """Say that it is over."""
        self._line("")
        self._line(self._bold("All of it came true."))
        self._line(f"{messages} messages went through the phone company.")

    def _message(self, at: datetime, who: str, text: str, colour: str) -> None:
        head = f"{at.astimezone(self._zone):%H:%M}  {who}".ljust(_INDENT)
        lines = textwrap.wrap(text, self._width - _INDENT) or [""]
        self._line(head + self._coloured(lines[0], colour))
        for line in lines[1:]:
            self._line(" " * _INDENT + self._coloured(line, colour))

    def _bold(self, text: str) -> str:
        return self._coloured(text, "1")

    def _coloured(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._has_colours else text

    def _line(self, text: str) -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
