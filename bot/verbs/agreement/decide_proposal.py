"""Agree to what somebody else wants done, or refuse it; a second person does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.policy.schema import Policy
from bot.verbs.agreement import adopt_policy
from bot.verbs.duties import targets
from bot.verbs.ground import held, proposals, rights, second_person
from bot.verbs.ground.decision import Act, Decision, Mint, Notice, Told, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.incident import correct_incident
from bot.verbs.people import departure, tour_ends
from models import commands, enums, errors, views
from models.incident import Proposal
from models.people import Person

_STATES = enums.ProposalState


def decide(
    situation: Situation,
    command: commands.DecideProposal,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Carry out what was proposed as things stand now, or end the proposal.

    Raises:
        RefusedError: The person is no second person to it, or may not.
        NotFoundError: There is no such incident or proposal.
        AmbiguousError: Several wait.
        AlreadyDone: It was decided before.
        ConflictError: What it speaks of has changed since it was made.
    """
    person = situation.person
    if person is None or person.ended_at is not None:
        raise errors.RefusedError("A person of the roster has to decide.")
    if command.is_agreed:
        rights.require(situation, policy, proposals.SECOND)
    file = targets.named(situation, command.reference)
    number, proposal = proposals.named(situation, file, command.number)
    is_own = proposal.made_by == person.id
    if command.is_agreed or not is_own:
        rights.require(situation, policy, proposals.SECOND)
        second_person.require(situation, file, proposal, command, person)
    told = _told(situation, command, file, number, proposal, person, policy, now)
    ended = _ended(command, file, number, proposal, person, told, now)
    unasked = _unasked(situation, command, number, proposal, person)
    if not command.is_agreed:
        answer = views.ProposalDecided(
            reference=command.reference,
            number=number,
            is_agreed=False,
            is_withdrawn=is_own,
        )
        acts = (ended, *unasked)
        return Decision(answer=answer, acts=acts, incident_id=file.incident.id)
    facts = {"proposal": proposal.id, "proposed_by": proposal.made_by}
    done = _carry_out(situation, file, proposal, command, policy, now, mint, facts)
    shifts = getattr(done.answer, "shifts", ())
    return Decision(
        answer=views.ProposalDecided(
            reference=command.reference, number=number, is_agreed=True, shifts=shifts
        ),
        acts=(ended, *unasked, *done.acts),
        incident_id=file.incident.id,
    )


def _ended(
    command: commands.DecideProposal,
    file: IncidentFile,
    number: int,
    proposal: Proposal,
    person: Person,
    told: tuple[Notice, ...],
    now: datetime,
) -> Act:
    """Return the act by which a proposal is decided."""
    state = _state(command, proposal, person)
    words = {}
    if command.reason.strip():
        words["reason"] = held.require_clean(file.policy, "reason", command.reason)
    values = {"state": state, "decided_by": person.id, "decided_at": now}
    return Act(
        ledger_id=file.incident.id,
        event=f"proposal:{state.value}",
        facts={"proposal": proposal.id, "number": number, "verb": proposal.verb},
        words=words,
        changes=(Update(Proposal, proposal, values),),
        notices=told,
    )


def _unasked(
    situation: Situation,
    command: commands.DecideProposal,
    number: int,
    proposal: Proposal,
    person: Person,
) -> list[Act]:
    """Return what keeps from leaving what would ask a second person now."""
    key = f"{proposal.id}{proposals.ASKED}"
    waiting = [one for one in situation.queued if one.key.startswith(key)]
    state = _state(command, proposal, person)
    return departure.cancelled(waiting, f"change {number} is {state.value}")


def _state(
    command: commands.DecideProposal, proposal: Proposal, person: Person
) -> enums.ProposalState:
    """Return what a proposal becomes: its maker's refusal withdraws it."""
    if command.is_agreed:
        return _STATES.AGREED
    is_own = proposal.made_by == person.id
    return _STATES.WITHDRAWN if is_own else _STATES.REFUSED


def _told(
    situation: Situation,
    command: commands.DecideProposal,
    file: IncidentFile,
    number: int,
    proposal: Proposal,
    person: Person,
    policy: Policy,
    now: datetime,
) -> tuple[Notice, ...]:
    """Tell whoever wanted it, and whoever it was decided for at the machine.

    Who wanted it and is off duty hears at the next tour; a misused name, at once.
    """
    roster = situation.roster
    state = _state(command, proposal, person)
    texts, not_before = {}, {}
    if proposal.made_by is not None and proposal.made_by != person.id:
        reference = file.incident.reference
        texts[proposal.made_by] = f"{reference}: your change {number} is {state.value}."
        maker = roster.by_id[proposal.made_by]
        not_before[maker.id] = roster.on_again_at(maker, policy, now)
    if command.actor.channel is enums.Channel.COMMAND_LINE:
        texts[person.id] = (
            f"{file.incident.reference}: in your name, at the machine, change {number} "
            f"was {state.value}."
        )
    return tuple(
        Notice(
            key=f"{proposal.id}:{state.value}:{one}",
            purpose=enums.Purpose.TELL,
            person_id=one,
            view=Told(text=text, at=now),
            incident_id=file.incident.id,
            not_before=not_before.get(one),
        )
        for one, text in texts.items()
    )


def _carry_out(
    situation: Situation,
    file: IncidentFile,
    proposal: Proposal,
    command: commands.DecideProposal,
    policy: Policy,
    now: datetime,
    mint: Mint,
    facts: Mapping[str, Any],
) -> Decision:
    """Do what was proposed, as things stand now.

    Raises:
        ConflictError: It speaks of what is not so any more.
    """
    wanted = proposals.to_do(proposal)
    if proposal.verb == adopt_policy.VERB:
        stands = {
            "from": file.incident.policy_version,
            "to": situation.policy_version,
        }
        if wanted != stands:
            raise errors.ConflictError(
                "The policy is another one than when this was asked for."
            )
        return adopt_policy.carry_out(situation, file, policy, now, mint, facts)
    if proposal.verb == tour_ends.VERB:
        acts = tour_ends.carry_out(file, wanted["tour_ends_at"], now, facts)
        return Decision(answer=views.Recorded(), acts=acts)
    correction = commands.CorrectIncident(
        actor=command.actor,
        request_id=command.request_id,
        reference=command.reference,
        **wanted,
    )
    return correct_incident.carry_out(situation, file, correction, now, mint, facts)
