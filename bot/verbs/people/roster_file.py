"""Make the roster equal to a file, or end one person; history stays."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from bot.policy.schema import Policy
from bot.verbs.ground.decision import Act, Change, Decision, Insert, Mint, Update
from bot.verbs.ground.situation import Situation
from bot.verbs.people import departure, numbers, sayings
from bot.verbs.who.people import Roster
from models import commands, errors, ledger, views
from models.people import Contact, Person

#: Columns of a person that a file can change.
COLUMNS = ("name", "star", "role", "email", "slack_user_id", "unit")
_REST = ("supervisor_star", "watch")


def decide(
    situation: Situation,
    command: commands.ImportRoster,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Add, change and end people so that the roster equals the file.

    People are recognised by star, else e-mail, else Slack id, else number, else
    name and role.

    Raises:
        InvalidInputError: The file names an unknown role or watch, names one
            person twice, or removes a number of people that was not stated.
    """
    _check(command, policy)
    matches, removed = _match(situation.roster, command)
    label = situation.roster.label
    if removed and not command.is_dry_run and command.removals != len(removed):
        raise errors.InvalidInputError(
            "remove",
            f"This file removes {len(removed)} people; say --remove {len(removed)}.",
        )
    acts: list[Act] = []
    added, changed, unchanged = [], [], 0
    for row, person in matches:
        if person is None:
            added.append(row.star or row.name)
            acts.append(_add(row, command, now, mint))
            continue
        updates, shown = _differences(
            situation, person, row, command, policy, now, mint
        )
        if updates:
            changed += [(label(person.id), *line) for line in shown]
            acts += updates
        else:
            unchanged += 1
    acts += _endings(situation, removed, now, mint)
    answer = views.RosterDifference(
        added=tuple(added),
        changed=tuple(changed),
        removed=tuple(label(person.id) for person in removed),
        unchanged=unchanged,
        is_applied=not command.is_dry_run,
    )
    return Decision(answer=answer, acts=() if command.is_dry_run else tuple(acts))


