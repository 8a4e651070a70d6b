"""Nothing that people write becomes more than words, and nothing grows too large."""

import html
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.slack import blocks, elements, markup
from handlers.slack.elements import Option
from tests.unit import slack_boards, slack_limits

CHICAGO = slack_boards.CHICAGO
MARCH = datetime(2029, 3, 4, 22, 10, tzinfo=UTC)
JULY = datetime(2026, 7, 4, 21, 10, tzinfo=UTC)


def test_pings_and_links_of_others_are_shown_as_they_were_typed() -> None:
    typed = "<!channel> <@U1> & <https://evil|ok>"
    written = markup.write("*{said}*", said=typed)
    shown = "*&lt;!channel&gt; &lt;@U1&gt; &amp; &lt;https://evil|ok&gt;*"
    assert written == shown
    assert html.unescape(written) == f"*{typed}*"


def test_what_is_mrkdwn_already_is_not_escaped_twice() -> None:
    once = markup.write("{said}", said="a & b")
    assert markup.write("({once})", once=once) == "(a &amp; b)"
    # Put together by hand it is a plain string again.
    assert markup.write("{by_hand}", by_hand=once + "") == "a &amp;amp; b"


def test_braces_of_others_fill_nothing() -> None:
    assert markup.write("{a} {b}", a="{b}", b="{a}") == "{b} {a}"


@given(said=slack_boards.nasty, limit=st.integers(1, 200))
def test_cutting_leaves_no_half_of_anything(said: str, limit: int) -> None:
    whole = markup.write(
        "{said} {at} {said}", said=said, at=markup.when(MARCH, CHICAGO)
    )
    cut = markup.cut(whole, limit)
    slack_limits.check_mrkdwn(cut, limit)
    assert whole == cut or whole.startswith(cut.removesuffix("…"))


@given(said=slack_boards.nasty, limit=st.integers(1, 200))
def test_plain_text_is_cut_and_loses_nothing_else_that_can_be_read(
    said: str, limit: int
) -> None:
    cut = markup.plain(said, limit)
    assert slack_limits.size(cut) <= limit
    readable = "".join(character for character in said if character.isprintable())
    kept = "".join(character for character in cut if character.isprintable())
    assert readable.startswith(kept.removesuffix("…"))


@given(said=slack_boards.nasty)
def test_long_words_are_shown_whole_in_as_many_blocks_as_they_take(said: str) -> None:
    pages = markup.pages(said, 3000)
    assert all(0 < slack_limits.size(page) <= 3000 for page in pages)
    assert "".join(pages) == markup.plain(said, 10**6)
    slack_limits.check_blocks(blocks.words(said))


@pytest.mark.parametrize(
    ("at", "fallback"),
    [(MARCH, "4 Mar 2029, 16:10 CST"), (JULY, "4 Jul 2026, 16:10 CDT")],
)
def test_an_instant_is_shown_in_the_readers_zone_or_names_ours(
    at: datetime, fallback: str
) -> None:
    unix = int(at.timestamp())
    day = f"<!date^{unix}^{{date_short_pretty}} {{time}}|{fallback}>"
    assert markup.date(at, CHICAGO) == day
    left = f"<!date^{unix}^{{ago}}|{fallback}>"
    assert markup.left(at, CHICAGO) == left
    assert markup.when(at, CHICAGO) == f"{day} ({left})"


def test_short_times_leave_out_what_is_clear() -> None:
    assert markup.clock(JULY, CHICAGO, JULY) == "16:10 CDT"
    assert markup.clock(JULY, CHICAGO, slack_boards.NOW) == "4 Jul, 16:10 CDT"
    assert markup.clock(JULY, CHICAGO, MARCH) == "4 Jul 2026, 16:10 CDT"
    assert markup.day(date(2029, 3, 4)) == "4 Mar 2029"


