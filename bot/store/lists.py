"""Ask for rows that hold one of many values, by one statement for any number of them.

Written out value by value, a statement is another for every number of values: it is
put together and understood anew each time, which takes longer than to answer it.
"""

import json
from typing import Any

from sqlalchemy import ARRAY, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import TypeDecorator
from sqlmodel import col


class _Texts(TypeDecorator[list[str]]):
    """Hand a list over as one value: an array, or JSON where there are none."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> Any:
        """Return the type that the database has for it."""
        is_array = dialect.name == "postgresql"
        return dialect.type_descriptor(ARRAY(String) if is_array else String())

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """Return the list as the driver takes it."""
        return value if dialect.name == "postgresql" else json.dumps(value)


class _Among(FunctionElement[Any]):
    """Compare a column with a list that is one value.

    Not of a type that says it is true or false: SQLite has none, and would be asked
    whether it equals 1, for which it uses no index.
    """

    inherit_cache = True


@compiles(_Among, "sqlite")
def _with_json(element: _Among, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - made of parts of ours


@compiles(_Among, "postgresql")
def _with_array(element: _Among, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} = ANY ({values})"


def among(column: Any, name: str) -> Any:
    """Return the condition that a text column holds one of those given as `name`."""
    return _Among(col(column), bindparam(name, type_=_Texts()))
