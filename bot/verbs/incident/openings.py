"""Say what an incident is opened from: a person's own text, or a desk's form."""

import dataclasses
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.policy import numbers
from bot.policy.schema import Policy
from bot.verbs.ground import fields, kinds
from bot.verbs.ground.situation import Situation
from handlers.sms import identifiers
from models import commands, enums, errors
from models.people import Person

#: How far back an incident can be opened. Source: 50 ILCS 706/10-20(a)(7), after
#: which footage that nobody flagged is destroyed.
LONGEST_AGO = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Hold what an incident is opened from."""

    text: str
    opened_at: datetime
    is_late: bool
    #: How it was learned.
    source: str
    #: Who saw it; None where that is not known.
    opener: Person | None
    #: Who opens it for somebody else, or for nobody known; None: nobody does.
    entered_by: Person | None = None
    media_count: int = 0
    beat: str | None = None
    #: All ten figures of the event number, or else the last five.
    event_number: str | None = None
    event_short: str | None = None
    #: Further facts for the entry.
    facts: dict[str, Any] = field(default_factory=dict)
    #: Kind that somebody named; None: the policy's usual one.
    kind: str | None = None
    #: What was stated of the policy's facts, by id.
    stated: dict[str, bool] = field(default_factory=dict)


def of_words(text: str, policy: Policy, **rest: Any) -> Opening:
    """Return an opening with the beat and the event number that the words name."""
    forms = numbers.of(policy)
    full, short = identifiers.read_event_number(text, forms)
    return Opening(
        text=text,
        beat=identifiers.read_beat(text, forms),
        event_number=full,
        event_short=short,
        **rest,
    )


def of_text(
    command: commands.OpenIncident | commands.SayText,
    text: str,
    person: Person,
    policy: Policy,
    now: datetime,
) -> Opening:
    """Return the opening of a person who writes of what they saw or heard."""
    inbound = command.inbound
    opened_at = now
    if inbound is not None and inbound.is_fetched and inbound.sent_at is not None:
        opened_at = min(inbound.sent_at, now)
    return of_words(
        text,
        policy,
        opened_at=opened_at,
        is_late=came_late(inbound, policy, now),
        media_count=inbound.media_count if inbound else 0,
        source="witnessed" if wears_camera(policy, person) else "reported",
        opener=person,
    )


def came_late(
    inbound: commands.InboundText | None, policy: Policy, now: datetime
) -> bool:
    """Tell whether a text was fetched noticeably later than it was sent.

    One that is fetched while it is still being handed to us is not late.
    """
    if inbound is None or not inbound.is_fetched:
        return False
    return now - (inbound.sent_at or now) > policy.limits.late_after


def of_form(
    situation: Situation,
    command: commands.OpenIncident,
    person: Person,
    policy: Policy,
    now: datetime,
) -> Opening:
    """Return the opening of somebody at a desk.

    What the form asks for by itself goes before what the words say.

    Raises:
        InvalidInputError: There are no words, the star is nobody's, or a field
            cannot be read; names the field.
    """
    if not command.text.strip():
        raise errors.InvalidInputError("text", "Write what happened.")
    opener, source = _seen_by(situation, command, person, policy)
    is_own = opener is not None and opener.id == person.id
    opened_at = _opened_at(command.opened_at, now)
    more: dict[str, Any] = {}
    if command.beat and command.beat.strip():
        more["beat"] = fields.read_beat(command.beat, numbers.of(policy))
    if command.event_number and command.event_number.strip():
        said = command.event_number
        full, short = fields.read_event_number(said, numbers.of(policy))
        more.update(event_number=full, event_short=short)
    if command.kind:
        more["kind"] = kinds.require(policy, command.kind, opened_at)
    opening = of_words(
        command.text,
        policy,
        opened_at=opened_at,
        is_late=now - opened_at > policy.limits.late_after,
        source=source,
        opener=opener,
        entered_by=None if is_own else person,
        facts={"opened_for": opener.id} if opener is not None and not is_own else {},
        stated=_stated(command, policy),
    )
    return dataclasses.replace(opening, **more)


def _stated(command: commands.OpenIncident, policy: Policy) -> dict[str, bool]:
    """Return the facts that were ticked.

    Raises:
        InvalidInputError: The policy knows no such fact.
    """
    known = {fact.id for fact in policy.fact}
    if not known.issuperset(command.facts):
        raise errors.InvalidInputError("facts", "There is no such fact.")
    return dict.fromkeys(command.facts, True)


def _seen_by(
    situation: Situation,
    command: commands.OpenIncident,
    person: Person,
    policy: Policy,
) -> tuple[Person | None, str]:
    """Return who saw it, as far as that is known, and how it was learned."""
    star = (command.seen_by_star or "").strip()
    if star:
        opener = situation.roster.of_star(star)
        if opener is None:
            raise errors.InvalidInputError(
                "seen_by_star", f"Nobody in the roster wears star {star}."
            )
        if opener.id != person.id:
            return opener, "dispatched"
    if wears_camera(policy, person):
        return person, "witnessed"
    if star or command.actor.channel is not enums.Channel.SLACK:
        return person, "reported"
    return None, "dispatched" if person.role in policy.desk_roles else "reported"


def _opened_at(said_at: datetime | None, now: datetime) -> datetime:
    if said_at is None:
        return now
    if said_at > now:
        raise errors.InvalidInputError("opened_at", "That is in the future.")
    if now - said_at > LONGEST_AGO:
        raise errors.InvalidInputError("opened_at", "That is more than 90 days ago.")
    return said_at


def wears_camera(policy: Policy, person: Person) -> bool:
    """Tell whether a person's role records what it is at."""
    return any(role.id == person.role and role.wears_camera for role in policy.role)
