#!/usr/bin/env python3
"""Check an evidence packet with nothing but Python's standard library.

    python3 verify_packet.py FILE.zip [--seal FILE] [--key FINGERPRINT]

Needs Python 3.8 or later, no network, and no code of the system that made the packet:
every rule is written out here a second time. VERIFY.txt explains what the answers mean.
Exit code: 0 all that was asked holds, 1 it does not, 2 wrong usage.

One file, so that it can lie in a packet by itself and be read from top to bottom:
the three answers, the checks, how files are read, Ed25519, the command line.

Source: RFC 6962 section 2.1 (Merkle trees), RFC 8032 section 5.1 (Ed25519).
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import io
import json
import re
import struct
import sys
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    #: A point of the curve as X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z.
    Point = tuple[int, int, int, int]
    Json = dict[str, Any]
    Form = dict[str, type]

FORMAT, FIRST = "holdfast packet 1", "0" * 64
#: Text and one report stay far below this many bytes and files.
LIMIT_BYTES, LIMIT_FILES = 200 * 1024 * 1024, 1000
#: As in every packet: one flat folder, and names that every system can unpack.
FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
#: What every part must hold, and of which kind; whatever else it holds is hashed along.
PARTS = ("incident.json", "audit.jsonl", "seals.jsonl")
MANIFEST: Form = dict(
    reference=str, ledger=str, position=int, head=str, key=str, files=dict
)
ROW: Form = dict(entry=dict, hash=str, items=dict)
ENTRY: Form = dict(ledger=str, position=int, event=str, at=str, previous=str)
ENTRY.update(actor=dict, body=dict, items=dict)
SEAL: Form = dict(number=int, at=str, root=str, previous=str, size=int, hash=str)

#: Withheld items of one reason that are named one by one.
MOST_NAMED = 3


class PacketError(Exception):
    """Say in one sentence where a packet does not hold, and why."""


class Answer(NamedTuple):
    """Answer one question: yes, no, or (None) not asked; and why."""

    holds: bool | None
    sentence: str


class Report(NamedTuple):
    """Hold the three answers, every broken place (the first one first), and notes."""

    consistent: Answer
    seal: Answer
    key: Answer
    problems: list[str]
    notes: list[str]

    @property
    def ok(self) -> bool:
        """Say whether all that was asked holds."""
        return False not in (self.consistent.holds, self.seal.holds, self.key.holds)

    def text(self) -> str:
        """Write the report for a terminal."""
        word = {True: "YES", False: "NO", None: "NOT ASKED"}
        answers = {
            "Internally consistent": self.consistent,
            "Matches a seal held elsewhere": self.seal,
            "Signed by the key you named": self.key,
        }
        lines = [
            f"{name}: {word[a.holds]}. {a.sentence}" for name, a in answers.items()
        ]
        lines += ["Also broken: " + problem for problem in self.problems[1:20]]
        lines += ["Note: " + note for note in self.notes]
        return "".join(_shown(line) + "\n" for line in lines)


def verify(
    zip_path: str | Path,
    seal_path: str | Path | None = None,
    fingerprint: str | None = None,
) -> Report:
    """Check a packet.

    Args:
        zip_path: The packet.
        seal_path: A seal held elsewhere: one JSON object, or one on each line.
        fingerprint: Of the key that should have signed; dashes do not matter.

    Raises:
        OSError: A file cannot be read.
        ValueError: The fingerprint is not one.
    """
    named = None if fingerprint is None else re.sub(r"[-\s]", "", fingerprint).lower()
    if named is not None and not _is_hex(named, 32):
        raise ValueError("a key's fingerprint has 32 digits, 0 to 9 and a to f")
    held = None if seal_path is None else _read(seal_path)
    it = Packet()
    reading = functools.partial(it.open, _read(zip_path))
    for step in (reading, it.check_chain, it.check_signature, it.check_files):
        try:
            step()
        except PacketError as error:
            it.problems.append(str(error))
            if not it.manifest:
                break
    answers = it.consistent(), it.match(held), it.signer(named)
    return Report(*answers, it.problems, it.gaps() + it.notes)


class Packet:
    """Gather what a packet shows: `open` it, check its parts, then ask."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.manifest: Json = {}
        self.hashes: list[str] = []
        self.seals: dict[int, Json] = {}
        #: Last entry that the seals up to this number cover; 0: none.
        self.covered: dict[int, int] = {}
        self.is_chain_sound = self.is_signed = False
        self.withheld = 0
        self.problems: list[str] = []
        self.notes: list[str] = []
        #: Where items are withheld, by the reason for it.
        self.hidden: dict[str, list[str]] = {}

    def open(self, data: bytes) -> None:
        """Unpack, and read the manifest."""
        self.files = _unpack(data)
        for name in (*PARTS, "manifest.json", "manifest.sig"):
            _need(name in self.files, f"{name} is missing from the packet.")
        manifest = _load(self.files["manifest.json"], {"format": str}, "manifest.json:")
        known = manifest["format"] == FORMAT
        _need(known, f"manifest.json: only the format '{FORMAT}' is known here.")
        _form(manifest, MANIFEST, "manifest.json:")
        _need(_is_hex(manifest["key"], 64), "manifest.json: its key is no key.")
        self.manifest = manifest

    def check_chain(self) -> None:
        """Follow the entries from the first to the head, then the seals over them."""
        head = FIRST
        for number, line in enumerate(_lines(self.files["audit.jsonl"]), 1):
            head = self._check_entry(number, head, line)
            self.hashes.append(head)
        end, last = self.manifest["position"], len(self.hashes)
        _need(end == last, f"audit.jsonl: it ends at entry {last}, not at entry {end}.")
        _need(head == self.manifest["head"], "audit.jsonl: its end is another entry.")
        seal: Json = {}
        covered = 0
        for line in _lines(self.files["seals.jsonl"]):
            seal = self._check_seal(seal, line)
            self.seals[seal["number"]] = seal
            covered = max(covered, seal["leaf"][1] if "leaf" in seal else 0)
            self.covered[seal["number"]] = covered
        self.is_chain_sound = True
        if covered < last:
            self.notes.append(f"no seal in the packet covers an entry after {covered}.")

    def _check_entry(self, number: int, previous: str, line: bytes) -> str:
        at = f"audit.jsonl, entry {number}:"
        row = _load(line, ROW, at)
        _need(len(row) == len(ROW), f"{at} the line holds more than an entry.")
        entry = _form(row["entry"], ENTRY, at)
        place, ours = entry["position"], entry["ledger"] == self.manifest["ledger"]
        _need(ours, f"{at} it belongs to another ledger.")
        _need(place >= number, f"{at} entry {place} was added or moved here.")
        _need(place == number, f"{at} it was removed or moved; {place} stands here.")
        digest = _hash(b"holdfast entry 1\n", entry)
        _need(digest == row["hash"], f"{at} it was changed and does not give its hash.")
        _need(entry["previous"] == previous, f"{at} it does not follow the one before.")
        for name in sorted({*entry["items"], *row["items"]}):
            item_at = f"{at[:-1]}, item {name}:"
            _need(name in entry["items"], f"{item_at} it was added.")
            _need(name in row["items"], f"{item_at} it is missing.")
            self._check_item(row["items"][name], entry["items"][name], item_at)
        return digest

    def gaps(self) -> list[str]:
        """Say what is withheld: each item, or how many where there are many."""
        said = []
        for reason, places in self.hidden.items():
            if len(places) > MOST_NAMED:
                first = places[0].rstrip(":")
                said.append(f"{len(places)} items withheld, {reason}; first: {first}.")
            else:
                said += [f"{at} withheld, {reason}" for at in places]
        return said

    def _check_item(self, item: Any, digest: str, at: str) -> None:
        if isinstance(item, dict) and isinstance(item.get("withheld"), str):
            # Words beside a reason would be hashed by nobody.
            _need(len(item) == 1, f"{at} it is withheld and shown at once.")
            self.hidden.setdefault(item["withheld"], []).append(at)
            self.withheld += 1
            return
        _form(item, {"salt": str, "content": str}, at)
        same = _hash(b"", [item["salt"], item["content"]]) == digest
        _need(same and len(item) == 2, f"{at} it was changed.")

    def _check_seal(self, before: Json, line: bytes) -> Json:
        at = f"seals.jsonl, line {len(self.seals) + 1}:"
        seal = _load(line, dict(SEAL, signature=str), at)
        number = seal["number"]
        at = f"seals.jsonl, seal {number}:"
        digest = _seal_hash(seal)
        same = digest == seal["hash"]
        _need(same, f"{at} it was changed and does not give its hash.")
        expected = before["number"] + 1 if before else max(number, 1)
        _need(number == expected, f"{at} seal {expected} should stand here.")
        link = before["hash"] if before else FIRST if number == 1 else seal["previous"]
        _need(seal["previous"] == link, f"{at} it does not follow the one before.")
        signed = b"holdfast seal signature 1\n" + bytes.fromhex(digest)
        good = is_signed(self.manifest["key"], signed, seal["signature"])
        _need(good, f"{at} the key of this packet has not signed it.")
        if "leaf" in seal:
            self._check_leaf(seal, at)
        return seal

    def _check_leaf(self, seal: Json, at: str) -> None:
        _form(seal, {"leaf": list, "index": int, "path": list}, at)
        leaf, path = seal["leaf"], seal["path"]
        ours = [type(part) for part in leaf] == [str, int, str]
        ours = ours and leaf[0] == self.manifest["ledger"]
        _need(ours, f"{at} its leaf is of another ledger.")
        place, last = leaf[1], len(self.hashes)
        _need(1 <= place <= last, f"{at} entry {place}, which it covers, is missing.")
        same = self.hashes[place - 1] == leaf[2]
        _need(same, f"{at} it covers another entry {place} than the one shown.")
        start = _hash(b"\0", leaf)
        steps = [bytes.fromhex(step) for step in path if _is_hex(step, 64)]
        fits = len(steps) == len(path) <= 64
        _need(fits, f"{at} its path is malformed.")
        root = _root(bytes.fromhex(start), seal["index"], seal["size"], steps)
        good = root.hex() == seal["root"]
        _need(good, f"{at} the path from entry {place} does not lead to its root.")

    def check_signature(self) -> None:
        """Check the signature over the manifest."""
        signed = b"holdfast manifest 1\n" + self.files["manifest.json"]
        signature = self.files["manifest.sig"].decode("latin-1").strip()
        self.is_signed = is_signed(self.manifest["key"], signed, signature)
        _need(self.is_signed, "manifest.json: its key has not signed it as it stands.")

    def check_files(self) -> None:
        """Check every file against the manifest, both ways, and whose summary it is."""
        listed = self.manifest["files"]
        present = self.files.keys() - {"manifest.json", "manifest.sig"}
        for name in sorted({*listed, *present}):
            if name not in present:
                self.problems.append(f"{name}: the manifest lists it; it is missing.")
            elif name not in listed:
                self.problems.append(f"{name}: it was added; the manifest has it not.")
            elif hashlib.sha256(self.files[name]).hexdigest() != listed[name]:
                self.problems.append(f"{name}: it is not the file that was listed.")
        incident = _load(self.files["incident.json"], {}, "incident.json:")
        for name in ("reference", "ledger"):
            same = incident.get(name) == self.manifest[name]
            _need(same, f"incident.json: its {name} is not the manifest's.")

    def consistent(self) -> Answer:
        """Answer whether the packet agrees with itself."""
        if self.problems:
            return Answer(False, f"First broken place: {self.problems[0]}")
        entries = "1 entry" if len(self.hashes) == 1 else f"{len(self.hashes)} entries"
        withheld = f"{self.withheld} item{'' if self.withheld == 1 else 's'} withheld"
        counts = f"{entries} ({withheld})"
        seals = f"{len(self.seals)} seal{'' if len(self.seals) == 1 else 's'}"
        parts = f"{counts}, {seals} and {len(self.files)} files"
        return Answer(True, f"Incident {self.manifest['reference']}: {parts} agree.")

    def match(self, held: bytes | None) -> Answer:
        """Answer whether a seal held elsewhere is the one in the packet."""
        if held is None:
            return Answer(None, "Only such a seal shows that nothing was made anew.")
        try:
            _need(self.is_chain_sound, "The chain in the packet is itself broken.")
            return Answer(True, self._match(_held_seals(held)))
        except PacketError as error:
            return Answer(False, str(error))

    def _match(self, held: list[Json]) -> str:
        inside = [seal for seal in held if seal["number"] in self.seals]
        yours = ", ".join(str(seal["number"]) for seal in held[:5])
        shown = f"{min(self.seals)} to {max(self.seals)}" if self.seals else "none"
        _need(bool(inside), f"You hold seal {yours}; the packet shows {shown}.")
        for seal in inside:
            number = seal["number"]
            same = seal["hash"] == self.seals[number]["hash"]
            _need(
                same, f"Seal {number} that you hold is not the packet's seal {number}."
            )
        last = max(seal["number"] for seal in inside)
        covered, at = self.covered[last], self.seals[last]["at"]
        _need(covered > 0, f"Seal {last} covers no entry of this incident.")
        stand = f"Entries 1 to {covered} of {len(self.hashes)} stand"
        return f"{stand} as they stood at {at}, when seal {last} was made."

    def signer(self, named: str | None) -> Answer:
        """Answer whether the named key signed the manifest."""
        if not self.is_signed:
            return Answer(None if named is None else False, "No signature holds.")
        digits = hashlib.sha256(bytes.fromhex(self.manifest["key"])).hexdigest()[:32]
        key = "-".join(re.findall("....", digits))
        if named is None:
            return Answer(
                None, f"Key {key} signed it; nobody vouched for that key here."
            )
        if named != digits:
            return Answer(False, f"Another key signed it: {key}.")
        rest = "; but see what is broken" if self.problems else ""
        return Answer(True, f"Key {key} signed the list of files{rest}.")


