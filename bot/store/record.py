"""Read the record in pieces: to check it against itself, or to copy a part of it.

All take an open connection and change nothing. Nothing is read whole, because the
record of years does not fit into memory; rows come in the order of their keys. What
a column cannot hold is given as `stored.Unreadable`.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    Connection,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
    tuple_,
)
from sqlmodel import col

from bot.store import stored
from bot.verbs.ground import recording
from models.incident import PolicyVersion
from models.ledger import Entry, Item, Ledger, Seal, SealLeaf

#: Rows that are held in memory at a time.
PIECE = 500


class Recorded(NamedTuple):
    """Hold one entry as stored, with what stands beside it."""

    entry: Entry
    items: dict[str, Item]
    #: Position and hash that the ledger's own row names as its last; None: there
    #: is no such row, or it names none.
    head: tuple[int, str] | None


def entries(
    connection: Connection, ledger_id: str | None = None, *, until: int | None = None
) -> Iterator[Recorded]:
    """Give every entry of all ledgers, or of one, up to a position."""
    after: tuple[str, int] = (ledger_id or "", 0)
    key = tuple_(col(Entry.ledger_id), col(Entry.position))
    query = (
        select(
            *stored.columns(Entry), col(Ledger.position).label("last"), col(Ledger.head)
        )
        .outerjoin(Ledger, col(Ledger.id) == col(Entry.ledger_id))
        .order_by(col(Entry.ledger_id), col(Entry.position))
        .limit(PIECE)
    )
    if ledger_id is not None:
        query = query.where(col(Entry.ledger_id) == ledger_id)
    if until is not None:
        query = query.where(col(Entry.position) <= until)
    while True:
        rows: Sequence[Any] = connection.execute(query.where(key > after)).all()
        if not rows:
            return
        first, last = rows[0], rows[-1]
        after = (last.ledger_id, last.position)
        items = _items(connection, (first.ledger_id, first.position), after)
        for row in rows:
            head = (row.last, row.head) if isinstance(row.last, int) else None
            yield Recorded(row, items.get((row.ledger_id, row.position), {}), head)


def _items(
    connection: Connection, first: tuple[str, int], last: tuple[str, int]
) -> dict[tuple[str, int], dict[str, Item]]:
    key = tuple_(col(Item.ledger_id), col(Item.position))
    query = select(*stored.columns(Item)).where(key >= first, key <= last)
    found: dict[tuple[str, int], dict[str, Item]] = defaultdict(dict)
    for row in cast("Sequence[Item]", connection.execute(query).all()):
        found[row.ledger_id, row.position][row.name] = row
    return found


def stray_items(connection: Connection) -> Iterator[Item]:
    """Give the items that stand beside no entry."""
    beside = exists().where(
        col(Entry.ledger_id) == col(Item.ledger_id),
        col(Entry.position) == col(Item.position),
    )
    yield from stream(connection, select(*stored.columns(Item)).where(~beside))


def bare_ledgers(connection: Connection) -> Iterator[Ledger]:
    """Give the ledgers that name a last entry and have none at all."""
    has_entry = exists().where(col(Entry.ledger_id) == col(Ledger.id))
    query = select(*stored.columns(Ledger)).where(col(Ledger.position) > 0, ~has_entry)
    yield from stream(connection, query)


def wrongly_sealed(connection: Connection) -> Iterator[Ledger]:
    """Give the ledgers that name another position as sealed than the seals do."""
    taken = (
        select(func.coalesce(func.max(col(SealLeaf.position)), 0))
        .where(col(SealLeaf.ledger_id) == col(Ledger.id))
        .scalar_subquery()
    )
    query = select(*stored.columns(Ledger)).where(col(Ledger.sealed_position) != taken)
    yield from stream(connection, query)


def unsealed_entries(connection: Connection) -> int:
    """Count the entries that no seal covers yet."""
    behind = col(Ledger.position) - col(Ledger.sealed_position)
    query = select(func.coalesce(func.sum(behind), 0))
    return int(connection.execute(query).scalar_one())


def seals(
    connection: Connection, first: int = 1, last: int | None = None
) -> Iterator[dict[str, Any]]:
    """Give the seals of these numbers as `bot.ledger.seals` has them, with leaves."""
    after = first - 1
    query = select(*stored.columns(Seal)).order_by(col(Seal.number)).limit(PIECE)
    if last is not None:
        query = query.where(col(Seal.number) <= last)
    while True:
        rows = cast(
            "Sequence[Seal]",
            connection.execute(query.where(col(Seal.number) > after)).all(),
        )
        if not rows:
            return
        leaves = _leaves(connection, rows[0].number, rows[-1].number)
        after = rows[-1].number
        for row in rows:
            yield {**header_columns(row), "leaves": sorted(leaves[row.number])}


def header_columns(row: Seal) -> dict[str, Any]:
    """Return a stored seal as `bot.ledger.seals` has it, without its leaves."""
    return {
        "number": row.number,
        "at": recording.plain(row.at),
        "root": row.root,
        "previous": row.previous,
        "size": row.size,
        "hash": row.hash,
        "signature": row.signature,
    }


def _leaves(
    connection: Connection, first: int, last: int
) -> dict[int, list[list[Any]]]:
    query = select(*stored.columns(SealLeaf)).where(
        col(SealLeaf.seal_number).between(first, last)
    )
    found: dict[int, list[list[Any]]] = defaultdict(list)
    for row in cast("Sequence[SealLeaf]", connection.execute(query)):
        found[row.seal_number].append([row.ledger_id, row.position, row.head])
    return found


def stray_leaves(connection: Connection) -> Iterator[SealLeaf]:
    """Give what was sealed under the number of a seal that is not there."""
    is_sealed = exists().where(col(Seal.number) == col(SealLeaf.seal_number))
    yield from stream(connection, select(*stored.columns(SealLeaf)).where(~is_sealed))


def broken_leaves(connection: Connection) -> Iterator[tuple[SealLeaf, bool]]:
    """Give what seals say of entries that are others now, or missing.

    Returns:
        The leaf, and whether an entry stands at its place.
    """
    query = (
        select(*stored.columns(SealLeaf), col(Entry.hash).label("found"))
        .outerjoin(
            Entry,
            and_(
                col(Entry.ledger_id) == col(SealLeaf.ledger_id),
                col(Entry.position) == col(SealLeaf.position),
            ),
        )
        .where(or_(col(Entry.hash).is_(None), col(Entry.hash) != col(SealLeaf.head)))
        .order_by(col(SealLeaf.ledger_id), col(SealLeaf.position))
    )
    for row in connection.execute(query):
        yield cast("SealLeaf", row), row.found is not None


def leaves_of(
    connection: Connection, ledger_id: str, *, until: int | None = None
) -> list[SealLeaf]:
    """Return which seals took a ledger, and where it stood; oldest first."""
    query = (
        select(*stored.columns(SealLeaf))
        .where(col(SealLeaf.ledger_id) == ledger_id)
        .order_by(col(SealLeaf.seal_number))
    )
    if until is not None:
        query = query.where(col(SealLeaf.seal_number) <= until)
    return cast("list[SealLeaf]", connection.execute(query).all())


def policies(connection: Connection) -> Iterator[PolicyVersion]:
    """Give every policy under which an incident was opened."""
    yield from stream(connection, select(*stored.columns(PolicyVersion)))


def stream(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    """Give rows without holding them all, where the driver can."""
    options = {"yield_per": PIECE}
    yield from connection.execute(query, execution_options=options)
