"""Say what is wrong with a story: file, line, step, key, what, and an example."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import pydantic

from bot.policy import draft, places, problems
from models import errors

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")

Model = TypeVar("Model", bound=pydantic.BaseModel)

#: A line that would do, by key; inner keys have that of their deed.
EXAMPLES = {
    "id": 'id = "two-crews"',
    "title": 'title = "Two crews at one scene"',
    "about": 'about = "What is seen in it, in one sentence."',
    "starts_at": "starts_at = 2026-03-10T15:40:00",
    "step": '[[step]] with tell = "What happens."',
    "tell": 'tell = "An officer sees it and sends one text."',
    "rule": 'rule = "flag"',
    "look": 'look = "phone:Asha Reyes", or slack:, dm: or home: and a name, '
    "incident, incident:1, clock, troubles, agency, proof",
    "text": 'text = { who = "Asha Reyes", words = "NEW agents struck a man" }',
    "hears": 'hears = { who = "Asha Reyes", words = "opened" }',
    "slash": 'slash = { who = "Dana Whitlock", line = "/incident list due" }',
    "press": 'press = { who = "Boyd Ellis", button = "I have it", on = "card" }',
    "fill": 'fill = { who = "Lena Park", values = { Why = "Handed over" } }',
    "submit": 'submit = { who = "Lena Park" }',
    "says_in_thread": 'says_in_thread = { who = "Dana Whitlock", words = "EMS left" }',
    "sees": 'sees = { who = "Dana Whitlock", words = "open", in = "dispatch" }',
    "clock": 'clock = { to = "22:16" }, or { to = "+45m" }',
    "trouble": 'trouble = { switch = "phone_off", who = "Carl Novak", on = true }',
    "bot": 'bot = { do = "kill" }',
    "check": "check = {}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Hold what a story was read from."""

    name: str
    data: Mapping[str, Any]
    lines: places.Places

    @classmethod
    def of(cls, text: str, *, name: str) -> "Source":
        """Return the source that a text is.

        Raises:
            ConfigurationError: It is no TOML.
        """
        # Some editors put a mark before the first byte, which TOML does not know.
        text = text.removeprefix("\ufeff")
        try:
            data = tomllib.loads(text)
        except ValueError as error:  # TOMLDecodeError is one; so is a huge number
            problem = _syntax_problem(str(error), text)
            raise _refusal(name, (problem,)) from error
        return cls(name=name, data=data, lines=places.Places(text))


def validated(
    source: Source, model: type[Model], deeds: Iterable[str]
) -> tuple[Model | None, list[draft.Finding]]:
    """Return what a source holds, and all that is wrong with it by itself.

    Args:
        source: The file.
        model: Its shape.
        deeds: The keys of a step of which it has at most one.
    """
    made = None
    findings = list(_sense(source.data, tuple(deeds)))
    try:
        made = model.model_validate(source.data)
    except pydantic.ValidationError as error:
        known = _keys(model)
        for one in error.errors(include_url=False):
            findings.append((tuple(one["loc"]), _plain(one, known)))
    return made, findings


def refusal(
    source: Source, findings: Iterable[draft.Finding]
) -> errors.ConfigurationError:
    """Return the error that names every finding, each once, in the file's order."""
    found = {}
    for path, what in findings:
        problem = problems.Problem(
            line=source.lines.line(path),
            key=_where(path),
            what=what,
            example=_example(path),
        )
        found[problem.line, problem.key, what] = problem
    order = sorted(found.values(), key=lambda problem: (problem.line, problem.key))
    return _refusal(source.name, tuple(order))


def near(word: str, known: Iterable[str]) -> str:
    """Return a question for what was meant, or a list of what there is."""
    known = list(known)
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    if found:
        return f"did you mean {found[0]}?"
    return f"there are: {', '.join(known)}"


def _refusal(
    name: str, found: tuple[problems.Problem, ...]
) -> errors.ConfigurationError:
    count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
    lines = [f"{name}:{problem.line}: {problem}" for problem in found]
    return errors.ConfigurationError(
        "\n".join((f"The story {name} has {count}.", *lines)), problems=found
    )


