"""Hold a whole policy, and what a role in it can be allowed."""

import functools
from typing import Annotated

from pydantic import Field

from bot.policy import values
from bot.policy.schema import duty as duties
from bot.policy.schema import footage, incident, messaging, people
from bot.policy.schema.base import Rule


class Policy(Rule):
    """Hold a whole policy."""

    #: What the policy is called.
    title: values.Text
    #: Who it belongs to.
    agency: values.Text
    #: Name of the IANA time zone database.
    timezone: Annotated[str, Field(min_length=1)]
    #: Kind of an incident where none is named.
    kind: values.Name = "alleged_violation"
    #: The patience and the thrift of texting.
    limits: messaging.Limits = Field(default_factory=messaging.Limits)
    #: Roles that get what no other role can take: the desk.
    desk_roles: Annotated[tuple[values.Name, ...], Field(min_length=1)]
    #: What each channel may be used for, and on whose authority.
    channels: messaging.Channels = Field(default_factory=messaging.Channels)
    #: How many messages an incident costs an officer who answers on time.
    budget: people.Budget = Field(default_factory=people.Budget)
    #: The agency's list of designated places.
    places: incident.Places | None = None
    #: Roles of the roster, and what each may do.
    role: Annotated[tuple[people.Role, ...], Field(min_length=1)]
    #: Periods of duty by local wall time.
    watch: tuple[people.Watch, ...] = ()
    #: Hours in which roles are not told what can wait.
    quiet: tuple[people.Quiet, ...] = ()
    #: How often a role is told unasked.
    pace: tuple[people.Pace, ...] = ()
    #: How numbers look that people name.
    identifier: tuple[incident.Identifier, ...] = ()
    #: What may be so at a scene, and what duties depend on.
    fact: tuple[incident.Fact, ...] = ()
    #: Kinds of incident.
    violation: tuple[incident.Violation, ...] = ()
    #: Lawful grounds on which footage may be flagged.
    ground: tuple[footage.Ground, ...] = ()
    #: Sources of footage and their dates.
    source: tuple[footage.Source, ...] = ()
    #: What is owed, in the order in which it is asked.
    duty: Annotated[tuple[duties.Duty, ...], Field(min_length=1)]
    #: Offices that an incident may be referred to.
    recipient: tuple[incident.Recipient, ...] = ()
    #: Roles that are told when an incident opens.
    tell: tuple[incident.Tell, ...] = ()
    #: Sentences that a desk may text to the officer.
    phrase: tuple[incident.Phrase, ...] = ()
    #: Words that are held back until a person decides.
    forbidden: tuple[incident.Forbidden, ...] = ()
    #: What is shown in Slack.
    slack: messaging.Slack = Field(default_factory=messaging.Slack)

    def duty_of(self, rule_id: str) -> duties.Duty:
        """Return the duty with this id.

        Raises:
            KeyError: There is none; what was frozen always has it.
        """
        return self._rules[rule_id]

    @functools.cached_property
    def _rules(self) -> dict[str, duties.Duty]:
        return {rule.id: rule for rule in self.duty}

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
