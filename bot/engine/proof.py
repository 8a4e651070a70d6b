"""Look whether everything that is owed goes on; nothing is changed.

Every round looks at what a cheap question finds suspicious in all open duties, and
then judges as many of them as fit into its time by the timetable, going on next
time where it stopped. Whoever has fewer open duties than fit has all of them judged
in every round.
"""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.desk import policies
from bot.policy.schema import Duty as Rule
from bot.policy.schema import Policy
from bot.store import auditing, files, rosters
from bot.store.connect import Database
from bot.verbs.ground.situation import IncidentFile
from bot.verbs.people import foresight
from bot.verbs.steps import mend_steps
from bot.verbs.who.people import Roster
from models import enums
from models.duty import Duty
from models.findings import Finding, FindingKind

_log = logging.getLogger(__name__)

#: Duties looked at in one question. Source: our choice; some tens of milliseconds,
#: after which whoever else wants the processor or the database has it.
PAGE = 200

#: Most incidents of one kind that a round looks at, and asks to be mended.
MOST = 1_000

#: How long a round may judge by the timetable, on the machine's clock. Source: our
#: choice; with a round every five minutes a third of a per cent of one processor.
JUDGING = timedelta(seconds=1)

#: A step farther away than this is looked at in every round.
FAR = timedelta(days=1)

#: How long after its loss footage may be before somebody has to search for it.
#: Source: our choice; the engine tells the loss at once.
SEARCH_WITHIN = timedelta(hours=1)

#: How long ago somebody may have left whose duties are looked at in every round.
ENDED_FOR = timedelta(days=30)

#: Things of one kind that are named one by one; of more, only how many there are.
NAMED = 20


@dataclass(slots=True)
class Looked:
    """Hold what one look found.

    Attributes:
        to_mend: Ids of the incidents with a duty whose next step is wrong.
        unreachable: How many duties of each rule nobody can be told of.
        unjudged: Ids of the incidents that cannot be judged.
        findings: What else is wrong.
        judged: How many open duties were judged by the timetable.
        seen: Ids of the incidents that these belong to.
    """

    to_mend: set[str] = field(default_factory=set)
    unreachable: Counter[str] = field(default_factory=Counter)
    unjudged: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    judged: int = 0
    seen: set[str] = field(default_factory=set)


