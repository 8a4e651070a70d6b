"""Who is on duty, on leave or stands in for whom, as it is typed in Slack."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.slack import slash
from handlers.slack.tours import Cover, Leave, Listing, Tour


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("on", Tour(True, "")),
        ("on 2300", Tour(True, "2300")),
        ("on until 11pm", Tour(True, "11pm")),
        ("On Until 2300", Tour(True, "2300")),
        ("on soon", Tour(True, "soon")),
        ("off", Tour(False, "")),
        ("off 2300", Tour(False, "2300")),
        # A number that is no time is a star; `star` makes any one.
        ("on 4432", Listing(True, "4432")),
        ("on 900", Listing(True, "900")),
        ("on star 2300", Listing(True, "2300")),
        ("on star 2300 2200", Listing(True, "2300", None, "22:00")),
        ("on 4432 until 2300", Listing(True, "4432", None, "23:00")),
        ("ON #4432 UNTIL 11 pm", Listing(True, "4432", None, "23:00")),
        ("on 4432 from 1500 to 2300", Listing(True, "4432", "15:00", "23:00")),
        ("on 4432 till 2400 anyway", Listing(True, "4432", None, "24:00", True)),
        ("on U0DORA until 2300", Listing(True, "U0DORA", None, "23:00")),
        ("on <@U0DORA|dora> until 2300", Listing(True, "U0DORA", None, "23:00")),
        ("on d@example.org 2300", Listing(True, "d@example.org", None, "23:00")),
        ("off star 2300", Listing(False, "2300")),
        ("off 4432 anyway", Listing(False, "4432", None, None, True)),
        (
            "off 4432 from 2026-03-10 15:00 until 10 mar 26 1800",
            Listing(False, "4432", "2026-03-10 15:00", "2026-03-10 18:00"),
        ),
        ("on 4432 until sunset", Listing(True, "4432", None, "sunset")),
        ("leave 4432 until 2026-03-31", Leave("4432", None, "2026-03-31")),
        (
            "leave star 4432 from 3/20/26 until 31 mar 2026",
            Leave("4432", "2026-03-20", "2026-03-31"),
        ),
        ("leave 4432 end", Leave("4432", is_over=True)),
        (
            "leave 4432 until 2026-03-31 anyway",
            Leave("4432", None, "2026-03-31", True),
        ),
        ("cover 900 by 901 until 2300", Cover("901", "900", None, "23:00")),
        ("cover 900 with star 901", Cover("901", "900")),
        (
            "cover 900 by 901 from 1500 until 2300 anyway",
            Cover("901", "900", "15:00", "23:00", True),
        ),
    ],
)
def test_a_line_is_read(line: str, asked: slash.Asked) -> None:
    assert slash.parse(line) == asked


@pytest.mark.parametrize(
    ("line", "example"),
    [
        ("on star", "on star 4432 until 2300"),
        ("off star dora", "off star 4432"),
        ("leave", "leave 4432 until 2026-03-31"),
        ("leave 4432", "leave 4432 until 2026-03-31"),
        ("cover 900", "cover 4432 by 4433 until 2300"),
        ("cover 900 by", "cover 4432 by 4433 until 2300"),
        ("cover by 901", "cover 4432 by 4433 until 2300"),
    ],
)
def test_what_is_missing_is_said_with_an_example(line: str, example: str) -> None:
    wrong = slash.parse(line)
    assert isinstance(wrong, slash.Wrong)
    assert wrong.example == f"/incident {example}"


@given(st.sampled_from(["on", "off", "leave", "cover"]), st.text(max_size=60))
def test_no_text_is_too_odd(word: str, rest: str) -> None:
    read = slash.parse(f"{word} {rest}")
    assert isinstance(read, (Tour, Listing, Leave, Cover, slash.Wrong)), read
