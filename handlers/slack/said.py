"""Read lines that say what a text message would: one's own, or heard on the radio."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers.sms import grammar, parsed, spelling
from models import errors


@dataclass(frozen=True, slots=True)
class Said:
    """Say what a text message of the same words would: LATE, PASS, NOTME."""

    line: str


@dataclass(frozen=True, slots=True)
class Radio:
    """Log what a member said over the radio, as they would have texted it."""

    star: str
    text: str


def radio(rest: str) -> Radio:
    """Read a star, and what was said.

    Raises:
        InvalidInputError: One of the two is missing.
    """
    star, said = spelling.split_token(rest)
    if star == "STAR":
        star, said = spelling.split_token(said)
    if not star.isdecimal() or not said.strip():
        raise errors.InvalidInputError(
            "star", "Say whose star, and what was said over the radio."
        )
    return Radio(star, said.strip())


def _as_text(word: str, kind: type) -> Callable[[str], Said]:
    def read(rest: str) -> Said:
        line = f"{word} {rest}".strip()
        if not isinstance(grammar.parse(line), kind):
            raise errors.InvalidInputError("text", f"That cannot be read after {word}.")
        return Said(line)

    return read


#: Reads what follows each word that a text message begins with too.
#:
#: Raises:
#:     InvalidInputError: A text message would be taken for an ordinary sentence.
READERS: dict[str, Callable[[str], Said]] = {
    "LATE": _as_text("LATE", parsed.Late),
    "PASS": _as_text("PASS", parsed.Pass),
    "NOTME": _as_text("NOTME", parsed.NotMe),
    "WRONG": _as_text("WRONG", parsed.Wrong),
}
