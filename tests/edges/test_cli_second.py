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
