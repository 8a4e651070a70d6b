"""Put what no list has into a row, as somebody with the database can."""

from typing import Any

from sqlalchemy import Connection, create_engine, text

from bot.store.connect import Database

WORD = "bogus"


def spoil(
    database: Database, place: str, where: str = "TRUE", *, value: Any = WORD
) -> None:
    """Put a value past every check into the rows of a condition.

    Args:
        database: The database.
        place: Table and column.
        where: Which rows; at least one.
        value: What is put there.
    """
    table, column = place.split()
    engine = create_engine(database.url)
    with engine.begin() as connection:
        _let_anything_in(connection, table, is_sqlite=database.is_sqlite)
        change = f"UPDATE {table} SET {column} = :v WHERE {where}"  # noqa: S608 - ours
        assert connection.execute(text(change), {"v": value}).rowcount >= 1, place
    engine.dispose()


def _let_anything_in(connection: Connection, table: str, *, is_sqlite: bool) -> None:
    if is_sqlite:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = on")
        return
    query = text(
        "SELECT conname FROM pg_constraint"
        " WHERE contype = 'c' AND conrelid = CAST(:t AS regclass)"
    )
    for name in connection.execute(query, {"t": table}).scalars().all():
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
