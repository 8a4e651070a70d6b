"""Note that words which were said in a card's thread were changed or deleted."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import targets
from bot.verbs.ground import rights
from bot.verbs.ground.decision import Act, Decision, Mint
from bot.verbs.ground.situation import Situation
from bot.verbs.incident import add_note
from models import commands, views


def decide(
    situation: Situation,
    command: commands.ChangeNote,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Put the new words on record beside the old ones, which stay.

    Words that never came to us before are a note. A deletion of such changes
    nothing.

    Raises:
        RefusedError: The person's role may not do so.
        NotFoundError: The thread belongs to no incident.
    """
    person = rights.require(situation, policy, "add_note")
    found = targets.find_file(situation, person, command.target, is_free=False)
    if isinstance(found, views.WhichIncident):
        return Decision(answer=found)
    if found is None:
        return Decision(answer=views.NothingOpen())
    is_known = command.message in situation.noted_messages
    facts = {"message": command.message}
    if command.text is not None and command.text.strip():
        return add_note.to_file(
            situation,
            command,
            command.text,
            found,
            person,
            now,
            mint,
            event="note:changed" if is_known else "incident:noted",
            facts=facts,
        )
    if not is_known:
        return Decision(answer=views.Recorded(changed=False))
    act = Act(ledger_id=found.incident.id, event="note:deleted", facts=facts)
    return Decision(answer=views.Recorded(), acts=(act,), incident_id=found.incident.id)
