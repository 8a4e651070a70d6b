"""Packets: the same bytes whenever made, nothing in them that is held back."""

import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile
from typing import Any

import pytest

from bot.evidence import packet
from models import commands, errors
from tests.storage import records
from tests.storage.records import HELD_WORDS, KEY, THIEF, Station

REFERENCE = "26-0001B"


def check(
    folder: pathlib.Path, made: packet.Packet, *more: str
) -> "subprocess.CompletedProcess[str]":
    """Check a packet with the program inside it, far away from ours."""
    path = folder / "packet.zip"
    packet.write(made, path)
    with zipfile.ZipFile(path) as archive:
        archive.extract("verify_packet.py", folder)
    return subprocess.run(
        [python(), "-I", "verify_packet.py", "packet.zip", *more],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PATH": os.defpath},
    )


def python() -> str:
    """Return a Python that knows nothing of our environment."""
    return shutil.which("python3", path=os.defpath) or str(
        getattr(sys, "_base_executable", sys.executable)
    )


def incident(made: packet.Packet) -> Any:
    return json.loads(made.files["incident.json"])


def audit_lines(made: packet.Packet) -> list[Any]:
    return [json.loads(line) for line in made.files["audit.jsonl"].splitlines()]


def test_packet_is_verified_by_its_own_checker_outside_of_everything(
    past: Station, tmp_path: pathlib.Path
) -> None:
    past.seals()
    made = past.packs()
    held = tmp_path / "seal.json"
    held.write_text(json.dumps(past.kept[0]))

    checked = check(tmp_path, made, "--seal", "seal.json", "--key", KEY.fingerprint)

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert checked.stdout.count("YES") == 3
    assert f"Incident {REFERENCE}: {made.position} entries (5 items" in checked.stdout
    assert sorted(made.files) == [
        "VERIFY.txt",
        "audit.jsonl",
        "incident.json",
        "manifest.json",
        "manifest.sig",
        "seals.jsonl",
        "verify_packet.py",
    ]


def test_packet_with_one_changed_word_is_refused_by_it(
    past: Station, tmp_path: pathlib.Path
) -> None:
    honest = past.packs()
    files = dict(honest.files)
    files["audit.jsonl"] = files["audit.jsonl"].replace(b"ems here", b"no aid  ")
    changed = packet.Packet(
        reference=honest.reference,
        ledger=honest.ledger,
        position=honest.position,
        head=honest.head,
        files=files,
    )

    assert check(tmp_path, honest).returncode == 0
    checked = check(tmp_path, changed)

    assert checked.returncode == 1
    assert "First broken place: audit.jsonl, entry 2" in checked.stdout


def test_packet_is_the_same_whenever_it_is_made(past: Station) -> None:
    past.seals()
    first = past.packs()

    assert past.packs().zip_bytes == first.zip_bytes

    # The roster changes, other incidents go on, seals are made.
    eve = commands.RosterRow(name="Eve", role="sergeant", star="901")
    past.enrols(*records.roster(eve))
    past.does(commands.EndPerson, star="901")
    past.texts(records.STRANGER, "NEW somebody else")
    past.texts(records.BOYD, "NOTE 26-0002J they came back")
    past.seals()
    past.passes(minutes=0)
    past.tampers(
        "UPDATE duty SET rung = 7",
        "UPDATE footage SET state = 'lost'",
        "UPDATE person SET star = '54321' WHERE star = '12345'",
        "UPDATE person SET role = 'officer' WHERE star = '900'",
    )

    assert past.packs().zip_bytes == first.zip_bytes
    assert past.packs().sha256 == first.sha256
    assert past.packs("26-0002J").zip_bytes != first.zip_bytes


def test_packet_is_the_same_after_those_in_it_have_left(past: Station) -> None:
    past.seals()
    before = past.packs()
    past.enrols(*records.roster(star="54321"), removals=1)
    past.does(commands.EndPerson, star="900")
    assert past.packs().zip_bytes == before.zip_bytes

    # That what they had to do moves to others is on record from the next seal on.
    past.seals()
    first = past.packs()
    moved = audit_lines(first)[before.position :]
    assert {line["entry"]["event"] for line in moved} == {
        "duty:moved",
        "notice:cancelled",
    }
    kept = before.files["audit.jsonl"]
    assert first.files["audit.jsonl"].startswith(kept)

    past.enrols(*records.roster()[2:], removals=1)
    past.texts(records.STRANGER, "NEW somebody else")
    past.seals()
    past.passes(minutes=0)
    assert past.packs().position == first.position
    assert past.packs().zip_bytes == first.zip_bytes


