"""Work out again what is due and lost when, where an instant or the policy changes.

Pure. The same rules that made a duty say when it is due now. What does not depend on
the change keeps exactly the dates that it has.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.policy import steps, timetable
from bot.policy.schema import Duty as Rule
from bot.policy.schema import Policy
from bot.verbs.duties import obligations, standings
from bot.verbs.ground import date_moves
from bot.verbs.ground.situation import IncidentFile
from models import enums, views
from models.duty import Duty
from models.footage import Footage

#: States of a duty whose dates still count; what was stated can be taken back.
_ALIVE = (*enums.OPEN_DUTY_STATES, enums.DutyState.ATTESTED)

#: Footage whose clock runs.
_RUNNING = (enums.FootageState.EXPECTED, enums.FootageState.ATTESTED)


#: What is said of a duty that is due as before, or earlier.
ASKED_LATER = "the clock would ask for it later."


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Hold what is to be so, where it differs from what stands.

    Attributes:
        opened_at: When the incident was seen or reported.
        recorded_at: When pieces of footage were recorded, by their id.
        tour_ends_at: When the owners' tours end, by the duty's id.
        policy: The policy.
    """

    opened_at: datetime | None = None
    recorded_at: Mapping[str, datetime] = field(default_factory=dict)
    tour_ends_at: Mapping[str, datetime] = field(default_factory=dict)
    policy: Policy | None = None


def recompute(file: IncidentFile, world: World, now: datetime) -> date_moves.Recomputed:
    """Return what becomes different of an incident.

    Where a recording was taken to begin with the incident, it moves along with it.
    """
    footage = [(piece, _dates(file, piece, world)) for piece in file.footage]
    moved = {piece.id: values for piece, values in footage if values}
    duties = _duties(file, world, moved, now)
    shifts: list[views.Shift] = []
    legal: list[str] = []
    for piece, values in footage:
        shifts += date_moves.shifts(
            values, piece, date_moves.piece_label(file, piece), _FOOTAGE_DATES
        )
        legal += _legal(file, piece, values, world, now)
    later: list[str] = []
    for duty, values in duties:
        label = date_moves.duty_label(file, duty)
        if duty.state in enums.OPEN_DUTY_STATES:
            shifts += date_moves.shifts(values, duty, label, ("due_at",))
            later += _later(duty, values, label)
    return date_moves.Recomputed(
        footage=tuple((piece, values) for piece, values in footage if values),
        duties=tuple((duty, values) for duty, values in duties if values),
        shifts=tuple(shifts),
        legal=tuple(legal),
        later=tuple(later),
    )


# --- Footage --------------------------------------------------------------------------

_FOOTAGE_DATES = ("recorded_at", "ask_by", "lost_at")


def _dates(file: IncidentFile, piece: Footage, world: World) -> dict[str, Any]:
    """Return the dates of a piece of footage that change."""
    recorded_at = world.recorded_at.get(piece.id)
    if recorded_at is None:
        if piece.state is enums.FootageState.LOST:
            return {}
        is_with_incident = piece.recorded_at == file.incident.opened_at
        recorded_at = piece.recorded_at
        if is_with_incident and world.opened_at is not None:
            recorded_at = world.opened_at
    is_new_rule = world.policy is not None and piece.state in _RUNNING
    policy = world.policy if is_new_rule and world.policy else file.policy
    source = next((one for one in policy.source if one.id == piece.source), None)
    if source is None or (recorded_at == piece.recorded_at and not is_new_rule):
        return {}
    ask_by, lost_at = timetable.footage_dates(source, recorded_at)
    dates = {"recorded_at": recorded_at, "ask_by": ask_by, "lost_at": lost_at}
    return {name: at for name, at in dates.items() if at != getattr(piece, name)}


def dates_under(policy: Policy, piece: Footage) -> dict[str, datetime]:
    """Return until when a piece can be asked for and is lost, under a policy."""
    source = next(one for one in policy.source if one.id == piece.source)
    ask_by, lost_at = timetable.footage_dates(source, piece.recorded_at)
    return {"ask_by": ask_by, "lost_at": lost_at}


def _legal(
    file: IncidentFile,
    piece: Footage,
    values: Mapping[str, Any],
    world: World,
    now: datetime,
) -> list[str]:
    """Say why a second person has to agree to new dates of footage.

    Dates that are later claim time that may not be there. A loss that is past by
    the new date ends the asking, and has people search at another time. Where the
    policy moves them, that is always so.
    """
    label = date_moves.piece_label(file, piece)
    for name, words in (("ask_by", "asked for"), ("lost_at", "lost")):
        if name in values and values[name] > getattr(piece, name):
            return [f"{label}: the last day on which it is {words} would be later."]
    lost_at = values.get("lost_at")
    if lost_at is None or piece.state not in _RUNNING:
        return []
    if lost_at <= now < piece.lost_at:
        return [f"{label}: it would be past its loss at once."]
    if world.policy is not None:
        return [f"{label}: it would be reckoned to be lost earlier."]
    return []


# --- Duties ---------------------------------------------------------------------------


