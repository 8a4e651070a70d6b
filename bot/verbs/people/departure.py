"""Take somebody out of incidents: what they owe goes to others, at once and on record.

What they did stays theirs: who opened, recorded, stated or looked is not changed.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.verbs.duties import announcing, ladder, owners, standings
from bot.verbs.ground import recording
from bot.verbs.ground.decision import Act, Change, Mint, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from models import enums, ledger
from models.duty import Duty
from models.notice import Notice
from models.people import Person

#: Why duties went to others.
LEFT, SUBJECT = "left the roster", "is the subject"


def acts(
    situation: Situation,
    people: Iterable[Person],
    now: datetime,
    mint: Mint,
    *,
    why: str,
) -> list[Act]:
    """Return what moves the duties of people in every incident that is loaded.

    Args:
        situation: What is loaded; its roster has these people ended, where they are.
        people: Who goes.
        now: The instant.
        mint: Gives codes and ids.
        why: Why they go.
    """
    gone = {person.id for person in people}
    found = []
    for file in situation.files.values():
        for duty in file.duties:
            act = _moved(situation, file, duty, gone, now, mint, why)
            if act is not None:
                found.append(act)
    return found


def cancelled(notices: Iterable[Notice], why: str) -> list[Act]:
    """Return what keeps messages from leaving that wait."""
    return [
        Act(
            ledger_id=notice.incident_id or ledger.SYSTEM,
            event=f"notice:{enums.NoticeState.CANCELLED.value}",
            facts={
                "notice": notice.id,
                "duty": notice.duty_id,
                "person": notice.person_id,
                "channel": notice.channel.value,
                "reason": why,
            },
            changes=(
                Update(
                    Notice,
                    notice,
                    {
                        "state": enums.NoticeState.CANCELLED,
                        "reason": why,
                        "next_attempt_at": None,
                    },
                ),
            ),
        )
        for notice in notices
    ]


def _moved(
    situation: Situation,
    file: IncidentFile,
    duty: Duty,
    gone: set[str],
    now: datetime,
    mint: Mint,
    why: str,
) -> Act | None:
    """Return what puts one duty to others; None: it is with others already."""
    if duty.state not in enums.OPEN_DUTY_STATES:
        return None
    walk = ladder.Walk(
        file=file,
        situation=situation,
        duty=duty,
        now=now,
        mint=mint,
        planned_at=now,
        but=frozenset(gone),
    )
    columns: dict[str, Any] = {}
    is_acknowledged = duty.state is enums.DutyState.ACKNOWLEDGED
    whose = gone & {duty.owner_id, duty.acknowledged_by if is_acknowledged else None}
    if duty.owner_id in gone:
        role = walk.rule.ladder[0].role
        columns = {"owner_id": None, "code": None}
        walk.columns.update(owner_role=role, late_until=None)
        if not is_acknowledged or duty.acknowledged_by in gone:
            _go_on(walk, columns, from_rung=1)
    elif is_acknowledged and duty.acknowledged_by in gone:
        _go_on(walk, columns, from_rung=0)
    elif not is_acknowledged and _was_told_alone(situation, file, duty, gone):
        whose = {person for _, person in _told(file, duty)} & gone
        _go_on(walk, columns, from_rung=duty.rung)
    else:
        return None
    is_moved = duty.owner_id in gone
    walk.columns["ask_again_at"] = None if is_moved else duty.ask_again_at
    before = standings.columns(duty)
    values = {name: v for name, v in walk.columns.items() if v != before.get(name)}
    values |= columns
    values["next_step_at"] = standings.next_step_at(file, duty, now, walk.columns)
    changes: tuple[Change, ...] = (*walk.changes, Update(Duty, duty, values))
    return Act(
        ledger_id=file.incident.id,
        event="duty:moved",
        facts={
            "duty": duty.id,
            "rule": duty.rule,
            "from": sorted(whose)[0],
            "why": why,
            "due_at": recording.instant(duty.due_at),
            "rung": walk.columns["rung"],
            "passed_over": walk.passed_over,
        },
        changes=changes,
        notices=tuple(walk.notices),
    )


def _go_on(walk: ladder.Walk, columns: dict[str, Any], *, from_rung: int) -> None:
    """Ask whoever is next, at once; where nobody can be asked, say so."""
    if walk.duty.acknowledged_by is not None:
        columns["acknowledged_by"] = None
    walk.columns.update(
        acknowledged_at=None,
        rung=from_rung,
        rung_at=walk.now,
        state=ladder.running_state(walk),
    )
    if from_rung == 0 and owners.put_again(walk):
        return
    if not ladder.climb(walk, max(from_rung, 1), purpose=enums.Purpose.ASK):
        announcing.announce(walk)


def _was_told_alone(
    situation: Situation, file: IncidentFile, duty: Duty, gone: set[str]
) -> bool:
    """Tell whether of those who have a duty now only these were told of it."""
    told = {person for _, person in _told(file, duty)} - {duty.owner_id}
    if not told & gone or (duty.owner_id is not None and duty.rung == 0):
        return False
    people = (situation.roster.by_id.get(one) for one in told - gone)
    return not any(one is not None and one.ended_at is None for one in people)


def _told(file: IncidentFile, duty: Duty) -> list[tuple[str, str]]:
    return [key for key in file.codes if key[0] == duty.id]
