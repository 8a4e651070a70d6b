"""What is owed is looked at, set right, or told; only then the outside is told."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.engine import auditor
from bot.simulator import serving
from bot.store.writer import Done
from models.findings import FindingKind
from tests.stage import Person, Scene, officer, sergeant, someone
from tests.storage import databases

#: A column set to what nobody decided, and why the step is then set right.
TAMPERED = {
    "next_step_at = NULL": "missing",
    "next_step_at = '2099-01-01 00:00:00.000000+00:00'": "too_late",
}


@pytest.fixture
def discards_memory() -> bool:
    """The auditor compares a round with the one before."""
    return False


@pytest.fixture
def cast(scene: Scene) -> tuple[Person, ...]:
    """An officer with an open incident, those above, and an administrator."""
    people = scene.enrols(
        officer(),
        sergeant(),
        someone("Lena", "watch_lieutenant", "501"),
        someone("Cuno", "custodian", "901"),
        someone("Dana", "dispatcher", "777"),
        someone("Ada", "admin", "999"),
    )
    people[0].first = people[0].texts("NEW agents struck a man")
    runs(scene)
    for person in people:
        person.reads_all()
    return tuple(people)


class Outside:
    """Somebody outside who waits for the signal."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.answers: list[Response] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope)
        self.heard.append(f"{request.method} {request.url.path}?{request.url.query}")
        answer = self.answers.pop(0) if self.answers else Response("ok")
        await answer(scope, receive, send)


@pytest.fixture
def outside(scene: Scene, cast: tuple[Person, ...]) -> Iterator[Outside]:
    """The receiver of the signal, at an address that holds a secret."""
    receiver = Outside()
    with serving.serve(receiver) as address:
        scene.stage.settings = scene.stage.settings.model_copy(
            update={"heartbeat_url": SecretStr(f"{address}/ping/s3cret-ping?a=b")}
        )
        scene.stage.restart()
        runs(scene)
        yield receiver


def runs(scene: Scene, *parts: str) -> None:
    """Let these parts put down that they ran, as their threads do."""
    house = scene.stage.house
    mark = house.health.mark_in(house.writer)
    for part in parts or ("engine", "metronome", "courier"):
        mark(part)
    house.writer.submit(lambda _, jobs: [Done(None) for _ in jobs], None).result()


def audits(scene: Scene) -> auditor.Round:
    """Let one round come, with every part still running."""
    runs(scene)
    done = scene.stage.house.auditor.step()
    scene.settle()
    return done


def goes_on(scene: Scene, cast: tuple[Person, ...]) -> auditor.Round:
    """Let five minutes pass, and a round come."""
    scene.advance(minutes=5)
    cast[0].reads_all()
    return audits(scene)


def tampers(scene: Scene, values: str, where: str = "word = 'AID'") -> None:
    scene.is_tampered = True
    with scene.stage.house.database.writing_engine.begin() as connection:
        kind = scene.stage.house.database.is_sqlite
        values = values.replace("+00:00", "") if kind else values
        connection.execute(text(f"UPDATE duty SET {values} WHERE {where}"))  # noqa: S608


def kinds(done: auditor.Round) -> set[str]:
    return {finding.kind.value for finding in done.findings}


def next_step(scene: Scene, word: str = "AID") -> Any:
    query = "SELECT next_step_at FROM duty WHERE word = :word"
    return scene.rows(query, word=word)[0].next_step_at


def repairs(scene: Scene) -> list[str]:
    query = "SELECT record FROM entry WHERE event = 'duty:next_step_repaired'"
    return [row.record for row in scene.rows(query)]


