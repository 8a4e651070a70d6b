"""What a sound policy leaves to chance is said, and refuses nothing."""

import pytest

from bot.policy import cautions, load
from tests.unit import policy_texts

LARGE = policy_texts.LARGE


def of(text: str) -> list[str]:
    """Return what is worth knowing of a policy."""
    load.parse(text, name="large.toml")
    return [f"{one.line}: {one}" for one in cautions.of(text)]


def about(text: str, what: str) -> list[str]:
    return [one for one in of(text) if what in one]


@pytest.mark.parametrize("name", ["chicago", "minimal", "los_angeles"])
def test_nothing_is_left_to_chance_in_what_comes_along(name: str) -> None:
    text = load.shipped().with_name(f"{name}.toml").read_text(encoding="utf-8")

    assert [str(one) for one in cautions.of(text)] == []


@pytest.mark.parametrize("right", ["second", "close_incident"])
def test_a_right_that_no_role_has_is_named(right: str) -> None:
    text = LARGE.replace(
        'may = ["everything"]',
        'may = ["acknowledge", "attest", "verify", "decide_held_text"]',
    )
    (found,) = about(text, f'no role may "{right}"')

    assert found.startswith(f"{policy_texts.line_of(text, '[[role]]')}: ")
    assert about(LARGE, f'no role may "{right}"') == []


def test_who_decides_is_a_sworn_rank() -> None:
    sworn = LARGE.replace(
        'title = "Sergeant"\n', 'title = "Sergeant"\nis_sworn = true\n'
    )
    sworn = sworn.replace('title = "Captain"\n', 'title = "Captain"\nis_sworn = true\n')

    found = about(LARGE, "sworn")
    assert len(found) == 3
    for part, what in (
        ('may = ["everything"]', '"sergeant" may agree as the second person'),
        ('begins = "footage_past"', '"sergeant" searches and records a loss'),
        ('decided_by = ["captain"]', '"captain" decides on referring'),
    ):
        line = policy_texts.line_of(LARGE, part)
        (one,) = [one for one in found if what in one]
        assert abs(int(one.split(":")[0]) - line) <= 1
    assert about(sworn, "sworn") == []


@pytest.mark.parametrize("channel", ["voice", "email"])
def test_channels_by_which_nothing_is_sent_are_named(channel: str) -> None:
    text = LARGE.replace("[channels]\n", f'[channels]\n{channel} = ["duties"]\n', 1)
    off = LARGE.replace("[channels]\n", f"[channels]\n{channel} = []\n", 1)

    (found,) = about(text, "nothing is sent or heard by it")
    assert found.startswith(
        f"{policy_texts.line_of(text, channel)}: channels.{channel}: "
    )
    assert about(off, "nothing is sent") == about(LARGE, "nothing is sent") == []


@pytest.mark.parametrize(
    ("watches", "what"),
    [
        ([("22:00", "06:00")], ["from 06:00 to 22:00"]),
        ([("06:00", "14:00"), ("14:00", "22:00")], ["from 22:00 to 06:00"]),
        ([("06:00", "14:00"), ("13:00", "24:00")], ["from 00:00 to 06:00"]),
        (
            [("06:00", "12:00"), ("13:00", "22:00")],
            ["from 12:00 to 13:00", "from 22:00 to 06:00"],
        ),
        ([("22:00", "07:00"), ("06:00", "15:00"), ("14:00", "23:00")], []),
        ([("06:00", "06:00")], []),
        ([("00:00", "24:00")], []),
        ([], ["there is no [[watch]]"]),
    ],
)
def test_hours_without_a_watch_are_named(
    watches: list[tuple[str, str]], what: list[str]
) -> None:
    begin = LARGE.index("[[watch]]")
    tables = "".join(
        f'[[watch]]\nid = "w{n}"\ntitle = "W"\nstarts = "{a}"\nends = "{b}"\n'
        for n, (a, b) in enumerate(watches)
    )
    text = LARGE[:begin] + tables + LARGE[LARGE.index("[[ground]]") :]

    found = about(text, "watch")
    assert len(found) == bool(what)
    for part in what:
        assert part in found[0]