def test_packet_moves_on_with_the_next_sealed_entry(past: Station) -> None:
    past.seals()
    first = past.packs()

    past.texts(records.ASHA, "NOTE one more thing")
    assert past.packs().zip_bytes == first.zip_bytes

    past.seals()
    second = past.packs()
    assert second.position == first.position + 1
    assert second.files["audit.jsonl"].startswith(first.files["audit.jsonl"])
    assert second.files["seals.jsonl"].startswith(first.files["seals.jsonl"])


def test_held_words_stand_nowhere_and_say_by_which_rule(past: Station) -> None:
    past.seals()

    made = past.packs()

    assert HELD_WORDS.encode() not in made.zip_bytes
    assert b"undocumented" not in made.zip_bytes
    withheld = [
        (line["entry"]["event"], name, item["withheld"])
        for line in audit_lines(made)
        for name, item in line["items"].items()
        if "withheld" in item and not name.endswith(".to_e164")
    ]
    assert withheld == [
        ("incident:noted", "text", "MCC 2-173-030"),
    ]
    told = incident(made)
    noted = next(e for e in told["chronology"] if e["event"] == "incident:noted")
    assert noted["words"]["text"] == {"withheld": "MCC 2-173-030"}
    assert [g["item"] for g in told["gaps"] if g["gap"] == "words_withheld"] == ["text"]


def test_telephone_numbers_of_members_stand_nowhere(past: Station) -> None:
    past.seals()

    made = past.packs()

    assert b"+1312555" not in made.zip_bytes
    numbers = [
        item
        for line in audit_lines(made)
        for name, item in line["items"].items()
        if name.endswith(".to_e164")
    ]
    assert numbers
    assert {item["withheld"] for item in numbers} == {"a member's telephone number"}


def test_released_words_stand_in_the_packet_and_the_older_one_stays_as_it_was(
    past: Station,
) -> None:
    past.seals()
    before = past.packs()
    records.release(past, REFERENCE)
    assert past.packs().zip_bytes == before.zip_bytes

    past.seals()
    after = past.packs()

    assert HELD_WORDS.encode() in after.files["audit.jsonl"]
    told = incident(after)
    noted = next(e for e in told["chronology"] if e["event"] == "incident:noted")
    assert noted["words"]["text"] == HELD_WORDS
    assert not [gap for gap in told["gaps"] if gap["gap"] == "words_withheld"]


def test_words_that_were_withheld_for_good_stay_withheld(
    past: Station, tmp_path: pathlib.Path
) -> None:
    records.release(past, REFERENCE, is_released=False)
    past.seals()

    made = past.packs()

    assert b"undocumented" not in made.zip_bytes
    assert check(tmp_path, made).returncode == 0


def test_held_words_are_withheld_wherever_their_value_was_put_back(
    station: Station, tmp_path: pathlib.Path
) -> None:
    """Taking an answer back writes it down once more, as the old value."""
    station.enrols(*records.roster())
    station.texts(records.ASHA, "NEW agents at the corner of 5th")
    station.texts(records.ASHA, "AID he is undocumented and hurt")
    station.texts(records.ASHA, "UNDO")
    station.texts(records.ASHA, "AID ems here, he is hurt")
    station.seals()
    query = "SELECT count(*) FROM item WHERE content LIKE '%undocumented%'"
    assert station.one(query) == 3

    made = station.packs()

    assert b"undocumented" not in made.zip_bytes
    assert b"ems here, he is hurt" in made.zip_bytes
    assert check(tmp_path, made).returncode == 0


def test_incident_is_told_with_all_that_a_reader_asks_for(past: Station) -> None:
    past.seals()

    told = incident(past.packs())

    assert told["reference"] == REFERENCE
    assert told["ledger"] == past.ledger()
    assert told["kind"] == "alleged_violation"
    assert told["state"] == "open"
    assert told["beat"] == "0715"
    assert told["event_number"] == "2606901234"
    assert told["rd_number"] is None
    assert told["source"] == "witnessed"
    assert told["timezone"] == "America/Chicago"
    assert told["opened_at"] == "2026-03-10T21:40:00.000000Z"
    assert told["opened_at_local"] == "2026-03-10 16:40:00 CDT"
    asha = past.one("SELECT id FROM person WHERE star = '12345'")
    assert told["opened_by"] == {"person": asha, "role": "officer", "star": "12345"}
    assert told["linked_with"] == ["26-0002J"]
    assert told["policy"]["title"] == "Chicago: ICE On Notice"
    assert told["policy"]["version"] == past.one("SELECT version FROM policy_version")


