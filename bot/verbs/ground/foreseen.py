"""Show a situation as it stands after acts that are decided and not yet written."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from bot.verbs.ground.decision import Act, Change, Insert, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from models.base import Table
from models.duty import Code, Duty
from models.footage import Footage
from models.incident import Incident, IncidentLink


def after(situation: Situation, acts: Iterable[Act]) -> None:
    """Change what a situation shows of its incidents, as these acts will."""
    for act in acts:
        for change in act.changes:
            for file in situation.files.values():
                _take(file, change)


def _take(file: IncidentFile, change: Change) -> None:
    if isinstance(change, Insert):
        _add(file, change)
        return
    if change.table is Incident and change.row.id == file.incident.id:
        file.incident = _changed(file.incident, change)
    rows = _rows(file, change.table)
    for position, row in enumerate(rows):
        if row.id == change.row.id:
            rows[position] = _changed(row, change)


def _add(file: IncidentFile, change: Insert) -> None:
    if change.table is Code:
        key = change.values["duty_id"], change.values["person_id"]
        if any(duty.id == key[0] for duty in file.duties):
            file.codes[key] = change.values["code"]
    elif change.values.get("incident_id") == file.incident.id:
        _rows(file, change.table).append(_made(change))


def _rows(file: IncidentFile, table: type[Table]) -> list[Any]:
    known: dict[type[Table], list[Any]] = {
        Duty: file.duties,
        Footage: file.footage,
        IncidentLink: file.links,
    }
    return known.get(table, [])


def _made(change: Insert) -> Any:
    columns = change.table.__table__.columns  # type: ignore[attr-defined]
    return SimpleNamespace(**{column.name: None for column in columns} | change.values)


def _changed(row: Any, change: Update) -> Any:
    columns = change.table.__table__.columns  # type: ignore[attr-defined]
    stands = {column.name: getattr(row, column.name) for column in columns}
    return SimpleNamespace(**stands | change.values)
