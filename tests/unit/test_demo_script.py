"""What a story file must be, and how everything that is wrong is told at once."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.policy import load, problems
from bot.simulator.demo.play import fitting, script, script_problems
from models import errors

GOOD = """\
id = "small"
title = "Small"
about = "A small story."
starts_at = 2026-03-10T15:40:00

[[step]]
tell = "An officer texts."
rule = "aid"
look = "phone:Asha Reyes"
text = { who = "Asha Reyes", words = "NEW agents struck a man" }

[[step]]
hears = { who = "Asha Reyes", words = "{ref} opened" }

[[step]]
sees = { who = "Boyd Ellis", words = "AID", in = "dispatch", ref = "{ref:1}" }

[[step]]
press = { who = "Boyd Ellis", button = "I have it", on = "list", duty = "AID" }

[[step]]
fill = { who = "Boyd Ellis", values = { Why = "As told", Or = ["One", "Two"] } }

[[step]]
submit = { who = "Boyd Ellis", is_refused = true }

[[step]]
slash = { who = "Boyd Ellis", line = "/incident ack {code:AID}" }

[[step]]
says_in_thread = { who = "Boyd Ellis", words = "On my way." }

[[step]]
clock = { to = "22:16" }

[[step]]
trouble = { switch = "phone_off", who = "Asha Reyes", on = true }

[[step]]
trouble = { switch = "slack_down", on = false }

[[step]]
bot = { do = "kill" }

