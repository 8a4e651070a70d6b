"""Rows changed, added or removed past the desk: the replay of the entries shows it."""

import itertools
from typing import Any

import pytest

from bot.ledger import comparison, reading
from bot.store import record, rows
from bot.store.changes import columns_of
from bot.verbs.ground import recording
from models import commands, enums
from tests.storage import records
from tests.storage.records import Station

REFERENCE = "26-0001B"
TABLES = [columns_of(one).name for one in (*rows.OF_INCIDENTS, *rows.OF_INSTALLATION)]


def found(station: Station) -> list[str]:
    return [str(problem) for problem in station.verifies().problems]


def an_id(station: Station, table: str) -> str:
    """Return the id of a row that the entries tell of."""
    key = recording.key_of(table)
    where = "WHERE purpose = 'tell'" if table == "notice" else ""
    query = "SELECT $key FROM $table $where ORDER BY $key"
    return str(station.one(query, key=key, table=table, where=where))


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("person role", "'admin'"),
        ("person name", "'Somebody else'"),
        ("contact e164", "'+13125550999'"),
        ("contact verified_at", "NULL"),
        ("presence until_at", "'2026-03-11 09:00:00.000000'"),
        ("presence kind", "'leave'"),
        ("presence is_on", "NOT is_on"),
        ("presence ended_at", "'2026-03-10 09:00:00.000000'"),
        ("incident state", "'closed_opened_in_error'"),
        ("incident beat", "NULL"),
        ("incident_link ended_at", "'2026-03-11 09:00:00.000000'"),
        ("footage lost_at", "'2030-01-01 00:00:00.000000'"),
        ("footage no_video_reason", "'none'"),
        ("footage is_kept_until_released", "NOT is_kept_until_released"),
        ("duty answer", "'{}'"),
        ("duty next_step_at", "'2030-01-01 00:00:00.000000'"),
        ("duty rung", "9"),
        ("code person_id", "(SELECT max(id) FROM person WHERE id != person_id)"),
        ("notice to_e164", "'+13125550999'"),
        ("notice state", "'cancelled'"),
        ("notice body", "'Nothing to do.'"),
        ("notice purpose", "'answer'"),
        ("notice incident_id", "NULL"),
        (
            "duty incident_id",
            "(SELECT max(id) FROM incident i WHERE i.id != incident_id)",
        ),
    ],
)
def test_changed_row_is_found_with_its_table_id_and_column(
    past: Station, place: str, change: str
) -> None:
    table, column = place.split()
    row_id = an_id(past, table)
    assert past.verifies().is_sound

    past.tampers(
        "UPDATE $table SET $column = $change WHERE $key = :id",
        id=row_id,
        table=table,
        column=column,
        change=change,
        key=recording.key_of(table),
    )

    sentence = f"Row {row_id} of {table}: column {column} was changed without an entry."
    assert [problem for problem in found(past) if problem.endswith(sentence)]


def test_difference_in_an_incident_names_its_reference(past: Station) -> None:
    past.tampers("UPDATE duty SET rung = 9 WHERE incident_id = :l", l=past.ledger())
    past.tampers("UPDATE incident SET reference = '26-0099X' WHERE beat = '0715'")

    assert found(past)
    # As the entries have it, not as the row says now.
    assert all(problem.startswith(f"{REFERENCE}: Row ") for problem in found(past))


@pytest.mark.parametrize("table", TABLES)
def test_removed_row_is_found(past: Station, table: str) -> None:
    row_id = an_id(past, table)
    assert past.verifies().is_sound

    key = recording.key_of(table)
    past.tampers("DELETE FROM $table WHERE $key = :i", i=row_id, table=table, key=key)

    sentence = f"Row {row_id} of {table}: it is missing, though no entry removed it."
    assert [problem for problem in found(past) if problem.endswith(sentence)]


@pytest.mark.parametrize("table", TABLES)
def test_added_row_is_found(past: Station, table: str) -> None:
    assert past.verifies().is_sound

    copy(past, table, an_id(past, table), "ffff")

    sentence = f"Row ffff of {table}: no entry added it."
    assert [problem for problem in found(past) if problem.endswith(sentence)]


@pytest.mark.parametrize(
    "table", ["duty", "footage", "notice", "code", "incident_link"]
)
def test_added_row_of_no_incident_is_found(past: Station, table: str) -> None:
    owner, owned = ("duty_id", "duty_id") if table == "code" else ("incident_id", "")
    copy(past, table, an_id(past, table), "ffff", **{owned or owner: "nowhere"})

    sentence = f"Row ffff of {table}: no entry added it."
    assert [problem for problem in found(past) if problem.endswith(sentence)]


