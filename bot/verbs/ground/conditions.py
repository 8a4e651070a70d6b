"""Tell whether what a policy makes depend on circumstances applies."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.policy.schema import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Hold what a policy may make something depend on.

    Attributes:
        learned: How the incident was learned: `witnessed`, `reported`,
            `dispatched`.
        kind: Kind of the incident.
        facts: What was stated of the policy's facts, by id.
        sources: Sources of footage that are known of.
    """

    learned: str
    kind: str
    facts: Mapping[str, bool] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()


def hold(when: When, around: Circumstances) -> bool:
    """Tell whether everything that is asked for is so."""
    return (
        all(around.facts.get(fact) is True for fact in when.facts)
        and (not when.learned or around.learned in when.learned)
        and (not when.kinds or around.kind in when.kinds)
        and (not when.sources or not around.sources.isdisjoint(when.sources))
    )


def read_facts(stored: str) -> dict[str, bool]:
    """Return the facts of an incident's row, by id."""
    found: dict[str, bool] = json.loads(stored)
    return found


def write_facts(facts: Mapping[str, bool]) -> str:
    """Return facts as an incident's row keeps them."""
    return json.dumps(dict(facts), sort_keys=True)
