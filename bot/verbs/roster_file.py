"""Make the roster equal to a file, or end one person; history stays."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from bot.policy.schema import Policy
from bot.verbs.decision import Act, Change, Decision, Insert, Mint, Notice, Told, Update
from bot.verbs.situation import Situation
from models import commands, enums, errors, ledger, views
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
    matches, removed = _match(situation, command)
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
        updates, shown = _differences(situation, person, row, command, now, mint)
        if updates:
            changed += [(label(person.id), *line) for line in shown]
            acts.append(_act("person:changed", person.id, updates))
        else:
            unchanged += 1
    acts += [_act("person:ended", p.id, _ending(situation, p, now)) for p in removed]
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
    """End a person's rights and numbers at once; duties go to the ladder.

    Raises:
        NotFoundError: Nobody active wears this star.
    """
    person = situation.roster.of_star(command.star)
    if person is None:
        raise errors.NotFoundError(f"Nobody active wears star {command.star}.")
    act = _act("person:ended", person.id, _ending(situation, person, now))
    return Decision(answer=views.Recorded(), acts=(act,))


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
    situation: Situation, command: commands.ImportRoster
) -> tuple[list[tuple[commands.RosterRow, Person | None]], list[Person]]:
    people = situation.roster.active
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
        notices=_enrolments(changes),
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
        changes.append(_contact(person_id, row, command, now, mint))
    return _act("person:added", person_id, changes)


def _contact(
    person_id: str,
    row: commands.RosterRow,
    command: commands.ImportRoster,
    now: datetime,
    mint: Mint,
) -> Insert:
    is_verified = command.is_verified
    return Insert(
        Contact,
        {
            "id": mint.new_id(),
            "person_id": person_id,
            "e164": row.phone_e164,
            "kind": row.phone_kind or enums.PhoneKind.DEPARTMENT,
            "created_at": now,
            "enrol_code": None if is_verified else mint.new_code(),
            "verified_at": now if is_verified else None,
            "consented_on": date.fromisoformat(row.consented_on)
            if row.consented_on
            else None,
        },
    )


def _enrolments(changes: list[Change]) -> tuple[Notice, ...]:
    """Ask each new number to prove itself, once."""
    return tuple(
        Notice(
            key=f"{change.values['id']}:enrol",
            purpose=enums.Purpose.ENROL,
            person_id=change.values["person_id"],
            view=Told(
                reference=change.values["enrol_code"],
                text="",
                at=change.values["created_at"],
            ),
        )
        for change in changes
        if isinstance(change, Insert) and change.values.get("enrol_code")
    )


def _differences(
    situation: Situation,
    person: Person,
    row: commands.RosterRow,
    command: commands.ImportRoster,
    now: datetime,
    mint: Mint,
) -> tuple[list[Change], list[tuple[str, str, str]]]:
    """Return the changes that make a person equal to a row, and how to show them."""
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
    contacts = situation.roster.contacts_of(person)
    kept = [contact for contact in contacts if contact.e164 == row.phone_e164]
    for contact in contacts:
        if contact.e164 != row.phone_e164:
            changes.append(Update(Contact, contact, {"ended_at": now}))
            shown.append(("phone", "one number", "ended"))
    if row.phone_e164 is not None and not kept:
        changes.append(_contact(person.id, row, command, now, mint))
        shown.append(("phone", "", "one number added"))
    for contact in kept:
        values = _contact_changes(contact, row, command, now)
        if values:
            changes.append(Update(Contact, contact, values))
            shown += [("phone", "", name.removesuffix("_at")) for name in values]
    return changes, shown


def _contact_changes(
    contact: Contact,
    row: commands.RosterRow,
    command: commands.ImportRoster,
    now: datetime,
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if command.is_verified and contact.verified_at is None:
        values.update(verified_at=now, enrol_code=None)
    if command.is_verified and contact.unreachable_at is not None:
        # The administrator attests that the number was checked.
        values.update(unreachable_at=None, unreachable_reason=None)
    if row.phone_kind is not None and row.phone_kind is not contact.kind:
        values["kind"] = row.phone_kind
    consented_on = date.fromisoformat(row.consented_on) if row.consented_on else None
    if consented_on is not None and consented_on != contact.consented_on:
        values["consented_on"] = consented_on
    return values


def _ending(situation: Situation, person: Person, now: datetime) -> list[Change]:
    return [
        Update(Person, person, {"ended_at": now}),
        *(
            Update(Contact, contact, {"ended_at": now})
            for contact in situation.roster.contacts_of(person)
        ),
    ]
