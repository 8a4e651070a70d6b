"""Show what a person owes, and what was recorded of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from models import enums, errors
from models.views.handover import Watched


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Show one duty that a person is asked for."""

    reference: str
    word: str
    #: The policy's short question.
    question: str
    #: Code bound to this duty and this person.
    code: str | None
    due_at: datetime | None = None
    lost_at: datetime | None = None
    #: Short name of the footage it is about, where that is not a member's camera.
    about: str | None = None
    #: Why it comes to somebody who did not owe it so far; None: it was not done.
    because: Literal["passed", "disowned", "vacant"] | None = None
    #: Who owes it, as people are called without a name; None: its reader, or a role.
    whose: str | None = None
    #: How pressing it is among several; None: as any other.
    tone: Literal["urgent", "loss"] | None = None
    #: False: no text can state it as done.
    by_text: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Show several things at once that were held together.

    Attributes:
        asked: What is owed, first due first.
        opened: References of incidents that were opened.
        said: Whatever else was to be said, in words.
        since_at: When the first of it was to be said.
        is_own: True where all of it is asked of its reader, and nobody else.
        is_unanswered: True where all of it is said because nobody answered.
    """

    asked: tuple[Asked, ...]
    opened: tuple[str, ...]
    said: tuple[str, ...]
    since_at: datetime
    is_own: bool = False
    is_unanswered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """Show that the sender has it."""

    asked: Asked
    #: True where it was passed on, and is the sender's own from now on.
    is_taken_over: bool = False
    held_rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """Show what was recorded as done, and what is asked next."""

    reference: str
    word: str
    #: What was understood, to be echoed: "until 4 Mar 2029", "badge 4411".
    understood: str
    asked: Asked | None = None
    held_rule: str | None = None
    #: True where the sender cannot take it back.
    is_final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """Show what became of each answer of one text, in the order of the text."""

    #: Answers, as each of them would be shown alone.
    answers: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """Show what was taken back."""

    reference: str
    word: str
    asked: Asked | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Show what the person owes, earliest due first."""

    open_duties: tuple[Asked, ...]
    #: How many more there are than are shown.
    more: int = 0
    is_on_duty: bool = True
    until_at: datetime | None = None
    #: What is open on their watch; None: they have none.
    watch: Watched | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """Show the words that may be used, those of open duties first."""

    words: tuple[str, ...]
    #: What the sender's role may do.
    may: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Ask which of several things is meant; earliest due first."""

    options: tuple[Asked, ...]
    #: What was asked to be done, to be said again with a code; None: the duty's own
    #: word, which states that it is done.
    verb: str | None = None
    #: What was said after it, to be said again too.
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsAnswer:
    """Ask for what is missing; the duty stays open."""

    asked: Asked
    kind: enums.AnswerKind
    #: Why what was said does not do; None where nothing was said.
    problem: errors.InvalidInputError | None = None
    #: Earliest deletion date that covers the legal time.
    earliest_on: date | None = None
    #: Citation of the rule.
    authority: str | None = None
    #: What the number of a case report is called, and one of them.
    number_title: str = "RD number"
    number_example: str = "JK123456"


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingOpen:
    """Say that nothing is open that this could answer."""

    is_okay: bool = False
