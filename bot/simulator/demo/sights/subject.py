"""Hold one incident as the page tells it: its rows and its policy."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.policy import schema
from bot.simulator.demo.sights import names, news
from bot.store.reads import IncidentRows
from bot.verbs.duties import obligations
from bot.verbs.ground import recording
from bot.verbs.ground.situation import IncidentFile
from bot.verbs.who.people import Roster
from models.footage import Footage


def instant(at: datetime | None) -> str | None:
    """Return an instant as the page reads it."""
    return recording.instant(at) if at is not None else None


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Hold everything that stands of one incident.

    Attributes:
        found: Its rows.
        policy: The policy that it froze.
        roster: Everybody.
        now: When it was read, by the story's clock.
    """

    found: IncidentRows
    policy: schema.Policy
    roster: Roster
    now: datetime

    @cached_property
    def file(self) -> IncidentFile:
        """Return it as the verbs have it."""
        found = self.found
        return IncidentFile(
            incident=found.incident,
            read_policy=lambda _: self.policy,
            duties=found.duties,
            footage=found.footage,
            codes={(one.duty_id, one.person_id): one.code for one in found.codes},
            links=found.links,
        )

    def name(self, person_id: str | None) -> str | None:
        """Return a person's name; None for nobody."""
        person = self.roster.by_id.get(person_id or "")
        return person.name if person else None

    def label(self, person_id: str | None) -> str | None:
        """Return a person's star, or the role of one without; None for nobody."""
        person = self.roster.by_id.get(person_id or "")
        if person is None:
            return None
        return f"star {person.star}" if person.star else self.role(person.role)

    def role(self, role_id: str) -> str:
        """Return a role's title."""
        return self.names.roles.get(role_id, role_id.replace("_", " "))

    def source(self, piece: Footage) -> schema.Source | None:
        """Return the policy's source of a piece of footage."""
        return next((s for s in self.policy.source if s.id == piece.source), None)

    @cached_property
    def names(self) -> names.Names:
        """Return what sentences call everything by."""
        found, policy = self.found, self.policy
        return names.Names(
            zone=ZoneInfo(policy.timezone),
            people=_people(self.roster, policy),
            duties={
                duty.id: (duty.word, obligations.rule_of(policy, duty).title)
                for duty in found.duties
            },
            cameras={piece.id: self.camera(piece) for piece in found.footage},
            roles={role.id: role.title for role in policy.role},
            phrases={phrase.id: phrase.text for phrase in policy.phrase},
            notices={one.id: news.noun(one.purpose) for one in found.notices},
        )

    def camera(self, piece: Footage) -> str:
        """Return whose camera recorded; of footage of others, what it is called."""
        name = self.name(piece.recorder_id)
        star = piece.recorder_star
        if name and star:
            return f"{name} (star {star})"
        if name or star:
            return name or f"star {star}"
        source = self.source(piece)
        if source is None:
            return piece.source
        return source.words[0] if source.words else source.title


def _people(roster: Roster, policy: schema.Policy) -> dict[str, str]:
    titles = {role.id: role.title for role in policy.role}
    return {
        person.id: f"{person.name} (star {person.star})"
        if person.star
        else f"{person.name} ({titles.get(person.role, person.role)})"
        for person in roster.by_id.values()
    }