def test_duties_name_who_stated_and_who_saw_and_on_which_authority(
    past: Station,
) -> None:
    past.texts(records.BOYD, "SEEN")
    past.seals()

    told = incident(past.packs())

    duties = {duty["word"]: duty for duty in told["duties"]}
    supervisor = duties["SUP"]
    assert supervisor["state"] == "attested"
    assert supervisor["stated_by"]["star"] == "12345"
    assert supervisor["seen_by"] is None
    assert supervisor["in_words"] == (
        "attested; stated by star 12345, 2026-03-10 16:40:00 CDT"
    )
    assert supervisor["authority"].startswith("Executive Order 2026-01")
    assert supervisor["answer"]["badge"] == "4411"
    assert duties["REPORT"]["owner"]["star"] == "12345"
    flagged = next(p for p in told["footage"] if p["recorder"]["star"] == "12345")
    assert flagged["stated_by"]["star"] == "12345"
    assert flagged["deletion_on"] == "2029-03-12"
    assert flagged["ask_by"] == flagged["lost_at"] == "2026-06-08T21:40:00.000000Z"
    assert flagged["seen_by"]["star"] == "900"
    assert flagged["state"] == "verified"
    flag = next(
        duty
        for duty in told["duties"]
        if (duty["word"], duty["footage"]) == ("FLAG", flagged["id"])
    )
    assert flag["in_words"] == (
        "verified; stated by star 12345, 2026-03-10 16:40:00 CDT; "
        "seen by star 900, 2026-03-10 17:31:00 CDT"
    )
    look = next(d for d in told["duties"] if d["word"] == "SEEN" and d["seen_by"])
    assert look["stated_by"] is None
    assert look["in_words"] == "verified; seen by star 900, 2026-03-10 17:31:00 CDT"


def test_footage_that_nobody_saw_is_attested_and_a_gap(past: Station) -> None:
    gaps = incident(past.packs())["gaps"]

    found = [
        (gap["gap"], gap["recorder"]["star"]) for gap in gaps if gap.get("recorder")
    ]
    assert found == [
        ("not_seen_by_a_second_person", "12345"),
        ("no_deletion_date", "777"),
    ]


def test_duty_past_its_time_is_a_gap_only_then(past: Station) -> None:
    before = [gap["gap"] for gap in incident(past.packs())["gaps"]]
    past.passes(hours=9)
    past.seals()

    gaps = incident(past.packs())["gaps"]

    assert "duty_overdue" not in before
    overdue = [gap["word"] for gap in gaps if gap["gap"] == "duty_overdue"]
    assert {"DOCK", "REPORT"} <= set(overdue)


def test_missing_video_is_a_gap_with_its_reason_and_when_it_was_learned(
    station: Station,
) -> None:
    station.enrols(*records.roster())
    station.texts(records.ASHA, "NEW agents at the corner of 5th")
    station.texts(records.ASHA, "NOVIDEO battery died")
    station.seals()

    gaps = incident(station.packs())["gaps"]

    gap = next(gap for gap in gaps if gap["gap"] == "no_video_stated")
    assert gap["reason"] == "battery died"
    assert gap["stated_by"]["star"] == "12345"
    assert gap["learned_at"] == "2026-03-10T21:40:00.000000Z"
    dateless = [gap for gap in gaps if gap["gap"] == "no_deletion_date"]
    # Radio is asked for elsewhere; the camera's gap is that there is no video.
    assert [gap["recorder"] for gap in dateless] == [None]


def test_notices_tell_what_became_of_them_and_name_no_number(past: Station) -> None:
    made = past.packs()

    told = incident(made)["notices"]
    page = next(one for one in told if one["purpose"] == "tell")

    assert page["to"]["star"] == "900"
    assert page["state"] == "delivered"
    assert [news["state"] for news in page["news"]] == [
        "queued",
        "accepted",
        "delivered",
    ]
    for number in (records.ASHA, records.BOYD, records.DANA):
        assert number.encode() not in made.files["incident.json"]