[[step]]
look = "proof"
check = {}
"""

#: (what stands in the file, what is put there instead, what is found wrong there).
#: The problem stands on the first line of the replacement that differs.
WRONG = [
    # The head.
    ('title = "Small"', "title = 5", "title: must be text in quotes"),
    ('title = "Small"', 'title = ""', "title: is empty"),
    ('title = "Small"', f'title = "{"x" * 61}"', "longer than 60 characters"),
    ('id = "small"', 'id = "Small one"', "id: does not have the form"),
    ("T15:40:00", "T15:40:00Z", "starts_at: has a zone"),
    ("= 2026-03-10T15:40:00", '= "15:40"', "starts_at: must be a date and a time"),
    ("about = ", "abuot = ", "abuot: is no key here; did you mean about?"),
    # The step.
    ("tell = ", "tells = ", "step 1, tells: is no key here; did you mean tell?"),
    ('"An officer texts."', f'"{"x" * 241}"', "longer than 240 characters"),
    ('rule = "aid"', "rule = 1", "step 1, rule: must be text in quotes"),
    ("clock = ", "check = {}\nclock = ", "step 9, check: has clock and check; "),
    ("check = {}", "check = 1", "step 13, check: must be a table in { }"),
    ('bot = { do = "kill" }', "", "step 12: neither tells anything nor"),
    ("[[step]]\nhears", '[[step]]\nrule = "aid"\nhears', "rule: is shown beside what"),
    # The deeds.
    ('words = "NEW agents struck a man"', "word = 1", "step 1, text.word: is no key"),
    ('words = "NEW agents struck a man"', 'words = ""', "text.words: is empty"),
    ('who = "Asha Reyes", words = "NEW', 'words = "NEW', "text.who: is missing"),
    ('on = "list"', 'on = "lists"', "press.on: must be 'card', 'list'"),
    ('in = "dispatch"', 'in = "channel"', "sees.in: must be 'dispatch', 'dm'"),
    ('line = "/incident', 'line = "incident', "slash.line: does not have the form"),
    ('to = "22:16"', 'to = "24:16"', "clock.to: does not have the form"),
    ('to = "22:16"', 'to = "45m"', "clock.to: does not have the form"),
    ('to = "22:16"', "to = 22:16:00", "clock.to: must be text in quotes"),
    ("on = true", "on = 1", "trouble.on: must be true or false"),
    ('"phone_off"', '"phone_of"', "trouble.switch: must be 'phone_off'"),
    ('"phone_off", who = "Asha Reyes"', '"phone_off"', "phone_off needs who"),
    ('"slack_down"', '"slack_down", who = "Boyd Ellis"', "slack_down is nobody's own"),
    ('do = "kill"', 'do = "stop"', "bot.do: must be 'kill' or 'start'"),
    ('Why = "As told"', "Why = 5", "fill.values.Why"),
    ("is_refused = true", 'is_refused = "yes"', "is_refused: must be true or false"),
]

#: The same for what depends on the policy and the people.
UNFIT = [
    ('rule = "aid"', 'rule = "aide"', 'no duty "aide"; did you mean aid?'),
    ('text = { who = "Asha Reyes"', 'text = { who = "Asha"', "did you mean Asha Reyes"),
    ('text = { who = "Asha Reyes"', 'text = { who = "Dana Whitlock"', "has no phone"),
    ('sees = { who = "Boyd Ellis"', 'sees = { who = "Asha Reyes"', "is not in Slack"),
    ('slash = { who = "Boyd Ellis"', 'slash = { who = "Bob"', "there are: "),
    ('"phone_off", who = "Asha Reyes"', '"phone_off", who = "Dana Whitlock"', "phone"),
    ('duty = "AID"', 'duty = "AIDE"', 'has the word "AIDE"; did you mean AID?'),
    ("{code:AID}", "{code:ADI}", 'no duty has the word "ADI"'),
    ("{code:AID}", "{cod}", "nothing is known as {cod}; there are: {code}"),
    ("{ref} opened", "{ref:0} opened", "nothing is known as {ref:0}"),
    ('ref = "{ref:1}"', 'ref = "{refs}"', "nothing is known as {refs}"),
    ('Or = ["One"', 'Or = ["{one}"', "nothing is known as {one}"),
    ('look = "phone:Asha Reyes"', 'look = "phone:Asha"', "did you mean Asha Reyes"),
    ('look = "phone:Asha Reyes"', 'look = "dm:Asha Reyes"', "is not in Slack"),
    ('look = "phone:Asha Reyes"', 'look = "phone:Dana Whitlock"', "has no phone"),
    ('look = "phone:Asha Reyes"', 'look = "sky"', 'nothing to look at in "sky"'),
]


@dataclass(frozen=True)
class Somebody:
    """One of the roster."""

    name: str
    phone: str | None = None
    slack_user_id: str | None = None


CAST = [
    Somebody("Asha Reyes", phone="+13125550101"),
    Somebody("Boyd Ellis", phone="+13125550103", slack_user_id="U0BOYD"),
    Somebody("Dana Whitlock", slack_user_id="U0DANA"),
]

POLICY, _, _ = load.load(load.shipped())


def refused(text: str) -> tuple[problems.Problem, ...]:
    """Return everything that is wrong with a story."""
    with pytest.raises(errors.ConfigurationError) as caught:
        fitting.check(script.parse(text, name="mine.toml"), policy=POLICY, cast=CAST)
    found: tuple[problems.Problem, ...] = caught.value.fields["problems"]
    for problem in found:
        assert f"mine.toml:{problem.line}: {problem}" in str(caught.value)
    return found


def changed_line(text: str) -> int:
    """Return the first line on which a text is not the good one any more."""
    pairs = zip(GOOD.splitlines(), text.splitlines(), strict=False)
    return next(n for n, (old, new) in enumerate(pairs, start=1) if old != new)


def test_a_story_is_read_as_it_stands() -> None:
    story = script.parse(GOOD, name="mine.toml")
    fitting.check(story, policy=POLICY, cast=CAST)
    deeds = [type(step.deed).__name__ for step in story.step]
    assert deeds == [
        *("Text", "Hears", "Sees", "Press", "Fill", "Submit", "Slash"),
        *("SaysInThread", "Clock", "Trouble", "Trouble", "Bot", "Check"),
    ]
    in_chicago = story.starts_at_in(ZoneInfo("America/Chicago"))
    assert in_chicago == datetime(2026, 3, 10, 20, 40, tzinfo=UTC)


@pytest.mark.parametrize(("good", "bad", "what"), WRONG)
def test_what_is_wrong_is_named_where_it_stands(good: str, bad: str, what: str) -> None:
    assert GOOD.count(good) == 1
    text = GOOD.replace(good, bad)
    found = refused(text)
    said = [str(problem) for problem in found if what in str(problem)]
    assert said, found
    assert all(problem.example for problem in found)
    # What is missing is told where it should stand; all else where it stands.
    if bad and "neither" not in what:
        lines = {problem.line for problem in found if what in str(problem)}
        assert lines & {changed_line(text), changed_line(text) - 1}


@pytest.mark.parametrize(("good", "bad", "what"), UNFIT)
def test_what_the_policy_and_the_roster_do_not_have_is_named(
    good: str, bad: str, what: str
) -> None:
    assert GOOD.count(good) == 1
    text = GOOD.replace(good, bad)
    (problem,) = refused(text)
    assert what in str(problem)
    assert problem.line == changed_line(text)
    assert not fitting.fits(
        script.parse(text, name="mine.toml"), policy=POLICY, cast=CAST
    )


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_file() -> None:
    bad = (
        GOOD.replace('id = "small"', "id = 1")
        .replace('do = "kill"', 'do = "stop"')
        .replace('in = "dispatch"', 'in = "channel"')
    )
    found = refused(bad)
    assert [problem.key for problem in found] == [
        "id",
        "step 3, sees.in",
        "step 12, bot.do",
    ]
    assert [problem.line for problem in found] == sorted(one.line for one in found)


def test_every_key_has_an_example_that_is_right() -> None:
    keys = {*script.Story.model_fields, *script.Step.model_fields}
    assert keys == set(script_problems.EXAMPLES)
    for name in script.DEEDS:
        line = script_problems.EXAMPLES[name].partition(", or {")[0]
        head = GOOD[: GOOD.index("[[step]]")]
        assert script.parse(f"{head}[[step]]\n{line}\n", name="mine.toml")


@pytest.mark.parametrize(
    ("text", "line"),
    [("id = ", 1), ("id = 'a'\nid = 'b'", 2), ("[[step]\n", 1)],
)
def test_what_is_no_toml_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(errors.ConfigurationError) as caught:
        script.parse(text, name="mine.toml")
    (problem,) = caught.value.fields["problems"]
    assert (problem.key, problem.line) == ("TOML", line)


def test_a_mark_before_the_first_byte_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f"\ufeff{GOOD}", encoding="utf-8")
    assert script.read(path).id == "small"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.ConfigurationError, match=r"gone\.toml cannot be read"):
        script.read(tmp_path / "gone.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes('title = "caf\xe9"'.encode("latin-1"))
    with pytest.raises(errors.ConfigurationError, match=r"not in UTF-8 \(at byte 12\)"):
        script.read(latin)


def test_the_stories_that_are_shipped_tell_each_step_in_a_sentence_or_two() -> None:
    stories = script.shipped()
    assert len({story.id for story in stories}) == len(stories) == 3
    for story in stories:
        assert story.about.endswith(".")
        for step in story.step:
            if step.tell is not None:
                assert step.tell.endswith((".", "?"))
                assert step.tell.count(". ") <= 1
                assert "guilt" not in step.tell
                assert "victim" not in step.tell


DOCUMENT = (Path(__file__).parents[2] / "docs" / "demo.md").read_text()


def test_the_story_in_the_document_can_be_played() -> None:
    text = DOCUMENT.split("```toml\n")[1].split("```")[0]
    story = script.parse(text, name="scene.toml")
    fitting.check(story, policy=POLICY, cast=CAST)


def test_the_document_names_every_key_of_a_story() -> None:
    deeds = [script.Step.model_fields[name].annotation for name in script.DEEDS]
    keys = {*script.Story.model_fields, *script.Step.model_fields} - {"step"}
    for deed in deeds:
        (model,) = [one for one in deed.__args__ if one is not type(None)]  # type: ignore[union-attr]
        keys |= {field.alias or name for name, field in model.model_fields.items()}
    missing = {key for key in keys if not re.search(rf"\b{key}\b", DOCUMENT)}
    assert not missing
