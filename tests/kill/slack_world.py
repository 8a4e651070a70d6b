"""A world with Slack in it: a workspace that outlives the bot, and no phones.

Nobody here can be texted, so whatever a bot sends it sends to Slack, and a moment
of sending is one of Slack's.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot import probe
from bot.ledger import audit
from bot.simulator import bot_process, installation
from bot.simulator.installation import SIGNING_SECRET, slack_settings
from bot.simulator.slack import people, sights, workspace
from handlers.slack import ids
from models import enums
from tests.kill.world import World, instant
from tests.stage import dispatcher, sergeant

#: A row that is claimed is so for longer than this from now; one that waits for its
#: turn, or for Slack to list a message, waits for less.
CLAIMED_FOR = timedelta(seconds=30)

_NO_PHONE: dict[str, Any] = {
    "phone_e164": None,
    "phone_kind": None,
    "consented_on": None,
}


class SlackWorld(World):
    """Hold a workspace with a dispatcher and a sergeant, and the bots."""

    cast = (
        dispatcher(),
        sergeant(slack_user_id="U0BOYD", watch="always", **_NO_PHONE),
    )
    parts = (*World.parts, "slack")
    #: Bots take turns with Slack in memory: what is due may wait for a leap.
    waiting = (*World.waiting, "SELECT min(next_attempt_at) AS at FROM live_message")

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self.workspace = workspace.SlackWorkspace(
            clock=self.clock,
            signing_secret=SIGNING_SECRET,
            post=self._post,
            events_url=f"{installation.PUBLIC_URL}/slack/events",
            shortcuts=(ids.SHORTCUT_OPEN, ids.SHORTCUT_OPEN_FROM),
        )
        self.dora = self._member("Dora", "U0DORA")
        self.sergeant = self._member("Boyd", "U0BOYD")
        self._dead_claims: set[datetime] = set()
        self.channel_id = self.workspace.add_channel(installation.DISPATCH).id

    def _member(self, name: str, slack_user_id: str) -> people.SlackUser:
        return self.workspace.add_user(name, id_=slack_user_id)

    def more_settings(self) -> dict[str, Any]:
        return slack_settings(self.workspace.api_url, self.channel_id)

    @property
    def environ(self) -> dict[str, str]:
        return {
            **super().environ,
            "SLACK_BOT_TOKEN": workspace.BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_DISPATCH_CHANNEL": self.channel_id,
            "SLACK_API_URL": self.workspace.api_url,
        }

    def deliver(self) -> bool:
        return (self.workspace.settle() > 0) | super().deliver()

    def leap_to_next_event(self) -> None:
        """Move the clock to when Slack delivers something next."""
        at = self.workspace.next_event_at()
        assert at is not None
        self.leap(at - self.clock.now())
        self.settle()

    def _has_begun(self) -> bool:
        checks = self.rows(
            "SELECT checked_at AS at FROM slack_workspace WHERE team_id IS NOT NULL"
        )
        has_checked = any(instant(row.at) >= self._fetched_since for row in checks)
        return has_checked and super()._has_begun()

    def _due(self, now: datetime) -> bool:
        is_claimed = bool(self._claimed() - self._dead_claims)
        return is_claimed or self._is_being_noted() or super()._due(now)

    def _is_at_rest(self) -> bool:
        return super()._is_at_rest() and not self._is_committing()

    def _is_committing(self) -> bool:
        """Tell whether a bot alone has yet to say that a batch was committed."""
        if len(self.bots) > 1:
            # What two bots write at once may be taken back by the database.
            return False
        return any(
            bot.passed[probe.IN_BATCH] != bot.passed[probe.COMMITTED]
            for bot in self.bots
            if bot.is_running
        )

    def _is_being_noted(self) -> bool:
        """Tell whether a list was posted and what it carried is not noted yet."""
        (queued,) = self.rows(
            "SELECT count(*) AS n FROM notice WHERE channel = 'slack' AND state = :s",
            s=enums.NoticeState.QUEUED.value,
        )
        (waiting,) = self.rows(
            "SELECT count(*) AS n FROM live_message"
            " WHERE next_attempt_at IS NOT NULL OR digest_at IS NOT NULL"
        )
        return bool(queued.n) and not waiting.n

    def _claimed(self) -> set[datetime]:
        """Until when messages are claimed by bots."""
        found = self.rows("SELECT DISTINCT next_attempt_at AS at FROM live_message")
        ends = {instant(row.at) for row in found if row.at is not None}
        return {end for end in ends if end > self.clock.now() + CLAIMED_FOR}

    def kill(self, bot: bot_process.BotProcess) -> None:
        super().kill(bot)
        # Nobody will finish these.
        self._dead_claims |= self._claimed()

    # --- Looking --------------------------------------------------------------

    def cards(self) -> list[sights.SeenMessage]:
        """What stands in the dispatch channel, oldest first; replies aside."""
        return [
            message
            for message in self.dora.sees(installation.DISPATCH)
            if not message.is_ephemeral and message.thread_ts in (None, message.ts)
        ]

    def row(self, kind: str) -> Any:
        """The newest row of a message of this kind."""
        found = self.rows(
            "SELECT * FROM live_message WHERE kind = :kind ORDER BY id DESC", kind=kind
        )
        return found[0] if found else None

    def told(self, event: str) -> int:
        """How often something is on record."""
        found = self.rows("SELECT event FROM entry WHERE event = :event", event=event)
        return len(found)

    def check(self) -> None:
        """Check that each incident has one card, each of it the newest."""
        rows = self.rows("SELECT * FROM live_message")
        assert all(row.shown == row.wanted for row in rows), rows
        assert all(row.posting_since is None for row in rows), rows
        cards = _keys(self.workspace.messages(installation.DISPATCH))
        incidents = [row.id for row in self.rows("SELECT id FROM incident")]
        assert sorted(cards) == sorted(f"card:{id_}" for id_ in incidents)
        for person in (self.dora, self.sergeant):
            assert len(person.dms) <= 1, [seen.rendered for seen in person.dms]
        with self.database.reading() as connection:
            findings = audit.verify(connection, key=self.key)
        assert findings.is_sound, findings


def _keys(messages: Sequence[Any]) -> list[str]:
    """The rows behind messages of ours, by the key that each carries."""
    found = []
    for message in messages:
        payload = (message.metadata or {}).get("event_payload") or {}
        key = str(payload.get("key") or "")
        if key and not message.is_deleted:
            found.append(":".join(key.split(":")[:2]))
    return found
