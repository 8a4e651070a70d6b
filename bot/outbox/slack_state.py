"""Know whether Slack can be used, where our app stands, and who may act there.

A trouble is told to the administrator once, and once more when it is over.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select
from sqlmodel import col

from bot.senders.slack import SlackApi
from bot.store import boards, live, questions
from bot.store.connect import Database
from bot.store.writer import Done, Writer
from handlers.slack import failures
from models import commands, errors, views
from models.people import Person
from models.slack import SlackMember, SlackWorkspace

_log = logging.getLogger(__name__)

#: How long Slack may be out of reach before anybody is told. Source: our choice; a
#: network has its moments.
TELL_AFTER = timedelta(minutes=2)

#: Pace at which Slack is asked whether we are welcome.
STEP_EVERY = timedelta(minutes=1)

#: How often a member is looked up, and how many at one beat. Source: our choice,
#: far below Slack's hundred a minute.
LOOKED_UP_EVERY = timedelta(hours=1)
_AT_A_BEAT = 20

_ROW = "slack"

UNREACHABLE = "Slack cannot be reached"


class SlackState:
    """Watch Slack for one process; safe to use from several threads."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        slack: SlackApi,
        *,
        record: Callable[[commands.Command], views.Reply],
        machine_clock: Callable[[], datetime],
    ) -> None:
        """Start without an opinion.

        Args:
            database: Says what is known.
            writer: Puts down what is new.
            slack: Is asked.
            record: Tells the administrator.
            machine_clock: The machine's.
        """
        self._database = database
        self._writer = writer
        self._slack = slack
        self._record = record
        self._machine_clock = machine_clock
        self._workspace: SlackWorkspace | None = None
        self._looked_up: dict[str, datetime] = {}

    # --- Does it work? --------------------------------------------------------

    def works(self, *, in_channel: bool = False) -> None:
        """Note that Slack did what was asked of it.

        Args:
            in_channel: It was asked for something in the dispatch channel.

        Raises:
            StorageError: It could not be put down.
        """
        row = self._row()
        if row is None or row.problem is None:
            return
        if row.problem in failures.of_kind(failures.Kind.PLACE):
            if not in_channel:
                return
        elif not _is_of_every_call(row.problem):
            with self._database.reading() as connection:
                if live.has_problem(connection, failures.of_kind(failures.Kind.SETUP)):
                    return
        self._over(row)

    def fails(self, kind: failures.Kind, problem: str) -> None:
        """Note that Slack did not do what was asked of it.

        Args:
            kind: What it means.
            problem: Slack's own word for it.

        Raises:
            StorageError: It could not be put down.
        """
        if kind in (failures.Kind.SETUP, failures.Kind.PLACE):
            self._lost(problem)
        elif (
            kind in (failures.Kind.BUSY, failures.Kind.UNKNOWN)
            and problem not in failures.OF_HASTE
        ):
            self._out_of_reach()

    def _out_of_reach(self) -> None:
        """Put down since when nothing comes through; tell when that lasts."""
        row, now = self._row(), self._machine_clock()
        if row is None or row.problem is None:
            _log.warning("Slack is out of reach")
            self._submit(problem=UNREACHABLE, problem_at=now, is_told=False)
        elif row.problem == UNREACHABLE and now - (row.problem_at or now) >= TELL_AFTER:
            self._lost(UNREACHABLE)

    def _lost(self, problem: str) -> None:
        """Tell the administrator of a trouble, once."""
        row = self._row()
        if row is not None and row.is_told and row.problem == problem:
            return
        self._tell(problem)
        self._submit(problem=problem, problem_at=self._machine_clock(), is_told=True)

    def _over(self, row: SlackWorkspace) -> None:
        """Tell the administrator that it is over; what waits is tried again now."""
        _log.warning("Slack works again")
        if row.is_told:
            self._tell(None)
        self._submit(problem=None, problem_at=None, is_told=False)
        self._writer.submit(self._hurry, None).result()

    def _tell(self, problem: str | None) -> None:
        """Have it told; the desk tells nothing twice."""
        self._record(
            commands.RecordSlackHealth(
                actor=commands.CLOCK, request_id="", problem=problem
            )
        )

    def _hurry(self, connection: Connection, asked: Sequence[None]) -> list[Done[None]]:
        live.hurry(connection, self._machine_clock())
        return [Done(None) for _ in asked]

    def _row(self) -> SlackWorkspace | None:
        with self._database.reading() as connection:
            return boards.workspace(connection)

    # --- Where is it? ---------------------------------------------------------

    def team_id(self) -> str | None:
        """Return the workspace that the app is installed in; None: not known yet.

        Raises:
            StorageError: The database cannot be read.
        """
        if self._workspace is None or self._workspace.team_id is None:
            with self._database.reading() as connection:
                self._workspace = boards.workspace(connection)
        return self._workspace.team_id if self._workspace else None

    def step(self) -> bool:
        """Ask where we are and look some members up; True where something changed.

        Raises:
            StorageError: It could not be put down.
        """
        try:
            found = self._slack.workspace()
        except errors.DeliveryError as error:
            self.fails(failures.Kind(error.kind), error.vendor_code or str(error))
            return False
        self._submit(
            team_id=found.team_id,
            enterprise_id=found.enterprise_id,
            bot_user_id=found.bot_user_id,
            scopes=",".join(sorted(found.scopes)),
            checked_at=self._machine_clock(),
        )
        self._workspace = None
        row = self._row()
        if row is not None and row.problem and _is_of_every_call(row.problem):
            self._over(row)
        return self._look_up_members(found.team_id)

    def _submit(self, **values: object) -> None:
        self._writer.submit(self._put_workspace, values).result()

    def _put_workspace(
        self, connection: Connection, rows: Sequence[dict[str, object]]
    ) -> list[Done[None]]:
        for row in rows:
            self._put(connection, **row)
        return [Done(None) for _ in rows]

    def _put(self, connection: Connection, **values: object) -> None:
        row = boards.workspace(connection)
        whole = {
            "id": _ROW,
            "scopes": row.scopes if row else "",
            "checked_at": row.checked_at if row else self._machine_clock(),
            "is_told": row.is_told if row else False,
            **values,
        }
        connection.execute(self._database.put(SlackWorkspace, "id", whole))

    # --- Who may act there? -----------------------------------------------------------

    def doubts(self, member: str) -> None:
        """Look a member up now: Slack would not have a message for them.

        Raises:
            StorageError: It could not be put down.
        """
        team_id = self.team_id()
        if team_id is not None:
            try:
                self._look_up(member, team_id)
            except errors.DeliveryError as error:
                _log.warning("a member cannot be looked up: %s", error)

    def _look_up_members(self, team_id: str) -> bool:
        """Look up those members who were not looked up for longest."""
        now = self._machine_clock()
        with self._database.reading() as connection:
            query = select(col(Person.slack_user_id)).where(
                col(Person.slack_user_id).is_not(None), col(Person.ended_at).is_(None)
            )
            members = {str(one) for one in connection.execute(query).scalars()}
        old = [m for m in members if self._is_old(m, now)]
        changed = False
        for member in sorted(old, key=self._age)[:_AT_A_BEAT]:
            try:
                changed |= self._look_up(member, team_id)
            except errors.DeliveryError as error:
                _log.warning("members cannot be looked up: %s", error)
                return changed
        return changed

    def _look_up(self, member: str, team_id: str) -> bool:
        """Note what Slack says of a member; return whether it is news.

        Raises:
            DeliveryError: Slack could not be asked.
        """
        problem = self._slack.member_problem(member, team_id)
        self._looked_up[member] = self._machine_clock()
        with self._database.reading() as connection:
            is_member = col(SlackMember.slack_user_id) == member
            known = questions.rows(connection, SlackMember, is_member)
        if problem is (known[0].problem if known else None):
            return False
        self._record(
            commands.RecordSlackMember(
                actor=commands.CLOCK,
                request_id="",
                slack_user_id=member,
                problem=problem,
            )
        )
        return True

    def _is_old(self, member: str, now: datetime) -> bool:
        last = self._looked_up.get(member)
        return last is None or now - last >= LOOKED_UP_EVERY

    def _age(self, member: str) -> float:
        last = self._looked_up.get(member)
        return last.timestamp() if last else 0.0


def _is_of_every_call(problem: str) -> bool:
    """Tell whether a trouble is over as soon as any call succeeds."""
    return problem == UNREACHABLE or problem in failures.OF_EVERY_CALL
