"""The page's own reading of Slack's words, held against the simulator's reading."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from playwright import sync_api
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from bot.simulator import demo, serving
from bot.simulator.slack import text
from handlers.slack import lines as typed_lines

STATIC = Path(demo.__file__).with_name("static")

#: The clocks of Chicago go forward on 8 March 2026, back on 1 November.
INSTANTS = (
    datetime(2026, 3, 10, 20, 40, 7, tzinfo=UTC),
    datetime(2026, 3, 8, 7, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 8, 8, 0, tzinfo=UTC),
    datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 5, 0, tzinfo=UTC),
    datetime(2026, 3, 11, 4, 59, tzinfo=UTC),
    datetime(2026, 3, 11, 5, 0, tzinfo=UTC),
    datetime(2026, 3, 9, 5, 0, tzinfo=UTC),
    datetime(2025, 12, 22, 12, 0, tzinfo=UTC),
)
SHAPE = " · ".join(
    f"{{{name}}}"
    for name in (
        *("date_num", "date_slash", "date", "date_short", "date_long"),
        *("date_pretty", "date_short_pretty", "date_long_pretty"),
        *("time", "time_secs", "ago", "nothing"),
    )
)
NOW = INSTANTS[0]
ZONES = ("America/Chicago", "UTC", "Pacific/Auckland", "Asia/Kolkata")

#: What is said, and what it consists of.
MARKS: tuple[tuple[str, list[str]], ...] = (
    ("plain words", ["text"]),
    ("*bold* and _italic_ and ~gone~", ["bold", "text", "italic", "text", "strike"]),
    ("2*3*4 and snake_case_name", ["text"]),
    ("* not bold * at all", ["text"]),
    ("`code *x*`", ["code"]),
    ("```\nblock &amp; more\n```", ["pre"]),
    ("```never closed", ["text"]),
    ("&gt; quoted\n&gt; more\nafter", ["quote", "text"]),
    ("• one\n• two", ["item", "item"]),
    ("a\nb", ["text", "break", "text"]),
    (":red_circle: *late*", ["emoji", "text", "bold"]),
    ("<@U0DANA> in <#C1|dispatch>", ["user", "text", "channel"]),
    ("<https://a.example/?x=1&amp;y=2|here>", ["link"]),
    ("<!here> <!date^1773175200^{time}|later>", ["special", "text", "date"]),
    ("<!date^soon^{time}|later>", ["text"]),
    ("5 &lt; 6 &amp; 7 &gt; 6", ["text"]),
    ("", []),
)


@pytest.fixture
def modules(browser: sync_api.Browser) -> Iterator[sync_api.Page]:
    """A page that can load the page's modules and shows nothing."""
    files = Starlette(routes=[Mount("/", StaticFiles(directory=STATIC))])
    with serving.serve(files) as address:
        page = browser.new_page(timezone_id="Asia/Tokyo")
        page.goto(f"{address}/icon.svg")
        yield page
        page.close()


def test_dates_read_as_the_simulator_reads_them(modules: sync_api.Page) -> None:
    asked = [
        (int(at.timestamp()), zone, f"<!date^{int(at.timestamp())}^{SHAPE}|else>")
        for at, zone in product(INSTANTS, ZONES)
    ]

    read = modules.evaluate(
        """async ([asked, shape, now]) => {
          const dates = await import("/slack/dates.js");
          return asked.map(([seconds, zone]) =>
            dates.write(seconds, shape, { now: new Date(now), zone }));
        }""",
        [asked, SHAPE, NOW.isoformat()],
    )

    assert read == [
        text.Reader(name_of=str, zone=zone, now=NOW).mrkdwn(token)
        for _, zone, token in asked
    ]


def test_what_stands_in_a_field_for_an_instant_comes_back(
    modules: sync_api.Page,
) -> None:
    asked = [
        [int(at.timestamp()) // 60 * 60, zone]
        for at, zone in product(INSTANTS, ZONES)
        # Of the hour that comes twice, a field means one.
        if (at, zone) != (INSTANTS[3], ZONES[0])
    ]

    back = modules.evaluate(
        """async (asked) => {
          const dates = await import("/slack/dates.js");
          return asked.map(([seconds, zone]) =>
            [dates.toSeconds(dates.toLocal(seconds, zone), zone), zone]);
        }""",
        asked,
    )

    assert back == asked


def test_marks_are_read(modules: sync_api.Page) -> None:
    read: list[list[str]] = modules.evaluate(
        """async (texts) => {
          const mrkdwn = await import("/slack/mrkdwn.js");
          return texts.map((text) => mrkdwn.parse(text).map((node) => node.kind));
        }""",
        [said for said, _ in MARKS],
    )

    for (said, kinds), found in zip(MARKS, read, strict=True):
        assert found == kinds, said


def test_no_text_breaks_the_reader(modules: sync_api.Page) -> None:
    pieces = ("*", "_", "`", "```", "<", ">", "|", "@U1", "!date^1^{time}", "\n", "x ")
    texts = ["".join(parts) for parts in product(pieces, repeat=3)]

    words = modules.evaluate(
        """async (texts) => {
          const mrkdwn = await import("/slack/mrkdwn.js");
          return texts.map((text) => mrkdwn.words(text));
        }""",
        texts,
    )

    assert len(words) == len(texts)


def test_commands_are_completed_from_what_is_open(modules: sync_api.Page) -> None:
    known = {
        "commands": ["/incident"],
        "incidents": [
            {"reference": "26-0001B", "state": "open", "about": "open"},
            {"reference": "26-0002J", "state": "closed_no_violation", "about": ""},
        ],
        "duties": [{"code": "7KD4X", "about": "AID"}],
    }
    lines = ("/inc", "/incident ", "/incident sh", "/incident show ", "/incident who")
    lines += ("/incident reopen 26", "/incident ack 7", "/incident link 26-0001B 26")
    lines += ("/incident list d", "hello", "/other x", "/incident open x y")

    offered: list[list[str]] = modules.evaluate(
        """async ([lines, known]) => {
          const typing = await import("/slack/typing.js");
          return lines.map((line) =>
            typing.suggestions(line, known).map((one) => one.line));
        }""",
        [lines, known],
    )

    found = dict(zip(lines, offered, strict=True))
    assert found["/inc"] == ["/incident "]
    # Every command that the bot reads, and no other.
    words = [line.removeprefix("/incident ").strip() for line in found["/incident "]]
    assert sorted(word.upper() for word in words) == sorted(typed_lines.EXAMPLES)
    assert found["/incident sh"] == ["/incident show "]
    assert found["/incident show "] == ["/incident show 26-0001B"]
    assert found["/incident reopen 26"] == ["/incident reopen 26-0002J"]
    assert found["/incident ack 7"] == ["/incident ack 7KD4X"]
    assert found["/incident link 26-0001B 26"] == ["/incident link 26-0001B 26-0001B"]
    assert found["/incident list d"] == ["/incident list due"]
    for line in ("/incident who", "hello", "/other x", "/incident open x y"):
        assert found[line] == [], line
