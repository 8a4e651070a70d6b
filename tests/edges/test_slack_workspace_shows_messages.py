"""What people read: words, dates in their zone, who is pinged, where links lead."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.slack import forms, payloads, records
from bot.simulator.slack import text as slack_text
from tests.edges import slack_stage as stage

NOW = stage.DAY
EPOCH = int(NOW.timestamp())
NAMES = {"U1": "asha", "C1": "dispatch"}


def reads(
    text: str = "",
    blocks: list[Any] | None = None,
    zone: str = "America/Chicago",
    *,
    links_names: bool = False,
) -> slack_text.Reading:
    reader = slack_text.Reader(
        name_of=lambda id_: NAMES.get(id_, id_),
        zone=zone,
        now=NOW,
        links_names=links_names,
    )
    message = records.Message(
        ts="1.000000",
        channel_id="C1",
        user_id="U1",
        text=text,
        blocks=blocks or [],
        posted_at=NOW,
        shown_at=NOW,
    )
    return reader.message(message)


@pytest.mark.parametrize(
    ("text", "shown", "pings"),
    [
        ("<@U1> look", "@asha look", ("U1",)),
        ("<@U1|asha>", "@asha", ("U1",)),
        ("<@U9>", "@U9", ("U9",)),
        ("<!channel>", "@channel", ("@channel",)),
        ("<!here|here>", "@here", ("@here",)),
        ("<!everyone>", "@everyone", ("@everyone",)),
        ("<!subteam^S1|@watch>", "@watch", ("S1",)),
        ("<!subteam^S1>", "@S1", ("S1",)),
        ("<#C1>", "#dispatch", ()),
        ("<#C9|other>", "#other", ()),
        ("&lt;!channel&gt; &amp; @here", "<!channel> & @here", ()),
        ("&amp;lt;", "&lt;", ()),
        ("<!nonsense|x>", "<x>", ()),
        ("a < b > c", "a < b > c", ()),
    ],
)
def test_control_sequences_ping_and_entities_do_not(
    text: str, shown: str, pings: tuple[str, ...]
) -> None:
    reading = reads(text)
    assert (reading.text, reading.pings) == (shown, pings)


def test_names_ping_only_where_they_are_linked() -> None:
    assert reads("@channel").pings == ()
    assert reads("@channel", links_names=True).pings == ("@channel",)


@pytest.mark.parametrize(
    ("text", "shown", "url", "is_disguised"),
    [
        ("<https://evil.example|ok>", "ok", "https://evil.example", True),
        ("<https://h.example>", "https://h.example", "https://h.example", False),
        ("see https://h.example", "see https://h.example", "https://h.example", False),
        ("<https://h.example/?a&amp;b|x>", "x", "https://h.example/?a&b", True),
        ("<mailto:a@h.example|a>", "a", "mailto:a@h.example", True),
    ],
)
def test_links_show_where_they_lead(
    text: str, shown: str, url: str, is_disguised: bool
) -> None:
    reading = reads(text)
    (link,) = reading.links
    assert (reading.text, link.url, link.is_disguised) == (shown, url, is_disguised)


@given(st.text())
def test_escaped_text_of_people_pings_nobody_and_is_shown_as_typed(text: str) -> None:
    reading = reads(payloads.escaped(text))
    assert reading.pings == ()
    assert not any(link.is_disguised for link in reading.links)
    if text:
        assert reading.text == text


def date(form: str, offset_for: timedelta = timedelta(), link: str = "") -> str:
    ts = EPOCH + int(offset_for.total_seconds())
    return f"<!date^{ts}^{form}{link}|fallback>"


@pytest.mark.parametrize(
    ("form", "offset_for", "shown"),
    [
        ("{date_short_pretty} {time}", timedelta(), "today 3:40 PM"),
        ("{date_pretty}", timedelta(days=1), "tomorrow"),
        ("{date_long_pretty}", timedelta(days=-1), "yesterday"),
        ("{date_short_pretty}", timedelta(days=2), "Mar 12, 2026"),
        ("{date}", timedelta(), "March 10th, 2026"),
        ("{date}", timedelta(days=11), "March 21st, 2026"),
        ("{date}", timedelta(days=12), "March 22nd, 2026"),
        ("{date}", timedelta(days=13), "March 23rd, 2026"),
        ("{date}", timedelta(days=1), "March 11th, 2026"),
        ("{date_long}", timedelta(), "Tuesday, March 10th, 2026"),
        ("{date_num} {date_slash}", timedelta(), "2026-03-10 03/10/2026"),
        ("{time_secs}", timedelta(seconds=5), "3:40:05 PM"),
        ("{ago}", timedelta(minutes=-3), "3 minutes ago"),
        ("{ago}", timedelta(hours=2, minutes=59), "in 2 hours"),
        ("{ago}", timedelta(days=-1), "1 day ago"),
        ("{ago}", timedelta(), "now"),
        ("due {time}", timedelta(), "due 3:40 PM"),
        ("{unheard}", timedelta(), "{unheard}"),
    ],
)
def test_dates_are_shown_by_the_clock(
    form: str, offset_for: timedelta, shown: str
) -> None:
    assert reads(date(form, offset_for)).text == shown


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("America/Chicago", "today 3:40 PM"),
        ("Europe/Berlin", "today 9:40 PM"),
        ("Asia/Tokyo", "today 5:40 AM"),
    ],
)
def test_dates_are_shown_in_the_zone_of_the_reader(zone: str, shown: str) -> None:
    assert reads(date("{date_pretty} {time}"), zone=zone).text == shown


def test_a_date_that_is_none_falls_back_to_its_words() -> None:
    assert reads("<!date^soon^{time}|later>").text == "later"
    assert reads(f"<!date^{10**18}^{{time}}|later>").text == "later"
    assert reads("<!date^1|later>").text == "<later>"


def test_a_date_may_carry_a_link() -> None:
    (link,) = reads(date("{time}", link="^https://h.example")).links
    assert link.url == "https://h.example"


def test_daylight_saving_is_that_of_the_date_shown() -> None:
    before = datetime(2026, 3, 8, 7, 59, tzinfo=UTC)
    after = before + timedelta(minutes=2)
    shown = [
        reads(f"<!date^{int(at.timestamp())}^{{time}}|x>").text
        for at in (before, after)
    ]
    assert shown == ["1:59 AM", "3:01 AM"]


RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "ask "},
                {"type": "user", "user_id": "U1"},
                {"type": "broadcast", "range": "here"},
                {"type": "link", "url": "https://h.example", "text": "ok"},
            ],
        }
    ],
}

BLOCKS: list[tuple[Any, str]] = [
    ({"type": "header", "text": stage.plain("26-0042K")}, "26-0042K"),
    ({"type": "divider"}, "---"),
    (stage.section("a", fields=[stage.plain("b"), stage.mrkdwn("c")]), "a\nb\nc"),
    (stage.section("a", accessory=stage.button("Go")), "a\n[Go]"),
    (
        {
            "type": "context",
            "elements": [
                stage.plain("by <@U1>"),
                {"type": "image", "image_url": "https://h", "alt_text": "map"},
            ],
        },
        "by <@U1> (image: map)",
    ),
    ({"type": "image", "image_url": "https://h", "alt_text": "map"}, "(image: map)"),
    ({"type": "markdown", "text": "see [x](https://h)"}, "see [x](https://h)"),
    (
        {"type": "actions", "elements": [stage.button("A"), stage.button("B")]},
        "[A] [B]",
    ),
    (stage.asks("Beat"), "Beat: "),
    (
        {
            "type": "actions",
            "elements": [
                {
                    "type": "static_select",
                    "action_id": "p",
                    "placeholder": stage.plain("pick"),
                    "options": stage.options("a"),
                }
            ],
        },
        "[pick]",
    ),
    (RICH, "ask @asha@hereok"),
]


@pytest.mark.parametrize(("block", "shown"), BLOCKS)
def test_blocks_are_shown_a_line_for_each_part(block: Any, shown: str) -> None:
    assert reads("fallback", [block]).text == shown


LINKING: list[Callable[[], slack_text.Reading]] = [
    lambda: reads(blocks=[RICH]),
    lambda: reads(blocks=[{"type": "markdown", "text": "[ok](https://h.example)"}]),
    lambda: reads(
        blocks=[
            {
                "type": "actions",
                "elements": [stage.button("ok", url="https://h.example")],
            }
        ]
    ),
]


@pytest.mark.parametrize("look", LINKING)
def test_links_are_found_wherever_they_hide(
    look: Callable[[], slack_text.Reading],
) -> None:
    assert [link.url for link in look().links if link.is_disguised] == (
        ["https://h.example"]
    )


def test_pings_of_the_notification_count_beside_the_blocks() -> None:
    reading = reads("<!here>", [stage.section("<@U1>"), RICH])
    assert reading.pings == ("@here", "U1")
    assert reads("x", [{"type": "header", "text": stage.plain("<!here>")}]).pings == ()


CHOICES: list[tuple[dict[str, Any], Any, str]] = [
    ({"type": "static_select", "options": stage.options("a", "b")}, "b", "B"),
    (
        {"type": "checkboxes", "options": stage.options("a", "b", text=stage.mrkdwn)},
        ["a", "b"],
        "[A|B] A, B",
    ),
    ({"type": "datepicker"}, "2026-03-10", "2026-03-10"),
]


@pytest.mark.parametrize(("element", "value", "shown"), CHOICES)
def test_what_was_chosen_is_shown_in_the_field(
    element: dict[str, Any], value: Any, shown: str
) -> None:
    block = {
        "type": "actions",
        "block_id": "b",
        "elements": [{"action_id": "e", **element}],
    }
    entry = forms.entry(element, value)
    view = records.View(
        id="V1",
        kind="home",
        user_id="U1",
        content={"type": "home", "blocks": [block]},
        hash="",
        root_view_id="V1",
        values={"b": {"e": entry}},
    )
    reader = slack_text.Reader(name_of=str, zone="UTC", now=NOW)
    assert shown in reader.view(view).text
