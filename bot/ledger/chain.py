"""Hash the entries of a ledger, and say where a chain of them is broken.

Pure: takes and returns plain values, reads no file and no database. An entry is a
dict that holds facts and, in `items`, one salted hash for each text, name or number
that stands outside it; each entry names the hash of the one before. What is checked
may carry the hash it was stored with as `hash`: damage is then found in the entry
itself, and not only in the one after it.

Source: RFC 8785 for the idea of one canonical form of JSON; here keys are sorted by
code point, and fractions are refused.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from types import NoneType
from typing import Any

import orjson

from bot.ledger import damage

#: What the first entry of a ledger, and the first seal, name as the one before.
FIRST = "0" * 64
#: Stands before an entry when it is hashed, so that it can pass for nothing else.
ENTRY_TAG = b"holdfast entry 1\n"
#: Largest whole number that every language reads alike. Source: RFC 7493 section 2.2.
LARGEST_INTEGER = 2**53 - 1

#: What an entry must hold, and of which type; more is allowed and hashed along.
_FIELDS: Mapping[str, type] = {
    "ledger": str,
    "position": int,
    "event": str,
    "at": str,
    "actor": dict,
    "body": dict,
    "items": dict,
    "previous": str,
}
#: Types of which every value has one form; whole numbers up to the largest.
_PLAIN: frozenset[type] = frozenset({str, int, bool, NoneType})
#: Refuses whole numbers beyond the largest.
_SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
#: Writes the same, slowly, and says why where it cannot.
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)


def canonical_json(value: object) -> bytes:
    """Write a value in the one form that is hashed and signed.

    UTF-8, keys sorted by code point, no spaces, nothing escaped but quotes,
    backslashes and control characters.

    Raises:
        TypeError: There is something else in it than text, whole numbers, booleans,
            None, lists and dicts with text keys. Fractions and times are refused
            because they can be written in several ways: the caller formats them.
        ValueError: A whole number beyond 2**53 - 1, a text that is not valid
            Unicode, or a value that contains itself.
    """
    try:
        text = orjson.dumps(value, option=_SORTED)
    except orjson.JSONEncodeError:
        text = _ENCODER.encode(value).encode()
        _refuse_foreign(value)
    else:
        _refuse_what_has_many_forms(value)
    return text


def item_hash(salt: str, content: str) -> str:
    """Hash a text that stands outside its entry.

    Args:
        salt: 32 random hexadecimal digits of its own, without which a short text
            (a name, a number) could be guessed from its hash.
        content: The text as it was received.
    """
    # The canonical form of a list of two texts, without the way round by a list.
    text = f"[{_ENCODER.encode(salt)},{_ENCODER.encode(content)}]"
    return hashlib.sha256(text.encode()).hexdigest()


def entry_hash(entry: Mapping[str, Any]) -> str:
    """Hash an entry; a `hash` that it carries is left out."""
    bare = {name: value for name, value in entry.items() if name != "hash"}
    return hash_of_canonical(canonical_json(bare))


def hash_of_canonical(text: bytes) -> str:
    """Hash an entry that is in canonical form already."""
    return hashlib.sha256(ENTRY_TAG + text).hexdigest()


def check_chain(
    entries: Sequence[Mapping[str, Any]],
    *,
    ledger: str,
    head: tuple[int, str] | None = None,
) -> list[damage.Problem]:
    """Find what is changed, removed, swapped, inserted, cut or of another ledger.

    Does not raise, whatever the entries hold.

    Args:
        entries: All entries of the ledger as stored, first to last.
        ledger: Id that each must bear.
        head: Position and hash of the last entry, known from elsewhere; without it
            a cut end cannot be seen.

    Returns:
        What was found, lowest position first; empty for a sound chain.
    """
    found: list[damage.Problem] = []
    positions: list[int] = []
    links: list[tuple[int, str]] = []
    hashes: dict[int, set[str]] = {0: {FIRST}}
    for place, entry in enumerate(entries, 1):
        digest = _digest_of(entry)
        if digest is None:
            positions.append(place)
            found.append(damage.of_entry(ledger, place, damage.Kind.MALFORMED))
            continue
        position, stored = entry["position"], entry.get("hash", digest)
        positions.append(position)
        links.append((position, entry["previous"]))
        hashes.setdefault(position, set()).update({digest, stored})
        if entry["ledger"] != ledger:
            found.append(damage.of_entry(ledger, position, damage.Kind.WRONG_LEDGER))
        if stored != digest:
            found.append(damage.of_entry(ledger, position, damage.Kind.CHANGED))
    found += [
        damage.of_entry(ledger, at, kind) for at, kind in damage.disorder(positions)
    ]
    for position, previous in links:
        # Where the one before is missing or unreadable, that was said already.
        if previous not in hashes.get(position - 1, {previous}):
            found.append(damage.of_entry(ledger, position, damage.Kind.UNLINKED))
    if head is not None:
        found += _check_end(ledger, max(positions, default=0), hashes, head)
    return sorted(found, key=lambda problem: problem.position)


def check_items(
    entry: Mapping[str, Any], items: Mapping[str, Mapping[str, Any]]
) -> list[damage.Problem]:
    """Compare the items of a well-formed entry with the hashes that it holds.

    Args:
        entry: The entry.
        items: By name `{"salt", "content"}`, or `{"withheld": reason}`.

    Returns:
        Damage, and what is held back as `WITHHELD`; sorted by name.
    """
    found = []
    for name in sorted(entry["items"].keys() | items.keys()):
        kind = _judge_item(entry["items"].get(name), items.get(name))
        if kind is not None:
            found.append(damage.of_item(entry["ledger"], entry["position"], name, kind))
    return found


def _refuse_what_has_many_forms(value: object) -> None:
    """Refuse what the fast writer writes, but not every reader reads alike."""
    unseen: list[Iterable[Any]] = [[value]]
    while unseen:
        group = unseen.pop()
        # Most hold nothing else; asked at once, since every act is written so.
        if _PLAIN.issuperset(map(type, group)):
            continue
        for found in group:
            kind = type(found)
            if kind is dict:
                unseen.append(found.values())
            elif kind is list:
                unseen.append(found)
            elif kind not in _PLAIN and not isinstance(found, (str, int)):
                raise TypeError(f"a {kind.__name__} has no canonical form")


def _refuse_foreign(value: object) -> None:
    """Refuse what Python's own writer writes, but not every reader reads alike."""
    _refuse_what_has_many_forms(value)
    unseen = [value]
    while unseen:
        found = unseen.pop()
        if isinstance(found, dict):
            if not all(isinstance(key, str) for key in found):
                raise TypeError("a key that is not text has no canonical form")
            unseen += found.values()
        elif isinstance(found, list):
            unseen += found
        elif isinstance(found, int) and abs(found) > LARGEST_INTEGER:
            raise ValueError("a whole number is beyond 2**53 - 1")


