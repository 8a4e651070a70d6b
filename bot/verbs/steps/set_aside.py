"""Let an incident rest on which the engine failed, so that the others go on."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.ground.decision import Act, Decision, Mint, Update
from bot.verbs.ground.situation import Situation
from models import commands, views
from models.duty import Duty


def decide(
    situation: Situation,
    command: commands.SetAside,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Push the due steps ahead a little and put that on record.

    No attempt is counted: the steps are taken when the fault is mended.
    """
    file = situation.files.get(command.incident_id)
    if file is None:
        return Decision(answer=views.Recorded(changed=False))
    due = [
        duty
        for duty in file.duties
        if duty.next_step_at is not None and duty.next_step_at <= now
    ]
    act = Act(
        ledger_id=file.incident.id,
        event="engine:set_aside",
        facts={"error": command.error, "duties": [duty.id for duty in due]},
        changes=tuple(
            Update(Duty, duty, {"next_step_at": command.until_at}) for duty in due
        ),
    )
    return Decision(
        answer=views.Recorded(),
        acts=(act,) if due else (),
        incident_id=file.incident.id,
    )
