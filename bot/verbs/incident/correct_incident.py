"""Correct what an incident says of itself; the old values stay on record.

Times move what rests on them at once: dates of footage, due times, the next step. What
would move them in the dangerous direction waits for a second person instead.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.policy.schema import Policy
from bot.verbs.duties import obligations, recomputing, targets
from bot.verbs.footage import circumstances
from bot.verbs.ground import conditions, date_moves, held, proposals, rights
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.incident import corrected
from models import commands, errors, views
from models.incident import Incident

#: What is carried out if a second person agrees.
VERB = "correct_incident"

#: Fields that other parts of the program name too.
OPENED_AT, RECORDED_AT = corrected.OPENED_AT, corrected.RECORDED_AT


def decide(
    situation: Situation,
    command: commands.CorrectIncident,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Put new values in the place of those that the person saw.

    A closed incident can be corrected too. Where nothing is to be changed, the
    answer names no change.

    Raises:
        RefusedError: The person's role may not.
        NotFoundError: There is no such incident.
        InvalidInputError: A value cannot be read; names its field.
        ConflictError: Somebody changed it meanwhile; its fields say what the
            person saw and what stands there now.
    """
    rights.require(situation, policy, VERB)
    file = targets.named(situation, command.reference)
    found = _read_all(file, command, now)
    if command.reason.strip():
        held.require_clean(file.policy, "reason", command.reason)
    moved = recomputing.recompute(file, found.world, now)
    ended = _weighed(situation, file, found, now, mint).ended
    why = (*moved.why, *(f"{word}: it would be set aside." for word in ended))
    if why:
        wanted = proposals.Wanted(
            verb=VERB,
            content={
                "values": {name: command.values[name] for name in found.changed},
                "seen": {name: command.seen.get(name) for name in found.changed},
                "reason": command.reason.strip(),
            },
            shifts=(*found.shifts, *moved.shifts),
            why=why,
        )
        return proposals.propose(situation, file, wanted, command, policy, now, mint)
    return carry_out(situation, file, command, now, mint)


def carry_out(
    situation: Situation,
    file: IncidentFile,
    command: commands.CorrectIncident,
    now: datetime,
    mint: Mint,
    facts: Mapping[str, Any] | None = None,
) -> Decision:
    """Correct it, whoever may have had to agree.

    Duties that its kind brings with it come into being, others are set aside.

    Args:
        situation: What is loaded.
        file: The incident.
        command: What is to be corrected.
        now: The instant.
        mint: Gives codes and ids.
        facts: What the entries state besides.

    Raises:
        InvalidInputError: A value cannot be read; names its field.
        ConflictError: Somebody changed it meanwhile.
    """
    found = _read_all(file, command, now)
    moved = recomputing.recompute(file, found.world, now)
    answer = views.Corrected(
        reference=command.reference, changes=found.said, shifts=moved.shifts
    )
    if not found.changed:
        return Decision(answer=answer, incident_id=file.incident.id)
    words: Mapping[str, str] = {}
    if command.reason.strip():
        words = {"reason": held.require_clean(file.policy, "reason", command.reason)}
    changes: list[Change] = []
    if found.columns:
        changes.append(Update(Incident, file.incident, found.columns))
    weighed = _weighed(situation, file, found, now, mint)
    act = Act(
        ledger_id=file.incident.id,
        event="incident:corrected",
        facts={
            **(facts or {}),
            "fields": {name: {"old": old, "new": new} for name, old, new in found.said},
        },
        words=words,
        changes=(*changes, *weighed.changes),
        notices=tuple(weighed.notices),
    )
    because = {"because": "incident:corrected"}
    return Decision(
        answer=answer,
        acts=(act, *date_moves.acts(file, moved, because)),
        incident_id=file.incident.id,
    )


def _weighed(
    situation: Situation,
    file: IncidentFile,
    found: "_Wanted",
    now: datetime,
    mint: Mint,
) -> circumstances.Changed:
    """Return the duties that kind and facts bring with them, and those they end."""
    if not {corrected.KIND, corrected.FACTS}.intersection(found.changed):
        return circumstances.Changed()
    ground = obligations.ground_of(file, situation.roster, now, mint)
    facts = found.columns.get(corrected.FACTS, file.incident.facts)
    around = dataclasses.replace(
        ground.around,
        kind=found.columns.get(corrected.KIND, file.incident.kind),
        facts=conditions.read_facts(facts),
    )
    return circumstances.weigh(file, dataclasses.replace(ground, around=around))


# --- What is to be corrected ----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """Hold what is really to be different.

    Attributes:
        changed: Names of the fields.
        said: Field, old, new, in the order of the fields.
        columns: Columns of the incident's row.
        world: The instants among them.
        shifts: The incident's own time, for people.
    """

    changed: tuple[str, ...]
    said: tuple[tuple[str, str | None, str | None], ...]
    columns: dict[str, Any]
    world: recomputing.World
    shifts: tuple[views.Shift, ...]


def _read_all(
    file: IncidentFile, command: commands.CorrectIncident, now: datetime
) -> _Wanted:
    """Read what is wanted, against what the person saw and what stands.

    Raises:
        InvalidInputError: A value cannot be read; names its field.
        ConflictError: Somebody changed it meanwhile.
    """
    wanted = {
        name: corrected.read(file, name, said, now)
        for name, said in command.values.items()
    }
    stands = {name: corrected.present(file, name) for name in wanted}
    moved = {
        name: (command.seen.get(name) or None, stands[name])
        for name in wanted
        if (command.seen.get(name) or None) != stands[name]
    }
    if moved:
        raise errors.ConflictError(None, **moved)
    names = [
        *corrected.FIELDS,
        *sorted(name for name in wanted if ":" in name),
    ]
    changed = tuple(
        name
        for name in names
        if name in wanted and corrected.differs(file, name, wanted[name])
    )
    opened_at = wanted[OPENED_AT]["opened_at"] if OPENED_AT in changed else None
    shifts: tuple[views.Shift, ...] = ()
    if opened_at is not None:
        shifts = (
            views.Shift(
                what=OPENED_AT,
                of=file.incident.reference,
                old=file.incident.opened_at,
                new=opened_at,
            ),
        )
    return _Wanted(
        changed=changed,
        said=tuple(
            (name, stands[name], corrected.value(wanted[name])) for name in changed
        ),
        columns={
            column: value
            for name in changed
            if not name.startswith(RECORDED_AT)
            for column, value in wanted[name].items()
        },
        world=recomputing.World(
            opened_at=opened_at,
            recorded_at={
                name.removeprefix(RECORDED_AT): wanted[name]["recorded_at"]
                for name in changed
                if name.startswith(RECORDED_AT)
            },
        ),
        shifts=shifts,
    )
