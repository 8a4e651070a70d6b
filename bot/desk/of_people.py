"""Load what a command about people looks at: their messages, numbers and duties."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection
from sqlmodel import col

from bot.desk import requests
from bot.policy.schema import Policy
from bot.store import incidents, owed, questions, watches
from bot.verbs.ground import rights
from bot.verbs.ground.situation import Situation
from bot.verbs.people import comings, roster_match
from bot.verbs.shown import owed as role_owes
from bot.verbs.shown import show
from bot.verbs.who.people import Roster
from models import commands, enums
from models.notice import Notice
from models.people import Contact, Person

#: Commands by which somebody goes, or gets another number.
CHANGING = (commands.EndPerson, commands.ImportRoster, commands.ObjectToNumber)


def incidents_of(
    connection: Connection, roster: Roster, command: commands.Command
) -> set[str]:
    """Return the incidents in which people go, or are told by another number."""
    if not isinstance(command, CHANGING):
        return set()
    found = incidents.incidents_of_people(connection, _ids(_concerned(roster, command)))
    return {incident_id for ids in found.values() for incident_id in ids}


def find_owed(
    connection: Connection,
    asking: requests.Asking,
    roster: Roster,
    policy: Policy,
    now: datetime,
) -> None:
    """Note what the role of somebody who looks owes, and the first incidents of it."""
    person = asking.admission.person
    if not isinstance(asking.said, commands.ShowStatus) or person is None:
        return
    if role_owes.may_owe(policy, person.role):
        is_all = role_owes.sees_to_others(policy, person.role)
        found = owed.of_role(connection, person.role, now, sees_to_others=is_all)
        if not is_all:
            found = [
                one
                for one in found
                if one.state is not enums.DutyState.EXPECTED
                and role_owes.is_in_district(
                    roster,
                    policy,
                    person,
                    now,
                    beat=one.beat,
                    opened_by=one.opened_by,
                    recorder_id=one.recorder_id,
                )
            ]
        asking.role_owes = tuple(one.duty_id for one in found)
        asking.incident_ids |= {one.incident_id for one in found[: show.LISTED_MAX]}


def load(
    connection: Connection,
    situation: Situation,
    command: commands.Command,
    now: datetime,
) -> None:
    """Add to a situation what such a command looks at; nothing for any other."""
    if isinstance(command, commands.HandOver):
        person = situation.roster.by_id.get(command.person_id)
        _load_open_work(connection, situation, person, now)
    elif isinstance(command, commands.ShowStatus):
        _load_watch(connection, situation, command, now)
    elif isinstance(command, CHANGING):
        _load_changing(connection, situation, command)


def _load_changing(
    connection: Connection, situation: Situation, command: commands.Command
) -> None:
    """Add what waits for the people concerned, and the numbers people had."""
    ids = _ids(_concerned(situation.roster, command))
    if ids:
        situation.queued = questions.rows(
            connection,
            Notice,
            col(Notice.person_id).in_(ids),
            col(Notice.state) == enums.NoticeState.QUEUED,
        )
    if not isinstance(command, commands.EndPerson):
        situation.past_contacts = questions.rows(
            connection,
            Contact,
            col(Contact.ended_at).is_not(None),
            col(Contact.verified_at).is_not(None),
        )


def _load_open_work(
    connection: Connection,
    situation: Situation,
    person: Person | None,
    now: datetime,
    *,
    is_due_first: bool = False,
) -> None:
    """Add what is open of what somebody takes over, or has the watch of."""
    if person is not None:
        policy = situation.read_policy(situation.policy_version)
        scope = comings.scope(situation.roster, policy, person, now)
        situation.open_work = watches.open_work(
            connection, scope.people, now, is_due_first=is_due_first
        )


def _load_watch(
    connection: Connection,
    situation: Situation,
    command: commands.ShowStatus,
    now: datetime,
) -> None:
    """Add what is open to one who looks, has the watch, and may list incidents."""
    person = situation.person
    policy = situation.read_policy(situation.policy_version)
    if (
        person is not None
        and command.target.reference is None
        and situation.roster.has_watch(person, now)
        and rights.may(policy, person, "list_incidents")
    ):
        _load_open_work(connection, situation, person, now, is_due_first=True)


def _concerned(roster: Roster, command: commands.Command) -> list[Person]:
    return [
        *roster_match.leavers(roster, command),
        *roster_match.movers(roster, command),
    ]


def _ids(people: Collection[Person]) -> set[str]:
    return {person.id for person in people}
