"""What is owed under a policy can be ended, and footage be kept and seen by two."""

import re

import pytest

from bot.policy import load
from tests.unit import policy_texts
from tests.unit.policy_texts import problems_of

LARGE = policy_texts.LARGE


def without(duty: str) -> str:
    """Return the large policy without one of its duties."""
    pattern = rf'\[\[duty\]\]\nid = "{duty}"\n(?:(?!\[\[(?!duty\.))[^\n]*\n)*'
    text, count = re.subn(pattern, "", LARGE)
    assert count == 1
    return text


@pytest.mark.parametrize(
    ("there", "instead", "what", "line"),
    [
        # Who owes it is a role where nobody is known by name.
        ('id = "seen"', "opener", "is owed by a role", "owner"),
        ('id = "seen"', "recorder", "is owed by a role", "owner"),
        ('id = "search"', "opener", "is owed by a role", "owner"),
        ('id = "still"', "recorder", "is owed by a role", "owner"),
        ('id = "held_text"', "opener", "is owed by a role", "owner"),
        ('id = "asked"', "recorder", "has no recorder", "owner"),
        ('id = "kept"', "recorder", "has no recorder", "owner"),
        # Who owes it may end it.
        ('id = "asked"', "captain", 'owes this and may not "attest"', "owner"),
        ('id = "seen"', "clerk", 'owes this and may not "verify"', "owner"),
        ('id = "search"', "clerk", 'owes this and may not "verify"', "owner"),
        ('id = "held_text"', "clerk", 'may not "decide_held_text"', "owner"),
        ('id = "seen"', "sergeant", None, "owner"),
        ('id = "asked"', "clerk", None, "owner"),
        ('id = "asked"', "opener", None, "owner"),
    ],
)
def test_owner_of_a_duty_can_end_it(
    there: str, instead: str, what: str | None, line: str
) -> None:
    begin = LARGE.index(there, LARGE.index("[[duty]]"))
    owner = re.compile(r'^owner = "[a-z_]+"$', re.MULTILINE)
    text = LARGE[:begin] + owner.sub(f'owner = "{instead}"', LARGE[begin:], count=1)

    if what is None:
        assert load.parse(text, name="large.toml").title == "Small"
        return
    (found,) = [one for one in problems_of(text) if what in str(one)]
    assert text.splitlines()[found.line - 1] == f'owner = "{instead}"'


def test_somebody_may_open_incidents() -> None:
    text = LARGE.replace('"open_incident", ', "").replace('["everything"]', '["undo"]')

    (found,) = [one for one in problems_of(text) if "open_incident" in str(one)]
    assert "nobody could open an incident" in str(found)


def test_somebody_who_hears_of_a_flag_may_state_its_ground() -> None:
    text = LARGE.replace('default_for = ["officer"]\n', "")

    (found,) = [one for one in problems_of(text) if "default_for" in str(one)]
    assert "a flag by text names no ground" in str(found)


def test_words_are_decided_on_by_roles_that_may() -> None:
    text = LARGE.replace(
        'authority = "test"\ndecided_by = ["sergeant"]',
        'authority = "test"\ndecided_by = ["captain"]',
    )

    (found,) = [one for one in problems_of(text) if "decided_by" in str(one)]
    assert 'the role "captain" decides here and may not "decide_held_text"' in str(
        found
    )


def test_footage_that_is_kept_is_seen_by_a_second_person() -> None:
    found = [
        one for one in problems_of(without("seen")) if "footage_attested" in one.what
    ]

    assert [one.key for one in found[:2]] == [
        '[[source]] 1 "bwc", id',
        '[[source]] 2 "bus", id',
    ]
    assert "nobody would look a second time" in found[0].what


@pytest.mark.parametrize(
    ("duty", "answer", "source"),
    [
        ("flag", "deletion", "bwc"),
        ("asked", "request", "bus"),
        ("kept", "kept", "bus"),
    ],
)
def test_an_answer_that_says_nothing_of_footage_does_not_keep_it(
    duty: str, answer: str, source: str
) -> None:
    begin = LARGE.index(f'id = "{duty}"')
    text = LARGE[:begin] + LARGE[begin:].replace(f'answer = "{answer}"\n', "", 1)

    found = [one for one in problems_of(text) if "states that" in one.what]
    assert f'"{source}"' in found[0].key


@pytest.mark.parametrize(
    ("duty", "answer"),
    [("search", "search"), ("still", "kept"), ("held_text", "held_text")],
)
def test_what_only_one_answer_ends_is_answered_so(duty: str, answer: str) -> None:
    begin = LARGE.index(f'id = "{duty}"')
    line = f'answer = "{answer}"\n'
    unsaid = LARGE[:begin] + LARGE[begin:].replace(line, "", 1)
    wrong = LARGE[:begin] + LARGE[begin:].replace(line, 'answer = "words"\n', 1)

    assert load.parse(unsaid, name="large.toml").duty_of(duty).answer == answer
    (found,) = [one for one in problems_of(wrong) if "alone ends" in str(one)]
    assert f'answer: "{answer}" alone ends' in str(found)


@pytest.mark.parametrize(
    ("there", "instead", "what"),
    [
        ('title = "Small"', 'title = "Sm\\u0000all"', "cannot be shown"),
        ('title = "Small"', 'title = "Small\\nlarge"', "cannot be shown"),
        ('title = "Small"', 'title = "  "', "is empty"),
        ('question = "Flag it."', 'question = "Flag\\rit."', "cannot be shown"),
        ('text = "Opened."', 'text = """Opened.\n"""', "cannot be shown"),
        ('citation = "Rule 1"', 'citation = "\\tRule 1"', "cannot be shown"),
        ('addressee = "Bus company"', 'addressee = "\\u001b[31m"', "cannot be shown"),
        ('by = "Chief"', 'by = "\\u0085"', "cannot be shown"),
    ],
)
def test_texts_are_single_lines_that_can_be_shown(
    there: str, instead: str, what: str
) -> None:
    text = LARGE.replace(there, instead, 1)

    (found,) = [one for one in problems_of(text) if what in str(one)]
    assert found.line == policy_texts.line_of(LARGE, there)
    assert found.example is not None


@pytest.mark.parametrize("value", ['"x"', '"5"', "1.5", "nan", "true", "0", "[]", "{}"])
def test_numbers_are_whole_numbers_in_plain_words(value: str) -> None:
    text = LARGE.replace(
        'kind = "lot"\n', f'kind = "lot"\nwithin_metres = {value}\n', 1
    )

    (found,) = [one for one in problems_of(text) if "within_metres" in one.key]
    assert found.what in ("must be a whole number", "must be at least 1")
