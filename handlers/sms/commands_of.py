"""Turn a text into the one command that it asks for; pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from handlers.sms import dates, grammar, parsed, senders, several, words
from models import commands, enums

#: What no database of text can hold, and no phone can show.
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def command_of(
    inbound: commands.InboundText, own: words.OwnWords = words.NO_OWN
) -> commands.Command:
    """Return the command of a text; never raises on any text.

    What no database could keep of it is left out.

    Args:
        inbound: The text as received.
        own: Words of the policy in force.
    """
    inbound = replace(inbound, body=_UNKEEPABLE.sub("", inbound.body))

    def read(body: str) -> parsed.Parsed:
        return _parse(body, own)

    star, said = senders.split(inbound.body, read)
    base: dict[str, Any] = {
        "actor": commands.Actor(
            channel=enums.Channel.SMS, e164=inbound.e164, star=star
        ),
        "request_id": f"sms:{inbound.provider_id}",
        "inbound": inbound,
    }
    parts = several.split(senders.rest_of(inbound.body, star), read)
    if parts:
        return _several(base, [read(part) for part in parts])
    return _MAKERS[type(said)](base, said)


def _several(
    base: dict[str, Any], parts: Sequence[parsed.Parsed]
) -> commands.SaySeveral:
    """Return the command of several answers; the text is that of all of them."""
    alone = base | {"inbound": None}
    return commands.SaySeveral(
        **base, parts=tuple(_MAKERS[type(part)](alone, part) for part in parts)
    )


def of_body(
    body: str, base: dict[str, Any], own: words.OwnWords = words.NO_OWN
) -> commands.Command:
    """Return the command of words, whoever wrote them; never raises on any text.

    Args:
        body: The words.
        base: Who asks, and what else every command has.
        own: Words of the policy in force.
    """
    said = _parse(_UNKEEPABLE.sub("", body), own)
    return _MAKERS[type(said)](base, said)


def _parse(body: str, own: words.OwnWords) -> parsed.Parsed:
    return grammar.parse(
        body,
        duty_words=own.duty,
        fact_words=own.fact,
        source_words=own.source,
        numbers=own.numbers,
    )


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


def _on(base: dict[str, Any], said: parsed.On) -> commands.Command:
    return commands.GoOnDuty(**base, until_local=wall_time(said.until_text))


def _off(base: dict[str, Any], said: parsed.Off) -> commands.Command:
    return commands.GoOffDuty(**base, said=said.at_text)


_MAKERS: dict[type, Callable[[dict[str, Any], Any], commands.Command]] = {
    parsed.Empty: lambda base, _: commands.SayNothing(**base),
    parsed.Reaction: lambda base, _: commands.SayNothing(**base, is_reaction=True),
    parsed.CarrierWord: lambda base, p: commands.ChangeConsent(
        **base, effect=p.effect, word=p.word
    ),
    parsed.Okay: lambda base, _: commands.Acknowledge(**base, is_okay=True),
    parsed.New: lambda base, p: commands.OpenIncident(**base, text=p.text),
    parsed.Free: lambda base, p: commands.SayText(**base, text=p.text, words=p.words),
    parsed.Acknowledge: lambda base, p: commands.Acknowledge(
        **base, target=p.target, said=p.rest
    ),
    parsed.Done: lambda base, p: commands.Attest(**base, target=p.target, said=p.rest),
    parsed.Undo: lambda base, p: commands.Undo(**base, target=p.target),
    parsed.Status: lambda base, p: commands.ShowStatus(**base, target=p.target),
    parsed.Menu: lambda base, _: commands.ShowMenu(**base),
    parsed.On: _on,
    parsed.Off: _off,
    parsed.Listed: lambda base, p: commands.ListDuty(
        **base,
        who=p.star,
        is_on=p.is_on,
        until_local=wall_time(p.until_text),
        is_confirmed=p.is_confirmed,
    ),
    parsed.Watch: lambda base, p: commands.TakeWatch(**base, takes_over=p.takes_over),
    parsed.Join: lambda base, p: commands.JoinIncidents(
        **base, reference=p.reference, other=p.other
    ),
    parsed.Note: lambda base, p: commands.AddNote(**base, target=p.target, text=p.text),
    parsed.DutyWord: lambda base, p: commands.Attest(
        **base, word=p.word, target=p.target, said=p.rest
    ),
    parsed.Late: lambda base, p: commands.Postpone(
        **base,
        target=p.target,
        until_local=wall_time(p.until_text),
        in_minutes=p.in_minutes,
        said=p.rest,
    ),
    parsed.Pass: lambda base, p: commands.PassOn(**base, target=p.target, said=p.rest),
    parsed.NotMe: lambda base, p: commands.Disown(**base, target=p.target, said=p.rest),
    parsed.Decide: lambda base, p: commands.DecideProposal(
        **base, reference=p.reference, is_agreed=p.is_agreed, number=p.number
    ),
    parsed.Wrong: lambda base, p: commands.ObjectToNumber(**base, code=p.code),
    parsed.FactWord: lambda base, p: commands.StateFact(
        **base, facts={p.word: p.is_so}, target=p.target
    ),
}
