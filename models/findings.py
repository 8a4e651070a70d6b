"""Hold what the auditor finds wrong and cannot mend by itself."""

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """Name what the auditor can find wrong and not mend by itself."""

    #: An open duty without a next step, or with one far too late.
    STEP = "step"
    #: A step is due and was not taken up.
    LATE = "late"
    #: Neither the owner of a duty nor any rung of its ladder can be told.
    UNREACHABLE = "unreachable"
    #: Footage is past its loss, and nobody has to search for it.
    UNSEARCHED = "unsearched"
    #: The engine failed on an incident and lets it rest.
    SET_ASIDE = "set_aside"
    #: An incident cannot be judged: its policy or a rule of it is missing.
    UNJUDGED = "unjudged"
    #: Messages wait longer than they should.
    WAITING = "waiting"
    #: A part of the machinery does not run.
    STOPPED = "stopped"
    #: Somebody of a role of some ladder cannot be told by any channel. No fault, for
    #: the next rung is told; but it is told once a day.
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Hold one thing that is wrong.

    Attributes:
        kind: What.
        subject: Of what: a reference, a rule, a part; "" for the installation.
        count: How many there are.
    """

    kind: FindingKind
    subject: str = ""
    count: int = 1
