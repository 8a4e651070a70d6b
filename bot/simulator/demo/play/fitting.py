"""Ask whether a story fits a policy and its people: names, rules, codes."""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from bot.policy import draft, places
from bot.policy.schema import Policy
from bot.simulator.demo.play import script, script_problems

#: What stands for something that is known only when the story is played.
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
#: `{code}`, `{code:FLAG}`, `{ref}`, `{ref:2}`.
CODE = re.compile(r"code(?::([A-Z]{2,12}))?")
REF = re.compile(r"ref(?::([1-9]\d?))?")

#: Deeds that take somebody with a phone, and with Slack.
_BY_PHONE = ("text", "hears")
_BY_SLACK = ("slash", "press", "fill", "submit", "says_in_thread", "sees")
#: What a look may begin with, where a name follows.
_LOOKS_AT = ("phone", "slack", "dm", "home")
_LOOKS = re.compile(r"incident(:[1-9]\d?)?|clock|troubles|agency|proof")


class Somebody(Protocol):
    """One of the roster."""

    @property
    def name(self) -> str:
        """Return the name."""
        ...

    @property
    def phone(self) -> str | None:
        """Return the number of the phone; None without one."""
        ...

    @property
    def slack_user_id(self) -> str | None:
        """Return the member id; None for somebody who is not in Slack."""
        ...


def check(story: script.Story, *, policy: Policy, cast: Sequence[Somebody]) -> None:
    """Refuse a story that cannot be played with this policy and these people.

    Raises:
        ConfigurationError: It names everything that is wrong, as `script.parse` does.
    """
    findings = list(find(story.source.data, policy=policy, cast=cast))
    if findings:
        raise script_problems.refusal(story.source, findings)


def fits(story: script.Story, *, policy: Policy, cast: Sequence[Somebody]) -> bool:
    """Tell whether a story can be played with this policy and these people."""
    return not any(find(story.source.data, policy=policy, cast=cast))


def find(
    data: draft.Table, *, policy: Policy, cast: Sequence[Somebody]
) -> Iterator[draft.Finding]:
    """Give everything that does not fit, of a story as it stands in its file."""
    fitting = _Fitting(policy, cast)
    for position, step in draft.tables(data, "step"):
        for where, what in fitting.step(step):
            yield ("step", position, *where), what


class _Fitting:
    """Know who and what there is."""

    def __init__(self, policy: Policy, cast: Sequence[Somebody]) -> None:
        self._people = {one.name: one for one in cast}
        self._rules = [rule.id for rule in policy.duty]
        self._words = [rule.word for rule in policy.duty]

    def step(self, step: draft.Table) -> Iterator[draft.Finding]:
        rule = draft.word(step, "rule")
        if rule is not None and rule not in self._rules:
            near = script_problems.near(rule, self._rules)
            yield ("rule",), f'the policy has no duty "{rule}"; {near}'
        look = draft.word(step, "look")
        if look is not None:
            yield from self._look(look)
        for name in script.deeds_of(dict(step)):
            deed = draft.table(step, name)
            yield from self._who(name, deed)
            duty = draft.word(deed, "duty")
            if duty is not None and duty not in self._words:
                near = script_problems.near(duty, self._words)
                yield (name, "duty"), f'no duty has the word "{duty}"; {near}'
            for where, text in _texts(deed):
                for what in self._placeholders(text):
                    yield (name, *where), what

    def _who(self, name: str, deed: draft.Table) -> Iterator[draft.Finding]:
        who = draft.word(deed, "who")
        if who is None:
            return
        person = self._people.get(who)
        if person is None:
            yield (name, "who"), self._nobody(who)
        elif name in (*_BY_PHONE, "trouble") and person.phone is None:
            yield (name, "who"), f"{who} has no phone"
        elif name in _BY_SLACK and person.slack_user_id is None:
            yield (name, "who"), f"{who} is not in Slack"

    def _look(self, look: str) -> Iterator[draft.Finding]:
        kind, _, who = look.partition(":")
        if _LOOKS.fullmatch(look):
            return
        if kind not in _LOOKS_AT:
            yield ("look",), f'there is nothing to look at in "{look}"'
        elif who not in self._people:
            yield ("look",), self._nobody(who)
        elif kind == "phone" and self._people[who].phone is None:
            yield ("look",), f"{who} has no phone"
        elif kind != "phone" and self._people[who].slack_user_id is None:
            yield ("look",), f"{who} is not in Slack"

    def _nobody(self, who: str) -> str:
        near = script_problems.near(who, self._people)
        return f'nobody of the roster is called "{who}"; {near}'

    def _placeholders(self, text: str) -> Iterator[str]:
        for inner in PLACEHOLDER.findall(text):
            code = CODE.fullmatch(inner)
            if code is None and REF.fullmatch(inner) is None:
                yield (
                    f"nothing is known as {{{inner}}}; there are: {{code}}, "
                    "{code:FLAG}, {ref}, {ref:1}"
                )
            elif code is not None and code[1] and code[1] not in self._words:
                near = script_problems.near(code[1], self._words)
                yield f'no duty has the word "{code[1]}"; {near}'


def _texts(deed: draft.Table) -> Iterator[tuple[places.Path, str]]:
    """Give every text of a deed in which something may be put."""
    for key, value in deed.items():
        if key not in ("who", "duty") and isinstance(value, str):
            yield (key,), value
    for label, said in draft.table(deed, "values").items():
        for one in said if isinstance(said, list) else [said]:
            if isinstance(one, str):
                yield ("values", label), one
