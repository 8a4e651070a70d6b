"""Show what stands: an incident as a card, duties as lines, people on duty; pure.

Nothing private goes in: people are called by star or role, and words only where
the policy shows them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.policy import steps
from bot.policy.schema import Policy
from bot.verbs.duties import asking, obligations, standings, targets
from bot.verbs.footage import footage_lines
from bot.verbs.ground import date_moves, kinds, proposals, rights
from bot.verbs.ground.situation import IncidentFile
from bot.verbs.people import comings, sayings
from bot.verbs.who.people import Roster
from models import board, enums
from models.duty import Duty
from models.footage import Footage
from models.incident import Proposal
from models.people import Person

#: Footage of which a person still has to say, or a second one to see, that it is
#: kept.
_RUNNING = (enums.FootageState.EXPECTED, enums.FootageState.ATTESTED)


def card(
    file: IncidentFile,
    roster: Roster,
    now: datetime,
    *,
    last: board.Happened | None = None,
    linked: Sequence[str] = (),
    words: str | None = None,
    proposed: Sequence[Proposal] = (),
    may_be_at: Sequence[str] = (),
) -> board.Card:
    """Return an incident's card.

    Args:
        file: The incident.
        roster: Everybody.
        now: The instant.
        last: The last thing on its record.
        linked: References of linked incidents.
        words: Its first words, where the policy shows them.
        proposed: Everything that was proposed in it, in order.
        may_be_at: Names of designated places that its words may mean.
    """
    incident = file.incident
    found = [line(file, duty, roster) for duty in file.duties]
    lines = tuple(sorted(found, key=_urgency))
    loss = next_loss(file)
    return board.Card(
        reference=incident.reference,
        kind=incident.kind,
        state=incident.state,
        opened_at=incident.opened_at,
        opened_by=roster.label(incident.opened_by) if incident.opened_by else None,
        source=incident.source,
        is_late=incident.is_late,
        beat=incident.beat,
        event_number=incident.event_number,
        rd_number=incident.rd_number,
        next_loss_of=_title_of(file.policy, loss) if loss else None,
        next_loss_at=loss.lost_at if loss else None,
        next_duty=next((line for line in lines if line.is_open), None),
        duties=lines,
        last=last,
        linked=tuple(linked),
        has_held_words=_has_held_words(file),
        words=words,
        footage=footage_lines.of(file),
        phrases=tuple((phrase.id, phrase.text) for phrase in file.policy.phrase),
        recordings=tuple(
            board.Recording(
                footage_id=piece.id,
                label=date_moves.piece_label(file, piece),
                recorded_at=piece.recorded_at,
            )
            for piece in file.footage
        ),
        waiting=_waiting(proposed, roster),
        kind_title=kinds.title_of(file.policy, incident.kind, incident.opened_at),
        kinds=kinds.offered(file.policy, incident.opened_at),
        place=incident.place,
        may_be_at=tuple(may_be_at),
    )


def _waiting(proposed: Sequence[Proposal], roster: Roster) -> tuple[board.Waiting, ...]:
    return tuple(
        board.Waiting(
            number=number,
            verb=one.verb,
            made_by=roster.label(one.made_by) if one.made_by else "the operator",
            shifts=proposals.shifts_of(one.content),
        )
        for number, one in enumerate(proposed, start=1)
        if one.state is enums.ProposalState.WAITING
    )


def line(
    file: IncidentFile, duty: Duty, roster: Roster, viewer: Person | None = None
) -> board.DutyLine:
    """Return a duty as a line; with the code of the person who looks."""
    rule = obligations.rule_of(file.policy, duty)
    step = _next_step(file, duty)
    settled_by = duty.verified_by or duty.attested_by
    return board.DutyLine(
        duty_id=duty.id,
        reference=file.incident.reference,
        word=duty.word,
        title=rule.title,
        state=duty.state,
        answer=enums.AnswerKind.SEARCH
        if rule.begins == "footage_past"
        else rule.answer,
        about=asking.about(file, duty),
        owner=owner_of(file, duty, roster),
        due_at=duty.due_at,
        lost_at=duty.lost_at,
        next_step_at=duty.next_step_at,
        next_role=_role_title(file.policy, rule.ladder[step.rung - 1].role)
        if step is not None and step.kind is steps.StepKind.ESCALATE
        else None,
        is_reminder_next=step is not None and step.kind is steps.StepKind.REMIND,
        acknowledged_by=roster.label(duty.acknowledged_by)
        if duty.acknowledged_by
        else None,
        acknowledged_at=duty.acknowledged_at,
        settled_by=roster.label(settled_by) if settled_by else None,
        settled_at=duty.verified_at or duty.attested_at,
        code=file.codes.get((duty.id, viewer.id)) if viewer else None,
        is_unanswered=duty.announcements > 0
        and duty.state in (enums.DutyState.NOTIFIED, enums.DutyState.OVERDUE),
        whose=roster.label(duty.owner_id)
        if viewer is not None and duty.owner_id not in (None, viewer.id)
        else None,
        is_owed=viewer is None or _owes(duty, viewer),
    )


def _owes(duty: Duty, person: Person) -> bool:
    """Tell whether somebody who owes a duty or was told of it is the one to do it."""
    if duty.state is enums.DutyState.ACKNOWLEDGED and duty.acknowledged_by:
        return duty.acknowledged_by == person.id
    if duty.owner_id:
        return duty.owner_id == person.id
    return duty.owner_role == person.role


def _next_step(file: IncidentFile, duty: Duty) -> steps.Step | None:
    """Return what the engine will do when it looks at a duty next."""
    if duty.next_step_at is None:
        return None
    return standings.next_step(file, duty, duty.next_step_at)


def owner_of(file: IncidentFile, duty: Duty, roster: Roster) -> str:
    """Return who has a duty now: a star or a role."""
    if duty.state is enums.DutyState.ACKNOWLEDGED and duty.acknowledged_by:
        return roster.label(duty.acknowledged_by)
    rule = obligations.rule_of(file.policy, duty)
    if duty.rung:
        told = rule.ladder[min(duty.rung, len(rule.ladder)) - 1].role
        return _role_title(file.policy, told)
    if duty.owner_id:
        return roster.label(duty.owner_id)
    return _role_title(file.policy, duty.owner_role or "")


def next_loss(file: IncidentFile) -> Footage | None:
    """Return the footage that is lost next: first what nobody stated as kept."""
    running = [piece for piece in file.footage if piece.state in _RUNNING]
    return min(
        running,
        key=lambda p: (_RUNNING.index(p.state), p.lost_at, p.id),
        default=None,
    )


def incident_line(file: IncidentFile) -> board.IncidentLine:
    """Return an incident in a line."""
    still = [duty for duty in file.duties if duty.state in enums.OPEN_DUTY_STATES]
    loss = next_loss(file)
    return board.IncidentLine(
        reference=file.incident.reference,
        state=file.incident.state,
        opened_at=file.incident.opened_at,
        beat=file.incident.beat,
        open_duties=len(still),
        overdue_duties=sum(d.state is enums.DutyState.OVERDUE for d in still),
        next_due_at=min((d.due_at for d in still), default=None),
        next_loss_at=loss.lost_at if loss else None,
    )


def is_put_to(file: IncidentFile, duty: Duty, person: Person, now: datetime) -> bool:
    """Tell whether a duty stands in a person's list.

    It is theirs, or they were told of it; but nothing reaches the one who is at
    the scene before the policy's quiet time is over.
    """
    if duty.state not in enums.OPEN_DUTY_STATES:
        return False
    if duty.owner_id == person.id:
        if file.incident.opened_by != person.id:
            return True
        return now >= standings.quiet_until(file.policy, file.incident.opened_at)
    return targets.concerns(file, duty, person)


def who(roster: Roster, policy: Policy, now: datetime, most: int = 40) -> board.Who:
    """Show who is on duty, in the policy's order of roles."""
    people = []
    for role in policy.role:
        for person in roster.of_role(role.id):
            if not roster.is_on_duty(person, policy, now):
                continue
            people.append(
                board.OnWatch(
                    label=roster.label(person.id),
                    role=role.title,
                    until_at=_until(roster, person, policy, now),
                    by=sayings.because(roster, person, policy, now),
                    has_watch=roster.has_watch(person, now),
                    reached_by=roster.channel_of(person),
                )
            )
    rungs = {rung.role for rule in policy.duty for rung in rule.ladder}
    empty = tuple(
        role.title
        for role in policy.role
        if role.id in rungs and not roster.on_duty(role.id, policy, now)
    )
    return board.Who(
        people=tuple(people[:most]),
        empty_roles=empty,
        of_the_desk=comings.unheld(roster, policy, now),
        more=max(len(people) - most, 0),
    )


