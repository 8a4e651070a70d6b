"""Make the command that a form which was sent asks for; pure.

What travels in a form names things and proves nothing; the desk asks who may.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from handlers.slack import (
    classified,
    corrections,
    duty_forms,
    forms,
    ids,
    kept_forms,
    noticed,
    payloads,
    relief,
)
from models import commands, enums, errors

#: What every command has: who, and the request.
Base = dict[str, Any]


def _open(base: Base, sent: payloads.Submitted) -> commands.Command:
    values = sent.values
    return commands.OpenIncident(
        **base,
        text=values.get(ids.F_TEXT, ""),
        beat=values.get(ids.F_BEAT),
        event_number=values.get(ids.F_EVENT),
        seen_by_star=values.get(ids.F_STAR),
        opened_at=_instant(values.get(ids.F_WHEN)),
        facts=noticed.ticked_facts(sent),
        kind=values.get(ids.F_KIND),
    )


def _instant(seconds: str | None) -> datetime | None:
    """Return the instant that was chosen.

    Raises:
        InvalidInputError: It is none.
    """
    if not seconds:
        return None
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        raise errors.InvalidInputError("opened_at", "That is no time.") from None


def _flag(base: Base, sent: payloads.Submitted) -> commands.Command:
    until = kept_forms.said_until(sent)
    return _attest(base, sent, until, ground=sent.values.get(ids.F_GROUND))


def _no_video(base: Base, sent: payloads.Submitted) -> commands.Command:
    return _attest(base, sent, sent.values.get(ids.F_REASON, ""), word="NOVIDEO")


def _done(base: Base, sent: payloads.Submitted) -> commands.Command:
    values = sent.values
    kept = kept_forms.said(sent)
    if kept is not None:
        return _attest(base, sent, kept)
    why_not = values.get(ids.F_WHY_NOT)
    if why_not and why_not != duty_forms.IDENTIFIED:
        return _attest(base, sent, why_not)
    for name in (ids.F_RD, ids.F_STARS, ids.F_WORDS):
        if values.get(name):
            return _attest(base, sent, values[name])
    parts = [values.get(name, "") for name in (ids.F_NAME, ids.F_BADGE, ids.F_AGENCY)]
    return _attest(base, sent, " ".join(part for part in parts if part))


def _attest(
    base: Base,
    sent: payloads.Submitted,
    said: str,
    *,
    word: str | None = None,
    ground: str | None = None,
) -> commands.Command:
    stated = commands.Attest(
        **base,
        word=word or about(sent, "word") or None,
        target=commands.Target(duty_id=_named(sent, "duty")),
        said=said,
        ground=ground,
    )
    star = sent.values.get(ids.F_STAR)
    return commands.LogRadio(**base, star=star, stated=stated) if star else stated


def _correct(base: Base, sent: payloads.Submitted) -> commands.Command:
    seen = sent.about.get("seen")
    values: dict[str, str | None] = {
        field: sent.values.get(block_id)
        for field, (block_id, _) in forms.CORRECTABLE.items()
    }
    if isinstance(seen, dict) and forms.FACTS in seen:
        values[forms.FACTS] = " ".join(sorted(noticed.ticked_facts(sent))) or None
    times, seen_times = corrections.read_times(sent.values)
    return commands.CorrectIncident(
        **base,
        reference=_named(sent, "reference"),
        values=values | classified.read(sent.values) | times,
        seen=(seen if isinstance(seen, dict) else {}) | seen_times,
        reason=sent.values.get(ids.F_REASON, ""),
    )


def _close(base: Base, sent: payloads.Submitted) -> commands.Command:
    try:
        outcome = enums.IncidentState(sent.values.get(ids.F_OUTCOME, ""))
    except ValueError:
        raise errors.InvalidInputError("outcome", "Choose an outcome.") from None
    return commands.CloseIncident(
        **base,
        reference=_named(sent, "reference"),
        outcome=outcome,
        reason=sent.values.get(ids.F_REASON, ""),
    )


def _link(base: Base, sent: payloads.Submitted) -> commands.Command:
    return commands.JoinIncidents(
        **base,
        reference=_named(sent, "reference"),
        other=sent.values.get(ids.F_OTHER, "").upper(),
    )


def about(sent: payloads.Submitted, name: str) -> str:
    """Return one thing that a form is about; "" where it does not say."""
    value = sent.about.get(name)
    return value if isinstance(value, str) else ""


#: The command behind each form.
def _named(sent: payloads.Submitted, name: str) -> str:
    """Return what a form is about.

    Raises:
        NotFoundError: It does not say; what is not named must not be guessed.
    """
    named = about(sent, name)
    if not named:
        raise errors.NotFoundError("The form does not say what it is about.")
    return named


def _decide(base: Base, sent: payloads.Submitted) -> commands.Command:
    position = about(sent, "position")
    decision = sent.values.get(ids.F_DECISION)
    if decision not in (forms.RELEASE, forms.WITHHOLD) or not position.isdecimal():
        raise errors.InvalidInputError("decision", "Choose what becomes of the words.")
    return commands.DecideHeldText(
        **base,
        reference=about(sent, "reference"),
        position=int(position),
        is_released=decision == forms.RELEASE,
        authority=sent.values.get(ids.F_REASON, ""),
    )


#: What each form asks for, by its callback id.
COMMANDS: dict[str, Callable[[Base, payloads.Submitted], commands.Command]] = {
    ids.FORM_OPEN: _open,
    ids.FORM_FLAG: _flag,
    ids.FORM_NO_VIDEO: _no_video,
    ids.FORM_DONE: _done,
    ids.FORM_RELIEF: relief.command,
    ids.FORM_NOTE: lambda base, sent: commands.AddNote(
        **base,
        target=commands.Target(reference=_named(sent, "reference")),
        text=sent.values.get(ids.F_TEXT, ""),
    ),
    ids.FORM_CORRECT: _correct,
    ids.FORM_CLOSE: _close,
    ids.FORM_DECIDE: _decide,
    ids.FORM_REOPEN: lambda base, sent: commands.ReopenIncident(
        **base,
        reference=_named(sent, "reference"),
        reason=sent.values.get(ids.F_REASON, ""),
    ),
    ids.FORM_LINK: _link,
    ids.FORM_FOOTAGE: noticed.named,
    ids.FORM_FACTS: noticed.stated,
    ids.FORM_HELD: lambda base, sent: commands.AcceptText(
        **base, inbound_id=_named(sent, "inbound")
    ),
    ids.FORM_TEXT_CONFIRM: lambda base, sent: commands.TextOfficer(
        **base, reference=_named(sent, "reference"), phrase=about(sent, "phrase")
    ),
}
