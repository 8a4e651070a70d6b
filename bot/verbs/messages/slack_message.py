"""Note that a message of ours in Slack was deleted; it comes back."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.ground.decision import Decision, Mint, Update
from bot.verbs.ground.situation import Situation
from models import commands, views
from models.slack import LiveMessage


def decide(
    situation: Situation,
    command: commands.RecordMessageGone,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Ask for the message to be shown again; the record does not hear of it.

    What Slack shows is no fact of an incident.
    """
    row = situation.live
    if row is None:
        return Decision(answer=views.Recorded(changed=False))
    return Decision(
        answer=views.Recorded(),
        upkeep=(Update(LiveMessage, row, {"shown_sha256": None}),),
    )
