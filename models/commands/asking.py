"""Say who asks, through what, and which thing is meant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from models import enums


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Say who asks, as far as the door can know it."""

    channel: enums.Channel
    #: Number the request came from (E.164), for texts and calls.
    e164: str | None = None
    #: Person in the roster, where the door knows it for certain.
    person_id: str | None = None
    #: Star that the sender of a text put before it, to say who writes.
    star: str | None = None
    #: Account name of the operator, for the command line.
    account: str | None = None
    #: Member of a Slack workspace.
    slack_user_id: str | None = None


#: The clock as an actor: the engine, the courier, the sealer.
CLOCK = Actor(channel=enums.Channel.CLOCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundText:
    """Hold a text message as it was received."""

    #: The provider's id of this message; never two effects from one id.
    provider_id: str
    e164: str
    #: Our number that it was sent to (E.164).
    to_e164: str
    body: str
    #: When the provider says that it was sent; None where it does not say.
    sent_at: datetime | None = None
    media_count: int = 0
    #: True where it was fetched afterwards, not handed to us.
    is_fetched: bool = False
    #: The provider's other fields, as received.
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Say which thing is meant, if the sender said so.

    Attributes:
        code: A code of ours, in capitals.
        reference: An incident's reference, as it is stored.
        malformed: What looked like one of the two and is neither.
        duty_id: A duty, where a button stands beside it.
        thread: The Slack channel and time-stamp of an incident's card, for what
            is said in its thread.
    """

    code: str | None = None
    reference: str | None = None
    malformed: str | None = None
    duty_id: str | None = None
    thread: tuple[str, str] | None = None

    def __bool__(self) -> bool:
        """Tell whether anything was named."""
        return bool(
            self.code or self.reference or self.malformed or self.duty_id or self.thread
        )


#: Nothing was named.
NOTHING = Target()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Hold what every command has."""

    actor: Actor
    #: Identifies the request for ever; the second of one id is the first again.
    request_id: str
    #: The text it came in, for commands by SMS.
    inbound: InboundText | None = None
