"""Ask those above to take a duty that comes to them before its ladder does."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.policy import timetable
from bot.policy.schema import Duty as Rule
from bot.policy.schema import Policy
from bot.verbs.duties import ladder
from bot.verbs.ground.decision import Notice
from models import enums, views
from models.people import Person

Because = Literal["passed", "disowned"]

#: Stands in the key of a message by which somebody hands a duty over.
HANDED = ":passed:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Hold who was asked.

    Attributes:
        people: Their ids; none: nobody can be told now.
        rung: Rung that was told; 0: none, or the desk.
        is_desk: True where nobody above could be told, and the desk was.
        told_at: When they hear of it, where quiet hours last until then.
    """

    people: tuple[str, ...]
    rung: int = 0
    is_desk: bool = False
    told_at: datetime | None = None


def rung_above(rule: Rule, person: Person) -> int:
    """Return the number of the first rung above a person: 1 for one below them all."""
    numbers = [
        number
        for number, rung in enumerate(rule.ladder, start=1)
        if rung.role == person.role
    ]
    return max(numbers, default=0) + 1


def may_take(rule: Rule, person: Person, policy: Policy) -> bool:
    """Tell whether a person stands on the ladder of a duty, or in for one who does.

    Rungs that stand before the loss of footage are no part of it: they hear of what
    is about to be lost, and supervise nobody.
    """
    waiting = {rung.role for rung in rule.ladder if rung.wait is not None}
    delegates = {role.delegate for role in policy.role if role.id in waiting}
    return person.role in waiting | delegates


def ask(walk: ladder.Walk, start: int, by: Person, because: Because) -> Asked:
    """Put a duty to the first rung from `start` on that can be told, or to the desk.

    What it changes of the ladder's own columns is the caller's to keep.
    """
    is_desk = not ladder.climb(walk, start)
    if is_desk:
        for person in _desk(walk):
            if person.id != by.id:
                ladder.page(walk, person, enums.Purpose.ESCALATE)
    quiet_until = [_quiet_until(walk, notice) for notice in walk.notices]
    walk.notices = [
        replace(
            notice,
            key=f"{walk.duty.id}:{because}:{walk.mint.new_id()}",
            view=_view(notice, because),
            not_before=until,
            expires_at=(until or walk.now) + walk.policy.limits.notice_valid_for,
            wording="plain",
        )
        for notice, until in zip(walk.notices, quiet_until, strict=True)
    ]
    return Asked(
        people=tuple(notice.person_id for notice in walk.notices),
        rung=0 if is_desk else walk.columns["rung"],
        is_desk=is_desk,
        told_at=min((u for u in quiet_until if u is not None), default=None)
        if all(quiet_until)
        else None,
    )


def _desk(walk: ladder.Walk) -> list[Person]:
    roles = dict.fromkeys(walk.policy.desk_roles)
    return walk.situation.roster.on_duty_of(roles, walk.policy, walk.now)


def _view(notice: Notice, because: Because) -> views.Asked:
    if not isinstance(notice.view, views.Asked):
        raise TypeError("a duty is put to somebody as what it asks")
    return replace(notice.view, because=because)


def _quiet_until(walk: ladder.Walk, notice: Notice) -> datetime | None:
    """Return the end of a person's quiet hours; they yield to the loss of footage."""
    person = walk.situation.roster.by_id[notice.person_id]
    loud_at = timetable.quiet_ends_at(
        walk.policy.quiet, person.role, walk.policy.timezone, walk.now
    )
    lost_at = walk.duty.lost_at
    if loud_at is None or (lost_at is not None and lost_at <= loud_at):
        return None
    return loud_at
