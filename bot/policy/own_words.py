"""Collect the words that a policy adds to those of a text message."""

from bot.policy import numbers
from bot.policy.schema import Policy
from handlers.sms import words


def of(policy: Policy) -> words.OwnWords:
    """Return the policy's own words: of duties, facts and sources of footage."""
    return words.OwnWords(
        duty=frozenset(rule.word for rule in policy.duty),
        fact=frozenset(fact.word for fact in policy.fact),
        source=frozenset(word for source in policy.source for word in source.words),
        numbers=numbers.of(policy),
    )
