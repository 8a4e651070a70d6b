"""Packets that were tampered with: what is found, and what is said of it."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.evidence import verify_packet
from bot.ledger import chain, keys, seals
from tests.unit import packets
from tests.unit.packets import Files

Rows = list[Any]
KEY, THIEF = packets.key(1), packets.key(2)


def verify(folder: Path, files: Files, **asked: Any) -> verify_packet.Report:
    return verify_packet.verify(packets.save(folder, files), **asked)


def relink(rows: Rows, start: int = 0) -> Rows:
    """Make the chain anew from a line on."""
    for place in range(start, len(rows)):
        if place:
            rows[place]["entry"]["previous"] = rows[place - 1]["hash"]
        rows[place]["hash"] = chain.entry_hash(rows[place]["entry"])
    return rows


def add_at_end(rows: Rows) -> None:
    """Add an entry that never was, well linked."""
    rows.append(json.loads(json.dumps(rows[-1])))
    rows[-1]["entry"]["position"] += 1
    relink(rows, len(rows) - 1)


def put_text(rows: Rows, number: int, text: str) -> Rows:
    """Change a text, and its hash in the entry; make the chain anew from there."""
    item = rows[number - 1]["items"]["text"]
    item["content"] = text
    rows[number - 1]["entry"]["items"]["text"] = chain.item_hash(**item)
    return relink(rows, number - 1)


def test_an_honest_packet_passes(tmp_path: Path) -> None:
    files = packets.record().packet()

    report = verify(tmp_path, files, fingerprint=KEY.fingerprint)

    assert report.ok
    assert report.consistent.holds is True
    assert report.seal.holds is None
    assert report.key.holds is True
    assert report.problems == []
    assert "26-0042K: 6 entries" in report.consistent.sentence
    assert report.notes == ["no seal in the packet covers an entry after 5."]


def test_a_packet_under_a_seal_to_its_end_needs_no_note(tmp_path: Path) -> None:
    record = packets.record()
    record.seal()

    assert verify(tmp_path, record.packet()).notes == []


def test_a_packet_before_the_first_seal_passes_and_says_so(tmp_path: Path) -> None:
    young = packets.Record()
    young.write("Caller reports agents at the corner.")

    report = verify(tmp_path, young.packet())

    assert report.ok
    assert report.notes == ["no seal in the packet covers an entry after 0."]


def test_a_packet_of_a_late_incident_begins_with_a_later_seal(tmp_path: Path) -> None:
    late = packets.record(first_seal=95)

    report = verify(tmp_path, late.packet())

    assert report.ok
    assert [row["number"] for row in packets.rows(late.files(), "seals.jsonl")] == [
        95,
        96,
        97,
        98,
    ]


def test_a_report_for_reading_is_a_file_like_any_other(tmp_path: Path) -> None:
    record = packets.record()

    files = record.close(record.files() | {"report.pdf": b"%PDF-1.7"})

    assert verify(tmp_path, files).ok


ENTRIES: dict[str, tuple[Callable[[Rows], object], str]] = {
    "changed": (
        lambda rows: rows[2]["entry"]["body"].update(word="another"),
        "audit.jsonl, entry 3: it was changed",
    ),
    "changed time": (
        lambda rows: rows[2]["entry"].update(at="2026-03-09T21:40:00.000000Z"),
        "audit.jsonl, entry 3: it was changed",
    ),
    "changed with a fitting hash": (
        lambda rows: (
            rows[2]["entry"]["body"].update(word="another"),
            rows[2].update(hash=chain.entry_hash(rows[2]["entry"])),
        ),
        "audit.jsonl, entry 4: it does not follow",
    ),
    "removed": (
        lambda rows: rows.pop(2),
        "audit.jsonl, entry 3: it was removed or moved; 4 stands here",
    ),
    "first removed": (
        lambda rows: rows.pop(0),
        "audit.jsonl, entry 1: it was removed or moved; 2 stands here",
    ),
    "swapped": (
        lambda rows: rows.insert(1, rows.pop(2)),
        "audit.jsonl, entry 2: it was removed or moved; 3 stands here",
    ),
    "repeated": (
        lambda rows: rows.insert(3, rows[2]),
        "audit.jsonl, entry 4: entry 3 was added or moved here",
    ),
    "cut tail": (
        lambda rows: rows.pop(),
        "audit.jsonl: it ends at entry 5, not at entry 6",
    ),
    "all removed": (lambda rows: rows.clear(), "audit.jsonl: it ends at entry 0"),
    "changed item": (
        lambda rows: rows[2]["items"]["text"].update(content="Another name."),
        "audit.jsonl, entry 3, item text: it was changed",
    ),
    "changed salt": (
        lambda rows: rows[2]["items"]["text"].update(salt="0" * 32),
        "audit.jsonl, entry 3, item text: it was changed",
    ),
    "removed item": (
        lambda rows: rows[2]["items"].clear(),
        "audit.jsonl, entry 3, item text: it is missing",
    ),
    "added item": (
        lambda rows: rows[1]["items"].update(rows[2]["items"]),
        "audit.jsonl, entry 2, item text: it was added",
    ),
    "item of no form": (
        lambda rows: rows[2]["items"].update(text="Another name."),
        "audit.jsonl, entry 3, item text: it is not a JSON object",
    ),
    "words beside a withheld item": (
        lambda rows: rows[2]["items"].update(text={"withheld": "law", "content": "A."}),
        "audit.jsonl, entry 3, item text: it is withheld and shown at once",
    ),
    "words beside an item": (
        lambda rows: rows[2]["items"]["text"].update(note="not hashed"),
        "audit.jsonl, entry 3, item text: it was changed",
    ),
    "words beside an entry": (
        lambda rows: rows[2].update(note="not hashed"),
        "audit.jsonl, entry 3: the line holds more than an entry",
    ),
    "another ledger": (
        lambda rows: (rows[5]["entry"].update(ledger="roster"), relink(rows, 5)),
        "audit.jsonl, entry 6: it belongs to another ledger",
    ),
    "position that is no number": (
        lambda rows: rows[0]["entry"].update(position=True),
        "audit.jsonl, entry 1: its position is missing or malformed",
    ),
    "field removed": (
        lambda rows: rows[2]["entry"].pop("actor"),
        "audit.jsonl, entry 3: its actor is missing or malformed",
    ),
    "another beginning": (
        lambda rows: (rows[0]["entry"].update(previous="ab" * 32), relink(rows)),
        "audit.jsonl, entry 1: it does not follow",
    ),
    "added at the end": (
        add_at_end,
        "audit.jsonl: it ends at entry 7, not at entry 6",
    ),
    "last one rewritten": (
        lambda rows: (rows[5]["entry"].update(event="note:lost"), relink(rows, 5)),
        "audit.jsonl: its end is another entry",
    ),
}


@pytest.mark.parametrize("attack", ENTRIES)
def test_what_is_done_to_an_entry_is_found_and_named(
    tmp_path: Path, attack: str
) -> None:
    change, sentence = ENTRIES[attack]
    honest = packets.record().packet()

    report = verify(tmp_path, packets.changed(honest, "audit.jsonl", change))

    assert not report.ok
    assert report.problems[0].startswith(sentence)
    assert report.problems[1:] == ["audit.jsonl: it is not the file that was listed."]
    assert report.consistent.sentence == f"First broken place: {report.problems[0]}"
    assert verify(tmp_path, honest).ok


@pytest.mark.parametrize("attack", ENTRIES)
def test_a_new_manifest_does_not_hide_what_is_done_to_an_entry(
    tmp_path: Path, attack: str
) -> None:
    change, sentence = ENTRIES[attack]
    record = packets.record()
    files = packets.changed(record.files(), "audit.jsonl", change)

    report = verify(tmp_path, record.close(files))

    assert not report.ok
    assert [report.problems[0].startswith(sentence), len(report.problems)] == [True, 1]


SEALS: dict[str, tuple[Callable[[Rows], object], str]] = {
    "changed": (
        lambda rows: rows[1].update(at="2026-03-09T22:02:00.000000Z"),
        "seals.jsonl, seal 2: it was changed",
    ),
    "changed with a fitting hash": (
        lambda rows: (
            rows[1].update(at="2026"),
            rows[1].update(hash=seals.seal_hash(rows[1])),
        ),
        "seals.jsonl, seal 2: the key of this packet has not signed it",
    ),
    "removed": (lambda rows: rows.pop(1), "seals.jsonl, seal 3: seal 2 should stand"),
    "swapped": (
        lambda rows: rows.insert(1, rows.pop(2)),
        "seals.jsonl, seal 3: seal 2 should stand",
    ),
    "number 0": (
        lambda rows: (
            rows[0].update(number=0),
            rows[0].update(hash=seals.seal_hash(rows[0])),
        ),
        "seals.jsonl, seal 0: seal 1 should stand",
    ),
    "another beginning": (
        lambda rows: (
            rows[0].update(previous="ab" * 32),
            rows[0].update(hash=seals.seal_hash(rows[0])),
        ),
        "seals.jsonl, seal 1: it does not follow",
    ),
    "no signature": (
        lambda rows: rows[1].pop("signature"),
        "seals.jsonl, line 2: its signature is missing",
    ),
    "signature of another seal": (
        lambda rows: rows[1].update(signature=rows[0]["signature"]),
        "seals.jsonl, seal 2: the key of this packet has not signed it",
    ),
    "another head": (
        lambda rows: rows[1]["leaf"].__setitem__(2, "0" * 64),
        "seals.jsonl, seal 2: it covers another entry 3",
    ),
    "another entry": (
        lambda rows: rows[1].update(leaf=rows[0]["leaf"]),
        "seals.jsonl, seal 2: the path from entry 2 does not lead",
    ),
    "an entry that is missing": (
        lambda rows: rows[1]["leaf"].__setitem__(1, 7),
        "seals.jsonl, seal 2: entry 7, which it covers, is missing",
    ),
    "entry 0": (
        lambda rows: rows[1]["leaf"].__setitem__(1, 0),
        "seals.jsonl, seal 2: entry 0, which it covers, is missing",
    ),
    "another ledger": (
        lambda rows: rows[1]["leaf"].__setitem__(0, "roster"),
        "seals.jsonl, seal 2: its leaf is of another ledger",
    ),
    "half a leaf": (
        lambda rows: rows[1]["leaf"].pop(),
        "seals.jsonl, seal 2: its leaf is of another ledger",
    ),
    "another path": (
        lambda rows: rows[1]["path"].__setitem__(0, "0" * 64),
        "seals.jsonl, seal 2: the path from entry 3 does not lead",
    ),
    "short path": (
        lambda rows: rows[1]["path"].pop(),
        "seals.jsonl, seal 2: the path from entry 3 does not lead",
    ),
    "long path": (
        lambda rows: rows[1]["path"].append("0" * 64),
        "seals.jsonl, seal 2: the path from entry 3 does not lead",
    ),
    "endless path": (
        lambda rows: rows[1].update(path=["0" * 64] * 65),
        "seals.jsonl, seal 2: its path is malformed",
    ),
    "path of no hashes": (
        lambda rows: rows[1].update(path=[7, None]),
        "seals.jsonl, seal 2: its path is malformed",
    ),
    "another place": (
        lambda rows: rows[1].update(index=-1),
        "seals.jsonl, seal 2: the path from entry 3 does not lead",
    ),
    "a size beyond all": (
        lambda rows: rows[1].update(size=2**53 - 1),
        "seals.jsonl, seal 2: it was changed",
    ),
}


@pytest.mark.parametrize("attack", SEALS)
def test_what_is_done_to_a_seal_is_found_and_named(tmp_path: Path, attack: str) -> None:
    change, sentence = SEALS[attack]
    record = packets.record()
    files = packets.changed(record.files(), "seals.jsonl", change)

    report = verify(tmp_path, record.close(files))

    assert not report.ok
    assert [report.problems[0].startswith(sentence), len(report.problems)] == [True, 1]
    assert verify(tmp_path, record.packet()).ok


@pytest.mark.parametrize("name", sorted(packets.record().files()))
def test_a_changed_file_is_found_and_named(tmp_path: Path, name: str) -> None:
    files = packets.record().packet()

    report = verify(tmp_path, files | {name: files[name] + b" "})

    assert not report.ok
    assert any(problem.startswith(name) for problem in report.problems)


def test_a_file_that_was_added_is_found_and_named(tmp_path: Path) -> None:
    files = packets.record().packet()

    report = verify(tmp_path, files | {"photo.jpg": b"not from us"})

    assert report.problems == ["photo.jpg: it was added; the manifest has it not."]


def test_a_file_that_was_removed_is_found_and_named(tmp_path: Path) -> None:
    files = packets.record().packet()
    del files["VERIFY.txt"]

    report = verify(tmp_path, files)

    assert report.problems == ["VERIFY.txt: the manifest lists it; it is missing."]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"policy_version": "00"}, "manifest.json: its key has not signed it"),
        ({"reference": "26-0043L"}, "manifest.json: its key has not signed it"),
        ({"position": 5}, "audit.jsonl: it ends at entry 6, not at entry 5"),
        ({"head": "0" * 64}, "audit.jsonl: its end is another entry"),
        ({"ledger": "roster"}, "audit.jsonl, entry 1: it belongs to another ledger"),
        ({"key": THIEF.public_hex}, "seals.jsonl, seal 1: the key of this packet has"),
        ({"files": {}}, "manifest.json: its key has not signed it"),
    ],
)
def test_a_changed_manifest_is_found_and_named(
    tmp_path: Path, change: dict[str, Any], sentence: str
) -> None:
    record = packets.record()
    files = record.packet()
    manifest = chain.canonical_json(json.loads(files["manifest.json"]) | change)

    report = verify(
        tmp_path, files | {"manifest.json": manifest}, fingerprint=KEY.fingerprint
    )

    assert not report.ok
    assert report.problems[0].startswith(sentence)
    assert report.key.holds is False


@pytest.mark.parametrize("signature", [b"", b"\xff" * 128, b"0" * 128, b"no signature"])
def test_a_signature_that_is_none_is_found(tmp_path: Path, signature: bytes) -> None:
    files = packets.record().packet() | {"manifest.sig": signature}

    report = verify(tmp_path, files)

    assert report.problems == ["manifest.json: its key has not signed it as it stands."]
    assert report.key == (None, "No signature holds.")


def test_the_signature_of_a_seal_passes_for_no_manifest(tmp_path: Path) -> None:
    record = packets.record()
    files = record.packet()
    other = record.seals[0]["signature"].encode()

    assert not verify(tmp_path, files | {"manifest.sig": other}).ok


@pytest.mark.parametrize("field", ["reference", "ledger"])
def test_a_summary_of_another_incident_is_found(tmp_path: Path, field: str) -> None:
    record = packets.record()
    files = record.files()
    summary = json.loads(files["incident.json"]) | {field: "another"}
    files["incident.json"] = chain.canonical_json(summary)

    report = verify(tmp_path, record.close(files))

    assert report.problems == [f"incident.json: its {field} is not the manifest's."]


def test_withheld_items_are_counted_and_said_and_are_no_damage(tmp_path: Path) -> None:
    reason = "privacy of a witness, 725 ILCS 120/4"
    withheld = packets.record().packet(withheld={1: "court order", 3: reason})

    report = verify(tmp_path, withheld)

    assert report.ok
    assert "6 entries (2 items withheld)" in report.consistent.sentence
    assert report.notes[1] == (f"audit.jsonl, entry 3, item text: withheld, {reason}")
    assert b"A name to be withheld." not in withheld["audit.jsonl"]


def test_the_named_key_is_compared_as_people_write_it(tmp_path: Path) -> None:
    files = packets.record().packet()

    for written in (KEY.fingerprint, KEY.fingerprint.upper().replace("-", " ")):
        assert verify(tmp_path, files, fingerprint=written).key.holds is True


def test_without_a_named_key_the_report_says_that_nobody_vouched(
    tmp_path: Path,
) -> None:
    report = verify(tmp_path, packets.record().packet())

    assert report.key.holds is None
    assert KEY.fingerprint in report.key.sentence
    assert "nobody vouched" in report.key.sentence


def test_a_packet_made_anew_with_another_key_fails_the_named_key_only(
    tmp_path: Path,
) -> None:
    forged = packets.record(signed_by=THIEF).packet()

    report = verify(tmp_path, forged, fingerprint=KEY.fingerprint)

    assert not report.ok
    assert report.consistent.holds is True
    assert report.key == (False, f"Another key signed it: {THIEF.fingerprint}.")
    assert verify(tmp_path, forged).ok
    assert verify(tmp_path, forged, fingerprint=THIEF.fingerprint).ok


def test_a_broken_packet_with_a_good_signature_says_both(tmp_path: Path) -> None:
    files = packets.record().packet() | {"VERIFY.txt": b"Trust us."}

    report = verify(tmp_path, files, fingerprint=KEY.fingerprint)

    assert not report.ok
    assert report.consistent.holds is False
    assert report.key.holds is True
    assert "see what is broken" in report.key.sentence


def held(folder: Path, *headers: dict[str, Any], indent: int | None = None) -> Path:
    path = folder / "seal.json"
    path.write_text("\n".join(json.dumps(one, indent=indent) for one in headers))
    return path


def rewritten(signed_by: keys.Key = KEY) -> packets.Record:
    """Return a record that says something else since entry 3, all made anew."""
    forged = packets.Record(signed_by=signed_by)
    forged.write("Caller reports agents at the corner.", reference=packets.REFERENCE)
    forged.write()
    forged.seal()
    forged.write("Another name.")
    forged.seal(neighbours=2)
    forged.seal(with_us=False)
    forged.write("Nothing else seen.", after=None, is_late=False)
    forged.write()
    forged.seal(neighbours=0)
    forged.write("Newer than any seal.")
    return forged


def test_a_record_made_anew_by_the_key_holder_fails_the_held_seal_only(
    tmp_path: Path,
) -> None:
    honest, forged = packets.record(), rewritten()
    seal = held(tmp_path, seals.header(honest.seals[1]))

    report = verify(
        tmp_path, forged.packet(), seal_path=seal, fingerprint=KEY.fingerprint
    )

    assert report.consistent.holds is True
    assert report.key.holds is True
    assert report.seal == (
        False,
        "Seal 2 that you hold is not the packet's seal 2.",
    )
    assert not report.ok
    twin = verify(
        tmp_path, honest.packet(), seal_path=seal, fingerprint=KEY.fingerprint
    )
    assert twin.ok


def test_recomputed_hashes_under_the_old_seals_are_found(tmp_path: Path) -> None:
    honest = packets.record()
    files = packets.changed(
        honest.files(),
        "audit.jsonl",
        lambda rows: put_text(rows, 3, "Another name."),
    )
    head = packets.rows(files, "audit.jsonl")[-1]["hash"]

    report = verify(tmp_path, honest.close(files, head=head))

    assert report.problems == [
        "seals.jsonl, seal 2: it covers another entry 3 than the one shown."
    ]


@pytest.mark.parametrize(
    ("number", "covered"),
    [(1, "1 to 2 of 6"), (2, "1 to 3 of 6"), (3, "1 to 3 of 6"), (4, "1 to 5 of 6")],
)
def test_a_held_seal_says_which_entries_it_covers(
    tmp_path: Path, number: int, covered: str
) -> None:
    record = packets.record()
    header = seals.header(record.seals[number - 1])

    report = verify(tmp_path, record.packet(), seal_path=held(tmp_path, header))

    assert report.seal == (
        True,
        f"Entries {covered} stand as they stood at {header['at']}, "
        f"when seal {number} was made.",
    )


def test_a_held_seal_may_be_the_whole_seal_or_many_or_spread_over_lines(
    tmp_path: Path,
) -> None:
    record = packets.record()
    files = record.packet()
    headers = [seals.header(seal) for seal in record.seals]

    for path in (
        held(tmp_path, record.seals[1]),
        held(tmp_path, *headers),
        held(tmp_path, headers[1], indent=2),
    ):
        assert verify(tmp_path, files, seal_path=path).ok


@pytest.mark.parametrize("first", [10, 90, 300])
def test_a_held_seal_outside_the_packet_is_answered_no(
    tmp_path: Path, first: int
) -> None:
    record = packets.record(first_seal=95)
    other = packets.record(first_seal=first)
    seal = held(tmp_path, seals.header(other.seals[0]))

    report = verify(tmp_path, record.packet(), seal_path=seal)

    assert not report.ok
    assert report.consistent.holds is True
    assert report.seal == (
        False,
        f"You hold seal {first}; the packet shows 95 to 98.",
    )


def test_a_held_seal_and_a_packet_without_seals_are_answered_no(tmp_path: Path) -> None:
    young = packets.Record()
    young.write()
    seal = held(tmp_path, seals.header(packets.record().seals[0]))

    report = verify(tmp_path, young.packet(), seal_path=seal)

    assert report.seal == (False, "You hold seal 1; the packet shows none.")


def test_one_wrong_seal_among_many_is_answered_no(tmp_path: Path) -> None:
    record = packets.record()
    headers = [seals.header(seal) for seal in record.seals]
    forged = seals.header(rewritten().seals[1])

    for mixed in ([*headers, forged], [forged, *headers]):
        report = verify(tmp_path, record.packet(), seal_path=held(tmp_path, *mixed))
        assert report.seal.holds is False


def test_a_held_seal_that_does_not_give_its_hash_is_answered_no(
    tmp_path: Path,
) -> None:
    record = packets.record()
    wrong = rewritten().seals[1]["root"]
    header = seals.header(record.seals[1]) | {"root": wrong}

    report = verify(tmp_path, record.packet(), seal_path=held(tmp_path, header))

    assert report.seal == (
        False,
        "Seal 2 that you hold does not give its own hash.",
    )


@pytest.mark.parametrize("content", [b"", b"\n", b"seal", b"[]", b"{}", b"\xff", b"7"])
def test_a_seal_file_that_holds_no_seal_is_answered_no(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "seal.json"
    path.write_bytes(content)

    report = verify(tmp_path, packets.record().packet(), seal_path=path)

    assert report.seal.holds is False
    assert report.seal.sentence.startswith("The seal file")
    assert report.consistent.holds is True


def test_a_seal_before_the_first_that_covers_us_vouches_for_nothing(
    tmp_path: Path,
) -> None:
    record = packets.record()
    shown = [seals.header(seal) for seal in record.seals]
    files = record.files() | {"seals.jsonl": packets.lines(shown)}

    report = verify(tmp_path, record.close(files), seal_path=held(tmp_path, shown[0]))

    assert report.seal == (False, "Seal 1 covers no entry of this incident.")


def test_a_broken_chain_is_vouched_for_by_no_seal(tmp_path: Path) -> None:
    record = packets.record()
    files = packets.changed(record.files(), "audit.jsonl", ENTRIES["changed"][0])
    seal = held(tmp_path, seals.header(record.seals[0]))

    report = verify(tmp_path, record.close(files), seal_path=seal)

    assert report.seal == (False, "The chain in the packet is itself broken.")


def test_packet_of_the_same_position_has_the_same_bytes(tmp_path: Path) -> None:
    one = packets.save(tmp_path, packets.record().packet(), "one.zip")
    two = packets.save(tmp_path, packets.record().packet(), "two.zip")

    digests = {hashlib.sha256(path.read_bytes()).digest() for path in (one, two)}
    assert len(digests) == 1
