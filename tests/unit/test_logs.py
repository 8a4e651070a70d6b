"""Logs: one line an event, and never a number, a token or an exception's text."""

import contextlib
import io
import logging
import re
import resource
import string
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import logs
from tests.edges import cli_stage

SECRET = "s3cret-that-nobody-may-see"
NUMBER = "+13125550101"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged."""
    with cli_stage.logs_put_back():
        written = io.StringIO()
        logs.set_up([SECRET, "tiny"], stream=written)
        yield written


def test_an_event_is_one_line_with_time_level_and_logger(lines: io.StringIO) -> None:
    logging.getLogger("bot.desk").info("opened %s\nand more", "26-0042K")

    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 INFO bot\.desk: "
        r"opened 26-0042K and more\n",
        lines.getvalue(),
    )


@pytest.mark.parametrize(
    "hidden",
    [
        NUMBER,
        "+44 20 7946 0018",
        "+1 (312) 555-0101",
        "3125550101",
        "13125550101",
        "(312) 555-0101",
        "312-555-0101",
        "%2B13125550101",
        SECRET,
        "xoxb-1234-abcd",
        "xapp-1-A1-abcd",
        "Bearer abcdef",
        "postgresql+psycopg://user:word@host/name",
    ],
)
def test_a_number_or_token_never_comes_out(lines: io.StringIO, hidden: str) -> None:
    logger = logging.getLogger("anywhere")
    logger.info("to %s now", hidden)
    logger.error("to " + hidden)
    logger.warning("to %r and %s", [hidden], {hidden: hidden})

    # Without the time, whose milliseconds may be 555.
    said = [line.partition(" ")[2] for line in lines.getvalue().splitlines()]
    assert len(said) == 3
    assert all(logs.MASK in line for line in said)
    for part in (hidden, "555", "0101", "abcd", "user", ":word"):
        assert not any(part in line for line in said)


@pytest.mark.parametrize(
    "kept",
    [
        "26-0042K",
        "01a202f2eedc7f638db693b065f486e3",
        "2026-03-10T21:40:00+00:00",
        "127.0.0.1:8000",
        "12345 entries in 1.25 s",
        "https://api.twilio.com/2010-04-01/Accounts",
        "tiny",
    ],
)
def test_what_is_no_number_is_kept(lines: io.StringIO, kept: str) -> None:
    logging.getLogger("anywhere").info("see %s there", kept)

    assert f"see {kept} there" in lines.getvalue()


@given(
    number=st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True),
    before=st.text(string.ascii_letters + " :='\"(", max_size=5),
    after=st.text(string.ascii_letters + " ,;)'\"", max_size=5),
)
def test_no_number_in_e164_comes_out_whatever_stands_around_it(
    number: str, before: str, after: str
) -> None:
    shown = logs.Lines().hide(f"{before}{number}{after}")

    assert number not in shown
    assert number[1:] not in shown


def test_an_exception_is_told_by_class_and_place_alone(lines: io.StringIO) -> None:
    try:
        try:
            raise KeyError(NUMBER)
        except KeyError as error:
            raise ValueError(f"body with {SECRET} and people's words") from error
    except ValueError:
        logging.getLogger("bot").exception("failed")

    said = lines.getvalue()
    assert said.count("\n") == 1
    assert "ValueError at " in said
    assert "; after KeyError at " in said
    assert "unit/test_logs.py:" in said
    assert "people's words" not in said
    assert NUMBER not in said


def test_a_line_that_cannot_be_made_shows_none_of_its_parts(
    lines: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    # pytest's own handler, which came since, would show it.
    logs.set_up(stream=lines)
    logging.getLogger("bot").info("%d", f"words and {NUMBER}")

    assert lines.getvalue() == "ERROR bot: a log line could not be written\n"
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", logs.NOISY)
def test_loggers_of_every_request_are_quiet(lines: io.StringIO, name: str) -> None:
    logging.getLogger(name).info("POST %s", "a body")
    assert lines.getvalue() == ""

    logging.getLogger(name).warning("something is wrong")
    assert "something is wrong" in lines.getvalue()


def test_a_thread_that_dies_is_logged_without_its_words(
    lines: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise ValueError(f"words of {NUMBER}")

    thread = threading.Thread(target=fail, name="courier")
    thread.start()
    thread.join()

    assert "the thread courier ended [ValueError at " in lines.getvalue()
    assert "words of" not in lines.getvalue() + capsys.readouterr().err


def test_warnings_go_the_same_way(lines: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logs.set_up(stream=lines)
        warnings.warn(f"an old call with {NUMBER}", stacklevel=1)

    assert "an old call with" in lines.getvalue()
    assert NUMBER not in lines.getvalue()


def test_lines_go_to_standard_error_as_it_is_then(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with cli_stage.logs_put_back():
        logs.set_up()
        elsewhere = io.StringIO()
        with contextlib.redirect_stderr(elsewhere):
            logging.getLogger("bot").info("one")
        logging.getLogger("bot").info("two")

    assert "one" in elsewhere.getvalue()
    assert "two" in capsys.readouterr().err


def test_a_log_that_takes_no_more_stops_nobody(tmp_path: Path) -> None:
    """Its disk is full, say: whoever logs goes on, and so does the log later."""
    kept = tmp_path / "log"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with kept.open("w") as stream, cli_stage.logs_put_back():
        logs.set_up(stream=stream)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
        try:
            logging.getLogger("bot").error("there is no room for this")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        logging.getLogger("bot").error("there is room again")

    assert "there is room again" in kept.read_text()


def test_below_the_level_nothing_is_written(lines: io.StringIO) -> None:
    logs.set_up(level=logging.CRITICAL, stream=lines)
    logging.getLogger("bot").error("not shown")
    logging.getLogger("urllib3").error("not shown")
    assert lines.getvalue() == ""

    logging.getLogger("bot").critical("shown")
    assert "shown" in lines.getvalue()
