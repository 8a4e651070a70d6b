"""Keep what the phone company knows, and give it back to one that was opened anew.

Kept are messages, phones with their switches, opt-outs, whom people talk with, what
waits to be sent or posted, the error log, and what was switched to go wrong. Answers
arranged for single calls are a test's, and not kept.
"""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

from bot.simulator import (
    accounts,
    callbacks,
    handset,
    phone_company,
    records,
    vendor_rules,
)
from bot.simulator import troubles as trouble_switches
from models import errors

Troubles = TypeVar("Troubles")

#: The longest that an answer may be made to wait, in seconds.
_DELAY_MAX_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One handset."""

    e164: str
    is_on: bool
    kind: Literal["mobile", "landline"]
    fails_with: int | None
    #: What it has shown, oldest first.
    shown: list[handset.ShownText]


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """All that the company would lose with its memory."""

    account_sid: str
    numbers: tuple[str, ...]
    service_sid: str | None
    #: In the order of acceptance.
    messages: list[records.Message]
    phones: list[Phone]
    #: (service or number, recipient) of every STOP that stands.
    opt_outs: list[tuple[str, str]]
    #: The number of ours that a person talks with.
    partners: dict[str, str]
    #: SIDs of what waits to be sent, in order.
    unsent: list[str]
    callbacks: list[callbacks.Callback]
    debugger_events: list[records.DebuggerEvent]
    troubles: trouble_switches.Troubles


def kept(company: phone_company.PhoneCompany) -> Company:
    """Return what a company knows; hold `network.changed` as long as you use it."""
    network = company.network
    with network.changed:
        return Company(
            account_sid=company.account_sid,
            numbers=company.numbers,
            service_sid=company.service_sid,
            messages=list(network.book),
            phones=[
                Phone(
                    e164=phone.e164,
                    is_on=phone.is_on,
                    kind=phone.kind,
                    fails_with=phone.fails_with,
                    shown=phone.received,
                )
                for phone in network.phones.values()
            ],
            opt_outs=sorted(network.opt_outs.standing),
            partners=dict(network.partners),
            unsent=list(network.unsent),
            callbacks=network.callbacks.waiting,
            debugger_events=company.debugger_events,
            troubles=company.troubles,
        )


def give_back(company: phone_company.PhoneCompany, known: Company) -> None:
    """Make a company know this, and nothing that it knew before.

    Args:
        company: One with the same account.
        known: What `check` lets pass.

    Raises:
        ConfigurationError: It is of another account.
    """
    own = (company.account_sid, company.numbers, company.service_sid)
    if own != (known.account_sid, known.numbers, known.service_sid):
        raise errors.ConfigurationError(
            "The saved stage is of another account at the phone company."
        )
    network = company.network
    with network.changed:
        switch(company.troubles, known.troubles)
        network.book = records.Book()
        for message in known.messages:
            network.book.add(dataclasses.replace(message))
        for e164 in {*network.phones} - {phone.e164 for phone in known.phones}:
            del network.phones[e164]
        for phone in known.phones:
            _set_phone(network.phone(phone.e164), phone)
        network.opt_outs.standing = set(known.opt_outs)
        network.partners = dict(known.partners)
        waiting = set(known.unsent)
        by_sid = {one.sid: one for one in network.book if one.sid in waiting}
        network.unsent = {sid: by_sid[sid] for sid in known.unsent}
        network.callbacks.waiting = list(known.callbacks)
        network.changed.notify_all()
    company.webhooks.events = known.debugger_events


def switch(mine: Troubles, others: Troubles) -> None:
    """Switch troubles as others of the same kind are switched."""
    assert dataclasses.is_dataclass(mine)
    for field in dataclasses.fields(mine):
        if field.init:
            setattr(mine, field.name, getattr(others, field.name))


def check(known: Company) -> None:
    """Refuse what no company could have known.

    Raises:
        ConfigurationError: There is such a thing; the sentence names no number.
    """
    try:
        accounts.check(known.account_sid, known.numbers, known.service_sid)
    except ValueError as error:
        raise errors.ConfigurationError(f"The saved account: {error}.") from None
    for wrong in _problems(known):
        raise errors.ConfigurationError(f"The saved phone company: {wrong}.")


def _problems(known: Company) -> Iterator[str]:
    sids = [message.sid for message in known.messages]
    if [message.number for message in known.messages] != list(range(len(sids))):
        yield "its messages are not numbered in their order"
    if _doubles(sids) or not all(sids):
        yield "two messages have one SID"
    if not all(map(_is_sound, known.messages)):
        yield "a message is one that nobody could have sent"
    phones = [phone.e164 for phone in known.phones]
    is_number = vendor_rules.is_phone_number
    if _doubles(phones) or not all(map(is_number, phones)):
        yield "a phone has no number of its own"
    if _doubles(known.unsent) or not set(known.unsent) <= _sendable(known):
        yield "what waits to be sent is no message on its way"
    mine = {*known.numbers, known.service_sid}
    if not {scope for scope, _ in known.opt_outs} <= mine:
        yield "somebody stopped a sender that is not the account's"
    others = {e164 for _, e164 in known.opt_outs} | set(known.partners)
    if not all(map(is_number, others)) or not set(known.partners.values()) <= mine:
        yield "somebody without a number talks with it"
    if not 0 <= known.troubles.answer_delay_seconds <= _DELAY_MAX_SECONDS:
        yield "its answers never come"


def _is_sound(message: records.Message) -> bool:
    is_number = vendor_rules.is_phone_number
    from_e164 = message.from_e164
    if from_e164 is None and message.status != "accepted":
        return False
    if not 1 <= message.validity_seconds <= vendor_rules.VALIDITY_MAX_SECONDS:
        return False
    return is_number(message.to_e164) and (from_e164 is None or is_number(from_e164))


def _sendable(known: Company) -> set[str]:
    return {
        message.sid
        for message in known.messages
        if message.status in ("accepted", "queued") and message.direction != "inbound"
    }


def _doubles(names: Iterable[str]) -> bool:
    listed = list(names)
    return len(set(listed)) < len(listed)


def _set_phone(phone: handset.Phone, as_kept: Phone) -> None:
    phone.is_on, phone.kind = as_kept.is_on, as_kept.kind
    phone.fails_with = as_kept.fails_with
    phone.show_only(as_kept.shown)
