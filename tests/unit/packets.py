"""Grow a record and make packets of it, as the installation does it and as a forger.

`Record` writes entries and seals with `bot.ledger`; `files` gives the parts of a
packet, which a test may then damage; `close` writes and signs the manifest over
whatever is there.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ed25519

from bot.evidence import bundle
from bot.ledger import chain, keys, seals

REFERENCE = "26-0042K"
LEDGER = "0195a1b2c3d47e5f8a9b0c1d2e3f4a5b"
NEIGHBOURS = ("presence", "roster", "system", "0195a1b2c3d47e5f8a9b0c1d2e3f4a00")

Files = dict[str, bytes]


def key(number: int = 1) -> keys.Key:
    """Make the same key for the same number."""
    seed = hashlib.sha256(b"key %d" % number).digest()
    private = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
    return keys.Key(
        private=private, public_hex=private.public_key().public_bytes_raw().hex()
    )


class Record:
    """Keep one ledger, and the seals over it and its neighbours."""

    def __init__(
        self, *, signed_by: keys.Key | None = None, first_seal: int = 1
    ) -> None:
        self.key = signed_by or key()
        self.ledger = LEDGER
        self.entries: list[dict[str, Any]] = []
        self.items: list[dict[str, dict[str, str]]] = []
        self.heads = [chain.FIRST]
        self.seals: list[seals.Seal] = []
        self.last_seal = chain.FIRST if first_seal == 1 else "ab" * 32
        self.next_number = first_seal

    def write(self, text: str = "", **facts: Any) -> None:
        """Add an entry; a text stands outside it as the item `text`."""
        number = len(self.entries) + 1
        salt = hashlib.sha256(b"salt %d" % number).hexdigest()[:32]
        items = {"text": {"salt": salt, "content": text}} if text else {}
        entry = {
            "ledger": self.ledger,
            "position": number,
            "event": "note:added",
            "at": f"2026-03-10T21:40:00.{number:06}Z",
            "actor": {"kind": "person", "star": "12345"},
            "body": {"number": number, "word": "Zeuge § 7", **facts},
            "items": {name: chain.item_hash(**item) for name, item in items.items()},
            "previous": self.heads[-1],
        }
        self.entries.append(entry)
        self.items.append(items)
        self.heads.append(chain.entry_hash(entry))

    def seal(self, *, with_us: bool = True, neighbours: int = 4) -> seals.Seal:
        """Seal the heads of our ledger and of some neighbours; return the header."""
        leaves = [
            (name, self.next_number, "cd" * 32) for name in NEIGHBOURS[:neighbours]
        ]
        if with_us:
            leaves.append((self.ledger, len(self.entries), self.heads[-1]))
        at = f"2026-03-10T22:{self.next_number % 60:02}:00.000000Z"
        made = seals.make(self.last_seal, self.next_number, at=at, leaves=leaves)
        digest = seals.seal_hash(made)
        made |= {"hash": digest, "signature": self.key.sign(seals.sign_over(digest))}
        self.seals.append(made)
        self.last_seal = digest
        self.next_number += 1
        return seals.header(made)

    def files(self, *, withheld: Mapping[int, str] = {}) -> Files:
        """Return the parts of a packet but the manifest and its signature.

        Args:
            withheld: Reason by position, for entries whose text is left out.
        """
        rows = [
            {
                "entry": entry,
                "hash": digest,
                "items": {name: {"withheld": withheld[number]} for name in items}
                if number in withheld
                else items,
            }
            for number, (entry, digest, items) in enumerate(
                zip(self.entries, self.heads[1:], self.items, strict=True), 1
            )
        ]
        ours = [
            place
            for place, made in enumerate(self.seals)
            if self.ledger in [leaf[0] for leaf in made["leaves"]]
        ]
        shown = self.seals[ours[0] : ours[-1] + 1] if ours else []
        summary = {"reference": REFERENCE, "ledger": self.ledger, "state": "open"}
        carried = bundle.checker_files(
            reference=REFERENCE,
            ledger=self.ledger,
            position=len(self.entries),
            head=self.heads[-1],
            fingerprint=self.key.fingerprint,
        )
        return carried | {
            "incident.json": chain.canonical_json(summary),
            "audit.jsonl": lines(rows),
            "seals.jsonl": lines([seals.header_for(one, self.ledger) for one in shown]),
        }

    def manifest(self, files: Files) -> dict[str, Any]:
        """List the files as they are."""
        return {
            "format": "holdfast packet 1",
            "reference": REFERENCE,
            "ledger": self.ledger,
            "position": len(self.entries),
            "head": self.heads[-1],
            "policy_version": "ef" * 32,
            "key": self.key.public_hex,
            "files": {name: hashlib.sha256(files[name]).hexdigest() for name in files},
        }

    def close(self, files: Files, **changes: Any) -> Files:
        """Add the manifest over these files, changed or not, and its signature."""
        written = chain.canonical_json(self.manifest(files) | changes)
        signature = self.key.sign(b"holdfast manifest 1\n" + written)
        return files | {"manifest.json": written, "manifest.sig": signature.encode()}

    def packet(self, **options: Any) -> Files:
        """Return all files of an honest packet."""
        return self.close(self.files(**options))


def record(**options: Any) -> Record:
    """Return a record of six entries, the first five of them under seals 1 to 4."""
    grown = Record(**options)
    grown.write("Caller reports agents at the corner.", reference=REFERENCE)
    grown.write()
    grown.seal()
    grown.write("A name to be withheld.")
    grown.seal(neighbours=2)
    grown.seal(with_us=False)
    grown.write("Nothing else seen.", after=None, is_late=False)
    grown.write()
    grown.seal(neighbours=0)
    grown.write("Newer than any seal.")
    return grown


def lines(rows: list[Any]) -> bytes:
    """Write one canonical JSON value on each line."""
    return b"".join(chain.canonical_json(row) + b"\n" for row in rows)


def rows(files: Files, name: str) -> list[Any]:
    """Read what `lines` wrote."""
    return [json.loads(line) for line in files[name].splitlines()]


def changed(files: Files, name: str, change: Callable[[list[Any]], object]) -> Files:
    """Return the files with the rows of one of them changed in place."""
    found = rows(files, name)
    change(found)
    return files | {name: lines(found)}


def save(folder: Path, files: Files, name: str = "packet.zip") -> Path:
    """Pack the files."""
    path = folder / name
    path.write_bytes(bundle.zip_bytes(files))
    return path
