"""Know the members whom an incident is about; pure.

They stand among the facts of its row, each by the id of the person.
"""

from bot.verbs.ground import conditions

_BEGINNING = "subject:"


def of(stored: str) -> set[str]:
    """Return the ids of the subjects, from the facts as the row keeps them."""
    if _BEGINNING not in stored:
        return set()
    facts = conditions.read_facts(stored)
    return {
        name.removeprefix(_BEGINNING)
        for name, is_so in facts.items()
        if is_so and name.startswith(_BEGINNING)
    }


def marked(stored: str, person_id: str, *, is_subject: bool) -> str:
    """Return the facts with somebody as a subject, or no more."""
    facts = conditions.read_facts(stored)
    return conditions.write_facts({**facts, _BEGINNING + person_id: is_subject})
