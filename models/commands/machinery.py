"""Hold what the clock, the courier and the providers ask for."""

from dataclasses import dataclass
from datetime import datetime

from models import enums
from models.commands.asking import Command
from models.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSlackMember(Command):
    """Note what Slack says of a member of the roster."""

    slack_user_id: str
    #: Why they may not act there; None: they may.
    problem: enums.SlackProblem | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSlackHealth(Command):
    """Note that Slack cannot be used, or can be again."""

    #: In a few words of ours; None: it works.
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeStep(Command):
    """Do what is due for one incident; the engine asks for it."""

    incident_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Command):
    """Tell somebody who takes over what is open; once for a person and watch."""

    person_id: str
    #: When that person's tour began, or for the desk the watch.
    from_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside(Command):
    """Let an incident rest on which the engine failed, so that others go on."""

    incident_id: str
    #: Class of the error; never its text.
    error: str
    #: When the engine looks at it again (aware UTC).
    until_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MendSteps(Command):
    """Set right when the engine looks at an incident's duties; the auditor asks."""

    incident_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePolicy(Command):
    """Note that the policy in force is another one, if it is; each start asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseAlarm(Command):
    """Tell those who run the installation what is wrong; each once a day."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatherNotices(Command):
    """Put what waits for one person into one message; the courier asks for it."""

    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptResult:
    """Hold how one try of the courier ended (instants: machine's clock)."""

    attempt_id: str
    outcome: enums.AttemptOutcome
    finished_at: datetime
    http_status: int | None = None
    #: When the courier looks at the notice next; None: no more.
    next_attempt_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDelivery(Command):
    """Note what a provider says of a message."""

    notice_id: str
    state: enums.NoticeState
    #: When it was heard (machine's clock); None: just now.
    heard_at: datetime | None = None
    provider_id: str | None = None
    vendor_code: str | None = None
    reason: str | None = None
    #: The courier's try that brought the news; None for a receipt.
    attempt: AttemptResult | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMessageGone(Command):
    """Note that somebody deleted a message of ours in Slack."""

    channel_id: str
    ts: str
