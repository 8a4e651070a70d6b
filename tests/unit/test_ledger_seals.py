"""Seals over the heads of all ledgers, and what only they can find."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evidence import verify_packet
from bot.ledger import chain, keys, seals
from bot.ledger.damage import Kind
from tests.unit import packets

Seals = list[dict[str, Any]]
KEY = packets.key()


def is_signed(data: bytes, signature: str) -> bool:
    return keys.is_signed(KEY.public_hex, data, signature)


def check(row: Any, **options: Any) -> list[tuple[int, Kind]]:
    found = seals.check_seals(row, is_signed=is_signed, **options)
    assert {problem.ledger for problem in found} <= {"seals"}
    return [(problem.position, problem.kind) for problem in found]


def stored() -> Seals:
    return packets.record().seals


def redo(row: Seals, start: int, key: keys.Key = KEY) -> Seals:
    """Make the row anew from a place on, as one who holds a key may."""
    for place in range(start, len(row)):
        if place:
            row[place]["previous"] = row[place - 1]["hash"]
        row[place]["hash"] = seals.seal_hash(row[place])
        row[place]["signature"] = key.sign(seals.sign_over(row[place]["hash"]))
    return row


def test_seal_is_hashed_and_signed_as_it_is_written_down() -> None:
    seal = seals.make("ab" * 32, 7, at="2026", leaves=[("b", 2, "22"), ("a", 1, "11")])
    left = hashlib.sha256(b'\x00["a",1,"11"]').digest()
    right = hashlib.sha256(b'\x00["b",2,"22"]').digest()
    root = hashlib.sha256(b"\x01" + left + right).hexdigest()
    header = (
        f'{{"at":"2026","number":7,"previous":"{"ab" * 32}","root":"{root}","size":2}}'
    )
    digest = hashlib.sha256(b"holdfast seal 1\n" + header.encode()).hexdigest()

    assert seal["leaves"] == [["a", 1, "11"], ["b", 2, "22"]]
    assert seal["root"] == root
    assert seals.seal_hash(seal) == digest
    assert seals.sign_over(digest) == (
        b"holdfast seal signature 1\n" + bytes.fromhex(digest)
    )


@pytest.mark.parametrize("leaves", [[], [("a", 1, "11"), ("a", 2, "22")]])
def test_a_seal_over_nothing_or_over_one_ledger_twice_is_refused(
    leaves: list[seals.Leaf],
) -> None:
    with pytest.raises(ValueError, match="one leaf for each ledger"):
        seals.make(chain.FIRST, 1, at="2026", leaves=leaves)


def test_header_has_the_hash_of_its_seal_and_shows_no_ledger() -> None:
    for seal in stored():
        header = seals.header(seal)

        assert header["hash"] == seal["hash"] == seals.seal_hash(header)
        assert header["size"] == len(seal["leaves"])
        assert "leaves" not in header
        assert check([header], is_whole=False) == []


def test_header_for_a_ledger_proves_its_head() -> None:
    first, _, without, _ = stored()

    proof = seals.header_for(first, packets.LEDGER)

    assert proof["leaf"][:2] == [packets.LEDGER, 2]
    leaf = hashlib.sha256(b"\0" + chain.canonical_json(proof["leaf"])).digest()
    path = [bytes.fromhex(step) for step in proof["path"]]
    climbed = verify_packet._root(leaf, proof["index"], proof["size"], path)
    assert climbed.hex() == proof["root"]
    assert seals.header_for(without, packets.LEDGER) == seals.header(without)


def test_sound_row_has_no_problem() -> None:
    row = stored()

    assert check(row) == []
    assert check([seals.header(seal) for seal in row]) == []
    assert check([]) == []
    assert check(row[2:], is_whole=False) == []


@pytest.mark.parametrize(
    ("attack", "found"),
    [
        (lambda r: r[1].update(at="2027"), [(2, Kind.CHANGED)]),
        (lambda r: r[1].update(root="0" * 64), [(2, Kind.CHANGED)]),
        (lambda r: r[1]["leaves"][0].__setitem__(1, 99), [(2, Kind.CHANGED)]),
        (lambda r: r[1]["leaves"].reverse(), [(2, Kind.CHANGED)]),
        (lambda r: r[1]["leaves"].pop(), [(2, Kind.CHANGED)]),
        (lambda r: r[1]["leaves"].append(7), [(2, Kind.CHANGED)]),
        (lambda r: r[1]["leaves"].__setitem__(0, 7), [(2, Kind.CHANGED)]),
        (lambda r: r[1].update(leaves=7), [(2, Kind.MALFORMED)]),
        (lambda r: r[1].pop("leaves"), [(2, Kind.MALFORMED)]),
        (lambda r: r[1].update(number="2"), [(2, Kind.MALFORMED)]),
        (lambda r: r[1].update(at="\ud800"), [(2, Kind.MALFORMED)]),
        (lambda r: r[1].update(hash=None), [(2, Kind.MALFORMED)]),
        (lambda r: r.__setitem__(0, None), [(1, Kind.MALFORMED)]),
        (lambda r: r[1].update(signature="00" * 64), [(2, Kind.UNSIGNED)]),
        (lambda r: r[1].pop("signature"), [(2, Kind.UNSIGNED)]),
        (lambda r: r.pop(1), [(2, Kind.REMOVED)]),
        (lambda r: r.pop(0), [(1, Kind.REMOVED)]),
        (lambda r: r.insert(1, r[0]), [(1, Kind.INSERTED)]),
        (
            lambda r: r.__setitem__(slice(1, 3), [r[2], r[1]]),
            [(2, Kind.SWAPPED), (3, Kind.SWAPPED)],
        ),
        (
            lambda r: redo(r, 0, packets.key(2)),
            [(n, Kind.UNSIGNED) for n in range(1, 5)],
        ),
        (
            lambda r: (r[1].update(at="2027"), redo(r[:2], 1)),
            [(3, Kind.UNLINKED)],
        ),
    ],
)
def test_attack_is_found_and_named(
    attack: Callable[[Seals], object], found: list[tuple[int, Kind]]
) -> None:
    row = stored()
    assert check(row) == []

    attack(row)

    assert check(row) == found


@pytest.mark.parametrize(
    "change", [{"number": 0}, {"number": True}, {"size": "5"}, {"size": True}]
)
def test_a_header_of_another_form_is_found_even_with_a_fitting_hash(
    change: dict[str, Any],
) -> None:
    header = seals.header(stored()[0])
    assert check([header]) == []

    assert check(redo([header | change], 0)) == [(1, Kind.MALFORMED)]


def test_a_removed_seal_is_found_in_a_part_too() -> None:
    row = stored()
    del row[2]

    assert check(row[1:], is_whole=False) == [(3, Kind.REMOVED)]


def test_a_first_seal_that_follows_something_is_found() -> None:
    row = stored()
    row[0]["previous"] = "ab" * 32
    redo(row, 0)

    assert check(row) == [(1, Kind.UNLINKED)]


def test_signatures_are_not_looked_at_where_no_key_is_known() -> None:
    row = stored()
    row[1]["signature"] = ""

    assert seals.check_seals(row) == []


@given(
    st.integers(0, 3), st.sampled_from(sorted(stored()[0])), st.text() | st.integers()
)
def test_whatever_stands_in_a_field_the_check_answers(
    place: int, field: str, value: Any
) -> None:
    row = stored()
    is_same = row[place][field] == value
    row[place][field] = value

    assert (check(row) == []) == is_same
