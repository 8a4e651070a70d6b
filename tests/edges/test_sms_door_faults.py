"""A text that cannot be recorded: its sender is told, and it is worked off later."""

import contextlib
import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from bot.store.writer import Done
from models import errors
from tests.edges import sms_door
from tests.edges.sms_door import Door
from tests.stage import Person, Scene, officer, sergeant

pytestmark = pytest.mark.plain_policy

#: Longest that an officer may wait for the answer, in seconds.
ANSWERED_WITHIN_SECONDS = 4.0

NOT_RECORDED = "NOT RECORDED: our system failed. Use the radio."

#: Makes the connections of a house refuse to write, on each kind of database.
READ_ONLY = {
    "sqlite": "pragma query_only=on",
    "postgresql": "set default_transaction_read_only = on",
}


@pytest.fixture
def asha(scene: Scene) -> Person:
    """An officer with an open incident, and texts being fetched since before."""
    scene.stage.fetch()
    person, boyd = scene.enrols(officer(), sergeant())
    person.first = person.texts("NEW agents struck a man")
    boyd.reads_all()
    return person


def change_policy(scene: Scene, folder: Path) -> None:
    """Let the house run under a new policy; the incident keeps its own."""
    path = folder / "changed.toml"
    before = Path(scene.stage.settings.policy_file or "").read_text(encoding="utf-8")
    path.write_text(f"{before}\n# Another version.\n", encoding="utf-8")
    scene.stage.settings = scene.stage.settings.model_copy(update={"policy_file": path})
    scene.stage.restart()


def write(scene: Scene, statement: str, **values: Any) -> None:
    """Change a row behind the back of the house."""
    with scene.stage.house.database.writing_engine.begin() as connection:
        assert connection.execute(text(statement), values).rowcount


@contextlib.contextmanager
def damaged_policy(scene: Scene, folder: Path) -> Iterator[None]:
    """Let the version that the incident was opened under be unreadable."""
    (row,) = scene.rows("SELECT version, text FROM policy_version")
    change = "UPDATE policy_version SET text = :text WHERE version = :version"
    write(scene, change, text=f"{row.text}#", version=row.version)
    # What was read of it is forgotten with the restart.
    change_policy(scene, folder)
    yield
    write(scene, change, text=row.text, version=row.version)


@contextlib.contextmanager
def held_database(scene: Scene) -> Iterator[None]:
    """Let another process hold what a text has to be written to."""
    database = scene.stage.house.database
    with database.writing_engine.connect() as connection, connection.begin():
        if not database.is_sqlite:
            connection.execute(text("LOCK TABLE inbound IN EXCLUSIVE MODE"))
        yield
        connection.rollback()


@contextlib.contextmanager
def read_only_database(scene: Scene, kind: str) -> Iterator[None]:
    """Let the house write nothing any more, whatever connection it makes."""
    house = scene.stage.house

    def set_up(connection: Any, _record: Any) -> None:
        connection.execute(READ_ONLY[kind])
        connection.commit()

    def fail(connection: Connection, _: Sequence[None]) -> list[Done[None]]:
        raise errors.ConflictError

    def renew() -> None:
        """Let the writer throw its connection away, as it does after a failure."""
        house.database.writing_engine.dispose()
        lost: Future[Any] = house.writer.submit(fail, None)
        assert isinstance(lost.exception(), errors.ConflictError)

    event.listen(house.database.writing_engine, "connect", set_up)
    renew()
    yield
    event.remove(house.database.writing_engine, "connect", set_up)
    renew()


