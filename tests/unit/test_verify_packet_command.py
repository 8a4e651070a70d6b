"""The checker as it lies in a packet: one file, one command, three exit codes."""

import ast
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot.evidence import verify_packet
from bot.ledger import seals
from tests.unit import packets

SOURCE = Path(verify_packet.__file__)
KEY = packets.key()


def run(*words: str | Path, script: Path = SOURCE) -> tuple[int, str, str]:
    # -I: neither this folder nor anything installed by the user is looked at.
    done = subprocess.run(
        [sys.executable, "-I", str(script), *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_the_checker_needs_the_standard_library_only() -> None:
    tree = ast.parse(SOURCE.read_text())
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert imported <= sys.stdlib_module_names


def test_the_checker_is_written_for_python_3_8_and_later() -> None:
    ast.parse(SOURCE.read_text(), feature_version=(3, 8))


def test_the_checker_of_a_packet_checks_the_packet_it_came_in(tmp_path: Path) -> None:
    packet = packets.save(tmp_path, packets.record().packet())
    with zipfile.ZipFile(packet) as archive:
        script = Path(archive.extract("verify_packet.py", tmp_path))

    code, out, err = run(packet, "--key", KEY.fingerprint, script=script)

    assert (code, err) == (0, "")
    assert out.splitlines()[0].startswith("Internally consistent: YES. Incident")
    assert out.splitlines()[1].startswith("Matches a seal held elsewhere: NOT ASKED.")
    assert out.splitlines()[2].startswith("Signed by the key you named: YES. Key")


def test_all_that_was_asked_must_hold(tmp_path: Path) -> None:
    record = packets.record()
    packet = packets.save(tmp_path, record.packet())
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(seals.header(record.seals[1])))
    bad.write_text(json.dumps(seals.header(packets.record(first_seal=9).seals[1])))
    key, other = KEY.fingerprint, packets.key(2).fingerprint

    assert run(packet)[0] == 0
    assert run(packet, "--seal", good, "--key", key)[0] == 0
    assert run(packet, "--seal", bad, "--key", key)[0] == 1
    assert run(packet, "--seal", good, "--key", other)[0] == 1


def test_the_first_broken_place_is_named_and_the_others_follow(tmp_path: Path) -> None:
    files = packets.changed(
        packets.record().packet(),
        "audit.jsonl",
        lambda rows: rows[2]["entry"].update(event="note:lost"),
    )

    code, out, err = run(packets.save(tmp_path, files | {"VERIFY.txt": b""}))

    assert (code, err) == (1, "")
    assert out.splitlines()[0] == (
        "Internally consistent: NO. First broken place: audit.jsonl, entry 3: "
        "it was changed and does not give its hash."
    )
    assert out.splitlines()[3:] == [
        "Also broken: VERIFY.txt: it is not the file that was listed.",
        "Also broken: audit.jsonl: it is not the file that was listed.",
    ]


def test_what_is_no_packet_is_answered_without_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "packet.zip"
    path.write_bytes(b"PK\x03\x04 and nothing more")

    code, out, err = run(path)

    assert (code, err) == (1, "")
    assert "NO. First broken place: The file is not a ZIP file" in out


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nowhere.zip"],
        ["."],
        ["{packet}", "--seal", "nowhere.json"],
        ["{packet}", "--key", "04fa-d2da"],
        ["{packet}", "--key", "no key"],
        ["{packet}", "--key"],
        ["{packet}", "another.zip"],
        ["{packet}", "--quick"],
    ],
)
def test_wrong_usage_is_told_apart_from_a_broken_packet(
    tmp_path: Path, words: list[str]
) -> None:
    packet = packets.save(tmp_path, packets.record().packet())

    code, out, err = run(*[word.format(packet=packet) for word in words])

    assert (code, out) == (2, "")
    assert "verify_packet.py" in err
    assert "Traceback" not in err
    assert run(packet)[0] == 0


def test_help_is_no_wrong_usage() -> None:
    code, out, _ = run("--help")

    assert code == 0
    assert "--seal" in out


def test_command_answers_in_process_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = packets.record()
    packet = packets.save(tmp_path, record.packet(withheld={3: "Gericht § 7 \u202e"}))

    assert verify_packet.main([str(packet)]) == 0
    assert "withheld, Gericht § 7 ?" in capsys.readouterr().out
    assert verify_packet.main([str(packet), "--key", "x"]) == 2
    assert verify_packet.main([]) == 2


def test_words_that_the_terminal_cannot_show_stop_nothing(tmp_path: Path) -> None:
    packet = packets.save(tmp_path, packets.record().packet(withheld={3: "§ 7"}))

    done = subprocess.run(
        [sys.executable, str(SOURCE), str(packet)],
        capture_output=True,
        env={"PYTHONIOENCODING": "ascii"},
        check=False,
    )

    assert done.returncode == 0
    assert b"withheld, \\xa7 7" in done.stdout
