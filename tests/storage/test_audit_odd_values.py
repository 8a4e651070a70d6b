"""Values that no column can hold, put there by hand: each is one finding, as others."""

from typing import Any

import pytest
from sqlalchemy import Boolean, Date, DateTime, Enum

from bot.store import rows
from bot.store.changes import columns_of
from bot.verbs.ground import recording
from tests.storage import spoiling
from tests.storage.records import Station

COMPARED = [columns_of(one) for one in (*rows.OF_INCIDENTS, *rows.OF_INSTALLATION)]


def _columns(*kinds: type[Any]) -> list[str]:
    """Return table and name of every compared column of these types."""
    return [
        f"{table.name} {column.name}"
        for table in COMPARED
        for column in table.c
        if isinstance(getattr(column.type, "impl", column.type), kinds)
        and column.name not in recording.MACHINERY.get(table.name, ())
    ]


WORDS = _columns(Enum)


def found(station: Station) -> list[str]:
    return [str(problem) for problem in station.verifies().problems]


def puts(station: Station, place: str) -> str:
    """Put a value past every check into one row; return what is to be said of it."""
    return puts_value(station, place, spoiling.WORD)


def puts_value(station: Station, place: str, value: str) -> str:
    table, column = place.split()
    key = recording.key_of(table)
    row_id = station.one(
        "SELECT $key FROM $table $where ORDER BY $key",
        key=key,
        table=table,
        where="WHERE purpose = 'tell'" if table == "notice" else "",
    )
    spoiling.spoil(station.database, place, f"{key} = '{row_id}'", value=value)
    return f"Row {row_id} of {table}: column {column} was changed without an entry."


@pytest.mark.parametrize("place", WORDS)
def test_word_that_no_list_has_is_found_as_any_change(
    past: Station, place: str
) -> None:
    said = puts(past, place)

    (problem,) = found(past)
    assert problem.endswith(said)


@pytest.mark.parametrize("place", ["attempt kind", "attempt outcome", "receipt state"])
def test_word_that_no_list_has_is_found_in_a_try_and_a_receipt(
    past: Station, place: str
) -> None:
    table, column = place.split()
    row_id = past.one("SELECT id FROM $t ORDER BY id", t=table)

    puts(past, place)

    said = f"Row {row_id} of {table}: column {column} says what no entry tells."
    assert [problem for problem in found(past) if problem.endswith(said)]


@pytest.mark.parametrize("table", ["attempt", "receipt"])
def test_try_or_receipt_of_no_message_is_found(past: Station, table: str) -> None:
    row_id = past.one("SELECT id FROM $t ORDER BY id", t=table)

    past.tampers("UPDATE $t SET notice_id = 'x' WHERE id = :i", t=table, i=row_id)

    assert f"system: Row {row_id} of {table}: there is no such message." in found(past)


def test_the_rest_of_the_check_goes_on(past: Station) -> None:
    places = [place for place in WORDS if not place.startswith("notice")]
    sentences = [puts(past, place) for place in (*places, "notice state")]
    past.tampers("UPDATE seal SET signature = 'none' WHERE number = 1")

    problems = found(past)

    for said in sentences:
        assert [problem for problem in problems if problem.endswith(said)], said
    assert any("Seal 1" in problem for problem in problems)
    assert len(problems) == len(sentences) + 1


# --- What only a file takes -----------------------------------------------------------


@pytest.fixture
def file(database_kind: str, request: pytest.FixtureRequest) -> Station:
    if database_kind != "sqlite":
        pytest.skip("a server takes no value of another type")
    past: Station = request.getfixturevalue("past")
    return past


def test_value_that_a_column_cannot_hold_is_found(file: Station) -> None:
    places = _columns(DateTime, Date, Boolean)
    assert len(places) > 30
    sentences = [puts(file, place) for place in places]

    problems = found(file)

    for said in sentences:
        assert [problem for problem in problems if problem.endswith(said)], said


@pytest.mark.parametrize("other", ["2026-03-10T21:40:00", "20260310T214000.000000"])
def test_the_same_instant_in_other_letters_is_found(file: Station, other: str) -> None:
    """It would sort elsewhere, and what is due then would not come due."""
    opened = file.one("SELECT opened_at FROM incident ORDER BY id")
    assert opened == "2026-03-10 21:40:00.000000"

    assert found(file) == []
    said = puts_value(file, "incident opened_at", other)

    (problem,) = found(file)
    assert problem.endswith(said)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("entry SET at = 'bogus' WHERE position = 1", "Entry 1: its column at"),
        ("entry SET at = 12 WHERE position = 1", "Entry 1: its column at"),
        ("entry SET position = 'bogus' WHERE position = 2", "Entry bogus: its column"),
        (
            "entry SET record = CAST(record AS BLOB) WHERE ledger_id = 'system'",
            "not the form of an entry",
        ),
        ("entry SET record = 7 WHERE position = 1", "not the form of an entry"),
        ("entry SET event = x'00' WHERE position = 1", "Entry 1: its column event"),
        ("item SET content = CAST(content AS BLOB)", "not the form of an item"),
        ("item SET salt = x'00'", "not the form of an item"),
        ("item SET position = 'bogus' WHERE rowid = 1", "was added to entry"),
        ("ledger SET position = 'bogus' WHERE id = 'roster'", "or names none"),
        ("ledger SET head = x'00' WHERE id = 'roster'", "joined to something else"),
        ("seal SET at = 'bogus' WHERE number = 1", "Seal 1"),
        ("seal SET size = 'bogus' WHERE number = 1", "names another size"),
        ("seal SET signature = x'00' WHERE number = 1", "Seal 1"),
        ("seal SET hash = x'00' WHERE number = 1", "Seal 1"),
        ("seal_leaf SET position = 'bogus' WHERE seal_number = 1", "Seal 1"),
        ("seal_leaf SET head = x'00' WHERE seal_number = 1", "Seal 1"),
        ("policy_version SET text = x'00'", "The text of policy"),
        ("policy_version SET first_used_at = 'bogus', text = 'x'", "The text of"),
    ],
)
def test_the_record_itself_may_hold_anything(
    file: Station, change: str, what: str
) -> None:
    file.tampers(f"UPDATE {change}")
    file.tampers("UPDATE footage SET lost_reason = 'x'")

    findings = file.verifies(held_seals=file.kept)

    problems = [str(problem) for problem in findings.problems]
    assert any(what in problem for problem in problems), problems
    assert any("column lost_reason" in problem for problem in problems)
