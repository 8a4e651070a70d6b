"""Packets and the record at the command line: what holds, and what was tampered."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from models import reference as references
from tests.edges.cli_stage import Terminal


@pytest.fixture
def reference(terminal: Terminal) -> str:
    """The reference of an incident with a key beside it."""
    terminal.does("init")
    terminal.enrols()
    return terminal.opens()


def fingerprint(terminal: Terminal) -> str:
    """Return the key's fingerprint, as `init` told it."""
    said = terminal.does("init").out.splitlines()
    return next(line.strip() for line in said if line.startswith("  ") and "-" in line)


def tampered(path: Path) -> Path:
    """Change one word inside a packet."""
    changed = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == "audit.jsonl":
                data = data.replace(b"struck", b"helped")
            after.writestr(name, data)
    return changed


def test_a_packet_is_made_and_verified(terminal: Terminal, reference: str) -> None:
    made = terminal.does("packet", reference, "--out", "p.zip").out
    checked = terminal.does("verify", "p.zip").out

    assert f"p.zip: {reference} up to entry 1." in made
    assert fingerprint(terminal) in made
    assert "Internally consistent: YES" in checked
    assert "Matches a seal held elsewhere: NOT ASKED" in checked
    assert "Signed by the key you named: NOT ASKED" in checked


def test_the_same_position_gives_the_same_bytes(
    terminal: Terminal, reference: str
) -> None:
    folder = terminal.folder
    terminal.does("packet", reference, "--out", "one.zip")
    terminal.does("packet", reference.lower(), "--out", "two.zip")
    assert (folder / "one.zip").read_bytes() == (folder / "two.zip").read_bytes()

    terminal.texts("+13125550101", "NOTE the window was broken too")
    terminal.does("packet", reference, "--out", "two.zip")
    assert (folder / "one.zip").read_bytes() != (folder / "two.zip").read_bytes()


def test_a_packet_matches_a_seal_that_was_kept(
    terminal: Terminal, reference: str
) -> None:
    terminal.does("packet", reference, "--out", "p.zip")
    terminal.does("audit", "seals", "--out", "kept.jsonl")
    key = fingerprint(terminal)

    checked = terminal.does("verify", "p.zip", "--seal", "kept.jsonl", "--key", key)

    assert checked.out.count(": YES") == 3


def test_a_tampered_packet_is_a_no_with_its_place(
    terminal: Terminal, reference: str
) -> None:
    terminal.does("packet", reference, "--out", "p.zip")
    changed = tampered(terminal.folder / "p.zip")
    refused = terminal.types("verify", str(changed))

    assert refused.code == 1
    assert "Internally consistent: NO" in refused.out
    assert "struck" not in refused.out
    terminal.does("verify", "p.zip")


def test_another_key_is_a_no_and_no_fingerprint_is_bad_usage(
    terminal: Terminal, reference: str
) -> None:
    terminal.does("packet", reference, "--out", "p.zip")
    another = "-".join(["0000"] * 8)

    assert terminal.types("verify", "p.zip", "--key", another).code == 1
    terminal.does("verify", "p.zip", "--key", fingerprint(terminal))
    bad = terminal.types("verify", "p.zip", "--key", "12")
    assert (bad.code, bad.out) == (2, "")
    assert "--key: a key's fingerprint has 32 digits" in bad.err
    assert terminal.types("verify", "missing.zip").code == 2


def test_a_packet_is_verified_where_there_is_no_installation(
    terminal: Terminal, reference: str, tmp_path: Path
) -> None:
    terminal.does("packet", reference, "--out", str(tmp_path / "p.zip"))
    for left in terminal.folder.iterdir():
        left.unlink()

    terminal.does("verify", str(tmp_path / "p.zip"))
    assert list(terminal.folder.iterdir()) == []


def test_a_packet_brings_its_own_checker(terminal: Terminal, reference: str) -> None:
    terminal.does("packet", reference, "--out", "p.zip")
    with zipfile.ZipFile(terminal.folder / "p.zip") as packet:
        packet.extract("verify_packet.py", terminal.folder)
    checked = subprocess.run(
        [sys.executable, "-I", "verify_packet.py", "p.zip"],
        capture_output=True,
        check=False,
        cwd=terminal.folder,
        text=True,
    )

    assert checked.returncode == 0, checked.stdout
    assert checked.stdout == terminal.does("verify", "p.zip").out


def test_a_packet_of_nothing_or_to_nowhere_is_refused(
    terminal: Terminal, reference: str
) -> None:
    missing = terminal.types("packet", references.write(26, 4242), "--out", "p.zip")
    nowhere = terminal.types("packet", reference, "--out", "no/such/folder/p.zip")

    assert missing.code == 1
    assert "There is no incident" in missing.err
    assert nowhere.code == 2
    assert "cannot be written" in nowhere.err
    assert not (terminal.folder / "p.zip").exists()
    terminal.does("packet", reference, "--out", "p.zip")


