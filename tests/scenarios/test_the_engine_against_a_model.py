"""Random acts, times, downtimes and restarts, against a model that is far simpler.

The model knows nothing of reminders and rungs. It knows what may never happen: an
open duty without a next step, a message twice, a legal date that moved, a footage
clock that ended without a second person, words that are owed and lead nowhere.
"""

import itertools
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from bot.simulator import stage as stages
from tests.stage import Person, Scene, officer, sergeant, someone
from tests.wire import Wire

POLICY = Path(__file__).parent.parent / "policies" / "three_days.toml"

#: How long footage lives under that policy.
LIVES_FOR = timedelta(days=3)

#: A Saturday noon in Chicago; clocks go forward in the night that follows.
START_AT = datetime(2027, 3, 13, 18, tzinfo=UTC)

OPEN = ("expected", "notified", "acknowledged", "overdue")

#: Rounds after which everything that nobody answered has an outcome.
FOR_EVER = timedelta(days=12)

_requests = itertools.count(1)


class Department(RuleBasedStateMachine):
    """A small department over some days, with a bot that is started anew at will."""

    #: Makes a stage on a database of its own; the test sets it.
    make: Callable[[], stages.Stage]

    def __init__(self) -> None:
        super().__init__()
        self.stage = type(self).make()
        self.scene = Scene(self.stage)
        #: By id of the footage: its legal date as it was first.
        self.lost_at: dict[str, datetime] = {}
        #: Footage that a second person saw or gave up.
        self.ended: set[str] = set()
        self.people: list[Person] = []
        #: The latest that it ever was: a clock that jumps back changes no past.
        self.latest_at = START_AT

    # --- What people and machines do -------------------------------------------

    @initialize()
    def hires(self) -> None:
        """Two officers, a sergeant each watch, a lieutenant, the desk."""
        self.people = self.scene.enrols(
            officer(watch="days"),
            officer("Otto", star="222", phone_e164="+13125550122", watch="nights"),
            sergeant(watch="days"),
            someone("Nils", "sergeant", "902", watch="nights"),
            someone("Lena", "watch_lieutenant", "501"),
            someone("Dana", "dispatcher", "777"),
        )

    @rule(who=st.integers(0, 1), which=st.integers(0, 999))
    def opens(self, who: int, which: int) -> None:
        """An officer texts what is seen."""
        answer = self.people[who].texts(f"NEW agents and a van, plate ends {which}")
        assert answer, "an incident was not answered"

    @rule(
        who=st.integers(0, 5),
        words=st.sampled_from(
            (
                "AID none hurt",
                "FLAG NEVER",
                "FLAG 1 JAN 29",
                "NOVIDEO battery died",
                "SEEN",
                "SEEN LOST searched by star and time",
                "SEARCH LOST searched by star and time",
                "OK",
                "ACK",
                "UNDO",
                "LATE 30m",
                "PASS",
                "ON",
                "OFF",
                "STATUS",
            )
        ),
    )
    def answers(self, who: int, words: str) -> None:
        """Anybody texts any of our words, with sense or without."""
        self._texts(self.people[who], words)

    @rule(
        pick=st.integers(0, 9999),
        words=st.sampled_from(
            (
                "ACK",
                "SEEN",
                "SEEN LOST it is gone",
                "SEARCH LOST it is gone",
                "FLAG NEVER",
            )
        ),
    )
    def answers_by_code(self, pick: int, words: str) -> None:
        """Somebody answers by a code that was once sent to them."""
        # Codes are drawn by chance: their order has to be another's.
        codes = self._rows(
            "SELECT code.code, person_id FROM code JOIN duty ON duty.id = duty_id "
            "JOIN person ON person.id = person_id JOIN incident "
            "ON incident.id = duty.incident_id "
            "ORDER BY reference, word, star, duty.created_at, issued_at"
        )
        if not codes:
            return
        code = codes[pick % len(codes)]
        (row,) = self._rows("SELECT star FROM person WHERE id = :id", id=code.person_id)
        person = next(one for one in self.people if one.row.star == row.star)
        first, _, rest = words.partition(" ")
        self._texts(person, f"{first} {code.code} {rest}".strip())

    @rule(minutes=st.sampled_from((1, 9, 25, 61, 200, 480, 1500, 4400)))
    def time_passes(self, minutes: int) -> None:
        """The engine works on; everything is done at its time."""
        self.scene.advance(minutes=minutes)
        self.latest_at = max(self.latest_at, self.scene.now())

    @rule(hours=st.sampled_from((1, 7, 30, 100, 170)))
    def is_down(self, hours: int) -> None:
        """The bot is off, up to a week, and finds all of it at once."""
        before = self._sent()
        self.scene.jump(hours=hours)
        self.latest_at = max(self.latest_at, self.scene.now())
        duties = self._rows("SELECT COUNT(*) AS n FROM duty")[0].n
        told = self._sent() - before
        # No storm: of what was missed, each duty tells each person once or twice.
        assert sum(told.values()) <= 2 * len(self.people) * max(1, duties)

    @rule()
    def is_started_anew(self) -> None:
        """Memory is thrown away."""
        self.stage.restart()

    @precondition(lambda self: self.scene.now() == self.latest_at)
    @rule()
    def clock_jumps_back(self) -> None:
        """The machine's clock is set back an hour, and nothing is said twice.

        A watch that runs again by it is handed over to whoever never heard of it,
        because the bot was down when it began.
        """
        before, heard = self._sent(), self._handed_over()
        self.scene.jump(hours=-1)
        assert len(set(heard)) == len(heard)
        anew = set(self._handed_over()) - set(heard)
        told = Counter(before)
        told.update(one.e164 for one in anew)
        assert self._sent() == told

    # --- What may never happen ----------------------------------------------------

    @invariant()
    def every_open_duty_has_a_next_step(self) -> None:
        """Nothing that is owed is forgotten, and nothing that was due is undone."""
        now = self.scene.now()
        for duty in self._rows("SELECT word, state, next_step_at FROM duty"):
            if duty.state in OPEN:
                assert duty.next_step_at is not None, duty.word
                assert _instant(duty.next_step_at) > now, duty.word
            else:
                assert duty.next_step_at is None, duty.word

    @invariant()
    def no_legal_date_moves(self) -> None:
        """Whatever anybody said, footage is lost when its medium is overwritten."""
        for piece in self._rows("SELECT id, recorded_at, ask_by, lost_at FROM footage"):
            lost_at = _instant(piece.lost_at)
            assert lost_at == self.lost_at.setdefault(piece.id, lost_at)
            assert lost_at == _instant(piece.recorded_at) + LIVES_FOR

    @invariant()
    def nobody_gets_a_message_twice(self) -> None:
        """One row of the outbox is at most one message at the phone company."""
        tries = self._rows(
            "SELECT notice_id, COUNT(*) AS n FROM attempt WHERE kind = 'send' "
            "AND outcome = 'accepted' GROUP BY notice_id"
        )
        assert all(one.n == 1 for one in tries)
        keys = self._rows("SELECT COUNT(*) AS n, COUNT(DISTINCT key) AS k FROM notice")
        assert keys[0].n == keys[0].k

    @invariant()
    def footage_ends_only_by_a_second_person(self) -> None:
        """Who recorded it, or stated it, is never the one who ends its clock."""
        for piece in self._rows(
            "SELECT f.id, f.recorder_id, d.attested_by, d.verified_by FROM footage f "
            "JOIN duty d ON d.footage_id = f.id WHERE f.state IN ('verified', 'lost') "
            "AND d.verified_by IS NOT NULL"
        ):
            assert piece.verified_by != piece.recorder_id
            self.ended.add(piece.id)
        for piece in self._rows("SELECT id, state FROM footage"):
            assert (piece.state in ("verified", "lost")) == (piece.id in self.ended)

    @invariant()
    def footage_that_may_be_lost_is_owed_by_somebody(self) -> None:
        """As long as a clock runs, a duty about it is open."""
        for piece in self._rows(
            "SELECT id FROM footage WHERE state NOT IN ('verified', 'lost')"
        ):
            duties = self._rows(
                "SELECT state FROM duty WHERE footage_id = :id", id=piece.id
            )
            assert any(duty.state in OPEN for duty in duties)

    def teardown(self) -> None:
        """Everything that was left alone has an outcome, and the record is sound."""
        try:
            if self.people:
                self.scene.advance(days=FOR_EVER.days)
                for duty in self._rows("SELECT * FROM duty"):
                    assert duty.state not in OPEN or duty.announcements, duty.word
                for piece in self._rows("SELECT state FROM footage"):
                    assert piece.state != "expected" or self._searched(), piece
                self.scene.verify()
        finally:
            self.stage.close()

    def _searched(self) -> bool:
        words = {duty.word for duty in self._rows("SELECT word FROM duty")}
        return bool(words & {"SEARCH", "SEEN"})

    # --- How it is looked at ---------------------------------------------------------

    def _texts(self, person: Person, words: str) -> None:
        answer = person.texts(words)
        hypothesis.note(f"{self.scene.now()} {person.row.name}: {words} -> {answer}")
        for part in answer.split("\n"):
            assert "not recorded" not in part.lower(), answer

    def _sent(self) -> Counter[str]:
        """Count what reached each phone without being asked for."""
        found: Counter[str] = Counter()
        for person in self.people:
            found[person.phone.e164] = len(person.unread())
        return found

    def _handed_over(self) -> list[Any]:
        """List to which number which watch was handed over."""
        return self._rows(
            "SELECT to_e164 AS e164, key FROM notice WHERE purpose = 'hand_over' "
            "AND channel = 'sms' AND state = 'delivered'"
        )

    def _rows(self, query: str, **values: Any) -> list[Any]:
        with self.stage.house.database.reading() as connection:
            return list(connection.execute(text(query), values).all())


def _instant(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def test_whatever_happens_nothing_is_forgotten_doubled_or_moved(
    wire: Wire, files: Any, sqlite_template: Path, engines: Any, tmp_path: Path
) -> None:
    opened: list[tuple[str, Any]] = []

    def make() -> stages.Stage:
        while opened:
            engines.take_back(*opened.pop())
        url = files.lend(sqlite_template)
        database = engines.lend(url)
        opened.append((url, database))

        def api(company: Any) -> str:
            wire.app = company.asgi()
            return wire.base

        return stages.Stage(
            database=database,
            api=api,
            start_at=START_AT,
            key_file=str(tmp_path / "holdfast.key"),
            policy_file=str(POLICY),
        )

    class Machine(Department):
        pass

    Machine.make = staticmethod(make)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=hypothesis.settings(
            max_examples=7,
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        ),
    )
