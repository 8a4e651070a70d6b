"""Whether everybody can use a page, as far as a machine can tell."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright import sync_api

#: What counts, of axe's four words for how bad it is. The fourth is "minor".
COUNTED = ("critical", "serious", "moderate")

#: What is asked of axe: all that it asks by itself, and targets that are large
#: enough. In the other colours nothing is new but the colours.
_ALL = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
_COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}


def violations(page: sync_api.Page) -> list[str]:
    """List what axe finds on the page by day and by night, one line per element."""
    found: list[str] = []
    looks: list[tuple[Literal["dark", "light"], Any]]
    looks = [("dark", _COLOURS), ("light", _ALL)]
    for theme, options in looks:
        page.emulate_media(color_scheme=theme)
        answer = Axe().run(page, options=options).response
        found += [f"{theme}: {line}" for line in _lines(answer["violations"])]
    return found


def _lines(violations: list[Any]) -> list[str]:
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:200]} "
        f"{node.get('failureSummary', '')}"
        for violation in violations
        if violation["impact"] in COUNTED
        for node in violation["nodes"]
    ]
