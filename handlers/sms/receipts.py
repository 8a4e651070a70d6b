"""Turn a delivery receipt into the command that records it; pure."""

from collections.abc import Mapping

from handlers.sms import failures
from models import commands, enums

#: What each of the vendor's words means to us.
#: Source: Twilio, Message resource, "message status values".
STATES = {
    "accepted": enums.NoticeState.ACCEPTED,
    "scheduled": enums.NoticeState.ACCEPTED,
    "queued": enums.NoticeState.ACCEPTED,
    "sending": enums.NoticeState.ACCEPTED,
    "sent": enums.NoticeState.SENT,
    "delivered": enums.NoticeState.DELIVERED,
    "read": enums.NoticeState.DELIVERED,
    "undelivered": enums.NoticeState.NOT_DELIVERED,
    "failed": enums.NoticeState.NOT_DELIVERED,
    "canceled": enums.NoticeState.CANCELLED,
}


def command_of(
    form: Mapping[str, str], notice_id: str | None
) -> commands.RecordDelivery | None:
    """Return the command of a receipt; None where it speaks of nothing of ours."""
    status = form.get("MessageStatus", form.get("SmsStatus", ""))
    sid = form.get("MessageSid", "")
    state = STATES.get(status)
    if state is None or not sid or not notice_id or len(notice_id) > 32:
        return None
    code = form.get("ErrorCode") or None
    is_failed = state is enums.NoticeState.NOT_DELIVERED
    return commands.RecordDelivery(
        actor=commands.Actor(channel=enums.Channel.SMS),
        request_id=f"receipt:{sid}:{status}"[:120],
        notice_id=notice_id,
        state=state,
        provider_id=sid[:64],
        vendor_code=code[:16] if code else None,
        reason=failures.of_code(code).reason if is_failed else None,
    )
