"""What the answers to duties say, as people really write them."""

from datetime import date

import pytest

from handlers.sms import answers, fitting, identifiers, supervisor
from handlers.sms.answers import Deletion
from handlers.sms.supervisor import Outcome, SupervisorAnswer

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("rest", "stars", "bad"),
    [
        ("", [], []),
        ("none", [], []),
        ("None.", [], []),
        ("NO", [], []),
        ("1234", ["1234"], []),
        ("1234 5678", ["1234", "5678"], []),
        ("1234, #5678 & 9", ["1234", "5678", "9"], []),
        ("1234/5678+90", ["1234", "5678", "90"], []),
        ("stars 1234 and 5678.", ["1234", "5678"], []),
        ("\uff11\uff12\uff13\uff14", ["1234"], []),
        ("1234 1234", ["1234"], []),
        ("0123", ["0123"], []),
        ("34679", ["34679"], []),
        ("1234567", [], ["1234567"]),
        ("1234 12b4 Jones", ["1234"], ["12B4", "JONES"]),
        ("none 1234", ["1234"], ["NONE"]),
        ("1234-5678", [], ["1234-5678"]),
    ],
)
def test_stars_are_read_and_everything_else_is_handed_back(
    rest: str, stars: list[str], bad: list[str]
) -> None:
    assert answers.read_stars(rest) == (stars, bad)


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("10 MAR 29", Deletion(on=date(2029, 3, 10))),
        ("3/4/29", Deletion(on=date(2029, 3, 4))),
        ("until 10 MAR 29.", Deletion(on=date(2029, 3, 10))),
        ("date: 10MAR2029", Deletion(on=date(2029, 3, 10))),
        ("deletes on March 10, 2029, thank you", Deletion(on=date(2029, 3, 10))),
        ("\u2705 10 MAR 29", Deletion(on=date(2029, 3, 10))),
        ("CASE 123", Deletion(case_id="123")),
        ("case #123 please", Deletion(case_id="123")),
        ("Case: jk123456", Deletion(case_id="JK123456")),
        ("CASE JK 123456", Deletion(case_id="JK123456")),
        ("CASE RD JK-123456", Deletion(case_id="JK123456")),
        ("case no. 26-00123.4", Deletion(case_id="26-00123.4")),
        ("CASE NUMBER 7", Deletion(case_id="7")),
        ("CASE#26/12_3", Deletion(case_id="26/12_3")),
        ("never", Deletion(never=True)),
        ("Never deleted.", Deletion(never=True)),
        ("", None),
        ("31 FEB 29", None),
        ("10 MAR", None),
        ("10 MAR 29 CASE 123", None),
        ("CASE", None),
        ("CASE Smith", None),
        ("CASE 12 13", None),
        ("CASE JK 123456 7", None),
        ("CASE " + "1" * 41, None),
        ("CASE " + "1 " * 20, None),
        ("never mind", None),
        ("tomorrow", None),
        ("on until", None),
        ("10 MAR 29 please please please please please please please agents", None),
    ],
)
def test_a_deletion_is_a_date_a_case_or_never_and_nothing_else(
    rest: str, expected: Deletion | None
) -> None:
    assert answers.read_deletion(rest, TODAY) == expected
    if expected is not None:
        assert answers.looks_like_deletion(rest)
        assert fitting.fits("FLAG", rest)


@pytest.mark.parametrize(
    ("rest", "looks"),
    [
        ("31 FEB 29", True),
        ("MAR", True),
        ("10 3 29", True),
        ("CASE", True),
        ("12", False),
        ("4K7QO 10 MAR 29", False),
        ("until", False),
        ("CASE of water", False),
        ("CASE of 12 bottles", False),
        ("never mind", False),
        ("1 " * 11, False),
        ("10 agents", False),
    ],
)
def test_an_attempt_at_a_deletion_is_told_from_other_words(
    rest: str, looks: bool
) -> None:
    assert answers.looks_like_deletion(rest) is looks


@pytest.mark.parametrize(
    ("rest", "number"),
    [
        ("JK123456", "JK123456"),
        ("jk 123456", "JK123456"),
        ("JK-123456.", "JK123456"),
        ("RD# JK123456 filed", "JK123456"),
        ("RD no. JK 123456", "JK123456"),
        ("#JK123456", "JK123456"),
        ("\uff2a\uff2b\uff11\uff12\uff13\uff14\uff15\uff16", "JK123456"),
        ("", None),
        ("JK12345", None),
        ("JK1234567", None),
        ("IK123456", None),
        ("OQ123456", None),
        ("JU123456", None),
        ("RD123456", None),
        ("RD 123456", None),
        ("filed JK123456", None),
        ("JK123456A", None),
    ],
)
def test_an_rd_number_is_two_letters_and_six_figures(
    rest: str, number: str | None
) -> None:
    assert identifiers.read_rd_number(rest) == number


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("2603101234 agents struck man", ("2603101234", None)),
        ("26-031-01234: agents", ("2603101234", None)),
        ("26031-01234", ("2603101234", None)),
        ("Event 2603101234", ("2603101234", None)),
        ("event # 01234, agents", (None, "01234")),
        ("EV no. 01234", (None, "01234")),
        ("01234 agents struck man", (None, "01234")),
        ("#01234", (None, "01234")),
        ("01234", (None, "01234")),
        ("10300 S Torrence, agents", (None, None)),
        ("10300 block of Torrence", (None, None)),
        ("01234 Springfield and 26th", (None, "01234")),
        ("agents, event 01234", (None, None)),
        ("1234 agents", (None, None)),
        ("012345 agents", (None, None)),
        ("26031012345", (None, None)),
        ("312-555-0199 called", (None, None)),
        ("01234A", (None, None)),
        ("", (None, None)),
    ],
)
def test_an_event_number_is_read_at_the_front(
    text: str, event: tuple[str | None, str | None]
) -> None:
    assert identifiers.read_event_number(text) == event


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("beat 0715 event 2603101234 agents struck man", "2603101234"),
        ("agents struck man (ev# 26-031-01234)", "2603101234"),
        ("01234 agents, event number 2603101234", None),
        ("agents, call 3125550199", None),
        ("agents, event 12345", None),
        ("agents, event 12345 6789", None),
        ("prevent 2603101234", None),
        ("event 26031012345", None),
    ],
)
def test_a_full_event_number_is_read_anywhere_where_it_is_called_so(
    text: str, full: str | None
) -> None:
    assert identifiers.read_event_number(text)[0] == full


