"""Hold one message that a courier has for a while, and what is to be done for it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from models import errors
from models.notice import Notice


class Errand(Enum):
    """Name what is to be done for a notice."""

    SEND = "send"
    LOOK_UP = "look_up"
    ASK_AFTER = "ask_after"
    #: Its person was told just now: it waits, or goes with what another claim
    #: gathers. Nothing is to be done.
    HOLD = "hold"
    #: Several wait for its person: they become one message.
    GATHER = "gather"
    #: It lost its point; the reason stands beside it.
    WITHDRAW = "withdraw"
    #: Its person cannot be told any more: the ladder goes on.
    GIVE_UP = "give_up"
    EXPIRE = "expire"


@dataclass(frozen=True, slots=True)
class Claim:
    """Hold one notice that this courier has for the time of the lease."""

    notice: Notice
    errand: Errand
    #: The row of this try; empty where nothing is tried.
    attempt_id: str
    reason: str | None = None
    #: How long the provider may keep it waiting; longer, and it is of no use.
    valid_for: timedelta = timedelta(hours=1)
    #: It leaves at this instant, or not before it (policy's clock); None: as it
    #: stands.
    not_before: datetime | None = None


def do_each(claims: Iterable[Claim], do: Callable[[Claim], None]) -> None:
    """Do what is to be done for each; what somebody spoiled stops none of the others.

    Raises:
        DamagedError: One came upon a row that cannot be read; the others were done.
    """
    damaged = None
    for claim in claims:
        try:
            do(claim)
        except errors.DamagedError as error:
            damaged = error
    if damaged is not None:
        raise damaged
