"""What the record says in a scene, oldest first."""

import json
from typing import Any

from tests.stage import Scene


def entries(scene: Scene, event: str) -> list[dict[str, Any]]:
    """Return the entries of an event."""
    rows = scene.rows(
        "SELECT record FROM entry WHERE event = :event ORDER BY id", event=event
    )
    return [json.loads(row.record) for row in rows]


def facts(scene: Scene, event: str) -> list[dict[str, Any]]:
    """Return what the entries of an event state."""
    return [entry["body"]["facts"] for entry in entries(scene, event)]
