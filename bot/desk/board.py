"""Show people what stands: each only what their role may see, nothing private.

Implements `models.ports.Board`. Looking changes nothing and is not on record;
words are read by a command, which is.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.desk import looking, policies
from bot.desk.looking import LISTED_MAX
from bot.outbox import faces
from bot.policy import numbers, timetable
from bot.policy.schema import VERBS
from bot.store import boards, incidents, rosters
from bot.store.connect import Database
from bot.verbs.answering import log_radio
from bot.verbs.duties import obligations
from bot.verbs.footage import footage_lines
from bot.verbs.ground import sources
from bot.verbs.ground.situation import IncidentFile
from bot.verbs.incident import text_officer
from bot.verbs.shown import showing
from models import board, clocks, errors, ports, queries
from models.duty import Duty

#: Most incidents of a watch of which the first are shown. Source: our choice; all of
#: them are counted, and to read more than these takes too long.
WATCHED_MAX = 100

#: Within what something counts as due.
DUE_WITHIN = timedelta(hours=24)


class Board:
    """Answer queries; safe to call from several threads."""

    def __init__(
        self,
        database: Database,
        book: policies.PolicyBook,
        *,
        cache: rosters.RosterCache,
        clock: Callable[[], datetime],
    ) -> None:
        """Keep what every answer needs; the cache is this board's own."""
        self._database = database
        self._book = book
        self._cache = cache
        self._clock = clock
        self._lock = threading.Lock()

    def look(self, query: queries.Query) -> ports.Sight:
        """Return what a person asked to see.

        Raises:
            RefusedError: The person may not see it.
            NotFoundError: There is nothing of that name.
            InvalidInputError: The policy has no such phrase.
            StorageError: The database cannot be read.
        """
        now = self._clock()
        try:
            with self._database.reading() as connection:
                with self._lock:
                    roster = self._cache.get(connection, now)
                view = _Look(self._book, connection, roster, query, now).answer()
        except SQLAlchemyError as error:
            raise errors.StorageError from error
        return ports.Sight(view, now)