def test_what_stands_right_is_proved_and_left_alone(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    before = next_step(scene)
    done = audits(scene)

    assert (done.findings, done.repaired) == ((), 0)
    assert done.judged == len(scene.rows("SELECT id FROM duty"))
    assert next_step(scene) == before
    assert repairs(scene) == []
    cast[5].gets_nothing()


@pytest.mark.parametrize(("values", "why"), TAMPERED.items())
def test_a_step_that_is_gone_or_far_too_late_is_set_right_on_record(
    scene: Scene, cast: tuple[Person, ...], values: str, why: str
) -> None:
    before = next_step(scene)
    tampers(scene, values)
    done = audits(scene)

    assert (done.findings, done.repaired) == ((), 1)
    assert next_step(scene) == before
    (record,) = repairs(scene)
    assert f'"why":"{why}"' in record
    assert audits(scene).repaired == 0
    scene.advance(minutes=26)
    cast[0].gets("Reminder", "AID")


def test_a_step_an_hour_later_is_set_right_and_one_somewhat_later_is_not(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    house = scene.stage.house
    planned = house.engine.next_step_at()
    assert planned is not None
    for late, repaired in ((timedelta(minutes=59), 0), (timedelta(minutes=61), 1)):
        written = (planned + late).isoformat(sep=" ", timespec="microseconds")
        tampers(scene, f"next_step_at = '{written}'")
        assert audits(scene).repaired == repaired
    assert house.engine.next_step_at() == planned


def test_a_step_in_the_past_is_the_engines_and_one_not_taken_up_is_told(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    *_, dana, ada = cast
    assert audits(scene).findings == ()
    # The engine is dead: nothing is taken up though time passes.
    scene.stage.clock.advance(timedelta(minutes=26))
    runs(scene)
    assert "late" not in kinds(scene.stage.house.auditor.step())
    scene.stage.clock.advance(timedelta(minutes=5))
    runs(scene)
    done = scene.stage.house.auditor.step()
    assert kinds(done) == {"late"}

    scene.settle()
    for admin in (ada, dana):
        admin.gets("Holdfast found: 1 step not taken up in time (26-0001", "doctor")
    assert "duty:reminded" in scene.events()  # the engine is back, and late
    assert audits(scene).findings == ()
    for person in cast:
        person.reads_all()


def test_the_same_is_told_once_a_day_and_something_else_at_once(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    *_, ada = cast
    cast[4].is_ignored = cast[0].is_ignored = cast[1].is_ignored = True
    cast[2].is_ignored = cast[3].is_ignored = True
    tampers(scene, "owner_id = NULL, owner_role = 'nobody', rule = 'gone'")
    assert "unjudged" in kinds(audits(scene))
    ada.gets("1 incident that cannot be judged (26-0001")
    for _ in range(3):
        assert "unjudged" in kinds(audits(scene))
        ada.gets_nothing()

    scene.stage.clock.advance(timedelta(minutes=1))
    runs(scene, "metronome", "engine")
    scene.stage.clock.advance(timedelta(hours=1))
    runs(scene, "engine", "metronome")
    done = scene.stage.house.auditor.step()
    assert FindingKind.STOPPED in {finding.kind for finding in done.findings}
    scene.settle()
    told = "".join(ada.reads_all())
    assert "a part does not run (courier)" in told
    assert "cannot be judged" not in told

    scene.stage.clock.advance(timedelta(hours=23))
    audits(scene)
    assert "cannot be judged" in "".join(ada.reads_all())
    tampers(scene, f"rule = 'aid', owner_role = NULL, owner_id = {asha_id(scene)}")
    scene.is_tampered = False  # as the ledger has it again


def asha_id(scene: Scene) -> str:
    found = scene.rows("SELECT id FROM person WHERE star = '12345'")
    return f"'{found[0].id}'"


def test_a_duty_of_one_who_left_goes_to_the_next_rung_at_once(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    boyd = cast[1]
    assert audits(scene).repaired == 0
    with scene.stage.house.database.writing_engine.begin() as connection:
        ended = "UPDATE person SET ended_at = created_at WHERE star = '12345'"
        connection.execute(text(ended))
    scene.stage.restart()

    done = audits(scene)

    assert done.repaired > 0
    assert '"why":"owner_ended"' in repairs(scene)[0]
    assert "duty:escalated" in scene.events()
    scene.advance(minutes=16)  # a sergeant hears at most once in a quarter of an hour
    assert "AID" in "".join(boyd.reads_all())
    assert audits(scene).repaired == 0
    for person in cast:
        person.is_ignored = True
    with scene.stage.house.database.writing_engine.begin() as connection:
        connection.execute(text("UPDATE person SET ended_at = NULL"))


def test_a_duty_that_nobody_can_be_told_of_is_told(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    *others, ada = cast
    assert audits(scene).findings == ()
    for person in others:
        person.texts("STOP")
    done = audits(scene)

    assert kinds(done) == {"unreachable"}
    assert sum(finding.count for finding in done.findings) == done.judged
    assert "duties that nobody can be told of" in "".join(ada.reads_all())
    for person in others:
        person.is_ignored = True


def test_somebody_of_a_ladder_who_cannot_be_told_is_told_once_a_day_and_is_no_fault(
    scene: Scene, cast: tuple[Person, ...], outside: Outside
) -> None:
    *_, ada = cast
    cast[2].texts("STOP")
    ada.reads_all()
    for _ in range(3):
        assert audits(scene).findings == ()
    assert "1 person of a ladder who cannot be told" in "".join(ada.reads_all())
    assert outside.heard
    scene.advance(hours=25)
    audits(scene)
    assert "of a ladder who cannot be told" in "".join(ada.reads_all())
    for person in cast:
        person.is_ignored = True


def test_the_signal_is_given_only_after_a_round_that_came_out_right(
    scene: Scene, cast: tuple[Person, ...], outside: Outside
) -> None:
    audits(scene)
    assert outside.heard == []  # nothing to compare with yet
    audits(scene)
    assert outside.heard == ["GET /ping/s3cret-ping?a=b"]

    tampers(scene, "next_step_at = NULL")
    audits(scene)
    assert len(outside.heard) == 2  # set right, so all is well

    tampers(scene, "rule = 'gone'")
    audits(scene)
    assert len(outside.heard) == 2
    tampers(scene, "rule = 'aid'")
    audits(scene)
    assert len(outside.heard) == 3
    for person in cast:
        person.reads_all()


@pytest.mark.parametrize("dead", ["engine", "metronome", "courier"])
@databases.on("sqlite")
def test_the_signal_stops_when_a_part_stops(
    scene: Scene, cast: tuple[Person, ...], outside: Outside, dead: str
) -> None:
    audits(scene)
    audits(scene)
    assert len(outside.heard) == 1
    parts = {"engine", "metronome", "courier"} - {dead}
    scene.stage.clock.advance(timedelta(minutes=5))
    runs(scene, *parts)
    done = scene.stage.house.auditor.step()

    assert [finding.subject for finding in done.findings] == [dead]
    assert len(outside.heard) == 1
    scene.settle()
    for person in cast:
        person.reads_all()


@pytest.mark.parametrize("answer", ["redirect", "failed"])
@databases.on("sqlite")
def test_a_signal_that_is_not_taken_counts_as_none_and_says_no_secret(
    scene: Scene,
    cast: tuple[Person, ...],
    outside: Outside,
    answer: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    elsewhere = "http://127.0.0.1:9/s3cret-ping"
    answers: dict[str, Callable[[], Response]] = {
        "redirect": lambda: RedirectResponse(elsewhere),
        "failed": lambda: Response(status_code=500),
    }
    house = scene.stage.house
    audits(scene)
    outside.answers.append(answers[answer]())
    audits(scene)

    assert len(outside.heard) == 1  # and nobody went elsewhere
    assert house.health.marked_at(auditor.SIGNAL_MARK) is None
    assert "the heartbeat was not taken" in caplog.text
    assert "s3cret" not in caplog.text
    audits(scene)
    runs(scene)
    assert house.health.marked_at(auditor.SIGNAL_MARK) is not None


@databases.on("sqlite")
def test_nobody_at_the_other_end_is_no_fault_of_ours(
    scene: Scene, cast: tuple[Person, ...], caplog: pytest.LogCaptureFixture
) -> None:
    scene.stage.settings = scene.stage.settings.model_copy(
        update={"heartbeat_url": SecretStr("http://127.0.0.1:9/s3cret-ping")}
    )
    scene.stage.restart()
    audits(scene)
    assert audits(scene).is_sound
    assert "ConnectionRefusedError" in caplog.text
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize(("minutes", "found"), [(9, set()), (11, {"waiting"})])
def test_messages_that_wait_too_long_are_told(
    scene: Scene, cast: tuple[Person, ...], minutes: int, found: set[str]
) -> None:
    audits(scene)
    since_at = scene.now() - timedelta(minutes=minutes)
    waits(scene, since_at.isoformat(sep=" ", timespec="microseconds"))
    runs(scene)
    assert kinds(scene.stage.house.auditor.step()) == found
    waits(scene, None)
    scene.settle()
    for person in cast:
        person.reads_all()


def waits(scene: Scene, since_at: str | None) -> None:
    """Let the officer's answer wait for its next try, though it arrived."""
    house = scene.stage.house
    if since_at is not None and house.database.is_sqlite:
        since_at = since_at.removesuffix("+00:00")
    with house.database.writing_engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE notice SET next_attempt_at = :at WHERE purpose = 'answer'"
                if house.database.is_sqlite
                else "UPDATE notice SET next_attempt_at = CAST(:at AS timestamptz) "
                "WHERE purpose = 'answer'"
            ),
            {"at": since_at},
        )


def test_footage_past_its_loss_needs_somebody_who_searches(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    *_, ada = cast
    scene.is_tampered = True
    house = scene.stage.house
    long_ago = (scene.now() - timedelta(hours=2)).isoformat(sep=" ")
    lost = f"UPDATE footage SET lost_at = '{long_ago}'"  # noqa: S608
    with house.database.writing_engine.begin() as connection:
        connection.execute(
            text(
                lost.replace("+00:00", ".000000") if house.database.is_sqlite else lost
            )
        )
    # Its duties are open: whoever has them is told, and searches.
    assert "unsearched" not in kinds(audits(scene))
    tampers(scene, "state = 'attested', next_step_at = NULL", "footage_id IS NOT NULL")
    assert "unsearched" in kinds(audits(scene))
    assert "1 recording past its loss" in "".join(ada.reads_all())
    for person in cast:
        person.reads_all()


def test_an_incident_that_was_set_aside_is_told_until_the_engine_has_it_again(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    audits(scene)
    scene.breaks("UPDATE duty SET rule = 'gone' WHERE incident_id = :id", "26-0001")
    scene.advance(minutes=26)
    assert {"set_aside", "unjudged"} <= kinds(audits(scene))
    scene.mends()
    scene.advance(minutes=6)
    assert audits(scene).findings == ()
    for person in cast:
        person.reads_all()
