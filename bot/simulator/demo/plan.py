"""Say what is played: whose policy, whose people, from when."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.simulator.demo import clockwork

#: A Tuesday, 15:40 in Chicago.
STARTS_AT = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)

#: The cast that is shipped.
ROSTER = Path(__file__).with_name("stories") / "roster.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Say what is played."""

    #: None: the shipped one.
    policy_file: Path | None = None
    roster_file: Path = ROSTER
    #: Where the story's clock begins, aware UTC.
    starts_at: datetime = STARTS_AT
    #: Seconds of the story in one of the machine's, from the beginning on; 0: it
    #: stands until somebody lets it run.
    speed: float = 0.0
    #: How long a move of the clock takes to be watched, in seconds; 0: it leaps.
    move_seconds: float = clockwork.MOVE_SECONDS
