"""Times, policies and second persons at the command line."""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.policy import load
from tests.edges.cli_stage import BOYD, Terminal


def correct(
    terminal: Terminal, reference: str, by: timedelta, star: str = "900"
) -> Any:
    shown = terminal.does("incident", reference, "--json").json
    at = datetime.fromisoformat(shown["opened_at"]) + by
    return terminal.types(
        "correct", reference, "--as", star, "--opened-at", at.isoformat()
    )


@pytest.fixture
def reference(terminal: Terminal) -> str:
    terminal.enrols()
    return terminal.opens()


def test_an_earlier_time_is_corrected(terminal: Terminal, reference: str) -> None:
    answer = correct(terminal, reference, -timedelta(hours=1))

    assert answer.code == 0
    assert f"{reference} is corrected." in answer.out
    assert "AID due:" in answer.out
    assert "Body-worn camera, star 12345 lost:" in answer.out
    assert "waits" not in terminal.does("waiting").out.replace("Nothing waits", "")


def test_a_later_time_waits_and_the_same_account_is_no_second_person(
    terminal: Terminal, reference: str
) -> None:
    correct(terminal, reference, -timedelta(hours=5))
    answer = correct(terminal, reference, timedelta(hours=1))
    assert "nothing changed; change 1 waits for a second person" in answer.out
    assert "would be later" in answer.out

    (waiting,) = terminal.does("waiting", "--json").json
    assert waiting["wants"] == "correct_incident"
    assert (waiting["reference"], waiting["number"]) == (reference, 1)
    assert "(1)" not in terminal.does("waiting").out
    assert "holdfast waiting agree|refuse" in terminal.does("waiting").out

    refused = terminal.types("waiting", "agree", reference, "--as", "900")
    assert refused.code == 1
    assert "second person" in refused.err

    # It is named until somebody decides.
    doctor = terminal.types("doctor", "--json").json
    (check,) = [one for one in doctor["checks"] if one["name"] == "second"]
    assert reference in check["what"]

    withdrawn = terminal.does("waiting", "refuse", reference, "1", "--as", "900")
    assert "change 1 is withdrawn" in withdrawn.out
    assert "Nothing waits" in terminal.does("waiting").out


def test_somebody_else_agrees_by_text(terminal: Terminal, reference: str) -> None:
    correct(terminal, reference, -timedelta(hours=5), star="55")
    answer = correct(terminal, reference, timedelta(hours=1), star="55")
    assert "told: star 900" in answer.out

    reply = terminal.texts(BOYD, f"Agree {reference.lower()} 1 thanks")

    assert reply.text == f"{reference}: change 1 agreed and carried out."
    assert terminal.does("waiting", "--json").json == []
    reply = terminal.texts(BOYD, "I agree with that")
    assert "change" not in (reply.text or "")


def test_times_that_cannot_be_are_refused(terminal: Terminal, reference: str) -> None:
    assert terminal.types("correct", reference, "--as", "900").code == 1
    answer = correct(terminal, reference, timedelta(days=400))
    assert (answer.code, "still to come" in answer.err) == (1, True)
    assert terminal.types("correct", reference, "--as", "1").code == 1
    answer = terminal.types(
        "correct", reference, "--as", "900", "--recorded-at", "777", "2026-03-10T10:00"
    )
    assert "no recording of 777" in answer.err


@pytest.mark.parametrize(
    "written", ["9999-12-31T23:00", "0001-01-01T00:00+05:00", "9999-12-31T23:00-05:00"]
)
def test_a_time_outside_of_the_calendar_is_refused(
    terminal: Terminal, reference: str, written: str
) -> None:
    for what in (
        ("correct", reference, "--as", "900", "--opened-at", written),
        ("correct", reference, "--as", "900", "--recorded-at", "12345", written),
        ("roster", "on-duty", "sergeant", "--at", written),
    ):
        refused = terminal.types(*what)
        assert refused.code in (1, 2)
        assert "between the years 1970 and 2999" in refused.err, what


#: Wall times of nights on which the clocks change: no instant, and two of them.
NO_INSTANT = [
    ("2026-03-08T02:30", "There is no 02:30 on 2026-03-08"),
    ("2025-11-02T01:30", "There are two 01:30 on 2025-11-02"),
]


@pytest.mark.parametrize(("written", "problem"), NO_INSTANT)
def test_a_time_that_names_no_one_instant_is_refused(
    terminal: Terminal, reference: str, written: str, problem: str
) -> None:
    before = terminal.does("incident", reference, "--json").json
    for what in (
        ("correct", reference, "--as", "900", "--opened-at", written),
        ("correct", reference, "--as", "900", "--recorded-at", "12345", written),
        ("roster", "on-duty", "sergeant", "--at", written),
        ("policy", "explain", "--opened-at", written),
    ):
        refused = terminal.types(*what)
        assert (refused.code, problem in refused.err) == (1, True), what
    assert terminal.does("incident", reference, "--json").json == before

    # With its offset it is one instant.
    which = f"{written}-05:00"
    told = terminal.does("policy", "explain", "--opened-at", which).out
    assert "opened" in told


def test_a_policy_is_shown_first_and_adopted_with_yes(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = load.shipped()
    for beside in shipped.parent.glob("*.csv"):
        shutil.copy(beside, terminal.folder)
    path = Path(shutil.copy(shipped, terminal.folder / "agency.toml"))
    monkeypatch.setenv("POLICY_FILE", str(path))
    terminal.enrols()
    reference = terminal.opens()
    same = terminal.does("policy", "adopt", reference).out
    assert same == f"{reference} is under the policy in force already.\n"
    text = path.read_text(encoding="utf-8")
    before = 'after = "opened", within = "45m"'
    sooner = text.replace(before, before.replace("45m", "20m"))
    path.write_text(sooner, encoding="utf-8")

    shown = terminal.does("policy", "adopt", reference)
    assert "CAMS due:" in shown.out
    assert "say --yes" in shown.out
    done = terminal.does("policy", "adopt", reference, "--yes")
    assert "is under the policy in force now" in done.out
    entries = terminal.does("incident", reference, "--json").json["entries"]
    assert entries[-1]["event"] == "incident:policy_adopted"

    path.write_text(text, encoding="utf-8")
    answer = terminal.does("policy", "adopt", reference, "--yes")
    assert "needs a second person: CAMS" in answer.out
    assert "change 1 waits" in answer.out
    assert terminal.does("audit", "verify").code == 0
    assert json.loads(terminal.does("waiting", "--json").out)
