"""Write everything, in one thread: what waits together is committed together.

A job is a function and an argument. Jobs that wait while a commit is under way
share the next one; those with the same function are handed to it together, so
that it can load and write for all of them in few statements. If anything goes
wrong, the batch is rolled back and each job is done alone, so that one bad job
harms no other; only where there is no transaction to be had do all fail at once,
for nobody could wait for each to find that out. Nobody is answered before the
commit returned.

Every function must be safe to run again: after a lost connection nobody knows
whether a commit happened, and the job is simply done once more.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from bot import probe as probes
from bot.store import connect, gathering
from models import errors

_log = logging.getLogger(__name__)

Argument = TypeVar("Argument")
Result = TypeVar("Result")

#: Most jobs in one commit. Larger batches gain little and make all wait for one.
#: Source: measured, see docs/performance.md.
BATCH_MAX = 32

#: Most jobs that may wait; beyond that the answer is "not recorded" at once.
WAITING_MAX = 20_000

#: How often a single job is tried that lost a race, a deadlock or a connection.
#: Source: our choice; losing three times in a row is no accident any more.
ALONE_TRIES = 3

_STOPPED = "The writer has stopped; nothing was recorded."
_ENDED = "The writer was ended; it is not known whether this was recorded."


@dataclass(frozen=True, slots=True)
class Done(Generic[Result]):
    """Hold what a job came to."""

    value: Result


@dataclass(frozen=True, slots=True)
class Deferred:
    """Say that a job must not share this commit; it goes into the next.

    A job that is alone in its commit has nothing to wait for.
    """


#: A function that works off several arguments in one open transaction and
#: returns one outcome for each, in their order.
Work = Callable[[Connection, Sequence[Argument]], Sequence[Done[Result] | Deferred]]


@dataclass(slots=True)
class _Job:
    work: Work[Any, Any]
    argument: Any
    future: Future[Any]


class _NoTransactionError(Exception):
    """A transaction could not even begin; its cause says why."""

    def __init__(self, cause: Exception) -> None:
        super().__init__()
        self.cause = cause


class Writer:
    """Run jobs in one thread of its own."""

    def __init__(
        self,
        database: connect.Database,
        *,
        batch_max: int = BATCH_MAX,
        probe: probes.Probe = probes.silent,
    ) -> None:
        """Prepare; `start` starts the thread."""
        self._database = database
        self._batch_max = batch_max
        self._probe = probe
        self._waiting: deque[_Job] = deque()
        self._taken: list[_Job] = []
        self._changed = threading.Condition()
        self._hurry = threading.Event()
        self._is_stopping = False
        self._connection: Connection | None = None
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        #: Number of commits and of jobs done in them, for the metrics.
        self.commits = 0
        self.jobs = 0

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Work off what waits, then end the thread; safe to call again."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify()
        self._hurry.set()
        if self._thread.is_alive():
            self._thread.join()
        self._refuse_the_rest()

    @property
    def is_alive(self) -> bool:
        """Tell whether the thread runs."""
        return self._thread.is_alive()

    @property
    def waiting(self) -> int:
        """Count the jobs that wait."""
        return len(self._waiting)

    def submit(
        self, work: Work[Argument, Result], argument: Argument
    ) -> Future[Result]:
        """Queue a job and return its future.

        The future raises `StorageError` where the database did not take it, and
        whatever else the function raised.
        """
        future: Future[Result] = Future()
        # From here on nobody can cancel it: a waiting client that is gone takes
        # nothing back.
        future.set_running_or_notify_cancel()
        with self._changed:
            if self._is_stopping:
                future.set_exception(errors.StorageError(_STOPPED))
            elif len(self._waiting) >= WAITING_MAX:
                future.set_exception(errors.OverloadedError())
            else:
                self._waiting.append(_Job(work, argument, future))
                self._changed.notify()
        return future

    def _run(self) -> None:
        try:
            while (jobs := self._take()) is not None:
                self._work_off(jobs)
        finally:
            # Also where the thread was ended in the middle: nobody waits for ever.
            self._refuse_the_rest()
            self._drop_connection()

    def _refuse_the_rest(self) -> None:
        """Fail what nobody will work off any more."""
        with self._changed:
            self._is_stopping = True
            waiting = list(self._waiting)
            self._waiting.clear()
        for job in waiting:
            job.future.set_exception(errors.StorageError(_STOPPED))
        for job in self._taken:
            if not job.future.done():
                job.future.set_exception(errors.StorageError(_ENDED))

    def _take(self) -> list[_Job] | None:
        with self._changed:
            while not self._waiting:
                if self._is_stopping:
                    return None
                self._changed.wait()
        last = len(self._taken)
        gathering.wait(self._waiting, last, self._batch_max, self._hurry.wait)
        with self._changed:
            count = min(self._batch_max, len(self._waiting))
            self._taken = [self._waiting.popleft() for _ in range(count)]
            return self._taken

    def _work_off(self, jobs: list[_Job]) -> None:
        """Do these jobs in one commit, or, failing that, each in its own."""
        if len(jobs) > 1:
            try:
                outcomes = self._transaction(jobs)
            except _NoTransactionError as none:
                self._fail(jobs, none.cause)
                return
            except Exception as error:  # noqa: BLE001 - the wall of this thread
                # Whose fault it was shows when each is done alone.
                _log.warning("a batch failed: %s", type(error).__name__)
            else:
                self._settle(jobs, outcomes)
                return
        self._work_off_each(jobs)

    def _work_off_each(self, jobs: list[_Job]) -> None:
        for index, job in enumerate(jobs):
            try:
                self._do_alone(job, ALONE_TRIES)
            except _NoTransactionError as none:
                self._fail(jobs[index:], none.cause)
                return

    def _do_alone(self, job: _Job, tries: int) -> None:
        """Do one job, and do it again where that may help; else fail it.

        Raises:
            _NoTransactionError: There was no transaction to be had.
        """
        try:
            outcomes = self._transaction([job])
        except _NoTransactionError:
            raise
        except Exception as error:  # noqa: BLE001 - the wall of this thread
            if tries > 1 and self._database.may_retry(error):
                self._do_alone(job, tries - 1)
            else:
                self._fail([job], error)
        else:
            self._settle([job], outcomes)

    def _fail(self, jobs: Sequence[_Job], error: Exception) -> None:
        """Tell everybody who waits for these jobs that nothing was recorded."""
        said = self._database.as_storage_error(error) or type(error).__name__
        _log.error("a write failed: %s (%d jobs)", said, len(jobs))
        for job in jobs:
            job.future.set_exception(self._database.as_storage_error(error) or error)

    def _transaction(self, jobs: list[_Job]) -> list[Done[Any] | Deferred]:
        """Do these jobs in one commit and return what each came to.

        Raises:
            _NoTransactionError: It could not begin.
            Exception: Whatever a job or the database said; nothing is written.
        """
        connection = self._begin()
        outcomes: dict[int, Done[Any] | Deferred] = {}
        groups: dict[Work[Any, Any], list[int]] = {}
        for index, job in enumerate(jobs):
            groups.setdefault(job.work, []).append(index)
        try:
            for work, indexes in groups.items():
                arguments = [jobs[index].argument for index in indexes]
                found = work(connection, arguments)
                outcomes.update(zip(indexes, found, strict=True))
            if len(jobs) == 1 and isinstance(outcomes[0], Deferred):
                raise RuntimeError("a job that is alone has nothing to wait for")
            self._probe(probes.IN_BATCH)
            self._database.commit(connection)
        except Exception:
            self._drop_connection()
            raise
        self._probe(probes.COMMITTED)
        self.commits += 1
        return [outcomes[index] for index in range(len(jobs))]

    def _settle(
        self, jobs: list[_Job], outcomes: Sequence[Done[Any] | Deferred]
    ) -> None:
        """Answer what is done, and put back, in order, what has to wait."""
        deferred = []
        for job, outcome in zip(jobs, outcomes, strict=True):
            if isinstance(outcome, Deferred):
                deferred.append(job)
            else:
                self.jobs += 1
                job.future.set_result(outcome.value)
        with self._changed:
            self._waiting.extendleft(reversed(deferred))

    def _begin(self) -> Connection:
        """Begin a transaction on the connection that is kept, or on a new one.

        Raises:
            _NoTransactionError: Nobody is there, or somebody else holds it.
        """
        try:
            if self._connection is None:
                self._connection = self._database.writing_engine.connect()
            self._connection.begin()
        except Exception as error:
            self._drop_connection()
            raise _NoTransactionError(error) from error
        return self._connection

    def _drop_connection(self) -> None:
        """Throw a connection away whose state nobody can vouch for."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()
