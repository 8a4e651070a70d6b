"""Find the line on which each key of a TOML text stands.

The standard library's parser does not tell. This scan relies on it having
accepted the text before, and so only follows the shape: headers, keys, brackets
and strings.
"""

import bisect
import re

#: Keys and positions (counted from zero) that lead to a value.
Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)[ \t]*(\.?)""")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}\n#]*")


def shown(path: Path) -> str:
    """Return a path within a table as it is written: `ladder[2].role`, from one."""
    words = ""
    for step in path:
        if isinstance(step, int):
            words += f"[{step + 1}]"
        else:
            words += f".{step}" if words else step
    return words


class Places:
    """Hold the line of every key, table and element of a TOML text."""

    def __init__(self, text: str) -> None:
        """Scan a text that `tomllib` accepted."""
        self._text = text
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self._lines: dict[Path, int] = {}
        #: How many tables each array of tables has so far.
        self._counts: dict[Path, int] = {}
        self._scan()

    def line(self, path: Path) -> int:
        """Return the line of a key, or of the nearest thing around it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def _scan(self) -> None:
        table: Path = ()
        at = self._skip(0)
        while at < len(self._text):
            if self._text[at] == "[":
                table, at = self._header(at)
            else:
                at = self._pair(at, table)
            at = self._skip(at)

    def _skip(self, at: int) -> int:
        match = _BLANK.match(self._text, at)
        return match.end() if match else at

    def _note(self, path: Path, at: int) -> None:
        self._lines.setdefault(path, bisect.bisect_left(self._ends, at) + 1)

    def _keys(self, at: int) -> tuple[list[str], int]:
        """Read a key, dotted or not."""
        keys = []
        while match := _KEY.match(self._text, at):
            keys.append(match[1].strip("\"'"))
            at = match.end()
            if not match[2]:
                break
        return keys, at

    def _header(self, start: int) -> tuple[Path, int]:
        is_array = self._text.startswith("[[", start)
        keys, at = self._keys(start + 1 + is_array)
        path: Path = ()
        for position, key in enumerate(keys, start=1):
            path += (key,)
            if is_array and position == len(keys):
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                self._note(path, start)
                path += (self._counts[path] - 1,)
        self._note(path, start)
        return path, at + 1 + is_array

    def _pair(self, start: int, table: Path) -> int:
        keys, at = self._keys(start)
        path = (*table, *keys)
        for length in range(len(table) + 1, len(path) + 1):
            self._note(path[:length], start)
        # Behind the key stands the equals sign.
        return self._value(at + 1, path)

    def _value(self, at: int, path: Path) -> int:
        at = self._skip(at)
        if match := _STRING.match(self._text, at):
            return match.end()
        if self._text[at] == "[":
            return self._array(at + 1, path)
        if self._text[at] == "{":
            return self._inline(at + 1, path)
        match = _BARE.match(self._text, at)
        return match.end() if match else at

    def _array(self, at: int, path: Path) -> int:
        position = 0
        at = self._skip(at)
        while self._text[at] != "]":
            if self._text[at] == ",":
                position += 1
                at += 1
            else:
                self._note((*path, position), at)
                at = self._value(at, (*path, position))
            at = self._skip(at)
        return at + 1

    def _inline(self, at: int, path: Path) -> int:
        at = self._skip(at)
        while self._text[at] != "}":
            at = at + 1 if self._text[at] == "," else self._pair(at, path)
            at = self._skip(at)
        return at + 1
