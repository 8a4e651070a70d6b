"""`.env.example` tells of every variable, and nothing else reads the environment."""

import ast
import re

import pytest

from bot import settings
from bot.cli import env_template
from tests.guards import files

EXAMPLE = files.ROOT / ".env.example"

#: The one module of the product that looks at the process's environment.
READER = "bot/cli/access.py"

#: Plays the world outside, and refuses to where real credentials are set.
OUTSIDE = "bot/simulator/"


def test_example_is_what_the_program_writes() -> None:
    assert EXAMPLE.read_text(encoding="utf-8") == env_template.write({})


def test_example_names_every_variable_once_and_no_other() -> None:
    named = re.findall(r"^#?([A-Z0-9_]+)=", EXAMPLE.read_text(), re.MULTILINE)

    assert sorted(named) == sorted(settings.VARIABLES)


def test_example_shows_every_default() -> None:
    shown = dict(re.findall(r"^#([A-Z0-9_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE))
    defaults = {
        name: settings.Settings.model_fields[field].default
        for name, field in settings.VARIABLES.items()
    }

    assert shown == {
        name: "" if value is None else str(value) for name, value in defaults.items()
    }


def test_example_is_a_settings_file_that_changes_nothing() -> None:
    assert settings.load({}, EXAMPLE) == settings.load({}, None)


def test_example_with_its_lines_filled_in_is_taken() -> None:
    examples = {
        name: str((settings.Settings.model_fields[field].examples or [])[0])
        for name, field in settings.VARIABLES.items()
    }
    text = env_template.write(examples)

    assert [line for line in text.splitlines() if re.match(r"#[A-Z0-9_]+=", line)] == []


def test_every_secret_is_named_as_one_that_may_stand_in_a_file() -> None:
    text = EXAMPLE.read_text().partition("# ---")[0]

    for name in settings.SECRETS:
        assert re.search(rf"\b{name}\b", text)


def uses_of_the_environment(source: str) -> list[int]:
    """List the lines that look at the process's environment."""
    names = {"environ", "environb", "getenv", "getenvb", "putenv", "getuser"}
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Attribute) and node.attr in names)
        or (isinstance(node, ast.alias) and node.name in names)
    ]


@pytest.mark.parametrize("source", ["os.environ['X']", "from os import getenv"])
def test_a_look_at_the_environment_is_seen(source: str) -> None:
    assert uses_of_the_environment(source) == [1]


def test_nothing_else_reads_the_environment() -> None:
    readers = {
        str(path.relative_to(files.ROOT))
        for path in files.modules()
        if uses_of_the_environment(path.read_text(encoding="utf-8"))
    }

    assert {name for name in readers if not name.startswith(OUTSIDE)} == {READER}
