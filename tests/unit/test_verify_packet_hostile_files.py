"""Files that are no packet, or want to do harm: a clear answer, never a traceback."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.evidence import bundle, verify_packet
from tests.unit import packets

HONEST = packets.record().packet()
HONEST_ZIP = bundle.zip_bytes(HONEST)


def verify(folder: Path, data: bytes, **asked: Any) -> verify_packet.Report:
    path = folder / "packet.zip"
    path.write_bytes(data)
    return verify_packet.verify(path, **asked)


def problem(folder: Path, data: bytes) -> str:
    """Return what is wrong; whatever else was asked must be answered no."""
    seal = folder / "seal.json"
    seal.write_text("{}")
    report = verify(folder, data, seal_path=seal, fingerprint="0" * 32)
    assert [report.consistent.holds, report.seal.holds, report.key.holds] == [False] * 3
    assert not report.ok
    assert report.text().startswith("Internally consistent: NO.")
    return report.problems[0]


def packed(
    files: list[tuple[str | zipfile.ZipInfo, bytes]],
    method: int = zipfile.ZIP_STORED,
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def test_the_same_files_packed_by_another_program_pass(tmp_path: Path) -> None:
    turned = sorted(HONEST.items(), reverse=True)

    assert verify(tmp_path, HONEST_ZIP).ok
    assert verify(tmp_path, packed([*turned])).ok
    assert verify(tmp_path, packed([*turned], zipfile.ZIP_DEFLATED)).ok


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"not a zip at all" * 100,
        HONEST_ZIP[:-1],
        HONEST_ZIP[:-30],
        HONEST_ZIP[: len(HONEST_ZIP) // 2],
        HONEST_ZIP[:22],
        HONEST_ZIP[1000:],
    ],
)
def test_what_is_no_zip_or_a_truncated_one_is_said(tmp_path: Path, data: bytes) -> None:
    assert problem(tmp_path, data) in {
        "The file is not a ZIP file, or a damaged one.",
        "The file is a ZIP file of a foreign kind.",
    }


def test_an_empty_zip_lacks_its_files(tmp_path: Path) -> None:
    assert problem(tmp_path, packed([])) == "incident.json is missing from the packet."


@pytest.mark.parametrize(
    "name",
    ["incident.json", "audit.jsonl", "seals.jsonl", "manifest.json", "manifest.sig"],
)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    files = {one: HONEST[one] for one in HONEST if one != name}

    found = problem(tmp_path, bundle.zip_bytes(files))

    assert found == f"{name} is missing from the packet."


@pytest.mark.filterwarnings("ignore:Duplicate name")  # that is the attack
def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    files = [*HONEST.items(), ("audit.jsonl", b"")]

    assert problem(tmp_path, packed([*files])) == (
        "audit.jsonl: two files bear this name."
    )


def test_two_names_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    files = [*HONEST.items(), ("Audit.jsonl", b"")]

    assert "two files bear this name" in problem(tmp_path, packed([*files]))


@pytest.mark.parametrize(
    "name",
    [
        "../audit.jsonl",
        "/etc/passwd",
        "folder/audit.jsonl",
        "folder/",
        "C:\\audit.jsonl",
        ".hidden",
        "-rf",
        "two words",
        "audit.jsonl\n",
        "\u202eaudit.jsonl",
        "a" * 101,
    ],
)
def test_a_name_that_is_a_path_or_a_trick_is_refused(tmp_path: Path, name: str) -> None:
    found = problem(tmp_path, packed([*HONEST.items(), (name, b"")]))

    assert found.endswith("has no place in a packet.")


def test_a_name_with_a_hidden_end_is_refused(tmp_path: Path) -> None:
    data = packed([*HONEST.items(), ("photo.jpgXhidden", b"")])

    found = problem(tmp_path, data.replace(b"photo.jpgX", b"photo.jpg\0"))

    assert "no place in a packet" in found or "ZIP file" in found


def test_what_a_packet_says_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    data = packed([*HONEST.items(), ("\x1b[2J", b"")])

    text = verify(tmp_path, data).text()

    assert "\x1b" not in text
    assert "The name ?[2J has no place" in text


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_foreign_compression_is_refused(tmp_path: Path, method: int) -> None:
    found = problem(tmp_path, packed([*HONEST.items()], method))

    assert found.endswith("it is encrypted, or packed in a foreign way.")


def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    data = bytearray(HONEST_ZIP)
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1

    assert "encrypted" in problem(tmp_path, bytes(data))


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        file.truncate(verify_packet.LIMIT_BYTES + 1)

    report = verify_packet.verify(path)

    assert report.problems == ["The file is larger than 200 MB."]


def test_a_file_that_unpacks_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    bomb = packed([("audit.jsonl", bytes(201 * 2**20))], zipfile.ZIP_DEFLATED)

    assert len(bomb) < 2**20
    assert problem(tmp_path, bomb) == "audit.jsonl: it unpacks beyond 200 MB."


def test_a_thousand_files_and_more_are_refused(tmp_path: Path) -> None:
    files: list[Any] = [(f"file{number}", b"") for number in range(1001)]

    assert problem(tmp_path, packed(files)) == "The file holds too many files."
    assert "is missing" in problem(tmp_path, packed(files[:1000]))


def test_a_changed_byte_of_a_stored_file_is_said(tmp_path: Path) -> None:
    at = HONEST_ZIP.index(b"Nothing else seen.")
    data = HONEST_ZIP[:at] + b"n" + HONEST_ZIP[at + 1 :]

    assert problem(tmp_path, data) == "The file is not a ZIP file, or a damaged one."


@pytest.mark.parametrize(
    ("manifest", "sentence"),
    [
        (b"", "manifest.json: it is not JSON text."),
        (b"\xff\xfe", "manifest.json: it is not JSON text."),
        (b"[" * 100_000, "manifest.json: it is not JSON text."),
        (b'{"a":' * 100_000, "manifest.json: it is not JSON text."),
        (b"[]", "manifest.json: it is not a JSON object."),
        (b"{}", "manifest.json: its format is missing or malformed."),
        (b'{"format":1}', "manifest.json: its format is missing or malformed."),
        (
            b'{"format":"holdfast packet 2"}',
            "manifest.json: only the format 'holdfast packet 1' is known here.",
        ),
        (
            b'{"format":"holdfast packet 1"}',
            "manifest.json: its reference is missing or malformed.",
        ),
    ],
)
def test_a_manifest_that_is_none_is_said(
    tmp_path: Path, manifest: bytes, sentence: str
) -> None:
    data = bundle.zip_bytes(HONEST | {"manifest.json": manifest})

    assert problem(tmp_path, data) == sentence


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reference", None),
        ("ledger", 7),
        ("position", True),
        ("position", "6"),
        ("position", 6.0),
        ("head", []),
        ("files", []),
        ("key", "ab"),
        ("key", "A" * 64),
    ],
)
def test_a_manifest_of_another_form_is_said(
    tmp_path: Path, field: str, value: Any
) -> None:
    manifest = json.dumps(json.loads(HONEST["manifest.json"]) | {field: value})
    data = bundle.zip_bytes(HONEST | {"manifest.json": manifest.encode()})

    assert problem(tmp_path, data).startswith("manifest.json: its ")


BROKEN_LINES = [
    b"\xff",
    b"{",
    b"[]",
    b"7",
    b"null",
    b'"words"',
    b'{"entry":{},"entry":{},"hash":"","items":{}}',
    b'{"entry":{},"hash":"","items":[]}',
    b'{"entry":{"position":NaN},"hash":"","items":{}}',
    b'{"entry":{"position":1e999},"hash":"","items":{}}',
    b'{"entry":{"position":' + b"9" * 5000 + b'},"hash":"","items":{}}',
    b'{"entry":{"event":"\\ud800"},"hash":"","items":{}}',
    b"[" * 100_000,
    b"\x00",
    "\ufeff{}".encode(),
]


@pytest.mark.parametrize("line", BROKEN_LINES)
@pytest.mark.parametrize("name", ["audit.jsonl", "seals.jsonl"])
def test_a_line_that_is_none_is_named(tmp_path: Path, name: str, line: bytes) -> None:
    first, rest = HONEST[name].split(b"\n", 1)
    data = bundle.zip_bytes(HONEST | {name: first + b"\n" + line + b"\n" + rest})

    report = verify(tmp_path, data)

    place = {"audit.jsonl": "entry", "seals.jsonl": "line"}[name]
    assert report.problems[0].startswith(f"{name}, {place} 2: ")
    assert report.consistent.holds is False


@pytest.mark.parametrize("name", ["audit.jsonl", "seals.jsonl", "incident.json"])
def test_a_name_given_twice_is_refused_even_if_the_last_value_is_right(
    tmp_path: Path, name: str
) -> None:
    """Some readers take the first value, others the last: they would not agree."""
    record = packets.record()
    files = record.files()
    field = {"incident.json": b'"ledger":', "audit.jsonl": b'"position":'}
    at = field.get(name, b'"number":')
    double = files[name].replace(at, at + b'"another",' + at, 1)

    report = verify(tmp_path, bundle.zip_bytes(record.close(files | {name: double})))

    [found] = report.problems
    assert found.startswith(name)
    assert found.endswith("it is not JSON text.")


@pytest.mark.parametrize("summary", [b"", b"[]", b"\xff", b"{}", b'{"a":1,"a":2}'])
def test_a_summary_that_is_none_is_named(tmp_path: Path, summary: bytes) -> None:
    record = packets.record()
    files = record.close(record.files() | {"incident.json": summary})

    report = verify(tmp_path, bundle.zip_bytes(files))

    [found] = report.problems
    assert found.startswith("incident.json: ")


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
FIXTURE = HealthCheck.function_scoped_fixture


@settings(suppress_health_check=[FIXTURE])
@given(st.integers(0, len(HONEST_ZIP) - 1), st.integers(0, 255))
def test_any_changed_byte_gets_an_answer(
    tmp_path: Path, place: int, value: int
) -> None:
    data = bytearray(HONEST_ZIP)
    data[place] = value

    report = verify(tmp_path, bytes(data))

    # What stands between the files (dates, rights) is no part of the evidence.
    assert report.ok or report.problems


@settings(suppress_health_check=[FIXTURE])
@given(
    st.integers(HONEST_ZIP.index(b"PK\x01\x02"), len(HONEST_ZIP) - 1),
    st.binary(min_size=1, max_size=8),
)
def test_any_damage_to_the_table_of_contents_gets_an_answer(
    tmp_path: Path, place: int, noise: bytes
) -> None:
    data = bytearray(HONEST_ZIP)
    data[place : place + len(noise)] = noise

    report = verify(tmp_path, bytes(data))

    assert report.ok or report.problems


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the way to every value inside a value."""
    inner: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    found = [(*path, key) for key, _ in inner]
    return found + [way for key, one in inner for way in paths(one, (*path, key))]


PARTS: dict[str, Callable[[bytes], Any]] = {
    "manifest.json": json.loads,
    "incident.json": json.loads,
    "audit.jsonl": lambda data: [json.loads(line) for line in data.splitlines()],
    "seals.jsonl": lambda data: [json.loads(line) for line in data.splitlines()],
}
WAYS = [(name, way) for name in PARTS for way in paths(PARTS[name](HONEST[name]))]


@settings(suppress_health_check=[FIXTURE], max_examples=300)
@given(st.sampled_from(WAYS), junk)
def test_whatever_stands_in_place_of_a_value_gets_an_answer(
    tmp_path: Path, way: tuple[str, tuple[Any, ...]], value: Any
) -> None:
    name, (*steps, last) = way
    document = PARTS[name](HONEST[name])
    inner = document
    for step in steps:
        inner = inner[step]
    inner[last] = value
    rows = document if isinstance(document, list) else [document]
    text = "\n".join(json.dumps(row) for row in rows)

    # Even the same value is written otherwise here, with spaces between.
    report = verify(tmp_path, bundle.zip_bytes(HONEST | {name: text.encode()}))

    assert report.consistent.holds is False
    assert report.problems
