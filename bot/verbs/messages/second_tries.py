"""Say once more what did not arrive: to the same phone, or by another channel."""

from datetime import datetime, timedelta
from typing import Any

from bot.policy.schema import Policy
from bot.verbs.ground.decision import Change, Insert, Mint
from bot.verbs.ground.situation import Situation
from handlers.sms import failures
from models import commands, enums
from models.notice import Notice

#: When a message is tried once more after the phone could not be reached.
#: Source: our choice; the vendor advises one later try.
ONCE_MORE_AFTER = timedelta(minutes=5)

#: End of the key of such a second message; there is no third.
ONCE_MORE = ":again"

#: End of the key of a message that goes by Slack because the text did not arrive.
_BY_SLACK = ":slack"

#: The same, the other way round.
_BY_SMS = ":sms"

_SECOND = (ONCE_MORE, _BY_SLACK, _BY_SMS)

#: States of a message that is known to have reached nobody.
LOST = (enums.NoticeState.NOT_DELIVERED, enums.NoticeState.EXPIRED)

#: Purposes that concern the phone itself, or whoever texted with it.
_OF_THE_PHONE = (enums.Purpose.ANSWER, enums.Purpose.ENROL)


def once_more(
    notice: Notice, command: commands.RecordDelivery, now: datetime, mint: Mint
) -> list[Change]:
    """Return a second message where the phone could not be reached, once."""
    if (
        command.state is not enums.NoticeState.NOT_DELIVERED
        or notice.key.endswith(ONCE_MORE)
        or notice.first_send_at is None
        # Refused, or given up before it left: no phone was tried.
        or (command.provider_id or notice.provider_id) is None
        or failures.of_code(command.vendor_code).kind is not failures.Kind.HANDSET
    ):
        return []
    again_at = (command.heard_at or notice.first_send_at) + ONCE_MORE_AFTER
    more = {"to_e164": notice.to_e164, "next_attempt_at": again_at}
    return [_another(notice, ONCE_MORE, notice.channel, now, mint, **more)]


def by_other_channel(
    situation: Situation,
    notice: Notice,
    command: commands.RecordDelivery,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> list[Change]:
    """Return the same message by the person's other channel, where one did not do.

    What did not arrive as a text goes into the list in Slack, and the other way
    round, where the person has both, is on duty, and the agency allows it.
    """
    person = situation.roster.by_id.get(notice.person_id or "")
    if (
        command.state not in LOST
        # Nobody tried: the bot was down, and the engine goes on from what is due now.
        or (command.state is enums.NoticeState.EXPIRED and not notice.attempts)
        or notice.purpose in _OF_THE_PHONE
        or is_second(notice)
        or person is None
        or not situation.roster.is_on_duty(person, policy, now)
    ):
        return []
    channels = situation.roster.channels_of(person)
    more: dict[str, Any] = {}
    if command.state is enums.NoticeState.EXPIRED:
        more["expires_at"] = now + policy.limits.notice_valid_for
    if notice.channel is enums.Channel.SMS and enums.Channel.SLACK in channels:
        return [_another(notice, _BY_SLACK, enums.Channel.SLACK, now, mint, **more)]
    if notice.channel is enums.Channel.SLACK and enums.Channel.SMS in channels:
        _, contact = situation.roster.reach(person)
        more["to_e164"] = contact.e164 if contact else None
        more["next_attempt_at"] = command.heard_at or now
        return [_another(notice, _BY_SMS, enums.Channel.SMS, now, mint, **more)]
    return []


def is_second(notice: Notice) -> bool:
    """Tell whether a message repeats one that did not arrive."""
    return notice.key.endswith(_SECOND)


def first_key(notice: Notice) -> str:
    """Return the key of the message that this one repeats, or its own."""
    ends = (end for end in _SECOND if notice.key.endswith(end))
    return notice.key.removesuffix(next(ends, ""))


def _another(
    notice: Notice,
    key_end: str,
    channel: enums.Channel,
    now: datetime,
    mint: Mint,
    **more: Any,
) -> Insert:
    """Return a message that says the same to the same person, late."""
    row = {
        "id": mint.new_id(),
        "key": notice.key[: 160 - len(key_end)] + key_end,
        "incident_id": notice.incident_id,
        "duty_id": notice.duty_id,
        "person_id": notice.person_id,
        "to_e164": None,
        "channel": channel,
        "purpose": notice.purpose,
        "body": notice.body,
        "state": enums.NoticeState.QUEUED,
        "is_late": True,
        "created_at": now,
        "expires_at": notice.expires_at,
        "next_attempt_at": None,
        "attempts": 0,
    }
    return Insert(Notice, row | more)
