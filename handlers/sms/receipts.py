"""Turn a delivery receipt into the command that records it; pure."""

import re
from collections.abc import Mapping

from handlers.sms import failures
from models import commands, enums

#: The vendor's id of a message. Source: Twilio, "String Identifier (SID)": two
#: letters and 32 hexadecimal digits; more is let in, as far as it can be kept.
SID = re.compile(r"[!-~]{1,64}")

#: An id of ours, as it stands in the address that we gave.
_NOTICE = re.compile(r"[0-9a-f]{32}")

#: The vendor's error codes are numbers of five digits.
_CODE = re.compile(r"[0-9]{1,16}")

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


def is_readable(form: Mapping[str, str]) -> bool:
    """Tell whether a form has what makes a receipt: a message's id, and a status."""
    return bool(_status(form) and SID.fullmatch(form.get("MessageSid", "")))


def command_of(
    form: Mapping[str, str], notice_id: str | None
) -> commands.RecordDelivery | None:
    """Return the command of a receipt; None where it speaks of nothing of ours.

    Its id names what it means to us: the vendor has several words for one state,
    and the second of them is no news.
    """
    state = STATES.get(_status(form))
    sid, notice = form.get("MessageSid", ""), notice_id or ""
    if state is None or not (SID.fullmatch(sid) and _NOTICE.fullmatch(notice)):
        return None
    code = form.get("ErrorCode", "")
    is_failed = state is enums.NoticeState.NOT_DELIVERED
    vendor_code = code if _CODE.fullmatch(code) else None
    return commands.RecordDelivery(
        actor=commands.Actor(channel=enums.Channel.SMS),
        request_id=f"receipt:{sid}:{state.value}",
        notice_id=notice,
        state=state,
        provider_id=sid,
        vendor_code=vendor_code,
        reason=failures.of_code(vendor_code).reason if is_failed else None,
    )


def _status(form: Mapping[str, str]) -> str:
    return form.get("MessageStatus", form.get("SmsStatus", ""))
