"""Read, ask and word what was noticed at a scene: cameras, and what was so; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handlers.slack import (
    blocks,
    elements,
    forms,
    ids,
    lines,
    markup,
    payloads,
    samples,
    wording,
)
from handlers.slack.elements import Json, Option
from handlers.slack.markup import Markup
from handlers.slack.wording import Reading
from handlers.sms import spelling
from models import board, commands, errors, views

#: What may stand behind a fact's word.
_IS_SO = {"YES": True, "Y": True, "TRUE": True, "NO": False, "N": False, "NOT": False}

#: Characters of the words that say which camera it is.
_DETAIL = 300


@dataclass(frozen=True, slots=True)
class Footage:
    """Name cameras of an incident; without words, a form asks for them."""

    reference: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """State what was so at an incident's scene; without facts, a form asks."""

    reference: str
    facts: Mapping[str, bool] = field(default_factory=dict)


def footage(rest: str) -> Footage:
    """Read a reference, and words as after CAMS.

    Raises:
        InvalidInputError: No incident is named.
    """
    return Footage(*lines.incident(rest))


def fact(rest: str) -> Fact:
    """Read a reference, and words of facts, each with YES or NO behind it.

    Raises:
        InvalidInputError: No incident is named.
    """
    named, said = lines.incident(rest)
    found: dict[str, bool] = {}
    last = ""
    for word in spelling.tokens(said):
        if word in _IS_SO and last:
            found[last] = _IS_SO[word]
        elif word != "AND":
            found[word], last = True, word
    return Fact(named, found)


def form_of(asked: Footage | Fact) -> str | None:
    """Return the form that a line asks for; None: it says all that is needed."""
    if isinstance(asked, Footage):
        return None if asked.said else ids.FORM_FOOTAGE
    return None if asked.facts else ids.FORM_FACTS


def command_of(base: dict[str, Any], asked: Footage | Fact) -> commands.Command:
    """Return the command that a line asks for."""
    target = commands.Target(reference=asked.reference)
    if isinstance(asked, Footage):
        return commands.NameFootage(**base, target=target, said=asked.said)
    return commands.StateFact(**base, target=target, facts=asked.facts)


# --- Forms ------------------------------------------------------------------------


def naming(form: board.NoticeForm) -> Json:
    """Return the form by which cameras are named that were noticed."""
    boxes = [
        blocks.question(
            f"{ids.SOURCES}_{number}",
            "Other cameras" if not number else "And",
            elements.checkboxes(ids.FIELD, options),
            optional=True,
        )
        for number, options in enumerate(_groups(form.sources))
    ]
    detail = elements.text_input(
        ids.FIELD, placeholder="such as bus 1932, route 60", most=_DETAIL
    )
    stars = elements.text_input(
        ids.FIELD, placeholder=samples.such_as(form.numbers, "star"), most=forms.SHORT
    )
    star = samples.title(form.numbers, "star")
    parts = [
        blocks.question(
            ids.F_STARS, f"{star}s whose cameras recorded", stars, optional=True
        ),
        *boxes,
        blocks.question(
            ids.F_DETAIL,
            "Which one it is, if you tick one",
            detail,
            hint="A place, a number, a name on a shop. Read on record only.",
            optional=True,
        ),
    ]
    return _modal(ids.FORM_FOOTAGE, "Cameras noticed", form, parts, "List them")


def facts(form: board.NoticeForm) -> Json:
    """Return the form by which it is stated what was so."""
    return _modal(
        ids.FORM_FACTS,
        "What was so",
        form,
        fact_boxes(form),
        "State it",
        seen=[name for name, _, is_so in form.facts if is_so],
    )


def fact_boxes(form: board.NoticeForm) -> list[Json]:
    """Return a box for each of the policy's facts; nothing where it has none."""
    options = [Option(text=title, value=name) for name, title, _ in form.facts]
    if not options:
        return []
    boxes = elements.checkboxes(ids.FIELD, options)
    stated = {name for name, _, is_so in form.facts if is_so}
    ticked = [one for one in boxes["options"] if one["value"] in stated]
    if ticked:
        boxes["initial_options"] = ticked
    return [blocks.question(ids.F_FACTS, "What was so", boxes, optional=True)]


