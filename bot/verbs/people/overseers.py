"""Say who is told where somebody's way to us, or their rights, are changed by a file.

Whoever keeps the roster alone can make a second person of a friend. So those who
command hear of it, and whoever supervises can take a changed way back by a text.
"""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime

from bot.policy import timetable
from bot.policy.schema import EVERYTHING, Policy
from bot.verbs.duties import ladder
from bot.verbs.ground import proposals, rights
from bot.verbs.ground.decision import Mint, Notice, Told
from bot.verbs.who.people import Roster
from handlers.sms import objections
from models import commands, enums
from models.people import Contact, Person

#: The right of those who command: to put an incident under another policy.
COMMANDING = "adopt_policy"

#: Rights by which somebody counts beside the one who recorded or wanted something.
DECIDING = frozenset({"verify", proposals.SECOND})

#: Most people whom one text names.
_NAMED = 3


def on_duty(roster: Roster, policy: Policy, now: datetime) -> list[Person]:
    """List those on duty who run the installation, keep the desk, or command."""
    roles = dict.fromkeys((ladder.ADMIN, *policy.desk_roles, *_commanding(policy)))
    return roster.on_duty_of(roles, policy, now)


def commanding(
    roster: Roster, policy: Policy, now: datetime, *, but: Collection[str]
) -> list[Person]:
    """List those on duty who command, and decide on incidents; else all who decide.

    Args:
        roster: Everybody.
        policy: The policy in force.
        now: The instant.
        but: Ids of those who are left out.
    """
    deciding = [role.id for role in policy.role if decides(policy, role.id)]
    commanding = set(_commanding(policy))
    for roles in ([role for role in deciding if role in commanding], deciding):
        there = roster.on_duty_of(roles, policy, now)
        if found := [one for one in there if one.id not in but]:
            return found
    return []


def _commanding(policy: Policy) -> list[str]:
    return [
        role.id
        for role in policy.role
        if EVERYTHING in role.may or COMMANDING in role.may
    ]


def loud_at(policy: Policy, person: Person, now: datetime) -> datetime | None:
    """Return the end of a person's quiet hours; None: they are not in any."""
    return timetable.quiet_ends_at(policy.quiet, person.role, policy.timezone, now)


def decides(policy: Policy, role_id: str) -> bool:
    """Tell whether a role has a right to decide."""
    found = next((role for role in policy.role if role.id == role_id), None)
    may = set(found.may) if found else set()
    return EVERYTHING in may or bool(DECIDING & may)


def given(
    roster: Roster,
    matches: Iterable[tuple[commands.RosterRow, Person | None]],
    policy: Policy,
) -> list[tuple[commands.RosterRow, str]]:
    """List the rows of a file that make somebody one who decides, and how.

    A way to us that one who decides did not have before is as good as a new person.
    """
    found = []
    for row, person in matches:
        if not decides(policy, row.role):
            continue
        if person is None:
            found.append((row, "new"))
        elif not decides(policy, person.role):
            found.append((row, f"was {person.role.replace('_', ' ')}"))
        elif row.phone_e164 is not None and not roster.contacts_of(person):
            found.append((row, "first number"))
        elif row.slack_user_id is not None and person.slack_user_id is None:
            found.append((row, "first Slack account"))
    return found


def tell_rights(
    roster: Roster,
    given: Iterable[tuple[commands.RosterRow, str]],
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> tuple[Notice, ...]:
    """Tell those who command of everybody who may decide by a file.

    Args:
        roster: As it is before the file.
        given: Rows of the file that give it, each with what is new.
        policy: The policy in force.
        now: The instant.
        mint: Gives ids.
    """
    found = list(given)
    if not found:
        return ()
    titles = {role.id: role.title.lower() for role in policy.role}
    named = [
        f"{_called(row)} ({titles.get(row.role, row.role)}, {what})"
        for row, what in found[:_NAMED]
    ]
    more = len(found) - _NAMED
    names = ", ".join(named) + (f" and {more} more" if more > 0 else "")
    text = f"The operator changed the roster. Who may decide: {names}. Is that right?"
    stars = {row.star for row, _ in found}
    return tuple(
        Notice(
            key=f"rights:{mint.new_id()}:{one.id}",
            purpose=enums.Purpose.TELL,
            person_id=one.id,
            view=Told(text=text, at=now),
            not_before=loud_at(policy, one, now),
        )
        for one in on_duty(roster, policy, now)
        if one.star is None or one.star not in stars
    )


def _called(row: commands.RosterRow) -> str:
    return f"star {row.star}" if row.star else row.name


# --- Who can take a changed way back --------------------------------------------------


def of_contact(contact_id: str) -> str:
    """Return how a changed number is named where somebody objects to it."""
    return contact_id


def of_account(person_id: str, slack_user_id: str) -> str:
    """Return how a changed Slack account is named where somebody objects to it."""
    return f"{person_id}/{slack_user_id}"


def code_of(changed: str, person_id: str) -> str:
    """Return the code by which one person objects to one change; always the same.

    It is worked out from ids that nobody is told, so that no row has to hold it.
    """
    digest = hashlib.sha256(f"{changed}:{person_id}".encode()).digest()
    return objections.code_of(int.from_bytes(digest))


def may_object(
    roster: Roster, one: Person, person: Person, policy: Policy, now: datetime
) -> bool:
    """Tell whether somebody supervises a person, or may be a second person."""
    above = roster.supervisor_star_of(person, now)
    is_above = one.star is not None and one.star == above
    may = is_above or rights.may(policy, one, proposals.SECOND)
    return one.id != person.id and may


def meant(
    roster: Roster, one: Person, code: str
) -> tuple[Person, Contact | None] | None:
    """Return whose change a code of somebody's is about; no contact: their account."""
    for person in roster.active:
        for contact in roster.contacts_of(person):
            if code_of(of_contact(contact.id), one.id) == code:
                return person, contact
        account = person.slack_user_id
        if account and code_of(of_account(person.id, account), one.id) == code:
            return person, None
    return None