def test_making_a_packet_is_on_record_and_changes_no_incident(
    terminal: Terminal, reference: str
) -> None:
    before = terminal.does("incident", reference, "--json").json
    terminal.does("packet", reference, "--out", "p.zip")

    with terminal.house() as house, house.database.reading() as connection:
        events = connection.exec_driver_sql(
            "SELECT event FROM entry WHERE ledger_id = 'system'"
        )
        assert list(events.scalars()) == ["packet:made"]
    assert terminal.does("incident", reference, "--json").json == before


def test_a_sound_record_is_said_to_be_sound(terminal: Terminal, reference: str) -> None:
    terminal.does("packet", reference, "--out", "p.zip")
    terminal.does("audit", "seals", "--out", "kept.jsonl")
    checked = terminal.does("audit", "verify", "--seal", "kept.jsonl", "--json").json

    assert checked["is_sound"] is True
    assert checked["problems"] == []
    assert checked["matched_seals"] == 1
    assert "The record is sound" in terminal.does("audit", "verify").out


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE entry SET record = replace(record, 'opened', 'closed')"
        " WHERE event = 'incident:opened'",
        "UPDATE item SET content = 'nothing happened' WHERE name = 'text'",
        "UPDATE incident SET beat = '9999'",
        "DELETE FROM item WHERE name = 'text'",
    ],
)
def test_a_tampered_record_is_a_no_with_its_place(
    terminal: Terminal, reference: str, attack: str
) -> None:
    terminal.does("audit", "verify")
    with terminal.house() as house, house.database.writing_engine.begin() as connection:
        connection.exec_driver_sql(attack)
    refused = terminal.types("audit", "verify")

    assert refused.code == 1
    assert f"Broken: {reference}: " in refused.out
    assert "The record is broken" in refused.out
    assert "nothing happened" not in refused.out
    asked = terminal.types("audit", "verify", "--json")
    assert asked.code == 1
    assert asked.json["problems"][0]["place"] == reference


def test_seals_are_printed_one_on_each_line(terminal: Terminal, reference: str) -> None:
    early = terminal.types("audit", "seals")
    assert (early.code, early.out) == (1, "")
    assert "There is no seal yet" in early.err

    terminal.does("packet", reference, "--out", "p.zip")
    terminal.texts("+13125550101", "NOTE the window was broken too")
    terminal.does("packet", reference, "--out", "p.zip")
    (latest,) = terminal.does("audit", "seals").out.splitlines()
    every = terminal.does("audit", "seals", "--since", "1").out.splitlines()

    assert [json.loads(line)["number"] for line in every] == [1, 2]
    assert every[-1] == latest
    assert json.loads(latest).keys() >= {"number", "at", "root", "hash", "signature"}


def test_a_record_is_checked_without_a_key_until_something_is_signed(
    terminal: Terminal, reference: str
) -> None:
    key = terminal.folder / "holdfast.key"
    key.unlink()
    assert "The record is sound" in terminal.does("audit", "verify").out
    assert not key.exists()

    terminal.does("packet", reference, "--out", "p.zip")
    assert "The record is sound" in terminal.does("audit", "verify").out
    key.unlink()
    refused = terminal.types("audit", "verify")
    assert refused.code == 2
    assert "KEY_FILE holdfast.key is gone" in refused.err


def test_a_key_that_is_gone_is_not_replaced_where_it_sealed_already(
    terminal: Terminal, reference: str
) -> None:
    key = terminal.folder / "holdfast.key"
    key.unlink()
    # Nothing is sealed yet: it is made, as at the first start.
    terminal.does("packet", reference, "--out", "p.zip")
    kept = key.read_bytes()
    key.unlink()

    for words in (("packet", reference, "--out", "q.zip"), ("run", "--only", "engine")):
        refused = terminal.types(*words)
        assert refused.code == 2
        assert "KEY_FILE holdfast.key is gone" in refused.err
        assert "put the copy of it back" in refused.err
    assert not key.exists()

    key.write_bytes(kept)
    key.chmod(0o600)
    terminal.does("packet", reference, "--out", "q.zip")


def test_a_file_that_holds_no_seal_is_bad_usage(
    terminal: Terminal, reference: str
) -> None:
    terminal.does("packet", reference, "--out", "p.zip")
    file = terminal.writes("kept.jsonl", '{"number": 1}\n')
    refused = terminal.types("audit", "verify", "--seal", file)

    assert refused.code == 2
    assert "kept.jsonl: Line 1" in refused.err
