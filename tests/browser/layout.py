"""Whether what should be pressed can be: in reach, whole, and under nothing else."""

from pathlib import Path

from playwright import sync_api

#: Least height and width of what is pressed, in CSS pixels.
#: Source: WCAG 2.2, 2.5.8 Target Size (Minimum).
LEAST_TARGET = 24

#: Looks at the page from inside.
_LOOK = Path(__file__).with_suffix(".js").read_text()


def faults(page: sync_api.Page) -> list[str]:
    """List what cannot be reached or pressed as the page stands, and why."""
    found: list[str] = page.evaluate(_LOOK, LEAST_TARGET)
    return found
