"""Tell what became of a message: of each piece of news, and of where it stands; pure.

"Delivered" is what a carrier said; it is never told as if the person had answered.
"""

from collections.abc import Mapping
from typing import Any

from models import enums

#: Beginning of the events that are news of a message.
BEGINNING = "notice:"

#: What is told of messages that were put together.
GATHERED = "gathered"

#: What a message is for, as a noun.
_NOUNS = {
    enums.Purpose.ANSWER: "answer",
    enums.Purpose.TELL: "message",
    enums.Purpose.ASK: "question",
    enums.Purpose.REMIND: "reminder",
    enums.Purpose.ESCALATE: "escalation",
    enums.Purpose.NOBODY: '"nobody answered"',
    enums.Purpose.DIGEST: "list",
    enums.Purpose.HAND_OVER: "hand-over",
    enums.Purpose.ENROL: "enrolment",
    enums.Purpose.ALARM: "alarm",
}


def noun(purpose: enums.Purpose) -> str:
    """Return what a message is, as a noun."""
    return _NOUNS[purpose]


def tell(
    state: str, what: str, word: str | None, person: str, facts: Mapping[str, Any]
) -> str:
    """Return the sentence about one piece of news.

    Args:
        state: The state of the message from now on.
        what: What the message is, as `noun` says.
        word: Word of the duty that it is about, where it is about one.
        person: Whom it is for.
        facts: As the entry states them.
    """
    if state == GATHERED:
        count = len(facts.get("notices") or ())
        them = "1 message" if count == 1 else f"{count} messages"
        return f"One text for {person} tells of {them} that waited."
    is_slack = facts.get("channel") == enums.Channel.SLACK
    carrier = "Slack" if is_slack else "The phone company"
    message = f"the {what} to {person}" + (f" about {word}" if word else "")
    code = f", code {facts['vendor_code']}" if facts.get("vendor_code") else ""
    why = f" ({facts['reason']}{code})" if facts.get("reason") else ""
    whole = message[0].upper() + message[1:]
    told = {
        enums.NoticeState.QUEUED: f"{whole} waits for another try{why}.",
        enums.NoticeState.SENDING: f"{whole} is under way.",
        enums.NoticeState.ACCEPTED: f"{carrier} took {message}.",
        enums.NoticeState.SENT: f"{carrier} passed {message} to the carrier.",
        enums.NoticeState.DELIVERED: f"{_receipt(is_slack)}: {message}.",
        enums.NoticeState.NOT_DELIVERED: f"{whole} did not arrive{why}.",
        enums.NoticeState.UNKNOWN: (
            f"Nobody knows whether {message} arrived. It is looked up, and counts as "
            "not delivered."
        ),
        enums.NoticeState.ACKNOWLEDGED: f"{person} answered the {what}.",
        enums.NoticeState.EXPIRED: f"{whole} was too old to be of use.",
        enums.NoticeState.CANCELLED: f"{whole} was withdrawn before it left{why}.",
    }
    return {str(key): text for key, text in told.items()}.get(
        state, f"{whole}: {state}."
    )


def _receipt(is_slack: bool) -> str:
    return "It stands in Slack" if is_slack else "The carrier says the phone has it"
