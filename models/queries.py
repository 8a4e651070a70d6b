"""Hold one frozen class per thing that a desk can look at.

Looking changes nothing. Who may look is checked where the answer is made, not by
the door that asks; what is private is read by a command, which is on record.
"""

from dataclasses import dataclass

from models import commands


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Hold what every query has."""

    actor: commands.Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ListIncidents(Query):
    """Ask for incidents: `mine`, `due` or `all`."""

    which: str = "mine"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowIncident(Query):
    """Ask for one incident's card."""

    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowWho(Query):
    """Ask who is on duty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowHome(Query):
    """Ask for one's own page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowHelp(Query):
    """Ask what one may type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowInbox(Query):
    """Ask for the texts of unknown numbers that wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDuty(Query):
    """Ask for one duty, by its id or by one's own code, as a form needs it."""

    duty_id: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowNotice(Query):
    """Ask what can be noticed at a scene: of an incident, or of a new one."""

    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPhrase(Query):
    """Ask what exactly an officer would be texted."""

    reference: str
    #: Id of the policy's phrase.
    phrase: str
