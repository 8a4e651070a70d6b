"""Damage to seals, and a record that its own keeper made anew."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.ledger import seals
from tests.storage import records
from tests.storage.records import KEY, THIEF, Station


def found(station: Station, **options: Any) -> list[str]:
    return [str(problem) for problem in station.verifies(**options).problems]


@pytest.mark.parametrize(
    ("attack", "sentence"),
    [
        (
            "UPDATE seal SET at = '2026-03-10 22:00:00.000000' WHERE number = 1",
            "seals: Seal 1 was changed: its content does not give its hash.",
        ),
        (
            "UPDATE seal SET size = 99 WHERE number = 1",
            "seals: Seal 1 names another size than it has.",
        ),
        (
            "UPDATE seal SET signature = previous || previous WHERE number = 2",
            "seals: Seal 2 is not signed by the key of this installation.",
        ),
        (
            "UPDATE seal_leaf SET position = 1 WHERE seal_number = 1",
            "seals: Seal 1 was changed: its content does not give its hash.",
        ),
        (
            "DELETE FROM seal WHERE number = 1",
            "seals: Seal 1 is missing, though later ones are there.",
        ),
        (
            "DELETE FROM seal WHERE number = 2",
            "26-0001B: Seal 2, which took this ledger, is missing.",
        ),
        (
            "UPDATE seal SET number = 3 WHERE number = 2",
            "seals: Seal 2 is missing, though later ones are there.",
        ),
        (
            "UPDATE ledger SET sealed_position = position",
            "26-0001B: Its row names another entry as sealed than the seals do.",
        ),
        (
            "UPDATE ledger SET sealed_position = 0 WHERE id = 'roster'",
            "roster: Its row names another entry as sealed than the seals do.",
        ),
    ],
)
def test_damage_to_seals_is_found(past: Station, attack: str, sentence: str) -> None:
    assert past.verifies().is_sound

    assert past.tampers(attack) >= 1

    assert sentence in found(past)


def test_signature_of_a_stranger_is_no_matter_where_no_key_is_named(
    past: Station,
) -> None:
    assert past.verifies(key=THIEF.public_hex).problems
    assert past.verifies(key=None).is_sound


def forget_an_act(entry: Any) -> None:
    entry["body"]["facts"]["rule"] = "cameras"


def test_rewritten_entry_with_every_later_hash_is_found_by_the_seals(
    past: Station,
) -> None:
    assert past.verifies().is_sound

    records.rewrite(past, past.ledger(), 2, forget_an_act)

    problems = found(past)
    assert "seals: Seal 1 was changed: its content does not give its hash." in problems
    # The chain itself says nothing any more.
    assert not [one for one in problems if one.startswith("26-0001B")]


def test_seals_made_anew_with_another_key_are_found_by_the_signature(
    past: Station,
) -> None:
    records.rewrite(past, past.ledger(), 2, forget_an_act)
    records.reseal(past, THIEF)

    assert found(past) == [
        f"seals: Seal {number} is not signed by the key of this installation."
        for number in (1, 2)
    ]
    assert found(past, key=THIEF.public_hex) == []


def test_seals_made_anew_with_the_same_key_are_found_by_a_seal_kept_elsewhere(
    past: Station,
) -> None:
    assert past.verifies(held_seals=past.kept).matched == 2

    records.rewrite(past, past.ledger(), 2, forget_an_act)
    records.reseal(past, KEY)

    assert found(past) == []
    assert found(past, held_seals=past.kept) == [
        f"seals: Seal {number} is not the one that was kept elsewhere."
        for number in (1, 2)
    ]


def test_seals_made_anew_over_an_honest_record_are_the_same(past: Station) -> None:
    """So that the tests above find the forgery and not the way of making it."""
    records.rewrite(past, past.ledger(), 2, lambda entry: None)
    records.reseal(past, KEY)

    assert past.verifies(held_seals=past.kept).matched == 2
    assert found(past, held_seals=past.kept) == []


def test_cut_row_of_seals_is_found_by_a_seal_kept_elsewhere(past: Station) -> None:
    past.tampers(
        "DELETE FROM seal WHERE number = 2",
        "DELETE FROM seal_leaf WHERE seal_number = 2",
        "UPDATE ledger SET sealed_position = coalesce("
        "(SELECT max(position) FROM seal_leaf WHERE ledger_id = ledger.id), 0)",
    )

    assert found(past) == []
    assert found(past, held_seals=past.kept) == [
        "seals: Seal 2, which was kept elsewhere, is missing here."
    ]
    assert found(past, held_seals=past.kept[:1]) == []


def test_two_seals_of_one_number_cannot_both_be_right(past: Station) -> None:
    forged = seals.make("0" * 64, 1, at="2026", leaves=[("a", 1, "b")])
    forged |= {"hash": seals.seal_hash(forged)}

    assert found(past, held_seals=[past.kept[0], forged]) == [
        "seals: Seal 1 is not the one that was kept elsewhere."
    ]


def attacks_after_which_entries_still_chain() -> list[Callable[[Any], object]]:
    return [forget_an_act, lambda entry: entry.update(event="duty:verified")]


@pytest.mark.parametrize("change", attacks_after_which_entries_still_chain())
def test_entry_newer_than_every_seal_is_only_as_safe_as_its_chain(
    past: Station, change: Callable[[Any], object]
) -> None:
    """What is not sealed can be rewritten unseen, so that is counted."""
    ledger = past.ledger()
    last = past.one("SELECT position FROM ledger WHERE id = :l", l=ledger)
    assert past.verifies().unsealed == 1

    records.rewrite(past, ledger, last, lambda entry: entry["body"].update(more=1))
    assert past.verifies(held_seals=past.kept).is_sound

    past.seals()
    assert past.verifies().unsealed == 0
    records.rewrite(past, ledger, last, change)
    assert not past.verifies(held_seals=past.kept).is_sound
