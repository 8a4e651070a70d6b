"""Policies at the command line."""

from pathlib import Path

import pytest

from bot.policy import load
from tests.edges.cli_stage import Terminal

SHORT = str(Path(__file__).resolve().parents[1] / "policies" / "short.toml")

CAN_DO_ALL_BUT_AGREE = """\
may = [
    "open_incident", "acknowledge", "attest", "verify", "undo", "show_status",
    "close_incident",
]"""


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


def test_what_a_sound_policy_leaves_to_chance_is_said_and_is_no_error(
    bare_terminal: Terminal,
) -> None:
    text = load.shipped().with_name("minimal.toml").read_text(encoding="utf-8")
    less = text.replace('may = ["everything"]', CAN_DO_ALL_BUT_AGREE)
    file = bare_terminal.writes("less.toml", less)
    line = text[: text.index("[[role]]")].count("\n") + 1

    told = bare_terminal.does("policy", "check", file).out
    assert "is a sound policy" in told
    assert f'less.toml:{line}: role: no role may "second": what needs two' in told
    shipped = bare_terminal.does("policy", "check", str(load.shipped())).out
    assert len(shipped.splitlines()) == 2


def test_what_nothing_comes_of_is_told_plainly(bare_terminal: Terminal) -> None:
    told = bare_terminal.does("policy", "explain").out

    assert "  voice: off; nothing is sent or heard by it in this version" in told
    assert "  email: off; nothing is sent or heard by it in this version" in told
    referred = told[told.index("Referred to: Cook County State's Attorney") :]
    flat = " ".join(referred.split())
    assert "Told by Holdfast: nobody yet; whoever decides hands it over" in flat


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


def test_a_kind_is_imagined_only_on_days_on_which_it_is_in_force(
    bare_terminal: Terminal,
) -> None:
    kind = ("--kind", "city_property", "--opened-at")

    refused = bare_terminal.types("policy", "explain", *kind, "2025-10-05T23:59")
    assert refused.code == 2
    assert '"city_property" is not in force on 5 Oct 2025' in refused.err
    told = bare_terminal.does("policy", "explain", *kind, "2025-10-06T00:00").out
    assert "kind: city_property" in told


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00Z", "9999-12-31T23:00"])
def test_a_time_outside_of_the_calendar_is_bad_usage(
    bare_terminal: Terminal, when: str
) -> None:
    refused = bare_terminal.types("policy", "explain", "--opened-at", when)

    assert refused.code == 2
    assert "between the years 1970 and 2999" in refused.err


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
