"""Roster files: every problem at once, each with its line; nothing is guessed."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import roster_csv
from bot.policy import load
from models import commands, enums, errors

POLICY, _, _ = load.load(load.shipped())
TODAY = date(2026, 3, 10)
HEADER = ",".join(roster_csv.COLUMNS)


def read(text: str) -> roster_csv.RosterFile:
    return roster_csv.parse(text, name="people.csv", policy=POLICY, today=TODAY)


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(errors.InvalidInputError) as caught:
        read(text)
    return list(caught.value.fields["problems"])


def row(**cells: str) -> str:
    """Return a line with these cells, the others being those of a sound one."""
    sound = {
        "name": "Asha Rao",
        "star": "12345",
        "phone": "312 555 0101",
        "role": "officer",
        **cells,
    }
    return ",".join(f'"{sound.get(column, "")}"' for column in roster_csv.COLUMNS)


def test_a_full_row_is_read_as_it_stands() -> None:
    line = "Asha Rao,12345,(312) 555-0101,personal,a@b.c,U012,officer,007,900,third,"
    (found,) = read(f"{HEADER}\n{line}2026-01-02\n").rows

    assert found == commands.RosterRow(
        name="Asha Rao",
        star="12345",
        phone_e164="+13125550101",
        phone_kind=enums.PhoneKind.PERSONAL,
        email="a@b.c",
        slack_user_id="U012",
        role="officer",
        unit="007",
        supervisor_star="900",
        watch="third",
        consented_on="2026-01-02",
    )


def test_all_but_name_and_role_may_be_empty() -> None:
    (found,) = read(f"{HEADER}\nAsha Rao,,,,,,officer,,,,\n").rows

    assert found == commands.RosterRow(name="Asha Rao", role="officer")


def test_columns_may_stand_in_any_order_and_be_left_out() -> None:
    file = read("role,name\nofficer,Asha Rao\n")

    assert file.rows == (commands.RosterRow(name="Asha Rao", role="officer"),)
    assert file.missing == tuple(
        column for column in roster_csv.COLUMNS if column not in ("name", "role")
    )
    assert read(f"{HEADER}\n{row()}\n").missing == ()


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("312 555 0101", "+13125550101"),
        ("(312) 555-0101", "+13125550101"),
        ("1-312-555-0101", "+13125550101"),
        ("+1 312.555.0101", "+13125550101"),
        ("tel:+1-312-555-0101", "+13125550101"),
    ],
)
def test_a_number_in_any_usual_form_becomes_e164(written: str, stored: str) -> None:
    (found,) = read(f"{HEADER}\n{row(phone=written)}\n").rows

    assert found.phone_e164 == stored


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"name": ""}, "has no name."),
        ({"role": ""}, "has no role."),
        ({"role": "Officer"}, "has the role 'Officer'; known are officer, sergeant"),
        ({"watch": "fourth"}, "has the watch 'fourth'; known are first, second, third"),
        ({"phone_kind": "home"}, "has the phone_kind 'home'; known are department"),
        ({"phone": "555-0101"}, "has a phone that is no number."),
        ({"phone": "nobody"}, "has a phone that is no number."),
        ({"phone": "312 555 0101 x22"}, "has a phone with an extension"),
        ({"phone": "+44 20 7946 0018"}, "has a phone of GB; the policy texts US only."),
        ({"email": "asha"}, "has no usable email."),
        ({"slack_user_id": "@asha"}, "has no usable slack_user_id."),
        ({"consented_on": "2 Jan 2026"}, "has a consented_on that is no date."),
        ({"consented_on": "20260102"}, "has a consented_on that is no date."),
        ({"consented_on": "2026-03-11"}, "has a consented_on that is yet to come."),
        ({"phone": "", "phone_kind": "personal"}, "has phone_kind and no phone."),
        ({"phone": "", "consented_on": "2026-01-02"}, "has consented_on and no phone."),
        ({"star": "1" * 17}, "has more than 16 characters in star."),
        ({"name": "A" * 201}, "has more than 200 characters in name."),
        ({"name": "As\x1bha"}, "has a character in name that cannot be shown."),
        ({"name": "As\nha"}, "has a character in name that cannot be shown."),
        ({"star": "12\u202e45"}, "has a character in star that cannot be shown."),
    ],
)
def test_a_wrong_cell_is_refused_and_the_same_row_without_it_taken(
    cells: dict[str, str], what: str
) -> None:
    (found,) = problems(f"{HEADER}\n{row(**cells)}\n")

    assert what in found[1]
    read(f"{HEADER}\n{row()}\n")


def test_consent_of_today_is_taken() -> None:
    read(f"{HEADER}\n{row(consented_on='2026-03-10')}\n")


def test_a_number_that_is_wrong_is_not_repeated() -> None:
    with pytest.raises(errors.InvalidInputError) as caught:
        read(f"{HEADER}\n{row(phone='312 555 010')}\n")

    assert "555" not in str(caught.value).replace("+1 312 555 0101", "")


def test_every_problem_of_every_line_is_said_at_once() -> None:
    text = "\n".join(
        (
            HEADER,
            row(role="king", watch="fourth"),
            "",
            row(star="2", phone="x"),
            row(star="3") + ",extra",
            row(star="12345", email="a@b.c"),
            row(star="4", email="a@b.c"),
        )
    )
    found = problems(text)

    assert [line for line, _ in found] == [2, 2, 4, 5, 6, 7]
    assert "has 12 cells; the header has 11." in found[3][1]
    assert "has the star 12345, as line 2 has." in found[4][1]
    assert "has the email a@b.c, as line 6 has." in found[5][1]


def test_a_line_is_the_line_of_the_file_where_a_cell_has_several() -> None:
    text = f'{HEADER}\n"{"Asha"}\n{"Rao"}",1,,,,,officer,,,,\n{row(role="king")}\n'

    assert [line for line, _ in problems(text)] == [3, 4]


@pytest.mark.parametrize(
    ("header", "what"),
    [
        (f"{HEADER},rank", "has a column 'rank'; known are name, star"),
        (HEADER.replace("star,", "Star,", 1), "has a column 'Star'"),
        (f"{HEADER},star", "has the column star twice."),
        (HEADER.replace(",role", ""), "has no column role."),
        (HEADER.replace("name,", ""), "has no column name."),
        (HEADER.replace(",", ";"), "separates its columns by commas only."),
        ("", "has no header."),
    ],
)
def test_a_wrong_header_is_refused_by_name(header: str, what: str) -> None:
    found = problems(f"{header}\n")

    assert any(what in problem for _, problem in found)
    assert read(f"{HEADER}\n").rows == ()


def test_people_whom_nothing_tells_apart_are_refused() -> None:
    twins = "Asha Rao,,,,,,officer,,,,\n"
    ((line, what),) = problems(f"{HEADER}\n{twins}{twins}")

    assert line == 3
    assert "the name Asha Rao and role officer" in what
    assert len(read(f"{HEADER}\n{twins}Asha Rao,1,,,,,officer,,,,\n").rows) == 2


def test_what_is_odd_and_no_reason_to_refuse_is_noted() -> None:
    text = "\n".join((HEADER, row(supervisor_star="900"), row(star="2")))
    notes = read(text).notes

    assert notes == (
        "star 12345: nobody in the file wears the supervisor's star.",
        "star 12345, star 2 share a number; it acts for who is on duty.",
    )
    assert read(f"{HEADER}\n{row()}\n").notes == ()


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_file_is_read_with_and_without_a_byte_order_mark(
    tmp_path: Path, start: bytes, end: bytes
) -> None:
    path = tmp_path / "people.csv"
    line = row(name="Zoë Ümit").encode()
    path.write_bytes(start + HEADER.encode() + end + line + end)
    file = roster_csv.read(path, policy=POLICY, today=TODAY)

    assert [one.name for one in file.rows] == ["Zoë Ümit"]


def test_a_file_in_another_coding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(f"{HEADER}\n{row(name='Zoë')}\n".encode("latin-1"))

    with pytest.raises(errors.InvalidInputError, match="not in UTF-8"):
        roster_csv.read(path, policy=POLICY, today=TODAY)


def test_a_file_that_is_no_csv_is_refused() -> None:
    ((_, what),) = problems(f'{HEADER}\n"Asha" Rao,1,,,,,officer,,,,\n')

    assert "is no CSV" in what


def tried(text: str) -> tuple[list[commands.RosterRow], list[tuple[int, str]]]:
    """Return the people of a text, or what is wrong with it."""
    try:
        return list(read(text).rows), []
    except errors.InvalidInputError as error:
        return [], list(error.fields["problems"])


@given(st.text())
def test_any_text_is_read_or_refused_with_lines(text: str) -> None:
    people, wrong = tried(text)

    assert bool(wrong) or all(one.name and one.role for one in people)


@given(st.text(max_size=30), st.sampled_from(roster_csv.COLUMNS))
def test_any_cell_is_read_or_refused_with_its_line(cell: str, column: str) -> None:
    cell = cell.replace('"', "").replace("\r", "").replace("\n", "")
    people, wrong = tried(f"{HEADER}\n{row(**{column: cell})}\n")

    assert (len(people), {line for line, _ in wrong}) in [(1, set()), (0, {2})]
