"""A chain of entries: what is done to it is found, and named."""

import copy
import hashlib
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger import chain
from bot.ledger.damage import Kind
from tests.unit import packets

Entries = list[dict[str, Any]]


def stored(count: int = 6) -> Entries:
    """Return a sound chain, each entry with its hash."""
    grown = packets.Record()
    for number in range(count):
        grown.write(f"text {number}")
    return [
        entry | {"hash": digest}
        for entry, digest in zip(grown.entries, grown.heads[1:], strict=True)
    ]


def check(entries: Any, **options: Any) -> list[tuple[int, Kind]]:
    found = chain.check_chain(entries, ledger=packets.LEDGER, **options)
    return [(problem.position, problem.kind) for problem in found]


def rehash(entries: Entries, start: int) -> None:
    """Make the chain anew from a place on, as one who writes to the database may."""
    for place in range(start, len(entries)):
        entry = entries[place]
        if place:
            entry["previous"] = entries[place - 1]["hash"]
        entry["hash"] = chain.entry_hash(entry)


def test_sound_chain_has_no_problem() -> None:
    entries = stored()

    assert check(entries) == []
    assert check(entries, head=(6, entries[-1]["hash"])) == []
    assert check([], head=(0, chain.FIRST)) == []


def test_hash_of_an_entry_is_that_of_its_tag_and_canonical_form() -> None:
    entry = {"b": 1, "a": "§"}
    by_hand = hashlib.sha256('holdfast entry 1\n{"a":"§","b":1}'.encode()).hexdigest()

    assert chain.entry_hash(entry) == by_hand
    assert chain.entry_hash(entry | {"hash": "whatever"}) == by_hand
    assert chain.hash_of_canonical(chain.canonical_json(entry)) == by_hand


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("event", "note:removed"),
        ("at", "2026-03-10T21:40:00.000009Z"),
        ("actor", {"kind": "person", "star": "54321"}),
        ("body", {"number": 4}),
        ("items", {}),
        ("previous", "0" * 64),
        ("more", None),
    ],
)
def test_a_changed_entry_is_found_and_named(field: str, value: Any) -> None:
    entries = stored()
    entries[2][field] = value

    assert (3, Kind.CHANGED) in check(entries)


def test_a_changed_entry_is_the_only_one_that_is_named() -> None:
    entries = stored()
    entries[2]["body"]["word"] = "another"

    assert check(entries) == [(3, Kind.CHANGED)]


def test_a_changed_entry_with_a_fitting_hash_is_found_by_the_next() -> None:
    entries = stored()
    entries[2]["body"]["word"] = "another"
    entries[2]["hash"] = chain.entry_hash(entries[2])

    assert check(entries) == [(4, Kind.UNLINKED)]


def test_a_changed_entry_is_found_by_the_next_where_no_hash_was_stored() -> None:
    entries = stored()
    for entry in entries:
        del entry["hash"]
    assert check(entries) == []
    entries[2]["body"]["word"] = "another"

    assert check(entries) == [(4, Kind.UNLINKED)]


def test_a_changed_last_entry_is_found_by_the_head() -> None:
    entries = stored()
    head = (6, entries[-1]["hash"])
    entries[5]["body"]["word"] = "another"
    rehash(entries, 5)

    assert check(entries) == []
    assert check(entries, head=head) == [(6, Kind.UNLINKED)]


def test_recomputed_hashes_are_found_by_the_head_only() -> None:
    entries = stored()
    head = (6, entries[-1]["hash"])
    entries[2]["body"]["word"] = "another"
    rehash(entries, 2)

    assert check(entries) == []
    assert check(entries, head=head) == [(6, Kind.UNLINKED)]


