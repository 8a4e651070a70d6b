"""Tell what lies around a text: its twin, its neighbours, its sender's chatter."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.desk import requests, strangers
from bot.policy.schema import Policy
from bot.store import incidents, pacing, questions, words
from bot.verbs.ground.situation import Situation
from bot.verbs.who.people import Roster
from handlers.sms import texts
from models import commands
from models.incident import Incident
from models.notice import Notice

_log = logging.getLogger(__name__)

#: Window of the hourly limits on answers.
HOUR = timedelta(hours=1)


class Surroundings:
    """Answer what else is known around a text: its twin, its neighbours."""

    def __init__(
        self,
        connection: Connection,
        askings: Sequence[requests.Asking],
        policy: Policy,
        now: datetime,
    ) -> None:
        self._connection = connection
        self._policy, self._now = policy, now
        self._same_since_at = now - policy.limits.same_text_within
        texted = [asking.command for asking in askings if asking.command.inbound]
        openers = [c for c in texted if isinstance(c, requests.OPENERS) and c.inbound]
        senders = {c.inbound.e164 for c in openers if c.inbound}
        digests = {requests.digest_of(c.inbound.body) for c in openers if c.inbound}
        self._same = (
            questions.same_texts(
                connection, senders, digests, now - policy.limits.same_text_within
            )
            if openers
            else {}
        )
        beats = {asking.place[0] for asking in askings} - {None}
        events = {asking.place[1] for asking in askings} - {None}
        self._nearby: list[Incident] = (
            incidents.nearby(
                connection,
                [beat for beat in beats if beat],
                [event for event in events if event],
                now - policy.limits.offer_join_within,
            )
            if beats or events
            else []
        )
        idle = {
            asking.command.actor.e164
            for asking in askings
            if asking.command.actor.e164
            and (
                asking.admission.person is None
                or isinstance(
                    asking.command,
                    (commands.SayText, commands.Acknowledge, commands.SayNothing),
                )
            )
        }
        self._answers: Mapping[str, tuple[int, int]] = questions.answers(
            connection, idle, now - HOUR, texts.UNCLEAR
        )
        self._worn = policy.limits.unclear_answers_per_hour
        worn = {
            e164
            for e164, (_, unclear) in self._answers.items()
            if unclear >= self._worn
        }
        self._answered = {
            (e164, _gist_of(body))
            for e164, body in questions.answered(connection, worn, now - HOUR)
        }

    def _typed_before(self, person_id: str, text: str) -> tuple[str, str, int] | None:
        """Return what these very words of this person opened a moment ago."""
        digest = requests.digest_of(text)
        opened = words.opened_by(self._connection, person_id, self._same_since_at)
        same = [
            (name, i) for said, name, i in opened if requests.digest_of(said) == digest
        ]
        return (*same[0], len(same)) if same else None

    def _desk_told(self, roster: Roster) -> Sequence[Notice]:
        """Return what those at the desk were told of unknown numbers lately."""
        desk = roster.on_duty_of(self._policy.desk_roles, self._policy, self._now)
        since_at = self._now - pacing.LOOKS_BACK_FOR
        ids = [person.id for person in desk]
        return pacing.said(self._connection, ids, strangers.KEY, since_at)

    def describe(self, situation: Situation, asking: requests.Asking) -> None:
        """Add to a situation what lies around its command."""
        command = asking.command
        if command.actor.e164:
            counts = self._answers.get(command.actor.e164, (0, 0))
            situation.answers, situation.unclear_answers = counts
        if command.inbound is not None and self._answered:
            said = command.inbound.e164, _gist_of(command.inbound.body)
            situation.is_said_again = said in self._answered
        if command.inbound is not None and situation.person is None:
            situation.desk_told = self._desk_told(situation.roster)
        if not isinstance(command, requests.OPENERS):
            return
        if command.inbound is not None:
            key = command.inbound.e164, requests.digest_of(command.inbound.body)
            situation.same_text = self._same.get(key)
            if situation.same_text and situation.same_text[2] == self._worn + 1:
                _log.error("the same text keeps coming from one number")
        elif situation.person is not None:
            situation.same_text = self._typed_before(situation.person.id, command.text)
        beat, event = asking.place
        situation.nearby = [
            incident
            for incident in self._nearby
            if (beat and incident.beat == beat)
            or (event and incident.event_number == event)
        ]


def _gist_of(text: str) -> str:
    """Return the letters of a text: a machine counts, and a person does not."""
    return "".join(filter(str.isalpha, text.casefold()))
