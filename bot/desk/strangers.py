"""Answer numbers that nobody knows: nothing is disclosed, nothing is lost."""

from datetime import datetime

from bot.desk.admission import Admission, Standing
from bot.policy.schema import Policy
from bot.verbs import consent, held
from bot.verbs.decision import Act, Decision, Mint, Notice, Told
from bot.verbs.situation import Situation
from models import commands, enums, errors, ledger, views

#: How a request stands that no verb of a known person decides.
STANDINGS = (Standing.UNKNOWN, Standing.AMBIGUOUS, Standing.ENROLLING)


def decide(
    situation: Situation,
    command: commands.Command,
    admission: Admission,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Keep a stranger's text for the dispatcher, or enrol a number.

    Raises:
        RefusedError: It is no text.
    """
    if admission.standing is Standing.ENROLLING and admission.contact is not None:
        return consent.enrol(situation, admission.contact, policy, now, mint)
    inbound = command.inbound
    if inbound is None:
        raise errors.RefusedError("Nobody in the roster is meant by this.")
    is_ambiguous = admission.standing is Standing.AMBIGUOUS
    rule = held.rule_against(policy, inbound.body)
    is_first = situation.unclear_answers == 0
    act = Act(
        ledger_id=ledger.SYSTEM,
        event="text:held",
        facts={
            "why": "two people have this number" if is_ambiguous else "unknown number",
            "media": inbound.media_count,
        },
        words={"text": inbound.body, "from": inbound.e164},
        held_by=rule.citation if rule else None,
        notices=_tell_desk(situation, command, policy, now) if is_first else (),
    )
    answer: views.Answer = views.NotAnIncident()
    if situation.unclear_answers >= policy.limits.unknown_answers_per_hour:
        answer = views.Silence()
    elif is_ambiguous:
        answer = views.Refused(
            error=errors.AmbiguousError(
                "More than one person has this number; it cannot act. Use the radio: "
                "a dispatcher will read your text."
            )
        )
    return Decision(answer=answer, acts=(act,), inbound_state=enums.InboundState.HELD)


def _tell_desk(
    situation: Situation, command: commands.Command, policy: Policy, now: datetime
) -> tuple[Notice, ...]:
    """Tell the desk that a text waits, once an hour for one number."""
    return tuple(
        Notice(
            key=f"held:{command.request_id}:{person.id}",
            purpose=enums.Purpose.TELL,
            person_id=person.id,
            view=Told(
                reference=None,
                text="A text from an unknown number waits for you: holdfast inbox.",
                at=now,
            ),
        )
        for person in situation.roster.on_duty_of(policy.desk_roles, policy, now)
    )
