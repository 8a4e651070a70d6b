"""Find words that may not be asked for, kept or shared, and hold them back."""

import functools
import re

from bot.policy.schema import Forbidden, Policy
from handlers.sms import gsm
from models import errors

#: What is no letter in a pattern.
_ESCAPED = re.compile(r"\\.")


@functools.lru_cache(maxsize=16)
def _patterns(policy: Policy) -> list[tuple[Forbidden, re.Pattern[str]]]:
    return [(rule, _compiled("|".join(rule.patterns))) for rule in policy.forbidden]


def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile what is looked for in small letters, whichever it is written in.

    To ignore case takes three times as long, so only a pattern with capitals does.
    """
    bare = _ESCAPED.sub("", pattern)
    return re.compile(pattern, re.IGNORECASE if bare != bare.lower() else 0)


def require_clean(policy: Policy, field: str, text: str) -> str:
    """Return the words of a form's field, if they may be kept.

    A form can be written again, so nothing is held back: it is refused.

    Raises:
        InvalidInputError: There are no words, or a rule forbids to keep them.
    """
    if not text.strip():
        raise errors.InvalidInputError(field, "Say why.")
    rule = rule_against(policy, text)
    if rule is not None:
        raise errors.InvalidInputError(
            field, f"These words may not be kept ({rule.citation}). Write it without."
        )
    return text.strip()


def decides(policy: Policy, role: str, citation: str) -> bool:
    """Tell whether a role decides on words that are held under a citation.

    Where an adopted policy has no such rule any more, each that may decide does.
    """
    rules = [rule for rule in policy.forbidden if rule.citation == citation]
    return not rules or any(role in rule.decided_by for rule in rules)


def rule_against(policy: Policy, *texts: str) -> Forbidden | None:
    """Return the first rule that one of the texts meets; None: none does."""
    plain = [" ".join(gsm.fold(text).lower().split()) for text in texts]
    for rule, pattern in _patterns(policy):
        if any(pattern.search(text) for text in plain):
            return rule
    return None
