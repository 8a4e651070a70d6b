"""Turn decisions into rows: entries, items, heads, notices, the text's own row."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.desk import admission, requests
from bot.ledger import entries
from bot.outbox import compose
from bot.policy.schema import Policy
from bot.store import live
from bot.store.changes import Changes
from bot.verbs.ground.decision import Act, Change, Decision, Insert, Mint, Update
from bot.verbs.who.people import Roster
from handlers.sms import several, texts
from models import commands, enums, ledger, views
from models.duty import Code, Duty
from models.inbox import Inbound, Request
from models.incident import Incident
from models.ledger import Entry, Item, Ledger
from models.notice import Attempt, Notice
from models.people import Presence
from models.slack import LiveMessage

#: How long the receipt of an answer given in the carrier's own request is
#: awaited before the provider is asked for it. Source: our choice; receipts
#: come within seconds, and an officer waits for the answer.
RECEIPT_PATIENCE = timedelta(seconds=45)

#: Column that says in whose list a new row stands.
_WHOSE: dict[Any, str] = {
    Code: "person_id",
    Duty: "owner_id",
    Notice: "person_id",
    Presence: "person_id",
}

#: Fields of a vendor's request that have columns of their own.
_OWN_FIELDS = {"Body", "From", "To"}


class Writing:
    """Collect the rows of one batch."""

    def __init__(
        self,
        heads: Mapping[str, Ledger],
        *,
        roster: Roster,
        policy: Policy,
        now: datetime,
        machine_now: datetime,
        mint: Mint,
    ) -> None:
        """Start from where the ledgers stand."""
        self.changes = Changes()
        #: What of Slack is out of date by all this.
        self.stale = live.Stale()
        self._stands = {
            name: entries.Head(row.position, row.head) for name, row in heads.items()
        }
        self._known = set(heads)
        self._moved: set[str] = set()
        self._roster = roster
        self._policy = policy
        self._zone = ZoneInfo(policy.timezone)
        self._now = now
        self._machine_now = machine_now
        self._mint = mint

    def take(
        self, asking: requests.Asking, decision: Decision, *, is_repeat: bool
    ) -> views.Reply:
        """Collect the rows of one decision and return its answer.

        Args:
            asking: The command.
            decision: What was decided on it.
            is_repeat: True where a text that failed before is worked off.
        """
        text = self._answer_text(asking, decision)
        actor = self._actor(asking)
        acts = list(decision.acts)
        if text is not None and acts:
            acts[0] = _with_answer(acts[0], text)
        for act in acts:
            self._enter(act, actor, asking.command.request_id or None)
        for change in decision.upkeep:
            self.changes.add(change)
            if isinstance(change, Update) and change.table is Inbound:
                self.stale.has_inbox = True
            if isinstance(change, Update) and change.table is LiveMessage:
                self.stale.named.add(change.row.id)
        if decision.inbound_state is enums.InboundState.HELD:
            self.stale.has_inbox = True
        notice_id = None
        if asking.command.inbound is not None:
            notice_id = self._answer(asking, decision, text)
            self._keep(asking, decision, text, notice_id, is_repeat=is_repeat)
        elif asking.command.request_id and (acts or decision.upkeep):
            # What changed nothing is not remembered: a form that asked for more
            # can be sent again as the same request.
            self.changes.insert(
                Request, {"request_id": asking.command.request_id, "at": self._now}
            )
        return views.Reply(
            view=decision.answer, text=text, notice_id=notice_id, at=self._now
        )

    def finish(self) -> Changes:
        """Add the ledgers' new heads and return everything."""
        for name in sorted(self._moved):
            head = self._stands[name]
            values = {"position": head.position, "head": head.hash}
            if name in self._known:
                self.changes.update(Ledger, (name,), values)
            else:
                self.changes.insert(Ledger, {"id": name, **values})
        return self.changes

    def _enter(
        self, act: Act, actor: Mapping[str, Any], request_id: str | None
    ) -> None:
        notices = compose.rows(
            act,
            roster=self._roster,
            policy=self._policy,
            now=self._now,
            machine_now=self._machine_now,
            mint=self._mint,
        )
        whole = Act(
            ledger_id=act.ledger_id,
            event=act.event,
            facts=act.facts,
            words=act.words,
            held_by=act.held_by,
            changes=(*act.changes, *notices),
        )
        written = entries.write(
            whole,
            self._stands.get(act.ledger_id, entries.Head()),
            at=self._now,
            actor=actor,
            request_id=request_id,
            entry_id=self._mint.new_id(),
        )
        self._stands[act.ledger_id] = written.head
        self._moved.add(act.ledger_id)
        if act.ledger_id not in ledger.INSTALLATION:
            self.stale.incidents.add(act.ledger_id)
        for change in whole.changes:
            self.changes.add(change)
            self._notice_stale(change)
        self.changes.insert(Entry, written.entry)
        for item in written.items:
            self.changes.insert(Item, item)

    def _notice_stale(self, change: Change) -> None:
        """Note whose list a new row stands in, and which incident is new."""
        if not isinstance(change, Insert):
            return
        values = change.values
        if change.table is Incident:
            self.stale.opened.add(values["id"])
        person_id = values.get(_WHOSE.get(change.table, ""))
        person = self._roster.by_id.get(person_id) if person_id else None
        if person is not None and self._roster.slack_of(person) is not None:
            self.stale.people.add(person.id)

    def _actor(self, asking: requests.Asking) -> dict[str, Any]:
        if asking.speaker is not None:
            # What somebody logs is its speaker's word; who logged it is a fact beside.
            return {
                "channel": enums.Channel.RADIO.value,
                "person": asking.speaker.id,
                "role": asking.speaker.role,
            }
        actor: dict[str, Any] = {"channel": asking.command.actor.channel.value}
        if asking.admission.person is not None:
            actor["person"] = asking.admission.person.id
            actor["role"] = asking.admission.person.role
        if asking.command.actor.account is not None:
            actor["account"] = asking.command.actor.account
        return actor

    def _answer_text(self, asking: requests.Asking, decision: Decision) -> str | None:
        inbound = asking.command.inbound
        if inbound is None:
            return None
        count = inbound.media_count
        text = texts.say(decision.answer, self._zone, self._now, count)
        text = several.warned(text, inbound.body) if asking.admission.person else text
        return admission.named(text, asking.admission, self._roster)

    def _answer(
        self, asking: requests.Asking, decision: Decision, text: str | None
    ) -> str | None:
        """Put the answer into the outbox: it goes in the response, or is sent."""
        inbound = asking.command.inbound
        if text is None or inbound is None:
            return None
        notice_id = self._mint.new_id()
        now = self._machine_now
        row: dict[str, Any] = {
            "id": notice_id,
            "key": f"answer:{asking.command.request_id}",
            "incident_id": decision.incident_id,
            "person_id": asking.person_id,
            "to_e164": inbound.e164,
            "channel": enums.Channel.SMS,
            "purpose": enums.Purpose.ANSWER,
            "body": text,
            "state": enums.NoticeState.QUEUED,
            "is_late": inbound.is_fetched,
            "created_at": self._now,
            "next_attempt_at": now,
            "attempts": 0,
        }
        if not inbound.is_fetched:
            row.update(
                state=enums.NoticeState.SENDING,
                next_attempt_at=now + RECEIPT_PATIENCE,
                first_send_at=now,
                last_send_at=now,
                attempts=1,
            )
            attempt = {
                "id": self._mint.new_id(),
                "notice_id": notice_id,
                "number": 1,
                "kind": enums.AttemptKind.RESPONSE,
                "started_at": now,
            }
            self.changes.insert(Attempt, attempt)
        self.changes.insert(Notice, row)
        return notice_id

    def _keep(
        self,
        asking: requests.Asking,
        decision: Decision,
        text: str | None,
        notice_id: str | None,
        *,
        is_repeat: bool,
    ) -> None:
        row = inbound_row(asking.command, self._now, self._mint.new_id())
        row.update(
            person_id=asking.person_id,
            incident_id=decision.incident_id,
            state=decision.inbound_state,
            answer=text,
            notice_id=notice_id,
            error=None,
        )
        if is_repeat and asking.inbound is not None:
            del row["id"]
            self.changes.update(Inbound, (asking.inbound.id,), row)
        else:
            self.changes.insert(Inbound, row)


def inbound_row(
    command: commands.Command, now: datetime, row_id: str
) -> dict[str, Any]:
    """Return the row of the text a command came in, before its answer is known."""
    inbound = command.inbound
    if inbound is None:
        raise TypeError("only a text has a row in the inbox")
    fields = {k: v for k, v in inbound.fields.items() if k not in _OWN_FIELDS}
    return {
        "id": row_id,
        "request_id": command.request_id,
        "channel": command.actor.channel,
        "e164": inbound.e164,
        "to_e164": inbound.to_e164,
        "body": inbound.body,
        "body_sha256": requests.digest_of(inbound.body),
        "media_count": inbound.media_count,
        "fields": json.dumps(fields, ensure_ascii=False, sort_keys=True),
        "sent_at": inbound.sent_at or now,
        "received_at": now,
        "is_late": inbound.is_fetched,
    }


def _with_answer(act: Act, text: str) -> Act:
    """Return the act with what was answered beside it."""
    return Act(
        ledger_id=act.ledger_id,
        event=act.event,
        facts=act.facts,
        words={**act.words, entries.ANSWER: text},
        held_by=act.held_by,
        changes=act.changes,
        notices=act.notices,
    )
