"""Name what the doors and the house are given: Protocols, and what they carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from models import board, commands, enums, queries, views


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


@dataclass(frozen=True, slots=True)
class Sight:
    """Hold what is shown, and the instant at which it stood so (policy's clock)."""

    view: board.Shown
    at: datetime


class Board(Protocol):
    """Show people what stands, each only what their role may see."""

    def look(self, query: queries.Query) -> Sight:
        """Return what a person asked to see.

        Raises:
            RefusedError: The person may not see it.
            NotFoundError: There is nothing of that name.
            StorageError: The database cannot be read.
        """
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """Hold where our app is installed."""

    team_id: str
    bot_user_id: str
    scopes: frozenset[str]
    #: The organisation that the team belongs to, where there is one.
    enterprise_id: str | None = None


class SlackDesk(Protocol):
    """Show people in Slack what a door has for them; each call may wait seconds.

    Every method raises `DeliveryError` where it was not shown.
    """

    def tell(self, channel_id: str, slack_user_id: str, text: str) -> None:
        """Show one member something in a channel that nobody else sees."""
        ...

    def respond(
        self,
        response_url: str,
        text: str,
        blocks: Sequence[Mapping[str, Any]] = (),
        *,
        replaces: bool = False,
    ) -> None:
        """Answer a command or a button afterwards, privately."""
        ...

    def open_form(self, trigger_id: str, view: Mapping[str, Any]) -> str:
        """Open a form before the person who pressed; return its id."""
        ...

    def push_form(self, trigger_id: str, view: Mapping[str, Any]) -> str:
        """Open a form above the one that is open; return its id."""
        ...

    def update_form(self, view_id: str, view: Mapping[str, Any]) -> None:
        """Make an open form show something else."""
        ...

    def publish_home(self, slack_user_id: str, view: Mapping[str, Any]) -> None:
        """Make a member's own page show this."""
        ...


class InboundSource(Protocol):
    """List the texts that a provider holds for us."""

    def texts_since(self, since_at: datetime) -> Sequence[commands.InboundText]:
        """Return the texts sent to us since then, oldest first.

        Raises:
            DeliveryError: The provider could not be asked.
        """
        ...
