"""Tell those who run the installation what the auditor found."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.policy.schema import Policy
from bot.verbs.duties.ladder import ADMIN
from bot.verbs.ground.decision import Act, Decision, Mint, Notice, Told
from bot.verbs.ground.situation import Situation
from models import commands, enums, ledger, views
from models.findings import Finding, FindingKind

#: How long the same is told no second time.
ONCE_IN = timedelta(days=1)

#: What an entry of the ledger says of it.
EVENT = "auditor:alarmed"

#: What each finding is, for one of them and for several.
_WORDS: dict[FindingKind, tuple[str, str]] = {
    FindingKind.STEP: ("1 duty without its next step", "{} duties without next step"),
    FindingKind.LATE: ("1 step not taken up in time", "{} steps not taken up in time"),
    FindingKind.UNREACHABLE: (
        "1 duty that nobody can be told of",
        "{} duties that nobody can be told of",
    ),
    FindingKind.UNSEARCHED: (
        "1 recording past its loss, not searched for",
        "{} recordings past their loss, not searched for",
    ),
    FindingKind.SET_ASIDE: ("1 incident set aside", "{} incidents set aside"),
    FindingKind.UNJUDGED: (
        "1 incident that cannot be judged",
        "{} incidents that cannot be judged",
    ),
    FindingKind.WAITING: ("1 message waits", "{} messages wait"),
    FindingKind.STOPPED: ("a part does not run", "{} parts do not run"),
    FindingKind.UNTOLD: (
        "1 person of a ladder who cannot be told",
        "{} people of ladders who cannot be told",
    ),
}


def decide(
    situation: Situation,
    command: commands.RaiseAlarm,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Tell the administrators and the desk who are on duty, each thing once a day."""
    fresh = [
        finding
        for finding in command.findings
        if (finding.kind.value, finding.subject) not in situation.alarms
    ]
    if not fresh:
        return Decision(answer=views.Recorded(changed=False))
    entry_id = mint.new_id()
    text = say(fresh)
    roles = dict.fromkeys((ADMIN, *policy.desk_roles))
    people = situation.roster.on_duty_of(roles, policy, now)
    act = Act(
        ledger_id=ledger.SYSTEM,
        event=EVENT,
        facts={
            "found": [
                {"kind": one.kind.value, "subject": one.subject, "count": one.count}
                for one in fresh
            ]
        },
        notices=tuple(
            Notice(
                key=f"alarm:{entry_id}:{person.id}",
                purpose=enums.Purpose.ALARM,
                person_id=person.id,
                view=Told(text=text, at=now),
            )
            for person in {person.id: person for person in people}.values()
        ),
    )
    return Decision(answer=views.Recorded(), acts=(act,))


def say(findings: Sequence[Finding]) -> str:
    """Say what was found in one short text."""
    told = []
    for kind in FindingKind:
        found = [finding for finding in findings if finding.kind is kind]
        count = sum(finding.count for finding in found)
        if count:
            named = sorted({finding.subject for finding in found} - {""})
            names = f" ({', '.join(named)})" if 0 < len(named) <= 2 else ""
            told.append(words(kind, count) + names)
    return f"Holdfast found: {'; '.join(told)}. See: holdfast doctor."


def words(kind: FindingKind, count: int) -> str:
    """Say what a finding is, of so many."""
    one, several = _WORDS[kind]
    return one if count == 1 else several.format(count)
