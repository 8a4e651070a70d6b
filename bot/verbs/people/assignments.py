"""Give people the hours of a daily list, and take them away again."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from bot.policy import turns
from bot.policy.schema import Policy
from bot.verbs.ground import wall_time
from bot.verbs.ground.decision import Act, Change, Decision, Insert, Mint
from bot.verbs.ground.situation import Situation
from bot.verbs.people import foresight, leave, sayings
from bot.verbs.who import tours
from bot.verbs.who.people import Roster
from models import commands, enums, errors, ledger, views
from models.people import Person, Presence

_ASSIGNMENT = enums.PresenceKind.ASSIGNMENT

#: What makes two spans of a list the same.
_SAME = ("from_at", "until_at", "unit", "supervisor_star")


def decide(
    situation: Situation,
    command: commands.ImportAssignments,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Give each person of a list the hours that it has for them, and no others then.

    The list speaks for the time from its first hour to its last. Whoever it does not
    name keeps what they have, unless their number is stated.

    Raises:
        RefusedError: The actor's role may not.
        NotFoundError: The list names somebody who is not in the roster.
        InvalidInputError: It is empty, has a span that is over or too long or two
            that overlap, or takes hours from a number of people that was not stated.
    """
    by = sayings.lister(situation, command, policy)
    roster = situation.roster
    wanted = _wanted(roster, command.rows, policy, now)
    from_at = min(row.from_at for row in command.rows)
    until_at = max(row.until_at for row in command.rows)
    others = [
        person
        for person in roster.active
        if person.id not in wanted and _standing(roster, person, from_at, until_at, now)
    ]
    if command.removals and command.removals != len(others):
        raise errors.InvalidInputError(
            "remove",
            f"{len(others)} people who are not in the list have hours then; "
            f"say --remove {len(others)}, or leave it out and they keep them.",
        )
    acts: list[Act] = []
    added, withdrawn, unchanged = [], [], 0
    people = [roster.by_id[person_id] for person_id in wanted]
    for person in [*people, *(others if command.removals else ())]:
        rows = wanted.get(person.id, [])
        standing = _standing(roster, person, from_at, until_at, now)
        new = [row for row in rows if not any(_is_same(row, one) for one in standing)]
        gone = [one for one in standing if not any(_is_same(r, one) for r in rows)]
        label = roster.label(person.id)
        unchanged += len(rows) - len(new)
        added += [(label, _span(row, policy)) for row in new]
        withdrawn += [(label, _span(one, policy)) for one in gone]
        changes: list[Change] = [sayings.cut(one, now) for one in gone]
        changes += [_row(roster, person, row, by, now, mint) for row in new]
        if changes:
            acts.append(_act(person, changes, is_made=bool(new)))
    after = foresight.after(roster, acts)
    answer = views.AssignmentDifference(
        added=tuple(added),
        withdrawn=tuple(withdrawn),
        unchanged=unchanged,
        others=() if command.removals else tuple(roster.label(p.id) for p in others),
        without_effect=tuple(_without_effect(roster, wanted, policy)),
        instead=tuple(_instead(roster, wanted, policy)),
        off_now=tuple(
            roster.label(person.id)
            for person in roster.active
            if roster.is_on_duty(person, policy, now)
            and not after.is_on_duty(person, policy, now)
        ),
        uncovered=tuple(
            (one.role, wall_time.show_span(one.from_at, one.until_at, policy))
            for one in foresight.uncovered(after, policy, max(from_at, now), until_at)
        ),
        is_applied=not command.is_dry_run,
    )
    return Decision(answer=answer, acts=() if command.is_dry_run else tuple(acts))


