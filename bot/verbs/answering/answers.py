"""Read what a person says about a duty, by the kind of answer it needs."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.policy import numbers
from bot.policy.schema import Fact, Policy, Source
from bot.policy.schema import Ground as FlagGround
from bot.verbs.footage import kept_answers
from bot.verbs.ground import sources
from bot.verbs.ground.understood import Missing, Understood
from bot.verbs.incident import openings
from handlers.sms import answers as readings
from handlers.sms import footage_answers, identifiers, supervisor
from models import enums, errors
from models.people import Person


def read(
    kind: enums.AnswerKind,
    said: str,
    *,
    person: Person,
    policy: Policy,
    source: Source | None,
    now: datetime,
    ground: str | None = None,
    fact: Fact | None = None,
    kept_from: datetime | None = None,
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
        fact: Fact that the answer states.
        kept_from: From when the legal time counts; None: from now.

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
        return _cameras(said, policy, person)
    if kind is enums.AnswerKind.RD_NUMBER:
        return _rd_number(said, policy)
    if kind is enums.AnswerKind.HELD_TEXT:
        return Missing()
    if kind is enums.AnswerKind.REQUEST:
        return _request(said, source, now)
    if kind is enums.AnswerKind.KEPT:
        return kept_answers.read(
            said, source=source, policy=policy, now=now, kept_from=kept_from or now
        )
    stored = _json(words=said) if said else None
    if fact is None:
        return Understood(stored=stored)
    is_so = not readings.says_not_so(said, fact.word)
    echo = f"{fact.word} {'yes' if is_so else 'no'}"
    return Understood(echo=echo, stored=stored, fact=is_so)


def _request(said: str, source: Source | None, now: datetime) -> Understood | Missing:
    if not said:
        return Missing()
    echo = sources.short(source)
    return Understood(
        echo=f"{echo} asked for" if echo else "",
        stored=_json(how=said),
        footage={"asked_at": now},
    )


def _deletion(
    said: str, ground: FlagGround, policy: Policy, source: Source | None, now: datetime
) -> Understood | Missing:
    zone = ZoneInfo(policy.timezone)
    answer = readings.read_deletion(said, today=now.astimezone(zone).date())
    if answer is None:
        problem = errors.InvalidInputError("date", "That is no date.") if said else None
        return Missing(problem=problem)
    if answer.on is not None:
        missing = kept_answers.too_early(answer.on, source, policy, now, now)
        if missing is not None:
            return missing
    until = kept_answers.until(answer)
    footage = {
        "state": enums.FootageState.ATTESTED,
        "ground": ground.id,
        "flagged_at": now,
        **until.footage,
    }
    stored = _json(ground=ground.id, **until.stored)
    return Understood(echo=until.echo, stored=stored, footage=footage)


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


def _cameras(said: str, policy: Policy, person: Person) -> Understood | Missing:
    if not said:
        return Missing()
    named = sources.words(policy)
    if readings.says_none(said):
        echo = "none but yours" if openings.wears_camera(policy, person) else "none"
        return Understood(echo=echo, stored=_json(stars=[]))
    read = footage_answers.read_cameras(said, named, numbers.of(policy))
    if read.unknown or not (read.stars or read.words):
        return Missing(problem=unknown_camera(read.unknown, policy))
    found = {named[word].id: named[word] for word in read.words}
    names = [sources.short(source) or source.id for source in found.values()]
    stored: dict[str, Any] = {"stars": list(read.stars)}
    if found:
        stored["sources"] = list(found)
    return Understood(
        echo=", ".join((*read.stars, *names)),
        stored=_json(**stored),
        stars=read.stars,
        sources=tuple(found.values()),
    )


#: Characters of the sources that an answer names.
_NAMED_MAX = 40


def unknown_camera(
    unknown: tuple[str, ...], policy: Policy
) -> errors.InvalidInputError:
    """Return what is said of words that name no camera; nothing is guessed."""
    named = sources.words(policy)
    if not named:
        return errors.InvalidInputError("stars", "Write stars as numbers.")
    # What is lost soonest is named first.
    soonest = sorted(named.values(), key=lambda one: one.lost_at)
    known = ", ".join(
        dict.fromkeys(sources.short(one) or "" for one in soonest if _is_named(one))
    )
    if len(known) > _NAMED_MAX:
        # A text message names the first; the form in Slack shows all.
        known = f"{known[:_NAMED_MAX].rpartition(',')[0]} and more"
    what = ", ".join(unknown[:3])
    head = f"{what}: no such camera. " if what else ""
    return errors.InvalidInputError("stars", f"{head}Stars, or {known}.")


def _is_named(source: Source) -> bool:
    """Tell whether people have to name it; others come by themselves."""
    return source.comes == "named"


def _rd_number(said: str, policy: Policy) -> Understood | Missing:
    forms = numbers.of(policy)
    number = identifiers.read_rd_number(said, forms) if said else None
    if number is None:
        problem = (
            errors.InvalidInputError(
                "rd_number",
                f"That is no {forms.rd_number.title}.",
            )
            if said
            else None
        )
        return Missing(problem=problem)
    return Understood(
        echo=number, stored=_json(rd_number=number), incident={"rd_number": number}
    )


def _json(**values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
