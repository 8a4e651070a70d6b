"""Word the texts that leave unasked: pages, tidings, enrolment; pure."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from handlers.sms import gsm
from handlers.sms.wording import Wording
from models import enums, views

#: How a page is worded.
Tone = Literal["plain", "urgent", "loss"]

#: From how long on what is left is counted in the longer unit. Source: our choice;
#: "47H" is read faster than "1D 23H".
_DAYS_FROM, _HOURS_FROM = timedelta(hours=48), timedelta(minutes=90)

#: From how near on a loss is said with its hour: sources that last three days are
#: lost at an hour, a camera's ninety days end on a day.
_HOUR_WITHIN = timedelta(days=7)

#: Why a duty comes to somebody who did not owe it so far.
_BECAUSE = {
    "passed": ", passed on to you",
    "disowned": ": its star says NOTME, so it is with you",
    "vacant": ", nobody has it",
}


def page(
    purpose: enums.Purpose,
    asked: views.Asked,
    zone: ZoneInfo,
    now: datetime,
    *,
    is_late: bool,
    wording: Tone = "plain",
) -> str:
    """Return the text by which a duty is put to a person unasked.

    Args:
        purpose: What for.
        asked: The duty.
        zone: The reader's.
        now: The instant.
        is_late: True: it leaves later than it should have.
        wording: `urgent` says so first; `loss` says first how long the footage lasts.
    """
    words = Wording(zone, now)
    text = _page(purpose, asked, words, now, wording)
    late = "LATE: " if is_late else ""
    if gsm.segments(late + text) > 1 and asked.whose is not None:
        # The code has to stand; whose it is shows STATUS.
        text = _page(purpose, replace(asked, whose=None), words, now, wording)
    return gsm.fit(late + text)


def _page(
    purpose: enums.Purpose,
    asked: views.Asked,
    words: Wording,
    now: datetime,
    wording: Tone,
) -> str:
    if wording == "loss" and asked.lost_at is not None:
        return _loss(purpose, asked, asked.lost_at, words, now)
    urgent = "URGENT: " if wording == "urgent" else ""
    lost = f" Footage lost {day(asked.lost_at, words, now)}." if asked.lost_at else ""
    due = "" if asked.due_at is None else words.time(asked.due_at)
    head = _head(asked)
    is_past = asked.due_at is not None and asked.due_at <= now
    when = f"was due {due}" if is_past else f"due {due}"
    if purpose is enums.Purpose.NOBODY:
        text = f"NOBODY ANSWERED: {head} {when}.{lost}{_take_it(asked)}"
    elif asked.because is not None:
        text = f"{head} {when}{_BECAUSE[asked.because]}.{lost} {_take(asked)}"
    elif purpose is enums.Purpose.ESCALATE:
        # Before it is due, whoever owes it could not be told.
        why = "not answered" if is_past else "nobody has it"
        text = f"{head} {when}, {why}.{lost} {_take(asked)}"
    elif purpose is enums.Purpose.ASK:
        text = f"{head} {when}. {words.ask(asked)}"
    else:
        text = f"Reminder {head} {when}. {words.ask(asked)}"
    return urgent + text


def _head(asked: views.Asked) -> str:
    """Return which duty of which incident it is, of what footage and of whom."""
    about = f" {asked.about}" if asked.about else ""
    whose = f" of {asked.whose}" if asked.whose else ""
    return f"{asked.reference} {asked.word}{about}{whose}"


def day(lost_at: datetime, words: Wording, now: datetime) -> str:
    """Return when footage is lost, with the hour where that is less than a week off."""
    return (
        words.time(lost_at) if abs(lost_at - now) < _HOUR_WITHIN else words.day(lost_at)
    )


def _take(asked: views.Asked) -> str:
    """Return how somebody takes a duty over, or says that it is done."""
    take = f"You have it? ACK {asked.code}."
    if asked.code is None:
        return ""
    if not asked.by_text:
        return f"{take} {asked.question}"
    return f"{take} Done? {asked.word} {asked.code}"


def _take_it(asked: views.Asked) -> str:
    """Return how somebody takes over what nobody answered, if they may."""
    return f" Take it: ACK {asked.code}" if asked.code else ""


def _loss(
    purpose: enums.Purpose,
    asked: views.Asked,
    lost_at: datetime,
    words: Wording,
    now: datetime,
) -> str:
    """Return what is said where footage is about to be lost, or past it."""
    on, head = day(lost_at, words, now), _head(asked)
    if lost_at <= now:
        text = f"LOSS: {head}, footage may be gone since {on}."
    else:
        left = _left(lost_at - now)
        text = f"LOSS IN {left}: {head}, gone {on} if not kept."
    if purpose is enums.Purpose.NOBODY:
        return f"{text}{_take_it(asked)}"
    if purpose is enums.Purpose.ESCALATE:
        return f"{text} {_take(asked)}"
    return f"{text} {words.ask(asked)}"


def _left(left: timedelta) -> str:
    """Return how long something lasts, in whole days, hours or minutes."""
    if left >= _DAYS_FROM:
        return f"{left // timedelta(days=1)}D"
    if left >= _HOURS_FROM:
        return f"{left // timedelta(hours=1)}H"
    return f"{max(left // timedelta(minutes=1), 1)}M"


def tell(
    reference: str | None, text: str, at: datetime, zone: ZoneInfo, now: datetime
) -> str:
    """Return the text by which a person learns something."""
    when = Wording(zone, now).time(at)
    head = f"{reference} opened {when}. " if reference else ""
    return gsm.fit(head + text)


def enrol(agency: str, code: str) -> str:
    """Return the text that asks a new number to prove itself.

    Source: the carriers' rules for opt-in messages: sender, help, end, rates.
    """
    return gsm.fit(
        f"{agency} Holdfast: to report and be reminded by text, reply ACK {code}.",
        keep=" Only about incidents. Msg rates may apply. HELP for help, STOP to end.",
        limit=306,
    )