def can_take_watch(policy: Policy, person: Person) -> bool:
    """Tell whether a person's role may say "I have the watch"."""
    return rights.may(policy, person, "take_watch")


def role_title(policy: Policy, role_id: str) -> str:
    """Return a role in the policy's words."""
    return _role_title(policy, role_id)


def _until(
    roster: Roster, person: Person, policy: Policy, now: datetime
) -> datetime | None:
    if roster.verdict(person, policy, now).until_at is None:
        return None
    return roster.tour_ends_at(person, policy, now)


def _urgency(line: board.DutyLine) -> tuple[bool, datetime, str]:
    """Order lines: open ones first, then by due time."""
    return not line.is_open, line.due_at, line.duty_id


def _has_held_words(file: IncidentFile) -> bool:
    rules = obligations.ids_that_begin(file.policy, "text_held")
    return any(
        duty.rule in rules and duty.state in enums.OPEN_DUTY_STATES
        for duty in file.duties
    )


def _title_of(policy: Policy, piece: Footage) -> str:
    title = next((s.title for s in policy.source if s.id == piece.source), piece.source)
    return f"{title}, star {piece.recorder_star}" if piece.recorder_star else title


def _role_title(policy: Policy, role_id: str) -> str:
    return _first((role.title for role in policy.role if role.id == role_id), role_id)


def _first(found: Iterable[str], otherwise: str) -> str:
    return next(iter(found), otherwise.replace("_", " "))
