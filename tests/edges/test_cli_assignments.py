"""Who works when, at the command line: shown first, all or nothing, looked up later."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import MachineClock
from bot.store.connect import Database
from tests.edges.cli_stage import HEADER, ROSTER, Terminal

#: Asha on no watch, Boyd and Carl sergeants, Dee a dispatcher.
PEOPLE = f"""\
{HEADER}
Asha Rao,12345,(312) 555-0101,department,,,officer,007,900,,2026-01-02
Boyd Lee,900,312 555 0102,personal,,,sergeant,007,,always,2026-01-02
Carl Fox,901,312 555 0104,personal,carl@example.org,,sergeant,008,,,2026-01-02
Dee Ito,55,+1 312 555 0103,department,,,dispatcher,,,always,2026-01-02
"""


def now() -> datetime:
    return MachineClock().now()


def span(hours: float, length: float = 4) -> str:
    """Return two cells: starts and ends, so many hours from now, with an offset."""
    starts = now().replace(microsecond=0) + timedelta(hours=hours)
    return f"{starts.isoformat()},{(starts + timedelta(hours=length)).isoformat()}"


def tonight(*lines: str) -> str:
    return "\n".join(("star,starts,ends", *lines, ""))


@pytest.fixture
def staffed(terminal: Terminal) -> Terminal:
    terminal.enrols(PEOPLE)
    return terminal


def on_duty(terminal: Terminal, role: str, *more: str) -> dict[str, str]:
    """Return who is on duty, by star, and why."""
    found = terminal.does("roster", "on-duty", role, "--json", *more).json
    assert found["role"] == role
    return {one["star"]: one["by"] for one in found["people"]}


def test_a_daily_list_is_shown_and_then_taken(staffed: Terminal) -> None:
    file = staffed.writes("tonight.csv", tonight(f"901,{span(-1)}", f"12345,{span(1)}"))
    dry = staffed.does("assignments", "import", file, "--dry-run")
    assert "tonight.csv: 2 spans, 0 unchanged." in dry.out
    assert "new: star 901: " in dry.out
    assert "Nothing was changed (--dry-run)." in dry.out
    assert on_duty(staffed, "sergeant") == {"900": "watch"}

    assert "The list is in force." in staffed.does("assignments", "import", file).out
    assert on_duty(staffed, "sergeant") == {"900": "watch", "901": "assignment"}
    assert on_duty(staffed, "officer") == {}
    again = staffed.does("assignments", "import", file)
    assert "2 spans, 2 unchanged" in again.out
    assert "nothing was changed" in again.out


def test_who_goes_on_after_a_listing_is_not_said_to_have_no_later_tour(
    staffed: Terminal,
) -> None:
    # At any hour of the day: a listing lasts 20 hours at most.
    ends = (now() + timedelta(hours=6)).astimezone(ZoneInfo("America/Chicago"))
    until = f"{ends:%Y-%m-%d %H:%M}"
    always = staffed.does("assignments", "on", "900", "--until", until).out
    no_watch = staffed.does("assignments", "on", "901", "--until", until).out

    assert re.search(r"until (.*:00 C[SD]T)\.\n  next on duty: \1\n", always)
    assert no_watch.endswith("  no later tour is known\n")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("star,rank\n900,1\n", "has a column 'rank'"),
        ("star,date,watch\n77,2026-03-10,first\n", "line 2: has the star 77"),
        ("star,starts,ends\n900,18:00,23:00\n", "without a day"),
    ],
)
def test_a_wrong_list_changes_nothing(
    staffed: Terminal, text: str, problem: str
) -> None:
    answer = staffed.types("assignments", "import", staffed.writes("x.csv", text))
    assert answer.code == 1
    assert problem in answer.err
    assert staffed.does("assignments", "list", "--json").json == []


def test_whoever_is_not_named_is_counted_and_taken_off_only_by_that_number(
    staffed: Terminal,
) -> None:
    first = tonight(f"901,{span(1)}", f"12345,{span(1)}")
    staffed.does("assignments", "import", staffed.writes("a.csv", first))
    file = staffed.writes("b.csv", tonight(f"901,{span(1, 5)}"))
    shown = staffed.does("assignments", "import", file, "--dry-run").out
    assert "not in the list, and keep their hours then (1): star 12345" in shown
    wrong = staffed.types("assignments", "import", file, "--remove", "2")
    assert wrong.code == 1
    assert "--remove 1" in wrong.err
    staffed.does("assignments", "import", file, "--remove", "1")
    left = staffed.does("assignments", "list", "--json").json
    assert [row["label"] for row in left] == ["star 901"]


def test_one_person_is_listed_on_and_off(staffed: Terminal) -> None:
    listed = staffed.does("assignments", "on", "901")
    assert "star 901 is on duty from" in listed.out
    assert on_duty(staffed, "sergeant") == {"900": "watch", "901": "listing"}
    shown = staffed.does("assignments", "off", "901", "--dry-run")
    assert "Would be: star 901 is off duty from" in shown.out
    assert "put aside: the listing on duty by the operator until" in shown.out
    assert on_duty(staffed, "sergeant")["901"] == "listing"
    staffed.does("assignments", "off", "901")
    assert on_duty(staffed, "sergeant") == {"900": "watch"}
    assert "off" in staffed.does("assignments", "list").out


def test_leave_is_put_aside_only_where_that_is_meant(staffed: Terminal) -> None:
    until = (now() + timedelta(days=20)).date().isoformat()
    staffed.does("leave", "900", "--until", until)
    assert on_duty(staffed, "sergeant") == {}
    refused = staffed.types("assignments", "on", "900")
    assert refused.code == 1
    assert "would put aside: the leave until" in refused.err
    assert "say --anyway" in refused.err
    assert on_duty(staffed, "sergeant") == {}
    shown = staffed.does("assignments", "on", "900", "--anyway")
    assert "put aside: the leave until" in shown.out
    assert on_duty(staffed, "sergeant") == {"900": "listing"}
    ended = staffed.does("leave", "900", "--end")
    assert "star 900 is on duty now" in ended.out


def test_leave_wants_an_end(staffed: Terminal) -> None:
    answer = staffed.types("leave", "900")
    assert (answer.code, answer.out) == (1, "")
    assert "--until" in answer.err
    assert staffed.types("leave", "900", "--end").code == 1


def test_one_stands_in_for_another(staffed: Terminal) -> None:
    until = (now() + timedelta(hours=3)).isoformat()
    shown = staffed.does(
        "assignments", "cover", "900", "--by", "carl@example.org", "--until", until
    )
    assert "star 901 stands in for star 900 from" in shown.out
    found = staffed.does("roster", "on-duty", "sergeant")
    assert "standing in for star 900" in found.out
    assert on_duty(staffed, "sergeant") == {"901": "override"}


def test_a_list_is_withdrawn_for_one_person(staffed: Terminal) -> None:
    file = staffed.writes("a.csv", tonight(f"901,{span(-1)}"))
    staffed.does("assignments", "import", file)
    before = now()
    ended = staffed.does("assignments", "end", "901")
    was = on_duty(staffed, "sergeant", "--at", before.isoformat())
    assert was == {"900": "watch", "901": "assignment"}
    assert on_duty(staffed, "sergeant") == {"900": "watch"}
    assert "1 span withdrawn; star 901 is off duty now." in ended.out
    assert staffed.types("assignments", "end", "901").code == 1


def test_who_was_on_duty_is_answered_from_the_roster_of_that_time(
    bare_terminal: Terminal,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    open_database: Callable[[str], Database],
) -> None:
    terminal = bare_terminal
    monkeypatch.setenv("DATABASE_URL", database_url)
    before = now()
    terminal.enrols(PEOPLE)
    first = now()
    terminal.does("assignments", "on", "901")
    second = now()
    # Carl leaves, Asha is made a sergeant, Boyd goes to another unit and watch.
    changed = "".join(line for line in PEOPLE.splitlines(True) if "Carl" not in line)
    changed = changed.replace("officer,007,900,,", "sergeant,007,,always,")
    changed = changed.replace(
        "sergeant,007,,always,2026-01-02\nDee", "sergeant,009,,,2026-01-02\nDee"
    )
    terminal.does(
        "roster",
        "import",
        terminal.writes("c.csv", changed),
        "--verified",
        "--remove",
        "1",
    )
    third = now()

    def people(at: datetime) -> list[tuple[str, str, str]]:
        found = terminal.does(
            "roster", "on-duty", "sergeant", "--json", "--at", at.isoformat()
        ).json
        return [(one["star"], one["unit"], one["by"]) for one in found["people"]]

    assert people(before) == []
    assert people(first) == [("900", "007", "watch")]
    assert people(second) == [("900", "007", "watch"), ("901", "008", "listing")]
    assert people(third) == [("12345", "007", "watch")]
    assert people(first) == [("900", "007", "watch")]


def test_a_role_that_the_policy_does_not_have_is_refused(staffed: Terminal) -> None:
    answer = staffed.types("roster", "on-duty", "wizard")
    assert answer.code == 1
    assert "no role wizard; it has officer, sergeant" in answer.err


def test_nobody_on_duty_is_an_answer(staffed: Terminal) -> None:
    assert (
        "Nobody of the role officer" in staffed.does("roster", "on-duty", "officer").out
    )


def test_rungs_without_anybody_are_named_at_import_and_by_the_doctor(
    terminal: Terminal,
) -> None:
    roster = ROSTER.replace("sergeant,007,,always", "sergeant,007,,third")
    file = terminal.writes("people.csv", roster)
    done = terminal.does("roster", "import", file, "--verified").out
    assert "nobody of the role sergeant can be told in First watch" in done
    assert "nobody of the role sergeant can be told in Second watch" in done
    assert "nobody of the role sergeant can be told in Third watch" not in done
    checked = terminal.types("doctor").out
    assert "nobody of the role sergeant can be told in First watch" in checked
    terminal.enrols(PEOPLE)
    checked = terminal.types("doctor").out
    assert "nobody of the role sergeant can be told in" not in checked
