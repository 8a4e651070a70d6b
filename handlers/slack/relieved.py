"""Word in Slack what became of a duty that was put off, passed on, or not theirs; pure.

What was logged over the radio is worded here too: it holds another answer.
"""

from collections.abc import Callable
from typing import Any

from handlers.slack import markup, wording
from handlers.slack.markup import Markup
from handlers.slack.wording import Reading
from models import enums, views

#: Why a member is not texted what was logged.
_NOT_TEXTED = {
    enums.Reach.NO_NUMBER: "no number is on file",
    enums.Reach.NOT_VERIFIED: "nobody has verified the number",
    enums.Reach.NO_CONSENT: "they have not agreed to be texted",
    enums.Reach.OPTED_OUT: "they told the carrier to stop our texts",
    enums.Reach.UNREACHABLE: "the number cannot be reached",
    enums.Reach.OFF_DUTY: "they are not on duty",
    enums.Reach.ENDED: "they have left the roster",
    enums.Reach.CHANNEL_OFF: "the agency's policy allows no texts unasked",
}


def _held(rule: str | None) -> Markup:
    if rule is None:
        return wording.NONE
    text = "Part of the words is held back ({rule}); a supervisor decides."
    return markup.write(text, rule=rule)


def _lost(read: Reading, asked: views.Asked) -> Markup:
    if asked.lost_at is None:
        return wording.NONE
    return markup.write(
        "The footage is lost {at}.", at=markup.when(asked.lost_at, read.zone)
    )


def _asked(told: tuple[str, ...], *, is_desk: bool) -> Markup:
    if not told:
        return markup.write("Nobody can be told now: use the radio.")
    who = wording.first_big(", ".join(told[:5]))
    if is_desk:
        text = "Nobody above you can be told now: the desk is asked ({who})."
        return markup.write(text, who=", ".join(told[:5]))
    verb = "is" if len(told) == 1 else "are"
    return markup.write("{who} {verb} asked.", who=who, verb=verb)


def _undo() -> Markup:
    return markup.write("Wrong? `/incident undo`.")


def _postponed(read: Reading, view: views.Postponed) -> Markup:
    at = markup.when(view.reminded_at, read.zone)
    text = "*{word}* {reference}: you are reminded {at}."
    if view.is_sooner:
        text = "*{word}* {reference}: the reminder {at} stays as planned."
    return wording.sentences(
        markup.write(text, word=view.asked.word, reference=view.asked.reference, at=at),
        markup.write(
            "{who} hears {at} all the same.",
            who=view.next_role or "The desk",
            at=markup.when(view.next_at, read.zone),
        ),
        _lost(read, view.asked),
        _held(view.held_rule),
        _undo(),
    )


def _passed_on(read: Reading, view: views.PassedOn) -> Markup:
    quiet = (
        markup.write(
            "Their quiet hours last until {at}; they hear then.",
            at=read.date(view.told_at),
        )
        if view.told_at
        else wording.NONE
    )
    return wording.sentences(
        markup.write(
            "*{word}* {reference}:",
            word=view.asked.word,
            reference=view.asked.reference,
        ),
        _asked(view.told, is_desk=view.is_desk),
        quiet,
        markup.write("It stays yours until a supervisor says “I have it”."),
        _lost(read, view.asked),
        _held(view.held_rule),
        _undo(),
    )


def _disowned(read: Reading, view: views.Disowned) -> Markup:
    verb = "is" if len(view.words) == 1 else "are"
    return wording.sentences(
        markup.write(
            "*{reference}*: {words} {verb} not yours any more.",
            reference=view.reference,
            words=", ".join(view.words),
            verb=verb,
        ),
        _asked(view.told, is_desk=view.is_desk),
        markup.write("Your star stays on record as disputed."),
        _held(view.held_rule),
        _undo(),
    )


def radio_logged(view: views.RadioLogged, answer: Markup) -> Markup:
    """Return what was logged, or what to ask over the radio first.

    Args:
        view: What was logged.
        answer: The words of the answer that it holds.
    """
    if not view.is_recorded:
        head = markup.write("*Nothing logged for {label}.*", label=view.label)
        return wording.sentences(head, answer)
    head = markup.write("*Logged for {label}*, over the radio.", label=view.label)
    if view.reach is enums.Reach.YES:
        tail = markup.write("They are texted this, and can take it back.")
    else:
        why = _NOT_TEXTED.get(view.reach or enums.Reach.NO_NUMBER, "")
        tail = markup.write("They are not texted: {why}.", why=why)
    return wording.sentences(head, answer, tail)


#: How each such answer is said.
WORDS: dict[type, Callable[[Reading, Any], Markup]] = {
    views.Postponed: _postponed,
    views.PassedOn: _passed_on,
    views.Disowned: _disowned,
}
