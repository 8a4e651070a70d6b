"""Put the messages that wait for one person into one, most urgent first."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Update
from bot.verbs.ground.decision import Notice as Message
from bot.verbs.ground.situation import Situation
from bot.verbs.incident import text_officer
from bot.verbs.messages import listing, patience
from bot.verbs.who.people import Roster
from models import commands, enums, ledger, views
from models.duty import Duty
from models.notice import Notice
from models.people import Person

#: Purposes that concern a duty and are pointless once it is taken care of.
PAGES = (
    enums.Purpose.ASK,
    enums.Purpose.REMIND,
    enums.Purpose.ESCALATE,
    enums.Purpose.NOBODY,
)

#: States of a duty in which a page still has a point.
WANTED = (
    enums.DutyState.EXPECTED,
    enums.DutyState.NOTIFIED,
    enums.DutyState.OVERDUE,
)


def pointless(notice: Notice, duty: Duty | None) -> str | None:
    """Return why nobody needs to be paged about a duty any more, or None.

    That its footage is past its loss is told although that ended the duty.
    """
    if duty is not None and duty.state in WANTED:
        # Whoever was listed by mistake hears no more of it.
        is_disowned = duty.passed_at is None and duty.passed_by is not None
        is_theirs = is_disowned and duty.passed_by == notice.person_id
        return "they were not there" if is_theirs else None
    told_at = duty.loss_told_at if duty is not None else None
    if told_at is not None and notice.created_at >= told_at:
        return None
    state = duty.state.value.replace("_", " ") if duty else "gone"
    return f"the duty is {state}"


def is_from_desk(notice: Notice) -> bool:
    """Tell whether a person at the desk sent it just now; that waits for nothing."""
    return notice.key.startswith(text_officer.KEY)


def may_wait_at_scene(notice: Notice) -> bool:
    """Tell whether it asks for something, or tells of another scene."""
    return notice.purpose is not enums.Purpose.TELL or listing.OPENED in notice.key


def decide(
    situation: Situation,
    command: commands.GatherNotices,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Write one text that tells of everything that waits for a person.

    What lost its point is withdrawn. Where another process was faster, and only one
    is left, or the person was told just now, nothing is done: the next claim sees.
    """
    person = situation.roster.by_id.get(command.person_id)
    nothing = Decision(answer=views.Recorded(changed=False))
    if person is None:
        return nothing
    lines = [_line(situation, notice) for notice in situation.waiting]
    live = [line for line in lines if _end_of(line, now) is None]
    acts = [_ended(line, now) for line in lines if line not in live]
    if len(live) > 1 and _may_leave(person, live, situation, policy, now):
        acts += _gathered(person, live, situation.roster, policy, now, mint)
    return Decision(answer=views.Recorded(), acts=tuple(acts)) if acts else nothing


def _may_leave(
    person: Person,
    live: Sequence[listing.Line],
    situation: Situation,
    policy: Policy,
    now: datetime,
) -> bool:
    """Tell whether the person can be told now, and was not told just now."""
    if situation.roster.can_be_texted(person, policy, now) is not enums.Reach.YES:
        return False
    handed_at = situation.handed_at
    waits = patience.of(person, policy, situation.roster, now, handed_at=handed_at)
    free_at = waits.free_at(situation.told_at)
    return (
        free_at is None
        or free_at <= now
        or any(waits.is_pressing(line.notice, line.duty) for line in live)
    )


def _line(situation: Situation, notice: Notice) -> listing.Line:
    file = situation.files.get(notice.incident_id or "")
    duty = None
    if file is not None:
        duty = next((one for one in file.duties if one.id == notice.duty_id), None)
    return listing.Line(notice, file, duty)


def _end_of(line: listing.Line, now: datetime) -> tuple[enums.NoticeState, str] | None:
    """Return how a message ends that has no point any more."""
    notice = line.notice
    if notice.expires_at is not None and notice.expires_at <= now:
        return enums.NoticeState.EXPIRED, "too late to be of use"
    why = pointless(notice, line.duty) if notice.purpose in PAGES else None
    return (enums.NoticeState.CANCELLED, why) if why else None


def _ended(line: listing.Line, now: datetime) -> Act:
    state, reason = _end_of(line, now) or (enums.NoticeState.CANCELLED, "")
    notice = line.notice
    values = {"state": state, "reason": reason, "next_attempt_at": None}
    return Act(
        ledger_id=notice.incident_id or ledger.SYSTEM,
        event=f"notice:{state.value}",
        facts={
            "notice": notice.id,
            "duty": notice.duty_id,
            "person": notice.person_id,
            "channel": notice.channel.value,
            "reason": reason,
        },
        changes=(Update(Notice, notice, values),),
    )


def _gathered(
    person: Person,
    live: Sequence[listing.Line],
    roster: Roster,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> list[Act]:
    """Return what puts messages together: the one that leaves, and who goes in it."""
    view, chosen = listing.digest(person, live, roster, policy, now)
    if len(chosen) < 2:
        return []
    digest_id = mint.new_id()
    message = Message(
        id=digest_id,
        key=f"digest:{chosen[0].notice.id}",
        purpose=enums.Purpose.DIGEST,
        person_id=person.id,
        view=view,
        is_late=any(line.notice.is_late for line in chosen),
        expires_at=now + policy.limits.notice_valid_for,
        channels=("sms",),
    )
    written = Act(
        ledger_id=ledger.SYSTEM,
        event="notice:gathered",
        facts={
            "digest": digest_id,
            "person": person.id,
            "notices": [line.notice.id for line in chosen],
        },
        notices=(message,),
    )
    of_ledger: dict[str, list[listing.Line]] = defaultdict(list)
    for line in chosen:
        of_ledger[line.notice.incident_id or ledger.SYSTEM].append(line)
    return [
        written,
        *(
            _taken_along(digest_id, person, part, name)
            for name, part in of_ledger.items()
        ),
    ]


def _taken_along(
    digest_id: str, person: Person, lines: Sequence[listing.Line], ledger_id: str
) -> Act:
    changes: tuple[Change, ...] = tuple(
        Update(Notice, line.notice, {"carried_by": digest_id, "next_attempt_at": None})
        for line in lines
    )
    return Act(
        ledger_id=ledger_id,
        event="notice:gathered",
        facts={
            "digest": digest_id,
            "person": person.id,
            "notices": [line.notice.id for line in lines],
            "duties": [line.notice.duty_id for line in lines if line.notice.duty_id],
        },
        changes=changes,
    )