def _digest_of(entry: Any) -> str | None:
    """Hash an entry; None where it has not the form of one."""
    if not isinstance(entry, Mapping) or any(
        type(entry.get(name)) is not kind for name, kind in _FIELDS.items()
    ):
        return None
    if entry["position"] < 1 or not isinstance(entry.get("hash", ""), str):
        return None
    try:
        return entry_hash(entry)
    except (TypeError, ValueError, RecursionError):
        return None


def _check_end(
    ledger: str, last: int, hashes: Mapping[int, set[str]], head: tuple[int, str]
) -> list[damage.Problem]:
    position, digest = head
    if last < position:
        return [damage.of_entry(ledger, last + 1, damage.Kind.CUT)]
    if last > position:
        return [damage.of_entry(ledger, position + 1, damage.Kind.INSERTED)]
    # An unreadable last entry was reported already.
    if digest not in hashes.get(position, {digest}):
        return [damage.of_entry(ledger, position, damage.Kind.UNLINKED)]
    return []


def _judge_item(
    expected: str | None, item: Mapping[str, Any] | None
) -> damage.Kind | None:
    if expected is None:
        return damage.Kind.INSERTED
    if item is None:
        return damage.Kind.REMOVED
    if item.keys() == {"withheld"}:
        return damage.Kind.WITHHELD
    salt, content = item.get("salt"), item.get("content")
    # Words beside a reason, or beside the content, would be hashed by nobody.
    if not isinstance(salt, str) or not isinstance(content, str) or len(item) != 2:
        return damage.Kind.MALFORMED
    try:
        return None if item_hash(salt, content) == expected else damage.Kind.CHANGED
    except ValueError:
        return damage.Kind.MALFORMED
