"""docs/policy.md tells of every key of a policy file, and of no other."""

import re
import typing
from datetime import timedelta

import pytest

from bot.policy import schema, values
from models import enums
from tests.guards import files

TEXT = (files.ROOT / "docs" / "policy.md").read_text()

#: Heading of the section that tells of each table.
SECTIONS: dict[str, type[schema.Rule]] = {
    "Top of the file": schema.Policy,
    "limits": schema.Limits,
    "channels": schema.Channels,
    "channels.authorisation": schema.Authorisation,
    "budget": schema.Budget,
    "places": schema.Places,
    "role": schema.Role,
    "watch": schema.Watch,
    "quiet": schema.Quiet,
    "pace": schema.Pace,
    "identifier": schema.Identifier,
    "fact": schema.Fact,
    "violation": schema.Violation,
    "ground": schema.Ground,
    "source": schema.Source,
    "duty": schema.Duty,
    "duty.due": schema.Due,
    "duty.ladder": schema.Rung,
    "when": schema.When,
    "recipient": schema.Recipient,
    "tell": schema.Tell,
    "phrase": schema.Phrase,
    "forbidden": schema.Forbidden,
    "slack": schema.Slack,
}


def section(heading: str) -> str:
    """Return the text under a heading, up to the next one."""
    match = re.search(
        rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", TEXT, re.MULTILINE | re.DOTALL
    )
    assert match is not None, f"docs/policy.md has no section {heading}"
    return match[1]


def row(heading: str, key: str) -> list[str]:
    """Return the cells of the row about a key."""
    lines = section(heading).splitlines()
    found = next(line for line in lines if line.startswith(f"| `{key}` |"))
    return [cell.strip() for cell in found.strip("|").split("|")]


def test_every_table_of_a_policy_has_a_section() -> None:
    models = {
        model
        for model in vars(schema).values()
        if isinstance(model, type) and issubclass(model, schema.Rule)
    }

    assert models - {schema.Rule} == set(SECTIONS.values())


@pytest.mark.parametrize("heading", SECTIONS)
def test_section_tells_of_every_key_in_order_and_of_no_other(heading: str) -> None:
    told = re.findall(r"^\| `([a-z_]+)` \|", section(heading), re.MULTILINE)

    assert told == list(SECTIONS[heading].model_fields)


@pytest.mark.parametrize("heading", ["limits", "duty"])
def test_section_tells_the_default_of_every_duration(heading: str) -> None:
    for key, field in SECTIONS[heading].model_fields.items():
        if field.annotation is timedelta:
            told = row(heading, key)[1]
            default = (
                "" if field.is_required() else values.write_duration(field.default)
            )
            assert told == default, key


@pytest.mark.parametrize("verb", [*schema.VERBS, schema.EVERYTHING])
def test_every_verb_is_told(verb: str) -> None:
    assert f"`{verb}`" in row("role", "may")[1]


@pytest.mark.parametrize(
    ("heading", "key", "words"),
    [
        ("duty", "answer", list(enums.AnswerKind)),
        (
            "duty",
            "begins",
            typing.get_args(schema.Duty.model_fields["begins"].annotation),
        ),
        (
            "duty.due",
            "after",
            typing.get_args(schema.Due.model_fields["after"].annotation),
        ),
    ],
)
def test_every_word_of_a_closed_list_is_told(
    heading: str, key: str, words: list[str]
) -> None:
    told = row(heading, key)[-1]

    assert [word for word in words if f"`{word}`" not in told] == []
