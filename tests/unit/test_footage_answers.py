"""What is said of footage, as people really write it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.schema import Source
from bot.verbs.footage import checkpoints
from handlers.sms import fitting, footage_answers
from handlers.sms.answers import Deletion
from handlers.sms.footage_answers import Cameras, Kept

TODAY = date(2026, 3, 10)
WORDS = frozenset({"POD", "CTA", "CCTV"})
SOURCES = st.lists(st.sampled_from(sorted(WORDS)), unique=True)
STARS = st.lists(st.integers(1, 999_999).map(str), unique=True)
STRANGE = st.lists(st.sampled_from(["KODAK", "DRONES", "NONE"]), unique=True)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("4432 POD CTA", Cameras(stars=("4432",), words=("POD", "CTA"))),
        ("pod, cta and 4432", Cameras(stars=("4432",), words=("POD", "CTA"))),
        ("star 4432 + POD.", Cameras(stars=("4432",), words=("POD",))),
        ("POD POD", Cameras(words=("POD",))),
        ("NONE", Cameras()),
        ("none", Cameras()),
        ("POD NONE", Cameras(words=("POD",), unknown=("NONE",))),
        ("4432 KODAK", Cameras(stars=("4432",), unknown=("KODAK",))),
        ("pods", Cameras(unknown=("PODS",))),
    ],
)
def test_cameras_are_stars_and_words_of_the_policy(
    said: str, expected: Cameras
) -> None:
    assert footage_answers.read_cameras(said, WORDS) == expected


@given(STARS, SOURCES, STRANGE)
def test_nothing_that_was_named_is_lost_or_made_up(
    stars: list[str], sources: list[str], strange: list[str]
) -> None:
    said = " ".join([*stars, *sources, *strange])
    read = footage_answers.read_cameras(said, WORDS)
    if said == "NONE":
        assert read == Cameras()
        return
    assert read.stars == tuple(stars)
    assert read.words == tuple(sources)
    assert read.unknown == tuple(strange)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("10 MAR 29", Kept(deletion=Deletion(on=date(2029, 3, 10)))),
        ("until 3/10/29", Kept(deletion=Deletion(on=date(2029, 3, 10)))),
        ("there 10 MAR 29", Kept(deletion=Deletion(on=date(2029, 3, 10)))),
        ("CASE JK123456", Kept(deletion=Deletion(case_id="JK123456"))),
        ("never", Kept(deletion=Deletion(never=True))),
        ("copy", Kept(is_copied=True)),
        ("copied to disk 4", Kept(is_copied=True)),
        ("REFUSED they want a subpoena", Kept(refused="they want a subpoena")),
        ("refused", Kept(refused="")),
        ("gone, overwritten", Kept(gone="overwritten")),
        ("yes", None),
        ("", None),
        ("soon", None),
    ],
)
def test_how_it_is_with_footage_is_one_of_four_things(
    said: str, expected: Kept | None
) -> None:
    assert footage_answers.read_kept(said, TODAY) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("LOST overwritten", ("LOST", "overwritten")),
        ("lost", ("LOST", "")),
        ("Found until 10 MAR 29", ("FOUND", "until 10 MAR 29")),
        ("of the car by agents", ("", "of the car by agents")),
    ],
)
def test_a_search_came_to_one_of_two_things(
    said: str, expected: tuple[str, str]
) -> None:
    assert footage_answers.read_search(said) == expected


@pytest.mark.parametrize(
    ("word", "rest", "is_answer"),
    [
        ("KEPT", "10 MAR 29", True),
        ("KEPT", "POD 10 MAR 29", True),
        ("KEPT", "COPY", True),
        ("KEPT", "pushing him back", False),
        ("STILL", "there 10 MAR 29", True),
        ("STILL", "GONE purged", True),
        ("STILL", "shooting at 26th", False),
        ("SEARCH", "LOST why", True),
        ("SEARCH", "of a car without a warrant", False),
        ("CAMS", "POD", True),
        ("CAMS", "and POD 4432", True),
        ("CAMS", "on the building", False),
        ("ASKED", "him to step back", True),
    ],
)
def test_an_answer_is_told_from_a_report(
    word: str, rest: str, *, is_answer: bool
) -> None:
    assert fitting.fits(word, rest, WORDS) is is_answer


@given(st.text(max_size=60))
def test_no_text_raises(said: str) -> None:
    footage_answers.read_cameras(said, WORDS)
    footage_answers.read_kept(said, TODAY)
    footage_answers.read_search(said)
    footage_answers.split_source(said, WORDS)
    for word in ("KEPT", "STILL", "SEARCH", "CAMS"):
        fitting.fits(word, said, WORDS)


# --- Checkpoints -----------------------------------------------------------------

RECORDED_AT = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)
CHICAGO = "America/Chicago"


def source(**fields: object) -> Source:
    values = {
        "id": "bwc",
        "title": "Camera",
        "ask_by": "90d",
        "lost_at": "90d",
        "checkpoints": ["60d", "85d"],
        "check_before_deletion": "30d",
        "authority": "test",
    }
    return Source.model_validate({**values, **fields})


def test_the_next_checkpoint_is_the_first_that_is_to_come() -> None:
    one = source()

    def next_at(days: float, on: date | None = None) -> datetime | None:
        now = RECORDED_AT + timedelta(days=days)
        return checkpoints.next_at(one, RECORDED_AT, on, CHICAGO, now)

    assert next_at(0) == RECORDED_AT + timedelta(days=60)
    assert next_at(60) == RECORDED_AT + timedelta(days=85)
    assert next_at(85) is None
    # Thirty days before midnight of that day in Chicago, which is on summer time.
    assert next_at(85, date(2028, 6, 30)) == datetime(2028, 5, 31, 5, tzinfo=UTC)
    assert next_at(0, date(2026, 4, 20)) == datetime(2026, 3, 21, 5, tzinfo=UTC)


def test_without_checkpoints_nothing_is_asked_again() -> None:
    one = source(checkpoints=[], check_before_deletion=None)
    on = date(2028, 6, 30)
    assert checkpoints.next_at(one, RECORDED_AT, on, CHICAGO, RECORDED_AT) is None


@given(
    st.floats(0, 2000),
    st.none() | st.dates(date(2026, 3, 11), date(2035, 12, 31)),
)
def test_a_checkpoint_is_never_past(days: float, on: date | None) -> None:
    now = RECORDED_AT + timedelta(days=days)
    at = checkpoints.next_at(source(), RECORDED_AT, on, CHICAGO, now)
    assert at is None or at > now


@pytest.mark.parametrize("on", [date(2026, 11, 1), date(2027, 3, 14)])
def test_a_day_begins_at_its_own_midnight_also_when_clocks_change(on: date) -> None:
    at = checkpoints.deletion_at(on, CHICAGO)
    assert at is not None
    assert at.hour in (5, 6)