def _syntax_problem(message: str, text: str) -> problems.Problem:
    match = _TOML_PLACE.search(message)
    line = int(match[1]) if match and match[1] else text.count("\n") + 1
    what = message[: match.start()] if match else message
    return problems.Problem(
        line=line, key="TOML", what=what, example='key = "text", one to a line'
    )


def _sense(data: draft.Table, deeds: tuple[str, ...]) -> Iterator[draft.Finding]:
    """Give what no single key tells."""
    for position, step in draft.tables(data, "step"):
        path = ("step", position)
        done = [name for name in deeds if name in step]
        if len(done) > 1:
            what = f"has {' and '.join(done)}; a step has one deed, or none"
            yield (*path, done[1]), what
        if not done and "tell" not in step:
            yield path, "neither tells anything nor has anything done"
        if "rule" in step and "tell" not in step:
            yield (*path, "rule"), "is shown beside what is told, and nothing is"
        trouble = draft.table(step, "trouble")
        switch = draft.word(trouble, "switch")
        if switch in OF_PHONES and "who" not in trouble:
            yield (*path, "trouble"), f"{switch} needs who: whose phone it is"
        if switch in OF_ALL and "who" in trouble:
            yield (*path, "trouble", "who"), f"{switch} is nobody's own"


#: Switches of trouble that are about one phone, and those that are not.
OF_PHONES = ("phone_off", "landline", "opted_out")
OF_ALL = ("carrier_slow", "answer_lost", "slack_down")

#: Words for what pydantic finds, by its error type.
#: Source: pydantic, "Validation Errors".
_WORDS = {
    "missing": "is missing",
    "string_type": "must be text in quotes",
    "string_too_long": "is longer than {max_length} characters",
    "string_too_short": "is empty",
    "string_pattern_mismatch": "does not have the form that it needs",
    "literal_error": "must be {expected}",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be a table in {{ }}",
    "model_type": "must be a table in {{ }}",
    "too_short": "is empty",
    "too_long": "has more than {max_length} entries",
    "datetime_type": "must be a date and a time",
    "timezone_naive": "has a zone; a story is told in the agency's local time",
}


def _plain(error: "ErrorDetails", known: Mapping[str, tuple[str, ...]]) -> str:
    if error["type"] == "extra_forbidden":
        names = [step for step in error["loc"] if isinstance(step, str)]
        return f"is no key here; {near(names[-1], known['.'.join(names[:-1])])}"
    words = _WORDS.get(error["type"])
    context: Mapping[str, Any] = error.get("ctx", {})
    return words.format(**context) if words else error["msg"]


def _keys(
    model: type[pydantic.BaseModel], table: str = ""
) -> dict[str, tuple[str, ...]]:
    """Return the keys of every table, by the names that lead to it."""
    fields = model.model_fields
    found = {table: tuple(field.alias or name for name, field in fields.items())}
    for name, field in fields.items():
        inner = next(_models(field.annotation), None)
        if inner is not None:
            found |= _keys(inner, f"{table}.{name}" if table else name)
    return found


def _models(annotation: Any) -> Iterator[type[pydantic.BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models(inner)


def _example(path: places.Path) -> str | None:
    names = [step for step in path if isinstance(step, str)]
    key = names[1] if len(names) > 1 else (names[0] if names else "")
    if key not in EXAMPLES:
        close = difflib.get_close_matches(key, EXAMPLES, n=1)
        key = close[0] if close else ""
    return EXAMPLES.get(key)


def _where(path: places.Path) -> str:
    """Return a path as a person points at it: `step 3, text.words`."""
    if len(path) >= 2 and isinstance(path[1], int):
        head, rest = f"step {path[1] + 1}", path[2:]
    else:
        head, rest = "", path
    return ", ".join(part for part in (head, places.shown(rest)) if part) or "the file"
