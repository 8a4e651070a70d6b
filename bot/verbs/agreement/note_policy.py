"""Put on record that another policy is in force, and in what it asks for less.

Whoever edits the file on the machine alone does not go unseen: incidents that are open
keep theirs, and those who run the installation are told of what new ones get. That
the one before cannot be read any more keeps nobody from starting: it is said instead.
"""

from datetime import datetime

from bot.policy import strictness
from bot.policy.schema import Policy
from bot.verbs.ground.decision import Act, Decision, Mint, Notice, Told
from bot.verbs.ground.situation import Situation
from bot.verbs.people import overseers
from models import commands, enums, errors, ledger, views

#: What an entry of the ledger says of it.
EVENT = "policy:changed"


def decide(
    situation: Situation,
    command: commands.NotePolicy,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Note the policy in force, if it is another one than before."""
    before = situation.policy_before
    if before is None or before == situation.policy_version:
        return Decision(answer=views.Recorded(changed=False))
    less = _less(situation, before, policy)
    entry_id = mint.new_id()
    if less is None:
        points = "the one before cannot be read, so what is less is not known"
    elif less:
        points = f"it asks for less in {len(less)}"
    else:
        points = "nowhere less is asked for"
    text = f"Another policy is in force for new incidents; {points}. See the record."
    act = Act(
        ledger_id=ledger.SYSTEM,
        event=EVENT,
        facts={"old": before, "new": situation.policy_version, "less": less},
        notices=tuple(
            Notice(
                key=f"policy:{entry_id}:{person.id}",
                purpose=enums.Purpose.TELL,
                person_id=person.id,
                view=Told(text=text, at=now),
            )
            for person in overseers.on_duty(situation.roster, policy, now)
        ),
    )
    return Decision(answer=views.Recorded(), acts=(act,))


def _less(situation: Situation, before: str, policy: Policy) -> list[str] | None:
    """Return in what less is asked for than before; None if nobody can tell."""
    try:
        return list(strictness.weaker(situation.read_policy(before), policy))
    except (errors.LedgerError, errors.ConfigurationError):
        return None
