"""Put what is open of an incident under the policy in force; what moves is shown first.

What asks for less than the policy under which it was opened needs a second person. A
rule or a source that the new policy lacks never vanishes from an incident: as long as
one of its duties or recordings hangs on it, that policy cannot be adopted.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.policy import strictness
from bot.policy.schema import Duty as Rule
from bot.policy.schema import Policy
from bot.verbs.duties import obligations, recomputing, targets
from bot.verbs.ground import conditions, date_moves, proposals, recording, rights
from bot.verbs.ground.decision import Act, Change, Decision, Insert, Mint, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.who.people import Roster
from models import commands, enums, errors, views
from models.duty import Duty
from models.footage import Footage
from models.incident import Incident

#: What is carried out if a second person agrees.
VERB = "adopt_policy"

#: What a rule begins with of which a duty is made when it is new.
_BEGUN = ("opened", "camera_listed", "source_listed")

_RUNNING = (enums.FootageState.EXPECTED, enums.FootageState.ATTESTED)


def decide(
    situation: Situation,
    command: commands.AdoptPolicy,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Re-compute the open duties under the policy in force.

    Raises:
        RefusedError: The actor's role may not, the incident is closed, or something
            in it hangs on a rule that the policy in force does not have.
        NotFoundError: There is no such incident.
    """
    is_operator = command.actor.channel is enums.Channel.COMMAND_LINE
    if not (is_operator and situation.person is None):
        rights.require(situation, policy, VERB)
    file = targets.named(situation, command.reference)
    if file.incident.state in enums.CLOSED_STATES:
        raise targets.closed(file)
    found = _difference(situation, file, policy, now, mint)
    if command.is_dry_run or found.is_nothing:
        answer = _answer(situation, file, found, is_applied=False)
        return Decision(answer=answer, incident_id=file.incident.id)
    if found.why:
        wanted = proposals.Wanted(
            verb=VERB,
            content={
                "from": file.incident.policy_version,
                "to": situation.policy_version,
            },
            shifts=found.shifts,
            why=found.why,
        )
        return proposals.propose(situation, file, wanted, command, policy, now, mint)
    return carry_out(situation, file, policy, now, mint)


def carry_out(
    situation: Situation,
    file: IncidentFile,
    policy: Policy,
    now: datetime,
    mint: Mint,
    facts: Mapping[str, Any] | None = None,
) -> Decision:
    """Adopt it, whoever may have had to agree.

    Raises:
        RefusedError: Something hangs on a rule that the policy does not have.
    """
    found = _difference(situation, file, policy, now, mint)
    version = {"policy_version": situation.policy_version}
    act = Act(
        ledger_id=file.incident.id,
        event="incident:policy_adopted",
        facts={
            **(facts or {}),
            "old": file.incident.policy_version,
            "new": situation.policy_version,
            "moved": [
                {
                    "what": one.what,
                    "of": one.of,
                    "old": recording.plain(one.old),
                    "new": recording.plain(one.new),
                }
                for one in found.shifts
            ],
        },
        changes=(Update(Incident, file.incident, version), *found.changes),
    )
    return Decision(
        answer=_answer(situation, file, found, is_applied=True),
        acts=(act,),
        incident_id=file.incident.id,
    )


def _answer(
    situation: Situation, file: IncidentFile, found: "_Found", *, is_applied: bool
) -> views.Adopted:
    return views.Adopted(
        reference=file.incident.reference,
        old_version=file.incident.policy_version,
        new_version=situation.policy_version,
        shifts=found.shifts,
        why=found.why,
        is_applied=is_applied,
    )


# --- The difference -------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Hold what is different under the policy in force."""

    shifts: tuple[views.Shift, ...]
    why: tuple[str, ...]
    changes: tuple[Change, ...]
    is_nothing: bool


def _difference(
    situation: Situation, file: IncidentFile, policy: Policy, now: datetime, mint: Mint
) -> _Found:
    if file.incident.policy_version == situation.policy_version:
        return _Found(shifts=(), why=(), changes=(), is_nothing=True)
    _require_rules(file, policy)
    moved = recomputing.recompute(file, recomputing.World(policy=policy), now)
    begun = list(_new_duties(file, situation.roster, policy, now, mint))
    words = [
        Update(Duty, duty, {"word": policy.duty_of(duty.rule).word})
        for duty in file.duties
        if duty.state in enums.OPEN_DUTY_STATES
        and duty.word != policy.duty_of(duty.rule).word
    ]
    new = [
        views.Shift(
            what="new", of=one.values["word"], old=None, new=one.values["due_at"]
        )
        for one in begun
    ]
    return _Found(
        shifts=(*moved.shifts, *_ladders(file, policy), *new),
        why=_reasons(file, policy, moved),
        changes=(*moved.changes, *words, *begun),
        is_nothing=False,
    )


