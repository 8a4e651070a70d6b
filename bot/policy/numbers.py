"""Say how the numbers look that people name under a policy."""

import functools

from bot.policy import schema
from handlers.sms import identifiers


def of(policy: schema.Policy) -> identifiers.Identifiers:
    """Return the form of every number; Chicago's where the policy says nothing."""
    return _of(policy.identifier)


def shown(policy: schema.Policy) -> dict[str, tuple[str, str]]:
    """Return title and example of every number, for those who look."""
    return {rule.id: (rule.title, rule.example) for rule in policy.identifier}


def unit_of(policy: schema.Policy, beat: str | None) -> str | None:
    """Return the number of the unit that a beat lies in; None: nobody knows.

    Noughts before it do not count: 0715 is in district 7, which is unit 007.
    """
    figures = next((r.unit_figures for r in policy.identifier if r.id == "beat"), None)
    return beat[:figures].lstrip("0") if beat and figures else None


@functools.lru_cache(maxsize=64)
def _of(rules: tuple[schema.Identifier, ...]) -> identifiers.Identifiers:
    forms = {
        rule.id: identifiers.Form(
            title=rule.title, pattern=rule.pattern, example=rule.example
        )
        for rule in rules
    }
    return identifiers.Identifiers(**forms)
