"""Hold the shape of a policy file: everything that is a city's and not ours.

Durations are `timedelta`; a policy file writes them as "90d", "30m", "5s".
Every rule carries the authority it rests on, as text that is printed where the
rule is applied. Unknown keys are errors. What only the whole file can tell
(names that nothing has, rungs that never come) is checked in `checks` and
`sense`; what each key means to an agency stands in docs/policy.md.
"""

from bot.policy.schema.base import Rule
from bot.policy.schema.duty import ONLY_ANSWERS, Due, Duty, Rung
from bot.policy.schema.footage import Ground, Source, When
from bot.policy.schema.incident import (
    Fact,
    Forbidden,
    Identifier,
    Phrase,
    Places,
    Recipient,
    Tell,
    Violation,
)
from bot.policy.schema.messaging import (
    Authorisation,
    Channels,
    Limits,
    Slack,
)
from bot.policy.schema.people import Budget, Pace, Quiet, Role, Watch
from bot.policy.schema.policy import EVERYTHING, VERBS, Policy

__all__ = (
    "EVERYTHING",
    "ONLY_ANSWERS",
    "VERBS",
    "Authorisation",
    "Budget",
    "Channels",
    "Due",
    "Duty",
    "Fact",
    "Forbidden",
    "Ground",
    "Identifier",
    "Limits",
    "Pace",
    "Phrase",
    "Places",
    "Policy",
    "Quiet",
    "Recipient",
    "Role",
    "Rule",
    "Rung",
    "Slack",
    "Source",
    "Tell",
    "Violation",
    "Watch",
    "When",
)
