"""Look at what waits for a second person, and whether anybody may decide on it."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from bot.cli.checks import Check, Verdict
from bot.policy.schema import Policy
from bot.store import seconds
from bot.verbs.ground import proposals, rights
from bot.verbs.who.people import Roster


def of_waiting(
    connection: Connection, roster: Roster, policy: Policy, now: datetime
) -> Iterator[Check]:
    """Name each change that waits; it does so until somebody decides."""
    found = seconds.waiting(connection)
    if not found:
        yield Check(
            name="second", verdict=Verdict.OK, what="nothing waits for a second person"
        )
        return
    may = [one for one in roster.active if rights.may(policy, one, proposals.SECOND)]
    for reference, number, one in found:
        by = roster.label(one.made_by) if one.made_by else "the operator"
        hours = int((now - one.made_at).total_seconds() // 3600)
        what = (
            f"{reference}, change {number} ({one.verb.replace('_', ' ')}), wanted by "
            f"{by}, waits for {hours} hours"
        )
        yield Check(
            name="second",
            verdict=Verdict.NOTE if may else Verdict.WRONG,
            what=what,
            todo="agree or refuse in Slack, or: holdfast waiting"
            if may
            else "no role of the policy has the right `second`, or nobody has the role",
        )
