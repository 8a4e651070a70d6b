"""Object to somebody's new number, or Slack account: it counts no more."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import ladder
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Notice, Told, Update
from bot.verbs.ground.situation import Situation
from bot.verbs.people import numbers, overseers, sayings
from bot.verbs.who.people import Roster
from models import commands, enums, errors, ledger, views
from models.people import Contact, Person


def decide(
    situation: Situation,
    command: commands.ObjectToNumber,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """End a changed number at once, and let the one before it stand again.

    A code may be about a Slack account instead, which is taken out of the roster.

    Raises:
        RefusedError: The actor is neither the person's supervisor nor a second
            person, or it is their own number.
        NotFoundError: Nobody is meant, or nothing was changed.
    """
    person, found = _meant(situation, command)
    _require_above(situation, command, person, policy, now)
    label = situation.roster.label(person.id)
    if found is None:
        changes: list[Change] = [Update(Person, person, {"slack_user_id": None})]
        answer = views.NumberObjected(label=label, is_restored=False, is_account=True)
        what = "the new Slack account was refused by {by}; it acts no more."
    else:
        pairs = [(contact, numbers.before(situation, contact)) for contact in found]
        changes = [Update(Contact, one, {"ended_at": now}) for one, _ in pairs]
        stood = [past for _, past in pairs if past is not None]
        changes += [Update(Contact, past, {"ended_at": None}) for past in stood]
        answer = views.NumberObjected(label=label, is_restored=bool(stood))
        what = "the new number was refused by {by}; "
        what += "the old stands." if stood else "it acts no more."
    act = Act(
        ledger_id=ledger.ROSTER,
        event="contact:objected",
        facts={
            "person": person.id,
            "ended": [one.id for one in found or ()],
        },
        changes=tuple(changes),
        notices=_told(situation, person, what, policy, now, mint),
    )
    return Decision(
        answer=answer, acts=(act, *numbers.withheld(situation, person, now))
    )


def meant(roster: Roster, command: commands.ObjectToNumber) -> Person | None:
    """Return whose number or account a command is about, as far as that is known."""
    if command.code is None:
        return roster.called(command.who)
    actor = command.actor
    senders = [roster.by_id.get(actor.person_id or "")]
    senders.append(roster.of_slack(actor.slack_user_id or ""))
    senders += roster.people_of_number(actor.e164 or "")
    found = (overseers.meant(roster, one, command.code) for one in senders if one)
    return next((one[0] for one in found if one), None)


def _meant(
    situation: Situation, command: commands.ObjectToNumber
) -> tuple[Person, list[Contact] | None]:
    """Return whose change is meant, and their numbers; None: it is their account.

    Raises:
        NotFoundError: Nobody is meant, or nothing was changed.
    """
    roster = situation.roster
    if command.code is not None:
        actor = situation.person
        found = overseers.meant(roster, actor, command.code) if actor else None
        if found is None:
            raise errors.NotFoundError(
                f"{command.code} is about no change that counts still."
            )
        person, contact = found
        return person, None if contact is None else [contact]
    person = sayings.called(roster, command.who)
    contacts = [
        one
        for one in roster.contacts_of(person)
        if numbers.before(situation, one) is not None
    ]
    if not contacts:
        raise errors.NotFoundError(
            f"No changed number of {roster.label(person.id)} is on record."
        )
    return person, contacts


def _told(
    situation: Situation,
    person: Person,
    what: str,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> tuple[Notice, ...]:
    """Tell the administrators and the desk who refused it."""
    roster = situation.roster
    by = roster.label(situation.person.id) if situation.person else "the operator"
    text = f"{roster.label(person.id).capitalize()}: {what.format(by=by)}"
    objection_id = mint.new_id()
    return tuple(
        Notice(
            key=f"{objection_id}:objected:{one.id}",
            purpose=enums.Purpose.TELL,
            person_id=one.id,
            view=Told(text=text, at=now),
        )
        for one in roster.on_duty_of(
            dict.fromkeys((ladder.ADMIN, *policy.desk_roles)), policy, now
        )
        if one.id != person.id
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
    if not overseers.may_object(situation.roster, actor, person, policy, now):
        raise errors.RefusedError(
            "Only the supervisor, or another who may agree as a second person, can "
            "object to somebody's number."
        )
