"""Make the forms about an incident: open, add, correct, link, close, text; pure.

What a form is about travels with it as ids and as the values that the person saw;
whether they may send it is asked again when they do.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.slack import (
    blocks,
    classified,
    corrections,
    elements,
    ids,
    markup,
    samples,
)
from handlers.slack.elements import Json, Option
from models import board, enums

#: Characters of an incident's or a note's words: as many as a text message can
#: hold. Source: Twilio, "Body" of a message.
TEXT = 1600
#: Characters of a short answer: a number, a name, a reference.
SHORT = 100
#: Characters of a reason.
REASON = 500

#: Fields of an incident that can be corrected, with their block and their name.
CORRECTABLE = {
    "beat": (ids.F_BEAT, "Beat"),
    "event_number": (ids.F_EVENT, "Event number"),
    "rd_number": (ids.F_RD, "RD number"),
}
#: Fields whose values travel along as the person saw them.
_SEEN = (*classified.FIELDS, *CORRECTABLE)
#: Field of what was so: ids of the policy's facts, in order, between blanks.
FACTS = "facts"
_OUTCOMES = {
    enums.IncidentState.CLOSED_NO_VIOLATION: "No violation",
    enums.IncidentState.CLOSED_OTHER_AGENCY: "Another agency has it",
    enums.IncidentState.CLOSED_OPENED_IN_ERROR: "Opened in error",
}


#: What a decision on held words comes back as.
RELEASE, WITHHOLD = "release", "withhold"


def open_incident(
    *,
    text: str = "",
    is_quoted: bool = False,
    numbers: board.Numbers = samples.NONE,
    more: Sequence[Json] = (),
) -> Json:
    """Return the form that opens an incident.

    Args:
        text: Words that stand in it at first.
        is_quoted: Whether the words are those of a message in Slack.
        numbers: How numbers look in the policy.
        more: Further questions, such as what was so.
    """
    parts: list[Json] = []
    if is_quoted:
        note = "These are the words of the message. They go on record as they stand."
        parts.append(blocks.context(markup.write(note)))
    if markup.size(text) > TEXT:
        note = "The words are longer than the record takes: their end is missing."
        parts.append(blocks.context(markup.write(note)))
    parts += [
        _words(
            "What was seen or reported?",
            text,
            hint="What is alleged, where, by which agency. Never ask about anyone's "
            "immigration status. What is urgent goes over the radio.",
        ),
        samples.question(ids.F_EVENT, "event_number", "", numbers),
        samples.question(ids.F_BEAT, "beat", "", numbers),
        samples.question(
            ids.F_STAR,
            "star",
            "",
            numbers,
            label="{title} of the member who saw it",
            hint="Left empty: nobody of ours saw it.",
        ),
        blocks.question(
            ids.F_WHEN,
            "When, if not now",
            elements.time_input(ids.FIELD),
            optional=True,
        ),
        *more,
    ]
    return blocks.modal(ids.FORM_OPEN, "Open an incident", parts, submit="Open")


def note(reference: str, text: str = "") -> Json:
    """Return the form that adds words to an incident."""
    question = _words("Your words", text, hint="They go on record as you write them.")
    return _about(ids.FORM_NOTE, "Note", reference, [question], "Add")


def correct(
    reference: str,
    seen: Mapping[str, str | None],
    recordings: Sequence[board.Recording] = (),
    *,
    kinds: classified.Kinds = classified.NO_KINDS,
    places: classified.Places = classified.NO_PLACES,
    numbers: board.Numbers = samples.NONE,
    more: Sequence[Json] = (),
) -> Json:
    """Return the form that corrects what an incident says of itself.

    Args:
        reference: The incident.
        seen: What it says now, by field; it travels along, so that a change by
            somebody else meanwhile is noticed.
        recordings: Recordings whose time can be corrected.
        kinds: Kinds that it can be given.
        places: Designated places that it can be given.
        numbers: How numbers look in the policy.
        more: Further questions: what was so.
    """
    parts = [
        samples.question(block_id, field, seen.get(field) or "", numbers)
        for field, (block_id, _) in CORRECTABLE.items()
    ]
    parts += classified.choices(kinds, places)
    parts += more
    parts += corrections.times(seen.get(corrections.OPENED_AT), recordings)
    parts.append(
        blocks.question(
            ids.F_REASON,
            "Why",
            elements.text_input(ids.FIELD, most=REASON),
            hint="The old values stay on record.",
            optional=True,
        )
    )
    kept = {field: seen.get(field) for field in (*_SEEN, corrections.OPENED_AT)}
    if more:
        kept[FACTS] = seen.get(FACTS)
    return _about(
        ids.FORM_CORRECT, "Correct", reference, parts, "Correct", {"seen": kept}
    )


def close(reference: str) -> Json:
    """Return the form that closes an incident."""
    options = [
        Option(text=text, value=state.value) for state, text in _OUTCOMES.items()
    ]
    parts = [
        blocks.section(
            markup.write(
                "With an open footage clock it stays open. Other open duties end "
                "with it, as not applicable. Everything is kept."
            )
        ),
        blocks.question(ids.F_OUTCOME, "Outcome", elements.choice(ids.FIELD, options)),
        _reason("Why"),
    ]
    return _about(ids.FORM_CLOSE, "Close", reference, parts, "Close it")


def decide(reference: str, position: str) -> Json:
    """Return the form by which words that are held back are decided on."""
    options = [
        Option(text="They may be kept and shared", value=RELEASE),
        Option(text="They stay held back for good", value=WITHHOLD),
    ]
    parts = [
        blocks.question(
            ids.F_DECISION, "The words", elements.choice(ids.FIELD, options)
        ),
        _reason("On which legal authority, or why"),
    ]
    about = {"position": position}
    return _about(ids.FORM_DECIDE, "Held words", reference, parts, "Decide", about)


def reopen(reference: str) -> Json:
    """Return the form that opens a closed incident again."""
    return _about(ids.FORM_REOPEN, "Reopen", reference, [_reason("Why")], "Reopen")


def link(reference: str) -> Json:
    """Return the form that links an incident with another."""
    question = blocks.question(
        ids.F_OTHER,
        "The other incident",
        elements.text_input(ids.FIELD, placeholder="26-0042K", most=SHORT),
        hint="Each stays what it is; the link can be taken back.",
    )
    return _about(ids.FORM_LINK, "Link", reference, [question], "Link")


def text_officer(reference: str, phrases: Sequence[tuple[str, str]]) -> Json:
    """Return the form by which the officer is texted one of the policy's phrases.

    Args:
        reference: The incident.
        phrases: Ids and texts.
    """
    if not phrases:
        none = blocks.section(markup.write("The policy has no phrases to send."))
        return _about(ids.FORM_TEXT, "Text the officer", reference, [none])
    options = [Option(text=text, value=phrase) for phrase, text in phrases]
    question = blocks.question(
        ids.F_PHRASE,
        "What to say",
        elements.choice(ids.FIELD, options),
        hint="You see the exact text before it leaves.",
    )
    return _about(
        ids.FORM_TEXT, "Text the officer", reference, [question], "Show the text"
    )


def text_confirm(reference: str, phrase: str, to: str, text: str) -> Json:
    """Return the last look at a text before it leaves.

    Args:
        reference: The incident.
        phrase: Id of the phrase.
        to: The officer: star or role.
        text: Exactly what the telephone will show.
    """
    parts = [
        blocks.section(markup.write("To {to}, exactly this:", to=to)),
        *blocks.words(text),
        blocks.context(markup.write("Nothing was sent yet.")),
    ]
    return _about(
        ids.FORM_TEXT_CONFIRM,
        "Text the officer",
        reference,
        parts,
        "Send it",
        {"phrase": phrase},
    )


def _about(
    callback_id: str,
    title: str,
    reference: str,
    parts: Sequence[Json],
    submit: str = "",
    more: Mapping[str, Any] | None = None,
) -> Json:
    head = blocks.context(markup.write("Incident *{it}*", it=reference))
    return blocks.modal(
        callback_id,
        title,
        [head, *parts],
        submit=submit,
        close="Cancel" if submit else "Close",
        about={"reference": reference, **(more or {})},
    )


def _words(label: str, text: str, hint: str) -> Json:
    field = elements.text_input(ids.FIELD, value=text, most=TEXT, is_long=True)
    return blocks.question(ids.F_TEXT, label, field, hint=hint)


def _reason(label: str) -> Json:
    field = elements.text_input(ids.FIELD, most=REASON, is_long=True)
    return blocks.question(
        ids.F_REASON, label, field, hint="It goes on record as you write it."
    )
