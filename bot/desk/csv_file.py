"""Read a CSV file with a header: which columns, and what each line has in them.

What a cell has to look like is the business of whoever reads the lines. Nothing is
guessed: what is wrong is gathered, each with its line.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from models import errors


@dataclass(slots=True)
class Sheet:
    """Hold what a file says.

    Attributes:
        header: Its columns.
        rows: Its lines: number, and what stands in each column that is not blank.
        problems: What is wrong with it so far: line, and a sentence about it.
    """

    header: list[str] = field(default_factory=list)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, name: str) -> None:
        """Refuse the file if anything is wrong with it.

        Raises:
            InvalidInputError: Something is. The message names everything, each with
                its line.
        """
        if not self.problems:
            return
        self.problems.sort()
        number = len(self.problems)
        count = "1 problem" if number == 1 else f"{number} problems"
        lines = [f"{name} line {line}: {what}" for line, what in self.problems]
        sentence = "\n".join((f"{name} has {count}; nothing was changed.", *lines))
        raise errors.InvalidInputError("file", sentence, problems=tuple(self.problems))


def text_of(path: Path) -> str:
    """Return the text of a file.

    Raises:
        InvalidInputError: It cannot be read, or is not in UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise errors.InvalidInputError(
            "file", f"{path} cannot be read: {error.strerror}."
        ) from error
    except UnicodeDecodeError as error:
        raise errors.InvalidInputError(
            "file",
            f"{path} is not in UTF-8 (at byte {error.start}). Save it as CSV UTF-8.",
        ) from error


def sheet(text: str, columns: Sequence[str], needed: Sequence[str]) -> Sheet:
    """Take a text apart; does not raise, whatever it holds.

    Args:
        text: CSV with a header.
        columns: The columns that it may have.
        needed: Those that it has to have.
    """
    found = Sheet()
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not found.header:
                found.header = [cell.strip() for cell in cells]
                _check_header(found, reader.line_num, columns, needed)
                if found.problems:
                    break
                continue
            _take(found, cells, reader.line_num)
    except csv.Error as error:
        found.problems.append((reader.line_num, f"is no CSV ({error})."))
    if not found.header and not found.problems:
        found.problems.append((1, f"has no header. Example: {','.join(columns)}"))
    return found


def _check_header(
    found: Sheet, line: int, columns: Sequence[str], needed: Sequence[str]
) -> None:
    """Refuse columns that nobody knows, that are there twice, or missing."""
    header = found.header
    if len(header) == 1 and re.search(r"[;\t]", header[0]):
        found.problems.append((line, "separates its columns by commas only."))
        return
    for column in dict.fromkeys(header):
        if column not in columns:
            known = ", ".join(columns)
            what = f"has a column {column!r}; known are {known}."
            found.problems.append((line, what))
        elif header.count(column) > 1:
            found.problems.append((line, f"has the column {column} twice."))
    for column in needed:
        if column not in header:
            found.problems.append((line, f"has no column {column}."))


def _take(found: Sheet, cells: list[str], line: int) -> None:
    header = found.header
    if len(cells) != len(header):
        what = f"has {len(cells)} cells; the header has {len(header)}."
        found.problems.append((line, what))
        return
    said = {k: v.strip() for k, v in zip(header, cells, strict=True) if v.strip()}
    found.rows.append((line, said))
