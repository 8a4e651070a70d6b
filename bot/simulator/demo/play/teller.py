"""Write a story down in a terminal, so that it can be read at its own pace."""

import os
import shutil
import sys
import textwrap
from datetime import datetime
from zoneinfo import ZoneInfo

#: Widest line, in characters.
_WIDEST = 96

#: Where the texts begin, in characters from the left.
_INDENT = 18

_BOLD, _DIM, _SENT, _GOT, _CLOCK = "1", "2", "36", "32", "33"


class Teller:
    """Know the terminal: its width, and whether it shows colours."""

    def __init__(self, zone: ZoneInfo) -> None:
        """Keep the zone in which times are written."""
        self._zone = zone
        self._width = min(shutil.get_terminal_size((80, 24)).columns, _WIDEST)
        self._has_colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def title(self, story: str, about: str, policy: str) -> None:
        """Say what is about to be seen."""
        self._line(self._coloured(f"Holdfast: {story}", _BOLD))
        self._wrapped(about)
        self._wrapped(
            "The bot is the real one, in a process of its own. The phone company, the "
            "Slack and the clock are this machine's."
        )
        self._line(f"Policy: {policy}.")

    def says(self, at: datetime, who: str, text: str) -> None:
        """Show a text from a person's phone."""
        self._message(at, f"{who} >", text, _SENT)

    def hears(self, at: datetime, who: str, text: str) -> None:
        """Show a text on a person's phone."""
        self._message(at, f"{who} <", text, _GOT)

    def does(self, at: datetime, who: str, what: str) -> None:
        """Show what somebody does in Slack, or what happens."""
        self._message(at, who, what, _DIM)

    def tells(self, text: str, authority: str | None = None) -> None:
        """Say what happens and which rule asked for it."""
        self._line("")
        for line in textwrap.wrap(text, self._width):
            self._line(self._coloured(line, _BOLD))
        if authority:
            self._line(self._coloured(f"Rule: {authority}", _DIM))

    def clock(self, at: datetime) -> None:
        """Show that the clock was moved."""
        local = at.astimezone(self._zone)
        self._line(self._coloured(f"--- {local:%A %d %B, %H:%M} ---", _CLOCK))

    def shows(self, text: str) -> None:
        """Show what a command said."""
        for line in text.strip().splitlines():
            self._line(f"    {line}")

    def end(self, messages: int) -> None:
        """Say that it is over."""
        self._line("")
        self._line(self._coloured("All of it came true.", _BOLD))
        self._line(f"{messages} messages went through the phone company.")

    def _message(self, at: datetime, head: str, text: str, colour: str) -> None:
        first = f"{at.astimezone(self._zone):%H:%M}  {head}".ljust(_INDENT)
        lines = textwrap.wrap(text, self._width - _INDENT) or [""]
        if len(first) > _INDENT:
            self._line(first.rstrip())
            first = " " * _INDENT
        self._line(first + self._coloured(lines[0], colour))
        for line in lines[1:]:
            self._line(" " * _INDENT + self._coloured(line, colour))

    def _wrapped(self, text: str) -> None:
        for line in textwrap.wrap(text, self._width):
            self._line(line)

    def _coloured(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._has_colours else text

    def _line(self, text: str) -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