@given(said=slack_boards.nasty)
@settings(max_examples=60)
def test_no_text_makes_a_block_too_large(said: str) -> None:
    written = markup.write("{said}", said=said)
    option = Option(text=said, value="id", description=said)
    row = [
        elements.button(said, "press", "id", "danger"),
        elements.overflow("menu", [option, Option(text=said, value="x" * 151)]),
        elements.select("choose", said, [option]),
        elements.checkboxes("tick", [option]),
    ]
    parts = [
        blocks.header(said),
        blocks.section(written, elements.button(said, "beside", "id")),
        blocks.context(*[written] * 11),
        blocks.actions(row),
        *blocks.words(said),
    ]
    slack_limits.check_message(blocks.message(markup.write("t{x}", x=written), parts))
    field = elements.text_input("field", value=said, placeholder=said, most=1600)
    question = blocks.question("block", said, field, hint=said)
    choice = blocks.question("other", said, elements.choice("field", [option]))
    view = blocks.modal(
        "form", said, [*parts, question, choice], submit=said, close=said
    )
    slack_limits.check_view(view)


@pytest.mark.parametrize("number", [0, 1, 5, 10, 11, 100, 101, 500, 10_001])
def test_menus_take_any_number_of_options(number: int) -> None:
    options = [Option(text=f"No. {n}", value=f"v{n}") for n in range(number)]
    row = [
        elements.overflow("menu", options),
        elements.select("choose", "One of them", options),
        elements.checkboxes("tick", options),
        elements.choice("pick", options),
        *[elements.button("x" * 76, f"press:{n}", "id") for n in range(number)],
    ]
    slack_limits.check_blocks([blocks.actions(row)])


def test_a_hundred_and_one_options_can_all_be_chosen() -> None:
    options = [Option(text=f"No. {n}", value=f"v{n}") for n in range(101)]
    groups = elements.select("choose", "One", options)["option_groups"]
    values = [option["value"] for group in groups for option in group["options"]]
    assert values == [f"v{n}" for n in range(101)]


def test_an_option_whose_id_would_be_cut_is_left_out() -> None:
    fits, too_long = "x" * 150, "x" * 151
    options = [Option(text="a", value=fits), Option(text="b", value=too_long)]
    assert [o["value"] for o in elements.checkboxes("t", options)["options"]] == [fits]


def test_an_id_is_taken_whole_or_refused() -> None:
    assert elements.button("Go", "press", "x" * 2000)["value"] == "x" * 2000
    with pytest.raises(ValueError, match="does not fit"):
        elements.button("Go", "press", "x" * 2001)
    with pytest.raises(ValueError, match="does not fit"):
        blocks.metadata({"reference": "x" * 3000})


@pytest.mark.parametrize(("number", "shown"), [(50, 50), (51, 50), (500, 50)])
def test_a_message_says_that_there_is_more_than_fits(number: int, shown: int) -> None:
    parts = [blocks.header(str(n)) for n in range(number)]
    message = blocks.message(markup.write("t"), parts)
    slack_limits.check_message(message)
    assert len(message.blocks) == shown
    assert (blocks.MORE in slack_limits.words_of(message.blocks)) is (number > shown)


@pytest.mark.parametrize("letter", ["a", "\N{GRINNING FACE}"])
def test_a_view_stays_below_its_size_in_bytes(letter: str) -> None:
    parts = blocks.words(letter * 300_000)
    view = blocks.modal("form", "Words", parts)
    slack_limits.check_view(view)
    assert blocks.MORE in slack_limits.words_of(view["blocks"])
    small = blocks.modal("form", "Words", parts[:5])
    assert small["blocks"] == parts[:5]
    slack_limits.check_view(blocks.home(parts))


def test_a_form_that_asks_can_be_sent_and_one_that_does_not_cannot() -> None:
    field = blocks.question("block", "What?", elements.date_input("field"))
    assert blocks.modal("form", "T", [field])["submit"]["text"] == "Record"
    assert "submit" not in blocks.modal("form", "T", [blocks.divider()])
