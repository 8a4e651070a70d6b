"""Log what a member said over the radio: their own statement, written by the desk."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.policy import own_words
from bot.policy.schema import Duty, Policy
from bot.verbs.answering import acknowledge, attest, disown, pass_on, postpone, undo
from bot.verbs.ground import rights
from bot.verbs.ground.decision import Act, Decision, Mint, Notice, Told
from bot.verbs.ground.situation import Situation
from bot.verbs.incident import add_note, state_fact
from handlers.sms import commands_of, texts
from models import commands, enums, errors, views
from models.people import Person

#: What can be said over the radio; each is decided with the rights of whoever says it.
SPOKEN: Mapping[type[commands.Command], Callable[..., Decision]] = {
    commands.Acknowledge: acknowledge.decide,
    commands.AddNote: add_note.decide,
    commands.Attest: attest.decide,
    commands.Disown: disown.decide,
    commands.PassOn: pass_on.decide,
    commands.Postpone: postpone.decide,
    commands.StateFact: state_fact.decide,
    commands.Undo: undo.decide,
}

#: What only a second person may state, who looked: one desk must not be both of them.
_OF_A_SECOND_PERSON = ("footage:verified", "footage:lost", "footage:found")

#: What the duties begin with that only such a person can answer.
_LOOKS = ("footage_attested", "footage_past")


def can_be_said(rule: Duty) -> bool:
    """Tell whether what answers a duty can be logged for somebody else."""
    return rule.begins not in _LOOKS


def spoken(
    command: commands.LogRadio, speaker: Person, policy: Policy
) -> commands.Command:
    """Return what a member asked for, as if they had texted it; never raises."""
    actor = commands.Actor(channel=enums.Channel.RADIO, person_id=speaker.id)
    if command.stated is not None:
        return replace(command.stated, actor=actor, request_id=command.request_id)
    return commands_of.of_body(
        command.text,
        {"actor": actor, "request_id": command.request_id},
        own_words.of(policy),
    )


def decide(
    situation: Situation,
    command: commands.LogRadio,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Record what a member said over the radio, with that member's rights.

    The member is texted what was logged, so that a wrong log is seen by the one who
    can take it back. Where something is missing, nothing is recorded, and the answer
    says what to ask.

    Raises:
        RefusedError: The sender's role may not log, or the member's may not do this;
            or it is a second person's look.
        InvalidInputError: Nobody wears the star, or no word of ours was said.
        HoldfastError: As for the same words by text.
    """
    logger = rights.require(situation, policy, "log_radio")
    speaker = situation.roster.of_star(command.star)
    if speaker is None:
        raise errors.InvalidInputError(
            "star", f"Nobody in the roster wears star {command.star[:16]}."
        )
    said = spoken(command, speaker, policy)
    verb = SPOKEN.get(type(said))
    if verb is None:
        raise errors.InvalidInputError(
            "text",
            "Begin with the word that the officer would text: that of a duty, ACK, "
            "DONE, LATE, PASS, NOTME, NOTE or UNDO.",
        )
    decision = verb(replace(situation, person=speaker), said, policy, now, mint)
    if any(act.event in _OF_A_SECOND_PERSON for act in decision.acts):
        raise errors.RefusedError(
            "A second look is not logged for somebody else: whoever looked states it "
            "by text or in Slack."
        )
    label = situation.roster.label(speaker.id)
    if not decision.acts:
        answer = views.RadioLogged(
            label=label, answer=decision.answer, is_recorded=False
        )
        return Decision(answer=answer, incident_id=decision.incident_id)
    reach = situation.roster.can_be_told(speaker, policy, now)
    acts = [_logged(act, logger) for act in decision.acts]
    if reach is enums.Reach.YES:
        notice = _confirmation(decision, speaker, policy, now, mint)
        acts[0] = replace(acts[0], notices=(*acts[0].notices, notice))
    return replace(
        decision,
        acts=tuple(acts),
        answer=views.RadioLogged(
            label=label, answer=decision.answer, is_recorded=True, reach=reach
        ),
    )


def _logged(act: Act, logger: Person) -> Act:
    return replace(act, facts={**act.facts, "logged_by": logger.id})


def _confirmation(
    decision: Decision, speaker: Person, policy: Policy, now: datetime, mint: Mint
) -> Notice:
    """Return the text that the member would have been answered with."""
    said = texts.say(decision.answer, ZoneInfo(policy.timezone), now) or "Logged."
    return Notice(
        key=f"radio:{mint.new_id()}",
        purpose=enums.Purpose.TELL,
        person_id=speaker.id,
        view=Told(reference=None, text=f"RADIO: {said}", at=now),
        incident_id=decision.incident_id,
        expires_at=now + policy.limits.notice_valid_for,
    )
