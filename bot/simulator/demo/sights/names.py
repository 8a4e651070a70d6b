"""Call what an entry names as people do: persons, duties, cameras, times; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

#: How an act came, in a few words.
_THROUGH = {
    "sms": " by text",
    "slack": " in Slack",
    "voice": " by telephone",
    "email": " by e-mail",
    "radio": " over the radio",
    "command_line": " at the command line",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Hold what people call what an entry names by its id.

    Attributes:
        zone: The agency's, by whose clocks times are told.
        people: `Asha Reyes (star 12345)`, by person.
        duties: Word and title of each duty.
        cameras: Whose camera each piece of footage is from.
        roles: Titles of the policy's roles.
        phrases: The policy's phrases.
        notices: What each message is: `reminder`.
    """

    zone: ZoneInfo
    people: Mapping[str, str] = field(default_factory=dict)
    duties: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    cameras: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)
    notices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Hold what an entry states.

    Attributes:
        event: `subject:happened`.
        at: When, aware UTC.
        actor: Channel, and the person or the account, as recorded.
        facts: As recorded.
        told: To whom it wrote messages: the person, and the duty that each is about.
    """

    event: str
    at: datetime
    actor: Mapping[str, Any]
    facts: Mapping[str, Any]
    told: Sequence[tuple[str, str | None]] = ()


class Telling:
    """Call what one entry names."""

    def __init__(self, happened: Happened, names: Names) -> None:
        self.at, self.facts = happened.at, happened.facts
        self._actor, self._told, self._names = happened.actor, happened.told, names

    @property
    def who(self) -> str:
        """Return who acted."""
        person = self._actor.get("person")
        if person:
            return self._names.people.get(str(person), "Somebody")
        by_hand = self._actor.get("channel") == "command_line"
        return "The operator" if by_hand else "The clock"

    @property
    def through(self) -> str:
        """Return how it came."""
        said = _THROUGH.get(str(self._actor.get("channel")), "")
        logger = self.facts.get("logged_by")
        return f"{said}, logged by {self.person('logged_by')}," if logger else said

    def person(self, name: str) -> str:
        """Return whom a fact names."""
        return self._names.people.get(str(self.facts.get(name)), "somebody")

    @property
    def told(self) -> str:
        """Return who was written to."""
        return listed([self._called(person) for person, _ in self._told])

    @property
    def asked(self) -> str:
        """Return who was told because of it, and of what, as a further sentence."""
        by_duty: dict[str | None, list[str]] = {}
        for person, duty in self._told:
            by_duty.setdefault(duty, []).append(self._called(person))
        said = [
            f"{listed(people)} {'was' if len(set(people)) == 1 else 'were'} "
            + (f"asked for {self._names.duties[duty][0]}." if duty else "told.")
            for duty, people in by_duty.items()
            if duty is None or duty in self._names.duties
        ]
        return " " + " ".join(said) if said else ""

    def _called(self, person: str) -> str:
        return self._names.people.get(person, "somebody")

    @property
    def word(self) -> str:
        """Return the duty's word."""
        return self._duty()[0]

    @property
    def meaning(self) -> str:
        """Return what its word means, in brackets."""
        title = self._duty()[1]
        return f" ({title[0].lower()}{title[1:]})" if title else ""

    def _duty(self) -> tuple[str, str]:
        return self._names.duties.get(str(self.facts.get("duty")), ("a duty", ""))

    @property
    def due(self) -> str:
        """Return when it is due, or was."""
        stated = self.facts.get("due_at")
        if not isinstance(stated, str):
            return "is open"
        due_at = datetime.fromisoformat(stated)
        verb = "is" if due_at > self.at else "was"
        return f"{verb} due {clock_time(due_at, self._names.zone, near=self.at)}"

    def value(self, stated: object) -> str:
        """Return a value that a fact states: a time by the agency's clocks."""
        text = str(stated) if stated else "none"
        try:
            at = datetime.fromisoformat(text) if "T" in text else None
        except ValueError:
            at = None
        if at is None:
            return text
        return clock_time(at, self._names.zone, near=self.at)

    @property
    def camera(self) -> str:
        """Return whose camera it is about."""
        found = self._names.cameras.get(str(self.facts.get("footage")))
        return f" of {found}" if found else ""

    @property
    def passed_over(self) -> str:
        """Return who could not be told, and why."""
        said = [
            self._names.people.get(
                str(one.get("person")),
                self._names.roles.get(str(one.get("role")), "Nobody"),
            )
            + f" could not be told ({_why(one.get('why'))})"
            for one in self.facts.get("passed_over") or ()
        ]
        return f" {'; '.join(said)}." if said else ""

    @property
    def phrase(self) -> str:
        """Return the phrase that was sent."""
        return self._names.phrases.get(
            str(self.facts.get("phrase")), "a fixed sentence"
        )


def listed(names: Sequence[str]) -> str:
    """Return names in a row, as a sentence has them."""
    if not names:
        return "nobody"
    *first, last = dict.fromkeys(names)
    return f"{', '.join(first)} and {last}" if first else last


def clock_time(at: datetime, zone: ZoneInfo, *, near: datetime) -> str:
    """Return a time by the agency's clocks, with the day where it is another one."""
    local, beside = at.astimezone(zone), near.astimezone(zone)
    if local.date() == beside.date():
        return f"{local:%H:%M}"
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def _why(why: object) -> str:
    if why == "empty":
        return "nobody of that role on duty"
    if why == "off_duty":
        return "off duty; no reply recorded"
    if why == "subject":
        return "it is about them"
    return str(why).replace("_", " ")
