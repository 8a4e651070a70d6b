"""Blocks and views beyond the documented limits are refused; at them, they are not."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.slack import blocks as slack_blocks
from bot.simulator.slack import rules
from tests.edges import slack_stage as stage
from tests.wire import Wire

Block = dict[str, Any]


@pytest.fixture
def play(wire: Wire) -> Iterator[stage.Play]:
    with stage.Play.on(wire) as play:
        yield play


def actions(*elements: Any) -> Block:
    return {"type": "actions", "elements": list(elements)}


def select(kind: str, count: int, **more: Any) -> Block:
    values = [f"v{n}" for n in range(count)]
    text = stage.mrkdwn if kind in ("checkboxes", "radio_buttons") else stage.plain
    return {
        "type": kind,
        "action_id": "pick",
        "options": stage.options(*values, text=text),
        **more,
    }


def option(text: int = 1, value: int = 1) -> Block:
    choice = {"text": stage.plain("t" * text), "value": "v" * value}
    return {"type": "static_select", "action_id": "pick", "options": [choice]}


def groups(count: int) -> Block:
    group = {"label": stage.plain("g"), "options": stage.options("a")}
    return {
        "type": "static_select",
        "action_id": "pick",
        "option_groups": [
            {**group, "options": stage.options(f"v{n}")} for n in range(count)
        ],
    }


def confirm(**lengths: int) -> Block:
    sizes = {"title": 1, "text": 1, "confirm": 1, "deny": 1, **lengths}
    return {name: stage.plain("c" * size) for name, size in sizes.items()}


#: A name, the most, and a block with so many of it.
LIMITS: list[tuple[str, int, Callable[[int], Block]]] = [
    ("section text", 3000, lambda n: stage.section("x" * n)),
    ("fields", 10, lambda n: {"type": "section", "fields": [stage.mrkdwn("f")] * n}),
    (
        "text of a field",
        2000,
        lambda n: {"type": "section", "fields": [stage.plain("f" * n)]},
    ),
    ("header", 150, lambda n: {"type": "header", "text": stage.plain("h" * n)}),
    ("markdown", 12_000, lambda n: {"type": "markdown", "text": "m" * n}),
    ("block id", 255, lambda n: stage.section(block_id="b" * n)),
    (
        "elements of actions",
        25,
        lambda n: actions(*(stage.button(action_id=f"a{k}") for k in range(n))),
    ),
    (
        "elements of a context",
        10,
        lambda n: {"type": "context", "elements": [stage.plain("c")] * n},
    ),
    ("words of a button", 75, lambda n: actions(stage.button("w" * n))),
    ("value of a button", 2000, lambda n: actions(stage.button(value="v" * n))),
    ("action id", 255, lambda n: actions(stage.button(action_id="a" * n))),
    (
        "address of a button",
        3000,
        lambda n: actions(stage.button(url="https://h.example/".ljust(n, "x"))),
    ),
    ("options of a select", 100, lambda n: actions(select("static_select", n))),
    ("options of a multi", 100, lambda n: actions(select("multi_static_select", n))),
    ("groups of options", 100, lambda n: actions(groups(n))),
    ("items of an overflow", 5, lambda n: actions(select("overflow", n))),
    ("boxes", 10, lambda n: actions(select("checkboxes", n))),
    ("radio buttons", 10, lambda n: actions(select("radio_buttons", n))),
    ("words of an option", 75, lambda n: actions(option(text=n))),
    ("value of an option", 150, lambda n: actions(option(value=n))),
    (
        "placeholder",
        150,
        lambda n: actions(select("static_select", 1, placeholder=stage.plain("p" * n))),
    ),
    (
        "title of a confirmation",
        100,
        lambda n: actions(stage.button(confirm=confirm(title=n))),
    ),
    (
        "text of a confirmation",
        300,
        lambda n: actions(stage.button(confirm=confirm(text=n))),
    ),
    (
        "button of a confirmation",
        30,
        lambda n: actions(stage.button(confirm=confirm(deny=n))),
    ),
    ("label", 2000, lambda n: stage.asks("L" * n, block_id="b")),
    ("hint", 2000, lambda n: stage.asks("L", hint=stage.plain("h" * n))),
    (
        "initial value",
        3000,
        lambda n: stage.asks("L", element={"initial_value": "i" * n}),
    ),
    (
        "address of an image",
        3000,
        lambda n: {
            "type": "image",
            "image_url": "https://h.example/".ljust(n, "x"),
            "alt_text": "a",
        },
    ),
    (
        "words for an image",
        2000,
        lambda n: {"type": "image", "image_url": "https://h", "alt_text": "a" * n},
    ),
]


@pytest.mark.parametrize(
    ("most", "block"), [limit[1:] for limit in LIMITS], ids=[x[0] for x in LIMITS]
)
def test_each_limit_holds_to_the_character(
    most: int, block: Callable[[int], Block]
) -> None:
    assert slack_blocks.problems([block(most)], "message") == []
    (problem,) = slack_blocks.problems([block(most + 1)], "message")
    assert "[json-pointer:/blocks/0" in problem


@pytest.mark.parametrize(
    ("surface", "most"), [("message", 50), ("modal", 100), ("home", 100)]
)
def test_a_surface_takes_so_many_blocks(surface: str, most: int) -> None:
    blocks = [stage.section()] * (most + 1)
    assert slack_blocks.problems(blocks[:-1], surface) == []
    (problem,) = slack_blocks.problems(blocks, surface)
    assert f"no more than {most} items allowed" in problem


WRONG: list[tuple[str, Any, str]] = [
    ("no blocks", {"type": "divider"}, "array of blocks"),
    ("no object", ["x"], "unsupported type"),
    ("an unknown block", [{"type": "banner"}], "unsupported type"),
    ("an empty section", [{"type": "section"}], "text or fields"),
    ("a blank text", [stage.section("")], "more than 0 characters"),
    ("an empty list", [actions()], "missing required field: elements"),
    ("an unknown element", [actions({"type": "slider"})], "unsupported type: slider"),
    (
        "a field beside buttons",
        [actions(stage.asks("L")["element"])],
        "unsupported type: plain_text_input",
    ),
    (
        "a button in an input",
        [stage.asks("L", element=stage.button())],
        "unsupported type: button",
    ),
    (
        "a button without words",
        [actions({"type": "button", "action_id": "a"})],
        "missing required field: text",
    ),
    (
        "a button with mrkdwn",
        [actions({**stage.button(), "text": stage.mrkdwn("w")})],
        "unsupported text type: mrkdwn",
    ),
    (
        "no action id",
        [actions({"type": "button", "text": stage.plain("w")})],
        "missing required field: action_id",
    ),
    ("a strange style", [actions(stage.button(style="red"))], "primary or danger"),
    ("an address that is none", [actions(stage.button(url="here"))], "valid url"),
    (
        "the same action id twice in a block",
        [actions(stage.button("a"), stage.button("b"))],
        "`action_id` already exists",
    ),
    (
        "the same block id twice",
        [stage.section(block_id="b"), stage.section(block_id="b")],
        "`block_id` 'b' already exists",
    ),
    (
        "an option that is none",
        [actions({**select("static_select", 1), "options": ["a"]})],
        "must be an object",
    ),
    (
        "an initial option that is not offered",
        [actions(select("static_select", 1, initial_option=stage.options("other")[0]))],
        "none of the options",
    ),
    (
        "a number field without its kind",
        [stage.asks("L", element={"type": "number_input"})],
        "is_decimal_allowed",
    ),
    (
        "an initial value beyond the field's own limit",
        [stage.asks("L", element={"max_length": 2, "initial_value": "abc"})],
        "longer than max_length",
    ),
    (
        "a field that takes too much",
        [stage.asks("L", element={"max_length": 3001})],
        "between 1 and 3000",
    ),
    (
        "mrkdwn with emoji",
        [{"type": "section", "text": {**stage.mrkdwn("x"), "emoji": True}}],
        "additional property: emoji",
    ),
    (
        "a group of options that is none",
        [actions({**groups(1), "option_groups": ["g"]})],
        "must be an object",
    ),
    (
        "a group of options without a label",
        [actions({**groups(1), "option_groups": [{"options": stage.options("a")}]})],
        "option_groups/label",
    ),
    (
        "initial options that are not offered",
        [actions(select("checkboxes", 1, initial_options=stage.options("other")))],
        "none of the options",
    ),
    (
        "an explanation that is too long",
        [
            actions(
                select(
                    "static_select",
                    1,
                    options=[
                        {**stage.options("a")[0], "description": stage.plain("d" * 76)}
                    ],
                )
            )
        ],
        "less than 76 characters",
    ),
    (
        "a picture without words",
        [stage.section(accessory={"type": "image", "image_url": "https://h"})],
        "missing required field: alt_text",
    ),
    (
        "a text where a list is expected",
        [{"type": "context", "elements": "words"}],
        "missing required field: elements",
    ),
    ("rich text of nothing", [{"type": "rich_text"}], "elements"),
    ("a confirmation that is none", [actions(stage.button(confirm="yes"))], "text"),
]


@pytest.mark.parametrize(
    ("blocks", "reason"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_what_is_wrong_is_said_with_its_place(blocks: Any, reason: str) -> None:
    problems = slack_blocks.problems(blocks, "message")
    assert any(reason in problem for problem in problems), problems


def test_what_is_like_it_but_right_is_taken() -> None:
    blocks = [
        stage.section(
            accessory={"type": "image", "image_url": "https://h", "alt_text": "a"}
        ),
        {"type": "context", "elements": [{**stage.plain("c"), "emoji": True}]},
        actions(groups(1)),
        actions(
            select(
                "checkboxes",
                2,
                initial_options=stage.options("v1", text=stage.mrkdwn),
            )
        ),
        stage.asks("A", element={"type": "number_input", "is_decimal_allowed": False}),
        stage.asks("B", element={"max_length": 3, "initial_value": "abc"}),
        {"type": "rich_text", "elements": []},
    ]
    assert slack_blocks.problems(blocks, "message") == []


def test_the_same_action_id_may_stand_in_two_blocks() -> None:
    rows = [actions(stage.button(value=str(n))) for n in range(3)]
    assert slack_blocks.problems(rows, "message") == []


def test_markdown_stands_in_messages_only() -> None:
    block = {"type": "markdown", "text": "m"}
    assert slack_blocks.problems([block], "message") == []
    assert "markdown" in slack_blocks.problems([block], "modal")[0]


NAMES = st.sampled_from(
    (
        *("type", "text", "element", "elements", "accessory", "fields", "options"),
        *("option_groups", "value", "label", "initial_option", "initial_options"),
        *("initial_value", "max_length", "url", "style", "confirm", "action_id"),
        *("block_id", "placeholder", "description"),
    )
)
KINDS = st.sampled_from(
    (
        *("section", "actions", "context", "input", "button", "overflow", "image"),
        *("static_select", "number_input", "plain_text", "mrkdwn", "checkboxes"),
        *("header", "rich_text"),
    )
)
nonsense = st.recursive(
    st.none() | st.booleans() | st.integers() | KINDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(NAMES, inner | KINDS, max_size=5)
        | st.builds(
            lambda kind, rest: {**rest, "type": kind},
            KINDS,
            st.dictionaries(NAMES, inner, max_size=5),
        )
    ),
    max_leaves=15,
)


@given(st.lists(nonsense, max_size=3), st.sampled_from(["message", "modal", "home"]))
def test_nonsense_is_refused_and_never_an_error(blocks: Any, surface: str) -> None:
    problems = slack_blocks.problems(blocks, surface)
    assert problems or all(isinstance(block, dict) for block in blocks)


def test_the_api_refuses_blocks_with_what_is_wrong(play: stage.Play) -> None:
    post, where = play.client.chat_postMessage, {"channel": play.dispatch.id}
    blocks = [stage.section()] * 51
    assert stage.refusal(post, text="x", blocks=blocks, **where) == "invalid_blocks"
    reasons = stage.details(post, text="x", blocks=blocks, **where)
    assert reasons == "[ERROR] no more than 50 items allowed [json-pointer:/blocks]"
    assert post(text="x", blocks=blocks[:50], **where)["ok"]
    assert stage.refusal(post, text="x", blocks="[oops", **where) == (
        "invalid_blocks_format"
    )
    ts = play.posts()
    change = {"ts": ts, "text": "x", **where}
    assert stage.refusal(play.client.chat_update, blocks=blocks, **change) == (
        "invalid_blocks"
    )
    assert play.client.chat_update(blocks=blocks[:50], **change)["ok"]
    show = {"user": play.asha.id, "text": "x", **where}
    assert stage.refusal(play.client.chat_postEphemeral, blocks=blocks, **show) == (
        "invalid_blocks"
    )


VIEW_LIMITS: list[tuple[str, int, Callable[[int], Block]]] = [
    ("title", 24, lambda n: stage.modal(title=stage.plain("t" * n))),
    ("submit", 24, lambda n: stage.modal(submit=stage.plain("s" * n))),
    ("close", 24, lambda n: stage.modal(close=stage.plain("c" * n))),
    ("private metadata", 3000, lambda n: stage.modal(private_metadata="p" * n)),
    ("callback id", 255, lambda n: stage.modal(callback_id="c" * n)),
    ("external id", 255, lambda n: stage.modal(external_id="e" * n)),
    ("blocks", 100, lambda n: stage.modal(*[stage.section()] * n)),
]


@pytest.mark.parametrize(
    ("most", "view"),
    [limit[1:] for limit in VIEW_LIMITS],
    ids=[x[0] for x in VIEW_LIMITS],
)
def test_each_limit_of_a_view_holds(most: int, view: Callable[[int], Block]) -> None:
    assert rules.view_problems(view(most), ["modal"]) == []
    assert len(rules.view_problems(view(most + 1), ["modal"])) == 1


@pytest.mark.parametrize(
    ("view", "reason"),
    [
        ({**stage.modal(), "type": "home"}, "unsupported type"),
        ({k: v for k, v in stage.modal().items() if k != "title"}, "title"),
        (stage.modal(title=stage.mrkdwn("t")), "plain_text"),
        ({k: v for k, v in stage.modal().items() if k != "submit"}, "`submit` is"),
        (stage.modal({"type": "banner"}), "unsupported type"),
    ],
)
def test_what_is_wrong_with_a_view_is_said(view: Block, reason: str) -> None:
    (problem,) = rules.view_problems(view, ["modal"])
    assert reason in problem


def test_a_modal_without_input_needs_no_submit() -> None:
    view = stage.modal(stage.section())
    del view["submit"]
    assert rules.view_problems(view, ["modal"]) == []
