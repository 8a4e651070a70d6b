"""The doctor: what is wrong, what to do about it, and what is merely off."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette import applications, requests, responses, routing

from bot.cli import checks
from bot.ledger import keys
from bot.policy import load
from bot.simulator import serving
from bot.store.connect import Database
from tests.edges.cli_stage import HEADER, ROSTER, Terminal

SECRET = "s3cret-that-nobody-may-see"
ACCOUNT = "AC" + "1" * 32


@pytest.fixture(scope="module")
def account() -> Iterator["Account"]:
    """Twilio's page of one account."""
    page = Account()
    route = routing.Route("/2010-04-01/Accounts/{sid}.json", page.answer)
    with serving.serve(applications.Starlette(routes=[route])) as page.address:
        yield page


class Account:
    """Answers for an account whose password and status a test sets."""

    def __init__(self) -> None:
        self.address = ""
        self.status = "active"
        self.is_open = True

    async def answer(self, request: requests.Request) -> responses.Response:
        if not self.is_open:
            refusal = {"code": 20003, "message": "Authenticate", "status": 401}
            return responses.JSONResponse(refusal, 401)
        sid = request.path_params["sid"]
        return responses.JSONResponse({"sid": sid, "status": self.status})


def examine(terminal: Terminal) -> dict[str, list[dict[str, str]]]:
    """Return what the doctor says, by the name of the part."""
    answer = terminal.types("doctor", "--json")
    assert answer.err == ""
    found = answer.json
    assert answer.code == (0 if found["is_ok"] else 1)
    assert found["is_ok"] == all(c["verdict"] != "wrong" for c in found["checks"])
    parts: dict[str, list[dict[str, str]]] = {}
    for check in found["checks"]:
        assert check.keys() == {"name", "verdict", "what", "todo"}
        assert check["todo"] or check["verdict"] != "wrong"
        parts.setdefault(check["name"], []).append(check)
    return parts


def verdicts(parts: dict[str, list[dict[str, str]]], name: str) -> list[str]:
    return [check["verdict"] for check in parts[name]]


@pytest.fixture
def healthy(terminal: Terminal) -> Terminal:
    """An installation without texts and with everything else."""
    terminal.does("init")
    terminal.enrols()
    return terminal


def test_a_healthy_installation_is_zero_and_says_what_is_off(healthy: Terminal) -> None:
    parts = examine(healthy)

    for name in ("settings", "policy", "database", "key", "clock"):
        assert verdicts(parts, name) == ["ok"]
    assert verdicts(parts, "duties") == ["ok"]
    for name in ("texts", "slack", "mail", "heartbeat"):
        assert verdicts(parts, name) == ["off"]
    assert "TWILIO_ACCOUNT_SID is not set" in parts["texts"][0]["what"]
    assert "3 of 3 people can be texted" in parts["roster"][-1]["what"]
    told = healthy.does("doctor").out
    assert told.endswith("All is well.\n")


def test_wrong_settings_are_all_named_and_no_secret_is(healthy: Terminal) -> None:
    healthy.writes(".env", f"PUBLIC_URL={SECRET}\nTWILIO_AUTH_TOKEN={SECRET}\n")
    parts = examine(healthy)

    assert parts.keys() == {"settings"}
    assert len(parts["settings"]) == 3
    assert SECRET not in str(parts)
    assert healthy.types("doctor").out.endswith("Something is wrong.\n")


def test_settings_that_others_can_read_are_noted(healthy: Terminal) -> None:
    (healthy.folder / ".env").chmod(0o644)
    (check,) = examine(healthy)["settings"]

    assert check["verdict"] == "note"
    assert check["todo"] == "chmod 600 .env"


def test_a_database_without_tables_is_wrong(bare_terminal: Terminal) -> None:
    bare_terminal.does("init")
    (check,) = examine(bare_terminal)["database"]

    assert check["verdict"] == "wrong"
    assert "holdfast migrate" in check["todo"]
    assert not (bare_terminal.folder / "holdfast.db").exists()


