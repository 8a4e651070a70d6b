"""Turn a text into the one command that it asks for; pure."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers.sms import dates, grammar
from models import commands, enums

#: What no database of text can hold, and no phone can show.
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def command_of(
    inbound: commands.InboundText, duty_words: frozenset[str] = frozenset()
) -> commands.Command:
    """Return the command of a text; never raises on any text.

    What no database could keep of it is left out.

    Args:
        inbound: The text as received.
        duty_words: The duties' words of the policy in force.
    """
    inbound = replace(inbound, body=_UNKEEPABLE.sub("", inbound.body))
    parsed = grammar.parse(inbound.body, duty_words=duty_words)
    base: dict[str, Any] = {
        "actor": commands.Actor(channel=enums.Channel.SMS, e164=inbound.e164),
        "request_id": f"sms:{inbound.provider_id}",
        "inbound": inbound,
    }
    return _MAKERS[type(parsed)](base, parsed)


def wall_time(text: str) -> str | None:
    """Return `HH:MM`, or the words themselves if they are no time."""
    if not text.strip():
        return None
    read = dates.read_time(text)
    if read is None:
        return text
    if read.day_offset:
        return "24:00"
    return f"{read.at:%H:%M}"


def _on(base: dict[str, Any], parsed: grammar.On) -> commands.Command:
    return commands.GoOnDuty(**base, until_local=wall_time(parsed.until_text))


def _off(base: dict[str, Any], parsed: grammar.Off) -> commands.Command:
    return commands.GoOffDuty(**base, said=parsed.at_text)


_MAKERS: dict[type, Callable[[dict[str, Any], Any], commands.Command]] = {
    grammar.Empty: lambda base, _: commands.SayNothing(**base),
    grammar.Reaction: lambda base, _: commands.SayNothing(**base, is_reaction=True),
    grammar.CarrierWord: lambda base, p: commands.ChangeConsent(
        **base, effect=p.effect, word=p.word
    ),
    grammar.Okay: lambda base, _: commands.Acknowledge(**base, is_okay=True),
    grammar.New: lambda base, p: commands.OpenIncident(**base, text=p.text),
    grammar.Free: lambda base, p: commands.SayText(**base, text=p.text, words=p.words),
    grammar.Acknowledge: lambda base, p: commands.Acknowledge(
        **base, target=p.target, said=p.rest
    ),
    grammar.Done: lambda base, p: commands.Attest(**base, target=p.target, said=p.rest),
    grammar.Undo: lambda base, p: commands.Undo(**base, target=p.target),
    grammar.Status: lambda base, p: commands.ShowStatus(**base, target=p.target),
    grammar.Menu: lambda base, _: commands.ShowMenu(**base),
    grammar.On: _on,
    grammar.Off: _off,
    grammar.Join: lambda base, p: commands.JoinIncidents(
        **base, reference=p.reference, other=p.other
    ),
    grammar.Note: lambda base, p: commands.AddNote(
        **base, target=p.target, text=p.text
    ),
    grammar.DutyWord: lambda base, p: commands.Attest(
        **base, word=p.word, target=p.target, said=p.rest
    ),
}
