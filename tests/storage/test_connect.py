import pytest

from bot.store.connect import Database
from models import errors


@pytest.mark.parametrize(
    "url",
    [
        "",
        "holdfast.db",
        "mysql://app:secret@db/holdfast",
        "postgresql+asyncpg://app:secret@db/holdfast",
        "sqlite+aiosqlite:///holdfast.db",
        "postgres app:secret@db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
    ],
)
def test_address_of_something_else_is_refused(url: str) -> None:
    with pytest.raises(errors.ConfigurationError, match="DATABASE_URL") as refused:
        Database(url)

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///holdfast.db", "sqlite"),
        ("sqlite+pysqlite:///holdfast.db", "sqlite+pysqlite"),
        ("postgresql://app:secret@db/holdfast", "postgresql+psycopg"),
        ("postgresql+psycopg://app:secret@db/holdfast", "postgresql+psycopg"),
    ],
)
def test_address_of_either_kind_is_taken(url: str, driver: str) -> None:
    database = Database(url)

    assert database.url.drivername == driver
    assert database.is_sqlite == url.startswith("sqlite")
    database.close()
