"""A row holds a word that no list has: each command says so, or goes on without it."""

import pytest

from bot.store.connect import Database
from tests.edges.cli_stage import Terminal
from tests.storage import spoiling

SAID = "A row holds a word that nobody knows: `holdfast audit verify` says which row."


@pytest.fixture
def references(terminal: Terminal) -> tuple[str, str]:
    """Two incidents; the first is to be spoiled."""
    terminal.does("init")
    terminal.enrols()
    return terminal.opens(), terminal.opens("NEW beat 0716 something else")


def spoils(terminal: Terminal, place: str) -> None:
    table = place.split()[0]
    database = Database(f"sqlite:///{terminal.folder}/holdfast.db")
    first = f"rowid = (SELECT min(rowid) FROM {table})"  # noqa: S608 - ours
    spoiling.spoil(database, place, first)
    database.close()


@pytest.mark.parametrize(
    "place",
    [
        *("incident state", "duty state", "footage state", "attempt outcome"),
        *("notice state", "notice purpose", "notice channel"),
    ],
)
def test_the_one_incident_is_not_shown_and_the_others_are(
    terminal: Terminal, references: tuple[str, str], place: str
) -> None:
    first, second = references
    spoils(terminal, place)

    refused = terminal.types("incident", first)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == f"holdfast: {SAID}\n"
    terminal.does("incident", second)
    listed = terminal.does("incidents").out
    assert first in listed
    assert second in listed
    shown = terminal.does("incidents", "--json").json
    assert {one["reference"] for one in shown} == {first, second}


@pytest.mark.parametrize("place", ["incident state", "duty state", "contact kind"])
def test_a_packet_is_of_the_record_and_is_made(
    terminal: Terminal, references: tuple[str, str], place: str
) -> None:
    spoils(terminal, place)

    terminal.does("packet", references[0], "--out", "p.zip")
    terminal.does("verify", "p.zip")


def test_the_audit_names_row_column_and_entry_and_ends_with_a_no(
    terminal: Terminal, references: tuple[str, str]
) -> None:
    spoils(terminal, "duty state")

    found = terminal.types("audit", "verify")

    assert (found.code, found.err) == (1, "")
    assert f"Broken: {references[0]}: Row " in found.out
    assert "of duty: column state was changed without an entry." in found.out
    (problem,) = terminal.types("audit", "verify", "--json").json["problems"]
    assert problem["position"] == 1


@pytest.mark.parametrize(
    "place", ["incident state", "duty state", "contact kind", "notice state"]
)
def test_the_doctor_says_so_and_goes_on(
    terminal: Terminal, references: tuple[str, str], place: str
) -> None:
    assert "record " not in terminal.types("doctor").out
    spoils(terminal, place)

    found = terminal.types("doctor")

    assert (found.code, found.err) == (1, "")
    table = place.split()[0]
    assert f"1 row holds a word that nobody knows, in {table}" in found.out
    assert "holdfast audit verify names each" in found.out
    for part in ("ok     key", "ok     policy", "off    texts"):
        assert part in found.out


def test_the_roster_is_listed_without_the_one_number(
    terminal: Terminal, references: tuple[str, str]
) -> None:
    spoils(terminal, "contact kind")

    assert "900" in terminal.does("roster", "list").out
    terminal.does("waiting")