def test_text_that_makes_a_verb_fail_is_kept_and_worked_off_once_that_is_mended(
    scene: Scene, asha: Person, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with damaged_policy(scene, tmp_path), caplog.at_level(logging.DEBUG):
        caplog.clear()
        answer = asha.texts("AID ambulance called, red hat")
        assert answer.startswith(NOT_RECORDED)
        (row,) = scene.rows("SELECT * FROM inbound WHERE state = 'failed'")
        assert row.body == "AID ambulance called, red hat"
        assert (row.error, row.answer) == ("LedgerError", answer)
        assert "a command failed: Attest" in caplog.text
        scene.stage.fetch()
        asha.gets_nothing()
        secrets = ("ambulance", "red hat", sms_door.ASHA[1:], asha.row.star)
        assert sms_door.tells(caplog, *secrets) == []
    assert "act:attested" not in scene.events()

    scene.advance(minutes=3)
    scene.stage.fetch()

    asha.gets("AID recorded")
    (row,) = scene.rows("SELECT * FROM inbound WHERE body LIKE 'AID%'")
    assert (row.state, row.error, bool(row.is_late)) == ("answered", None, True)
    scene.stage.fetch()
    asha.gets_nothing()


def test_failed_text_is_worked_off_when_the_phone_company_posts_it_again(
    scene: Scene, asha: Person, tmp_path: Path
) -> None:
    door, form = Door(scene), sms_door.text_form("AID ambulance called")
    with damaged_policy(scene, tmp_path):
        assert sms_door.spoken(door.post(form))[0].startswith(NOT_RECORDED)
        assert sms_door.spoken(door.post(form))[0].startswith(NOT_RECORDED)
        assert len(scene.rows("SELECT id FROM inbound WHERE state = 'failed'")) == 1
    assert "AID recorded" in sms_door.spoken(door.post(form))[0]
    assert scene.rows("SELECT id FROM inbound WHERE state = 'failed'") == []
    assert "AID recorded" in sms_door.spoken(door.post(form))[0]
    asha.is_ignored = True


def test_one_bad_incident_stops_no_other_officer(
    scene: Scene, asha: Person, tmp_path: Path
) -> None:
    carl = officer("Carl", star="222", phone_e164="+13125550103")
    (carl_there,) = scene.enrols(officer(), sergeant(), carl)[2:]
    with damaged_policy(scene, tmp_path):
        assert asha.texts("AID").startswith(NOT_RECORDED)
        assert "opened" in carl_there.texts("NEW another van, two men taken")
    scene.people["Boyd"].reads_all()


def test_text_while_another_process_holds_the_database_is_answered_and_fetched(
    scene: Scene, asha: Person, caplog: pytest.LogCaptureFixture
) -> None:
    before = Door(scene).rows()
    with held_database(scene), caplog.at_level(logging.DEBUG):
        started = time.monotonic()
        exchange = asha.phone.texts("NEW a second man struck, red hat")
        took = time.monotonic() - started
        assert Door(scene).changed(before) == set()
    assert took < ANSWERED_WITHIN_SECONDS
    assert exchange.error_code is None
    assert exchange.answers[0].startswith(NOT_RECORDED)
    assert "a text was not recorded; it will be fetched again" in caplog.text
    assert sms_door.tells(caplog, "red hat", sms_door.ASHA[1:], exchange.sid) == []
    asha.reads_all()

    scene.advance(minutes=5)
    scene.stage.fetch()

    asha.gets("LATE: ", "26-0002", "opened 15:40")
    scene.people["Boyd"].gets("26-0002")
    (row,) = scene.rows("SELECT is_late FROM inbound WHERE body LIKE '%second%'")
    assert row.is_late
    (opened,) = scene.rows("SELECT * FROM incident WHERE reference LIKE '26-0002%'")
    assert opened.is_late
    scene.stage.fetch()
    asha.gets_nothing()


def test_text_to_a_database_that_cannot_be_written_is_answered_and_fetched(
    scene: Scene, asha: Person, database_kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = Door(scene).rows()
    with read_only_database(scene, database_kind):
        for body in ("NEW a second man", "NEW a third man"):
            exchange = asha.phone.texts(body)
            assert exchange.answers[0].startswith(NOT_RECORDED)
        with pytest.raises(errors.StorageError, match="cannot be written to"):
            fetch(scene)
        assert Door(scene).changed(before) == set()
    assert "The database cannot be written to." in caplog.text
    asha.reads_all()

    scene.stage.fetch()

    asha.gets("26-0002", "opened")
    asha.gets("26-0003", "opened")
    scene.people["Boyd"].reads_all()


def test_receipt_to_a_database_that_cannot_be_written_may_come_again(
    scene: Scene, asha: Person, database_kind: str
) -> None:
    door = Door(scene)
    (notice,) = scene.rows("SELECT * FROM notice WHERE purpose = 'tell'")
    path = f"{sms_door.RECEIPTS}?notice={notice.id}"
    form = sms_door.receipt_form(notice.provider_id, "sending")
    before = door.rows()
    with read_only_database(scene, database_kind):
        refused = door.post(form, path)
        assert (refused.status_code, refused.text) == (503, "later")
        assert door.changed(before) == set()
    assert door.post(form, path).status_code == 200
    assert door.changed(before) == {"receipt", "request"}


def test_failed_text_is_worked_off_however_long_the_mending_takes(
    scene: Scene, asha: Person, tmp_path: Path
) -> None:
    asha.is_ignored = True
    scene.people["Boyd"].is_ignored = True
    with damaged_policy(scene, tmp_path):
        assert asha.texts("AID ambulance called").startswith(NOT_RECORDED)
        for _ in range(3):
            scene.stage.clock.advance(timedelta(minutes=50))
            fetch(scene)
    scene.stage.fetch()
    (row,) = scene.rows("SELECT state FROM inbound WHERE body LIKE 'AID%'")
    assert row.state == "answered"


def test_incident_that_cannot_be_read_keeps_nobody_elses_reminder(
    scene: Scene, asha: Person, tmp_path: Path
) -> None:
    carl = officer("Carl", star="222", phone_e164="+13125550103")
    (carl_there,) = scene.enrols(officer(), sergeant(), carl)[2:]
    for person in scene.people.values():
        person.is_ignored = True
    with damaged_policy(scene, tmp_path):
        assert "opened" in carl_there.texts("NEW another van, two men taken")
        scene.stage.clock.advance(timedelta(minutes=26))
        for _ in range(3):
            with contextlib.suppress(errors.LedgerError):
                scene.stage.house.engine.step()
        reminded = scene.rows(
            "SELECT star FROM notice JOIN person ON person.id = person_id "
            "WHERE purpose = 'remind'"
        )
    assert [row.star for row in reminded] == ["222"]


def test_fetched_text_that_no_database_holds_is_worked_off_like_any_other(
    scene: Scene, asha: Person
) -> None:
    troubles = scene.stage.company.troubles
    troubles.bot_unreachable = True
    for body in ("NEW a\x00b struck", "NEW a third man struck"):
        assert asha.phone.texts(body).status is None
        scene.advance(seconds=1)
    troubles.bot_unreachable = False

    scene.stage.fetch()

    bodies = scene.rows("SELECT body FROM inbound WHERE is_late ORDER BY id")
    assert [row.body for row in bodies] == ["NEW ab struck", "NEW a third man struck"]
    asha.gets("26-0002", "opened")
    asha.gets("26-0003", "opened")
    scene.people["Boyd"].reads_all()


def test_text_that_is_fetched_while_it_is_handed_over_is_not_late(
    scene: Scene, asha: Person
) -> None:
    scene.stage.company.troubles.bot_unreachable = True
    sent = asha.phone.texts("NEW two men taken")
    assert sent.status is None
    scene.stage.company.troubles.bot_unreachable = False
    scene.advance(seconds=5)

    scene.stage.fetch()

    answer = asha.gets("26-0002", "opened 15:40")
    assert not answer.startswith("LATE"), answer
    (opened,) = scene.rows("SELECT * FROM incident WHERE reference LIKE '26-0002%'")
    assert not opened.is_late
    scene.people["Boyd"].reads_all()


def test_texts_of_one_second_are_fetched_in_the_order_in_which_they_came(
    scene: Scene, asha: Person
) -> None:
    asha.is_ignored = True
    scene.stage.company.troubles.bot_unreachable = True
    bodies = ["AID none hurt", "UNDO", "AID ambulance called"]
    for body in bodies:
        assert asha.phone.texts(body).status is None
    scene.stage.company.troubles.bot_unreachable = False

    scene.stage.fetch()

    rows = scene.rows("SELECT body FROM inbound WHERE is_late ORDER BY id")
    assert [row.body for row in rows] == bodies


def fetch(scene: Scene) -> None:
    """Let the bot fetch once, and nothing else."""
    assert scene.stage.house.fetcher is not None
    scene.stage.house.fetcher.step()
