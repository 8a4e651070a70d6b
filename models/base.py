"""Hold the column types and the naming that all tables share.

Ids are strings of 32 hexadecimal digits (UUID version 7), so that rows sort by
time and read the same in every language. Instants are aware UTC: SQLModel's
own datetime type refuses anything else.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from sqlalchemy import Dialect, Enum, Text
from sqlmodel import Field, SQLModel

from models import errors

#: What every table is; for those who name tables without knowing of SQLModel.
Table = SQLModel

#: Length of an id, in characters.
ID_LENGTH = 32

#: Length of a SHA-256 in hexadecimal, in characters.
HASH_LENGTH = 64

#: Names for every constraint, so that migrations agree on both databases.
#: Source: Alembic, "The importance of naming constraints".
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Word(Enum):
    """Hold words of a closed list; say so where a row holds another one."""

    cache_ok = True

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], Any]:
        """Return what makes the list's member of a stored word.

        What it returns raises `errors.DamagedError`.
        """
        read: Any = super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]

        def known(stored: Any) -> Any:
            try:
                return read(stored)
            except LookupError as error:
                raise errors.DamagedError from error

        return known


def word(kind: type[StrEnum]) -> Any:
    """Return the column type of a closed word list: values, checked, as text."""
    return Word(
        kind,
        native_enum=False,
        length=32,
        create_constraint=True,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
        name=kind.__name__.lower(),
    )


def key(**options: Any) -> Any:
    """Return the field of a row's own id."""
    return Field(primary_key=True, max_length=ID_LENGTH, **options)


def refers(to: str, *, index: bool = True, **options: Any) -> Any:
    """Return the field of another row's id; deleting never cascades."""
    return Field(foreign_key=to, max_length=ID_LENGTH, index=index, **options)


def long_text(**options: Any) -> Any:
    """Return the field of a text without a limit."""
    return Field(sa_type=Text, **options)
