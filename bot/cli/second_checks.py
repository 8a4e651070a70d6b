"""Look at what waits for a second person, and whether anybody may decide on it."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from bot.cli import checks
from bot.cli.checks import Check
from bot.policy.schema import Policy
from bot.store import seconds
from bot.verbs.ground import proposals, rights
from bot.verbs.who.people import Roster

#: So many people at least may agree: nobody agrees to what they want themselves.
_FEWEST = 2


def of_waiting(
    connection: Connection, roster: Roster, policy: Policy, now: datetime
) -> Iterator[Check]:
    """Say whether two may agree, and name each change that waits for somebody."""
    may = [one for one in roster.active if rights.may(policy, one, proposals.SECOND)]
    if len(may) < _FEWEST:
        who = f"only {roster.label(may[0].id)}" if may else "nobody of the roster"
        yield checks.note(
            "two people",
            f"{who} may agree to what needs two people",
            "give more people a role with the right `second`",
        )
    found = seconds.waiting(connection)
    if not found:
        yield checks.ok("second", "nothing waits for a second person")
        return
    for reference, number, one in found:
        by = roster.label(one.made_by) if one.made_by else "the operator"
        hours = int((now - one.made_at).total_seconds() // 3600)
        what = (
            f"{reference}, change {number} ({one.verb.replace('_', ' ')}), wanted by "
            f"{by}, waits for {hours} hours"
        )
        if may:
            todo = "agree or refuse in Slack, or: holdfast waiting"
            yield checks.note("second", what, todo)
        else:
            todo = (
                "no role of the policy has the right `second`, or nobody has the role"
            )
            yield checks.wrong("second", what, todo)