def end(
    situation: Situation,
    command: commands.EndAssignments,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Withdraw what daily lists have for a person from now on.

    Raises:
        RefusedError: The actor's role may not.
        NotFoundError: Nobody is meant, or no list has anything for them.
    """
    sayings.lister(situation, command, policy)
    person = sayings.called(situation.roster, command.who)
    return leave.withdraw(
        situation, person, _ASSIGNMENT, policy, now, event="assignment:ended"
    )


def _wanted(
    roster: Roster,
    rows: Sequence[commands.AssignmentRow],
    policy: Policy,
    now: datetime,
) -> dict[str, list[commands.AssignmentRow]]:
    """Return the spans of each person by their id, in the order of the list.

    Raises:
        NotFoundError, InvalidInputError: As for `decide`.
    """
    if not rows:
        raise errors.InvalidInputError("file", "The list names nobody.")
    wanted: dict[str, list[commands.AssignmentRow]] = defaultdict(list)
    for row in rows:
        person = sayings.called(roster, row.who)
        who, shown = roster.label(person.id), _span(row, policy)
        if row.until_at <= row.from_at:
            raise errors.InvalidInputError("row", f"{who}: {shown} has no hours.")
        if row.until_at - row.from_at > sayings.LONGEST_FOR:
            raise errors.InvalidInputError(
                "row", f"{who}: {shown} is more than 20 hours."
            )
        if row.until_at <= now:
            raise errors.InvalidInputError("row", f"{who}: {shown} is over.")
        for one in wanted[person.id]:
            if max(one.from_at, row.from_at) < min(one.until_at, row.until_at):
                raise errors.InvalidInputError(
                    "row", f"{who}: {shown} overlaps {_span(one, policy)}."
                )
        wanted[person.id].append(row)
    return wanted


def _standing(
    roster: Roster, person: Person, from_at: datetime, until_at: datetime, now: datetime
) -> list[Presence]:
    """List what earlier lists have for a person within a span, and is not over."""
    return [
        one
        for one in roster.said_of(person)
        if one.kind is _ASSIGNMENT
        and max(one.from_at, from_at) < min(one.until_at, until_at)
        and not tours.is_over(one, now)
    ]


def _is_same(row: commands.AssignmentRow, one: Presence) -> bool:
    return all(getattr(row, name) == getattr(one, name) for name in _SAME)


def _row(
    roster: Roster,
    person: Person,
    row: commands.AssignmentRow,
    by: Person | None,
    now: datetime,
    mint: Mint,
) -> Insert:
    return sayings.row(
        roster,
        person,
        _ASSIGNMENT,
        row.from_at,
        row.until_at,
        now,
        mint,
        is_on=True,
        made_by=by,
        unit=row.unit,
        supervisor_star=row.supervisor_star,
    )


def _act(person: Person, changes: list[Change], *, is_made: bool) -> Act:
    return Act(
        ledger_id=ledger.PRESENCE,
        event="assignment:made" if is_made else "assignment:ended",
        facts={"person": person.id},
        changes=tuple(changes),
    )


def _without_effect(
    roster: Roster, wanted: dict[str, list[commands.AssignmentRow]], policy: Policy
) -> list[tuple[str, str]]:
    """List whose hours do not all count, for something else was said of them."""
    return [
        (roster.label(person_id), f"{_span(row, policy)}: {what} goes before it")
        for person_id, rows in wanted.items()
        for row in rows
        for one in sayings.opposed(
            roster.said_of(roster.by_id[person_id]),
            row.from_at,
            row.until_at,
            is_on=True,
        )
        for what in (sayings.describe(one, roster, policy),)
    ]


def _instead(
    roster: Roster, wanted: dict[str, list[commands.AssignmentRow]], policy: Policy
) -> list[tuple[str, str]]:
    """List whose hours stand in place of a turn of their watch, and of which."""
    found = []
    titles = {watch.id: watch.title for watch in policy.watch}
    for person_id, rows in wanted.items():
        watch = roster.by_id[person_id].watch
        if watch is None or watch == tours.ALWAYS:
            continue
        for turn in _turns(policy, watch, rows):
            if any(
                (r.from_at, r.until_at) == (turn.from_at, turn.until_at) for r in rows
            ):
                continue
            shown = wall_time.show_span(turn.from_at, turn.until_at, policy)
            what = f"in place of {titles.get(watch, watch)}, {shown}"
            found.append((roster.label(person_id), what))
    return found


def _turns(
    policy: Policy, watch: str, rows: Sequence[commands.AssignmentRow]
) -> list[turns.Turn]:
    """List the turns of a watch that spans of a list stand in place of."""
    first = min(row.from_at for row in rows)
    last = max(row.until_at for row in rows)
    days = (last - first).days + 4
    return [
        turn
        for turn in turns.starting(
            policy, watch, first - tours.REMEMBERED_FOR, days=days + 2
        )
        if any(
            max(row.from_at, turn.from_at) < min(row.until_at, turn.until_at)
            for row in rows
        )
    ]


def _span(row: commands.AssignmentRow | Presence, policy: Policy) -> str:
    return wall_time.show_span(row.from_at, row.until_at, policy)