@pytest.mark.parametrize(
    ("attack", "found"),
    [
        (lambda e: e.pop(0), [(1, Kind.REMOVED)]),
        (lambda e: e.pop(2), [(3, Kind.REMOVED)]),
        (lambda e: e.__delitem__(slice(1, 4)), [(2, Kind.REMOVED)]),
        (lambda e: e.__setitem__(1, e[0]), [(1, Kind.INSERTED), (2, Kind.REMOVED)]),
        (lambda e: e.insert(3, copy.deepcopy(e[2])), [(3, Kind.INSERTED)]),
        (lambda e: e.append(e[0]), [(1, Kind.INSERTED)]),
        (
            lambda e: e.__setitem__(slice(1, 3), [e[2], e[1]]),
            [(2, Kind.SWAPPED), (3, Kind.SWAPPED)],
        ),
        (lambda e: e.__setitem__(2, "no entry"), [(3, Kind.MALFORMED)]),
        (lambda e: e[2].pop("body"), [(3, Kind.MALFORMED)]),
        (lambda e: e[2].update(position=True), [(3, Kind.MALFORMED)]),
        (lambda e: e[2].update(position=0), [(3, Kind.MALFORMED)]),
        (lambda e: e[2].update(hash=7), [(3, Kind.MALFORMED)]),
        (lambda e: e[2]["body"].update(share=0.5), [(3, Kind.MALFORMED)]),
        (lambda e: e[2]["body"].update(text="\ud800"), [(3, Kind.MALFORMED)]),
        (
            lambda e: e[2].update(ledger="roster"),
            [(3, Kind.WRONG_LEDGER), (3, Kind.CHANGED)],
        ),
        (
            lambda e: e[5].update(position=2**53 - 1),
            [(6, Kind.REMOVED), (2**53 - 1, Kind.CHANGED)],
        ),
    ],
)
def test_attack_is_found_and_named(
    attack: Callable[[Entries], object], found: list[tuple[int, Kind]]
) -> None:
    entries = stored()
    assert check(entries) == []

    attack(entries)

    assert check(entries) == found


def test_an_entry_of_another_ledger_is_found_even_with_a_fitting_hash() -> None:
    entries = stored()
    entries[5]["ledger"] = "roster"
    rehash(entries, 5)

    assert check(entries) == [(6, Kind.WRONG_LEDGER)]


def test_a_removed_entry_with_new_positions_is_found_and_named() -> None:
    entries = stored()
    del entries[2]
    for place, entry in enumerate(entries, 1):
        entry["position"] = place

    assert check(entries) == [
        (3, Kind.CHANGED),
        (3, Kind.UNLINKED),
        (4, Kind.CHANGED),
        (5, Kind.CHANGED),
    ]


def test_a_foreign_entry_in_between_is_found_where_it_is() -> None:
    entries = stored()
    foreign = copy.deepcopy(entries[2])
    foreign["body"]["word"] = "never happened"
    foreign["hash"] = chain.entry_hash(foreign)
    entries.insert(3, foreign)

    assert check(entries) == [(3, Kind.INSERTED)]


def test_a_cut_tail_is_found_by_the_head() -> None:
    entries = stored()
    head = (6, entries[-1]["hash"])

    assert check(entries[:4]) == []
    assert check(entries[:4], head=head) == [(5, Kind.CUT)]
    assert check([], head=head) == [(1, Kind.CUT)]


def test_an_entry_after_the_head_is_found() -> None:
    entries = stored()

    assert check(entries, head=(5, entries[4]["hash"])) == [(6, Kind.INSERTED)]


def test_an_unreadable_last_entry_is_named_once() -> None:
    entries = stored()
    head = (6, entries[-1]["hash"])
    del entries[5]["body"]

    assert check(entries, head=head) == [(6, Kind.MALFORMED)]


def test_sentence_names_the_place_and_quotes_nothing() -> None:
    entries = stored()
    entries[2]["body"]["word"] = "secret"

    [problem] = chain.check_chain(entries, ledger=packets.LEDGER)

    assert problem.ledger == packets.LEDGER
    assert "Entry 3" in problem.sentence
    assert "secret" not in problem.sentence


@given(st.integers(1, 6), st.randoms(use_true_random=False))
def test_no_other_order_of_the_entries_passes(
    count: int, chance: random.Random
) -> None:
    entries = stored(count)
    turned = chance.sample(entries, count)

    assert (check(turned) == []) == (turned == entries)


@given(st.sets(st.integers(0, 5)))
def test_no_part_of_the_entries_passes_but_a_beginning(kept: set[int]) -> None:
    entries = stored()
    part = [entries[place] for place in sorted(kept)]
    head = (6, entries[-1]["hash"])

    assert (check(part) == []) == (part == entries[: len(part)])
    assert (check(part, head=head) == []) == (part == entries)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.integers(0, 5), st.sampled_from(sorted(stored()[0])), json_values)
def test_whatever_stands_in_a_field_the_check_answers(
    place: int, field: str, value: Any
) -> None:
    entries = stored()
    is_same = repr(entries[place][field]) == repr(value)
    entries[place][field] = value

    assert (check(entries) == []) == is_same
