"""Hold a whole policy, and what a role in it can be allowed."""

from typing import Annotated

from pydantic import Field

from bot.policy import values
from bot.policy.schema import duty as duties
from bot.policy.schema import footage, incident, messaging, people
from bot.policy.schema.base import Rule


class Policy(Rule):
    """Hold a whole policy."""

    title: values.Text
    agency: values.Text
    #: Name of the IANA time zone database.
    timezone: Annotated[str, Field(min_length=1)]
    #: Kind of an incident where none is named.
    kind: values.Name = "alleged_violation"
    limits: messaging.Limits = Field(default_factory=messaging.Limits)
    #: Roles that get what no other role can take: the desk.
    desk_roles: Annotated[tuple[values.Name, ...], Field(min_length=1)]
    channels: messaging.Channels = Field(default_factory=messaging.Channels)
    budget: people.Budget = Field(default_factory=people.Budget)
    places: incident.Places | None = None
    role: Annotated[tuple[people.Role, ...], Field(min_length=1)]
    watch: tuple[people.Watch, ...] = ()
    quiet: tuple[people.Quiet, ...] = ()
    pace: tuple[people.Pace, ...] = ()
    identifier: tuple[incident.Identifier, ...] = ()
    fact: tuple[incident.Fact, ...] = ()
    violation: tuple[incident.Violation, ...] = ()
    ground: tuple[footage.Ground, ...] = ()
    source: tuple[footage.Source, ...] = ()
    duty: Annotated[tuple[duties.Duty, ...], Field(min_length=1)]
    recipient: tuple[incident.Recipient, ...] = ()
    tell: tuple[incident.Tell, ...] = ()
    phrase: tuple[incident.Phrase, ...] = ()
    forbidden: tuple[incident.Forbidden, ...] = ()
    slack: messaging.Slack = Field(default_factory=messaging.Slack)

    def duty_of(self, rule_id: str) -> duties.Duty:
        """Return the duty with this id.

        Raises:
            StopIteration: There is none; what was frozen always has it.
        """
        return next(rule for rule in self.duty if rule.id == rule_id)

    def __hash__(self) -> int:
        """Tell policies apart fast; what follows from one is kept by it."""
        return hash((self.title, self.agency))


#: In a role's list: every verb.
EVERYTHING = "everything"

#: What a role can be allowed; each is checked in the desk.
VERBS = (
    "open_incident",
    "say_text",
    "acknowledge",
    "attest",
    "verify",
    "undo",
    "add_note",
    "show_status",
    "go_on_duty",
    "join_incidents",
    "accept_text",
    "decide_held_text",
    "close_incident",
    "reopen_incident",
    "correct_incident",
    "read_words",
    "text_officer",
    "take_watch",
    "list_incidents",
    "list_duty",
    "postpone",
    "pass_on",
    "disown",
    "state_fact",
    "name_source",
    "log_radio",
    "adopt_policy",
    "second",
)