class Proof:
    """Look at one database; one thread uses it."""

    def __init__(
        self,
        database: Database,
        book: policies.PolicyBook,
        *,
        cache: rosters.RosterCache,
        clock: Callable[[], datetime],
        machine_clock: Callable[[], datetime],
    ) -> None:
        """Keep what every look needs; the first one begins with what is due first."""
        self._database = database
        self._book = book
        self._cache = cache
        self._clock = clock
        self._machine_clock = machine_clock
        self._place: tuple[datetime, str] | None = None

    def look(self, before: datetime | None) -> Looked:
        """Look at everything once.

        Args:
            before: What was due then should be done; None: that is not asked.

        Raises:
            StorageError: The database cannot be read.
        """
        now = self._clock()
        looked = Looked()
        with self._database.reading() as connection:
            roster = self._cache.get(connection, now)
            suspicious = auditing.without_step(connection, MOST)
            suspicious += auditing.farthest(connection, now + FAR, PAGE)
            ended = _ended_lately(roster, now)
            suspicious += auditing.of_ended(connection, ended, PAGE)
            if before is not None:
                count, named = auditing.late(connection, before, NAMED + 1)
                looked.findings += _named(FindingKind.LATE, named, count)
            lost = auditing.unsearched(connection, now - SEARCH_WITHIN, MOST)
            looked.findings += _named(FindingKind.UNSEARCHED, lost, len(lost))
        self._judge_pages(list(dict.fromkeys(suspicious)), roster, now, looked)
        self._judge_in_turn(roster, now, looked)
        return looked

    def name(self, looked: Looked) -> list[Finding]:
        """Return what was found beside the steps to be mended, by names."""
        with self._database.reading() as connection:
            unjudged = auditing.references(connection, looked.unjudged)
        return [
            *looked.findings,
            *_named(FindingKind.UNJUDGED, unjudged, len(unjudged)),
            *(
                Finding(kind=FindingKind.UNREACHABLE, subject=rule, count=count)
                for rule, count in sorted(looked.unreachable.items())
            ),
        ]

    def of_ladders(self, policy: Policy) -> list[Finding]:
        """Return that people of some ladder cannot be told, where that is so."""
        with self._database.reading() as connection:
            roster = self._cache.get(connection, self._clock())
        count = len(foresight.untold(roster, policy))
        return [Finding(kind=FindingKind.UNTOLD, count=count)] if count else []

    def _judge_pages(
        self, ids: list[str], roster: Roster, now: datetime, looked: Looked
    ) -> None:
        for start in range(0, len(ids), PAGE):
            self._judge(ids[start : start + PAGE], roster, now, looked)

    def _judge_in_turn(self, roster: Roster, now: datetime, looked: Looked) -> None:
        """Go on where the last look stopped, once round at most."""
        began = self._machine_clock()
        while self._machine_clock() - began < JUDGING:
            with self._database.reading() as connection:
                ids, self._place = auditing.scheduled(connection, self._place, PAGE)
            self._judge(ids, roster, now, looked)
            if self._place is None:
                return

    def _judge(
        self, ids: Collection[str], roster: Roster, now: datetime, looked: Looked
    ) -> None:
        """Judge all duties of some incidents by the timetable."""
        told = _roles_told(roster)
        with self._database.reading() as connection:

            def read(version: str) -> Policy:
                return self._book.get(connection, version)

            found = files.load(connection, set(ids) - looked.seen, read)
            looked.seen |= found.keys()
            for incident_id, file in found.items():
                try:
                    _judge_one(file, roster, told, now, looked)
                except Exception as error:  # noqa: BLE001 - one bad incident
                    looked.unjudged.add(incident_id)
                    kind = type(error).__name__
                    _log.error("incident %s cannot be judged: %s", incident_id, kind)


def _judge_one(
    file: IncidentFile,
    roster: Roster,
    told: Collection[str],
    now: datetime,
    looked: Looked,
) -> None:
    if mend_steps.repairs(file, roster, now):
        looked.to_mend.add(file.incident.id)
    for duty in file.duties:
        if duty.state in enums.OPEN_DUTY_STATES:
            looked.judged += 1
            if not is_reachable(file.rule_of(duty), duty, roster, told):
                looked.unreachable[duty.rule] += 1


def is_reachable(rule: Rule, duty: Duty, roster: Roster, told: Collection[str]) -> bool:
    """Tell whether a duty's owner, or anybody of its ladder, has a way to be told.

    Whether they are on duty now is not asked: an empty rung is passed over at once.

    Args:
        rule: Its rule.
        duty: The duty.
        roster: Everybody.
        told: Roles of which somebody can be told.
    """
    owner = roster.by_id.get(duty.owner_id or "")
    if owner is not None and roster.channel_of(owner) is not None:
        return True
    roles = {rung.role for rung in rule.ladder} | set(rule.exhausted_roles)
    return duty.owner_role in told or not roles.isdisjoint(told)


def _roles_told(roster: Roster) -> set[str]:
    """Return the roles of which somebody has a way to be told."""
    return {
        person.role for person in roster.active if roster.channel_of(person) is not None
    }


def _ended_lately(roster: Roster, now: datetime) -> list[str]:
    return [
        person.id
        for person in roster.by_id.values()
        if person.ended_at is not None and now - person.ended_at < ENDED_FOR
    ]


def _named(kind: FindingKind, names: Iterable[str], count: int) -> list[Finding]:
    """Return a finding for each, or one for all of them."""
    named = sorted(set(names))
    if count > NAMED:
        return [Finding(kind=kind, count=count)]
    return [Finding(kind=kind, subject=name) for name in named]


def words(findings: Iterable[Finding]) -> Mapping[str, str]:
    """Return how many there are of each kind, for those who run the installation."""
    counts: Counter[str] = Counter()
    for finding in findings:
        counts[finding.kind.value] += finding.count
    return {kind: str(count) for kind, count in sorted(counts.items())}
