"""Tell in plain sentences what became of footage, and what was so at a scene; pure."""

from collections.abc import Callable

from bot.simulator.demo.sights.names import Telling


def _stated(one: Telling) -> str:
    facts = one.facts.get("facts") or {}
    said = ", ".join(
        f"{name.replace('_', ' ')} {'yes' if is_so else 'no'}"
        for name, is_so in facts.items()
    )
    return f"{one.who} stated{one.through} what was so: {said}.{one.asked}"


def _named(one: Telling) -> str:
    stars = [f"star {star}" for star in one.facts.get("stars") or ()]
    sources = [str(name).replace("_", " ") for name in one.facts.get("sources") or ()]
    named = ", ".join([*stars, *sources])
    what = f": {named}" if named else ""
    return f"{one.who} named cameras{one.through}{what}. Each has its clock.{one.asked}"


#: How each such event is told.
WORDINGS: dict[str, Callable[[Telling], str]] = {
    "fact:stated": _stated,
    "footage:checked": lambda one: (
        f"{one.who} looked and stated{one.through} that the footage{one.camera} is "
        "still kept. It is asked again at the next checkpoint."
    ),
    "footage:found": lambda one: (
        f"{one.who} searched and found the footage{one.camera}. Yet another person "
        f"looks.{one.asked}"
    ),
    "footage:named": _named,
    "footage:past_loss": lambda one: (
        f"The footage{one.camera} may be lost: nobody said in time that it is kept. "
        f"A second person searches.{one.asked}"
    ),
    "footage:refused": lambda one: (
        f"{one.who} recorded that whoever has the footage{one.camera} refuses to keep "
        "it. The clock goes on."
    ),
    "footage:stated_late": lambda one: (
        f"{one.who} said something about the footage{one.camera} after its loss was "
        f"told. It goes to whoever searches.{one.asked}"
    ),
}
