"""Make and read the form by which a duty is put off, passed on, or not theirs."""

from typing import Any
from zoneinfo import ZoneInfo

from handlers.slack import blocks, elements, forms, ids, markup, payloads, wording
from handlers.slack.elements import Json, Option
from handlers.sms import commands_of as readings
from handlers.sms import grammar, parsed
from models import board, commands, errors

#: What the choice comes back as: the words by which a text message says the same.
LATE, PASS, NOT_ME = "LATE", "PASS", "NOTME"


def form(duty: board.DutyLine, zone: ZoneInfo) -> Json:
    """Return the form about one duty.

    Args:
        duty: The duty.
        zone: The agency's zone.
    """
    options = [
        Option(text="Later: remind me at the time below", value=LATE),
        Option(text="Pass on: ask my supervisor to take it", value=PASS),
    ]
    if duty.lost_at is not None:
        options.append(Option(text="Not me: I was listed by mistake", value=NOT_ME))
    head = markup.write(
        "*{reference}* {word}: {title}",
        reference=duty.reference,
        word=duty.word,
        title=duty.title,
    )
    small = [
        markup.write("due {at}", at=markup.when(duty.due_at, zone)),
        wording.lost(duty, zone),
        markup.write("no date moves, and the ladder hears all the same"),
    ]
    parts = [
        blocks.section(head),
        blocks.context(markup.join("; ", small)),
        blocks.question(ids.F_RELIEF, "What now?", elements.choice(ids.FIELD, options)),
        blocks.question(
            ids.F_UNTIL,
            "Remind me at",
            elements.text_input(
                ids.FIELD, placeholder="such as 2230, or 30m", most=forms.SHORT
            ),
            hint="Only for “Later”.",
            optional=True,
        ),
        blocks.question(
            ids.F_REASON,
            "Why",
            elements.text_input(ids.FIELD, most=forms.REASON, is_long=True),
            hint="It goes on record as you write it.",
            optional=True,
        ),
    ]
    return blocks.modal(
        ids.FORM_RELIEF,
        "Later or pass on",
        parts,
        submit="Send",
        close="Cancel",
        about={"duty": duty.duty_id, "reference": duty.reference},
    )


def command(base: dict[str, Any], sent: payloads.Submitted) -> commands.Command:
    """Return what the form asks for.

    Raises:
        NotFoundError: It does not say which duty it is about.
        InvalidInputError: Nothing was chosen, or the time cannot be read.
    """
    duty_id = sent.about.get("duty")
    if not isinstance(duty_id, str) or not duty_id:
        raise errors.NotFoundError("The form does not say what it is about.")
    target = commands.Target(duty_id=duty_id)
    why = sent.values.get(ids.F_REASON, "")
    chosen = sent.values.get(ids.F_RELIEF)
    if chosen == PASS:
        return commands.PassOn(**base, target=target, said=why)
    if chosen == NOT_ME:
        return commands.Disown(**base, target=target, said=why)
    if chosen != LATE:
        raise errors.InvalidInputError("relief", "Choose one.")
    read = grammar.parse(f"{LATE} {sent.values.get(ids.F_UNTIL, '')}")
    if not isinstance(read, parsed.Late) or read.rest or read.target:
        raise errors.InvalidInputError("time", "Write a time: 2230, or 30m.")
    return commands.Postpone(
        **base,
        target=target,
        until_local=readings.wall_time(read.until_text),
        in_minutes=read.in_minutes,
        said=why,
    )
