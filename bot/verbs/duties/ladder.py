"""Put a duty to a rung of its ladder, or to one person."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from bot.policy import steps, timetable
from bot.policy.schema import Duty as Rule
from bot.policy.schema import Policy, Rung
from bot.verbs.duties import asking, standings
from bot.verbs.ground import witnesses
from bot.verbs.ground.decision import Change, Mint, Notice
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.who import delegates
from models import enums
from models.duty import Duty
from models.people import Person

#: Role of the people who keep the installation running.
ADMIN = "admin"

#: What a duty begins with that only a second person may do.
SECOND_PERSON = ("footage_attested", "footage_past")

#: Purposes for which somebody is asked what the policy asks the owner.
_ASKING = (enums.Purpose.ASK, enums.Purpose.REMIND)


@dataclass(slots=True)
class Walk:
    """Hold one duty on its way up the ladder.

    Attributes:
        file: Its incident.
        situation: What is loaded.
        duty: The duty as it stands.
        now: The instant.
        mint: Gives codes and ids.
        planned_at: When this step was to be taken.
        kind: What step it is; two of one instant are two.
        but: Ids of people who may not have it, beside those who never may.
        columns: What decides about its next step, as it changes.
        changes: Further changes of rows.
        notices: Messages that the step causes.
        passed_over: Who could not be told, and why.
    """

    file: IncidentFile
    situation: Situation
    duty: Duty
    now: datetime
    mint: Mint
    planned_at: datetime
    kind: str = ""
    but: frozenset[str] = frozenset()
    columns: dict[str, Any] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    passed_over: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start from what stands."""
        self.columns = dict(standings.changed(self.duty, self.columns))

    @property
    def policy(self) -> Policy:
        """Return the policy of the incident."""
        return self.file.policy

    @property
    def rule(self) -> Rule:
        """Return the duty's rule."""
        return self.file.rule_of(self.duty)

    @property
    def owner(self) -> Person | None:
        """Return who owes it; None where a role does."""
        return self.situation.roster.by_id.get(self.duty.owner_id or "")

    @property
    def is_late(self) -> bool:
        """Tell whether the step is taken later than it should have been."""
        return self.now - self.planned_at > self.policy.limits.late_after


def running_state(walk: Walk) -> enums.DutyState:
    """Return the state of a duty that nobody has acknowledged."""
    if walk.now >= walk.duty.due_at:
        return enums.DutyState.OVERDUE
    return enums.DutyState.NOTIFIED


def kind_after(rule: Rule, rung: int) -> steps.StepKind:
    """Return what follows a rung at once, where it could not be told."""
    if rung < len(rule.ladder):
        return steps.StepKind.ESCALATE
    return steps.StepKind.NOBODY


def ask_at_next_tour(walk: Walk) -> None:
    """Note when the owner is on duty again, or anybody of the role that owes it."""
    roster = walk.situation.roster
    if walk.owner is None:
        at = roster.next_coming_at(walk.duty.owner_role or "", walk.policy, walk.now)
    elif walk.owner.ended_at is None:
        at = roster.next_tour_at(walk.owner, walk.policy, walk.now)
    else:
        return
    walk.columns["ask_again_at"] = at


def climb(
    walk: Walk, rung: int, *, purpose: enums.Purpose = enums.Purpose.ESCALATE
) -> bool:
    """Put the duty to a rung, or the next that can be told; False: to none.

    Args:
        walk: The duty on its way.
        rung: The first rung that is tried.
        purpose: What for.
    """
    for number in range(rung, len(walk.rule.ladder) + 1):
        if steps.has_come(
            walk.rule, number, lost_at=walk.duty.lost_at, now=walk.now
        ) and _page_rung(walk, number, purpose):
            return True
    return False


def _page_rung(walk: Walk, number: int, purpose: enums.Purpose) -> bool:
    """Put the duty to a rung; False where nobody there can be told."""
    rung = walk.rule.ladder[number - 1]
    walk.columns.update(rung=number, rung_at=walk.now, acknowledged_at=None)
    walk.columns["state"] = running_state(walk)
    people = of_role(walk, rung.role)
    if not people:
        passed = {"rung": str(number), "role": rung.role, "why": "empty"}
        walk.passed_over.append(passed)
        return False
    if walk.owner is not None and walk.columns.get("ask_again_at") is None:
        roster = walk.situation.roster
        if not roster.is_on_duty(walk.owner, walk.policy, walk.now):
            ask_at_next_tour(walk)
    for person in people:
        page(walk, person, purpose, rung=rung)
    return True


