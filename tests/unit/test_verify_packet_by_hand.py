"""VERIFY.txt: what it tells a reader to do works, and finds what it should."""

import hashlib
import json
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.unit import packets
from tests.unit.packets import Files


def unpacked(folder: Path, files: Files) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def steps(files: Files, first: str) -> str:
    """Return the indented block of VERIFY.txt that begins with a line."""
    lines = files["VERIFY.txt"].decode().splitlines()
    start = lines.index(f"    {first}")
    end = next(
        place
        for place in range(start, len(lines) + 1)
        if place == len(lines) or not lines[place].startswith("    ")
    )
    return textwrap.dedent("\n".join(lines[start:end]))


def walk(folder: Path, files: Files) -> list[str]:
    code = steps(files, "import hashlib, json")
    done = subprocess.run(
        [sys.executable, "-I", "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        cwd=unpacked(folder, files),
        check=True,
    )
    return [line.split()[1] for line in done.stdout.splitlines()]


def test_instructions_name_this_packet() -> None:
    record = packets.record()
    text = record.packet()["VERIFY.txt"].decode()

    for said in (packets.REFERENCE, packets.LEDGER, record.heads[-1]):
        assert said in text
    assert record.key.fingerprint in text
    assert "$" not in text


def test_the_lines_of_code_pass_an_honest_ledger(tmp_path: Path) -> None:
    files = packets.record().packet(withheld={3: "court order"})

    assert walk(tmp_path, files) == ["good"] * 6


def test_the_lines_of_code_find_a_changed_entry_and_a_changed_item(
    tmp_path: Path,
) -> None:
    files = packets.changed(
        packets.record().packet(),
        "audit.jsonl",
        lambda rows: (
            rows[1]["entry"].update(event="note:lost"),
            rows[3]["items"]["text"].update(content="Something else seen."),
            rows.pop(4),
        ),
    )

    found = walk(tmp_path, files)

    assert found == ["good", "BROKEN", "good", "BROKEN", "BROKEN"]


def test_the_list_of_files_is_what_sha256sum_prints(tmp_path: Path) -> None:
    files = packets.record().packet()
    unpacked(tmp_path, files)

    done = subprocess.run(
        ["sh", "-c", "sha256sum *"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    printed = dict(line.split()[::-1] for line in done.stdout.splitlines())
    listed = json.loads(files["manifest.json"])["files"]
    assert {name: printed[name] for name in listed} == listed


@pytest.mark.skipif(
    not (shutil.which("openssl") and shutil.which("xxd")),
    reason="openssl and xxd are not here",
)
@pytest.mark.parametrize("is_honest", [True, False])
def test_the_signature_is_checked_by_another_program(
    tmp_path: Path, is_honest: bool
) -> None:
    record = packets.record()
    files = record.packet()
    commands = steps(
        files, r"printf 'holdfast manifest 1\n' | cat - manifest.json > signed.tmp"
    )
    if not is_honest:
        files["manifest.json"] += b" "
    unpacked(tmp_path, files)

    done = subprocess.run(
        ["sh", "-c", commands.replace("KEY", record.key.public_hex)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ("Verified Successfully" in done.stdout) == is_honest, done.stderr
    raw = bytes.fromhex(record.key.public_hex)
    digits = record.key.fingerprint.replace("-", "")
    assert hashlib.sha256(raw).hexdigest().startswith(digits)


def test_each_entry_stands_in_its_line_as_it_is_hashed() -> None:
    record = packets.record()
    lines = record.files()["audit.jsonl"].splitlines()

    for line, digest in zip(lines, record.heads[1:], strict=True):
        entry = line.removeprefix(b'{"entry":').split(b',"hash":"' + digest.encode())[0]
        assert hashlib.sha256(b"holdfast entry 1\n" + entry).hexdigest() == digest
