"""Ask in forms for the numbers that people name, as the policy writes them; pure."""

from handlers.slack import blocks, elements, ids
from handlers.slack.elements import Json
from handlers.sms import identifiers
from models import board

#: Where nobody says how numbers look: as in Chicago.
NONE: board.Numbers = {}

#: Characters of a number that can be typed; longer ones are refused by the desk.
_MOST = 100

#: Numbers of another form that do as well.
_ALSO = {"event_number": "event_short"}


def question(
    block_id: str,
    which: str,
    value: str,
    numbers: board.Numbers,
    *,
    label: str = "{title}",
    hint: str = "",
) -> Json:
    """Return the question about a number, which may be left out.

    Args:
        block_id: Where the answer comes back.
        which: Id of the number in the policy.
        value: What stands in the field at first.
        numbers: How numbers look in the policy.
        label: What is asked; `{title}` is what the policy calls the number.
        hint: What stands below.
    """
    field = elements.text_input(
        ids.FIELD, value=value, placeholder=such_as(numbers, which), most=_MOST
    )
    asked = label.format(title=title(numbers, which))
    return blocks.question(block_id, asked, field, hint=hint, optional=True)


def title(numbers: board.Numbers, which: str) -> str:
    """Return what a number is called: `RD number`."""
    return _of(numbers, which)[0]


def such_as(numbers: board.Numbers, which: str) -> str:
    """Return what stands in an empty field: `such as 2632601234, or 01234`."""
    named = [which, *([_ALSO[which]] if which in _ALSO else [])]
    return f"such as {', or '.join(_of(numbers, one)[1] for one in named)}"


def _of(numbers: board.Numbers, which: str) -> tuple[str, str]:
    """Return title and example; Chicago's where the policy says nothing."""
    form: identifiers.Form = getattr(identifiers.CHICAGO, which)
    return numbers.get(which, (form.title, form.example))
