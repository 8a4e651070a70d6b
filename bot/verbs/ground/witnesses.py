"""Know who was at a scene, or is said to have been; pure."""

from bot.verbs.ground.situation import IncidentFile
from bot.verbs.who.people import Roster


def there(file: IncidentFile, roster: Roster) -> set[str]:
    """Return the ids of those who cannot be a second person in an incident.

    They opened it, their cameras recorded it, or it is about them. Whoever says that
    their star was listed by mistake counts as listed: nobody becomes a second person
    by their own word.
    """
    stars = {piece.recorder_star for piece in file.footage if piece.recorder_star}
    listed = {person.id for star in stars if (person := roster.of_star(star))}
    return file.on_scene() | listed
