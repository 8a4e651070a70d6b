"""Note what a carrier's own words, or an enrolment code, did to a number."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.policy.schema import Policy
from bot.verbs.duties import targets
from bot.verbs.duties.ladder import ADMIN
from bot.verbs.ground.decision import Act, Decision, Mint, Notice, Told, Update
from bot.verbs.ground.situation import Situation
from models import commands, enums, ledger, views
from models.people import Contact, Person

#: The carriers' word of consent that people also use to answer a question.
YES = "YES"


def decide(
    situation: Situation,
    command: commands.ChangeConsent,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Record an opt-out or its end; the carrier answers, we do not.

    A YES that ends no opt-out was meant for a question of ours: it is asked again.

    On an opt-out the person's supervisor is told: deadlines go on by other ways.
    """
    actor = command.actor
    contacts = situation.roster.contacts_of_number(actor.e164 or "")
    if command.effect == "opt_out":
        changed = [c for c in contacts if c.opted_out_at is None]
        value: datetime | None = now
    elif command.effect == "opt_in":
        changed = [c for c in contacts if c.opted_out_at is not None]
        value = None
    else:
        return Decision(answer=views.Silence())
    if command.word == YES and not changed:
        return _ask_again(situation)
    acts = tuple(
        Act(
            ledger_id=ledger.ROSTER,
            event="contact:opted_out" if value else "contact:opted_in",
            facts={"contact": contact.id, "word": command.word},
            changes=(Update(Contact, contact, {"opted_out_at": value}),),
            notices=_tell_supervisor(situation, contact, policy, now) if value else (),
        )
        for contact in changed
    )
    return Decision(answer=views.Silence(), acts=acts)


def _ask_again(situation: Situation) -> Decision:
    """Answer a YES that was meant for a question of ours with our own words."""
    person = situation.person
    open_duties = targets.concerned(situation, person) if person else ()
    words = dict.fromkeys(duty.word for _, duty in open_duties)
    if not words:
        return Decision(answer=views.Silence())
    return Decision(answer=views.NotUnderstood(words=tuple(words)))


def enrol(
    situation: Situation,
    contact: Contact,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Verify a number by the code that was texted to it, and note its consent."""
    today = now.astimezone(ZoneInfo(policy.timezone)).date()
    act = Act(
        ledger_id=ledger.ROSTER,
        event="contact:verified",
        facts={"contact": contact.id, "by": "reply"},
        changes=(
            Update(
                Contact,
                contact,
                {
                    "verified_at": now,
                    "consented_on": contact.consented_on or today,
                    "enrol_code": None,
                },
            ),
        ),
    )
    return Decision(answer=views.Enrolled(), acts=(act,))


def tell_keepers(
    situation: Situation, contact: Contact, why: str, policy: Policy, now: datetime
) -> tuple[Notice, ...]:
    """Tell the administrators on duty, else the desk, of a number to be mended."""
    roster = situation.roster
    keepers = roster.on_duty(ADMIN, policy, now)
    people = keepers or roster.on_duty_of(policy.desk_roles, policy, now)
    text = _cannot_be_texted(situation, contact, why, "Check the number in the roster.")
    return _tell(people, contact, text, now)


def _tell_supervisor(
    situation: Situation, contact: Contact, policy: Policy, now: datetime
) -> tuple[Notice, ...]:
    person = situation.roster.by_id[contact.person_id]
    supervisor = situation.roster.of_star(person.supervisor_star or "")
    people = (
        [supervisor]
        if supervisor is not None
        and situation.roster.can_be_told(supervisor, policy, now) is enums.Reach.YES
        else situation.roster.on_duty_of(policy.desk_roles, policy, now)
    )
    text = _cannot_be_texted(situation, contact, "STOP", "Use the radio.")
    return _tell(people, contact, text, now)


def _cannot_be_texted(situation: Situation, contact: Contact, why: str, do: str) -> str:
    label = situation.roster.label(contact.person_id).capitalize()
    return f"{label} cannot be texted ({why}). {do}"


def _tell(
    people: Sequence[Person], contact: Contact, text: str, now: datetime
) -> tuple[Notice, ...]:
    """Tell people, except whoever has the number."""
    return tuple(
        Notice(
            key=f"{contact.id}:opted_out:{now.isoformat()}:{someone.id}",
            purpose=enums.Purpose.TELL,
            person_id=someone.id,
            view=Told(text=text, at=now),
        )
        for someone in people
        if someone.id != contact.person_id
    )
