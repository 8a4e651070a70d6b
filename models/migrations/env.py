"""Run migrations on the connection that the program hands over.

Alembic loads this file. It opens no database and reads no settings: locks,
transactions and the order of events are in the module that calls Alembic.
"""

from typing import Any, Literal

from alembic import context
from sqlmodel.sql import sqltypes

# Named so that their tables are known to the comparison below.
from models import (  # noqa: F401
    base,
    duty,
    footage,
    inbox,
    incident,
    ledger,
    notice,
    people,
    slack,
)


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write a type of SQLModel's own as the plain type beneath it.

    A migration must mean the same for ever, whatever SQLModel does later.
    """
    if kind == "type" and isinstance(item, sqltypes.AutoString):
        return f"sa.String({item.length})"
    if kind == "type" and isinstance(item, sqltypes.UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Run what was asked for in the transaction that is open."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=base.Table.metadata,
        compare_type=True,
        compare_server_default=True,
        # SQLite changes a table by making it anew.
        render_as_batch=True,
        render_item=render,
    )
    context.run_migrations()


run()
