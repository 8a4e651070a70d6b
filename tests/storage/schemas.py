"""What a database is made of, in a form that can be compared; and a row of each."""

import importlib
import pkgutil
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

import models
from models.base import Table

#: Alembic's own; it is in no list of ours.
ALEMBIC = "alembic_version"

NOON = datetime(2026, 3, 10, 12, 30, 15, 123456, tzinfo=UTC)

#: Everything that PostgreSQL knows of its tables, beside what reflection shows.
CATALOGUE = {
    "columns": """
        SELECT table_name, column_name, data_type, character_maximum_length,
               datetime_precision, is_nullable, column_default, is_identity,
               is_generated, collation_name
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, contype, condeferrable,
               condeferred, convalidated, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "indexes": """
        SELECT tablename, indexname, indexdef
        FROM pg_indexes WHERE schemaname = 'public'""",
    "relations": """
        SELECT relname, relkind FROM pg_class
        WHERE relnamespace = 'public'::regnamespace""",
    "triggers": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}

#: The same for SQLite: each statement as it was given.
MASTER = "SELECT tbl_name, type, name, sql FROM sqlite_master"


def tables() -> list[sa.Table]:
    """Every table of the code, parents first; each module of models is loaded."""
    for module in pkgutil.iter_modules(models.__path__):
        importlib.import_module(f"models.{module.name}")
    return list(Table.metadata.sorted_tables)


def make_afresh(connection: Connection) -> None:
    """Make every table of the code without any migration."""
    tables()
    Table.metadata.create_all(connection)


def described(connection: Connection) -> dict[str, Any]:
    """Everything a database says of its tables; alike where they are alike."""
    return {"reflected": _reflected(connection), "raw": _raw(connection)}


def _reflected(connection: Connection) -> dict[str, Any]:
    inspector = sa.inspect(connection)
    return {
        name: {
            "columns": {
                column["name"]: {
                    **column,
                    "type": column["type"].compile(connection.dialect),
                }
                for column in inspector.get_columns(name)
            },
            "key": inspector.get_pk_constraint(name),
            "references": _by_name(inspector.get_foreign_keys(name)),
            "unique": _by_name(inspector.get_unique_constraints(name)),
            "checks": _by_name(inspector.get_check_constraints(name)),
            "indexes": {
                index["name"]: {
                    **index,
                    "dialect_options": {
                        option: str(value)
                        for option, value in index.get("dialect_options", {}).items()
                    },
                }
                for index in inspector.get_indexes(name)
            },
        }
        for name in inspector.get_table_names()
        if name != ALEMBIC
    }


def _by_name(found: Any) -> dict[str, Any]:
    return {one["name"]: one for one in found}


def _raw(connection: Connection) -> dict[str, list[str]]:
    if connection.dialect.name == "sqlite":
        return {
            f"{kind} {name}": _parts(statement or "")
            for table, kind, name, statement in connection.exec_driver_sql(MASTER)
            if table != ALEMBIC
        }
    return {
        topic: sorted(
            " | ".join(map(str, row))
            for row in connection.exec_driver_sql(query)
            if not str(row[0]).startswith(ALEMBIC)
        )
        for topic, query in CATALOGUE.items()
    }


def _parts(statement: str) -> list[str]:
    """A statement's lines in a fixed order: where a column stands means nothing."""
    lines = statement.replace('"', "").replace("\t", "").splitlines()
    return sorted(line.strip().rstrip(",") for line in lines)


def fill(connection: Connection) -> None:
    """Put a row into every table, each column with something in it."""
    for table in tables():
        connection.execute(table.insert(), row_of(table))


def row_of(table: sa.Table) -> dict[str, Any]:
    """A row that refers to the rows of the other tables that were made so."""
    return {column.name: _value(column) for column in table.columns}


def _value(column: sa.Column[Any]) -> Any:
    for reference in column.foreign_keys:
        return _value(reference.column)
    if isinstance(column.type, sa.Enum):
        return column.type.enums[-1]
    plain = getattr(column.type, "impl_instance", column.type)
    kind = plain.python_type
    if kind is datetime:
        return NOON
    if kind is date:
        return NOON.date()
    if kind is str:
        length = getattr(plain, "length", None) or 400
        return f"{column.table.name}.{column.name} żółw 🐢 {'x' * length}"[:length]
    return kind(1)


def contents(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, by the columns that the code knows."""
    return {
        table.name: [dict(row._mapping) for row in connection.execute(table.select())]
        for table in tables()
    }
