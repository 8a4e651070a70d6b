"""Know which items of a ledger are held back, as its own entries say.

An entry names the items that were held when it was written, and the rule; a later
entry may release them. So what was held at any position never changes, whatever is
decided afterwards.
"""

from collections.abc import Mapping
from typing import Any

#: Position of the entry, and name of the item beside it.
Place = tuple[int, str]

#: Event by which held words are released.
RELEASED = "words:released"


class Holds:
    """Follow what is held, entry by entry; does not raise, whatever they hold."""

    def __init__(self) -> None:
        """Start before the first entry."""
        self._held: dict[Place, str] = {}

    def take(self, position: int, event: object, body: Mapping[str, Any]) -> None:
        """Note what an entry holds back, or releases."""
        held = body.get("held")
        if isinstance(held, dict):
            for name, rule in held.items():
                self._held[position, name] = str(rule)
        facts = body.get("facts")
        if event != RELEASED or not isinstance(facts, dict):
            return
        of, items = facts.get("position"), facts.get("items")
        for name in items if isinstance(items, list) else ():
            if isinstance(of, int) and isinstance(name, str):
                self._held.pop((of, name), None)

    def rule_for(self, place: Place) -> str | None:
        """Return the citation of the rule that holds an item; None: it is not held."""
        return self._held.get(place)

    def withheld(self, contents: Mapping[Place, str]) -> dict[Place, str]:
        """Return the rule for every item that may not be shown in a copy.

        A value that is held may stand beside later entries too, as the old value of
        a column, or put back into it: it is withheld there as well.

        Args:
            contents: Content of each item of the ledger.
        """
        found = {place: rule for place, rule in self._held.items() if place in contents}
        values = {
            (_column(place[1]), contents[place]): rule
            for place, rule in found.items()
            if _column(place[1])
        }
        for place, content in contents.items():
            rule = values.get((_column(place[1]), content))
            if rule is not None:
                found.setdefault(place, rule)
        return found


def _column(name: str) -> str:
    """Return `table.id.column` of an item that is a row's value; else nothing."""
    return name.removesuffix(".old") if "." in name else ""
