"""Read what a person says about a duty, by the kind of answer it needs."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.policy import timetable
from bot.policy.schema import Ground as FlagGround
from bot.policy.schema import Policy, Source
from handlers.sms import answers as readings
from handlers.sms import dates, supervisor
from models import enums, errors
from models.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """Hold an answer that will do.

    Attributes:
        echo: What is repeated to the sender; no names.
        stored: The answer as kept with the duty, JSON.
        footage: Columns of the footage that it sets.
        incident: Columns of the incident that it sets.
        stars: Stars of members whose cameras recorded.
    """

    echo: str = ""
    stored: str | None = None
    footage: dict[str, Any] = field(default_factory=dict)
    incident: dict[str, Any] = field(default_factory=dict)
    stars: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Say that more is needed, and why what was said does not do."""

    problem: errors.InvalidInputError | None = None
    earliest_on: date | None = None


def read(
    kind: enums.AnswerKind,
    said: str,
    *,
    person: Person,
    policy: Policy,
    source: Source | None,
    now: datetime,
    ground: str | None = None,
) -> Understood | Missing:
    """Return what was understood, or what is missing.

    Args:
        kind: What the duty needs to hear.
        said: What was said.
        person: Who said it.
        policy: The incident's policy.
        source: The footage source that the duty is about.
        now: The instant.
        ground: Flag ground that was chosen; None: the role's own.

    Raises:
        RefusedError: The person's role may not state this ground for a flag, or
            none at all.
        InvalidInputError: There is no such ground.
    """
    said = said.strip()
    if kind is enums.AnswerKind.DELETION:
        chosen = _ground(policy, person, ground)
        return _deletion(said, chosen, policy, source, now)
    if kind is enums.AnswerKind.SUPERVISOR:
        return _supervisor(said)
    if kind is enums.AnswerKind.STARS:
        return _stars(said)
    if kind is enums.AnswerKind.RD_NUMBER:
        return _rd_number(said)
    if kind is enums.AnswerKind.HELD_TEXT:
        return Missing()
    return Understood(stored=_json(words=said) if said else None)


def _deletion(
    said: str, ground: FlagGround, policy: Policy, source: Source | None, now: datetime
) -> Understood | Missing:
    zone = ZoneInfo(policy.timezone)
    answer = readings.read_deletion(said, today=now.astimezone(zone).date())
    if answer is None:
        problem = errors.InvalidInputError("date", "That is no date.") if said else None
        return Missing(problem=problem)
    if answer.on is not None and source is not None and source.kept_for is not None:
        earliest_on = timetable.earliest_deletion_on(source, now, policy.timezone)
        if answer.on < earliest_on:
            problem = errors.InvalidInputError(
                "date", f"{dates.say_date(answer.on)} is too early."
            )
            return Missing(problem=problem, earliest_on=earliest_on)
    footage = {
        "state": enums.FootageState.ATTESTED,
        "ground": ground.id,
        "flagged_at": now,
        "deletion_on": answer.on,
        "case_id": answer.case_id,
        "is_kept_until_released": answer.never,
    }
    if answer.on is not None:
        echo = f"until {dates.say_date(answer.on)}"
    elif answer.case_id is not None:
        echo = f"in case {answer.case_id}"
    else:
        echo = "until released by hand"
    stored = _json(
        ground=ground.id,
        deletion_on=answer.on.isoformat() if answer.on else None,
        case_id=answer.case_id,
        never=answer.never,
    )
    return Understood(echo=echo, stored=stored, footage=footage)


def _ground(policy: Policy, person: Person, chosen: str | None) -> FlagGround:
    if chosen is not None:
        found = next((one for one in policy.ground if one.id == chosen), None)
        if found is None:
            raise errors.InvalidInputError("ground", "There is no such ground.")
        if person.role not in found.stated_by:
            raise errors.RefusedError("Your role may not state this ground.")
        return found
    for ground in policy.ground:
        if person.role in ground.default_for:
            return ground
    raise errors.RefusedError("Your role may not state a ground for a flag.")


def _supervisor(said: str) -> Understood | Missing:
    if not said:
        return Missing()
    answer = supervisor.read_supervisor(said)
    if answer is None:
        return Missing(problem=errors.InvalidInputError("supervisor"))
    echo = {
        "identified": f"badge {answer.badge}" if answer.badge else "name",
        "stated": "as stated",
        "refused": "refused",
        "not_safe": "not safe to ask",
        "not_present": "not present",
    }[answer.outcome]
    return Understood(
        echo=echo,
        stored=_json(
            outcome=answer.outcome,
            name=answer.name,
            badge=answer.badge,
            agency=answer.agency,
        ),
    )


def _stars(said: str) -> Understood | Missing:
    if not said:
        return Missing()
    if readings.says_none(said):
        return Understood(echo="none but yours", stored=_json(stars=[]))
    stars, bad = readings.read_stars(said)
    if bad or not stars:
        return Missing(
            problem=errors.InvalidInputError("stars", "Write stars as numbers.")
        )
    unique = tuple(dict.fromkeys(stars))
    return Understood(
        echo=", ".join(unique), stored=_json(stars=list(unique)), stars=unique
    )


def _rd_number(said: str) -> Understood | Missing:
    number = readings.read_rd_number(said) if said else None
    if number is None:
        problem = (
            errors.InvalidInputError("rd_number", "That is no RD number.")
            if said
            else None
        )
        return Missing(problem=problem)
    return Understood(
        echo=number, stored=_json(rd_number=number), incident={"rd_number": number}
    )


def _json(**values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
