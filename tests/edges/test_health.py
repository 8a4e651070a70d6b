"""How we are: one word for everybody, details and figures for those who run us."""

import contextlib
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from prometheus_client import parser
from pydantic import SecretStr
from sqlalchemy import create_engine, text
from starlette.testclient import TestClient

from bot import app
from bot.store.health import STALE_AFTER
from bot.store.writer import Done
from tests import postgres_box
from tests.stage import Scene, officer, sergeant, someone
from tests.storage import databases

TOKEN = "3f9c0e7d51a24b68"
PARTS = ("engine", "metronome", "courier")

#: Callers, and whether each counts as this very machine.
CALLERS = {
    "127.0.0.1": True,
    "127.8.9.10": True,
    "::1": True,
    "10.0.0.7": False,
    "203.0.113.9": False,
    "::ffff:203.0.113.9": False,
    "fe80::1": False,
    "localhost": False,
    "": False,
    "testclient": False,
}

#: What a proxy adds, whatever it is called.
FORWARDED = {
    "X-Forwarded-For": "127.0.0.1",
    "x-forwarded-for": "",
    "Forwarded": "for=127.0.0.1",
    "X-Real-IP": "127.0.0.1",
}


@pytest.fixture
def ask(scene: Scene) -> Callable[..., httpx2.Response]:
    """Asks one of the pages as a caller of this address, with these headers."""

    def ask_one(path: str, host: str = "127.0.0.1", **headers: str) -> httpx2.Response:
        client = TestClient(
            app.web(scene.stage.house),
            client=(host, 50000),
            raise_server_exceptions=False,
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.get(path, headers=named)

    return ask_one


def runs(scene: Scene, *parts: str) -> None:
    """Let these parts put down that they ran, as their threads do."""
    house = scene.stage.house
    mark = house.health.mark_in(house.writer)
    for part in parts:
        mark(part)
    # What was put down before this is written when this is done.
    house.writer.submit(lambda _, jobs: [Done(None) for _ in jobs], None).result()
    scene.settle()


def set_token(scene: Scene, token: str) -> None:
    scene.stage.settings = scene.stage.settings.model_copy(
        update={"metrics_token": SecretStr(token)}
    )
    scene.stage.restart()


def figures(response: httpx2.Response) -> dict[str, float]:
    """What is published, read by the vendor's own parser."""
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain")
    families = parser.text_string_to_metric_families(response.text)
    samples = [sample for family in families for sample in family.samples]
    assert len({sample.name for sample in samples}) == len(samples)
    return {sample.name: sample.value for sample in samples}


@databases.on("sqlite")
def test_live_whoever_asks_and_whatever_is_wrong(
    scene: Scene, ask: Callable[..., httpx2.Response]
) -> None:
    set_token(scene, TOKEN)
    with scene.stage.house.database.writing_engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    for host in CALLERS:
        response = ask("/health/live", host)
        assert (response.status_code, response.text) == (200, "live")


@databases.on("sqlite")
def test_ready_once_every_part_ran(
    scene: Scene, ask: Callable[..., httpx2.Response]
) -> None:
    for part in PARTS:
        response = ask("/health/ready", "203.0.113.9")
        assert (response.status_code, response.text) == (503, part)
        assert ask("/health/ready").json()[part] == "never"
        runs(scene, part)
    response = ask("/health/ready", "203.0.113.9")
    assert (response.status_code, response.text) == (200, "ready")


@databases.on("sqlite")
def test_part_that_stopped_is_named_though_the_others_run(
    scene: Scene, ask: Callable[..., httpx2.Response]
) -> None:
    for dead in PARTS:
        runs(scene, *PARTS)
        scene.stage.clock.advance(STALE_AFTER)
        assert ask("/health/ready", "203.0.113.9").text == "ready"

        scene.stage.clock.advance(timedelta(seconds=1))
        runs(scene, *(part for part in PARTS if part != dead))

        response = ask("/health/ready", "203.0.113.9")
        assert (response.status_code, response.text) == (503, dead)
        assert ask("/health/ready").json()[dead] == "76 s"


def test_schema_of_another_version_is_named(
    scene: Scene, ask: Callable[..., httpx2.Response]
) -> None:
    runs(scene, *PARTS)
    for statement in (
        "UPDATE alembic_version SET version_num = '9999'",
        "DELETE FROM alembic_version",
    ):
        assert ask("/health/ready").status_code == 200
        with scene.stage.house.database.writing_engine.begin() as connection:
            (known,) = connection.execute(text("SELECT * FROM alembic_version")).all()
            connection.execute(text(statement))

        response = ask("/health/ready", "203.0.113.9")
        assert (response.status_code, response.text) == (503, "schema")
        assert ask("/health/ready").json() == {"word": "schema"}

        with scene.stage.house.database.writing_engine.begin() as connection:
            connection.execute(text("DELETE FROM alembic_version"))
            connection.execute(
                text("INSERT INTO alembic_version VALUES (:known)"),
                {"known": known.version_num},
            )


@contextlib.contextmanager
def no_database(
    scene: Scene, database_kind: str, request: pytest.FixtureRequest
) -> Iterator[None]:
    """Let the database be gone."""
    database = scene.stage.house.database
    name = database.url.database or ""
    if database_kind == "sqlite":
        database.close()
        there = Path(name)
        away = there.rename(there.with_suffix(".away"))
        there.mkdir()
        yield
        there.rmdir()
        away.rename(there)
        return
    box: postgres_box.PostgresBox = request.getfixturevalue("postgres")
    admin = create_engine(box.url("postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        end_all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        connection.execute(text(f"{end_all} WHERE datname = :name"), {"name": name})
        yield
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
    admin.dispose()


def test_database_that_is_gone_is_named(
    scene: Scene,
    ask: Callable[..., httpx2.Response],
    database_kind: str,
    request: pytest.FixtureRequest,
) -> None:
    runs(scene, *PARTS)
    with no_database(scene, database_kind, request):
        response = ask("/health/ready", "203.0.113.9")
        details = ask("/health/ready")
        live = ask("/health/live")
    assert live.status_code == 200
    assert (response.status_code, response.text) == (503, "database")
    assert details.json() == {"word": "database"}
    assert ask("/health/ready").json()["word"] == "ready"


@databases.on("sqlite")
def test_page_that_fails_says_nothing_of_why(
    scene: Scene,
    ask: Callable[..., httpx2.Response],
    database_kind: str,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with no_database(scene, database_kind, request):
        response = ask("/metrics")
    assert (response.status_code, response.text) == (500, "failed")
    assert "a request to /metrics failed: " in caplog.text
    assert ask("/metrics").status_code == 200


@databases.on("sqlite")
def test_details_and_figures_are_for_this_machine_where_no_token_is_set(
    scene: Scene, ask: Callable[..., httpx2.Response]
) -> None:
    runs(scene, *PARTS)
    for host, is_here in CALLERS.items():
        metrics, ready = ask("/metrics", host), ask("/health/ready", host)
        assert metrics.status_code == (200 if is_here else 401), host
        assert ("engine" in ready.text) == is_here, host
        assert ready.status_code == 200
        if not is_here:
            assert (metrics.text, ready.text) == ("refused", "ready")
    assert ask("/health/ready").json() == {
        "word": "ready",
        "courier": "0 s",
        "engine": "0 s",
        "metronome": "0 s",
    }


@databases.on("sqlite")
def test_proxy_on_this_machine_speaks_for_others(
    scene: Scene, ask: Callable[..., httpx2.Response]
) -> None:
    runs(scene, *PARTS)
    for name, value in FORWARDED.items():
        assert ask("/metrics", **{name: value}).status_code == 401
        assert ask("/health/ready", **{name: value}).text == "ready"
    assert ask("/metrics").status_code == 200
    bearer = f"Bearer {TOKEN}"
    assert ask("/metrics", "203.0.113.9", Authorization=bearer).status_code == 401


#: What may be shown in the place of the token.
WRONG_TOKENS = (
    "",
    TOKEN,
    "Bearer",
    "Bearer ",
    f"bearer {TOKEN}",
    f"Bearer {TOKEN} ",
    f"Bearer {TOKEN}0",
    f"Bearer {TOKEN[:-1]}",
    f"Basic {TOKEN}",
    f"Bearer {TOKEN.upper()}",
    "Bearer None",
)


@databases.on("sqlite")
def test_with_a_token_nothing_else_counts(
    scene: Scene, ask: Callable[..., httpx2.Response]
) -> None:
    runs(scene, *PARTS)
    set_token(scene, TOKEN)
    for wrong in WRONG_TOKENS:
        for host in ("127.0.0.1", "203.0.113.9"):
            answer = ask("/metrics", host, Authorization=wrong)
            assert (answer.status_code, answer.text) == (401, "refused"), wrong
            ready = ask("/health/ready", host, Authorization=wrong)
            assert ready.text == "ready"
    assert ask("/metrics").status_code == 401
    for host in CALLERS:
        given = {"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": "1.2.3.4"}
        assert "holdfast_incidents" in figures(ask("/metrics", host, **given))
        assert json.loads(ask("/health/ready", host, **given).text)["word"] == "ready"


def test_figures_are_right_after_a_scene(
    scene: Scene, ask: Callable[..., httpx2.Response]
) -> None:
    asha, boyd, dana = scene.enrols(
        officer(), sergeant(), someone("Dana", "dispatcher", "777")
    )
    asha.texts("NEW agents struck a man")
    asha.texts("NEW another van, two men taken")
    asha.texts("SUP REFUSED")
    scene.stranger("+13125559999").texts("NEW I saw it too")
    boyd.reads_all()
    dana.reads_all()
    counted = figures(ask("/metrics"))
    assert counted["holdfast_incidents"] == 2
    assert counted["holdfast_duties_overdue"] == 0
    assert counted["holdfast_texts_held"] == 1
    assert counted["holdfast_texts_failed"] == 0
    assert counted["holdfast_engine_faults_total"] == 0
    (open_duties,) = scene.rows(
        "SELECT count(*) AS n FROM duty WHERE state IN ('expected', 'notified')"
    )
    assert counted["holdfast_duties_open"] == open_duties.n
    scene.stage.company.troubles.suspended = True
    scene.stage.advance(timedelta(minutes=26))
    counted = figures(ask("/metrics"))
    assert counted["holdfast_duties_overdue"] == 2
    waiting = scene.rows("SELECT id FROM notice WHERE next_attempt_at IS NOT NULL")
    assert counted["holdfast_notices_waiting"] == len(waiting) > 0
    for person in scene.people.values():
        person.is_ignored = True


@databases.on("postgresql")
def test_what_only_grows_is_published_as_a_counter(
    scene: Scene, ask: Callable[..., httpx2.Response]
) -> None:
    families = list(parser.text_string_to_metric_families(ask("/metrics").text))
    kinds = {family.name: family.type for family in families}
    assert kinds["holdfast_writer_commits"] == "counter"
    assert kinds["holdfast_incidents"] == "gauge"
    first = figures(ask("/metrics"))["holdfast_writer_commits_total"]
    (asha,) = scene.enrols(officer())
    asha.texts("MENU")
    assert figures(ask("/metrics"))["holdfast_writer_commits_total"] > first


@databases.on("sqlite")
def test_pages_for_those_who_run_us_are_only_read(
    scene: Scene, ask: Callable[..., httpx2.Response]
) -> None:
    client = TestClient(app.web(scene.stage.house))
    for path in ("/health/live", "/health/ready", "/metrics"):
        assert client.post(path).status_code == 405
        assert client.delete(path).status_code == 405
    assert client.get("/").status_code == 404
    assert client.get("/health").status_code == 404
    assert client.get("/docs").status_code == 404
