"""The roster at the command line: all or nothing, and nobody silently dropped."""

from collections.abc import Callable

import pytest

from bot.store import reads
from bot.store.connect import Database
from tests.edges import cli_stage as stage
from tests.edges.cli_stage import HEADER, ROSTER, Terminal

WITHOUT_BOYD = "".join(line for line in ROSTER.splitlines(True) if "Boyd" not in line)


def stars(terminal: Terminal) -> list[str]:
    """List who is in the roster, by star."""
    return sorted(one["star"] for one in terminal.does("roster", "list", "--json").json)


def test_a_file_without_people_reaches_nobody(terminal: Terminal) -> None:
    file = terminal.writes("people.csv", ROSTER.splitlines()[0] + "\n")
    done = terminal.does("roster", "import", file)

    assert "people.csv: 0 people" in done.out
    assert "Everybody" not in done.out
    assert "The roster is empty: nobody can act or be told." in done.out


def test_the_difference_calls_people_without_a_star_by_name(
    terminal: Terminal,
) -> None:
    head = "name,email,role,unit\n"
    rows = ["Ann,a@x.org,dispatcher,1\n", "Bob,b@x.org,dispatcher,1\n"]
    file = terminal.writes("people.csv", head + "".join(rows))
    terminal.does("roster", "import", file)

    moved = "".join(row.replace(",1", ",2") for row in rows)
    terminal.writes("people.csv", head + moved)
    changed = terminal.does("roster", "import", file, "--dry-run").out
    terminal.writes("people.csv", head + rows[0])
    removed = terminal.does("roster", "import", file, "--dry-run").out

    assert "people.csv: 2 people" in changed
    assert "changed: Ann: unit 1 -> 2" in changed
    assert "changed: Bob: unit 1 -> 2" in changed
    assert "removed: Bob" in removed


def test_who_wears_no_star_is_called_by_name(terminal: Terminal) -> None:
    file = terminal.writes("people.csv", "name,role\nDis Patch,dispatcher\n")
    done = terminal.does("roster", "import", file)

    assert "  Dis Patch (dispatcher): no number in the roster" in done.out
    checks = terminal.types("doctor", "--json").json["checks"]
    assert any(
        check["what"].startswith("Dis Patch (dispatcher): no number")
        for check in checks
    )


def test_import_says_who_is_new_and_that_all_can_be_reached(
    terminal: Terminal,
) -> None:
    file = terminal.writes("people.csv", ROSTER)
    done = terminal.does("roster", "import", file, "--verified")

    assert "new (3): 12345, 900, 55" in done.out
    assert "Everybody could be reached by text." in done.out
    assert stars(terminal) == ["12345", "55", "900"]


def test_numbers_are_stored_as_e164_and_shown_masked(terminal: Terminal) -> None:
    terminal.enrols()
    listed = terminal.does("roster", "list", "--json").json
    shown = {one["star"]: one["numbers"][0]["e164"] for one in listed}

    assert shown == {
        "12345": "+1312***0101",
        "900": "+1312***0102",
        "55": "+1312***0103",
    }
    assert terminal.texts(stage.ASHA, "STATUS").text


