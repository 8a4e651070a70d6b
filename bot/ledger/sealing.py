"""Make seals, and hand them to those who keep them elsewhere.

A seal takes the heads of all ledgers that moved since the one before. When to make
one, and to whom its header goes, is decided by the caller.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlmodel import col

from bot.ledger import chain, keys, seals
from bot.ledger.keys import Key
from bot.store import migrate, record
from bot.store.changes import columns_of
from bot.store.connect import Database
from bot.store.writer import Done
from bot.verbs.ground import recording
from models import errors
from models.ledger import Ledger, Seal, SealLeaf


def own_key(path: Path, database: Database) -> Key:
    """Return the installation's key; made where nothing is sealed yet.

    Args:
        path: Where the key is, or will be.
        database: What it seals; it may have no tables yet.

    Raises:
        errors.ConfigurationError: The file cannot be read or is open to others, or it
            is gone and seals were made with it.
        errors.StorageError: The file is gone and the database cannot be read.
    """
    if path.exists():
        return keys.load(path)
    if migrate.state(database) is not migrate.SchemaState.EMPTY:
        with database.reading() as connection:
            is_sealed = latest_header(connection) is not None
        if is_sealed:
            raise gone(path)
    return keys.create(path)


def gone(path: Path) -> errors.ConfigurationError:
    """Return what is said where a key is missing that made seals."""
    return errors.ConfigurationError(
        f"KEY_FILE {path} is gone, and seals were made with it: put the copy of it "
        "back, or set KEY_FILE."
    )


def seal_now(
    connection: Connection, calls: Sequence[tuple[Key, datetime]]
) -> list[Done[Seal | None]]:
    """Seal what moved; where nothing did, make no seal. A job for the writer.

    Of two processes that make the same number at once the database refuses one, and
    the writer does that job again.

    Args:
        connection: Connection of the writer, in its transaction.
        calls: The key that signs, and when each call was made (aware UTC).

    Returns:
        The seal that was made, or None, once for each call: one serves all.
    """
    moved = _moved(connection)
    if not moved:
        return [Done(None) for _ in calls]
    key, now = max(calls, key=lambda call: call[1])
    seal = _make(connection, moved, key, now)
    return [Done(seal) for _ in calls]


def _moved(connection: Connection) -> list[Ledger]:
    """Lock the ledgers that moved, in the order in which everybody locks them."""
    query = (
        select(*columns_of(Ledger).c)
        .where(col(Ledger.position) > col(Ledger.sealed_position))
        .order_by(col(Ledger.id))
        # SQLite has no such words, and a writer there has the whole file already.
        .with_for_update()
    )
    return cast("list[Ledger]", connection.execute(query).all())


def _make(
    connection: Connection, moved: Sequence[Ledger], key: Key, now: datetime
) -> Seal:
    # Read after the locks: whoever held them may have made a seal meanwhile.
    before = latest_header(connection)
    made = seals.make(
        before["hash"] if before else chain.FIRST,
        before["number"] + 1 if before else 1,
        at=recording.instant(now),
        leaves=[(row.id, row.position, row.head) for row in moved],
    )
    digest = seals.seal_hash(made)
    row = {
        "number": made["number"],
        "at": now,
        "root": made["root"],
        "previous": made["previous"],
        "size": len(moved),
        "hash": digest,
        "signature": key.sign(seals.sign_over(digest)),
    }
    connection.execute(insert(columns_of(Seal)), row)
    connection.execute(
        insert(columns_of(SealLeaf)),
        [
            {
                "ledger_id": leaf.id,
                "seal_number": made["number"],
                "position": leaf.position,
                "head": leaf.head,
            }
            for leaf in moved
        ],
    )
    ledgers = columns_of(Ledger)
    connection.execute(
        update(ledgers)
        .where(ledgers.c.id == bindparam("of_id"))
        .values(sealed_position=bindparam("to_position")),
        [{"of_id": leaf.id, "to_position": leaf.position} for leaf in moved],
    )
    return Seal(**row)


def latest_header(connection: Connection) -> dict[str, Any] | None:
    """Return the header of the last seal; None where there is none yet."""
    query = select(*columns_of(Seal).c).order_by(col(Seal.number).desc()).limit(1)
    row: Any = connection.execute(query).first()
    return None if row is None else record.header_columns(row)


def headers(connection: Connection, first: int, last: int) -> list[dict[str, Any]]:
    """Return the headers of the seals of these numbers, those included."""
    query = (
        select(*columns_of(Seal).c)
        .where(col(Seal.number).between(first, last))
        .order_by(col(Seal.number))
    )
    rows: Sequence[Any] = connection.execute(query).all()
    return [record.header_columns(row) for row in rows]


def read_headers(data: bytes) -> list[dict[str, Any]]:
    """Read seals that were kept elsewhere: one JSON object, or one on each line.

    Raises:
        errors.InvalidInputError: That is not what the file holds, or a seal does not
            give its own hash; names the line.
    """
    try:
        return [_header(json.loads(data), 1)]
    except ValueError:
        lines = [line for line in data.splitlines() if line.strip()]
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(_header(json.loads(line), number))
        except ValueError as error:
            raise _no_seal(number) from error
    if not found:
        raise errors.InvalidInputError("seal", "The file holds no seal.")
    return found


def _header(value: Any, line: int) -> dict[str, Any]:
    try:
        if seals.seal_hash(value) == value["hash"] and value["number"] >= 1:
            return dict(value)
    except (KeyError, TypeError) as error:
        raise _no_seal(line) from error
    raise errors.InvalidInputError(
        "seal", f"Line {line}: this seal does not give its own hash."
    )


def _no_seal(line: int) -> errors.InvalidInputError:
    return errors.InvalidInputError("seal", f"Line {line} is no seal.")