def of_role(walk: Walk, role: str) -> list[Person]:
    """List who of a role may have it now, or of the role that stands in for it."""
    roster = walk.situation.roster
    found = delegates.able(
        roster,
        walk.policy,
        role,
        walk.now,
        near=walk.owner
        or witnesses.nearest(walk.file, walk.file.footage_of(walk.duty), roster),
        unit=walk.file.unit,
        but=barred(walk) | walk.but,
    )
    if found.is_passed_over:
        walk.passed_over.append({"rung": "", "role": role, "why": "was_there"})
    return found.people


def barred(walk: Walk) -> set[str]:
    """Return who may not have this duty: its owner, and for a look those there.

    A supervisor who was at the scene may not have it either: the delegate does.
    """
    found = {walk.duty.owner_id} | walk.file.on_scene()
    if walk.rule.begins in SECOND_PERSON:
        found |= {
            duty.attested_by
            for duty in walk.file.duties
            if duty.footage_id == walk.duty.footage_id
        }
        roster = walk.situation.roster
        found |= witnesses.there(walk.file, roster)
        return roster.sharing(one for one in found if one)
    return {person for person in found if person}


def loud_at(walk: Walk, person: Person, at: datetime) -> datetime | None:
    """Return when the quiet hours end that somebody is in; None: they are in none.

    They yield where a legal date would pass by then.
    """
    ends_at = timetable.quiet_ends_at(
        walk.policy.quiet, person.role, walk.policy.timezone, at
    )
    if ends_at is not None and passes_legal_date(walk, ends_at):
        return None
    return ends_at


def passes_legal_date(walk: Walk, until_at: datetime) -> bool:
    """Tell whether footage could no longer be asked for by then, or would be lost."""
    piece = walk.file.footage_of(walk.duty)
    dates = (walk.duty.lost_at, piece.ask_by if piece is not None else None)
    return any(at is not None and walk.now < at <= until_at for at in dates)


def page(
    walk: Walk,
    person: Person,
    purpose: enums.Purpose,
    *,
    rung: Rung | None = None,
    wording: Literal["plain", "urgent", "loss"] = "plain",
    not_before: datetime | None = None,
    is_only_told: bool = False,
) -> None:
    """Put the duty to one person.

    Args:
        walk: The duty on its way.
        person: Who is told.
        purpose: What for.
        rung: The rung that is told, where one is.
        wording: How it is worded, where no rung says so.
        not_before: It does not leave before this; None: at once, or at the end of
            the person's quiet hours.
        is_only_told: True where nobody can answer it any more: no code is shown.
    """
    shown, codes, values = asking.put(walk.file, walk.duty, person, walk.now, walk.mint)
    if is_only_told:
        shown, codes, values = replace(shown, code=None), [], {}
    shown = asking.told_apart(shown, walk.duty, person, walk.situation.roster)
    is_anothers = person.id != walk.duty.owner_id
    if walk.rule.owner == "recorder" and is_anothers and purpose in _ASKING:
        # Nobody is told to dock a camera that is not their own.
        shown = replace(shown, because="vacant")
    walk.changes += codes
    for name in ("code", "notified_at"):
        if name in values:
            walk.columns[name] = values[name]
    step = ".".join(
        part
        for part in (
            purpose.value,
            str(walk.columns["rung"]),
            walk.planned_at.isoformat(),
            walk.kind,
        )
        if part
    )
    if not_before is None and (rung is None or rung.before_lost is None):
        # The step was planned for another hour, or others could not be told.
        not_before = loud_at(walk, person, walk.now)
    starts_at = max(walk.now, not_before) if not_before else walk.now
    walk.notices.append(
        Notice(
            key=f"{walk.duty.id}:{step}:{person.id}",
            purpose=purpose,
            person_id=person.id,
            view=shown,
            incident_id=walk.file.incident.id,
            duty_id=walk.duty.id,
            is_late=walk.is_late,
            not_before=not_before,
            expires_at=starts_at + walk.policy.limits.notice_valid_for,
            wording=rung.wording if rung else wording,
            channels=rung.channels if rung else (),
        )
    )