def test_import_on_every_database(
    bare_terminal: Terminal,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    open_database: Callable[[str], Database],
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    bare_terminal.enrols()
    bare_terminal.enrols(ROSTER.replace("Asha Rao", "Asha Rao-Lee"))

    with open_database(database_url).reading() as connection:
        people = {one.star: one.name for one in reads.people(connection).active}
    assert people == {"12345": "Asha Rao-Lee", "900": "Boyd Lee", "55": "Dee Ito"}


def test_a_dry_run_shows_the_same_and_changes_nothing(terminal: Terminal) -> None:
    file = terminal.writes("people.csv", ROSTER)
    dry = terminal.does("roster", "import", file, "--dry-run")

    assert "new (3): 12345, 900, 55" in dry.out
    assert "Nothing was changed" in dry.out
    assert stars(terminal) == []
    terminal.does("roster", "import", file)
    assert stars(terminal) == ["12345", "55", "900"]


def test_the_same_file_again_changes_nothing(terminal: Terminal) -> None:
    terminal.enrols()
    again = terminal.does("roster", "import", "people.csv", "--verified")

    assert "3 people, 3 unchanged" in again.out
    assert "nothing was changed" in again.out


def test_what_changed_is_shown(terminal: Terminal) -> None:
    terminal.enrols()
    file = terminal.writes("new.csv", ROSTER.replace("officer,007", "officer,008"))
    done = terminal.does("roster", "import", file)

    assert "changed: star 12345: unit 007 -> 008" in done.out
    assert "2 unchanged" in done.out


def test_removing_people_wants_their_number(terminal: Terminal) -> None:
    terminal.enrols()
    file = terminal.writes("half.csv", WITHOUT_BOYD)

    refused = terminal.types("roster", "import", file)
    assert refused.code == 1
    assert "removed: star 900" in refused.out
    assert "--remove 1" in refused.err
    assert stars(terminal) == ["12345", "55", "900"]

    wrong = terminal.types("roster", "import", file, "--remove", "2")
    assert wrong.code == 1
    assert stars(terminal) == ["12345", "55", "900"]

    assert (
        "removed: star 900"
        in terminal.does("roster", "import", file, "--remove", "1").out
    )
    assert stars(terminal) == ["12345", "55"]


def test_a_number_of_removals_that_no_longer_fits_is_refused(
    terminal: Terminal,
) -> None:
    terminal.enrols()
    refused = terminal.types("roster", "import", "people.csv", "--remove", "1")

    assert refused.code == 1
    assert "removes 0 people" in refused.err


def test_one_wrong_cell_refuses_the_whole_file(terminal: Terminal) -> None:
    wrong = ROSTER.replace("sergeant", "sargent").replace("2026-01-02\nBoyd", "?\nBoyd")
    file = terminal.writes("wrong.csv", wrong)
    refused = terminal.types("roster", "import", file, "--verified")

    assert refused.code == 1
    assert refused.out == ""
    assert "wrong.csv has 2 problems; nothing was changed." in refused.err
    assert "wrong.csv line 2: has a consented_on" in refused.err
    assert "wrong.csv line 3: has the role 'sargent'" in refused.err
    assert stars(terminal) == []
    terminal.enrols()
    assert stars(terminal) == ["12345", "55", "900"]


def test_a_file_without_a_column_that_people_have_is_refused(
    terminal: Terminal,
) -> None:
    terminal.enrols()
    short = "name,star,role\nAsha Rao,12345,officer\n"
    file = terminal.writes("short.csv", short)

    refused = terminal.types("roster", "import", file, "--remove", "2")
    assert refused.code == 1
    assert "no column phone, and 3 people have one" in refused.err
    assert stars(terminal) == ["12345", "55", "900"]


def test_a_file_without_a_column_that_nobody_has_is_taken(terminal: Terminal) -> None:
    file = terminal.writes("short.csv", "name,star,role\nAsha Rao,12345,officer\n")
    done = terminal.does("roster", "import", file)

    assert "star 12345 (officer): no number in the roster" in done.out
    assert stars(terminal) == ["12345"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Fay,7,,,,,officer,,,,", "no number in the roster"),
        ("Fay,7,3125550177,personal,,,officer,,,,", "the number is not verified"),
    ],
)
def test_who_could_not_be_reached_is_said_with_the_reason(
    terminal: Terminal, line: str, why: str
) -> None:
    file = terminal.writes("fay.csv", f"{HEADER}\n{line}\n")

    assert f"star 7 (officer): {why}" in terminal.does("roster", "import", file).out


def test_consent_is_not_taken_from_an_attested_number(terminal: Terminal) -> None:
    line = "Fay,7,3125550177,personal,,,officer,,,,"
    file = terminal.writes("fay.csv", f"{HEADER}\n{line}\n")
    done = terminal.does("roster", "import", file, "--verified")
    assert "star 7 (officer): no consent to texts on record" in done.out

    file = terminal.writes("fay.csv", f"{HEADER}\n{line}2026-01-02\n")
    done = terminal.does("roster", "import", file, "--verified")
    assert "Everybody could be reached" in done.out


def test_ending_a_person_ends_their_rights_at_once(terminal: Terminal) -> None:
    terminal.enrols()
    refused = terminal.types("roster", "end", "4242")
    assert refused.code == 1
    assert "Nobody active wears star 4242" in refused.err

    terminal.does("roster", "end", "12345")

    assert stars(terminal) == ["55", "900"]
    assert terminal.does("incidents", "--json").json == []
    terminal.texts(stage.ASHA, "NEW beat 0715 agents struck a man")
    assert terminal.does("incidents", "--json").json == []


def test_an_objection_lets_the_number_before_stand_again(terminal: Terminal) -> None:
    line = "Fay,7,{number},personal,,,officer,,,,2026-01-02"
    old = terminal.writes("old.csv", f"{HEADER}\n{line.format(number='3125550177')}\n")
    new = terminal.writes("new.csv", f"{HEADER}\n{line.format(number='3125550178')}\n")
    terminal.does("roster", "import", old, "--verified")
    refused = terminal.types("roster", "object", "7")
    assert refused.code == 1
    assert "No changed number of star 7" in refused.err

    terminal.does("roster", "import", new, "--verified")
    # However it is attested, a changed number proves itself.
    assert "not verified" in terminal.does("roster", "list").out
    assert "the old one stands" in terminal.does("roster", "object", "7").out
    listed = terminal.does("roster", "list").out
    assert "0177" in listed
    assert "0178" not in listed


def test_the_list_is_for_people_too(terminal: Terminal) -> None:
    assert "roster is empty" in terminal.does("roster", "list").out
    terminal.enrols()

    listed = terminal.does("roster", "list").out
    assert "Asha Rao" in listed
    assert "+1312***0101" in listed


def test_a_file_that_is_not_there_is_bad_usage(terminal: Terminal) -> None:
    refused = terminal.types("roster", "import", "nobody.csv")

    assert refused.code == 2
    assert "there is no file nobody.csv" in refused.err
    assert "Traceback" not in refused.err
