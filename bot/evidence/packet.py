"""Make the packet of an incident: its record, in a form that proves itself.

A packet is of one position of the incident's ledger, the last that a seal took. The
same position gives the same bytes, whenever it is made: nothing in it is read from
rows that go on changing, and nothing from after that position.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from bot.evidence import bundle, incident_json, ledger_copy, people
from bot.ledger import chain, entries, keys, seals
from bot.policy import load
from bot.store import ids, incidents, questions, record
from bot.store.changes import Changes, columns_of
from bot.store.writer import Done
from bot.verbs.ground.decision import Act
from models import commands, errors
from models import ledger as ledgers
from models.inbox import Request
from models.ledger import Entry, Ledger

#: Form of the packet, and what stands before the manifest when it is signed.
#: Source: bot/evidence/verify_packet.py, which checks both.
FORMAT, SIGNATURE_TAG = "holdfast packet 1", b"holdfast manifest 1\n"


@dataclass(frozen=True, kw_only=True)
class Packet:
    """Hold a packet in memory.

    Attributes:
        reference: Of the incident.
        ledger: Id of its ledger.
        position: Of the last entry in it.
        head: Hash of that entry.
        files: Content by name.
    """

    reference: str
    ledger: str
    position: int
    head: str
    files: Mapping[str, bytes]

    @cached_property
    def zip_bytes(self) -> bytes:
        """Return the packet as one file."""
        return bundle.zip_bytes(self.files)

    @cached_property
    def sha256(self) -> str:
        """Return the SHA-256 of that file."""
        return hashlib.sha256(self.zip_bytes).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Say that a packet was made, by whom, and when (aware UTC)."""

    #: Identifies the making for ever; entered once, however often it is asked.
    request_id: str
    packet: Packet
    actor: commands.Actor
    at: datetime


def build(connection: Connection, reference: str, key: keys.Key) -> Packet:
    """Make the packet of an incident as the last seal found it.

    Make a seal first, so that this is as it stands now.

    Args:
        connection: An open connection.
        reference: The incident's, as it is stored.
        key: Signs the packet.

    Raises:
        errors.NotFoundError: There is no such incident.
        errors.ConflictError: No seal has taken it yet.
        errors.LedgerError: Its record is damaged, or signed by another key.
    """
    ledger = incidents.incidents_of_references(connection, [reference]).get(reference)
    if ledger is None:
        raise errors.NotFoundError(f"There is no incident {reference}.")
    leaves = record.leaves_of(connection, ledger)
    if not leaves:
        raise errors.ConflictError(f"Incident {reference} is under no seal yet.")
    last = leaves[-1]
    called = f"Incident {reference}"
    copied = ledger_copy.copy(
        connection, ledger, position=last.position, head=last.head, called=called
    )
    everybody = people.as_sealed(connection, last.seal_number)
    everybody.learn(copied)
    told = incident_json.tell(
        copied, everybody, lambda version: _policy(connection, version)
    )
    if told["reference"] != reference:
        raise errors.LedgerError(f"{called}: its entries call it otherwise.")
    covering = range(leaves[0].seal_number, last.seal_number + 1)
    files = {
        "incident.json": _readable(told),
        "audit.jsonl": b"".join(_line(line) for line in copied.lines),
        "seals.jsonl": _seals(connection, ledger, covering, key),
        **bundle.checker_files(
            reference=reference,
            ledger=ledger,
            position=copied.position,
            head=copied.head,
            fingerprint=key.fingerprint,
        ),
    }
    manifest = _readable(
        {
            "format": FORMAT,
            "reference": reference,
            "ledger": ledger,
            "position": copied.position,
            "head": copied.head,
            "seal": last.seal_number,
            "policy_version": told["policy"]["version"],
            "key": key.public_hex,
            "files": {
                name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)
            },
        }
    )
    files["manifest.json"] = manifest
    files["manifest.sig"] = key.sign(SIGNATURE_TAG + manifest).encode() + b"\n"
    return Packet(
        reference=reference,
        ledger=ledger,
        position=copied.position,
        head=copied.head,
        files=files,
    )


