"""Compare tries and receipts with what the entries tell of the messages.

An entry tells how a message stood, its id at the provider and the provider's code; it
names no try. So nobody can say of each try what it should be, only whether

- what an entry tells stands in a try or a receipt,
- what a try or a receipt says was told, where it must have been news,
- a message has as many tries, numbered from 1, as were counted.

What changed nothing when it came (a refusal for now, a second look that found the
same) was told by no entry and is not compared; nor are the machine's instants and the
status of an HTTP answer. Answers to texts have no such entries: only how many tries
they had is looked at. A try that was begun and never noted is one of a process that
died.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from bot.ledger import reading
from bot.store import rows, stored
from models import enums, ledger
from models.enums import AttemptKind as Kind
from models.enums import AttemptOutcome as Outcome
from models.enums import NoticeState as State

#: By the id of a message, what the entries tell of it.
Telling = Mapping[str, Sequence[reading.Told]]

#: Rank from which on a provider has a message, and from which on nothing changes it.
_TAKEN, _FINAL = enums.NOTICE_RANK[State.ACCEPTED], enums.NOTICE_RANK[State.DELIVERED]

#: How a try can end by which a message came to stand so.
_ENDS = {
    State.QUEUED: (Outcome.NOT_FOUND, Outcome.DEFERRED),
    State.UNKNOWN: (Outcome.UNKNOWN,),
    State.ACCEPTED: (Outcome.ACCEPTED,),
    State.NOT_DELIVERED: (Outcome.REFUSED,),
}
#: What must have been tried for it to end so.
_KINDS = {
    Outcome.ACCEPTED: Kind.SEND,
    Outcome.REFUSED: Kind.SEND,
    Outcome.FOUND: Kind.LOOKUP,
    Outcome.NOT_FOUND: Kind.LOOKUP,
}
#: Ends of a try that has the provider's id of the message.
_WITH_ID = (Outcome.ACCEPTED, Outcome.FOUND)
#: States that come about without any try or receipt, unless the provider is named.
_BY_US = (State.NOT_DELIVERED, State.CANCELLED, State.EXPIRED)


@dataclass(frozen=True, slots=True)
class _Message:
    """Hold one message with all that hangs on it."""

    row: rows.Message
    told: Sequence[reading.Told]
    tries: Sequence[Any]
    receipts: Sequence[Any]

    def rank(self) -> int:
        """Return how far it came, as the entries tell."""
        return max((enums.NOTICE_RANK[one.state] for one in self.told), default=0)

    def has_id(self, provider_id: str | None) -> bool:
        """Tell whether an entry names this id of the provider's."""
        return any(one.provider_id == provider_id for one in self.told)


class Deliveries:
    """Say where tries and receipts are not what the entries tell."""

    def __init__(self, connection: Connection, say: reading.Say) -> None:
        """Keep where to look, and what is called for each difference."""
        self._connection = connection
        self._say = say

    def compare(self, incident_ids: Sequence[str] | None, telling: Telling) -> int:
        """Compare the messages of these incidents, or all of none.

        Returns:
            How many tries and receipts were compared.
        """
        count = 0
        for piece in rows.messages(self._connection, incident_ids):
            tries, receipts = rows.tries_and_receipts(
                self._connection, [row.id for row in piece]
            )
            for row in piece:
                message = _Message(
                    row,
                    telling.get(row.id, ()),
                    tries.get(row.id, ()),
                    receipts.get(row.id, ()),
                )
                count += len(message.tries) + len(message.receipts)
                self._compare(message)
        return count

    def find_strays(self) -> None:
        """Look for what belongs to no message."""
        for table, row in rows.stray_tries(self._connection):
            what = f"Row {row.id} of {table}: there is no such message."
            self._say(ledger.SYSTEM, None, what)

    def _compare(self, message: _Message) -> None:
        row = message.row
        where = row.incident_id or ledger.SYSTEM
        for position, sentence in _differences(message):
            self._say(where, position, sentence)


def _differences(message: _Message) -> Iterator[tuple[int | None, str]]:
    """Give what is wrong with a message's tries and receipts."""
    row, last = message.row, message.told[-1].position if message.told else None
    numbers = [one.number for one in message.tries]
    if sorted(numbers, key=str) != sorted(range(1, _count(row) + 1), key=str):
        what = "its tries are not the ones that were counted."
        yield last, f"Row {row.id} of notice: {what}"
    for name, wrong in (("attempt", _of_try), ("receipt", _of_receipt)):
        for one in message.tries if name == "attempt" else message.receipts:
            for column in dict.fromkeys((*_odd(one), *wrong(one, message))):
                what = f"column {column} says what no entry tells."
                yield last, f"Row {one.id} of {name}: {what}"
    for told in message.told:
        if _needs_proof(told) and not _is_proved(told, message):
            what = f"no try and no receipt says what entry {told.position} tells of it."
            yield told.position, f"Row {row.id} of notice: {what}"


def _count(row: rows.Message) -> int:
    """Return how many tries were counted; none where that is no number."""
    count: object = row.attempts
    return count if isinstance(count, int) else 0


def _odd(row: Any) -> Iterator[str]:
    """Give the columns with what they cannot hold."""
    for name, value in row._mapping.items():
        if isinstance(value, stored.Unreadable):
            yield name


def _of_try(one: Any, message: _Message) -> Iterator[str]:
    """Give the columns of a try that say what was never told."""
    is_open = one.outcome is None
    if is_open != (one.finished_at is None) or (
        _KINDS.get(one.outcome, one.kind) != one.kind
    ):
        yield "outcome"
    if (one.provider_id is not None) != (one.outcome in _WITH_ID):
        yield "provider_id"
    if message.row.purpose == enums.Purpose.ANSWER:
        return
    rank = message.rank()
    if (
        one.outcome in _WITH_ID
        and rank < _TAKEN
        and not message.has_id(one.provider_id)
    ):
        yield "provider_id"
    is_unknown = any(told.state is State.UNKNOWN for told in message.told)
    if (one.outcome is Outcome.REFUSED and rank < _FINAL) or (
        one.outcome is Outcome.UNKNOWN and rank < _TAKEN and not is_unknown
    ):
        yield "outcome"


def _of_receipt(one: Any, message: _Message) -> Iterator[str]:
    """Give the columns of a receipt that say what was never told."""
    rank = enums.NOTICE_RANK.get(one.state, 0)
    is_answer = message.row.purpose == enums.Purpose.ANSWER
    if is_answer or rank < _TAKEN or rank <= message.rank():
        return
    # That another copy of a message did not arrive says nothing of the one it is.
    is_of_copy = one.state in _BY_US and not message.has_id(one.provider_id)
    if not is_of_copy:
        yield "state"


def _needs_proof(told: reading.Told) -> bool:
    """Tell whether a provider must have said so."""
    is_ours = told.state in _BY_US
    return not is_ours or told.provider_id is not None or told.vendor_code is not None


def _is_proved(told: reading.Told, message: _Message) -> bool:
    """Tell whether a try or a receipt says what an entry tells."""
    said = (told.provider_id, told.vendor_code)
    return any(
        one.state == told.state and (one.provider_id, one.vendor_code) == said
        for one in message.receipts
    ) or any(_is_end(told, one) for one in message.tries)


def _is_end(told: reading.Told, one: Any) -> bool:
    """Tell whether a message can stand so by this try."""
    if one.vendor_code != told.vendor_code:
        return False
    if one.outcome in _WITH_ID and one.provider_id != told.provider_id:
        return False
    return one.outcome is Outcome.FOUND or one.outcome in _ENDS.get(told.state, ())