def _reasons(
    file: IncidentFile, policy: Policy, moved: date_moves.Recomputed
) -> tuple[str, ...]:
    """Return why a second person has to agree, one reason for each fact.

    What is said of a date of this incident is not said again of its rule; what is said
    of a rule, not again of the clock that follows it.
    """
    titles = {one.id: one.title for one in file.policy.source}
    names = {
        date_moves.piece_label(file, one): titles.get(one.source, one.source)
        for one, _ in moved.footage
    }
    names |= {date_moves.duty_label(file, one): one.word for one, _ in moved.duties}
    here = {
        reason: name
        for reason in moved.why
        for label, name in names.items()
        if reason.startswith(f"{label}: ")
    }
    clock = {one for one in here if one.endswith(recomputing.ASKED_LATER)}
    dates = (strictness.WINDOW, strictness.DUE)
    said = {f"{here[one]}: {end}" for one in here if one not in clock for end in dates}
    less = [one for one in strictness.weaker(file.policy, policy) if one not in said]
    told = {
        one for one in clock if any(rule.startswith(f"{here[one]}: ") for rule in less)
    }
    return (*(one for one in moved.why if one not in told), *less)


def _require_rules(file: IncidentFile, policy: Policy) -> None:
    """Go on only where everything in an incident has its rule.

    Raises:
        RefusedError: Names what has none.
    """
    rules = {rule.id: rule for rule in policy.duty}
    gone = {
        duty.rule
        for duty in file.duties
        if duty.rule not in rules
        or rules[duty.rule].begins != file.rule_of(duty).begins
    }
    sources = {source.id for source in policy.source}
    gone |= {piece.source for piece in file.footage} - sources
    if gone:
        named = ", ".join(sorted(gone))
        raise errors.RefusedError(
            f"The policy in force does not have what {file.incident.reference} rests "
            f"on: {named}. It stays under its own policy, and nothing of it vanishes."
        )


def _ladders(file: IncidentFile, policy: Policy) -> Iterator[views.Shift]:
    """Give the ladders of open duties that become others."""
    for duty in file.duties:
        if duty.state not in enums.OPEN_DUTY_STATES:
            continue
        old, new = _ladder(file.rule_of(duty)), _ladder(policy.duty_of(duty.rule))
        if old != new:
            label = date_moves.duty_label(file, duty)
            yield views.Shift(what="ladder", of=label, old=old, new=new)


def _ladder(rule: Rule) -> str:
    """Return who hears of a duty, and how long after the one before."""
    said = []
    for rung in rule.ladder:
        when = f"after {rung.wait}" if rung.wait is not None else ""
        if rung.before_lost is not None:
            when = f"{rung.before_lost} before the loss"
        said.append(f"{rung.role.replace('_', ' ')} {when}".strip())
    return ", ".join(said)


# --- What is new ----------------------------------------------------------------------


def _new_duties(
    file: IncidentFile, roster: Roster, policy: Policy, now: datetime, mint: Mint
) -> Iterator[Insert]:
    """Give the duties that the policy in force knows and the frozen one does not."""
    known = {rule.id for rule in file.policy.duty}
    around = obligations.around(file)
    ground = dataclasses.replace(
        obligations.ground_of(file, roster, now, mint), policy=policy
    )
    for rule in policy.duty:
        if (
            rule.id in known
            or rule.begins not in _BEGUN
            or not conditions.hold(rule.when, around)
        ):
            continue
        if rule.begins == "opened":
            opener = roster.by_id.get(file.incident.opened_by or "")
            owner = opener if rule.owner == "opener" else None
            yield obligations.new_duty(ground, rule, owner=owner, others=file.duties)
            continue
        for piece in file.footage:
            if piece.state in _RUNNING and _is_of(rule, piece, policy):
                recorder = roster.by_id.get(piece.recorder_id or "")
                owner = recorder if rule.owner == "recorder" else None
                yield obligations.new_duty(
                    ground,
                    rule,
                    owner=owner,
                    footage=_dates(policy, piece),
                    others=file.duties,
                )


def _is_of(rule: Rule, piece: Footage, policy: Policy) -> bool:
    """Tell whether a rule is about a piece: cameras of members, or outside sources."""
    comes = next(one.comes for one in policy.source if one.id == piece.source)
    is_camera = rule.begins == "camera_listed"
    return rule.source in (None, piece.source) and (comes == "camera") is is_camera


def _dates(policy: Policy, piece: Footage) -> dict[str, Any]:
    """Return the columns of a piece, with its dates under the policy."""
    dates = recomputing.dates_under(policy, piece)
    names = ("id", "recorded_at", "flagged_at", "asked_at")
    return {name: getattr(piece, name) for name in names} | dates
