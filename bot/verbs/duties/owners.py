"""Put a duty to whoever owes it again, or wait for one who comes in time; pure."""

from bot.verbs.duties import asking, ladder
from bot.verbs.ground.decision import Notice, Told
from models import enums
from models.people import Person


def put_again(walk: ladder.Walk) -> bool:
    """Put the duty to whoever owes it; False where that cannot be done.

    One who is off duty is asked when the next tour starts.
    """
    roster = walk.situation.roster
    if walk.owner is None:
        role = walk.duty.owner_role or ""
        people = ladder.of_role(walk, role)
        if not people:
            walk.passed_over.append({"rung": "0", "role": role, "why": "empty"})
            ladder.ask_at_next_tour(walk)
    elif walk.owner.id in walk.file.subjects():
        people = []
        walk.passed_over.append(
            {"rung": "0", "person": walk.owner.id, "why": "subject"}
        )
    else:
        reach = roster.can_be_told(walk.owner, walk.policy, walk.now)
        people = [walk.owner] if reach is enums.Reach.YES else []
        if not people:
            walk.passed_over.append(
                {"rung": "0", "person": walk.owner.id, "why": reach.value}
            )
        if reach is enums.Reach.OFF_DUTY:
            ladder.ask_at_next_tour(walk)
    is_first_rung = _is_first_rung(walk)
    wording = walk.rule.ladder[0].wording if is_first_rung else "plain"
    for person in people:
        ladder.page(walk, person, enums.Purpose.REMIND, wording=wording)
    if people:
        walk.columns["state"] = ladder.running_state(walk)
        if is_first_rung:
            walk.columns.update(rung=1, rung_at=walk.now)
    return bool(people)


def tell_lapsed(walk: ladder.Walk, person: Person | None) -> None:
    """Tell whoever had it that it is asked again, where they would not hear of it.

    Not those who are asked with it, nor those who stand on the first rung and are
    asked next. It is news: whether it arrives decides nothing.
    """
    roster = walk.situation.roster
    if (
        person is None
        or person.id in (notice.person_id for notice in walk.notices)
        or person.role == walk.rule.ladder[0].role
        or roster.can_be_told(person, walk.policy, walk.now) is not enums.Reach.YES
    ):
        return
    shown = asking.told_apart(
        asking.show(walk.file, walk.duty, person), walk.duty, person, roster
    )
    what = " ".join(part for part in (shown.word, shown.about) if part)
    whose = f" of {shown.whose}" if shown.whose else ""
    still = f" Still yours? ACK {shown.code}" if shown.code else ""
    loud_at = ladder.loud_at(walk, person, walk.now)
    walk.notices.append(
        Notice(
            key=f"{walk.duty.id}:lapsed:{walk.planned_at.isoformat()}:{person.id}",
            purpose=enums.Purpose.TELL,
            person_id=person.id,
            view=Told(
                text=f"{shown.reference} {what}{whose}: nothing followed your "
                f'"I have it", so it is asked again.{still}',
                at=walk.now,
            ),
            incident_id=walk.file.incident.id,
            not_before=loud_at,
            expires_at=(loud_at or walk.now) + walk.policy.limits.notice_valid_for,
        )
    )


def _is_first_rung(walk: ladder.Walk) -> bool:
    """Tell whether those who are put it now are told as the first rung, too.

    They have it because nobody is known who saw it, or whose camera it is. Past its
    due time, with no reminder left, they would else be told the same twice.
    """
    first = walk.rule.ladder[0]
    return (
        walk.rule.owner in ("opener", "recorder")
        and walk.duty.owner_role == first.role
        and first.wait is not None
        and walk.columns["rung"] == 0
        and walk.now >= walk.duty.due_at
        and walk.columns["reminders"] >= len(walk.rule.remind)
    )


def comes_in_time(walk: ladder.Walk) -> bool:
    """Tell whether whoever owes it could not be told, and comes before it is due.

    Nobody above is told then of what has time: neither at night, nor weeks before.
    """
    at = walk.columns["ask_again_at"]
    is_there = any(passed["why"] == "was_there" for passed in walk.passed_over)
    return at is not None and not is_there and walk.now < at < walk.duty.due_at
