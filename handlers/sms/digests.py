"""Word the one text that tells of several things which were held together; pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.sms import gsm
from handlers.sms.wording import Wording
from models import views

#: Septets of a text of two segments: only where words are to be said whole.
TWO_SEGMENTS = 2 * gsm.GSM_JOINED

#: How near a loss is that stands in a line of its own right. Source: our choice.
LOST_SOON_FOR = timedelta(days=14)

#: What was to be said longer ago than this was held, and the text says since when.
_AT_ONCE_FOR = timedelta(minutes=1)


def digest(
    view: views.Digest, zone: ZoneInfo, now: datetime, *, is_late: bool = False
) -> str:
    """Return the text: how many, the first due first, and how to see the rest.

    One segment, but for two of one's own with their questions, and for words.
    """
    wording = Wording(zone, now)
    late = "LATE: " if is_late else ""
    if _is_of_their_own(view):
        text = late + _questions(view, wording)
        if _width(text) <= TWO_SEGMENTS:
            return gsm.fold(text)
    said = "".join(f" {gsm.fold(words)}" for words in view.said)
    limit = TWO_SEGMENTS if view.said else gsm.GSM_ALONE
    for shown in range(len(view.asked), -1, -1):
        for opened in _opened(view):
            texts = [
                late + f"{_head(view, wording, now)}{lines}{opened}{said}".lstrip()
                for lines in _lines(view, wording, shown, now)
            ]
            hints = _hints(view) if shown else ()
            whole = [text + hint for hint in hints for text in texts]
            fitting = [one for one in (*whole, *texts) if _width(one) <= limit]
            if fitting:
                return gsm.fold(fitting[0])
    return gsm.fit(late + _head(view, wording, now) + " STATUS", limit=limit)


def fits(view: views.Digest, zone: ZoneInfo, now: datetime) -> bool:
    """Tell whether all words of it stand in its text."""
    text = digest(view, zone, now, is_late=True)
    return all(gsm.fold(words) in text for words in view.said)


def _width(text: str) -> int:
    return gsm.septets(gsm.fold(text)) or 0


def _is_of_their_own(view: views.Digest) -> bool:
    """Tell whether several things are asked of their reader, none about another's.

    What was taken over from two officers has the same question twice: a list says of
    which camera each is.
    """
    is_told_apart = any(asked.about or asked.whose for asked in view.asked)
    is_all = not (view.opened or view.said)
    return view.is_own and is_all and len(view.asked) > 1 and not is_told_apart


def _head(view: views.Digest, wording: Wording, now: datetime) -> str:
    """Return how many wait for an answer; what is only told is not counted."""
    count = len(view.asked)
    held = now - view.since_at > _AT_ONCE_FOR
    since = f" since {wording.time(view.since_at)}" if held else ""
    if not count:
        return since.strip().capitalize() + ":" if since else ""
    if view.is_unanswered:
        return f"NOBODY ANSWERED {count}{since}:" if count > 1 else "NOBODY ANSWERED:"
    return f"{count} wait{'s' if count == 1 else ''}{since}:"


def _lines(
    view: views.Digest, wording: Wording, shown: int, now: datetime
) -> tuple[str, str]:
    """Return the first so many duties, and how many more; second, with fewer words."""
    return (
        _listed(view, wording, shown, now, due_word=" due"),
        _listed(view, wording, shown, now, due_word=""),
    )


def _listed(
    view: views.Digest, wording: Wording, shown: int, now: datetime, *, due_word: str
) -> str:
    text, before = "", ""
    for asked in view.asked[:shown]:
        reference = "" if asked.reference == before else f" {asked.reference}"
        due = f"{due_word} {wording.time(asked.due_at)}" if asked.due_at else ""
        code = f" {asked.code}" if asked.code and not _is_one(view) else ""
        about = f" {asked.about}" if asked.about else ""
        about += f" {asked.whose}" if asked.whose else ""
        tone = f" {asked.tone.upper()}" if asked.tone else ""
        is_near = asked.lost_at and now < asked.lost_at <= now + LOST_SOON_FOR
        lost = (
            f" lost {wording.time(asked.lost_at)}" if is_near and asked.lost_at else ""
        )
        if lost and asked.lost_at == asked.due_at:
            due = ""
        comma = "," if text else ""
        text += f"{comma}{tone}{reference} {asked.word}{about}{due}{code}{lost}"
        before = asked.reference
    more = len(view.asked) - shown
    if more:
        how = ": STATUS" if _has_codes(view) else ""
        text += f" and {more} more{how}" if shown else f" {more} due{how}"
    return f"{text}." if text else ""


def _is_one(view: views.Digest) -> bool:
    """Tell whether it says several times of one duty that nobody answered."""
    return view.is_unanswered and len(view.asked) == 1


def _has_codes(view: views.Digest) -> bool:
    """Tell whether its reader can answer any of it; others are only told."""
    return any(asked.code for asked in view.asked)


def _hints(view: views.Digest) -> tuple[str, ...]:
    """Return how it can be said what to do about a list, the longest first."""
    if not _has_codes(view):
        return ()
    if view.is_unanswered:
        code = view.asked[0].code
        how = f"it: ACK {code}" if _is_one(view) else "one: ACK and code."
        return (f" Take {how}",)
    if view.is_own:
        return (" Answer each: word and code.", " Word and code.")
    return (" ACK code = yours. DONE code = done.", " ACK code = yours.")


def _opened(view: views.Digest) -> list[str]:
    """Return how it can be said which incidents opened, the longest first."""
    if not view.opened:
        return [""]
    count = f" {len(view.opened)} opened"
    return [f"{count}: {', '.join(view.opened)}.", f"{count}."]


def _questions(view: views.Digest, wording: Wording) -> str:
    """Return what is asked of its reader, with the questions.

    Of one incident each word means one thing, so the codes are left out.
    """
    references = {asked.reference for asked in view.asked}
    is_one = len(references) == 1
    is_plain = is_one and len({asked.word for asked in view.asked}) == len(view.asked)
    parts = []
    for number, asked in enumerate(view.asked, 1):
        due = f" {wording.by(asked)}" if asked.due_at else ""
        if is_plain:
            parts.append(f"{number}){due}: {asked.question}")
        else:
            head = asked.word if is_one else f"{asked.reference} {asked.word}"
            parts.append(f"{number}) {head}{due}. {wording.ask(asked)}")
    where = f" in {references.pop()}" if is_one else ""
    return f"{len(view.asked)} wait{where}. {' '.join(parts)}"
