"""Word what was recorded, for the one person who asked for it in Slack; pure.

What was understood is repeated, so that a slip is seen, and what is asked next stands
last.
"""

from collections.abc import Callable
from typing import Any

from handlers.slack import corrections, markup, seconds, wording
from handlers.slack.markup import Markup
from handlers.slack.wording import Reading
from models import views


def _held(rule: str | None) -> Markup:
    if rule is None:
        return Markup()
    text = "Part of the words is held back ({rule}); a supervisor decides."
    return markup.write(text, rule=rule)


def _late(is_late: bool) -> Markup:
    return markup.write("*Late:*") if is_late else Markup()


def _media(count: int) -> Markup:
    return (
        markup.write("Pictures are not stored here: keep them.")
        if count
        else wording.NONE
    )


def _opened(read: Reading, view: views.Opened) -> Markup:
    same = (
        markup.write(
            "Same as {other}? `/incident link {reference} {other}`.",
            reference=view.reference,
            other=view.joinable,
        )
        if view.joinable
        else wording.NONE
    )
    return wording.sentences(
        _late(view.is_late),
        markup.write(
            "*{reference}* opened {at}.",
            reference=view.reference,
            at=read.date(view.opened_at),
        ),
        same,
        _held(view.held_rule),
        _media(view.media_count),
        markup.write("You are not listed on duty.")
        if view.is_off_duty
        else wording.NONE,
        read.next(view.asked),
    )


def _already_open(read: Reading, view: views.AlreadyOpen) -> Markup:
    return markup.write(
        "These words have opened *{reference}* already. If this is another incident, "
        "say what is different.",
        reference=view.reference,
    )


def _acknowledged(read: Reading, view: views.Acknowledged) -> Markup:
    text = "{duty} is yours now." if view.is_taken_over else "You have {duty}."
    return wording.sentences(
        markup.write(text, duty=read.asked(view.asked)),
        markup.write("It is not done yet."),
        _held(view.held_rule),
    )


def _attested(read: Reading, view: views.Attested) -> Markup:
    understood = f": {view.understood}" if view.understood else ""
    return wording.sentences(
        markup.write(
            "*{word}* {reference} is on record as you stated it{understood}.",
            word=view.word,
            reference=view.reference,
            understood=understood,
        ),
        wording.NONE if view.is_final else markup.write("Wrong? `/incident undo`."),
        _held(view.held_rule),
        read.next(view.asked),
    )


def _noted(read: Reading, view: views.Noted) -> Markup:
    return wording.sentences(
        _late(view.is_late),
        markup.write("Your words are added to *{it}*.", it=view.reference),
        _held(view.held_rule),
        _media(view.media_count),
    )


def _undone(read: Reading, view: views.Undone) -> Markup:
    again = (
        markup.write("Open again: {duty}.", duty=read.asked(view.asked))
        if view.asked
        else wording.NONE
    )
    text = "*{word}* {reference} is taken back; both stay on record."
    return wording.sentences(
        markup.write(text, word=view.word, reference=view.reference),
        again,
    )


def _joined(read: Reading, view: views.Joined) -> Markup:
    text = "*{reference}* and *{other}* are linked. Both go on."
    return markup.write(text, reference=view.reference, other=view.other)


def _on_duty(read: Reading, view: views.OnDuty) -> Markup:
    until = read.date(view.until_at)
    return wording.sentences(
        markup.write("You are on duty until {until}.", until=until),
        markup.write(
            "Your leave until {end} is put aside.", end=read.date(view.leave_until_at)
        )
        if view.leave_until_at
        else wording.NONE,
        read.next(view.asked) or markup.write("Nothing is open for you."),
    )


def _off_duty(read: Reading, view: views.OffDuty) -> Markup:
    if not view.open_duties:
        return markup.write("You are off duty. Nothing is open for you.")
    text = "You are off duty. What is open ({number}) goes to those on duty."
    return markup.write(text, number=view.open_duties)


def _enrolled(read: Reading, view: views.Enrolled) -> Markup:
    return markup.write("The number is verified and may be texted.")


def _closed(read: Reading, view: views.Closed) -> Markup:
    text = "*{reference}* is {state}. Everything is kept."
    state = wording.state_of(view.outcome)
    return markup.write(text, reference=view.reference, state=state)


def _reopened(read: Reading, view: views.Reopened) -> Markup:
    return markup.write("*{it}* is open again.", it=view.reference)


def _corrected(read: Reading, view: views.Corrected) -> Markup:
    changes = markup.join(
        "; ",
        [
            markup.write(
                "{field} was {old}, is {new}",
                field=wording.field_of(field),
                old=corrections.shown(old, read.zone) or "empty",
                new=corrections.shown(new, read.zone) or "empty",
            )
            for field, old, new in view.changes
        ],
    )
    text = "*{reference}* is corrected: {changes}."
    what = changes or markup.write("nothing was different")
    return wording.sentences(
        markup.write(text, reference=view.reference, changes=what),
        seconds.moved(read, view.shifts),
    )


def _words_read(read: Reading, view: views.WordsRead) -> Markup:
    text = "You have read the words of *{it}*; that is on record."
    return markup.write(text, it=view.reference)


def _held_text_read(read: Reading, view: views.HeldTextRead) -> Markup:
    return markup.write("You have read the text; that is on record.")


def _officer_texted(read: Reading, view: views.OfficerTexted) -> Markup:
    text = "*{reference}*: {to} is being texted: “{text}”"
    return markup.write(text, reference=view.reference, to=view.to, text=view.text)


def _watch_taken(read: Reading, view: views.WatchTaken) -> Markup:
    text = "You have the watch until {until}{from_whom}."
    return markup.write(
        text,
        until=read.date(view.until_at),
        from_whom=f", taken over from {view.taken_from}" if view.taken_from else "",
    )


def _decided(read: Reading, view: views.HeldTextDecided) -> Markup:
    what = "released" if view.is_released else "kept back"
    text = "*{reference}*: the words are {what}."
    return markup.write(text, reference=view.reference, what=what)


def _stepped(read: Reading, view: views.Stepped) -> Markup:
    return markup.write("Steps taken: {acts}.", acts=view.acts)


def _recorded(read: Reading, view: views.Recorded) -> Markup:
    return markup.write("On record." if view.changed else "It was so already.")


def _difference(read: Reading, view: views.RosterDifference) -> Markup:
    text = "Roster: {added} added, {changed} changed, {removed} removed{not_yet}."
    return markup.write(
        text,
        added=len(view.added),
        changed=len(view.changed),
        removed=len(view.removed),
        not_yet="" if view.is_applied else "; nothing was applied",
    )


#: How each answer is said that tells of something recorded.
WORDS: dict[type, Callable[[Reading, Any], Markup]] = {
    views.Opened: _opened,
    views.AlreadyOpen: _already_open,
    views.Acknowledged: _acknowledged,
    views.Attested: _attested,
    views.Noted: _noted,
    views.Undone: _undone,
    views.Joined: _joined,
    views.OnDuty: _on_duty,
    views.OffDuty: _off_duty,
    views.Enrolled: _enrolled,
    views.Closed: _closed,
    views.Reopened: _reopened,
    views.Corrected: _corrected,
    views.WordsRead: _words_read,
    views.HeldTextRead: _held_text_read,
    views.OfficerTexted: _officer_texted,
    views.WatchTaken: _watch_taken,
    views.HeldTextDecided: _decided,
    views.Stepped: _stepped,
    views.Recorded: _recorded,
    views.RosterDifference: _difference,
}
