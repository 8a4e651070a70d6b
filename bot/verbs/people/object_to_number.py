"""Object to somebody's new number: the one before it stands again."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import ladder
from bot.verbs.ground import proposals, rights
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Notice, Told, Update
from bot.verbs.ground.situation import Situation
from bot.verbs.people import numbers, sayings
from models import commands, enums, errors, ledger, views
from models.people import Contact, Person


def decide(
    situation: Situation,
    command: commands.ObjectToNumber,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """End a person's new number at once, and let the one before it stand again.

    Raises:
        RefusedError: The actor is neither the person's supervisor nor a second
            person, or it is their own number.
        NotFoundError: Nobody is meant, or no number was changed.
    """
    roster = situation.roster
    person = sayings.called(roster, command.who)
    _require_above(situation, command, person, policy, now)
    found = [
        (contact, past)
        for contact in roster.contacts_of(person)
        if (past := numbers.before(situation, contact)) is not None
    ]
    if not found:
        raise errors.NotFoundError(
            f"No changed number of {roster.label(person.id)} is on record."
        )
    changes: list[Change] = []
    for contact, past in found:
        changes.append(Update(Contact, contact, {"ended_at": now}))
        changes.append(Update(Contact, past, {"ended_at": None}))
    label = roster.label(person.id)
    by = roster.label(situation.person.id) if situation.person else "the operator"
    text = f"{label.capitalize()}: the new number was refused by {by}; the old stands."
    act = Act(
        ledger_id=ledger.ROSTER,
        event="contact:objected",
        facts={"person": person.id, "ended": [one.id for one, _ in found]},
        changes=tuple(changes),
        notices=tuple(
            Notice(
                key=f"{found[0][0].id}:objected:{one.id}",
                purpose=enums.Purpose.TELL,
                person_id=one.id,
                view=Told(reference=None, text=text, at=now),
            )
            for one in roster.on_duty_of(
                dict.fromkeys((ladder.ADMIN, *policy.desk_roles)), policy, now
            )
            if one.id != person.id
        ),
    )
    return Decision(
        answer=views.NumberObjected(label=label, is_restored=True),
        acts=(act, *numbers.withheld(situation, person, now)),
    )


def _require_above(
    situation: Situation,
    command: commands.ObjectToNumber,
    person: Person,
    policy: Policy,
    now: datetime,
) -> None:
    actor = situation.person
    if actor is None and command.actor.channel is enums.Channel.COMMAND_LINE:
        return
    if actor is None or actor.ended_at is not None:
        raise errors.RefusedError("This number may not act here.")
    above = situation.roster.supervisor_star_of(person, now)
    is_above = actor.star is not None and actor.star == above
    if actor.id == person.id or not (
        is_above or rights.may(policy, actor, proposals.SECOND)
    ):
        raise errors.RefusedError(
            "Only the supervisor, or another who may agree as a second person, can "
            "object to somebody's number."
        )
