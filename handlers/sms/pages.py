"""Word the texts that leave unasked: pages, tidings, enrolment; pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.sms import gsm
from handlers.sms.wording import Wording
from models import enums, views


def page(
    purpose: enums.Purpose,
    asked: views.Asked,
    zone: ZoneInfo,
    now: datetime,
    *,
    is_late: bool,
) -> str:
    """Return the text by which a duty is put to a person unasked."""
    wording = Wording(zone, now)
    late = "LATE: " if is_late else ""
    lost = f" Footage lost {wording.day(asked.lost_at)}." if asked.lost_at else ""
    due = "" if asked.due_at is None else wording.time(asked.due_at)
    head = f"{asked.reference} {asked.word}"
    is_past = asked.due_at is not None and asked.due_at <= now
    when = f"was due {due}" if is_past else f"due {due}"
    if purpose is enums.Purpose.NOBODY:
        text = f"NOBODY ANSWERED: {head} {when}.{lost} Take it: ACK {asked.code}"
    elif purpose is enums.Purpose.ESCALATE:
        text = (
            f"{head} {when}, not answered.{lost} "
            f"You have it? ACK {asked.code}. Done? {asked.word} {asked.code}"
        )
    elif purpose is enums.Purpose.ASK:
        text = f"{head} {when}. {wording.ask(asked)}"
    else:
        text = f"Reminder {head} {when}. {wording.ask(asked)}"
    return gsm.fit(late + text)


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