def _held_seals(held: bytes) -> list[Json]:
    """Read one JSON object, or one on each line; each must give its own hash."""
    try:
        seals = [_load(held, SEAL, "The seal file:")]
    except PacketError:
        at = "The seal file, line {}:"
        rows = enumerate(_lines(held), 1)
        seals = [_load(line, SEAL, at.format(number)) for number, line in rows]
    _need(bool(seals), "The seal file is empty.")
    for seal in seals:
        good = _seal_hash(seal) == seal["hash"]
        _need(good, f"Seal {seal['number']} that you hold does not give its own hash.")
    return seals


def _read(path: str | Path) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(LIMIT_BYTES + 1)


def _unpack(data: bytes) -> dict[str, bytes]:
    """Read a ZIP file that may be hostile; nothing is written, sizes are bounded."""
    _need(len(data) <= LIMIT_BYTES, "The file is larger than 200 MB.")
    # One such mark stands in the table of contents for each file.
    _need(data.count(b"PK\1\2") <= LIMIT_FILES, "The file holds too many files.")
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                name = info.orig_filename
                room = LIMIT_BYTES - sum(map(len, files.values()))
                known = FILE_NAME.fullmatch(name) is not None
                _need(known, f"The name {name} has no place in a packet.")
                double = name.lower() in map(str.lower, files)
                _need(not double, f"{name}: two files bear this name.")
                plain = info.compress_type in (0, 8) and not info.flag_bits & 1
                _need(plain, f"{name}: it is encrypted, or packed in a foreign way.")
                with archive.open(info) as file:
                    files[name] = file.read(room + 1)
                _need(len(files[name]) <= room, f"{name}: it unpacks beyond 200 MB.")
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError) as error:
        raise PacketError("The file is not a ZIP file, or a damaged one.") from error
    except (ValueError, RuntimeError, MemoryError, OverflowError) as error:
        raise PacketError("The file is a ZIP file of a foreign kind.") from error
    return files


