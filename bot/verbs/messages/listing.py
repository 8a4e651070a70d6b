"""Choose what one text shows of everything that waits for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.policy.schema import Policy
from bot.verbs.duties import asking
from bot.verbs.ground.situation import IncidentFile
from bot.verbs.who.people import Roster
from handlers.sms import digests
from models import enums, views
from models.duty import Duty
from models.notice import Notice
from models.people import Person

#: End of the key of a message by which somebody hears of a new incident.
OPENED = ":opened:"


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one message, and the duty that it is about."""

    notice: Notice
    file: IncidentFile | None
    duty: Duty | None


def _shown(
    file: IncidentFile, duty: Duty, person: Person, roster: Roster
) -> views.Asked:
    """Show a duty as one of several: whose it is, and how pressing."""
    shown = asking.show(file, duty, person)
    if duty.state not in enums.OPEN_DUTY_STATES:
        # It is only told: nobody can answer it any more.
        shown = replace(shown, code=None)
    ladder = file.rule_of(duty).ladder
    rung = ladder[duty.rung - 1] if 0 < duty.rung <= len(ladder) else None
    if duty.loss_told_at is not None:
        shown = replace(shown, tone="loss")
    elif rung is not None and rung.wording != "plain" and rung.role == person.role:
        shown = replace(shown, tone=rung.wording)
    return asking.told_apart(shown, duty, person, roster)


def _is_again(line: Line) -> bool:
    """Tell whether it was announced before that nobody answered."""
    is_announced = line.duty is not None and line.duty.announcements > 1
    return line.notice.purpose is enums.Purpose.NOBODY and is_announced


def digest(
    person: Person,
    live: Sequence[Line],
    roster: Roster,
    policy: Policy,
    now: datetime,
) -> tuple[views.Digest, list[Line]]:
    """Return what leaves, and which messages it tells of: those that fit whole.

    Of duties all fit, for the last of them are counted; words are not cut.
    """
    asked: dict[str, views.Asked] = {}
    again = {line.duty.id for line in live if line.duty and _is_again(line)}
    opened, said, chosen = [], [], []
    for line in live:
        notice = line.notice
        if line.file is not None and line.duty is not None:
            asked[line.duty.id] = _shown(line.file, line.duty, person, roster)
        elif OPENED in notice.key and line.file is not None:
            opened.append(line.file.incident.reference)
        elif notice.purpose is not enums.Purpose.HAND_OVER:
            said.append(line)
            continue
        else:
            continue
        chosen.append(line)
    since_at = min(line.notice.created_at for line in live)
    new_first = sorted(
        asked,
        key=lambda id_: (
            asked[id_].tone is None,
            id_ in again,
            asked[id_].due_at or now,
            asked[id_].word,
        ),
    )
    zone = ZoneInfo(policy.timezone)
    while True:
        view = views.Digest(
            asked=tuple(asked[id_] for id_ in new_first),
            opened=tuple(opened),
            said=tuple(line.notice.body for line in said),
            since_at=since_at,
            is_own=all(
                line.duty is not None and line.duty.owner_id == person.id
                for line in live
            ),
            is_unanswered=all(
                line.notice.purpose is enums.Purpose.NOBODY
                and (line.duty is None or line.duty.loss_told_at is None)
                for line in live
            ),
        )
        if not said or digests.fits(view, zone, now):
            return view, [*chosen, *said]
        said.pop()
