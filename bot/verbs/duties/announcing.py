"""Say that nobody answered, or that footage is past its loss, to all concerned."""

from datetime import datetime
from typing import Literal

from bot.policy import turns
from bot.verbs.duties import ladder
from models import enums
from models.people import Person


def announce(walk: ladder.Walk, *, is_unheard: bool = False) -> None:
    """Say that nobody answered, to those whom the policy names and the desk.

    At once the first time. Again it is on record at the policy's pace, and said to
    those who are on duty at the next change of watch, or with what they are told by
    then; but at once where a legal date would pass meanwhile.

    Args:
        walk: The duty on its way.
        is_unheard: True where what was said last arrived nowhere: it is said at once.
    """
    is_again = walk.columns["announcements"] > 0 and not is_unheard
    walk.columns.update(
        rung=len(walk.rule.ladder),
        rung_at=walk.now,
        announcements=walk.columns["announcements"] + 1,
        state=ladder.running_state(walk),
        acknowledged_at=None,
    )
    change_at = turns.next_change_at(walk.policy, walk.now) if is_again else None
    if change_at is not None and ladder.passes_legal_date(walk, change_at):
        change_at = None
    tell_all(walk, enums.Purpose.NOBODY, from_at=change_at)


def tell_all(
    walk: ladder.Walk,
    purpose: enums.Purpose,
    *,
    wording: Literal["plain", "urgent", "loss"] = "plain",
    from_at: datetime | None = None,
    is_only_told: bool = False,
) -> None:
    """Page everybody whom the policy names where nobody answers, and the desk.

    Whoever is in their quiet hours is told at the end of them, unless a legal date
    would pass by then.

    Args:
        walk: The duty on its way.
        purpose: What for.
        wording: How it is worded.
        from_at: It is said then, to those who are on duty then; None: now. Where
            nobody is known to be, it is said now.
        is_only_told: True where it is not theirs to take any more.
    """
    people = _everybody(walk, from_at or walk.now)
    if from_at is not None and not people:
        from_at, people = None, _everybody(walk, walk.now)
    for person in people:
        loud_at = ladder.loud_at(walk, person, from_at or walk.now)
        ladder.page(
            walk,
            person,
            purpose,
            wording=wording,
            not_before=loud_at or from_at,
            is_only_told=is_only_told,
        )
    if not people:
        walk.passed_over.append({"rung": "nobody", "role": "", "why": "empty"})


def _everybody(walk: ladder.Walk, at: datetime) -> list[Person]:
    """List who is told that nobody answered, of those who are on duty then."""
    roles = (*walk.rule.exhausted_roles, *walk.policy.desk_roles, ladder.ADMIN)
    people = walk.situation.roster.on_duty_of(dict.fromkeys(roles), walk.policy, at)
    barred = walk.file.subjects() | walk.but
    return [person for person in people if person.id not in barred]
