"""Making seals: what moved, once, whoever makes them, and what others keep."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest

from bot.ledger import keys, sealing, seals
from bot.store.connect import Database
from bot.store.writer import Writer
from models import errors
from tests.storage import records
from tests.storage.records import KEY, Station


def test_seal_takes_every_ledger_that_moved_and_nothing_else(station: Station) -> None:
    station.enrols(*records.roster())
    station.texts(records.ASHA, "NEW agents at the corner of 5th")

    first = station.seals()

    assert first is not None
    assert (first.number, first.size) == (1, 2)
    assert leaves(station, 1) == [(station.ledger(), 1), ("roster", 3)]
    assert station.verifies().unsealed == 0

    station.texts(records.ASHA, "AID ems here")
    second = station.seals()

    assert second is not None
    assert second.previous == first.hash
    assert leaves(station, 2) == [(station.ledger(), 2)]


def leaves(station: Station, number: int) -> list[Any]:
    query = "SELECT ledger_id, position FROM seal_leaf WHERE seal_number = :n"
    return sorted(tuple(row) for row in station.rows(query, n=number))


def test_nothing_moved_makes_no_seal(station: Station) -> None:
    assert station.seals() is None

    station.enrols(*records.roster())

    assert station.seals() is not None
    assert station.seals() is None
    assert station.one("SELECT count(*) FROM seal") == 1


def test_calls_that_wait_together_get_the_same_seal(station: Station) -> None:
    station.enrols(*records.roster())
    calls = [(KEY, station.now), (KEY, station.now + timedelta(seconds=1))]
    with station.database.writing_engine.begin() as connection:
        done = sealing.seal_now(connection, calls)

    assert len(done) == 2
    seal = done[0].value
    assert seal is not None
    assert seal is done[1].value
    assert seal.at == station.now + timedelta(seconds=1)
    assert station.one("SELECT count(*) FROM seal") == 1


def test_two_processes_that_seal_at_once_make_one_row_of_seals(
    past: Station, database_kind: str
) -> None:
    """Twenty rounds of two writers with connections of their own."""
    other = Database(past.database.url.render_as_string(hide_password=False))
    writer = Writer(other)
    writer.start()
    start = threading.Barrier(3)

    def seal(by: Writer) -> None:
        for _ in range(20):
            start.wait(timeout=60)
            by.submit(sealing.seal_now, (KEY, past.now)).result(timeout=60)
            start.wait(timeout=60)

    threads = [threading.Thread(target=seal, args=(w,)) for w in (past.writer, writer)]
    for thread in threads:
        thread.start()
    before = past.one("SELECT count(*) FROM seal")
    for number in range(20):
        past.texts(records.ASHA, f"NOTE number {number}")
        start.wait(timeout=60)
        start.wait(timeout=60)
    for thread in threads:
        thread.join(timeout=60)
    writer.stop()
    other.close()

    numbers = [row[0] for row in past.rows("SELECT number FROM seal ORDER BY number")]
    assert numbers == list(range(1, before + 21))
    findings = past.verifies(held_seals=past.kept)
    assert findings.problems == ()
    assert findings.unsealed == 0


def test_headers_are_given_by_number_and_show_no_ledger(past: Station) -> None:
    with past.database.reading() as connection:
        latest = sealing.latest_header(connection)
        both = sealing.headers(connection, 1, 9)
        first = sealing.headers(connection, 1, 1)

    assert both == past.kept
    assert first == past.kept[:1]
    assert latest == past.kept[-1]
    assert seals.check_seals(both, is_signed=is_signed) == []
    assert past.ledger() not in json.dumps(both)


def is_signed(data: bytes, signature: str) -> bool:
    return keys.is_signed(KEY.public_hex, data, signature)


def test_without_a_seal_there_is_no_header(station: Station) -> None:
    with station.database.reading() as connection:
        assert sealing.latest_header(connection) is None
        assert sealing.headers(connection, 1, 9) == []


def test_seals_that_were_kept_are_read_one_or_many(past: Station) -> None:
    one = json.dumps(past.kept[0], indent=2).encode()
    many = b"\n".join(json.dumps(seal).encode() for seal in past.kept)

    assert sealing.read_headers(one) == past.kept[:1]
    assert sealing.read_headers(many + b"\n\n") == past.kept


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "holds no seal"),
        (b"hello", "Line 1 is no seal"),
        (b"[]", "Line 1 is no seal"),
        (b"{}", "Line 1 is no seal"),
        (b'{"number": "1"}', "Line 1 is no seal"),
        (b"\xff", "Line 1 is no seal"),
    ],
)
def test_file_that_holds_no_seal_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(errors.InvalidInputError, match=sentence):
        sealing.read_headers(content)


def test_kept_seal_that_was_changed_is_refused_by_its_line(past: Station) -> None:
    changed = past.kept[1] | {"size": 99}
    lines = b"\n".join(json.dumps(seal).encode() for seal in (past.kept[0], changed))

    with pytest.raises(errors.InvalidInputError, match="Line 2: this seal does not"):
        sealing.read_headers(lines)
