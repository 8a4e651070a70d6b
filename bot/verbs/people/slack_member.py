"""Note what Slack says of a member of the roster."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties.ladder import ADMIN
from bot.verbs.ground.decision import Act, Decision, Insert, Mint, Notice, Told, Update
from bot.verbs.ground.situation import Situation
from models import commands, enums, ledger, views
from models.people import Person
from models.slack import SlackMember


def decide(
    situation: Situation,
    command: commands.RecordSlackMember,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Bar a member from acting in Slack, or clear them; only news is recorded.

    Who is barred and stands on a ladder is told to the administrators.
    """
    roster = situation.roster
    person = roster.of_slack(command.slack_user_id)
    member = roster.slack_member(command.slack_user_id)
    if person is None or command.problem is (member.problem if member else None):
        return Decision(answer=views.Recorded(changed=False))
    values = {"problem": command.problem, "changed_at": now}
    change = (
        Update(SlackMember, member, values)
        if member
        else Insert(SlackMember, {"slack_user_id": command.slack_user_id, **values})
    )
    problem = command.problem
    act = Act(
        ledger_id=ledger.ROSTER,
        event="slack_member:cleared" if problem is None else "slack_member:barred",
        facts={"person": person.id, "problem": problem.value if problem else None},
        changes=(change,),
        notices=()
        if problem is None
        else _tell(situation, person, problem, policy, now, mint),
    )
    return Decision(answer=views.Recorded(), acts=(act,))


#: Why somebody cannot act in Slack, in a few words.
_WHY = {
    enums.SlackProblem.GUEST: "is a guest there",
    enums.SlackProblem.DEACTIVATED: "is deactivated there",
    enums.SlackProblem.OTHER_ORGANISATION: "belongs to another organisation",
    enums.SlackProblem.NO_SUCH_MEMBER: "is not known there",
}


def _tell(
    situation: Situation,
    person: Person,
    problem: enums.SlackProblem,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> tuple[Notice, ...]:
    """Tell the administrators of somebody on a ladder."""
    if person.role not in _roles_of_ladders(policy):
        return ()
    label = situation.roster.label(person.id)
    return tuple(
        Notice(
            key=f"slack_member:{admin.id}:{mint.new_id()}",
            purpose=enums.Purpose.TELL,
            person_id=admin.id,
            view=Told(
                text=f"{label} cannot be told by Slack and {_WHY[problem]}: "
                f"role {person.role.replace('_', ' ')}, on a ladder.",
                at=now,
            ),
        )
        for admin in situation.roster.on_duty(ADMIN, policy, now, but={person.id})
    )


def _roles_of_ladders(policy: Policy) -> set[str]:
    return {
        role
        for rule in policy.duty
        for role in (
            rule.owner,
            *(rung.role for rung in rule.ladder),
            *rule.exhausted_roles,
        )
    } | set(policy.desk_roles)
