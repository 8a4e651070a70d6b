"""Name what the doors and the house are given: Protocols, and what they carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from models import commands, enums, views


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Hold one message for a sender."""

    notice_id: str
    to_e164: str
    body: str
    #: When it was first handed over; a look-up begins there (machine's clock).
    since_at: datetime
    #: How long the provider may keep it waiting.
    valid_for_seconds: int = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Hold what a provider knows of a message."""

    provider_id: str
    state: enums.NoticeState
    vendor_code: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Show how the installation is."""

    is_ready: bool
    #: One word: `ready`, or what is wrong.
    word: str
    details: Mapping[str, str] = field(default_factory=dict)


class Clock(Protocol):
    """Tell the time."""

    def now(self) -> datetime:
        """Return the present instant, aware UTC."""
        ...


class Desk(Protocol):
    """Take commands; the only way in for everybody."""

    async def do(self, command: commands.Command) -> views.Reply:
        """Carry a command out, durably, and return the answer.

        Safe to call again with the same request id: the first answer comes
        again and nothing else happens.

        Raises:
            StorageError: Nothing was recorded.
        """
        ...


class Reader(Protocol):
    """Answer questions without changing anything."""

    def health(self) -> Health:
        """Return how the installation is."""
        ...


class Sender(Protocol):
    """Hand one message to a provider."""

    def send(self, message: Outgoing) -> str:
        """Return the provider's id of the accepted message.

        Raises:
            DeliveryError: It was refused, deferred, or the outcome is unknown.
        """
        ...

    def find(self, message: Outgoing) -> Sequence[Delivery]:
        """Return the messages that may be this very one, oldest first.

        Raises:
            DeliveryError: The provider could not be asked.
        """
        ...

    def fetch_status(self, provider_id: str) -> Delivery:
        """Return what became of an accepted message.

        Raises:
            DeliveryError: The provider could not be asked.
        """
        ...


class InboundSource(Protocol):
    """List the texts that a provider holds for us."""

    def texts_since(self, since_at: datetime) -> Sequence[commands.InboundText]:
        """Return the texts sent to us since then, oldest first.

        Raises:
            DeliveryError: The provider could not be asked.
        """
        ...