@pytest.mark.parametrize(
    ("text", "beat"),
    [
        ("agents struck man, beat 0715", "0715"),
        ("bt 715 agents", "0715"),
        ("Beat: 1012.", "1012"),
        ("BT.0715", "0715"),
        ("Beat0715", "0715"),
        ("agents beat 3 men", None),
        ("beat 07151", None),
        ("beat 0715-2", None),
        ("beat 715th", None),
        ("drumbeat 0715", None),
        ("0715", None),
    ],
)
def test_a_beat_is_read_where_it_is_called_one(text: str, beat: str | None) -> None:
    assert identifiers.read_beat(text) == beat


@pytest.mark.parametrize(
    ("rest", "outcome"),
    [
        ("REFUSED", Outcome.REFUSED),
        ("Refused to give a name, agents walked off to their cars", Outcome.REFUSED),
        ("refuses", Outcome.REFUSED),
        ("NOTSAFE", Outcome.NOT_SAFE),
        ("not safe, crowd of 200", Outcome.NOT_SAFE),
        ("Not-safe.", Outcome.NOT_SAFE),
        ("NOTPRESENT", Outcome.NOT_PRESENT),
        ("not present", Outcome.NOT_PRESENT),
        ("gone", Outcome.NOT_PRESENT),
        ("LEFT before we came", Outcome.NOT_PRESENT),
    ],
)
def test_why_there_is_no_supervisor_is_read(rest: str, outcome: Outcome) -> None:
    assert supervisor.read_supervisor(rest) == SupervisorAnswer(outcome=outcome)


@pytest.mark.parametrize(
    "rest",
    [
        "Smith 4411 ICE",
        "Smith, 4411, ICE",
        "name: Smith badge: #4411 agency: ICE",
        "ICE Smith 4411",
        "4411 Smith ICE",
        "Smith ICE 4411",
        "Smith/4411/ICE",
        "Smith \uff14\uff14\uff11\uff11 ICE.",
    ],
)
def test_a_supervisor_is_identified_by_name_badge_and_agency(rest: str) -> None:
    assert supervisor.read_supervisor(rest) == SupervisorAnswer(
        outcome=Outcome.IDENTIFIED, name="Smith", badge="4411", agency="ICE"
    )


@pytest.mark.parametrize(
    ("rest", "name", "badge", "agency"),
    [
        ("Agent De la Cruz B-4411 Border Patrol", "Agent De la Cruz", "B-4411", "*"),
        ("Smith 4411 Customs and Border Protection", "Smith", "4411", "*"),
        ("Smith 4411 U.S. Marshals", "Smith", "4411", "*"),
        ("O'Neil 4411 Texas Guard", "O'Neil", "4411", "*"),
        ("Smith ICE", "Smith", None, "ICE"),
        ("Smith", "Smith", None, None),
        ("4411", None, "4411", None),
        ("4411 Smith", "Smith", "4411", None),
        ("ICE", None, None, "ICE"),
        ("no name 4411 ICE", None, "4411", "ICE"),
    ],
)
def test_what_was_stated_is_kept_as_written(
    rest: str, name: str | None, badge: str | None, agency: str | None
) -> None:
    if agency == "*":
        agency = rest.split(f"{badge} ")[1]
    is_complete = name and badge and agency
    assert supervisor.read_supervisor(rest) == SupervisorAnswer(
        outcome=Outcome.IDENTIFIED if is_complete else Outcome.STATED,
        name=name,
        badge=badge,
        agency=agency,
    )


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "...",
        "no supervisor there",
        "not there",
        "unknown",
        "N/A",
        "is needed at 47th",
        "agents are hitting a guy at 47th",
        "he refused",
        "Smith refused badge",
        "Smith 4411 4412 ICE",
        "Smith 47th",
        "one two three four five",
        "Smith 4411 one two three four five six seven",
        "Smith 4411 ICE and then some more words that go on and on and on",
    ],
)
def test_a_sentence_is_not_taken_for_a_supervisor(rest: str) -> None:
    assert supervisor.read_supervisor(rest) is None
