"""Let the engine go on at once where nobody heard, and wait where somebody did."""

from datetime import datetime

from bot.policy.schema import Duty as Rule
from bot.verbs.duties import standings
from bot.verbs.ground.decision import Change, Update
from bot.verbs.ground.situation import Situation
from bot.verbs.messages import gather, second_tries
from models import enums
from models.duty import Duty
from models.notice import Notice

#: States of a duty that somebody is to answer for, and has not.
_UNANSWERED = (enums.DutyState.NOTIFIED, enums.DutyState.OVERDUE)


def pull_forward(
    situation: Situation,
    notice: Notice,
    now: datetime,
    others_hear_at: datetime | None,
) -> list[Change]:
    """Let the engine go on at once, unless somebody else heard of it.

    An announcement is not heard by those who hear of it later than it is made again:
    they are not to be woken.
    """
    is_nobody = notice.purpose is enums.Purpose.NOBODY
    is_reached = others_hear_at is not None and not is_nobody
    if notice.purpose not in gather.PAGES or is_reached:
        return []
    if second_tries.is_second(notice):
        # The first one's failure did that.
        return []
    file = situation.files.get(notice.incident_id or "")
    for duty in file.duties if file else ():
        if (
            duty.id == notice.duty_id
            and duty.state in _UNANSWERED
            and duty.next_step_at is not None
            and duty.next_step_at > now
            # A later rung was told since: this failure is old news to it.
            and (duty.rung_at is None or duty.rung_at <= notice.created_at)
        ):
            at = now
            if file is not None and is_nobody:
                at = _again_at(file.rule_of(duty), duty, now)
                if others_hear_at is not None and others_hear_at <= at:
                    return []
            return [Update(Duty, duty, {"next_step_at": min(duty.next_step_at, at)})]
    return []


def _again_at(rule: Rule, duty: Duty, now: datetime) -> datetime:
    """Return when an announcement that reached nobody is made again.

    Before its own pace, which is made for what was heard, and ever later.
    """
    since_at = duty.rung_at or now
    return max(now, since_at + rule.exhausted_after * max(1, duty.announcements))


def is_heard(notice: Notice, state: enums.NoticeState) -> bool:
    """Tell whether what did not arrive at first has arrived now, or stands in Slack."""
    is_posted = (
        notice.channel is enums.Channel.SLACK and state is enums.NoticeState.ACCEPTED
    )
    has_arrived = is_posted or state is enums.NoticeState.DELIVERED
    return second_tries.is_second(notice) and has_arrived


def put_off(
    situation: Situation, notice: Notice, since_at: datetime, now: datetime
) -> list[Change]:
    """Let an announcement wait for its own pace that was to be made again sooner.

    Args:
        situation: What is loaded.
        notice: What arrived after all.
        since_at: When it was known that it had not: what is said of the duty since
            then is another matter.
        now: The instant.
    """
    file = situation.files.get(notice.incident_id or "")
    if file is None or notice.purpose is not enums.Purpose.NOBODY:
        return []
    for duty in file.duties:
        if (
            duty.id == notice.duty_id
            and duty.next_step_at is not None
            and duty.rung_at is not None
            and duty.rung_at <= since_at
        ):
            at = standings.next_step_at(file, duty, now)
            is_sooner = at is not None and duty.next_step_at < at
            return [Update(Duty, duty, {"next_step_at": at})] if is_sooner else []
    return []
