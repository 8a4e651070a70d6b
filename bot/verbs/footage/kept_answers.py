"""Read until when footage is kept, as a custodian says it."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.policy import timetable
from bot.policy.schema import Policy, Source
from bot.verbs.ground.understood import Missing, Understood
from handlers.sms import answers as readings
from handlers.sms import dates, footage_answers
from models import enums, errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """Hold until when footage is kept: as columns, as an answer, and in words."""

    footage: dict[str, Any]
    stored: dict[str, Any]
    echo: str


def until(answer: readings.Deletion) -> Until:
    """Return how an answer is kept and repeated."""
    if answer.on is not None:
        echo = f"until {dates.say_date(answer.on)}"
    elif answer.case_id is not None:
        echo = f"in case {answer.case_id}"
    else:
        echo = "until released by hand"
    return Until(
        footage={
            "deletion_on": answer.on,
            "case_id": answer.case_id,
            "is_kept_until_released": answer.never,
        },
        stored={
            "deletion_on": answer.on.isoformat() if answer.on else None,
            "case_id": answer.case_id,
            "never": answer.never,
        },
        echo=echo,
    )


#: A copy is ours: nobody deletes it but we.
COPIED = Until(
    footage={"deletion_on": None, "case_id": None, "is_kept_until_released": True},
    stored={"copy": True},
    echo="a copy is held",
)


def read(
    said: str,
    *,
    source: Source | None,
    policy: Policy,
    now: datetime,
    kept_from: datetime,
) -> Understood | Missing:
    """Return until when footage is kept, or why not, or what is missing.

    Args:
        said: What was said.
        source: The footage's source.
        policy: The incident's policy.
        now: The instant.
        kept_from: From when the legal time counts.
    """
    zone = ZoneInfo(policy.timezone)
    answer = footage_answers.read_kept(said, now.astimezone(zone).date())
    if answer is None:
        problem = errors.InvalidInputError("date", "That is no date.") if said else None
        return Missing(problem=problem)
    if answer.refused is not None or answer.gone is not None:
        return _not_kept(answer)
    if answer.deletion is not None and answer.deletion.on is not None:
        early = too_early(answer.deletion.on, source, policy, now, kept_from)
        if early is not None:
            return early
    found = until(answer.deletion) if answer.deletion else COPIED
    return Understood(
        echo=found.echo,
        stored=json.dumps(found.stored, ensure_ascii=False, sort_keys=True),
        footage={"state": enums.FootageState.ATTESTED, **found.footage},
    )


def _not_kept(answer: footage_answers.Kept) -> Understood | Missing:
    """Return why footage is not kept; without a reason nothing is recorded."""
    why = answer.refused if answer.gone is None else answer.gone
    if not (why or "").strip():
        return Missing(problem=errors.InvalidInputError("reason", "Write why."))
    name = "refused" if answer.gone is None else "gone"
    return Understood(
        echo=name,
        stored=json.dumps({name: why}, ensure_ascii=False),
        refused=answer.refused,
        gone=answer.gone,
    )


def too_early(
    on: date,
    source: Source | None,
    policy: Policy,
    now: datetime,
    kept_from: datetime,
) -> Missing | None:
    """Return what is wrong with a deletion date; None: it covers the legal time.

    One that is past covers nothing, whatever the law asks for.
    """
    problem = errors.InvalidInputError("date", f"{dates.say_date(on)} is too early.")
    zone = policy.timezone
    if source is not None and source.kept_for is not None:
        earliest_on = timetable.earliest_deletion_on(source, kept_from, zone)
        if on < earliest_on:
            return Missing(problem=problem, earliest_on=earliest_on)
    if on <= now.astimezone(ZoneInfo(zone)).date():
        said = f"{dates.say_date(on)} is not in the future."
        return Missing(problem=errors.InvalidInputError("date", said))
    return None


def ends_on(footage: Any) -> date:
    """Return the day on which footage is deleted as stated; one that never comes."""
    found: date | None = footage["deletion_on"]
    return found or date.max
