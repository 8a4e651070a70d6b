"""Tell everybody on a duty's ladder what has become of its footage."""

from bot.policy import timetable
from bot.policy.schema import Duty as Rule
from bot.verbs.duties import obligations
from bot.verbs.ground.decision import Notice, Told
from bot.verbs.ground.situation import IncidentFile
from models import enums


def tell(
    file: IncidentFile,
    ground: obligations.Ground,
    rule: Rule,
    text: str,
    *,
    key: str,
    but: set[str],
) -> list[Notice]:
    """Return one message for each person on duty of the ladder and of the desk.

    A rung that stands only before the loss of footage is left out: it is told of
    nothing else. Whoever is in their quiet hours is told at the end of them.

    Args:
        file: The incident.
        ground: What stands of it.
        rule: The duty's rule.
        text: What is told; no names, no words that somebody wrote.
        key: Why there is only one of it.
        but: Who knows.
    """
    policy = file.policy
    roles = (
        *(rung.role for rung in rule.ladder if rung.wait is not None),
        *rule.exhausted_roles,
        *policy.desk_roles,
    )
    people = ground.roster.on_duty_of(dict.fromkeys(roles), policy, ground.now)
    told = {person.id: person for person in people if person.id not in but}
    return [
        Notice(
            key=f"{key}:{person.id}",
            purpose=enums.Purpose.TELL,
            person_id=person.id,
            view=Told(text=f"{file.incident.reference}: {text}", at=ground.now),
            incident_id=file.incident.id,
            not_before=timetable.quiet_ends_at(
                policy.quiet, person.role, policy.timezone, ground.now
            ),
            wording="loss",
        )
        for person in told.values()
    ]
