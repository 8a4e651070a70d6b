"""Seal the heads of many ledgers under one hash, and check a row of seals.

Pure. A seal takes the head of every ledger that moved into a Merkle root, names the
seal before it, and is signed. Whoever holds the header of one seal can tell later
whether anything that it covers was changed, cut or removed. When seals are made and
where they are posted is not decided here.

A seal is a dict: `number` (from 1), `at`, `leaves`, `root`, `previous`. A header has
`size` (number of leaves) in place of the leaves: its hash is the same.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from bot.ledger import chain, damage, merkle

#: Stands before a seal when it is hashed, so that it can pass for nothing else.
SEAL_TAG = b"holdfast seal 1\n"
#: Stands before the hash of a seal when it is signed.
SIGNATURE_TAG = b"holdfast seal signature 1\n"

Seal: TypeAlias = dict[str, Any]
#: Ledger id, position and hash of its head.
Leaf: TypeAlias = tuple[str, int, str]
_FIELDS: Mapping[str, type] = {
    "number": int,
    "at": str,
    "root": str,
    "previous": str,
}


def make(previous: str, number: int, *, at: str, leaves: Iterable[Leaf]) -> Seal:
    """Make a seal over the heads of ledgers; `sign_over` says what to sign.

    Args:
        previous: Hash of the seal before; `chain.FIRST` for the first.
        number: Its number, from 1.
        at: RFC 3339 in UTC with microseconds.
        leaves: Heads, at most one for each ledger, in any order.

    Raises:
        ValueError: There is no leaf, or a ledger has two.
    """
    rows = sorted([ledger, position, head] for ledger, position, head in leaves)
    if not rows or len({row[0] for row in rows}) != len(rows):
        raise ValueError("a seal needs one leaf for each ledger that moved")
    root = merkle.tree_hash([chain.canonical_json(row) for row in rows])
    return {
        "number": number,
        "at": at,
        "leaves": rows,
        "root": root,
        "previous": previous,
    }


def seal_hash(seal: Mapping[str, Any]) -> str:
    """Hash a seal or the header of one; both give the same."""
    header = {name: seal[name] for name in _FIELDS}
    header["size"] = _size(seal)
    return hashlib.sha256(SEAL_TAG + chain.canonical_json(header)).hexdigest()


def sign_over(digest: str) -> bytes:
    """Return the bytes that are signed for a seal of this hash."""
    return SIGNATURE_TAG + bytes.fromhex(digest)


def header(seal: Mapping[str, Any]) -> Seal:
    """Return what is posted elsewhere, and shown in packets: no leaf in it.

    Args:
        seal: A seal with its `signature`.
    """
    short = {name: seal[name] for name in (*_FIELDS, "signature")}
    return short | {"size": _size(seal), "hash": seal_hash(seal)}


def header_for(seal: Mapping[str, Any], ledger: str) -> Seal:
    """Return the header, with the proof for one ledger where the seal has it.

    Args:
        seal: A seal with its leaves and its `signature`.
        ledger: Id of the ledger whose `leaf`, `index` and `path` are added.
    """
    short = header(seal)
    ids = [leaf[0] for leaf in seal["leaves"]]
    if ledger not in ids:
        return short
    index = ids.index(ledger)
    rows = [chain.canonical_json(leaf) for leaf in seal["leaves"]]
    proof = {
        "leaf": list(seal["leaves"][index]),
        "index": index,
        "path": merkle.audit_path(rows, index),
    }
    return short | proof


def check_seals(
    seals: Sequence[Mapping[str, Any]],
    *,
    is_whole: bool = True,
    is_signed: Callable[[bytes, str], bool] | None = None,
) -> list[damage.Problem]:
    """Find what is changed, removed, swapped or inserted in a row of seals.

    Does not raise, whatever the seals hold. A cut end cannot be seen here: that
    takes a seal held elsewhere.

    Args:
        seals: Seals or headers as stored, first to last; each may carry its `hash`.
        is_whole: The row must begin with seal 1; else it may begin anywhere.
        is_signed: Given the signed bytes and the signature, says whether the
            installation's key made it; None: signatures are not looked at.

    Returns:
        What was found, lowest number first.
    """
    found: list[damage.Problem] = []
    numbers: list[int] = []
    links: list[tuple[int, str]] = []
    hashes: dict[int, set[str]] = {0: {chain.FIRST}}
    for place, seal in enumerate(seals, 1):
        digest = _digest_of(seal)
        if digest is None:
            numbers.append(numbers[-1] + 1 if numbers else place)
            found.append(damage.of_seal(numbers[-1], damage.Kind.MALFORMED))
            continue
        number, stored = seal["number"], seal.get("hash", digest)
        numbers.append(number)
        links.append((number, seal["previous"]))
        hashes.setdefault(number, set()).update({digest, stored})
        if stored != digest or not _fits_leaves(seal):
            found.append(damage.of_seal(number, damage.Kind.CHANGED))
        elif is_signed and not is_signed(sign_over(digest), str(seal.get("signature"))):
            found.append(damage.of_seal(number, damage.Kind.UNSIGNED))
    first = 1 if is_whole else min(numbers, default=1)
    found += [
        damage.of_seal(number, kind) for number, kind in damage.disorder(numbers, first)
    ]
    for number, previous in links:
        # Where the one before is missing or unreadable, that was said already.
        if previous not in hashes.get(number - 1, {previous}):
            found.append(damage.of_seal(number, damage.Kind.UNLINKED))
    return sorted(found, key=lambda problem: problem.position)


def _size(seal: Mapping[str, Any]) -> int:
    leaves = seal.get("leaves")
    return len(leaves) if isinstance(leaves, list) else seal["size"]


def _digest_of(seal: Any) -> str | None:
    """Hash a seal; None where it has not the form of one."""
    if not isinstance(seal, Mapping) or any(
        type(seal.get(name)) is not kind for name, kind in _FIELDS.items()
    ):
        return None
    if "leaves" not in seal and type(seal.get("size")) is not int:
        return None
    if seal["number"] < 1 or not isinstance(seal.get("hash", ""), str):
        return None
    try:
        return seal_hash(seal)
    except (KeyError, TypeError, ValueError):
        return None


def _fits_leaves(seal: Mapping[str, Any]) -> bool:
    """Say whether the leaves, where it has them, are sorted and give the root."""
    if "leaves" not in seal:
        return True
    leaves = seal["leaves"]
    try:
        fresh = make(seal["previous"], seal["number"], at=seal["at"], leaves=leaves)
    except (TypeError, ValueError):
        return False
    return all(fresh[name] == seal[name] for name in ("leaves", "root"))
