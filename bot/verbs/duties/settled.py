"""Find what a person speaks of that was settled before; pure."""

from bot.verbs.duties import targets
from bot.verbs.ground.situation import Situation
from models import commands, enums, errors
from models.people import Person


def last(
    situation: Situation, person: Person, target: commands.Target, word: str | None
) -> errors.HoldfastError | None:
    """Return who settled the last duty with this word, and when; None: there is none.

    Args:
        situation: What is loaded.
        person: Who speaks; only what concerns them is told.
        target: What was named; may name the incident.
        word: The duty's own word.
    """
    settled = [
        targets.Found(file, duty)
        for file in situation.files.values()
        for duty in file.duties
        if duty.word == word
        and duty.state not in enums.OPEN_DUTY_STATES
        and target.reference in (None, file.incident.reference)
        and targets.concerns(file, duty, person)
    ]
    if not settled:
        return None
    one = max(settled, key=lambda one: one.duty.attested_at or one.duty.created_at)
    return targets.done_before(situation.roster, one.file, one.duty)
