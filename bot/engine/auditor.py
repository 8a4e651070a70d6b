"""Prove every few minutes that what is owed goes on, and only then say so outside.

What can be set right is, by an act on record. What cannot is told to those who run
the installation, each thing once a day. The signal outside is given only after a
round in which nothing was left to tell: a part that stopped, a round that failed and
a machine that is gone have the same effect, silence.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.engine import proof
from bot.engine.tick import Engine
from bot.policy.schema import Policy
from bot.senders.heartbeat import Heartbeat
from bot.store import auditing
from bot.store.connect import Database
from bot.store.health import Health
from models import commands, errors, views
from models.findings import Finding, FindingKind

_log = logging.getLogger(__name__)

#: Pace of the rounds. Source: our choice, "every few minutes".
PACE = timedelta(minutes=5)

#: How long a message may wait past its next try (machine's clock). Source: our
#: choice; a busy hour is worked off in less, and nothing that waits longer is of use.
MESSAGES_WAIT_FOR = timedelta(minutes=10)

#: How long a round may set steps right (machine's clock). Source: our choice; a table
#: that somebody emptied is whole again within a few rounds.
MENDING = timedelta(minutes=1)

#: Names under which the marks of the last round and the last signal stand.
MARK, SIGNAL_MARK = "auditor", "heartbeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Hold how a round came out.

    Attributes:
        judged: How many open duties were judged by the timetable.
        repaired: How many steps were set right.
        findings: What is left.
        is_sound: Whether nothing is, and everything could be looked at.
    """

    judged: int
    repaired: int
    findings: tuple[Finding, ...]
    is_sound: bool