def end(
    situation: Situation,
    command: commands.EndPerson,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """End a person's rights and numbers at once; what they owe goes to others.

    Raises:
        NotFoundError: Nobody active wears this star.
    """
    person = situation.roster.of_star(command.star)
    if person is None:
        raise errors.NotFoundError(f"Nobody active wears star {command.star}.")
    return Decision(
        answer=views.Recorded(), acts=tuple(_endings(situation, [person], now, mint))
    )


def leavers(roster: Roster, command: commands.Command) -> list[Person]:
    """List who would be ended by a command."""
    if isinstance(command, commands.EndPerson):
        person = roster.of_star(command.star)
        return [person] if person else []
    if isinstance(command, commands.ImportRoster) and not command.is_dry_run:
        return _match(roster, command)[1]
    return []


def movers(roster: Roster, command: commands.Command) -> list[Person]:
    """List whose number would be another by a command."""
    if isinstance(command, commands.ObjectToNumber):
        person = roster.called(command.who)
        return [person] if person else []
    if not isinstance(command, commands.ImportRoster) or command.is_dry_run:
        return []
    return [
        person
        for row, person in _match(roster, command)[0]
        if person is not None
        and any(one.e164 != row.phone_e164 for one in roster.contacts_of(person))
    ]


def _check(command: commands.ImportRoster, policy: Policy) -> None:
    roles = {role.id for role in policy.role}
    watches = {watch.id for watch in policy.watch} | {"always", None}
    seen: set[str] = set()
    for row in command.rows:
        who = row.star or row.name
        if row.role not in roles:
            raise errors.InvalidInputError(
                "role", f"{who}: the policy has no role {row.role}."
            )
        if row.watch not in watches:
            raise errors.InvalidInputError(
                "watch", f"{who}: the policy has no watch {row.watch}."
            )
        for key in (row.star, row.email, row.slack_user_id):
            if key and key in seen:
                raise errors.InvalidInputError("row", f"{who} stands there twice.")
            if key:
                seen.add(key)


def _match(
    roster: Roster, command: commands.ImportRoster
) -> tuple[list[tuple[commands.RosterRow, Person | None]], list[Person]]:
    people = roster.active
    keys: dict[tuple[str, str], Person] = {}
    for person in people:
        for name in ("star", "email", "slack_user_id"):
            if value := getattr(person, name):
                keys[name, value] = person
        keys.setdefault(("name", f"{person.name}/{person.role}"), person)
    taken: set[str] = set()
    matches: list[tuple[commands.RosterRow, Person | None]] = []
    for row in command.rows:
        candidates = (
            ("star", row.star),
            ("email", row.email),
            ("slack_user_id", row.slack_user_id),
            ("name", None if row.star else f"{row.name}/{row.role}"),
        )
        found = next(
            (
                keys[name, value]
                for name, value in candidates
                if value and (name, value) in keys and keys[name, value].id not in taken
            ),
            None,
        )
        if found is not None:
            taken.add(found.id)
        matches.append((row, found))
    return matches, [person for person in people if person.id not in taken]


def _act(event: str, person_id: str, changes: list[Change]) -> Act:
    return Act(
        ledger_id=ledger.ROSTER,
        event=event,
        facts={"person": person_id},
        changes=tuple(changes),
        notices=numbers.enrolments(changes),
    )


def _columns(row: commands.RosterRow) -> dict[str, Any]:
    values = asdict(row)
    return {name: values[name] for name in (*COLUMNS, *_REST)}


def _add(
    row: commands.RosterRow, command: commands.ImportRoster, now: datetime, mint: Mint
) -> Act:
    person_id = mint.new_id()
    values = {"id": person_id, "created_at": now, **_columns(row)}
    changes: list[Change] = [Insert(Person, values)]
    if row.phone_e164 is not None:
        changes.append(
            numbers.new(person_id, row, now, mint, is_verified=command.is_verified)
        )
    return _act("person:added", person_id, changes)


def _differences(
    situation: Situation,
    person: Person,
    row: commands.RosterRow,
    command: commands.ImportRoster,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> tuple[list[Act], list[tuple[str, str, str]]]:
    """Return the acts that make a person equal to a row, and how to show them."""
    new = {
        name: value
        for name, value in _columns(row).items()
        if value != getattr(person, name)
    }
    shown = [
        (name, str(getattr(person, name) or ""), str(value or ""))
        for name, value in new.items()
    ]
    changes: list[Change] = [Update(Person, person, new)] if new else []
    others: list[Act] = []
    contacts = situation.roster.contacts_of(person)
    kept = [contact for contact in contacts if contact.e164 == row.phone_e164]
    ended = [contact for contact in contacts if contact.e164 != row.phone_e164]
    shown += [("phone", "one number", "ended") for _ in ended]
    is_added = row.phone_e164 is not None and not kept
    if is_added:
        shown.append(("phone", "", "one number added"))
    if is_added and (
        any(contact.verified_at for contact in ended)
        or numbers.proved(situation, person.id)
    ):
        others = numbers.changed(situation, person, ended, row, policy, now, mint)
    else:
        changes += [Update(Contact, contact, {"ended_at": now}) for contact in ended]
        if is_added:
            verified = command.is_verified
            changes.append(numbers.new(person.id, row, now, mint, is_verified=verified))
    for contact in kept:
        values = numbers.kept(
            situation, contact, row, now, is_verified=command.is_verified
        )
        if values:
            changes.append(Update(Contact, contact, values))
            shown += [("phone", "", name.removesuffix("_at")) for name in values]
    if changes:
        others.insert(0, _act("person:changed", person.id, changes))
    return others, shown


def _endings(
    situation: Situation, people: Sequence[Person], now: datetime, mint: Mint
) -> list[Act]:
    """Return what ends people, and gives to others what they had open."""
    if not people:
        return []
    ids = {person.id for person in people}
    after = replace(situation, roster=situation.roster.without(ids, now))
    waiting = [one for one in situation.queued if one.person_id in ids]
    return [
        *(
            _act("person:ended", p.id, _ending(situation.roster, p, now))
            for p in people
        ),
        *departure.acts(after, people, now, mint, why=departure.LEFT),
        *departure.cancelled(waiting, departure.LEFT),
    ]


def _ending(roster: Roster, person: Person, now: datetime) -> list[Change]:
    return [
        Update(Person, person, {"ended_at": now}),
        *(
            Update(Contact, contact, {"ended_at": now})
            for contact in roster.contacts_of(person)
        ),
        *sayings.given_up(roster, person, now),
    ]
