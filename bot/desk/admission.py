"""Say who a request comes from, before anything is decided."""

import enum
from dataclasses import dataclass
from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.people import Roster
from models import commands, enums, errors
from models.people import Contact, Person


class Standing(enum.Enum):
    """Name how a request stands."""

    #: One known person.
    KNOWN = "known"
    #: The clock.
    CLOCK = "clock"
    #: An enrolment code came back from the number it was texted to.
    ENROLLING = "enrolling"
    #: Nobody we know, or nobody who may act.
    UNKNOWN = "unknown"
    #: Several people have this number, and it is not clear who writes.
    AMBIGUOUS = "ambiguous"
    #: A carrier's own word; anybody's may count.
    CARRIER = "carrier"


@dataclass(frozen=True, slots=True)
class Admission:
    """Hold who it is, as far as it is known."""

    standing: Standing
    person: Person | None = None
    contact: Contact | None = None


def admit(
    command: commands.Command, roster: Roster, policy: Policy, now: datetime
) -> Admission:
    """Return who a command comes from.

    Two people on one number: the one who is on duty; with both or neither, it
    is not guessed.

    Raises:
        RefusedError: The person whom the door named is not in the roster, or may
            not act in Slack.
    """
    actor = command.actor
    if isinstance(command, commands.RecordDelivery):
        # The provider's news, or the courier's own: nobody acts.
        return Admission(Standing.CLOCK)
    if actor.channel is enums.Channel.CLOCK:
        return Admission(Standing.CLOCK)
    if isinstance(command, commands.ChangeConsent):
        known = roster.people_of_number(actor.e164 or "")
        return Admission(Standing.CARRIER, known[0] if len(known) == 1 else None)
    if actor.person_id is not None or actor.e164 is None:
        return _named(actor, roster)
    people = roster.people_of_number(actor.e164)
    if len(people) > 1:
        people = [p for p in people if roster.is_on_duty(p, policy, now)] or people
    if len(people) == 1:
        return Admission(Standing.KNOWN, people[0])
    if people:
        return Admission(Standing.AMBIGUOUS)
    code = command.target.code if isinstance(command, commands.Acknowledge) else None
    for contact in roster.contacts_of_number(actor.e164):
        if code is not None and contact.enrol_code == code:
            return Admission(Standing.ENROLLING, contact=contact)
    return Admission(Standing.UNKNOWN)


#: Why a member of a workspace may not act.
_PROBLEMS = {
    enums.SlackProblem.GUEST: "Guests of the workspace cannot act here.",
    enums.SlackProblem.DEACTIVATED: "A deactivated account cannot act here.",
    enums.SlackProblem.OTHER_ORGANISATION: (
        "Members of other organisations cannot act here."
    ),
    enums.SlackProblem.NO_SUCH_MEMBER: "Slack knows no such member.",
}


def member(slack_user_id: str, roster: Roster) -> Person:
    """Return the person who is a member of the Slack workspace.

    Raises:
        RefusedError: Nobody of the roster is, or they may not act there.
    """
    person = roster.of_slack(slack_user_id)
    if person is None:
        raise errors.RefusedError(
            "You are not in the roster with this Slack account. Ask your administrator."
        )
    problem = roster.slack_problem(slack_user_id)
    if problem is not None:
        raise errors.RefusedError(_PROBLEMS[problem], problem=problem.value)
    return person


def _named(actor: commands.Actor, roster: Roster) -> Admission:
    """Return the person whom a door or the command line names."""
    if actor.slack_user_id is not None:
        return Admission(Standing.KNOWN, member(actor.slack_user_id, roster))
    if actor.channel is enums.Channel.COMMAND_LINE and actor.person_id is None:
        return Admission(Standing.KNOWN)
    person = roster.by_id.get(actor.person_id or "")
    if person is None or person.ended_at is not None:
        raise errors.RefusedError("Nobody in the roster is meant by this.")
    return Admission(Standing.KNOWN, person)
