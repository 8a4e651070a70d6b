"""Find words that may not be asked for, kept or shared, and hold them back."""

import functools
import re

from bot.policy.schema import Forbidden, Policy
from handlers.sms import gsm


@functools.lru_cache(maxsize=16)
def _patterns(policy: Policy) -> list[tuple[Forbidden, re.Pattern[str]]]:
    return [
        (rule, re.compile("|".join(rule.patterns), re.IGNORECASE))
        for rule in policy.forbidden
    ]


def rule_against(policy: Policy, *texts: str) -> Forbidden | None:
    """Return the first rule that one of the texts meets; None: none does."""
    plain = [" ".join(gsm.fold(text).split()) for text in texts]
    for rule, pattern in _patterns(policy):
        if any(pattern.search(text) for text in plain):
            return rule
    return None
