"""Read and answer who has the watch, whom it is about, and whose number is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handlers.slack import lines, markup
from handlers.slack.markup import Markup
from handlers.slack.wording import Reading
from handlers.sms import spelling
from models import commands, errors, views


@dataclass(frozen=True, slots=True)
class Watch:
    """Say "I have the watch"; perhaps that it is taken over from another."""

    takes_over: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """Mark a member as the subject of an incident, or no more."""

    reference: str
    who: str
    is_subject: bool = True


@dataclass(frozen=True, slots=True)
class Number:
    """Object to somebody's new number."""

    who: str


def watch(rest: str) -> Watch:
    """Return whether the watch is taken, or taken over.

    Raises:
        InvalidInputError: Something else follows.
    """
    found = spelling.tokens(rest)
    if found in ([], ["TAKE"], ["TAKE", "OVER"], ["MINE"]):
        return Watch(takes_over=bool(found))
    raise errors.InvalidInputError("watch", "Say watch, or watch take.")


def subject(rest: str) -> Subject:
    """Return whom an incident is about; NO at the end takes it back.

    Raises:
        InvalidInputError: No incident or nobody is named.
    """
    named, more = lines.incident(rest)
    who, after = _who(more)
    said = spelling.tokens(after)
    if said not in ([], ["NO"], ["NOT"]):
        raise errors.InvalidInputError("who", "Say whose star, and NO to take it back.")
    return Subject(named, who, is_subject=not said)


def number(rest: str) -> Number:
    """Return whose new number is wrong.

    Raises:
        InvalidInputError: Nobody is named, or it is not said to be wrong.
    """
    who, after = _who(rest)
    if spelling.tokens(after) != ["WRONG"]:
        raise errors.InvalidInputError("number", "Say whose number, and WRONG.")
    return Number(who)


def _who(rest: str) -> tuple[str, str]:
    parts = rest.split()
    if parts and parts[0].casefold() == "star":
        del parts[0]
    if not parts:
        raise errors.InvalidInputError("who", "Say whose star.")
    return parts[0].lstrip("#"), " ".join(parts[1:])


#: Reads what follows each word.
READERS: dict[str, Callable[[str], Watch | Subject | Number]] = {
    "WATCH": watch,
    "SUBJECT": subject,
    "NUMBER": number,
}

#: The command that each asks for.
COMMANDS: dict[type, Callable[[dict[str, Any], Any], commands.Command]] = {
    Watch: lambda base, a: commands.TakeWatch(**base, takes_over=a.takes_over),
    Subject: lambda base, a: commands.MarkSubject(
        **base, reference=a.reference, who=a.who, is_subject=a.is_subject
    ),
    Number: lambda base, a: commands.ObjectToNumber(**base, who=a.who),
}


def _watch_held(read: Reading, view: views.WatchHeld) -> Markup:
    text = (
        "*{by}* has the watch since {since}, until {until}. To take it over all the "
        "same: `/incident watch take`"
    )
    return markup.write(
        text,
        by=view.by.capitalize(),
        since=read.date(view.since_at),
        until=read.date(view.until_at),
    )


def _subject_marked(read: Reading, view: views.SubjectMarked) -> Markup:
    if not view.is_subject:
        text = "*{it}*: {who} is not its subject any more."
        return markup.write(text, it=view.reference, who=view.label)
    text = (
        "*{it}*: {who} is marked as its subject, and is told and decides nothing of "
        "it from now on. Open duties that went to others: {moved}."
    )
    return markup.write(text, it=view.reference, who=view.label, moved=view.moved)


def _number_objected(read: Reading, view: views.NumberObjected) -> Markup:
    what = "Slack account" if view.is_account else "new number"
    text = "{who}: the {what} counts no more."
    if view.is_restored:
        text += " The number before it stands again."
    return markup.write(text, who=view.label.capitalize(), what=what)


#: How each answer is worded.
WORDS: dict[type, Callable[[Reading, Any], Markup]] = {
    views.WatchHeld: _watch_held,
    views.SubjectMarked: _subject_marked,
    views.NumberObjected: _number_objected,
}
