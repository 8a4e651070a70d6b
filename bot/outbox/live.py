"""Bring the messages of Slack up to date: one card an incident, one list a person.

What a message shows is worked out when it is sent, so a state that has passed is
never shown after a newer one. A message is posted once and then changed in place.
A post whose outcome nobody knows is looked for by the key that it carries before
it is made again. Nothing is called inside a transaction.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot import probe as probes
from bot.outbox import (
    carrying,
    faces,
    live_faces,
    live_rows,
    setbacks,
    slack_state,
    turns,
)
from bot.senders.slack import SlackApi
from bot.store.connect import Database
from bot.store.writer import Writer
from handlers.slack import failures
from models import enums, errors
from models.slack import LiveMessage

_log = logging.getLogger(__name__)

#: How long after a post of unknown outcome a look that finds nothing means that
#: there is nothing. Source: our choice; Slack lists a message within seconds.
LISTING_SETTLES_FOR = timedelta(seconds=20)

#: No post is under way.
_NOT_POSTING = {"posting_since": None, "posting_channel_id": None}


class LiveCourier:
    """Take one step at a time, in one thread of a process."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        slack: SlackApi,
        shows: live_faces.Faces,
        state: slack_state.SlackState,
        carrier: carrying.Carrier,
        *,
        channel_id: str | None,
        clock: Callable[[], datetime],
        machine_clock: Callable[[], datetime],
        chance: Callable[[], float],
        probe: probes.Probe = probes.silent,
    ) -> None:
        """Keep what is needed.

        Args:
            database: Says what is out of date.
            writer: Notes what became of it.
            slack: Where the messages stand.
            shows: Says what they show.
            state: Is told whether Slack works.
            carrier: Notes which messages of the outbox left with a list.
            channel_id: The dispatch channel; None: no cards.
            clock: The policy's.
            machine_clock: The machine's.
            chance: Spreads waits.
            probe: Told of the moments at which a crash would hurt most.
        """
        self._slack = slack
        self._faces = shows
        self._state = state
        self._carrier = carrier
        self._channel_id = channel_id
        self._clock = clock
        self._machine_clock = machine_clock
        self._chance = chance
        self._probe = probe
        self._turns = turns.Turns(machine_clock)
        self._rows = live_rows.LiveRows(
            database,
            writer,
            self._turns,
            channel_id=channel_id,
            clock=clock,
            machine_clock=machine_clock,
        )
        #: Channels of direct messages, by member; Slack never changes them.
        self._directs: dict[str, str] = {}
        #: Name of the turn that the call under way has, and whose direct messages
        #: were asked for.
        self._used = ""
        self._member: str | None = None

    def step(self) -> bool:
        """Bring a few messages up to date; return whether there were any.

        Raises:
            StorageError: A claim or an outcome could not be written.
        """
        now = self._machine_clock()
        first = self.next_attempt_at()
        if first is None or first > now:
            return False
        claimed, until_at = self._rows.claim()
        if claimed:
            self._probe(probes.CLAIMED)
        for row in claimed:
            if self._turns.free_at(turns.ALL) > now:
                self._rows.later(row, self._turns.free_at(turns.ALL))
            else:
                self._bring_up(row, until_at)
        return bool(claimed)

    def next_attempt_at(self) -> datetime | None:
        """Return when a message wants something next; None: none does."""
        return self._rows.next_attempt_at()

    # --- One message ------------------------------------------------------------------

    def _bring_up(self, row: LiveMessage, until_at: datetime) -> None:
        self._used, self._member = "", None
        try:
            if row.posting_since is not None and row.posting_channel_id is not None:
                self._look_up(row, row.posting_since, row.posting_channel_id)
            else:
                self._show(row, until_at)
        except errors.DeliveryError as error:
            self._failed(row, error)
        except errors.StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - the wall of the step
            _log.error("set aside message %s: %s", row.id, type(error).__name__)
            self._rows.later(row, self._machine_clock() + setbacks.SET_ASIDE_FOR)

    def _show(self, row: LiveMessage, until_at: datetime) -> None:
        """Let a message show what stands now."""
        if row.person_id is not None:
            self._carrier.sort_out(row)
        face = self._faces.of(row)
        if row.person_id is not None and (face is None or face.is_off):
            reason = "off duty" if face else "cannot be told in Slack"
            self._carrier.refused(row.person_id, reason, pages_only=face is not None)
        place = self._place(row, face) if face and not face.is_silent else None
        if face is None or place is None:
            self._rows.settle(row, digest_at=face.digest_at if face else None)
        elif row.ts is None or row.channel_id != place or face.is_anew:
            self._post(row, face, place, until_at)
        else:
            self._change(row, face, place, row.ts)

    def _place(self, row: LiveMessage, face: live_faces.Face) -> str | None:
        """Return where a message stands or is to be posted; None: nowhere."""
        if face.member is not None:
            return self._direct(face.member)
        if row.ts is not None and row.channel_id is not None:
            return row.channel_id
        if setbacks.is_refused_place(row):
            # The channel refused it: somebody of the desk gets it instead.
            member = self._faces.stand_in()
            return self._direct(member) if member else self._channel_id
        return self._channel_id

    def _direct(self, member: str) -> str:
        """Return the channel of direct messages with a member."""
        self._member = member
        if member not in self._directs:
            self._used = turns.OPENINGS
            self._directs[member] = self._slack.open_direct(member)
        return self._directs[member]

    def _post(
        self, row: LiveMessage, face: live_faces.Face, place: str, until_at: datetime
    ) -> None:
        leaves = face.is_anew and row.ts is not None and row.channel_id == place
        wanted = (place, turns.CHANGES) if leaves else (place,)
        if not self._turns.take(*wanted):
            self._rows.later(row, self._turns.free_at(*wanted))
            return
        if leaves:
            self._leave(place, row)
        begun_at = self._machine_clock()
        if not self._rows.begin(
            row,
            until_at,
            posting_since=begun_at,
            posting_channel_id=place,
            announced=faces.write_ids(face.ids),
        ):
            # It took too long, and somebody else has it by now.
            return
        self._probe(probes.SENDING)
        self._used = place
        message = face.message
        ts = self._slack.post(place, message.text, message.blocks, _key(row, begun_at))
        self._probe(probes.SENT)
        self._carrier.accepted(face.carried, f"{place}:{ts}")
        self._rows.settle(
            row,
            channel_id=place,
            ts=ts,
            posted_at=self._clock(),
            digest_at=None,
            shown_sha256=face.sha256,
        )
        self._state.works(in_channel=place == self._channel_id)

    def _leave(self, place: str, row: LiveMessage) -> None:
        """Say in an old list that a newer one took its place."""
        self._used = turns.CHANGES
        moved = self._faces.moved()
        try:
            self._slack.update(place, row.ts or "", moved.text, moved.blocks, row.id)
        except errors.DeliveryError as error:
            if error.kind != failures.Kind.GONE:
                raise

    def _change(
        self, row: LiveMessage, face: live_faces.Face, place: str, ts: str
    ) -> None:
        if face.sha256 == row.shown_sha256:
            self._rows.settle(row, digest_at=face.digest_at)
            return
        if not self._turns.take(turns.CHANGES):
            self._rows.later(row, self._turns.free_at(turns.CHANGES))
            return
        self._used = turns.CHANGES
        message = face.message
        self._slack.update(place, ts, message.text, message.blocks, row.id)
        self._rows.settle(row, digest_at=face.digest_at, shown_sha256=face.sha256)
        self._state.works(in_channel=place == self._channel_id)

    def _look_up(self, row: LiveMessage, since_at: datetime, channel_id: str) -> None:
        """Find out whether a post was made of which nobody knows."""
        ts = self._slack.find(channel_id, _key(row, since_at), since_at)
        now = self._machine_clock()
        if ts is None and now - since_at < LISTING_SETTLES_FOR:
            self._rows.later(row, since_at + LISTING_SETTLES_FOR)
        elif ts is None:
            # It is not there and will not appear: it was never made.
            self._rows.write(row, next_attempt_at=now, announced="[]", **_NOT_POSTING)
        else:
            # It was made; what it shows may be old by now, so it is changed next.
            self._rows.write(
                row,
                channel_id=channel_id,
                ts=ts,
                posted_at=self._clock(),
                shown_sha256=None,
                next_attempt_at=now,
                **_NOT_POSTING,
            )

    # --- What goes wrong --------------------------------------------------------------

    def _failed(self, row: LiveMessage, error: errors.DeliveryError) -> None:
        now = self._machine_clock()
        setback = setbacks.of(row, error, self._used, chance=self._chance)
        kind, problem = setback.kind, setback.problem
        values: dict[str, Any] = {"problem": problem, "attempts": row.attempts + 1}
        if row.posting_since is None and kind is not failures.Kind.UNKNOWN:
            # It surely was not made.
            values |= {**_NOT_POSTING, "announced": row.announced}
        elif kind is failures.Kind.PLACE:
            # Nobody can look there any more, so nobody sees it there.
            values |= _NOT_POSTING
        values |= dict.fromkeys(setback.forgets)
        if setback.wait is None:
            _log.error("Slack refuses a %s: %s", row.kind.value, problem)
            self._rows.write(row, next_attempt_at=None, digest_at=None, **values)
        else:
            self._rows.write(row, next_attempt_at=now + setback.wait, **values)
            self._turns.rest(setback.rests, now + setback.wait)
        self._tell(row, setback)

    def _tell(self, row: LiveMessage, setback: setbacks.Setback) -> None:
        """Let the rest of the house know what cannot be done through Slack."""
        kind, problem = setback.kind, setback.problem
        is_list = row.kind is enums.LiveKind.LIST
        if not (is_list and kind is failures.Kind.PLACE):
            self._state.fails(kind, problem)
        if kind is failures.Kind.PERSON and self._member is not None:
            self._state.doubts(self._member)
        if kind in (failures.Kind.PERSON, failures.Kind.PLACE):
            self._directs.clear()
        if kind is failures.Kind.SETUP and setback.rests == turns.ALL:
            # Nobody at all can be told: every ladder goes on.
            self._carrier.refused(None, problem, pages_only=True)
        elif is_list and (kind is failures.Kind.SETUP or setback.wait is None):
            is_for_now = setback.wait is not None
            self._carrier.refused(row.person_id, problem, pages_only=is_for_now)


def _key(row: LiveMessage, begun_at: datetime) -> str:
    """Return the key of one post: the next one of the same row has another."""
    return f"{row.id}:{begun_at.timestamp():.6f}"
