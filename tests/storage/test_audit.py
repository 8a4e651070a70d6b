"""Changes made past the desk: to entries, to the words beside them, to heads."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from bot.ledger import audit, chain
from tests.storage import records
from tests.storage.records import Station

#: Tables that are compared, but for notices: answers are left out of those.
TABLES = [
    *("person", "contact", "presence", "incident", "incident_link"),
    *("footage", "duty", "code", "watch_hold", "slack_member", "proposal"),
    *("attempt", "receipt"),
]

#: Reference of the incident that is attacked.
REFERENCE = "26-0001B"


def found(station: Station, **options: Any) -> list[str]:
    return [str(problem) for problem in station.verifies(**options).problems]


def test_an_honest_record_is_sound_and_was_really_looked_at(past: Station) -> None:
    findings = past.verifies(held_seals=past.kept)

    assert findings.problems == ()
    assert findings.is_sound
    assert findings.more == 0
    assert findings.ledgers == past.one("SELECT count(*) FROM ledger") == 5
    assert findings.entries == past.one("SELECT count(*) FROM entry")
    assert findings.items == past.one("SELECT count(*) FROM item")
    counts = [past.one("SELECT count(*) FROM $t", t=table) for table in TABLES]
    pages = past.one("SELECT count(*) FROM notice WHERE purpose != 'answer'")
    assert pages > 0
    assert all(counts)
    assert findings.rows == sum(counts) + pages
    assert findings.seals == findings.matched == 2
    assert findings.unsealed == 1


def test_an_empty_record_is_sound(station: Station) -> None:
    assert station.verifies().is_sound


def edit(entry: str) -> str:
    return entry.replace("0715", "0716")


def change_entry(station: Station) -> None:
    ledger = station.ledger()
    record = station.one(
        "SELECT record FROM entry WHERE ledger_id = :l AND position = 1", l=ledger
    )
    station.tampers(
        "UPDATE entry SET record = :r WHERE ledger_id = :l AND position = 1",
        r=edit(record),
        l=ledger,
    )


def change_entry_and_its_hash(station: Station) -> None:
    change_entry(station)
    ledger = station.ledger()
    record = station.one(
        "SELECT record FROM entry WHERE ledger_id = :l AND position = 1", l=ledger
    )
    station.tampers(
        "UPDATE entry SET hash = :h WHERE ledger_id = :l AND position = 1",
        h=chain.hash_of_canonical(record.encode()),
        l=ledger,
    )


def rewrite_space(station: Station) -> None:
    station.tampers(
        "UPDATE entry SET record = ' ' || record WHERE ledger_id = :l AND position = 2",
        l=station.ledger(),
    )


def remove_entry(station: Station) -> None:
    station.tampers(
        "DELETE FROM entry WHERE ledger_id = :l AND position = 3", l=station.ledger()
    )


def swap_entries(station: Station) -> None:
    # By way of a place that nobody uses, for the sake of the primary key.
    for old, new in ((2, 99), (3, 2), (99, 3)):
        station.tampers(
            "UPDATE entry SET position = :n WHERE ledger_id = :l AND position = :o",
            "UPDATE item SET position = :n WHERE ledger_id = :l AND position = :o",
            l=station.ledger(),
            o=old,
            n=new,
        )


def move_entry(station: Station) -> None:
    station.tampers(
        "UPDATE entry SET ledger_id = :n, position = 99 "
        "WHERE ledger_id = :l AND position = 3",
        l=station.ledger(),
        n=station.ledger("26-0002J"),
    )


def cut_end(station: Station) -> None:
    ledger = station.ledger()
    last = station.one("SELECT position FROM ledger WHERE id = :l", l=ledger)
    station.tampers(
        "DELETE FROM item WHERE ledger_id = :l AND position = :p",
        "DELETE FROM entry WHERE ledger_id = :l AND position = :p",
        l=ledger,
        p=last,
    )


def cut_sealed_end_and_move_head(station: Station) -> None:
    """Cut far enough to reach under a seal, and let the head say so."""
    ledger = station.ledger()
    station.tampers(
        "DELETE FROM item WHERE ledger_id = :l AND position > 4",
        "DELETE FROM entry WHERE ledger_id = :l AND position > 4",
        "UPDATE ledger SET position = 4, sealed_position = 3, head = "
        "(SELECT hash FROM entry WHERE ledger_id = :l AND position = 4) WHERE id = :l",
        l=ledger,
    )


def remove_ledger_whole(station: Station) -> None:
    """Remove everything that ever told of an incident, but the seals."""
    ledger = station.ledger()
    station.tampers(
        "DELETE FROM code WHERE duty_id IN (SELECT id FROM duty WHERE incident_id=:l)",
        # What other ledgers keep the answer of has to stay.
        "UPDATE inbound SET incident_id = NULL WHERE request_id IN "
        "(SELECT request_id FROM entry WHERE ledger_id != :l)",
        "UPDATE notice SET incident_id = NULL WHERE key IN "
        "(SELECT 'answer:' || request_id FROM entry WHERE ledger_id != :l)",
        "DELETE FROM inbound WHERE incident_id = :l",
        *(
            f"DELETE FROM {table} WHERE notice_id IN "  # noqa: S608 - ours
            "(SELECT id FROM notice WHERE incident_id = :l)"
            for table in ("attempt", "receipt")
        ),
        "DELETE FROM notice WHERE incident_id = :l",
        "DELETE FROM duty WHERE incident_id = :l",
        "DELETE FROM footage WHERE incident_id = :l",
        "DELETE FROM incident WHERE id = :l",
        "DELETE FROM item WHERE ledger_id = :l",
        "DELETE FROM entry WHERE ledger_id = :l",
        "DELETE FROM ledger WHERE id = :l",
        l=ledger,
    )


def remove_entries_only(station: Station) -> None:
    station.tampers(
        "DELETE FROM item WHERE ledger_id = :l",
        "DELETE FROM entry WHERE ledger_id = :l",
        l=station.ledger(),
    )


@pytest.mark.parametrize(
    ("attack", "sentences"),
    [
        (change_entry, ["Entry 1 was changed: its content does not give its hash."]),
        (
            change_entry_and_its_hash,
            [
                "Entry 2 is joined to something else: one side was rewritten.",
                "column beat was changed without an entry.",
            ],
        ),
        (rewrite_space, ["Entry 2: it is not written in the form that was hashed."]),
        (remove_entry, ["Entry 3 is missing, though later ones are there."]),
        (swap_entries, ["Entry 3 stands in the wrong place."]),
        (move_entry, ["Entry 3 is missing, though later ones are there."]),
        (cut_end, ["The end is missing, from entry "]),
        (cut_sealed_end_and_move_head, [", which seal 2 sealed, is missing."]),
        (remove_entries_only, ["The end is missing, from entry 1 on."]),
    ],
)
def test_damage_to_entries_is_found(
    past: Station, attack: Callable[[Station], None], sentences: list[str]
) -> None:
    assert past.verifies().is_sound

    attack(past)

    problems = found(past)
    for sentence in sentences:
        assert [p for p in problems if p.startswith(REFERENCE) and sentence in p]


def test_removed_ledger_is_found_by_the_seals_alone(past: Station) -> None:
    ledger = past.ledger()
    assert past.verifies().is_sound

    remove_ledger_whole(past)

    problems = past.verifies().problems
    assert {problem.ledger for problem in problems} == {ledger}
    assert [problem.sentence for problem in problems] == [
        "Entry 3, which seal 1 sealed, is missing.",
        *(p.sentence for p in problems[1:]),
    ]
    assert problems[-1].sentence.endswith("which seal 2 sealed, is missing.")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("event", "'duty:verified'"),
        ("at", "'2026-03-10 21:41:00.000000'"),
        ("actor_id", "NULL"),
    ],
)
def test_column_that_is_not_what_the_entry_states_is_found(
    past: Station, column: str, value: str
) -> None:
    assert past.verifies().is_sound

    past.tampers(
        "UPDATE entry SET $column = $value WHERE ledger_id = :l AND position = 2",
        l=past.ledger(),
        column=column,
        value=value,
    )

    assert found(past) == [
        f"{REFERENCE}: Entry 2: its column {column} is not what it states."
    ]


@pytest.mark.parametrize(
    "record",
    [
        "",
        "null",
        "[]",
        "{}",
        "7" * 5000,
        "[" * 100_000,
        '{"position": 2, "position": 3}',
        json.dumps({"position": "2", "body": [], "items": 7, "event": 5}),
        json.dumps(
            {
                "ledger": "x",
                "position": 2,
                "event": "words:released",
                "at": "",
                "actor": {"person": []},
                "body": {
                    "facts": {"position": [], "items": [[]]},
                    "held": {"a": []},
                    "changes": [
                        7,
                        {"new": 7},
                        {"new": {"state": {"item": "none"}}, "table": [], "id": {}},
                        {"new": {"state": []}, "old": {"state": {}}, "table": "duty"},
                    ],
                },
                "items": {"a": 7},
                "previous": "",
            }
        ),
    ],
)
def test_whatever_an_entry_holds_is_a_finding_and_no_crash(
    past: Station, record: str
) -> None:
    past.tampers(
        "UPDATE entry SET record = :r WHERE ledger_id = :l AND position = 2",
        r=record,
        l=past.ledger(),
    )

    assert not past.verifies().is_sound


def words(station: Station) -> dict[str, Any]:
    """Return where the first words of the incident stand."""
    return {"l": station.ledger(), "n": "text"}


@pytest.mark.parametrize(
    ("attack", "sentence"),
    [
        ("UPDATE item SET content = 'nothing' WHERE", "Item text of entry 1 was cha"),
        ("UPDATE item SET salt = 'aa' WHERE", "Item text of entry 1 was changed."),
        ("DELETE FROM item WHERE", "Item text of entry 1 is missing."),
        ("UPDATE item SET name = 'words' WHERE", "Item words was added to entry 1."),
        ("UPDATE item SET position = 0 WHERE", "Item text was added to entry 0."),
        (
            "UPDATE item SET held_by = 'a rule' WHERE",
            "Item text of entry 1: held back otherwise than the entries say.",
        ),
    ],
)
def test_damage_to_words_is_found(past: Station, attack: str, sentence: str) -> None:
    assert past.verifies().is_sound

    where = "ledger_id = :l AND position = 1 AND name = :n"
    assert past.tampers(" ".join((attack, where)), **words(past)) == 1

    assert [problem for problem in found(past) if sentence in problem]


def test_held_words_that_were_let_go_without_a_decision_are_found(
    past: Station,
) -> None:
    assert past.verifies().is_sound

    assert past.tampers("UPDATE item SET held_by = NULL WHERE held_by IS NOT NULL")

    problems = found(past)
    assert len(problems) == 1
    assert "held back otherwise" in problems[0]


def test_words_that_were_released_by_a_decision_are_sound(past: Station) -> None:
    records.release(past, REFERENCE)

    assert past.one("SELECT count(*) FROM item WHERE held_by IS NOT NULL") == 0
    assert found(past) == []


def test_damaged_head_and_damaged_policy_are_found(past: Station) -> None:
    ledger = past.ledger()
    assert past.verifies().is_sound

    past.tampers("UPDATE ledger SET head = :h WHERE id = :l", h="0" * 64, l=ledger)
    assert "joined to something else" in found(past)[0]

    past.tampers("DELETE FROM ledger WHERE id = :l", l=ledger)
    assert (
        f"{REFERENCE}: The row that names its last entry is missing, or names none."
        in found(past)
    )

    past.tampers("UPDATE policy_version SET text = text || ' '")
    assert [p for p in found(past) if p.startswith("policies: The text of policy ")]


def test_findings_are_counted_beyond_what_is_listed(past: Station) -> None:
    past.tampers("UPDATE entry SET record = ''", "DELETE FROM item")
    assert past.verifies().more == 0

    past.tampers(
        "INSERT INTO item (ledger_id, position, name, salt, content) "
        "WITH RECURSIVE n(i) AS "
        "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) "
        "SELECT 'nowhere', i, 'text', '', '' FROM n"
    )

    findings = past.verifies()
    assert len(findings.problems) == audit.LISTED
    assert findings.more > 200


def test_a_sentence_never_quotes_what_was_recorded(past: Station) -> None:
    past.tampers("UPDATE item SET content = content || ' Smith +13125550101'")
    past.tampers("UPDATE person SET name = 'Smith'")

    problems = " ".join(found(past))

    assert "changed" in problems
    assert "Smith" not in problems
    assert records.ASHA not in problems


def test_record_that_goes_on_while_it_is_checked_is_sound(past: Station) -> None:
    """The check sees one state of the database, however long it takes."""
    before = past.one("SELECT count(*) FROM entry")
    seen = []

    def write() -> None:
        for number in range(20):
            past.texts(records.ASHA, f"NOTE number {number}")
            past.seals()

    writing = threading.Thread(target=write)
    writing.start()
    while writing.is_alive():
        seen.append(past.verifies())
    writing.join()

    assert [problem for one in seen for problem in one.problems] == []
    assert past.one("SELECT count(*) FROM entry") == before + 20