def _groups(found: Sequence[tuple[str, str]]) -> list[list[Option]]:
    options = [Option(text=title, value=name) for name, title in found]
    size = elements.MOST_TICKS
    return [options[at : at + size] for at in range(0, len(options), size)]


def _modal(
    callback_id: str,
    title: str,
    form: board.NoticeForm,
    parts: Sequence[Json],
    submit: str,
    **more: Any,
) -> Json:
    head = blocks.context(markup.write("Incident *{it}*", it=form.reference or ""))
    about = {"reference": form.reference, **more}
    if not parts:
        none = blocks.section(markup.write("The policy knows none."))
        return blocks.modal(callback_id, title, [head, none], close="Close")
    return blocks.modal(
        callback_id, title, [head, *parts], submit=submit, close="Cancel", about=about
    )


def ticked_facts(sent: payloads.Submitted) -> tuple[str, ...]:
    """Return the ids of the facts that are ticked in a form."""
    return tuple(sent.values.get(ids.F_FACTS, "").split())


def named(base: dict[str, Any], sent: payloads.Submitted) -> commands.Command:
    """Return the command of the form by which cameras are named."""
    ticked = [
        value
        for block_id, said in sent.values.items()
        if block_id.startswith(ids.SOURCES)
        for value in said.split()
    ]
    return commands.NameFootage(
        **base,
        target=_target(sent),
        said=sent.values.get(ids.F_STARS, ""),
        sources=tuple(ticked),
        detail=sent.values.get(ids.F_DETAIL, ""),
    )


def stated(base: dict[str, Any], sent: payloads.Submitted) -> commands.Command:
    """Return the command of the form by which facts are stated: what was changed."""
    ticked, seen = set(ticked_facts(sent)), set(sent.about.get("seen") or ())
    changed = {name: name in ticked for name in sorted(ticked ^ seen)}
    if not changed:
        raise errors.InvalidInputError("facts", "Nothing was changed.")
    return commands.StateFact(**base, target=_target(sent), facts=changed)


def _target(sent: payloads.Submitted) -> commands.Target:
    named_one = sent.about.get("reference")
    if not isinstance(named_one, str) or not named_one:
        raise errors.NotFoundError("The form does not say what it is about.")
    return commands.Target(reference=named_one)


# --- What was recorded ------------------------------------------------------------


def _named(read: Reading, view: views.FootageNamed) -> Markup:
    known = ", ".join(view.known)
    if not view.added:
        text = "*{reference}*: {known} listed before. Nothing changed."
        return markup.write(text, reference=view.reference, known=known)
    return wording.sentences(
        markup.write(
            "*{reference}* listed: {added}.",
            reference=view.reference,
            added=", ".join(view.added),
        ),
        markup.write("Listed before: {known}.", known=known) if known else wording.NONE,
    )


def _stated(read: Reading, view: views.FactStated) -> Markup:
    said = ", ".join(f"{word} {'yes' if is_so else 'no'}" for word, is_so in view.facts)
    if not view.is_new:
        text = "*{reference}*: {said} is on record. Nothing changed."
        return markup.write(text, reference=view.reference, said=said)
    return wording.sentences(
        markup.write(
            "*{reference}*: {said} is on record. Wrong? `/incident undo`.",
            reference=view.reference,
            said=said,
        ),
        markup.write("Now owed: {words}.", words=", ".join(view.begun))
        if view.begun
        else wording.NONE,
        markup.write("No more: {words}.", words=", ".join(view.ended))
        if view.ended
        else wording.NONE,
    )


def _refusal(read: Reading, view: views.Refusal) -> Markup:
    return wording.sentences(
        markup.write(
            "*{word}* {reference}: the refusal is on record. The clock goes on.",
            word=view.word,
            reference=view.reference,
        ),
        read.next(view.asked),
    )


def _late(read: Reading, view: views.StatedLate) -> Markup:
    text = (
        "*{word}* {reference}: too late, its loss {lost} was told. Your words are on "
        "record; whoever searches has them."
    )
    return markup.write(
        text,
        word=view.word,
        reference=view.reference,
        lost=read.date(view.lost_at),
    )


#: How each such answer is said.
WORDS: dict[type, Callable[[Reading, Any], Markup]] = {
    views.FootageNamed: _named,
    views.FactStated: _stated,
    views.Refusal: _refusal,
    views.StatedLate: _late,
}
