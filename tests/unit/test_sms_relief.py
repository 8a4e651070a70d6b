"""LATE, PASS and NOTME as people really write them, and the answers to them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.sms import commands_of, grammar, gsm, pages, parsed, relief, texts
from models import commands, enums, views
from models.commands import NOTHING, Target

CODE = Target(code="4K7QX")
REFERENCE = Target(reference="26-0042K")
CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)


def late(until: str = "", minutes: int | None = None, rest: str = "") -> parsed.Late:
    return parsed.Late(target=NOTHING, until_text=until, in_minutes=minutes, rest=rest)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LATE 2230", late("2230")),
        ("late 22:30 at hospital", late("22:30", rest="at hospital")),
        ("Late: 2230. at court", late("2230.", rest="at court")),
        ("LATE until 2230", late("2230")),
        ("late by 11:30 pm, prisoner", late("11:30 pm,", rest="prisoner")),
        ("LATE 9:30", late("9:30")),
        ("LATE midnight", late("midnight")),
        ("LATE 30m", late(minutes=30)),
        ("LATE 30 min stuck in traffic", late(minutes=30, rest="stuck in traffic")),
        ("late 1h", late(minutes=60)),
        ("late 1h30 court", late(minutes=90, rest="court")),
        ("late 1 hour 30 minutes", late(minutes=90)),
        ("LATE in half an hour", late(minutes=30)),
        ("LATE 0m", late(minutes=0)),
        ("LATE", late()),
        ("late please", late()),
        ("LATE 930", late(rest="930")),
        ("LATE 22", late(rest="22")),
        ("LATE 25:00", late(rest="25:00")),
    ],
)
def test_a_time_is_read_and_why(text: str, expected: parsed.Late) -> None:
    assert grammar.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LATE 4K7QX 2230 why", ("2230", None, "why")),
        ("LATE 2230 4K7QX why", ("2230", None, "why")),
        ("LATE 4K7QX 30m", ("", 30, "")),
        ("LATE 4K7QX", ("", None, "")),
        ("LATE 4K7QX soon", ("", None, "soon")),
    ],
)
def test_a_code_stands_before_or_behind_the_time(
    text: str, expected: tuple[str, int | None, str]
) -> None:
    read = grammar.parse(text)
    assert isinstance(read, parsed.Late)
    assert read.target == CODE
    assert (read.until_text, read.in_minutes, read.rest) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PASS", parsed.Pass(target=NOTHING)),
        ("pass please", parsed.Pass(target=NOTHING)),
        ("PASS 4K7QX", parsed.Pass(target=CODE)),
        ("pass 26-0042k", parsed.Pass(target=REFERENCE)),
        ("PASS 4K7QX hospital", parsed.Pass(target=CODE, rest="hospital")),
        ("Pass it to Sarge", parsed.Pass(target=NOTHING, rest="it to Sarge")),
        ("PASS 4K7Q0", parsed.Pass(target=Target(malformed="4K7Q0"))),
        ("NOTME", parsed.NotMe(target=NOTHING)),
        ("not me.", parsed.NotMe(target=NOTHING)),
        ("NOT ME 4K7QX", parsed.NotMe(target=CODE)),
        ("NotMe 26-0042K", parsed.NotMe(target=REFERENCE)),
        ("NOTME I was off", parsed.NotMe(target=NOTHING, rest="I was off")),
        ("NOTME 4K7Q0", parsed.NotMe(target=Target(malformed="4K7Q0"))),
    ],
)
def test_what_is_passed_on_or_disowned_is_read(
    text: str, expected: parsed.Parsed
) -> None:
    assert grammar.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Late night raid at 26th, two men taken",
        "Late for roll call because agents blocked Kedzie",
        "Late 3 agents struck a man at 26th",
        "Pass the word, agents at 26th",
        "pass along: two vans at 31st",
        "Not me, the other officer saw it",
    ],
)
def test_an_ordinary_report_stays_one(text: str) -> None:
    assert isinstance(grammar.parse(text), parsed.Free)


@given(rest=st.text(max_size=80))
def test_no_text_raises_and_no_time_is_both(rest: str) -> None:
    for read in (relief.late, relief.pass_on, relief.not_me):
        read(rest)
    said = relief.late(rest)
    if isinstance(said, parsed.Late):
        assert not (said.until_text and said.in_minutes is not None)
        assert said.in_minutes is None or 0 <= said.in_minutes < 10_000


@given(hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_a_time_of_day_becomes_the_commands(hour: int, minute: int) -> None:
    base = {"actor": commands.CLOCK, "request_id": "r"}
    for form in (f"{hour:02}{minute:02}", f"{hour:02}:{minute:02}"):
        command = commands_of.of_body(f"LATE {form} court", base)
        assert isinstance(command, commands.Postpone)
        assert command.until_local == f"{hour:02}:{minute:02}"
        assert (command.in_minutes, command.said) == (None, "court")


ASKED = views.Asked(
    reference="26-0042K",
    word="FLAG",
    question="Flag your footage. Text FLAG and its deletion date, or FLAG NEVER.",
    code="4K7QX",
    due_at=NOW + timedelta(days=1),
    lost_at=NOW + timedelta(days=90),
)


def say(answer: views.Answer) -> str:
    said = texts.say(answer, CHICAGO, NOW)
    assert said is not None
    assert gsm.segments(said) == 1
    return said


def test_the_answers_fit_and_name_the_date_that_stays() -> None:
    said = say(
        views.Postponed(
            asked=ASKED,
            reminded_at=NOW + timedelta(days=1),
            next_role="Watch operations lieutenant",
            next_at=NOW + timedelta(days=1, hours=1),
        )
    )
    assert "Watch operations lieutenant hears 11 Mar 16:40 all the same." in said
    assert "Footage lost 8 Jun 2026." in said
    said = say(
        views.Postponed(
            asked=ASKED, reminded_at=NOW, is_sooner=True, next_at=NOW, next_role=None
        )
    )
    assert "next reminder 15:40 as planned. The desk hears 15:40" in said


@pytest.mark.parametrize(
    ("told", "is_desk", "said"),
    [
        (("star 900",), False, "Star 900 is asked."),
        (("star 900", "star 910"), False, "Star 900 and star 910 are asked."),
        (("star 1", "star 2", "star 3"), False, "3 people are asked."),
        (("dispatcher",), True, "Nobody above you can be told now: the desk is asked."),
        ((), True, "Nobody can be told now: use the radio."),
    ],
)
def test_the_answer_says_who_is_asked(
    told: tuple[str, ...], is_desk: bool, said: str
) -> None:
    passed = say(views.PassedOn(asked=ASKED, told=told, is_desk=is_desk))
    assert said in passed
    assert "It stays yours until a supervisor says ACK" in passed
    disowned = views.Disowned(
        reference="26-0042K", words=("DOCK", "FLAG"), told=told, is_desk=is_desk
    )
    assert said in say(disowned)
    assert "DOCK, FLAG are not yours any more." in say(disowned)


def test_who_hears_after_quiet_hours_is_said_with_the_time() -> None:
    view = views.PassedOn(
        asked=ASKED, told=("star 900",), told_at=NOW + timedelta(hours=1)
    )
    assert "Star 900 is asked at 16:40." in say(view)


def test_what_was_taken_over_is_told_from_what_is_only_acknowledged() -> None:
    assert "it is yours now" in say(views.Acknowledged(asked=ASKED, is_taken_over=True))
    assert "you have it" in say(views.Acknowledged(asked=ASKED))


def test_what_was_logged_is_told_from_what_was_not() -> None:
    done, more = views.NothingOpen(), views.NothingOpen()
    logged = views.RadioLogged(label="star 900", answer=done, is_recorded=True)
    assert say(logged) == "Logged for star 900, as said over the radio."
    missing = views.RadioLogged(label="star 900", answer=more, is_recorded=False)
    assert say(missing) == "Nothing logged for star 900: more is to be asked."


@pytest.mark.parametrize(
    ("because", "said"),
    [
        ("passed", "due 11 Mar 15:40, passed on to you."),
        ("disowned", "its star says NOTME, so it is with you."),
        (None, "due 11 Mar 15:40, nobody has it."),
    ],
)
def test_a_page_says_why_it_comes(because: object, said: str) -> None:
    asked = views.Asked(
        **{name: getattr(ASKED, name) for name in ("reference", "word", "question")},
        code="4K7QX",
        due_at=ASKED.due_at,
        lost_at=ASKED.lost_at,
        because=because,  # type: ignore[arg-type]
    )
    text = pages.page(enums.Purpose.ESCALATE, asked, CHICAGO, NOW, is_late=True)
    assert said in text
    assert "ACK 4K7QX" in text
    assert gsm.segments(text) == 1
