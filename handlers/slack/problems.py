"""Word what could not be done in Slack, and what to do instead; pure.

What is wrong with us is said without detail: that stands in the log. Whatever was
asked, the sentence says that nothing changed.
"""

from zoneinfo import ZoneInfo

from handlers.slack import ids, markup, wording
from handlers.slack.markup import Markup
from models import enums, errors

#: Said after a while in which the database has not answered.
NOT_RECORDED_YET = markup.write(
    "*Not recorded yet.* Our system is slow. You are told here what becomes of it; "
    "no need to do it again."
)
#: Said where the database did not take it.
NOT_RECORDED = markup.write(
    "*Not recorded:* our system failed and nothing changed. Please do it again in a "
    "moment. What is urgent goes over the radio."
)
#: Said to whoever may not act here.
NOT_YOURS = markup.write(
    "Nothing changed. Only people in this agency's roster can use this. "
    "An administrator can say whether you are in it."
)

#: The field of a form that an error of each name is about.
_BLOCKS = {
    "text": ids.F_TEXT,
    "beat": ids.F_BEAT,
    "event_number": ids.F_EVENT,
    "kind": ids.F_KIND,
    "place": ids.F_PLACE,
    "rd_number": ids.F_RD,
    "seen_by_star": ids.F_STAR,
    "star": ids.F_STAR,
    "opened_at": ids.F_WHEN,
    "recorded_at": ids.F_RECORDED,
    "footage": ids.F_RECORDING,
    "ground": ids.F_GROUND,
    "date": ids.F_DATE,
    "deletion_on": ids.F_DATE,
    "case_id": ids.F_CASE,
    "case": ids.F_CASE,
    "never": ids.F_NEVER,
    "reason": ids.F_REASON,
    "outcome": ids.F_OUTCOME,
    "reference": ids.F_OTHER,
    "other": ids.F_OTHER,
    "phrase": ids.F_PHRASE,
    "supervisor": ids.F_WHY_NOT,
    "name": ids.F_NAME,
    "badge": ids.F_BADGE,
    "agency": ids.F_AGENCY,
    "stars": ids.F_STARS,
    "words": ids.F_WORDS,
    "decision": ids.F_DECISION,
    "detail": ids.F_DETAIL,
    "facts": ids.F_FACTS,
    "sources": ids.F_DETAIL,
    "not_kept": ids.F_NOT_KEPT,
    "found": ids.F_FOUND,
    "authority": ids.F_REASON,
    "time": ids.F_UNTIL,
    "relief": ids.F_RELIEF,
}

#: What to type after each kind of refusal.
_ADVICE: dict[type[errors.HoldfastError], str] = {
    errors.NotFoundError: "`/incident list mine` shows what is open for you.",
    errors.AmbiguousError: "Name it by its code: `/incident list mine` shows them.",
    errors.InvalidInputError: "`/incident help` shows what you can type.",
    errors.ConflictError: "Please look at it again.",
}


#: What is said of a duty that somebody settled, by its state.
_SETTLED: dict[str, str] = {
    enums.DutyState.ATTESTED: "*{word}* was stated as done by {by}, {at}.",
    enums.DutyState.VERIFIED: "*{word}* was seen by {by}, {at}.",
    enums.DutyState.LOST: "*{word}* is a loss, recorded by {by}, {at}.",
}


def problem(error: errors.HoldfastError, zone: ZoneInfo) -> Markup:
    """Return what happened and what to type.

    Args:
        error: Why nothing was done.
        zone: The agency's zone.
    """
    if isinstance(error, errors.FAULTS):
        return NOT_RECORDED
    if isinstance(error, errors.AlreadyDone):
        return _already_done(error, zone)
    if isinstance(error, errors.DeliveryError):
        return markup.write("It could not be sent. We keep trying.")
    advice = next(
        (said for kind, said in _ADVICE.items() if isinstance(error, kind)), ""
    )
    if isinstance(error, errors.RefusedError) and "role" in error.fields:
        advice = "`/incident help` shows what your role allows."
    return wording.sentences(
        markup.write("Nothing changed. {why}", why=_sentence(str(error))),
        markup.write(advice),
    )


def of_field(error: errors.InvalidInputError) -> str | None:
    """Return the block id of the field that an error is about.

    Returns:
        None where no form has such a field; a form need not have the one named.
    """
    return _BLOCKS.get(error.field)


def _already_done(error: errors.AlreadyDone, zone: ZoneInfo) -> Markup:
    word, state = error.fields.get("word"), error.fields.get("state")
    text = "{by} did this before, {at}."
    if word:
        text = _SETTLED.get(str(state), "*{word}*: {by} has it since {at}.")
    at = markup.date(error.at, zone)
    said = markup.write(text, word=str(word), by=error.by, at=at)
    return wording.sentences(said, markup.write("Nothing changed."))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
