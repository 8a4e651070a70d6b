"""Decide a batch of commands in one transaction, in memory, and write it at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.desk import (
    admission,
    contents,
    loading,
    mint,
    policies,
    requests,
    strangers,
    writing,
)
from bot.policy import numbers
from bot.policy.schema import Policy
from bot.store import incidents, questions, rosters
from bot.store.connect import Database
from bot.store.writer import Deferred, Done
from bot.verbs.answering import log_radio
from bot.verbs.ground.decision import Decision, Mint
from bot.verbs.ground.situation import Situation
from bot.verbs.who.people import Roster
from models import commands, enums, errors, ledger, views

#: Either a reply, or the refusal that a caller without texts is raised.
Outcome = views.Reply | errors.HoldfastError


class Batches:
    """Decide batches; one for each writer."""

    def __init__(
        self,
        database: Database,
        book: policies.PolicyBook,
        *,
        cache: rosters.RosterCache,
        clock: Callable[[], datetime],
        machine_clock: Callable[[], datetime],
    ) -> None:
        """Keep what every batch needs."""
        self._database = database
        self._book = book
        self._clock = clock
        self._machine_clock = machine_clock
        self._rosters = cache

    def decide(
        self, connection: Connection, batch: Sequence[commands.Command]
    ) -> list[Done[Outcome] | Deferred]:
        """Decide these commands; those that touch what another does wait."""
        now = self._clock()
        senders = {c.actor.e164 for c in batch if c.actor.e164}
        questions.hold_numbers(connection, self._database, senders)
        roster = self._rosters.get(connection, now)
        outcomes = self._decide_with(connection, batch, roster, now)
        if outcomes is None:
            # The roster moved while we waited for its ledger; now it cannot.
            roster = self._rosters.get(connection, now)
            outcomes = self._decide_with(connection, batch, roster, now)
        if outcomes is None:
            raise errors.ConflictError
        return outcomes

    def _decide_with(
        self,
        connection: Connection,
        batch: Sequence[commands.Command],
        roster: Roster,
        now: datetime,
    ) -> list[Done[Outcome] | Deferred] | None:
        """Decide by this roster; return None if it is no longer the one in force."""
        outcomes: dict[int, Done[Outcome] | Deferred] = {}
        policy = self._book.in_force
        askings = self._askings(connection, batch, roster, policy, now, outcomes)
        order = list(askings)
        loading.find_incidents(connection, list(askings.values()), roster, policy, now)
        self._defer_conflicts(askings, outcomes)
        chosen = [index for index in order if index not in outcomes]
        found, heads = loading.situations(
            connection,
            self._database,
            [askings[index] for index in chosen],
            roster=roster,
            policy=policy,
            policy_version=self._book.version,
            read_policy=lambda version: self._book.get(connection, version),
            now=now,
        )
        if heads.keys() & {ledger.ROSTER, ledger.PRESENCE} and (
            self._rosters.get(connection, now) is not roster
        ):
            return None
        batch_mint = mint.BatchMint(connection, self._database, policy.timezone)
        minted = batch_mint.as_mint()
        rows = writing.Writing(
            heads,
            roster=roster,
            policy=policy,
            now=now,
            machine_now=self._machine_clock(),
            mint=minted,
        )
        for index, situation in zip(chosen, found, strict=True):
            asking = askings[index]
            outcomes[index] = Done(
                self._decide_one(asking, situation, policy, now, minted, rows)
            )
        rows.finish().write(connection)
        batch_mint.write()
        if self._rosters.has_slack:
            rows.stale.write(connection, self._database, self._machine_clock())
        return [outcomes[index] for index in range(len(batch))]

    def due(self, connection: Connection, limits: Sequence[int]) -> list[Any]:
        """Take the due step of up to so many incidents; count the acts."""
        ids = incidents.due_incidents(
            connection, self._database, self._clock(), max(limits)
        )
        steps = [
            commands.TakeStep(
                actor=commands.CLOCK, request_id="", incident_id=incident_id
            )
            for incident_id in ids
        ]
        outcomes = self.decide(connection, steps) if steps else []
        acts = sum(
            outcome.value.view.acts
            for outcome in outcomes
            if isinstance(outcome, Done)
            and isinstance(outcome.value, views.Reply)
            and isinstance(outcome.value.view, views.Stepped)
        )
        return [Done(acts)] + [Done(0) for _ in limits[1:]]

    def _askings(
        self,
        connection: Connection,
        batch: Sequence[commands.Command],
        roster: Roster,
        policy: Policy,
        now: datetime,
        outcomes: dict[int, Done[Outcome] | Deferred],
    ) -> dict[int, requests.Asking]:
        """Admit the commands that were not carried out before."""
        texts = [c.request_id for c in batch if c.inbound and c.request_id]
        others = [c.request_id for c in batch if not c.inbound and c.request_id]
        before = questions.first_answers(connection, texts)
        seen = questions.requests_seen(connection, others)
        bearers = _bearers(connection, batch, roster)
        forms = numbers.of(policy)
        askings = {}
        for index, command in enumerate(batch):
            first = before.get(command.request_id)
            if first is not None and first.state is not enums.InboundState.FAILED:
                # Fetched before its webhook came: the answer is a message already.
                text = None if first.is_late else first.answer
                reply = views.Reply(text=text, notice_id=first.notice_id)
                outcomes[index] = Done(reply)
                continue
            if command.request_id in seen:
                outcomes[index] = Done(views.Reply(view=views.Recorded(changed=False)))
                continue
            try:
                admitted = admission.admit(
                    command, roster, policy, now, bearers=bearers
                )
            except errors.HoldfastError as refusal:
                outcomes[index] = Done(loading.refused(connection, command, refusal))
                continue
            asking = requests.Asking(command, admitted, inbound=first)
            asking.place = requests.place_of(command, forms)
            asking.tours_of = requests.tours_of(command, roster)
            if isinstance(command, commands.LogRadio):
                asking.speaker = roster.of_star(command.star)
            if asking.speaker is not None and isinstance(command, commands.LogRadio):
                asking.heard = log_radio.spoken(command, asking.speaker, policy)
            askings[index] = asking
        return askings

    def _defer_conflicts(
        self,
        askings: dict[int, requests.Asking],
        outcomes: dict[int, Done[Outcome] | Deferred],
    ) -> None:
        """Let commands wait that would decide on what another one changes."""
        taken: set[str] = set()
        for index, asking in askings.items():
            keys = _touched(asking)
            if keys & taken:
                outcomes[index] = Deferred()
            else:
                taken |= keys

    def _decide_one(
        self,
        asking: requests.Asking,
        situation: Situation,
        policy: Policy,
        now: datetime,
        minted: Mint,
        rows: writing.Writing,
    ) -> Outcome:
        command = asking.command
        try:
            if asking.admission.standing in strangers.STANDINGS:
                decision = strangers.decide(
                    situation, command, asking.admission, policy, now, minted
                )
            else:
                decision = contents.VERBS[type(command)](
                    situation, command, policy, now, minted
                )
        except errors.FAULTS:
            raise
        except errors.HoldfastError as refusal:
            if command.inbound is None:
                return refusal
            decision = Decision(answer=views.Refused(error=refusal))
        return rows.take(asking, decision, is_repeat=asking.inbound is not None)


def _touched(asking: requests.Asking) -> set[str]:
    """Return what no other command of the batch may touch."""
    command = asking.command
    keys = set(asking.incident_ids) | {command.request_id} - {""}
    keys |= {one for one in (asking.person_id, asking.speaker_id) if one is not None}
    if command.actor.e164 is not None:
        keys.add(command.actor.e164)
    if asking.admission.standing in strangers.STANDINGS:
        # Each tells the desk, or sees that another one did.
        keys.add("strangers")
    if isinstance(command, commands.RecordDelivery):
        keys |= {command.notice_id} | asking.ledgers - ledger.INSTALLATION
    if isinstance(command, commands.GatherNotices):
        keys.add(f"notices of {command.person_id}")
    if isinstance(command, commands.AcceptText):
        keys.add(command.inbound_id)
    if isinstance(command, requests.OPENERS):
        beat, event = asking.place
        keys.add(f"beat {beat or asking.person_id}")
        keys.add(f"event {event or asking.person_id}")
    if isinstance(command, requests.OF_EVERYBODY):
        keys |= asking.ledgers
    return keys


def _bearers(
    connection: Connection, batch: Sequence[commands.Command], roster: Roster
) -> Mapping[str, str]:
    """Return whose the codes are that came from numbers which several people have."""
    codes = {
        target.code
        for command in batch
        if admission.is_shared(command.actor, roster)
        and (target := getattr(command, "target", None))
        and target.code
    }
    return questions.bearers(connection, codes) if codes else {}
