"""Know the words that carriers own, who used them, and what they are answered.

Source: the vendor's "Support for Opt-out Keywords (SMS STOP Filtering)" and
"Advanced Opt-Out". Only a message that is nothing but the word counts, whatever
its case; "STOP please" is an ordinary text.
"""

from enum import StrEnum


class OptOutType(StrEnum):
    """Name what a carrier's word asks for, in the vendor's own words."""

    #: No more messages from this sender.
    STOP = "STOP"
    #: Messages again.
    START = "START"
    #: Who are you?
    HELP = "HELP"


_WORDS: dict[OptOutType, tuple[str, ...]] = {
    OptOutType.STOP: (
        *("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"),
        *("REVOKE", "OPTOUT"),
    ),
    OptOutType.START: ("START", "YES", "UNSTOP"),
    OptOutType.HELP: ("HELP", "INFO"),
}
_ASKED = {word: kind for kind, words in _WORDS.items() for word in words}

#: What the company itself texts back. It stands in no listing.
ANSWERS = {
    OptOutType.STOP: "You have successfully been unsubscribed. You will not receive "
    "any more messages from this number. Reply START to resubscribe.",
    OptOutType.START: "You have successfully been re-subscribed to messages from "
    "this number. Reply HELP for help. Reply STOP to unsubscribe. "
    "Msg&Data Rates May Apply.",
    OptOutType.HELP: "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def asked_by(body: str) -> OptOutType | None:
    """Return what a text asks of the carrier; most ask nothing."""
    return _ASKED.get(body.strip().upper())


class OptOuts:
    """Who may not be texted by whom. Not locked; `network` sees to that."""

    def __init__(self) -> None:
        #: (service or number, recipient) of every STOP that stands.
        self.standing: set[tuple[str, str]] = set()

    def obey(self, asked: OptOutType, scope: str, e164: str) -> str | None:
        """Do what a word asks and return what the phone is answered, if anything.

        A second STOP, and START from somebody who never stopped, change nothing
        and are not answered.

        Args:
            asked: What the word asks.
            scope: The Messaging Service, or the number alone, that it was sent to.
            e164: Who sent it.
        """
        bar = (scope, e164)
        if asked is OptOutType.HELP:
            return ANSWERS[asked]
        if (bar in self.standing) == (asked is OptOutType.STOP):
            return None
        if asked is OptOutType.STOP:
            self.standing.add(bar)
        else:
            self.standing.discard(bar)
        return ANSWERS[asked]

    def bars(self, scope: str, e164: str) -> bool:
        """Return whether the recipient has stopped this service or number."""
        return (scope, e164) in self.standing

    def bars_any(self, e164: str) -> bool:
        """Return whether the recipient has stopped anything of the account."""
        return any(recipient == e164 for _, recipient in self.standing)
