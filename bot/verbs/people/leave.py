"""Note that somebody is away, and that they are back; why they are is not kept."""

from datetime import datetime, timedelta

from bot.policy.schema import Policy
from bot.verbs.ground.decision import Act, Decision, Mint
from bot.verbs.ground.situation import Situation
from bot.verbs.people import foresight, sayings
from bot.verbs.who import tours
from models import commands, enums, errors, ledger, views
from models.people import Person

#: Longest leave that is recorded at once. Source: our choice; a year with a day to
#: spare, so that a wrong year is seen.
LONGEST_FOR = timedelta(days=367)

_LEAVE = enums.PresenceKind.LEAVE


def record(
    situation: Situation,
    command: commands.RecordLeave,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Note that a person is off duty for a span, whatever the lists say.

    Raises:
        RefusedError: The actor's role may not.
        NotFoundError: Nobody is meant.
        InvalidInputError: The span makes no sense.
        ConflictError: The person stands in for somebody then, or was listed on duty
            for hours to come, and it was not said that this is known.
    """
    by = sayings.lister(situation, command, policy)
    roster = situation.roster
    person = sayings.called(roster, command.who)
    from_at = sayings.begins_at(command.from_local, policy, now)
    until_at = sayings.ends_at(
        command.until_local, policy, from_at, longest=LONGEST_FOR
    )
    opposed = sayings.opposed(roster.said_of(person), from_at, until_at, is_on=False)
    if not command.is_confirmed:
        in_the_way = [
            one
            for one in opposed
            if one.kind is enums.PresenceKind.OVERRIDE
            or (one.kind is enums.PresenceKind.LISTING and one.from_at > now)
        ]
        sayings.refuse_contradiction(in_the_way, person, roster, policy)
    row = sayings.row(
        roster,
        person,
        _LEAVE,
        from_at,
        until_at,
        now,
        mint,
        is_on=False,
        made_by=by,
    )
    act = Act(
        ledger_id=ledger.PRESENCE,
        event="leave:recorded",
        facts={"person": person.id},
        changes=(row, *sayings.given_up(roster, person, from_at)),
    )
    answer = sayings.listed(
        roster,
        person,
        row,
        [act],
        [sayings.describe(one, roster, policy) for one in opposed],
        policy,
        is_applied=not command.is_dry_run,
    )
    return Decision(answer=answer, acts=() if command.is_dry_run else (act,))


def end(
    situation: Situation,
    command: commands.EndLeave,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """End a person's leave from now on; one that has not begun does not come.

    Raises:
        RefusedError: The actor's role may not.
        NotFoundError: Nobody is meant, or no leave of theirs is on record.
    """
    sayings.lister(situation, command, policy)
    person = sayings.called(situation.roster, command.who)
    return withdraw(situation, person, _LEAVE, policy, now, event="leave:ended")


def withdraw(
    situation: Situation,
    person: Person,
    kind: enums.PresenceKind,
    policy: Policy,
    now: datetime,
    *,
    event: str,
) -> Decision:
    """Let what was said of a person in one way not count from now on.

    Raises:
        NotFoundError: Nothing was.
    """
    roster = situation.roster
    rows = [
        row
        for row in roster.said_of(person)
        if row.kind is kind and not tours.is_over(row, now)
    ]
    if not rows:
        what = "leave" if kind is _LEAVE else "daily list"
        raise errors.NotFoundError(
            f"No {what} is on record for {roster.label(person.id)} from now on."
        )
    act = Act(
        ledger_id=ledger.PRESENCE,
        event=event,
        facts={"person": person.id},
        changes=tuple(sayings.cut(row, now) for row in rows),
    )
    after = foresight.after(roster, [act])
    answer = views.Withdrawn(
        label=roster.label(person.id),
        count=len(rows),
        is_on_duty=after.is_on_duty(person, policy, now),
        next_tour_at=after.next_tour_at(person, policy, now),
    )
    return Decision(answer=answer, acts=(act,))