def test_no_name_of_a_member_stands_in_a_packet(past: Station) -> None:
    past.seals()

    made = past.packs()

    for name in (b"Asha", b"Boyd", b"Dana"):
        assert name not in made.zip_bytes


def test_incident_without_a_seal_and_unknown_incident_are_refused(
    station: Station,
) -> None:
    station.enrols(*records.roster())
    station.texts(records.ASHA, "NEW agents at the corner of 5th")

    with pytest.raises(errors.NotFoundError, match="There is no incident 26-0099X"):
        station.packs("26-0099X")
    with pytest.raises(errors.ConflictError, match="under no seal yet"):
        station.packs()
    station.seals()
    assert station.packs().position == 1


@pytest.mark.parametrize(
    ("attack", "sentence"),
    [
        ("UPDATE item SET content = 'x' WHERE name = 'said'", "Item said of entry 2"),
        ("DELETE FROM item WHERE name = 'said'", "Item said of entry 2 is missing"),
        ("UPDATE entry SET record = '{}' WHERE position = 2", "Entry 2 has not the"),
        ("DELETE FROM entry WHERE position = 2", "Entry 2 is missing"),
        ("UPDATE seal SET root = previous WHERE number = 1", "Seal 1 was changed"),
        ("DELETE FROM seal WHERE number = 1", "one of 1 to 2 is missing"),
        ("DELETE FROM seal WHERE number = 2", "one of 1 to 2 is missing"),
        ("UPDATE policy_version SET text = ''", "The text of policy"),
    ],
)
def test_damaged_record_makes_no_packet(
    past: Station, attack: str, sentence: str
) -> None:
    assert past.packs().files

    assert past.tampers(attack)

    with pytest.raises(errors.LedgerError, match=sentence):
        past.packs()


def test_reference_that_the_entries_do_not_know_makes_no_packet(past: Station) -> None:
    past.tampers("UPDATE incident SET reference = '26-0009T' WHERE beat = '0715'")

    with pytest.raises(errors.LedgerError, match="its entries call it otherwise"):
        past.packs("26-0009T")


def test_packet_under_seals_of_another_key_is_refused(station: Station) -> None:
    station.enrols(*records.roster())
    station.texts(records.ASHA, "NEW agents at the corner of 5th")
    station.seals(THIEF)

    with pytest.raises(errors.LedgerError, match="not signed by the key"):
        station.packs()


def test_making_a_packet_is_on_record_once_and_changes_no_packet(past: Station) -> None:
    past.seals()
    made = past.packs()
    report = packet.Made(
        request_id=past.request(), packet=made, actor=records.OPERATOR, at=past.now
    )

    for _ in range(2):
        past.writer.submit(packet.record_made, report).result()

    entries = past.rows(
        "SELECT record, ledger_id FROM entry WHERE event = 'packet:made'"
    )
    assert [row.ledger_id for row in entries] == ["system"]
    entry = json.loads(entries[0].record)
    assert entry["body"]["facts"] == {
        "reference": REFERENCE,
        "ledger": past.ledger(),
        "position": made.position,
        "sha256": made.sha256,
    }
    assert entry["actor"] == {"channel": "command_line", "account": "op"}
    past.seals()
    assert past.packs().zip_bytes == made.zip_bytes
    assert past.verifies().is_sound


def test_first_entry_of_a_system_that_has_none_yet(station: Station) -> None:
    station.enrols(*records.roster())
    station.texts(records.ASHA, "NEW agents at the corner of 5th")
    station.seals()
    report = packet.Made(
        request_id="r", packet=station.packs(), actor=records.OPERATOR, at=station.now
    )

    station.writer.submit(packet.record_made, report).result()

    assert station.one("SELECT position FROM ledger WHERE id = 'system'") == 1
    assert station.verifies().is_sound


def test_file_is_written_whole_or_not_at_all(
    past: Station, tmp_path: pathlib.Path
) -> None:
    made = past.packs()
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / "packet.zip"
    path.write_bytes(b"older")

    packet.write(made, path)

    assert path.read_bytes() == made.zip_bytes
    assert zipfile.ZipFile(io.BytesIO(made.zip_bytes)).testzip() is None
    (folder / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        packet.write(made, folder / "taken")
    assert sorted(one.name for one in folder.iterdir()) == ["packet.zip", "taken"]
