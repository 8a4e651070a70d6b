"""Write down what is said of a person's duty, and what it stands against; pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.policy.schema import Policy
from bot.verbs.ground import rights, wall_time
from bot.verbs.ground.decision import Act, Change, Insert, Mint, Update
from bot.verbs.ground.situation import Situation
from bot.verbs.people import foresight
from bot.verbs.who import tours
from bot.verbs.who.people import Roster
from models import commands, enums, errors, views
from models.people import Person, Presence, WatchHold

#: Longest tour that anybody can be given: a double watch and a hold-over.
#: Source: our choice; a typing error must not keep someone on duty for days.
LONGEST_FOR = timedelta(hours=20)

_KINDS = enums.PresenceKind

_BECAUSE = {
    _KINDS.OWN: "own word",
    _KINDS.ASSIGNMENT: "daily list",
    _KINDS.LEAVE: "leave",
}


def lister(
    situation: Situation, command: commands.Command, policy: Policy
) -> Person | None:
    """Return who lists others; None: the operator of the machine.

    Raises:
        RefusedError: The person's role may not.
    """
    is_operator = command.actor.channel is enums.Channel.COMMAND_LINE
    if is_operator and situation.person is None:
        return None
    return rights.require(situation, policy, "list_duty")


def called(roster: Roster, who: str) -> Person:
    """Return the active person who is meant by a star, e-mail address or Slack id.

    Raises:
        NotFoundError: Nobody is.
    """
    person = roster.called(who)
    if person is None:
        raise errors.NotFoundError(
            f"Nobody active has star, e-mail or Slack id {who[:40]}."
        )
    return person


def begins_at(from_local: str | None, policy: Policy, now: datetime) -> datetime:
    """Return from when on something is said; None is from now on.

    Raises:
        InvalidInputError: It is no time, or past.
    """
    if from_local is None:
        return now
    from_at = wall_time.read(from_local, policy, now, field="from")
    if from_at < now:
        at = wall_time.show(from_at, policy)
        raise errors.InvalidInputError("from", f"{at} is past; what was stays so.")
    return from_at


def ends_at(
    until_local: str | None,
    policy: Policy,
    from_at: datetime,
    *,
    otherwise: datetime | None = None,
    longest: timedelta = LONGEST_FOR,
    hint: str = "",
) -> datetime:
    """Return until when something is said.

    Args:
        until_local: As `wall_time.read` takes it.
        policy: Has the time zone.
        from_at: From when on.
        otherwise: The end where none is named.
        longest: The longest that makes sense.
        hint: What to do where it is longer.

    Raises:
        InvalidInputError: It is no time, none, before the beginning, or too late.
    """
    until_at = otherwise
    if until_local is not None:
        until_at = wall_time.read(
            until_local, policy, from_at, field="until", is_end=True
        )
    if until_at is None:
        raise errors.InvalidInputError("until", "Say until when.")
    if until_at <= from_at:
        shown = wall_time.show(until_at, policy)
        raise errors.InvalidInputError("until", f"{shown} is before it begins.")
    if until_at - from_at > longest:
        hours = longest // timedelta(hours=1)
        length = f"{hours} hours" if hours < 48 else f"{longest.days} days"
        what = f"That is more than {length}. {hint}".strip()
        raise errors.InvalidInputError("until", what)
    return until_at


def row(
    roster: Roster,
    person: Person,
    kind: enums.PresenceKind,
    from_at: datetime,
    until_at: datetime,
    now: datetime,
    mint: Mint,
    *,
    is_on: bool,
    made_by: Person | None,
    **more: str | None,
) -> Insert:
    """Return the row by which something is said of a person's duty."""
    number = max((said.number for said in roster.said_of(person)), default=0)
    return Insert(
        Presence,
        {
            "id": mint.new_id(),
            "person_id": person.id,
            "kind": kind,
            "from_at": from_at,
            "until_at": until_at,
            "is_on": is_on,
            "made_by": made_by.id if made_by else None,
            "made_at": now,
            "number": number + 1,
            **more,
        },
    )


