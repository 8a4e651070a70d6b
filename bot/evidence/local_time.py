"""Show instants to people of one place, beside the instant itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo


class LocalTime:
    """Show instants in one time zone."""

    def __init__(self, timezone: str) -> None:
        """Keep the zone.

        Args:
            timezone: Name in the IANA time zone database.
        """
        self._zone = ZoneInfo(timezone)

    def show(self, instant: str) -> str:
        """Return local time with the zone's abbreviation: `2026-03-10 16:40:00 CDT`.

        Args:
            instant: RFC 3339.
        """
        at = datetime.fromisoformat(instant).astimezone(self._zone)
        return at.strftime("%Y-%m-%d %H:%M:%S %Z")

    def tell(self, name: str, instant: str | None) -> dict[str, str | None]:
        """Return an instant under its name, and the local time beside it."""
        shown = None if instant is None else self.show(instant)
        return {name: instant, f"{name}_local": shown}

    def tell_all(
        self, names: Iterable[str], row: Mapping[str, Any]
    ) -> dict[str, str | None]:
        """Return several instants of a row."""
        told: dict[str, str | None] = {}
        for name in names:
            told |= self.tell(name, row.get(name))
        return told
