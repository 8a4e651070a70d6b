"""Texts beside an entry: changed, missing, added, or held back on purpose."""

import hashlib
from typing import Any

import pytest

from bot.ledger import chain
from bot.ledger.damage import Kind

SALT = "0123456789abcdef0123456789abcdef"
GOOD: dict[str, dict[str, Any]] = {
    "name": {"salt": SALT, "content": "Ada Żak"},
    "text": {"salt": "f" * 32, "content": "At the corner."},
}
ENTRY = {
    "ledger": "l",
    "position": 7,
    "items": {name: chain.item_hash(**item) for name, item in GOOD.items()},
}


def check(**items: Any) -> list[tuple[str, Kind]]:
    return [
        (problem.sentence, problem.kind) for problem in chain.check_items(ENTRY, items)
    ]


def test_hash_of_an_item_is_that_of_salt_and_content() -> None:
    by_hand = hashlib.sha256(f'["{SALT}","Ada Żak"]'.encode()).hexdigest()

    assert chain.item_hash(SALT, "Ada Żak") == by_hand
    assert chain.item_hash("f" * 32, "Ada Żak") != by_hand


def test_sound_items_have_no_problem() -> None:
    assert check(**GOOD) == []


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ({"salt": SALT, "content": "Eve Żak"}, Kind.CHANGED),
        ({"salt": "f" * 32, "content": "Ada Żak"}, Kind.CHANGED),
        ({"salt": SALT}, Kind.MALFORMED),
        ({"salt": SALT, "content": 7}, Kind.MALFORMED),
        ({"salt": 7, "content": "Ada Żak"}, Kind.MALFORMED),
        ({"salt": SALT, "content": "\ud800"}, Kind.MALFORMED),
        ({"salt": SALT, "content": "Ada Żak", "note": "not hashed"}, Kind.MALFORMED),
        ({"withheld": "order", "content": "not hashed"}, Kind.MALFORMED),
        ({}, Kind.MALFORMED),
    ],
)
def test_a_changed_item_is_found_and_named(item: dict[str, Any], kind: Kind) -> None:
    [(sentence, found)] = check(**GOOD | {"name": item})

    assert found is kind
    assert "Item name of entry 7" in sentence


def test_a_removed_item_is_found_and_named() -> None:
    assert check(text=GOOD["text"]) == [
        ("Item name of entry 7 is missing.", Kind.REMOVED)
    ]


def test_an_added_item_is_found_and_named() -> None:
    assert check(**GOOD, place=GOOD["text"]) == [
        ("Item place was added to entry 7.", Kind.INSERTED)
    ]


def test_a_withheld_item_is_reported_as_such() -> None:
    [problem] = chain.check_items(ENTRY, GOOD | {"name": {"withheld": "court order"}})

    assert problem.kind is Kind.WITHHELD
    assert "withheld" in problem.sentence


def test_a_withheld_item_that_the_entry_never_had_is_damage() -> None:
    assert check(**GOOD, place={"withheld": "order"})[0][1] is Kind.INSERTED