class _Look(looking.Look):
    """Answer one query."""

    def answer(self) -> board.Shown:
        """Return what is shown."""
        return _ANSWERS[type(self.query)](self, self.query)

    # --- The answers ----------------------------------------------------------------

    def _list(self, query: queries.ListIncidents) -> board.IncidentList:
        which = query.which
        if which == "mine":
            self.require("show_status")
            mine = incidents.incidents_of_people(self.connection, {self.person.id})
            ids = mine.get(self.person.id, set())
            count = len(ids)
            has_watch = self.roster.has_watch(self.person, self.now)
            if has_watch and self.may("list_incidents"):
                which = "watch"
                watched = self.watched(None)
                count = len(ids.union(watched))
                ids |= set(watched[:WATCHED_MAX])
        else:
            self.require("list_incidents")
            ids, count = self._open(which)
        lines = self.lines(sorted(ids))[:LISTED_MAX]
        return board.IncidentList(
            which=which, lines=tuple(lines), more=max(count - len(lines), 0)
        )

    def _open(self, which: str) -> tuple[set[str], int]:
        """Return the incidents that come first, and how many there are in all."""
        until_at = self.now + DUE_WITHIN if which == "due" else None
        ids = set(
            boards.open_incidents(self.connection, LISTED_MAX, due_before=until_at)
        )
        # What is lost soon comes first too, though nothing of it may be due.
        lost_at = until_at or datetime.max.replace(tzinfo=UTC)
        lost = boards.footage_lost_before(self.connection, lost_at, LISTED_MAX)
        ids |= {incident_id for incident_id, _ in lost}
        count = boards.count_open(self.connection, due_before=until_at)
        return ids, max(count, len(ids))

    def _show(self, query: queries.ShowIncident) -> board.Card:
        file = self.file(query.reference)
        if not self.concerns(file):
            self.require("list_incidents")
        return faces.card(
            self.connection, file, self.roster, self.now, self.book.places
        )

    def _who(self, query: queries.ShowWho) -> board.Who:
        self.require("show_status")
        return showing.who(self.roster, self.policy, self.now)

    def _inbox(self, query: queries.ShowInbox) -> board.Inbox:
        self.require("accept_text")
        return faces.inbox(self.connection, self.now)

    def _help(self, query: queries.ShowHelp) -> board.Help:
        mine = self.mine()
        with_code = next((line for line in mine if line.code), None)
        newest = max((line.reference for line in mine), default=None)
        if newest is None and self.may("list_incidents"):
            newest = self.newest()
        return board.Help(
            role_title=showing.role_title(self.policy, self.person.role),
            verbs=frozenset(verb for verb in VERBS if self.may(verb)),
            reference=with_code.reference if with_code else newest,
            code=with_code.code if with_code else None,
            word=with_code.word if with_code else None,
        )

    def _home(self, query: queries.ShowHome) -> board.Home:
        mine = self.mine()
        may_list = self.may("list_incidents")
        lost = self.lost() if may_list else ((), (), ())
        may_accept = self.may("accept_text")
        waiting = boards.waiting_texts(self.connection) if may_accept else []
        return board.Home(
            label=self.roster.label(self.person.id),
            role_title=showing.role_title(self.policy, self.person.role),
            mine=tuple(mine),
            watch=tuple(self.watch()) if may_list else (),
            lost_24h=lost[0],
            lost_7d=lost[1],
            lost_30d=lost[2],
            who=showing.who(self.roster, self.policy, self.now, most=20),
            has_watch=self.roster.has_watch(self.person, self.now),
            may_take_watch=showing.can_take_watch(self.policy, self.person),
            waiting_texts=len(waiting),
        )

    def _duty(self, query: queries.ShowDuty) -> board.FlagForm:
        duty_id = query.duty_id
        if query.code is not None:
            found = boards.duty_of_code(self.connection, query.code)
            if found is None or found[1] != self.person.id:
                raise errors.NotFoundError(f"You have no code {query.code}.")
            duty_id = found[0]
        ids = set(
            incidents.incidents_of_duties(self.connection, {duty_id or ""}).values()
        )
        for file in self.files(ids).values():
            for duty in file.duties:
                if duty.id == duty_id:
                    return self._form(file, duty)
        raise errors.NotFoundError("There is no such duty.")

    def _phrase(self, query: queries.ShowPhrase) -> board.PhraseText:
        self.require("text_officer")
        file = self.file(query.reference)
        shown = text_officer.preview(
            file, self.roster, self.policy, query.phrase, self.now
        )
        return board.PhraseText(to=shown.to, text=shown.text)

    def _notice(self, query: queries.ShowNotice) -> clocks.NoticeForm:
        if query.reference is None:
            self.require("open_incident")
            return footage_lines.notice_form(self.policy, None, self.now)
        file = self.file(query.reference)
        return footage_lines.notice_form(file.policy, file, self.now)

    # --- What they are made of ------------------------------------------------------

    def _form(self, file: IncidentFile, duty: Duty) -> board.FlagForm:
        rule = obligations.rule_of(file.policy, duty)
        source = obligations.source_of(file.policy, rule, file.footage_of(duty))
        earliest = None
        if source is not None and source.kept_for is not None:
            earliest = timetable.earliest_deletion_on(
                source, self.now, file.policy.timezone
            ).isoformat()
        return board.FlagForm(
            duty=showing.line(file, duty, self.roster, self.person),
            grounds=tuple(
                (ground.id, ground.text)
                for ground in file.policy.ground
                if self.person.role in ground.stated_by
            ),
            earliest_on=earliest,
            authority=source.authority if source else rule.authority,
            asked_of=sources.asked_of(source),
            numbers=numbers.shown(file.policy),
            may_log_radio=(
                self.may("log_radio")
                and "duties" in self.roster.channels.radio
                and log_radio.can_be_said(rule)
            ),
        )


_ANSWERS: dict[type[queries.Query], Callable[[Any, Any], board.Shown]] = {
    queries.ListIncidents: _Look._list,
    queries.ShowIncident: _Look._show,
    queries.ShowWho: _Look._who,
    queries.ShowInbox: _Look._inbox,
    queries.ShowHelp: _Look._help,
    queries.ShowHome: _Look._home,
    queries.ShowDuty: _Look._duty,
    queries.ShowPhrase: _Look._phrase,
    queries.ShowNotice: _Look._notice,
}
