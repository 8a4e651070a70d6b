"""Make the roster equal to a file, or end one person; history stays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from bot.policy.schema import Policy
from bot.verbs.ground.decision import (
    Act,
    Change,
    Decision,
    Insert,
    Mint,
    Notice,
    Update,
)
from bot.verbs.ground.situation import Situation
from bot.verbs.people import (
    departure,
    numbers,
    overseers,
    roster_match,
    sayings,
    ways_changed,
)
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
    matches, removed = roster_match.match(situation.roster, command)
    if removed and not command.is_dry_run and command.removals != len(removed):
        raise errors.InvalidInputError(
            "remove",
            f"This file removes {len(removed)} people; say --remove {len(removed)}.",
        )
    acts: list[Act] = []
    moved: list[ways_changed.Moved] = []
    gone = numbers.left(situation)
    added, changed, unchanged = [], [], 0
    for row, person in matches:
        if person is None:
            added.append(row.star or row.name)
            acts.append(_add(gone, row, command, now, mint, moved))
            continue
        updates, shown = _differences(situation, person, row, command, now, mint, moved)
        if updates:
            changed += [(_called(person), *line) for line in shown]
            acts += updates
        else:
            unchanged += 1
    acts += _endings(situation, removed, now, mint)
    given = overseers.given(situation.roster, matches, policy)
    told = (
        *overseers.tell_rights(situation.roster, given, policy, now, mint),
        *ways_changed.tell_above(situation.roster, moved, policy, now, mint),
    )
    if told:
        acts[0] = replace(acts[0], notices=(*acts[0].notices, *told))
    answer = views.RosterDifference(
        added=tuple(added),
        changed=tuple(changed),
        removed=tuple(_called(person) for person in removed),
        unchanged=unchanged,
        is_applied=not command.is_dry_run,
    )
    return Decision(answer=answer, acts=() if command.is_dry_run else tuple(acts))


def _called(person: Person) -> str:
    """Return how somebody is called before whoever has the roster file."""
    return f"star {person.star}" if person.star else person.name


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


def _act(
    event: str, person_id: str, changes: list[Change], notices: Iterable[Notice] = ()
) -> Act:
    return Act(
        ledger_id=ledger.ROSTER,
        event=event,
        facts={"person": person_id},
        changes=tuple(changes),
        notices=(*numbers.enrolments(changes), *notices),
    )


def _columns(row: commands.RosterRow) -> dict[str, Any]:
    values = asdict(row)
    return {name: values[name] for name in (*COLUMNS, *_REST)}


def _add(
    gone: Mapping[tuple[str, str], numbers.Left],
    row: commands.RosterRow,
    command: commands.ImportRoster,
    now: datetime,
    mint: Mint,
    moved: list[ways_changed.Moved],
) -> Act:
    """Return the act that adds a person, and note in `moved` whose number they have."""
    person_id = mint.new_id()
    values = {"id": person_id, "created_at": now, **_columns(row)}
    changes: list[Change] = [Insert(Person, values)]
    if row.phone_e164 is not None:
        was = numbers.redirected(gone, row)
        is_verified = command.is_verified and was is None
        number = numbers.new(person_id, row, now, mint, is_verified=is_verified)
        changes.append(number)
        if was is not None:
            moved.append(numbers.moved(was, number))
    return _act("person:added", person_id, changes)


def _differences(
    situation: Situation,
    person: Person,
    row: commands.RosterRow,
    command: commands.ImportRoster,
    now: datetime,
    mint: Mint,
    moved: list[ways_changed.Moved],
) -> tuple[list[Act], list[tuple[str, str, str]]]:
    """Return the acts that make a person equal to a row, and how to show them.

    What leads elsewhere from then on is noted in `moved`.
    """
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
        number = numbers.new(person.id, row, now, mint, is_verified=False)
        others = numbers.changed(situation, person, ended, number, now)
        moved.append(numbers.moved(person, number))
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
        account = ways_changed.of_account(person, new.get("slack_user_id"))
        told: tuple[Notice, ...] = ()
        if account is not None:
            told = ways_changed.tell_of_account(situation.roster, account, now)
            moved.append(account)
        others.insert(0, _act("person:changed", person.id, changes, told))
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
