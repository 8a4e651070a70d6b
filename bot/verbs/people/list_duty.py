"""List somebody else on duty or off, or let one stand in for another."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.ground.decision import Act, Change, Decision, Insert, Mint
from bot.verbs.ground.situation import Situation
from bot.verbs.people import sayings
from bot.verbs.who.people import Roster
from models import commands, enums, errors, ledger
from models.people import Person, Presence

_KINDS = enums.PresenceKind


def decide(
    situation: Situation,
    command: commands.ListDuty,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """List a person on duty, or off, from now on or for a span.

    It counts before leave, the daily list and the watch, and before whatever was
    said earlier of the same hours. What it would put aside is refused unless that
    is meant; the daily list and the watch never are in the way, nor is ON for one
    who is listed off.

    Raises:
        RefusedError: The actor's role may not.
        NotFoundError: Nobody is meant.
        InvalidInputError: The span makes no sense.
        ConflictError: It puts something aside, and that was not said to be meant.
    """
    by = sayings.lister(situation, command, policy)
    roster = situation.roster
    person = sayings.called(roster, command.who)
    from_at = sayings.begins_at(command.from_local, policy, now)
    until_at = sayings.ends_at(
        command.until_local,
        policy,
        from_at,
        otherwise=roster.tour_ends_at(person, policy, from_at),
        hint="" if command.is_on else "For so long record leave.",
    )
    opposed = sayings.opposed(
        roster.said_of(person), from_at, until_at, is_on=command.is_on
    )
    is_own = by is not None and by.id == person.id
    if not (command.is_confirmed or is_own):
        in_the_way = [one for one in opposed if _is_in_the_way(one, command)]
        sayings.refuse_contradiction(in_the_way, person, roster, policy)
    row = sayings.row(
        roster,
        person,
        _KINDS.OWN if is_own else _KINDS.LISTING,
        from_at,
        until_at,
        now,
        mint,
        is_on=command.is_on,
        made_by=by,
    )
    changes: list[Change] = [row]
    if command.is_on:
        changes += sayings.rest(roster, person, policy, row, mint)
    else:
        changes += sayings.given_up(roster, person, from_at)
    act = Act(
        ledger_id=ledger.PRESENCE,
        event="person:listed_on" if command.is_on else "person:listed_off",
        facts={"person": person.id},
        changes=tuple(changes),
    )
    return _answer(roster, person, [act], row, opposed, command, policy)


def stand_in(
    situation: Situation,
    command: commands.StandIn,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Let one stand in for another: the one is on duty, the other off.

    Raises:
        RefusedError: The actor's role may not.
        NotFoundError: One of the two is not in the roster.
        InvalidInputError: They are of two roles, or one and the same; the span makes
            no sense; or the other is not on duty then.
        ConflictError: It puts something aside, and that was not said to be meant.
    """
    by = sayings.lister(situation, command, policy)
    roster = situation.roster
    person = sayings.called(roster, command.who)
    other = sayings.called(roster, command.instead_of)
    if person.role != other.role or person.id == other.id:
        raise errors.InvalidInputError(
            "who", "Only another one of the same role can stand in for somebody."
        )
    from_at = sayings.begins_at(command.from_local, policy, now)
    if command.from_local is None and not roster.is_on_duty(other, policy, now):
        from_at = roster.next_tour_at(other, policy, now) or now
    until_at = sayings.ends_at(
        command.until_local,
        policy,
        from_at,
        otherwise=roster.tour_ends_at(other, policy, from_at),
    )
    _require_tour(roster, other, policy, from_at, until_at)
    said = roster.said_of(person)
    opposed = sayings.opposed(said, from_at, until_at, is_on=True)
    if not command.is_confirmed:
        sayings.refuse_contradiction(opposed, person, roster, policy)
    rows = [
        sayings.row(
            roster,
            one,
            _KINDS.OVERRIDE,
            from_at,
            until_at,
            now,
            mint,
            is_on=is_on,
            made_by=by,
            other_id=whose.id,
            unit=roster.unit_of(other, from_at) if is_on else None,
            supervisor_star=roster.supervisor_star_of(other, from_at)
            if is_on
            else None,
        )
        for one, whose, is_on in ((person, other, True), (other, person, False))
    ]
    act = Act(
        ledger_id=ledger.PRESENCE,
        event="person:stood_in",
        facts={"person": person.id, "for": other.id},
        changes=(*rows, *sayings.given_up(roster, other, from_at)),
    )
    put_aside = [
        *opposed,
        *sayings.opposed(roster.said_of(other), from_at, until_at, is_on=False),
    ]
    return _answer(roster, person, [act], rows[0], put_aside, command, policy)


def _is_in_the_way(one: Presence, command: commands.ListDuty) -> bool:
    """Tell whether something has to be known before it is put aside."""
    if one.kind is _KINDS.ASSIGNMENT:
        return False
    if command.is_on:
        return True
    # A listing off is what ends a forgotten ON; only who stands in leaves a gap.
    return one.kind is _KINDS.OVERRIDE


def _require_tour(
    roster: Roster, other: Person, policy: Policy, from_at: datetime, until_at: datetime
) -> None:
    """Go on only where somebody has a tour in a span.

    Raises:
        InvalidInputError: They have none.
    """
    if roster.is_on_duty(other, policy, from_at):
        return
    begins_at = roster.next_tour_at(other, policy, from_at)
    if begins_at is None or begins_at >= until_at:
        raise errors.InvalidInputError(
            "instead_of",
            f"{roster.label(other.id).capitalize()} is not on duty then, so there is "
            "nobody to stand in for.",
        )


def _answer(
    roster: Roster,
    person: Person,
    acts: list[Act],
    row: Insert,
    opposed: list[Presence],
    command: commands.ListDuty | commands.StandIn,
    policy: Policy,
) -> Decision:
    """Return the decision, or for a dry run only what it would be."""
    answer = sayings.listed(
        roster,
        person,
        row,
        acts,
        [sayings.describe(one, roster, policy) for one in opposed],
        policy,
        is_applied=not command.is_dry_run,
    )
    return Decision(answer=answer, acts=() if command.is_dry_run else tuple(acts))
