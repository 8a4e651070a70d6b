"""Make the modals that only show: words on record, results, conflicts; pure."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from handlers.slack import blocks, elements, forms, ids, markup, wording
from handlers.slack.elements import Json
from handlers.slack.markup import Markup
from models import board, views

#: Names of fields where somebody is told that one has changed.
_NAMES = {field: label for field, (_, label) in forms.CORRECTABLE.items()}


def words_read(view: views.WordsRead, zone: ZoneInfo) -> Json:
    """Return the words of an incident, oldest first, as they were written."""
    head = "*{reference}* Your reading is on record."
    parts = [blocks.context(markup.write(head, reference=view.reference))]
    for said in view.words:
        parts.append(blocks.divider())
        parts += _said(said, zone)
        parts += _decision(view.reference, said)
    if not view.words:
        parts.append(blocks.section(markup.write("There are no words on record.")))
    return blocks.modal(
        ids.FORM_WORDS,
        "Words on record",
        parts,
        close="Close",
        about={"reference": view.reference},
        more=markup.write("There are more words on record than fit here."),
    )


def held_text(held: board.HeldText, zone: ZoneInfo) -> Json:
    """Return a text of an unknown number, and the button that opens an incident."""
    at = markup.when(held.sent_at, zone)
    parts = [
        blocks.context(markup.write("Sent {at}. Your reading is on record.", at=at))
    ]
    parts += _words_or_rule(held.text, held.held_by)
    if held.opened is not None:
        text = "Opened as *{reference}*."
        parts.append(blocks.section(markup.write(text, reference=held.opened)))
    else:
        note = "The sender is not known here; nothing opens by itself."
        parts.append(blocks.context(markup.write(note)))
    return blocks.modal(
        ids.FORM_HELD,
        "Unknown number",
        parts,
        submit="" if held.opened else "Open as incident",
        close="Close",
        about={"inbound": held.inbound_id},
    )


def working() -> Json:
    """Return what stands there while it is not known whether it was recorded."""
    text = "*Working… nothing is recorded yet.*\nThis window says what becomes of it."
    parts = [blocks.section(markup.write(text))]
    return blocks.modal(ids.FORM_WORKING, "Working…", parts, close="Close")


def result(title: str, sentences: Sequence[str]) -> Json:
    """Return what became of something.

    Args:
        title: At most 24 characters.
        sentences: One paragraph each; what is not yet mrkdwn is escaped.
    """
    parts = [
        blocks.section(markup.write("{text}", text=text)) for text in sentences if text
    ]
    return blocks.modal(ids.FORM_RESULT, title, parts or [_empty()], close="Close")


def conflict(
    reference: str, changes: Mapping[str, tuple[str | None, str | None]]
) -> Json:
    """Return what somebody else changed while a form was being filled in.

    Args:
        reference: The incident.
        changes: By field: what the person saw, and what it is now.
    """
    lines = [
        markup.write(
            "*{name}* was {seen} when you began, and is {now} now.",
            name=_NAMES.get(field) or wording.field_of(field).capitalize(),
            seen=seen or "empty",
            now=now or "empty",
        )
        for field, (seen, now) in changes.items()
    ]
    text = "*{reference}* was changed by somebody else. Nothing of yours is recorded."
    head = markup.write(text, reference=reference)
    parts = [blocks.section(part) for part in [head, *lines]]
    note = "Close this and begin again, if it is still to be corrected."
    return blocks.modal(
        ids.FORM_RESULT,
        "Changed meanwhile",
        [*parts, blocks.context(markup.write(note))],
        close="Close",
    )


def _said(said: board.Said, zone: ZoneInfo) -> list[Json]:
    _, _, news = said.event.partition(":")
    head = markup.write(
        "{at} · {by} · {news}",
        at=markup.date(said.at, zone),
        by=said.by,
        news=wording.spoken(news or said.event),
    )
    return [blocks.context(head), *_words_or_rule(said.text, said.held_by)]


def _decision(reference: str, said: board.Said) -> list[Json]:
    """Say that words are held back, with the way to decide on them."""
    if said.decidable is None:
        return []
    text = "_Held back: {rule}. You may decide on it._"
    value = f"{reference}:{said.decidable}"
    button = elements.button("Decide…", ids.numbered(ids.DECIDE, said.decidable), value)
    rule = said.held_by or "a rule"
    return [blocks.section(markup.write(text, rule=rule), button)]


def _words_or_rule(text: str | None, held_by: str | None) -> list[Json]:
    if text is not None:
        return blocks.words(text)
    rule = held_by or "a rule"
    return [blocks.section(markup.write("_Held back: {rule}_", rule=rule))]


def _empty() -> Json:
    return blocks.section(Markup())
