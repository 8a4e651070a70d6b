"""Note that Slack cannot be used, or can be again."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties.ladder import ADMIN
from bot.verbs.ground.decision import Act, Decision, Mint, Notice, Told
from bot.verbs.ground.situation import Situation
from handlers.slack import failures
from models import commands, enums, ledger, views


def decide(
    situation: Situation,
    command: commands.RecordSlackHealth,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Tell the administrators on duty, once for a loss and once for its end."""
    is_lost = command.problem is not None
    if is_lost is situation.is_slack_lost:
        return Decision(answer=views.Recorded(changed=False))
    text = _say(command.problem)
    event = "slack:lost" if is_lost else "slack:restored"
    act = Act(
        ledger_id=ledger.SYSTEM,
        event=event,
        facts={"problem": command.problem},
        notices=tuple(
            Notice(
                key=f"{event}:{admin.id}:{mint.new_id()}",
                purpose=enums.Purpose.ALARM if is_lost else enums.Purpose.TELL,
                person_id=admin.id,
                view=Told(reference=None, text=text, at=now),
            )
            for admin in situation.roster.on_duty(ADMIN, policy, now)
        ),
    )
    return Decision(answer=views.Recorded(), acts=(act,))


def _say(problem: str | None) -> str:
    if problem is None:
        return "Slack works again."
    if problem in failures.of_kind(failures.Kind.PLACE):
        return f"Slack refuses the dispatch channel ({problem}). Cards go to the desk."
    return f"Slack cannot be used: {problem}. Texts go on."
