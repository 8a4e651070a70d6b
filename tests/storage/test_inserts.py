"""New rows, written many at a time by a statement that is kept."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.store.changes import Changes, columns_of
from bot.store.connect import Database
from models import enums
from models.people import Contact, Person

AT = datetime(2026, 3, 10, 20, 40, 1, 5, tzinfo=UTC)


def write(database: Database, changes: Changes) -> None:
    with database.writing_engine.begin() as connection:
        changes.write(connection)


def person(name: str, at: datetime) -> dict[str, object]:
    return {"id": name.ljust(32), "name": name, "role": "officer", "created_at": at}


def test_row_comes_back_as_it_was_given_and_with_its_defaults(
    database: Database,
) -> None:
    changes = Changes()
    changes.insert(Person, person("Asha", AT))
    changes.insert(
        Contact,
        {
            "id": "b" * 32,
            "person_id": person("Asha", AT)["id"],
            "e164": "+13125550101",
            "kind": enums.PhoneKind.PERSONAL,
            "created_at": AT,
            "consented_on": AT.date(),
        },
    )

    write(database, changes)

    with database.reading() as connection:
        found = connection.execute(select(*columns_of(Contact).c)).one()
    assert found.kind is enums.PhoneKind.PERSONAL
    assert (found.created_at, found.consented_on) == (AT, AT.date())
    assert found.verified_at is None


def test_column_that_the_table_has_not_is_refused(database: Database) -> None:
    changes = Changes()
    changes.insert(Person, {"id": "a" * 32, "nickname": "Ash"})

    with pytest.raises(KeyError, match="nickname"):
        write(database, changes)


def test_word_that_is_not_on_the_list_is_refused(database: Database) -> None:
    changes = Changes()
    changes.insert(Contact, {"id": "b" * 32, "kind": "pager"})

    with pytest.raises(LookupError, match="pager"):
        write(database, changes)


def test_instants_are_kept_apart_in_the_night_of_the_long_hour(
    database: Database,
) -> None:
    """The two are equal to Python, since both are half past one on one clock."""
    local = datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/Chicago"))
    changes = Changes()
    changes.insert(Person, person("first", local))
    changes.insert(Person, person("second", local.replace(fold=1)))

    write(database, changes)

    with database.reading() as connection:
        rows = connection.execute(select(*columns_of(Person).c)).all()
    found = {row.name: row.created_at for row in rows}
    assert found["second"] - found["first"] == timedelta(hours=1)