def rest(
    roster: Roster,
    person: Person,
    policy: Policy,
    on_row: Insert,
    mint: Mint,
) -> list[Insert]:
    """Return what says that a tour is over at its end, where something goes on.

    Who is on duty until 21:00 goes off then, though the watch runs until 23:00, or
    though they had said 23:00 before. What others plan for later hours stands.
    """
    until_at = on_row.values["until_at"]
    said = [
        one
        for one in roster.said_of(person)
        if one.kind is _KINDS.ASSIGNMENT or one.from_at <= until_at
    ]
    if not tours.verdict(person, said, policy, until_at).is_on:
        return []
    ends_at = tours.ends_at(person, said, policy, until_at)
    if ends_at is None:
        return []
    values = {"id": mint.new_id(), "from_at": until_at, "until_at": ends_at}
    return [Insert(Presence, {**on_row.values, **values, "is_on": False})]


def given_up(roster: Roster, person: Person, from_at: datetime) -> list[Change]:
    """Return what ends a person's "I have the watch" when they go off duty."""
    return [
        Update(WatchHold, hold, {"until_at": max(from_at, hold.from_at)})
        for hold in roster.watch_holds_of(person, from_at)
    ]


def listed(
    roster: Roster,
    person: Person,
    row: Insert,
    acts: Iterable[Act],
    put_aside: Iterable[str],
    policy: Policy,
    *,
    is_applied: bool,
) -> views.Listed:
    """Return what was said of a person's duty, and when they come on duty next."""
    values = row.values
    until_at = values["until_at"]
    after = foresight.after(roster, acts)
    goes_on = after.is_on_duty(person, policy, until_at)
    other_id = values.get("other_id")
    return views.Listed(
        label=roster.label(person.id),
        by=values["kind"],
        is_on=values["is_on"],
        from_at=values["from_at"],
        until_at=until_at,
        other=roster.label(other_id) if other_id else None,
        put_aside=tuple(put_aside),
        next_tour_at=until_at
        if goes_on
        else after.next_tour_at(person, policy, until_at - tours.TICK),
        is_applied=is_applied,
    )


def cut(one: Presence, now: datetime) -> Update:
    """Return what withdraws something that was said, from now on."""
    return Update(Presence, one, {"ended_at": now})


def opposed(
    said: Iterable[Presence], from_at: datetime, until_at: datetime, *, is_on: bool
) -> list[Presence]:
    """List what says the opposite of some of the same hours, earliest first."""
    found = [
        one
        for one in said
        if one.is_on is not is_on
        and one.ended_at is None
        and max(one.from_at, from_at) < min(one.until_at, until_at)
    ]
    return sorted(found, key=lambda one: (one.from_at, one.number, one.id))


def because(roster: Roster, person: Person, policy: Policy, now: datetime) -> str:
    """Return by what a person is on duty, in a few words; nothing where they are not.

    A watch goes by its title.
    """
    found = roster.verdict(person, policy, now)
    if not found.is_on:
        return ""
    if found.said is None:
        titles = {watch.id: watch.title for watch in policy.watch}
        return titles.get(found.watch or "", "post")
    if found.said.kind is _KINDS.LISTING:
        by = roster.label(found.said.made_by) if found.said.made_by else "the operator"
        return f"listed by {by}"
    if found.said.kind is _KINDS.OVERRIDE:
        return f"standing in for {roster.label(found.said.other_id)}"
    return _BECAUSE[found.said.kind]


def describe(one: Presence, roster: Roster, policy: Policy) -> str:
    """Return what something that was said is, and until when it would last."""
    until = f"until {wall_time.show(one.until_at, policy)}"
    word = "ON" if one.is_on else "OFF"
    if one.kind is _KINDS.OWN:
        return f"their own {word} {until}"
    if one.kind is _KINDS.LEAVE:
        return f"the leave {until}"
    if one.kind is _KINDS.ASSIGNMENT:
        return f"the daily list {until}"
    if one.kind is _KINDS.LISTING:
        by = roster.label(one.made_by) if one.made_by else "the operator"
        return f"the listing {word.lower()} duty by {by} {until}"
    other = roster.label(one.other_id)
    if one.is_on:
        return f"standing in for {other} {until}"
    return f"{other} standing in for them {until}"


def refuse_contradiction(
    contradicted: Sequence[Presence], person: Person, roster: Roster, policy: Policy
) -> None:
    """Refuse what would put something aside, and say what.

    Raises:
        ConflictError: There is something.
    """
    if not contradicted:
        return
    who = roster.label(person.id)
    what = "; ".join(describe(one, roster, policy) for one in contradicted)
    raise errors.ConflictError(
        f"This would put aside of {who}: {what}. If that is meant, say it again "
        "with the word anyway.",
        put_aside=what,
    )
