"""Turn the notices that a verb asks for into rows of the outbox."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.policy import pace as paces
from bot.policy.schema import Policy
from bot.verbs.ground.decision import Act, Insert, Mint, Notice
from bot.verbs.who.people import Roster
from handlers.slack import handover as slack_handover
from handlers.sms import digests, handover, pages
from models import enums, views
from models.notice import Notice as Row


def rows(
    act: Act,
    *,
    roster: Roster,
    policy: Policy,
    now: datetime,
    machine_now: datetime,
    mint: Mint,
) -> list[Insert]:
    """Return the outbox rows of an act's notices.

    A person who can be told by no channel gets none: the verbs ask only for people
    who can be told, except for enrolment. What goes by Slack is carried by the list
    of what the person owes, and never by a message of its own.
    """
    return [
        Insert(Row, _columns(notice, way, policy, now, machine_now, mint))
        for notice in act.notices
        if (way := _way(notice, act, roster)) is not None
    ]


@dataclass(frozen=True, slots=True)
class _Way:
    """Hold by which channel a notice goes, and to which number."""

    channel: enums.Channel
    to_e164: str | None = None
    #: Role of whom it goes to.
    role: str = ""


def _way(notice: Notice, act: Act, roster: Roster) -> _Way | None:
    if notice.purpose is enums.Purpose.ENROL:
        if not roster.channels.sms:
            return None
        return next(
            (
                _Way(enums.Channel.SMS, change.values["e164"])
                for change in act.changes
                if isinstance(change, Insert) and "e164" in change.values
            ),
            None,
        )
    person = roster.by_id.get(notice.person_id)
    if person is None:
        return None
    can = roster.channels_of(person)
    # Those of the rung first, in its order; whoever has none of them is told as can be.
    wanted = [one for one in map(enums.Channel, notice.channels) if one in can]
    channel = next(iter((*wanted, *can)), None)
    if channel is None:
        return None
    _, contact = roster.reach(person)
    return _Way(channel, contact.e164 if contact else None, person.role)


def _columns(
    notice: Notice,
    way: _Way,
    policy: Policy,
    now: datetime,
    machine_now: datetime,
    mint: Mint,
) -> dict[str, object]:
    return {
        "id": notice.id or mint.new_id(),
        "key": notice.key,
        "incident_id": notice.incident_id,
        "duty_id": notice.duty_id,
        "person_id": notice.person_id,
        "to_e164": way.to_e164,
        "channel": way.channel,
        "purpose": notice.purpose,
        "body": body(notice, policy, now, way.channel),
        "state": enums.NoticeState.QUEUED,
        "is_late": notice.is_late,
        "created_at": now,
        "not_before": notice.not_before,
        "expires_at": _expires_at(notice, way, policy, now),
        "next_attempt_at": machine_now if way.channel is enums.Channel.SMS else None,
        "attempts": 0,
    }


def _expires_at(
    notice: Notice, way: _Way, policy: Policy, now: datetime
) -> datetime | None:
    """Return when a message is of no use any more; in a list of a watch, later."""
    pace = paces.of_role(policy, way.role)
    if notice.expires_at is None or pace is None or not pace.is_once_a_watch:
        return notice.expires_at
    return max(notice.expires_at, now + paces.LISTED_FOR)


def body(notice: Notice, policy: Policy, now: datetime, channel: enums.Channel) -> str:
    """Return exactly what is texted, or stands in a list in Slack."""
    zone, view, is_late = ZoneInfo(policy.timezone), notice.view, notice.is_late
    if isinstance(view, views.Asked):
        tone = notice.wording
        return pages.page(
            notice.purpose, view, zone, now, is_late=is_late, wording=tone
        )
    if isinstance(view, views.Digest):
        return digests.digest(view, zone, now, is_late=is_late)
    if isinstance(view, views.Takeover):
        if channel is enums.Channel.SLACK:
            return slack_handover.table(view, zone, now, is_late=is_late)
        return handover.page(view, zone, now, is_late=is_late)
    if notice.purpose is enums.Purpose.ENROL:
        return pages.enrol(policy.agency, view.reference or "")
    return pages.tell(view.reference, view.text, view.at, zone, now)
