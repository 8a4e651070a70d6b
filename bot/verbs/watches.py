"""Answer who said "I have the watch", of which role and unit."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from models.people import Person, Presence, WatchHold


class Watches:
    """Hold who took which watch; going off duty gives it up."""

    def __init__(
        self, holds: Sequence[WatchHold], presences: Sequence[Presence]
    ) -> None:
        """Index the rows, leaving out what somebody gave up."""
        gone_off: dict[str, list[datetime]] = defaultdict(list)
        for presence in presences:
            if not presence.is_on:
                gone_off[presence.person_id].append(presence.made_at)
        self._holds: dict[tuple[str, str | None], list[WatchHold]] = defaultdict(list)
        for hold in holds:
            if not any(at >= hold.from_at for at in gone_off[hold.person_id]):
                self._holds[hold.role, hold.unit].append(hold)

    def running(self, role: str, unit: str | None, now: datetime) -> WatchHold | None:
        """Return the hold that runs; of several, the latest."""
        running = [
            hold
            for hold in self._holds.get((role, unit), ())
            if hold.from_at <= now < hold.until_at
        ]
        return max(running, key=lambda hold: (hold.from_at, hold.id), default=None)

    def narrow(self, people: list[Person], now: datetime) -> list[Person]:
        """Leave those who have the watch, in each unit where one of them has it."""
        having = {person.unit for person in people if self.has(person, now)}
        return [
            person
            for person in people
            if person.unit not in having or self.has(person, now)
        ]

    def has(self, person: Person, now: datetime) -> bool:
        """Tell whether this person has the watch of their role and unit."""
        hold = self.running(person.role, person.unit, now)
        return hold is not None and hold.person_id == person.id