def write(packet: Packet, path: Path) -> None:
    """Write a packet to a file, whole or not at all; replaces what is there.

    Raises:
        OSError: It cannot be written.
    """
    beside = path.with_name(f"{path.name}.part")
    try:
        with beside.open("wb") as file:
            file.write(packet.zip_bytes)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def record_made(connection: Connection, calls: Sequence[Made]) -> list[Done[None]]:
    """Enter in the system's ledger that packets were made. A job for the writer.

    It is no entry of the incident's: making a packet changes no packet.
    """
    query = (
        select(*columns_of(Ledger).c)
        .where(col(Ledger.id) == ledgers.SYSTEM)
        # SQLite has no such words, and a writer there has the whole file already.
        .with_for_update()
    )
    row: Any = connection.execute(query).first()
    head = entries.Head(row.position, row.head) if row else entries.Head()
    changes = Changes()
    entered = questions.requests_seen(connection, [made.request_id for made in calls])
    for made in calls:
        if made.request_id in entered:
            continue
        entered.add(made.request_id)
        written = entries.write(
            Act(
                ledger_id=ledgers.SYSTEM,
                event="packet:made",
                facts={
                    "reference": made.packet.reference,
                    "ledger": made.packet.ledger,
                    "position": made.packet.position,
                    "sha256": made.packet.sha256,
                },
            ),
            head,
            at=made.at,
            actor=_actor(made.actor),
            request_id=made.request_id,
            entry_id=ids.new_id(),
        )
        head = written.head
        changes.insert(Entry, written.entry)
        changes.insert(Request, {"request_id": made.request_id, "at": made.at})
    if head.position == (row.position if row else 0):
        return [Done(None) for _ in calls]
    moved = {"position": head.position, "head": head.hash}
    if row:
        changes.update(Ledger, (ledgers.SYSTEM,), moved)
    else:
        changes.insert(Ledger, {"id": ledgers.SYSTEM, **moved})
    changes.write(connection)
    return [Done(None) for _ in calls]


def _actor(actor: commands.Actor) -> dict[str, str]:
    stated = {
        "channel": actor.channel.value,
        "person": actor.person_id,
        "account": actor.account,
    }
    return {name: value for name, value in stated.items() if value is not None}


def _policy(connection: Connection, version: str) -> str:
    """Return the text of the policy that the incident froze.

    Raises:
        errors.LedgerError: It is missing, or was changed.
    """
    text = questions.policy_text(connection, version)
    if text is None or load.version_of(text) != version:
        raise errors.LedgerError(
            f"The text of policy {version[:12]} is missing or was changed."
        )
    return text


def _line(line: ledger_copy.Line) -> bytes:
    row = {"entry": line.entry, "hash": line.hash, "items": line.items}
    return chain.canonical_json(row) + b"\n"


def _seals(connection: Connection, ledger: str, numbers: range, key: keys.Key) -> bytes:
    """Return the seals over a ledger, and those between them, one on each line."""
    shown = []
    for seal in record.seals(connection, numbers[0], numbers[-1]):
        found = seals.check_seals(
            [seal],
            is_whole=False,
            is_signed=lambda data, signed: keys.is_signed(key.public_hex, data, signed),
        )
        ledger_copy.refuse(found, "The seals")
        shown.append(seals.header_for(seal, ledger))
    ledger_copy.refuse(seals.check_seals(shown, is_whole=False), "The seals")
    if [header["number"] for header in shown] != list(numbers):
        raise errors.LedgerError(
            f"The seals: one of {numbers[0]} to {numbers[-1]} is missing."
        )
    return b"".join(chain.canonical_json(header) + b"\n" for header in shown)


def _readable(value: Any) -> bytes:
    """Write JSON for people and programs; the order is the one it was made in."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