def _load(data: bytes, form: Form, at: str) -> Json:
    """Read one JSON object; names given twice and broken Unicode are refused."""
    try:
        value = json.loads(data.decode(), object_pairs_hook=_unique)
        _hash(b"", value)
    except (ValueError, RecursionError) as error:
        raise PacketError(f"{at} it is not JSON text.") from error
    return _form(value, form, at)


def _unique(pairs: list[tuple[str, Any]]) -> Json:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name is given twice")
    return dict(pairs)


def _form(value: Any, form: Form, at: str) -> Json:
    _need(isinstance(value, dict), f"{at} it is not a JSON object.")
    for name, kind in form.items():
        _need(
            type(value.get(name)) is kind, f"{at} its {name} is missing or malformed."
        )
    return dict(value)


def _need(holds: bool, sentence: str) -> None:
    if not holds:
        raise PacketError(sentence)


def _lines(data: bytes) -> list[bytes]:
    return [line for line in data.split(b"\n") if line]


def _is_hex(value: object, digits: int) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(f"[0-9a-f]{{{digits}}}", value))


def _shown(line: str) -> str:
    """Make a line that quotes the packet harmless on a terminal, and not too long."""
    return "".join(c if c.isprintable() else "?" for c in line[:500])


def _hash(tag: bytes, value: object) -> str:
    text = json.dumps(
        value,
        allow_nan=False,
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    return hashlib.sha256(tag + text.encode()).hexdigest()


def _seal_hash(seal: Json) -> str:
    names = ("number", "at", "root", "previous", "size")
    return _hash(b"holdfast seal 1\n", {name: seal[name] for name in names})


def _root(node: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Climb from a leaf's hash to the root; nothing where the path does not fit."""
    if size < 2 or not path:
        return node if (index, size, path) == (0, 1, []) else b""
    split = 1 << (size - 1).bit_length() - 1
    right = index >= split
    place, width = (index - split, size - split) if right else (index, split)
    below = _root(node, place, width, path[:-1])
    pair = path[-1] + below if right else below + path[-1]
    return hashlib.sha256(b"\1" + pair).digest() if below else b""


P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
BASE = bytes.fromhex("58" + "66" * 31)
ZERO = (0, 1, 1, 0)


def is_signed(key: str, message: bytes, signature: str) -> bool:
    """Say whether an Ed25519 key signed a message (key and signature in hexadecimal).

    Refuses a second way of writing the same thing (a coordinate of P or more, a scalar
    of L or more), and keys of small order, under which anything passes as signed.
    """
    if not _is_hex(key, 64) or not _is_hex(signature, 128):
        return False
    public, start = bytes.fromhex(key), bytes.fromhex(signature[:64])
    scalar = int.from_bytes(bytes.fromhex(signature[64:]), "little")
    rows = _multiples(public)
    if scalar >= L or not rows or _encoded(rows[0][8]) == _encoded(ZERO):
        return False
    digest = hashlib.sha512(start + public + message).digest()
    x, y, z, t = _times(rows, int.from_bytes(digest, "little") % L)
    return _encoded(_add(_times(_multiples(BASE), scalar), (-x, y, z, -t))) == start


def _add(p: Point, q: Point) -> Point:
    """Add two points; the formula holds for equal ones and for zero as well."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * D * p[3] * q[3], 2 * p[2] * q[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


@functools.lru_cache(maxsize=4)
def _multiples(encoded: bytes) -> list[list[Point]]:
    """List in row i the multiples 0 to 15 of 16**i times a point; no point: no row."""
    point = _decoded(encoded)
    rows: list[list[Point]] = []
    while point and len(rows) < 64:
        row: list[Point] = [ZERO]
        for _ in range(15):
            row.append(_add(row[-1], point))
        rows.append(row)
        point = _add(row[-1], point)
    return rows


def _times(rows: list[list[Point]], scalar: int) -> Point:
    total: Point = ZERO
    for row in rows:
        total = _add(total, row[scalar & 15])
        scalar >>= 4
    return total


def _encoded(point: Point) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decoded(encoded: bytes) -> Point | None:
    """Read a point; None for what is none, or is written in a second way."""
    number = int.from_bytes(encoded, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (sign and not x):
        return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


def main(arguments: list[str]) -> int:
    """Check the packet named on the command line; return the exit code."""
    parser = argparse.ArgumentParser("verify_packet.py", description="Check a packet.")
    parser.add_argument("packet", metavar="FILE.zip")
    parser.add_argument("--seal", metavar="FILE", help="a seal that you hold")
    parser.add_argument(
        "--key", metavar="FINGERPRINT", help="whose signature you expect"
    )
    try:
        asked = parser.parse_args(arguments)
        report = verify(asked.packet, asked.seal, asked.key)
    except SystemExit as stop:
        return int(stop.code or 0)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"verify_packet.py: {error}\n")
        return 2
    coding = sys.stdout.encoding or "ascii"
    sys.stdout.write(report.text().encode(coding, "backslashreplace").decode(coding))
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
