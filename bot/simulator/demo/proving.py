"""Prove the record on the page: check every chain and seal, make and check packets.

What the command line does with `audit verify`, `packet` and `verify`, for the same
installation: the database and the key of the bot on stage.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from bot import settings
from bot.evidence import packet as packets
from bot.house import House
from bot.ledger import audit as audits
from bot.simulator import installation
from bot.simulator.demo.premises import Premises
from bot.store import ids
from bot.verbs.ground import recording
from models.incident import Incident
from models.ledger import Ledger

#: Sentences about what is broken that are shown; the rest is counted.
_LISTED = 12


def audit(p: Premises) -> dict[str, Any]:
    """Seal what is not sealed yet, check everything, and keep what was found.

    Returns:
        The section `proof`.

    Raises:
        HoldfastError: The database or the key cannot be read.
    """
    with house(p) as beside:
        # So that the newest entries are under a seal too.
        beside.seal()
        key = beside.key()
        with beside.database.reading() as connection:
            found = audits.verify(connection, key=key.public_hex)
            read = _read(connection)
    p.proof = {
        "at": recording.instant(p.clock.now()),
        "is_sound": found.is_sound,
        "lines": list(_lines(found, key.fingerprint)),
        "broken": [
            {"place": one.place, "position": one.position, "what": one.sentence}
            for one in found.problems[:_LISTED]
        ],
        "read": read,
        "unsealed": found.unsealed,
    }
    return p.proof


def _read(connection: Connection) -> dict[str, int]:
    """Return up to which entry each incident was read, by its reference."""
    query = select(col(Incident.reference), col(Ledger.position)).join(
        Ledger, col(Ledger.id) == col(Incident.id)
    )
    return {reference: position for reference, position in connection.execute(query)}


def _lines(found: audits.Findings, fingerprint: str) -> Iterator[str]:
    if not found.is_sound:
        for one in found.problems[:_LISTED]:
            yield f"Broken: {one}"
        more = len(found.problems) - _LISTED + found.more
        if more > 0:
            yield f"And {more} more."
        return
    yield (
        f"{_counted(found.entries, 'entry', 'entries')} in "
        f"{_counted(found.ledgers, 'chain', 'chains')}: each names the one before."
    )
    yield f"{_counted(found.items, 'text', 'texts')} beside them: each gives its hash."
    yield (
        f"{_counted(found.rows, 'row', 'rows')} of the database: each is what the "
        "entries say."
    )
    yield f"{_counted(found.seals, 'seal', 'seals')}: signed by key {fingerprint}."


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def packet(p: Premises, reference: str) -> bytes:
    """Make the packet of an incident as it stands now; that is put on record.

    Returns:
        The ZIP file.

    Raises:
        NotFoundError: There is no such incident.
        LedgerError: Its record is damaged.
        HoldfastError: The database or the key cannot be read.
    """
    with house(p) as beside:
        beside.seal()
        with beside.database.reading() as connection:
            made = packets.build(connection, reference, beside.key())
        entered = packets.Made(
            request_id=f"demo:packet:{ids.new_id()}",
            packet=made,
            actor=installation.OPERATOR,
            at=p.clock.now(),
        )
        beside.writer.submit(packets.record_made, entered).result()
    return made.zip_bytes


@contextlib.contextmanager
def house(p: Premises) -> Iterator[House]:
    """Give a house beside the bot, on its database and by the story's clock."""
    beside = House(settings.load(p.environ, None), clock=p.clock, database=p.database)
    beside.open()
    try:
        yield beside
    finally:
        # The database stays open: it is the stage's.
        beside.writer.stop()
