"""Hold what can be asked for about what a person owes."""

from dataclasses import dataclass

from models.commands.asking import NOTHING, Command, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Command):
    """Say "I have it"."""

    target: Target = NOTHING
    #: True for a bare OK, which also answers where nothing is open.
    is_okay: bool = False
    #: What else was said, as written.
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attest(Command):
    """State that a duty is done."""

    #: The duty's own word (capitals); None for a plain DONE.
    word: str | None = None
    target: Target = NOTHING
    #: What was said after the word, as written.
    said: str = ""
    #: Flag ground of the policy, where one was chosen.
    ground: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaySeveral(Command):
    """Answer several things in one text, each by a word of its own."""

    #: In the order of the text: what states a duty as done, or a fact.
    parts: tuple[Command, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo(Command):
    """Take one's own last act back."""

    target: Target = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowStatus(Command):
    """Ask what is open."""

    target: Target = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowMenu(Command):
    """Ask which words there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SayNothing(Command):
    """Take a text without any words in it (a picture, a blank)."""

    #: True for a tap on one of our messages, which a phone sends as a text.
    is_reaction: bool = False
