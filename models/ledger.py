"""Hold the ledgers: heads, entries, items and seals."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models import base

#: Ledger of people and numbers.
ROSTER = "roster"
#: Ledger of who is on duty.
PRESENCE = "presence"
#: Ledger of the installation itself: texts of unknown numbers, packets, alarms.
SYSTEM = "system"

#: Ledgers that are no incident's.
INSTALLATION = frozenset({ROSTER, PRESENCE, SYSTEM})


class Ledger(SQLModel, table=True):
    """Keep the head of one chain; an incident's ledger bears its id."""

    __tablename__ = "ledger"

    id: str = base.key()
    #: Position of the last entry; 0 where there is none.
    position: int
    #: Hash of the last entry.
    head: str = Field(max_length=base.HASH_LENGTH)
    #: Position that the last seal took.
    sealed_position: int = 0


class Entry(SQLModel, table=True):
    """Keep one act, for ever, exactly as it was hashed."""

    __tablename__ = "entry"

    ledger_id: str = Field(
        foreign_key="ledger.id", primary_key=True, max_length=base.ID_LENGTH
    )
    position: int = Field(primary_key=True)
    #: Sorts entries of different ledgers in the order in which they were written.
    id: str = Field(max_length=base.ID_LENGTH)
    #: `subject:happened`.
    event: str = Field(max_length=64)
    at: datetime
    #: Person who acted, where it was one.
    actor_id: str | None = Field(default=None, max_length=base.ID_LENGTH, index=True)
    #: Request by which it came.
    request_id: str | None = Field(default=None, max_length=120)
    #: The entry as canonical JSON; what the hash is taken of.
    record: str = base.long_text()
    hash: str = Field(max_length=base.HASH_LENGTH)


class Item(SQLModel, table=True):
    """Keep words, names and numbers outside the entry that stands for them."""

    __tablename__ = "item"

    ledger_id: str = Field(primary_key=True, max_length=base.ID_LENGTH)
    position: int = Field(primary_key=True)
    name: str = Field(primary_key=True, max_length=80)
    #: 32 hexadecimal digits.
    salt: str = Field(max_length=32)
    content: str = base.long_text()
    #: Rule by which it is held back from every copy; None: it is not.
    held_by: str | None = Field(default=None, max_length=200)


class Seal(SQLModel, table=True):
    """Keep a Merkle root over the heads of all ledgers that moved."""

    __tablename__ = "seal"

    number: int = Field(primary_key=True)
    at: datetime
    root: str = Field(max_length=base.HASH_LENGTH)
    previous: str = Field(max_length=base.HASH_LENGTH)
    size: int
    hash: str = Field(max_length=base.HASH_LENGTH)
    signature: str = Field(max_length=128)


class SealLeaf(SQLModel, table=True):
    """Keep which head of which ledger a seal took."""

    __tablename__ = "seal_leaf"

    ledger_id: str = Field(primary_key=True, max_length=base.ID_LENGTH)
    seal_number: int = Field(primary_key=True, index=True)
    position: int
    head: str = Field(max_length=base.HASH_LENGTH)


class Mark(SQLModel, table=True):
    """Keep when a part of the machinery last did its work (machine's clock)."""

    __tablename__ = "mark"

    name: str = Field(primary_key=True, max_length=32)
    at: datetime