class Auditor:
    """Run the rounds of one process; one thread uses it."""

    def __init__(
        self,
        database: Database,
        look: proof.Proof,
        engine: Engine,
        *,
        policy: Policy,
        do: Callable[[commands.Command], views.Reply],
        health: Health,
        mark: Callable[[str], None],
        heartbeat: Heartbeat | None,
        sends_texts: bool,
        clock: Callable[[], datetime],
        machine_clock: Callable[[], datetime],
    ) -> None:
        """Keep what a round looks at.

        Args:
            database: Where everything stands.
            look: Looks at the duties.
            engine: Whose incidents that rest are told.
            policy: In force; whoever stands on its ladders has to be told somehow.
            do: Carries a command out.
            health: Knows which parts ran.
            mark: Puts down that something was done.
            heartbeat: The signal outside; None: nobody waits for one.
            sends_texts: Whether texts leave at all.
            clock: Rules what the policy names.
            machine_clock: Rules the messages' next tries.
        """
        self._database = database
        self._look = look
        self._engine = engine
        self._policy = policy
        self._do = do
        self._health = health
        self._mark = mark
        self._heartbeat = heartbeat
        self._sends_texts = sends_texts
        self._clock = clock
        self._machine_clock = machine_clock
        #: When the last round looked; what was due then should be done by now.
        self._looked_at: datetime | None = None
        self._last: Round | None = None
        self._counts = {"rounds": 0, "repairs": 0, "alarms": 0, "heartbeats": 0}

    def run(self) -> None:
        """Run one round; where it fails, say so here and nothing outside."""
        try:
            self.step()
        except errors.StorageError as error:
            _log.error("the auditor waits for the database: %s", error)
        except Exception as error:  # noqa: BLE001 - the wall of this job
            _log.error("a round of the auditor failed: %s", type(error).__name__)

    def step(self) -> Round:
        """Run one round.

        Raises:
            StorageError: The database could not be read or written; nothing is said
                outside.
        """
        before, now = self._looked_at, self._clock()
        looked = self._look.look(None if before is None else min(before, now))
        repaired = self._mend(looked)
        findings = (
            *self._look.name(looked),
            *self._still_wrong(looked),
            *self._of_the_machinery(),
        )
        self._looked_at = now
        is_sound = not findings and before is not None
        notes = self._look.of_ladders(self._policy)
        this = Round(
            judged=looked.judged,
            repaired=repaired,
            findings=findings,
            is_sound=is_sound,
        )
        self._counts["rounds"] += 1
        self._counts["repairs"] += repaired
        self._last = this
        self._mark(MARK)
        if findings:
            said = ", ".join(f"{k} {n}" for k, n in proof.words(findings).items())
            _log.error("the auditor found: %s", said)
        if findings or notes:
            self._tell((*findings, *notes))
        if is_sound:
            self._signal()
        return this

    def figures(self) -> Mapping[str, float]:
        """Count what an operator watches, by the name of each figure."""
        counts = {
            f"holdfast_auditor_{name}_total": float(count)
            for name, count in self._counts.items()
        }
        if self._last is None:
            return counts
        found = proof.words(self._last.findings)
        return {
            **counts,
            "holdfast_auditor_is_sound": float(self._last.is_sound),
            "holdfast_auditor_judged": float(self._last.judged),
            **{
                f"holdfast_auditor_found_{kind.value}": float(found.get(kind.value, 0))
                for kind in FindingKind
            },
        }

    def details(self) -> Mapping[str, str]:
        """Say what the last round found, by kind."""
        if self._last is None:
            return {}
        found = proof.words(self._last.findings)
        return {f"found_{kind}": count for kind, count in found.items()}

    def _mend(self, looked: proof.Looked) -> int:
        """Have the steps set right, one incident at a time; count them.

        Each is a commit of its own, so that whoever writes waits for one of them.
        What is too much for this round is left to the next.
        """
        began, repaired = self._machine_clock(), 0
        waiting, failed = sorted(looked.to_mend), set[str]()
        while waiting and self._machine_clock() - began < MENDING:
            for incident_id in waiting:
                try:
                    repaired += self._mend_one(incident_id)
                except errors.StorageError:
                    raise
                except Exception as error:  # noqa: BLE001 - one bad incident
                    failed.add(incident_id)
                    kind = type(error).__name__
                    _log.error("incident %s cannot be mended: %s", incident_id, kind)
            left = self._without_step()
            waiting = sorted(left - failed - set(waiting))
        looked.to_mend = failed
        if repaired:
            _log.warning("the auditor set %d steps right", repaired)
        return repaired

    def _mend_one(self, incident_id: str) -> int:
        asked = commands.MendSteps(
            actor=commands.CLOCK, request_id="", incident_id=incident_id
        )
        shown = self._do(asked).view
        return shown.acts if isinstance(shown, views.Stepped) else 0

    def _without_step(self) -> set[str]:
        with self._database.reading() as connection:
            return set(auditing.without_step(connection, proof.MOST))

    def _still_wrong(self, looked: proof.Looked) -> list[Finding]:
        """Return what could not be mended, or was too much for one round."""
        left = looked.to_mend | self._without_step()
        return [Finding(kind=FindingKind.STEP, count=len(left))] if left else []

    def _of_the_machinery(self) -> list[Finding]:
        found = []
        with self._database.reading() as connection:
            if self._sends_texts:
                long_ago = self._machine_clock() - MESSAGES_WAIT_FOR
                count = auditing.waiting(connection, long_ago)
                if count:
                    found.append(Finding(kind=FindingKind.WAITING, count=count))
            resting = auditing.references(
                connection, self._engine.resting(self._clock())
            )
        found += [
            Finding(kind=FindingKind.SET_ASIDE, subject=reference)
            for reference in resting
        ]
        health = self._health.health()
        if not health.is_ready and health.word != MARK:
            found.append(Finding(kind=FindingKind.STOPPED, subject=health.word))
        return found

    def _tell(self, findings: tuple[Finding, ...]) -> None:
        asked = commands.RaiseAlarm(
            actor=commands.CLOCK, request_id="", findings=findings
        )
        shown = self._do(asked).view
        if isinstance(shown, views.Recorded) and shown.changed:
            self._counts["alarms"] += 1

    def _signal(self) -> None:
        if self._heartbeat is None:
            return
        refusal = self._heartbeat.send()
        if refusal is None:
            self._counts["heartbeats"] += 1
            self._mark(SIGNAL_MARK)
        else:
            _log.error("the heartbeat was not taken: %s", refusal)
