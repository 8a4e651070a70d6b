"""Policies at the command line."""

from pathlib import Path

import pytest

from bot.policy import load
from tests.edges.cli_stage import Terminal

SHORT = str(Path(__file__).resolve().parents[1] / "policies" / "short.toml")


def test_a_sound_policy_is_named_with_its_version(bare_terminal: Terminal) -> None:
    shipped = load.shipped()
    done = bare_terminal.does("policy", "check", str(shipped))

    assert "is a sound policy: Chicago: ICE On Notice" in done.out
    assert load.version_of(shipped.read_text(encoding="utf-8")) in done.out


@pytest.mark.parametrize("name", ["chicago", "los_angeles", "minimal"])
def test_every_policy_that_comes_along_is_sound_and_can_be_explained(
    bare_terminal: Terminal, name: str
) -> None:
    file = str(load.shipped().with_name(f"{name}.toml"))
    opened = ("--opened-at", "2026-03-10T16:40:00-05:00")

    assert "is a sound policy" in bare_terminal.does("policy", "check", file).out
    told = bare_terminal.does("policy", "explain", file, *opened).out
    assert "Everything, in order" in told
    assert "Body-worn" in told


def test_what_is_imagined_can_be_chosen(bare_terminal: Terminal) -> None:
    opened = ("--opened-at", "2026-03-10T16:40:00-05:00")
    plain = bare_terminal.does("policy", "explain", *opened).out
    chosen = bare_terminal.does(
        "policy", "explain", *opened, "--fact", "hurt", "--fact", "force",
        "--learned", "reported", "--source", "cta", "--kind", "city_property",
    ).out  # fmt: skip

    for told in (
        "EMS: ",
        "DEPUTY: ",
        "PAPERS: ",
        "Footage cta:",
        "Footage call_audio:",
    ):
        assert f"\n\n{told}" in chosen
        assert f"\n\n{told}" not in plain


@pytest.mark.parametrize(
    ("option", "value", "known"),
    [
        ("--fact", "dead", "it has: hurt, force"),
        ("--source", "tram", "cta"),
        ("--kind", "murder", "alleged_violation"),
    ],
)
def test_what_the_policy_does_not_have_is_not_imagined(
    bare_terminal: Terminal, option: str, value: str, known: str
) -> None:
    refused = bare_terminal.types("policy", "explain", option, value)

    assert refused.code == 2
    assert f'"{value}"' in refused.err
    assert known in refused.err


def test_a_wrong_policy_is_a_no_with_every_line(bare_terminal: Terminal) -> None:
    text = load.shipped().read_text(encoding="utf-8")
    wrong = text.replace('quiet_at_scene = "20m"', 'quiet_at_scene = "20 minutes"')
    wrong = wrong.replace('starts = "22:00"', 'begins = "22:00"')
    file = bare_terminal.writes("wrong.toml", wrong)
    refused = bare_terminal.types("policy", "check", file)

    assert refused.code == 1
    assert refused.out == ""
    assert "wrong.toml" in refused.err
    assert "quiet_at_scene" in refused.err
    assert "begins" in refused.err
    assert bare_terminal.types("policy", "check", "none.toml").code == 2


def test_the_timeline_is_told_of_a_file_and_of_the_policy_in_force(
    bare_terminal: Terminal,
) -> None:
    opened = ("--opened-at", "2026-03-10T16:40:00-05:00")
    shipped = bare_terminal.does("policy", "explain", *opened).out
    short = bare_terminal.does("policy", "explain", SHORT, *opened).out

    assert shipped.startswith("Chicago: ICE On Notice")
    assert short.startswith("Seconds, for tests")
    for told in (shipped, short):
        assert "Tue 10 Mar 2026 16:40:00 CDT  opened" in told

    bare_terminal.writes(".env", f"POLICY_FILE={SHORT}\n")
    assert bare_terminal.does("policy", "explain", *opened).out == short


@pytest.mark.parametrize(
    "written", ["2026-03-10T16:40", "2026-03-10T21:40Z", "2026-03-10 16:40"]
)
def test_a_time_without_an_offset_is_by_the_policys_clock(
    bare_terminal: Terminal, written: str
) -> None:
    told = bare_terminal.does("policy", "explain", SHORT, "--opened-at", written).out

    assert "Tue 10 Mar 2026 16:40:00 CDT  opened" in told


def test_the_timeline_can_be_told_from_now_on(bare_terminal: Terminal) -> None:
    assert "opened" in bare_terminal.does("policy", "explain", SHORT).out


def test_the_schema_is_one_json_value(bare_terminal: Terminal) -> None:
    schema = bare_terminal.does("policy", "schema").json

    assert schema == load.json_schema()


def test_a_wrong_policy_in_force_is_a_wrong_setting(bare_terminal: Terminal) -> None:
    bare_terminal.writes("wrong.toml", "title = 1\n")
    bare_terminal.writes(".env", "POLICY_FILE=wrong.toml\n")
    refused = bare_terminal.types("policy", "explain")

    assert refused.code == 2
    assert "wrong.toml" in refused.err
