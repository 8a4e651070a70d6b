"""Put what one person wants done before a second one, who may agree to it.

Nothing changes until then, and a proposal never runs out: it stands on the incident's
card and is named by `holdfast doctor` until somebody decides.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.policy.schema import Policy
from bot.verbs.ground import recording, second_person, wall_time
from bot.verbs.ground.decision import Act, Decision, Insert, Mint, Notice, Told
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.who.people import Roster
from models import commands, enums, errors, views
from models.incident import Proposal
from models.people import Person

#: The right to be the second person.
SECOND = second_person.RIGHT

#: In the key of a message that asks for a second person: after the proposal's id.
ASKED = ":made:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Hold what one person wants done.

    Attributes:
        verb: What is carried out if agreed.
        content: What that needs to know.
        shifts: What would be different.
        why: Why it needs a second person.
    """

    verb: str
    content: Mapping[str, Any]
    shifts: Sequence[views.Shift]
    why: Sequence[str]


def propose(
    situation: Situation,
    file: IncidentFile,
    wanted: Wanted,
    command: commands.Command,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Write down what somebody wants done, and tell who may agree.

    The very same, asked for again while it waits, changes nothing.
    """
    act, answer = make(situation, file, wanted, command, policy, now, mint)
    acts = () if answer.is_known else (act,)
    return Decision(answer=answer, acts=acts, incident_id=file.incident.id)


def make(
    situation: Situation,
    file: IncidentFile,
    wanted: Wanted,
    command: commands.Command,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> tuple[Act, views.Proposed]:
    """Return the act by which something is proposed, and what is shown of it.

    Where the very same waits already, the act says so and changes nothing.
    """
    kept = json.dumps(
        {"do": wanted.content, "shifts": [_written(one) for one in wanted.shifts]},
        sort_keys=True,
    )
    person = situation.person
    people = second_person.told(situation.roster, policy, file, person, now)
    before = of(situation, file)
    waiting = [
        number
        for number, one in enumerate(before, start=1)
        if one.state is enums.ProposalState.WAITING and one.content == kept
    ]
    number = waiting[0] if waiting else len(before) + 1
    answer = views.Proposed(
        reference=file.incident.reference,
        number=number,
        shifts=tuple(wanted.shifts),
        why=tuple(wanted.why),
        told=tuple(situation.roster.label(one.id) for one in people),
        is_known=bool(waiting),
    )
    proposal_id = before[number - 1].id if waiting else mint.new_id()
    facts = {"proposal": proposal_id, "number": number, "verb": wanted.verb}
    if waiting:
        act = Act(ledger_id=file.incident.id, event="proposal:repeated", facts=facts)
        return act, answer
    row = Insert(
        Proposal,
        {
            "id": proposal_id,
            "incident_id": file.incident.id,
            "state": enums.ProposalState.WAITING,
            "verb": wanted.verb,
            "content": kept,
            "made_by": person.id if person else None,
            "made_by_account": command.actor.account,
            "made_at": now,
        },
    )
    text = _asking(file, number, wanted, person, policy, situation.roster)
    act = Act(
        ledger_id=file.incident.id,
        event="proposal:made",
        facts={**facts, "why": list(wanted.why)},
        changes=(row,),
        notices=tuple(
            _tell(file, one, text, f"{proposal_id}{ASKED}{one.id}", now)
            for one in people
        ),
    )
    return act, answer


def of(situation: Situation, file: IncidentFile) -> list[Proposal]:
    """List everything that was proposed in an incident, in order."""
    return [one for one in situation.proposals if one.incident_id == file.incident.id]


#: What is wanted, where no instant says it.
_BRIEFLY = {"adopt_policy": "the policy in force", "move_tour_end": "end of tour"}


def _asking(
    file: IncidentFile,
    number: int,
    wanted: Wanted,
    maker: Person | None,
    policy: Policy,
    roster: Roster,
) -> str:
    """Return how a second person is asked by text."""
    reference = file.incident.reference
    what = _BRIEFLY.get(wanted.verb, "a correction")
    first = wanted.shifts[0] if wanted.shifts else None
    if first and isinstance(first.old, datetime) and isinstance(first.new, datetime):
        old, new = (wall_time.show(at, policy) for at in (first.old, first.new))
        name = first.what.removesuffix("_at").replace("_", " ")
        what = f"{name} {old} -> {new}" if wanted.verb not in _BRIEFLY else what
    by = roster.label(maker.id) if maker else "the operator"
    return (
        f"{reference}: {by} wants {what}. It waits for a second person: "
        f"AGREE {reference} {number} or REFUSE {reference} {number}"
    )


def _tell(
    file: IncidentFile, person: Person, text: str, key: str, now: datetime
) -> Notice:
    return Notice(
        key=key,
        purpose=enums.Purpose.TELL,
        person_id=person.id,
        view=Told(text=text, at=now),
        incident_id=file.incident.id,
    )


# --- How a proposal is kept -----------------------------------------------------------


def named(
    situation: Situation, file: IncidentFile, number: int | None
) -> tuple[int, Proposal]:
    """Return the proposal with a number, or the only one that waits.

    Raises:
        NotFoundError: There is none.
        AmbiguousError: Several wait, and none is named.
        AlreadyDone: It was decided before.
    """
    reference = file.incident.reference
    waiting = [
        (place, one)
        for place, one in enumerate(of(situation, file), start=1)
        if one.state is enums.ProposalState.WAITING
    ]
    if number is None and len(waiting) > 1:
        numbers = ", ".join(str(place) for place, _ in waiting)
        raise errors.AmbiguousError(
            f"Several changes of {reference} wait ({numbers}). Say the number too."
        )
    if number is None:
        if not waiting:
            raise errors.NotFoundError(f"No change of {reference} waits.")
        return waiting[0]
    known = of(situation, file)
    if not 1 <= number <= len(known):
        raise errors.NotFoundError(f"{reference} has no change {number}.")
    found = known[number - 1]
    if found.state is not enums.ProposalState.WAITING:
        by = situation.roster.label(found.decided_by)
        raise errors.AlreadyDone(by, found.decided_at or found.made_at)
    return number, found


def to_do(proposal: Proposal) -> dict[str, Any]:
    """Return what is carried out if it is agreed to."""
    found: dict[str, Any] = json.loads(proposal.content)["do"]
    return found


def shifts_of(content: str) -> tuple[views.Shift, ...]:
    """Return what a proposal would make different, as it was shown."""
    return tuple(
        views.Shift(what=what, of=of, old=_read(what, old), new=_read(what, new))
        for what, of, old, new in json.loads(content)["shifts"]
    )


def _written(shift: views.Shift) -> list[str | None]:
    old, new = recording.plain(shift.old), recording.plain(shift.new)
    return [shift.what, shift.of, old, new]


def _read(what: str, value: str | None) -> datetime | str | None:
    if value is None or not (what.endswith("_at") or what == "ask_by"):
        return value
    return datetime.fromisoformat(value)
