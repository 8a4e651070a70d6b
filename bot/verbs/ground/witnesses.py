"""Know who was at a scene, or is said to have been; pure."""

from bot.verbs.ground.situation import IncidentFile
from bot.verbs.who.people import Roster
from models.footage import Footage
from models.people import Person


def nearest(file: IncidentFile, piece: Footage | None, roster: Roster) -> Person | None:
    """Return whose supervisor and unit come first for what a whole role owes.

    Whoever recorded the footage that it is about, else who opened the incident.
    """
    recorder = roster.by_id.get(piece.recorder_id or "") if piece is not None else None
    return recorder or roster.by_id.get(file.incident.opened_by or "")


def there(file: IncidentFile, roster: Roster) -> set[str]:
    """Return the ids of those who cannot be a second person in an incident.

    They opened it, their cameras recorded it, or it is about them. Whoever says that
    their star was listed by mistake counts as listed: nobody becomes a second person
    by their own word.
    """
    stars = {piece.recorder_star for piece in file.footage if piece.recorder_star}
    listed = {person.id for star in stars if (person := roster.of_star(star))}
    return file.on_scene() | listed
