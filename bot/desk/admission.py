"""Say who a request comes from, before anything is decided."""

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from bot.policy.schema import Policy
from bot.verbs.who.people import Roster
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
    #: The star that the sender named is that of nobody who has this number.
    NOT_THEIRS = "not_theirs"
    #: A carrier's own word; anybody's may count.
    CARRIER = "carrier"
    #: The agency does not allow texts for this.
    CLOSED = "closed"


#: Commands by which incidents are opened and added to.
_INTAKE = (commands.OpenIncident, commands.SayText, commands.AddNote)

#: Commands by which somebody answers for a duty.
_DUTIES = (
    commands.Acknowledge,
    commands.Attest,
    commands.SaySeveral,
    commands.Postpone,
    commands.PassOn,
    commands.Disown,
)

#: Begins what was said over the radio and answers for no duty.
_NOTE = re.compile(r"\s*NOTE\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Admission:
    """Hold who it is, as far as it is known.

    Attributes:
        standing: How the request stands.
        person: Who asks, where that is one known person.
        contact: The number that is being enrolled.
        is_shared: True where others have the number too; the answer then says whom
            it was taken for.
    """

    standing: Standing
    person: Person | None = None
    contact: Contact | None = None
    is_shared: bool = False


def admit(
    command: commands.Command,
    roster: Roster,
    policy: Policy,
    now: datetime,
    *,
    bearers: Mapping[str, str] = MappingProxyType({}),
) -> Admission:
    """Return who a command comes from.

    Of several people on one number it is the one whose star stands before the text,
    else the one whose code it names, else the only one who was on duty when it was
    sent. With all of them or none of them on duty it is not guessed.

    Args:
        command: The command.
        roster: Everybody.
        policy: The policy in force.
        now: The instant.
        bearers: Id of the person of each code that a shared number named.

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
        admitted = _named(actor, roster)
        _refuse_what_is_off(command, roster)
        return admitted
    if not _may_text(command, roster):
        return Admission(Standing.CLOSED)
    code = command.target.code if isinstance(command, commands.Acknowledge) else None
    for contact in roster.contacts_of_number(actor.e164):
        if code is not None and contact.enrol_code == code:
            return Admission(Standing.ENROLLING, contact=contact)
    people = roster.people_of_number(actor.e164)
    if not people:
        return Admission(Standing.UNKNOWN)
    found = _narrowed(command, people, roster, policy, now, bearers)
    if len(found) == 1:
        return Admission(Standing.KNOWN, found[0], is_shared=len(people) > 1)
    return Admission(Standing.AMBIGUOUS if found else Standing.NOT_THEIRS)


def is_shared(actor: commands.Actor, roster: Roster) -> bool:
    """Tell whether several people may act from the number of a text."""
    return actor.e164 is not None and len(roster.people_of_number(actor.e164)) > 1


def named(text: str | None, admitted: Admission, roster: Roster) -> str | None:
    """Return an answer; to a number that several have, with the star it is for."""
    if text is None or not admitted.is_shared or admitted.person is None:
        return text
    return f"{roster.label(admitted.person.id).capitalize()}: {text}"


def _narrowed(
    command: commands.Command,
    people: list[Person],
    roster: Roster,
    policy: Policy,
    now: datetime,
    bearers: Mapping[str, str],
) -> list[Person]:
    """Return who of those with one number may have written a text."""
    if command.actor.star is not None:
        return [person for person in people if person.star == command.actor.star]
    if len(people) == 1:
        return people
    target = getattr(command, "target", None) or commands.NOTHING
    bearer = bearers.get(target.code or "")
    with_code = [person for person in people if person.id == bearer]
    if with_code:
        return with_code
    inbound = command.inbound
    at = inbound.sent_at if inbound and inbound.is_fetched else None
    on_duty = [p for p in people if roster.is_on_duty(p, policy, at or now)]
    return on_duty if len(on_duty) == 1 else people


def _may_text(command: commands.Command, roster: Roster) -> bool:
    """Tell whether the policy lets people do this by text.

    Whoever was asked by the answer to an own text may answer it the same way.
    """
    uses = roster.channels.sms
    return bool(uses) and ("intake" in uses or not isinstance(command, _INTAKE))


def _refuse_what_is_off(command: commands.Command, roster: Roster) -> None:
    """Let nobody do through Slack, or log of the radio, what the policy does not allow.

    Raises:
        RefusedError: It does not.
    """
    if isinstance(command, commands.LogRadio):
        is_note = command.stated is None and _NOTE.match(command.text)
        use, what = ("intake", "words") if is_note else ("duties", "answers")
        if use not in roster.channels.radio:
            raise errors.RefusedError(
                f"The agency's policy does not let {what} over the radio be logged."
            )
    if command.actor.channel is not enums.Channel.SLACK:
        return
    for use, kinds, what in (
        ("intake", _INTAKE, "open incidents or add to them"),
        ("duties", _DUTIES, "answer for duties"),
    ):
        if isinstance(command, kinds) and use not in roster.channels.slack:
            raise errors.RefusedError(
                f"The agency's policy does not let you {what} in Slack. "
                "Use a text, the radio or the command line."
            )


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
        RefusedError: Nobody of the roster is, or nobody may act there.
    """
    if not roster.channels.slack:
        raise errors.RefusedError(
            "Slack is off here: the agency's policy does not allow it. "
            "Use a text, the radio or the command line."
        )
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