def _duties(
    file: IncidentFile,
    world: World,
    moved: Mapping[str, Mapping[str, Any]],
    now: datetime,
) -> list[tuple[Duty, dict[str, Any]]]:
    """Return the columns of each duty that change."""
    before = _Frame(file, World(), {}, now)
    after = _Frame(file, world, moved, now)
    found = []
    for duty in file.duties:
        if duty.state not in _ALIVE:
            continue
        values: dict[str, Any] = {}
        if after.due_at[duty.id] != before.due_at[duty.id]:
            values["due_at"] = after.due_at[duty.id]
        footage = moved.get(duty.footage_id or "", {})
        if "lost_at" in footage and duty.lost_at is not None:
            values["lost_at"] = footage["lost_at"]
            if footage["lost_at"] > now and duty.loss_told_at is not None:
                values["loss_told_at"] = None
        if duty.id in world.tour_ends_at:
            values["tour_ends_at"] = world.tour_ends_at[duty.id]
        if duty.state in enums.OPEN_DUTY_STATES:
            values |= _state(duty, values, now)
            values |= _next(before, after, duty, values)
        found.append((duty, {k: v for k, v in values.items() if v != getattr(duty, k)}))
    return found


class _Frame:
    """Know when everything is due in a world."""

    def __init__(
        self,
        file: IncidentFile,
        world: World,
        moved: Mapping[str, Mapping[str, Any]],
        now: datetime,
    ) -> None:
        self._file, self._world, self._moved, self._now = file, world, moved, now
        self.policy = world.policy or file.policy
        self.opened_at = world.opened_at or file.incident.opened_at
        self.due_at: dict[str, datetime] = {d.id: d.due_at for d in file.duties}
        alive = [duty for duty in file.duties if duty.state in _ALIVE]
        of_others = [d for d in alive if self.rule(d).due.after == "duty"]
        for duty in [d for d in alive if d not in of_others]:
            self.due_at[duty.id] = self._due(duty)
        # One that counts from another which counts from another is right after as
        # many rounds.
        for _ in of_others:
            for duty in of_others:
                self.due_at[duty.id] = self._due(duty)

    def rule(self, duty: Duty) -> Rule:
        """Return the rule of a duty."""
        return self.policy.duty_of(duty.rule)

    def _due(self, duty: Duty) -> datetime:
        rule = self.rule(duty)
        if rule.begins == "footage_kept":
            # Its instants are the checkpoints of footage that is kept.
            return duty.due_at
        tour_ends_at = self._world.tour_ends_at.get(duty.id, duty.tour_ends_at)
        return obligations.due_at(
            rule,
            {"created_at": duty.created_at, "tour_ends_at": tour_ends_at},
            opened_at=self.opened_at,
            footage=self.footage(duty),
            others=[
                {
                    "rule": other.rule,
                    "due_at": self.due_at[other.id],
                    "attested_at": other.attested_at,
                }
                for other in self._file.duties
            ],
        )

    def footage(self, duty: Duty) -> dict[str, Any] | None:
        """Return the columns of the footage that a duty is about."""
        piece = self._file.footage_of(duty)
        if piece is None:
            return None
        stands = {
            name: getattr(piece, name)
            for name in (*_FOOTAGE_DATES, "flagged_at", "asked_at")
        }
        return stands | dict(self._moved.get(piece.id, {}))

    def step_at(self, duty: Duty, values: Mapping[str, Any]) -> datetime | None:
        """Return when the engine looks at a duty next."""
        footage = self.footage(duty)
        stand = standings.of_columns(
            self.policy,
            self.rule(duty),
            standings.columns(duty) | dict(values),
            opened_at=self.opened_at,
            ask_by=footage["ask_by"] if footage else None,
        )
        step = steps.next_step(self.rule(duty), stand, self._now)
        return step.at if step else None


def _state(duty: Duty, values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the state of a duty that is not due any more, or is now."""
    due_at = values.get("due_at")
    if due_at is None:
        return {}
    if duty.state is enums.DutyState.OVERDUE and due_at > now and not duty.rung:
        told = duty.notified_at is not None
        return {"state": enums.DutyState.NOTIFIED if told else enums.DutyState.EXPECTED}
    if duty.state is enums.DutyState.NOTIFIED and due_at <= now:
        return {"state": enums.DutyState.OVERDUE}
    return {}


def _next(
    before: _Frame, after: _Frame, duty: Duty, values: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the next step, where it is another one; one pulled forward stays so."""
    planned, wanted = before.step_at(duty, {}), after.step_at(duty, values)
    stands = duty.next_step_at
    if planned == wanted:
        return {}
    if stands is not None and planned is not None and stands < planned:
        wanted = min(stands, wanted) if wanted else stands
    return {"next_step_at": wanted}


def _later(duty: Duty, values: Mapping[str, Any], label: str) -> list[str]:
    """Say why a second person has to agree to new dates of a duty."""
    if values.get("due_at", duty.due_at) > duty.due_at:
        return [f"{label}: it would be due later."]
    step_at, stands = values.get("next_step_at", duty.next_step_at), duty.next_step_at
    if stands is not None and (step_at is None or step_at > stands):
        return [f"{label}: {ASKED_LATER}"]
    return []