def test_a_database_of_a_newer_version_is_not_to_be_migrated(
    terminal: Terminal,
) -> None:
    with closing(sqlite3.connect(terminal.folder / "holdfast.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    (check,) = examine(terminal)["database"]

    assert check["verdict"] == "wrong"
    assert check["todo"].startswith("install that version")


def test_a_database_that_is_not_there_is_wrong(bare_terminal: Terminal) -> None:
    unreachable = "postgresql+psycopg://holdfast:word@127.0.0.1:1/holdfast"
    bare_terminal.writes(".env", f"DATABASE_URL={unreachable}\n")
    (check,) = examine(bare_terminal)["database"]

    assert check["verdict"] == "wrong"
    assert "DATABASE_URL" in check["todo"]
    assert "word" not in check["what"]


def test_a_wrong_policy_is_wrong_and_the_rest_is_looked_at(healthy: Terminal) -> None:
    healthy.writes("policy.toml", "title = 1\n")
    healthy.writes(".env", "POLICY_FILE=policy.toml\n")
    parts = examine(healthy)

    assert verdicts(parts, "policy") == ["wrong"]
    assert "policy.toml:1" in parts["policy"][0]["what"]
    assert verdicts(parts, "database") == ["ok"]


@pytest.mark.parametrize(
    ("change", "verdict", "what"),
    [
        (("(312) 555-0101,department", ","), "wrong", "no number in the roster"),
        (("always,2026-01-02\nBoyd", "always,\nBoyd"), "wrong", "no consent"),
        (("always,2026-01-02\nDee", "always,\nDee"), "wrong", "no consent"),
        (("Dee Ito,55,+1 312 555 0103,department,,,dispatcher",) * 2, "ok", ""),
    ],
)
def test_who_could_not_be_reached_is_named(
    terminal: Terminal, change: tuple[str, str], verdict: str, what: str
) -> None:
    terminal.does("init")
    roster = ROSTER.replace(*change)
    if "no number" in what:
        roster = roster.replace("always,2026-01-02", "always,", 1)
    terminal.enrols(roster)
    first = examine(terminal)["roster"][0]

    if verdict == "ok":
        assert verdicts(examine(terminal), "roster")[-1] == "ok"
    else:
        assert first["verdict"] == verdict
        assert what in first["what"]


def test_who_is_never_texted_need_not_be_reached(terminal: Terminal) -> None:
    terminal.does("init")
    terminal.enrols(ROSTER + "Ada,1,,,,,admin,,,,\n")
    parts = examine(terminal)

    assert "wrong" not in verdicts(parts, "roster")
    assert "star 1 (admin): no number" in parts["roster"][0]["what"]


def test_stars_that_no_text_could_name_are_noted(healthy: Terminal) -> None:
    shipped = load.shipped().read_text(encoding="utf-8")
    text = shipped.replace("'\\d{1,6}'", "'\\d{4,6}'")
    assert text != shipped
    shutil.copy(load.shipped().with_name("chicago_places.csv"), healthy.folder)
    before = [check["what"] for check in examine(healthy)["roster"]]
    healthy.writes(".env", f"POLICY_FILE={healthy.writes('city.toml', text)}\n")

    noted = [check["what"] for check in examine(healthy)["roster"]]

    assert [what for what in noted if what not in before] == [
        "star 900, star 55: no Star by the policy, such as 4432; "
        "a text that names it is not understood"
    ]


def test_too_few_for_what_needs_two_people_are_noted(healthy: Terminal) -> None:
    def noted() -> list[str]:
        found = examine(healthy).get("two people", [])
        return [check["what"] for check in found if check["verdict"] == "note"]

    assert noted() == ["only star 900 may agree to what needs two people"]
    healthy.enrols(ROSTER + "Lena,300,,,,,watch_lieutenant,,,always,\n")
    assert noted() == []


def test_what_the_policy_leaves_to_chance_is_noted(healthy: Terminal) -> None:
    shipped = load.shipped().read_text(encoding="utf-8")
    text = shipped.replace("\nvoice = []", '\nvoice = ["duties"]')
    shutil.copy(load.shipped().with_name("chicago_places.csv"), healthy.folder)
    healthy.writes(".env", f"POLICY_FILE={healthy.writes('city.toml', text)}\n")

    parts = examine(healthy)

    assert verdicts(parts, "policy") == ["ok", "note"]
    assert "nothing is sent or heard by it" in parts["policy"][1]["what"]
    assert any("voice is on for duties" in one["what"] for one in parts["channels"])


def test_an_empty_roster_and_an_empty_desk_are_wrong(terminal: Terminal) -> None:
    terminal.does("init")
    (check,) = examine(terminal)["roster"]
    assert check["verdict"] == "wrong"
    assert "roster import" in check["todo"]

    line = "Asha,12345,3125550101,,,,officer,,,always,2026-01-02"
    terminal.enrols(f"{HEADER}\n{line}\n")
    wrong = [c for c in examine(terminal)["roster"] if c["verdict"] == "wrong"]
    assert [check["what"] for check in wrong] == [
        "nobody of the role dispatcher can be told, and it is the desk"
    ]


def test_a_key_is_missed_once_something_was_signed(healthy: Terminal) -> None:
    key = healthy.folder / "holdfast.key"
    kept = key.read_bytes()
    key.unlink()
    assert verdicts(examine(healthy), "key") == ["note"]

    key.write_bytes(kept)
    key.chmod(0o600)
    healthy.does("packet", healthy.opens(), "--out", "p.zip")
    assert verdicts(examine(healthy), "key") == ["ok"]
    key.unlink()
    (check,) = examine(healthy)["key"]
    assert check["verdict"] == "wrong"
    assert "is missing" in check["what"]

    keys.create(key)
    (check,) = examine(healthy)["key"]
    assert check["verdict"] == "wrong"
    assert "is not the key that made the last seal" in check["what"]


def test_a_key_that_others_can_read_is_wrong(healthy: Terminal) -> None:
    (healthy.folder / "holdfast.key").chmod(0o644)
    (check,) = examine(healthy)["key"]

    assert check["verdict"] == "wrong"
    assert "chmod 600" in check["what"]


def test_a_clock_that_is_wrong_is_found(
    database_url: str, open_database: Callable[[str], Database]
) -> None:
    database = open_database(database_url)

    def verdict(now: datetime) -> str:
        with database.reading() as connection:
            check = checks.of_clock(now, connection, is_sqlite=database.is_sqlite)
        return check.verdict.value

    assert verdict(datetime(2025, 1, 1, tzinfo=UTC)) == "wrong"
    if database.is_sqlite:
        assert verdict(datetime(2026, 3, 1, tzinfo=UTC)) == "ok"
    else:
        with database.reading() as connection:
            theirs: Any = connection.exec_driver_sql(
                "SELECT clock_timestamp()"
            ).scalar()
        assert verdict(theirs) == "ok"
        assert verdict(theirs.replace(year=theirs.year + 1)) == "wrong"


def test_a_clock_behind_the_record_is_found(healthy: Terminal) -> None:
    with healthy.house() as house, house.database.reading() as connection:
        early = datetime(2026, 1, 2, tzinfo=UTC)
        check = checks.of_clock(early, connection, is_sqlite=True)
        assert check.verdict is checks.Verdict.WRONG
        assert "the record has an entry of" in check.what
        late = house.clock.now()
        assert checks.of_clock(late, connection, is_sqlite=True).verdict == "ok"


def test_texts_are_well_while_the_account_is_active(
    healthy: Terminal, account: Account
) -> None:
    healthy.writes(
        ".env",
        f"PUBLIC_URL=https://holdfast.example\n"
        f"TWILIO_ACCOUNT_SID={ACCOUNT}\n"
        f"TWILIO_AUTH_TOKEN={SECRET}\n"
        f"TWILIO_FROM_NUMBER=+13125550100\n"
        f"TWILIO_API_URL={account.address}\n",
    )
    account.status, account.is_open = "active", True
    parts = examine(healthy)
    assert verdicts(parts, "texts") == ["ok"]
    assert "POST https://holdfast.example/twilio/sms" in parts["webhook"][0]["todo"]

    account.status = "suspended"
    (check,) = examine(healthy)["texts"]
    assert (check["verdict"], "suspended" in check["what"]) == ("wrong", True)

    account.is_open = False
    (check,) = examine(healthy)["texts"]
    assert check["verdict"] == "wrong"
    assert "TWILIO_AUTH_TOKEN" in check["todo"]
    assert SECRET not in str(check)


def test_texts_are_wrong_where_twilio_cannot_be_asked(healthy: Terminal) -> None:
    healthy.writes(
        ".env",
        f"PUBLIC_URL=https://holdfast.example\nTWILIO_ACCOUNT_SID={ACCOUNT}\n"
        f"TWILIO_AUTH_TOKEN={SECRET}\nTWILIO_FROM_NUMBER=+13125550100\n"
        "TWILIO_API_URL=http://127.0.0.1:1\n",
    )
    (check,) = examine(healthy)["texts"]

    assert check["verdict"] == "wrong"
    assert "cannot be asked" in check["what"]


def changes(terminal: Terminal, statement: str) -> None:
    """Change rows by hand."""
    with closing(sqlite3.connect(terminal.folder / "holdfast.db")) as connection:
        connection.execute(statement)
        connection.commit()


def test_steps_that_nobody_takes_up_are_wrong(healthy: Terminal) -> None:
    healthy.opens()
    assert "not taken up" not in str(examine(healthy)["duties"])

    # No bot runs, and what was due half an hour ago stands as it was.
    changes(healthy, "UPDATE duty SET next_step_at = '2026-01-01 00:00:00.000000'")
    (late, *_) = [c for c in examine(healthy)["duties"] if "not taken up" in c["what"]]
    assert late["verdict"] == "wrong"
    assert late["todo"] == "see that the bot runs: holdfast run"

    changes(healthy, "UPDATE duty SET next_step_at = NULL")
    notes = [c for c in examine(healthy)["duties"] if c["verdict"] == "note"]
    assert "without" in notes[0]["what"]


def test_a_heartbeat_that_was_never_given_or_stopped_is_told(healthy: Terminal) -> None:
    healthy.writes(".env", "HEARTBEAT_URL=http://127.0.0.1:9/ping\n")
    assert verdicts(examine(healthy), "heartbeat") == ["note"]
    for at, verdict in (("now", "ok"), ("now', '-20 minutes", "wrong")):
        changes(
            healthy,
            "INSERT OR REPLACE INTO mark (name, at) VALUES "  # noqa: S608
            f"('heartbeat', strftime('%Y-%m-%d %H:%M:%f000', '{at}'))",
        )
        (check,) = examine(healthy)["heartbeat"]
        assert check["verdict"] == verdict
        assert "last given" in check["what"]
