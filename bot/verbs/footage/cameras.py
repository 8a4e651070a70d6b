"""List a camera: its footage, and the duties that come with it."""

from typing import Any

from bot.policy import timetable
from bot.policy.schema import Source
from bot.verbs.duties.obligations import Ground, new_duty, rules_that_begin, source_of
from bot.verbs.ground.decision import Insert
from models import enums
from models.footage import Footage
from models.people import Person


def new_footage(
    ground: Ground,
    source: Source,
    *,
    recorder: Person | None = None,
    star: str | None = None,
    named_by: Person | None = None,
    detail: str | None = None,
) -> Insert:
    """Return a piece of footage that was recorded when the incident was seen.

    Args:
        ground: What it rests on.
        source: Its source.
        recorder: Member whose camera it is.
        star: Star of that member, also where nobody in the roster has it.
        named_by: Who named an outside source.
        detail: Which camera or place it is, in words.
    """
    ask_by, lost_at = timetable.footage_dates(source, ground.opened_at)
    return Insert(
        Footage,
        {
            "id": ground.mint.new_id(),
            "incident_id": ground.incident_id,
            "source": source.id,
            "recorder_id": recorder.id if recorder else None,
            "recorder_star": recorder.star if recorder else star,
            "recorded_at": ground.opened_at,
            "ask_by": ask_by,
            "lost_at": lost_at,
            "state": enums.FootageState.EXPECTED,
            "is_kept_until_released": False,
            "named_by": named_by.id if named_by else None,
            "detail": detail,
        },
    )


#: Columns of footage that duties about it and their due times depend on.
_COLUMNS = (
    "id",
    "source",
    "recorded_at",
    "ask_by",
    "lost_at",
    "flagged_at",
    "asked_at",
    "deletion_on",
)


def columns_of(piece: Footage) -> dict[str, Any]:
    """Return the columns of a piece of footage that duties depend on."""
    return {name: getattr(piece, name) for name in _COLUMNS}


def camera_listed(
    ground: Ground, *, recorder: Person | None, star: str | None
) -> list[Insert]:
    """Return the footage of one camera and the duties that come with it."""
    rows: list[Insert] = []
    made: dict[str, Insert] = {}
    for rule in rules_that_begin(ground, "camera_listed"):
        source = source_of(ground.policy, rule)
        if source is None:
            continue
        if source.id not in made:
            made[source.id] = new_footage(ground, source, recorder=recorder, star=star)
            rows.append(made[source.id])
        owner = recorder if rule.owner == "recorder" else None
        rows.append(new_duty(ground, rule, owner=owner, footage=made[source.id].values))
    return rows
