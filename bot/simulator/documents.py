"""Write dataclasses as JSON and read them back, exactly as they are declared.

What a field may hold is what its class says of it: every field has to be there, and
no other; nothing is converted. Instants are UTC. Reading makes values and runs
nothing.
"""

import dataclasses
import functools
import json
import math
import types
import typing
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeVar, Union

import pydantic

from models import errors

Kept = TypeVar("Kept")

#: Years that a document may speak of: beyond them, adding a duration to an instant
#: overflows. Source: our choice.
_YEARS = range(1970, 2200)
#: Longest duration, for the same reason.
_LONGEST_FOR = timedelta(days=3660)
#: Longest part of the place of a problem that is named.
_PLACE_CHARACTERS = 30

_CONFIG = pydantic.ConfigDict(
    strict=True,
    extra="forbid",
    from_attributes=True,
    allow_inf_nan=False,
    ser_json_bytes="base64",
    val_json_bytes="base64",
)


def write(kept: Any) -> bytes:
    """Return a dataclass as JSON; the same state gives the same bytes.

    Raises:
        ValueError: A text in it cannot be written down in UTF-8.
    """
    kind: Any = type(kept)
    adapter = _adapter(kind, makes=False)
    try:
        return adapter.dump_json(adapter.validate_python(kept), indent=1) + b"\n"
    except pydantic.ValidationError as error:
        raise ValueError(f"{type(kept).__name__} is not as it is declared") from error


def read(kind: type[Kept], data: bytes, *, name: str) -> Kept:
    """Return the dataclass that a document holds.

    Args:
        kind: What it has to be.
        data: JSON.
        name: What the document is called in the sentence of a refusal.

    Raises:
        ConfigurationError: It is none of that kind; the sentence says where, and
            quotes nothing.
    """
    try:
        kept: Kept = _adapter(typing.cast(Any, kind), makes=True).validate_json(data)
        # What a dictionary holds is not looked into by its declaration.
        json.loads(data, parse_constant=_refused, parse_float=_finite)
    except pydantic.ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise errors.ConfigurationError(
            f"{name} is not as this version writes it ({_place(first['loc'])}: "
            f"{_reason(first)})."
        ) from None
    except ValueError as error:
        raise errors.ConfigurationError(
            f"{name} holds a number that is none."
        ) from error
    return kept


def _place(location: tuple[int | str, ...]) -> str:
    """Return where something is wrong; keys that may be anything are left out."""
    parts = [
        str(part)[:_PLACE_CHARACTERS]
        for part in location
        if isinstance(part, int) or part.isidentifier()
    ]
    return ".".join(parts) or "as a whole"


def _reason(problem: Any) -> str:
    """Return what is wrong, in words that quote nothing."""
    return str(problem["type"]).replace("_", " ")


@functools.cache
def _adapter(kind: Any, *, makes: bool) -> pydantic.TypeAdapter[Any]:
    return pydantic.TypeAdapter(_exact(kind, makes))


def _exact(hint: Any, makes: bool) -> Any:
    """Return a declaration with whatever is lenient in it replaced.

    Args:
        hint: As the class says.
        makes: Whether the dataclass itself comes of reading, or only its fields.
    """
    if hint in _REPLACED:
        return _REPLACED[hint]
    if dataclasses.is_dataclass(hint):
        return _model(typing.cast(type[Any], hint), makes)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if not arguments or origin is typing.Literal:
        return hint
    exact = tuple(_exact(argument, makes) for argument in arguments)
    if origin in (Union, types.UnionType):
        return Union[exact]  # noqa: UP007 - put together while running
    return origin[exact]


def _model(kept: type[Any], makes: bool) -> Any:
    """Return the fields of a dataclass as a model; those it keeps to itself not."""
    hints = typing.get_type_hints(kept)
    fields: dict[str, Any] = {
        field.name: (_exact(hints[field.name], makes), ...)
        for field in dataclasses.fields(kept)
        if field.init
    }
    model = pydantic.create_model(kept.__name__, __config__=_CONFIG, **fields)
    if not makes:
        return model

    def made(values: Any) -> Any:
        return kept(**{name: getattr(values, name) for name in fields})

    return Annotated[model, pydantic.AfterValidator(made)]


def _utc(at: datetime) -> datetime:
    if at.utcoffset() != timedelta(0) or at.year not in _YEARS:
        raise ValueError("an instant of our time, in UTC")
    return at.astimezone(UTC)


def _short(duration: timedelta) -> timedelta:
    if not timedelta(0) <= duration <= _LONGEST_FOR:
        raise ValueError("a duration that may be added to an instant")
    return duration


def _refused(_: str) -> float:
    raise ValueError("not a number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("not a number")
    return number


_Words = pydantic.PlainSerializer(sorted, return_type=list[str])
_REPLACED: dict[Any, Any] = {
    datetime: Annotated[pydantic.AwareDatetime, pydantic.AfterValidator(_utc)],
    timedelta: Annotated[timedelta, pydantic.AfterValidator(_short)],
    set[str]: Annotated[set[str], _Words],
    frozenset[str]: Annotated[frozenset[str], _Words],
}