def copy(station: Station, table: str, row_id: str, new_id: str, **others: Any) -> None:
    """Add a row that is like another one."""
    key = recording.key_of(table)
    unique = {"incident": "reference", "notice": "key"}.get(table, key)
    shape = next(one for one in _tables() if columns_of(one).name == table)
    names = list(shape.model_fields)
    values = [
        ":new"
        if name in (key, unique)
        else f"'{others[name]}'"
        if name in others
        else name
        for name in names
    ]
    station.tampers(
        "INSERT INTO $table ($names) SELECT $values FROM $table WHERE $key = :old",
        new=new_id,
        old=row_id,
        table=table,
        names=", ".join(names),
        values=", ".join(values),
        key=key,
    )


def _tables() -> list[Any]:
    return [*rows.OF_INCIDENTS, *rows.OF_INSTALLATION]


def test_change_that_an_act_wrote_over_is_still_found(past: Station) -> None:
    """The act of a person states what it found, and that nobody had left there."""
    duty = past.one("SELECT id FROM duty WHERE word = 'DOCK' AND owner_id != ''")
    past.tampers("UPDATE duty SET answer = '{}' WHERE id = :i", i=duty)

    past.texts(records.ASHA, "DOCK")

    past.tampers("UPDATE duty SET answer = NULL WHERE id = :i", i=duty)
    assert [
        problem
        for problem in found(past)
        if f"found another value in row {duty} of duty, column answer" in problem
    ]


def test_the_same_act_upon_an_honest_row_is_sound(past: Station) -> None:
    past.texts(records.ASHA, "DOCK")

    assert found(past) == []


def test_message_under_way_is_machinery_and_no_difference(past: Station) -> None:
    """A claim, and a try that is put off, are told by no entry."""
    notice = past.one("SELECT id FROM notice WHERE purpose = 'remind' ORDER BY id")
    for state in ("sending", "queued"):
        past.tampers(
            "UPDATE notice SET state = :s, reason = 'busy', vendor_code = '30001', "
            "next_attempt_at = NULL WHERE id = :i",
            i=notice,
            s=state,
        )
        assert found(past) == []

    past.tampers("UPDATE notice SET state = 'delivered' WHERE id = :i", i=notice)

    assert [problem for problem in found(past) if "column state" in problem]


def test_delivery_that_the_provider_reported_is_told_by_entries(past: Station) -> None:
    notice = past.one("SELECT id FROM notice WHERE purpose = 'remind' ORDER BY id")
    for state in (enums.NoticeState.UNKNOWN, enums.NoticeState.NOT_DELIVERED):
        past.does(
            commands.RecordDelivery,
            actor=commands.CLOCK,
            notice_id=notice,
            state=state,
            heard_at=past.now,
            provider_id="SM" + "8" * 32,
            vendor_code="30006",
        )

    assert past.one("SELECT state FROM notice WHERE id = :i", i=notice) != "queued"
    assert found(past) == []


def test_what_became_of_an_answer_is_compared_with_nothing(past: Station) -> None:
    assert past.tampers("UPDATE notice SET state='expired' WHERE purpose='answer'") > 5

    assert found(past) == []


@pytest.mark.parametrize("portion", [1, 30, comparison.PORTION])
def test_what_is_found_does_not_depend_on_the_portions(
    past: Station, portion: int
) -> None:
    whole = past.verifies().rows
    assert compare(past, portion) == (whole, [])

    row_id = an_id(past, "duty")
    past.tampers("UPDATE duty SET rung = 9 WHERE id = :i", i=row_id)

    count, said = compare(past, portion)
    assert count == whole
    assert [ledger for ledger, _, _ in said] == [past.ledger()]


def compare(station: Station, portion: int) -> tuple[int, list[Any]]:
    """Compare all rows; return how many, and what was said of them."""
    said: list[Any] = []
    with station.database.reading() as connection:
        compared = comparison.Comparison(
            connection, lambda *one: said.append(one), portion=portion
        )
        entries = itertools.groupby(record.entries(connection), _ledger)
        for ledger, recorded in entries:
            one = reading.Reading(ledger, lambda *_: None)
            for _ in one.take_all(recorded):
                pass
            compared.take(one)
        compared.finish()
    return compared.rows, said


def _ledger(one: record.Recorded) -> str:
    return one.entry.ledger_id
