"""Say what stands on each phone, and what has not reached it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from bot.simulator import handset, records
from bot.simulator.demo.premises import Premises

#: How many texts of a phone are shown, the newest.
SHOWN_MAX = 200

#: What became of a message that is on nobody's screen.
_HELD = ("accepted", "queued", "sent", "undelivered", "failed")


def sections(premises: Premises) -> dict[str, Any]:
    """Return `phones` and one `phone.NUMBER` for each."""
    outgoing: dict[str, list[records.Message]] = defaultdict(list)
    own: dict[str, list[records.Message]] = defaultdict(list)
    for message in premises.company.messages:
        if message.direction == "inbound":
            own[str(message.from_e164)].append(message)
        else:
            outgoing[message.to_e164].append(message)
    listed = list(_people(premises))
    shown: dict[str, Any] = {"phones": listed}
    for one in listed:
        e164 = one["phone"]
        phone = premises.company.phone(e164)
        received = phone.received
        # By what the company had entered before: a clock that stands dates them
        # all alike.
        ordered = [
            *((m.number + 1, 0, _sent(m, premises)) for m in own[e164]),
            *(
                (text.after, number, _received(text, number))
                for number, text in enumerate(received, 1)
            ),
        ]
        ordered.sort(key=lambda one: one[:2])
        arrived = {text.sid for text in received}
        shown[f"phone.{e164}"] = {
            "texts": [text for _, _, text in ordered[-SHOWN_MAX:]],
            "held": _held(outgoing[e164], arrived),
        }
    return shown


def _people(premises: Premises) -> Sequence[dict[str, Any]]:
    named = [
        {
            "phone": mate.phone,
            "name": mate.name,
            "role": mate.role,
            "role_title": mate.role_title,
            "star": mate.star,
            "is_stranger": False,
        }
        for mate in premises.cast
        if mate.phone is not None
    ]
    named += [
        {
            "phone": e164,
            "name": name,
            "role": None,
            "role_title": "Not in the roster",
            "star": None,
            "is_stranger": True,
        }
        for e164, name in premises.strangers.items()
    ]
    for one in named:
        phone = premises.company.phone(str(one["phone"]))
        one["is_on"] = phone.is_on
        one["is_landline"] = phone.kind == "landline"
        one["has_opted_out"] = phone.has_opted_out
    return named


def _received(text: handset.ShownText, number: int) -> dict[str, Any]:
    return {
        "id": text.sid or f"carrier:{number}",
        "from": "bot" if text.sid else "carrier",
        "words": text.body,
        "at": text.at.isoformat(),
        "state": "delivered",
        "note": None,
    }


def _sent(message: records.Message, premises: Premises) -> dict[str, Any]:
    exchange = premises.texted.get(message.sid)
    if exchange is None:
        state, note = "sent", None
    elif exchange.error_code is None or message.was_listed:
        state, note = "delivered", None
    else:
        state = "waiting"
        note = "The bot does not answer. The phone company keeps the text."
    return {
        "id": message.sid,
        "from": "me",
        "words": message.body,
        "at": message.created_at.isoformat(),
        "state": state,
        "note": note,
    }


def _held(
    messages: Sequence[records.Message], arrived: set[str | None]
) -> list[dict[str, Any]]:
    """Return what was accepted for a phone and is not on its screen, oldest first."""
    return [
        {
            "id": message.sid,
            "state": message.status,
            "note": records.ERROR_WORDS.get(message.error_code or 0),
        }
        for message in messages
        if message.status in _HELD and message.sid not in arrived
    ]
