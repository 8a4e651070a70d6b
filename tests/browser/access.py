"""Whether everybody can use a page, as far as a machine can tell."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright import sync_api

#: What counts, of axe's four words for how bad it is. The fourth is "minor".
COUNTED = ("critical", "serious", "moderate")

#: What is asked of axe: all that it asks by itself, and targets that are large
#: enough.
_RULES = {"target-size": {"enabled": True}}
_BUT_COLOURS = {"rules": {**_RULES, "color-contrast": {"enabled": False}}}
_COLOURS = {"runOnly": ["color-contrast"]}

Look = Literal["light", "dark"]


def violations(page: sync_api.Page, *, has_colours: bool) -> list[str]:
    """List what axe finds on the page as it stands, one line per element.

    Args:
        page: The page.
        has_colours: Whether its colours are looked at too, by night and by day.
    """
    looks: list[tuple[Look, Any]] = [("light", _BUT_COLOURS)]
    if has_colours:
        looks = [("dark", _COLOURS), ("light", {"rules": _RULES})]
    found: list[str] = []
    for look, options in looks:
        page.emulate_media(color_scheme=look)
        answer = Axe().run(page, options={"resultTypes": ["violations"], **options})
        found += [f"{look}: {line}" for line in _lines(answer.response["violations"])]
    return found


def _lines(violations: list[Any]) -> list[str]:
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:200]} "
        f"{node.get('failureSummary', '')}"
        for violation in violations
        if violation["impact"] in COUNTED
        for node in violation["nodes"]
    ]
