"""Answer who said "I have the watch", of which role and unit."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from models.people import Person, Presence, WatchHold


class Watches:
    """Hold who took which watch; going off duty gives it up."""

    def __init__(
        self, holds: Sequence[WatchHold], presences: Sequence[Presence]
    ) -> None:
        """Index the rows."""
        self._off: dict[str, list[Presence]] = defaultdict(list)
        for presence in presences:
            if not presence.is_on:
                self._off[presence.person_id].append(presence)
        self._holds: dict[tuple[str, str | None], list[WatchHold]] = defaultdict(list)
        for hold in holds:
            self._holds[hold.role, hold.unit].append(hold)

    def running(self, role: str, unit: str | None, now: datetime) -> WatchHold | None:
        """Return the hold that runs; of several, the latest."""
        running = [
            hold
            for hold in self._holds.get((role, unit), ())
            if hold.from_at <= now < hold.until_at and not self._is_given_up(hold, now)
        ]
        return max(running, key=lambda hold: (hold.from_at, hold.id), default=None)

    def _is_given_up(self, hold: WatchHold, now: datetime) -> bool:
        """Tell whether somebody went off duty since they took a watch."""
        return any(
            row.made_at >= hold.from_at and row.from_at <= now < row.until_at
            for row in self._off.get(hold.person_id, ())
        )

    def ran_out_at(self, unit: str | None, now: datetime) -> datetime | None:
        """Return when a hold of a unit ran out last; None: not lately."""
        return max(
            (
                hold.until_at
                for (_, of_unit), holds in self._holds.items()
                for hold in holds
                if of_unit == unit and hold.until_at <= now
            ),
            default=None,
        )

    def of(self, person_id: str, now: datetime) -> list[WatchHold]:
        """List what a person has the watch of and has not run out."""
        return [
            hold
            for holds in self._holds.values()
            for hold in holds
            if hold.person_id == person_id and now < hold.until_at
        ]

    def narrow(
        self, people: list[Person], units: Mapping[str, str | None], now: datetime
    ) -> list[Person]:
        """Leave those who have the watch, in each unit where one of them has it.

        Args:
            people: People of one role or of several.
            units: Unit in which each works now, by their id.
            now: The instant.
        """
        holders = {person.id for person in people if self._has(person, units, now)}
        if not holders:
            return people
        held = {units[person.id] for person in people if person.id in holders}
        return [
            person
            for person in people
            if person.id in holders or units[person.id] not in held
        ]

    def _has(
        self, person: Person, units: Mapping[str, str | None], now: datetime
    ) -> bool:
        hold = self.running(person.role, units[person.id], now)
        return hold is not None and hold.person_id == person.id
