"""Load what one kind of command looks at besides incidents and people."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.desk import of_people, requests
from bot.store import auditing, incidents, live, pacing, questions, seconds, words
from bot.store.connect import Database
from bot.verbs.answering import undo
from bot.verbs.ground.situation import PastAct, Situation
from bot.verbs.incident import text_officer
from bot.verbs.messages import second_tries
from bot.verbs.steps import raise_alarm
from models import commands, enums
from models.inbox import Inbound
from models.ledger import Entry
from models.notice import Notice


def load(
    connection: Connection,
    database: Database,
    situation: Situation,
    asking: requests.Asking,
    now: datetime,
) -> None:
    """Add to a situation what its kind of command looks at; its ledgers are locked."""
    command = asking.said
    of_people.load(connection, situation, command, now)
    if isinstance(command, commands.Undo) and asking.speaker_id:
        situation.last_act = _last_act(connection, asking.speaker_id, command)
    elif isinstance(command, (commands.AcceptText, commands.ReadHeldText)):
        _load_text(connection, situation, command.inbound_id)
    elif isinstance(command, commands.DecideHeldText):
        for file in situation.files.values():
            held = incidents.items(connection, file.incident.id, command.position)
            situation.held = {item.name: item for item in held}
    elif isinstance(command, commands.RecordDelivery):
        _load_delivery(connection, situation, command)
    elif isinstance(command, commands.GatherNotices):
        _load_waiting(connection, database, situation, asking, now)
    elif isinstance(command, commands.RecordMessageGone):
        situation.live = live.standing_at(connection, command.channel_id, command.ts)
    elif isinstance(command, commands.RecordSlackHealth):
        situation.is_slack_lost = words.is_slack_lost(connection)
    elif isinstance(command, commands.RaiseAlarm):
        situation.alarms = auditing.alarms(connection, now - raise_alarm.ONCE_IN)
    else:
        _load_of_incident(connection, database, situation, command, now)


def _load_delivery(
    connection: Connection, situation: Situation, command: commands.RecordDelivery
) -> None:
    """Load a message, and those that it tells of, as they stand now.

    Read anew: another receipt may have come while we waited for the ledger.
    """
    situation.notice = notice = questions.one(connection, Notice, command.notice_id)
    if notice is None:
        return
    is_lost = command.state in second_tries.LOST
    if is_lost:
        situation.others_hear_at = questions.others_hear_at(connection, notice)
    if notice.purpose is enums.Purpose.DIGEST:
        situation.carried = pacing.carried(connection, notice)
        if is_lost:
            situation.carried_heard_at = {
                one.id: questions.others_hear_at(connection, one)
                for one in situation.carried
            }


def _load_waiting(
    connection: Connection,
    database: Database,
    situation: Situation,
    asking: requests.Asking,
    now: datetime,
) -> None:
    """Load what waits for a person; what came up meanwhile waits for the next time."""
    command = asking.command
    if isinstance(command, commands.GatherNotices):
        person_id = command.person_id
        situation.waiting = [
            notice
            for notice in pacing.waiting(connection, person_id, database=database)
            if notice.incident_id is None or notice.incident_id in asking.incident_ids
        ]
        since_at = now - pacing.LOOKS_BACK_FOR
        told = pacing.told_at(connection, [person_id], since_at)
        situation.told_at = told.get(person_id)
        handed = pacing.handed_at(connection, situation.waiting, since_at)
        situation.handed_at = handed.get(person_id)


def _load_text(connection: Connection, situation: Situation, inbound_id: str) -> None:
    situation.inbound = inbound = questions.one(connection, Inbound, inbound_id)
    if inbound is not None and inbound.incident_id is not None:
        situation.inbound_reference = words.reference_of(
            connection, inbound.incident_id
        )


def _load_of_incident(
    connection: Connection,
    database: Database,
    situation: Situation,
    command: commands.Command,
    now: datetime,
) -> None:
    """Load what stands in the ledger of the one incident that is named."""
    reference = getattr(command, "reference", None)
    file = situation.file_of(reference) if reference else None
    incident_id = file.incident.id if file else situation.thread_of
    if incident_id is None:
        return
    if isinstance(command, (commands.CloseIncident, commands.ReadWords)):
        situation.words = words.of_incident(connection, incident_id)
    if isinstance(command, (commands.CloseIncident, commands.ReopenIncident)):
        situation.closing = words.last_closing(connection, incident_id)
    elif (
        isinstance(command, (commands.AddNote, commands.ChangeNote))
        and command.message is not None
    ):
        situation.noted_messages = words.noted_messages(connection, incident_id)
    elif isinstance(command, commands.DecideProposal):
        situation.queued = seconds.unsent(connection, database, incident_id)
    elif isinstance(command, commands.TextOfficer):
        situation.phrases_sent = words.phrases_sent(
            connection, incident_id, text_officer.KEY, now - text_officer.ONCE_IN
        )


def _last_act(
    connection: Connection, person_id: str, command: commands.Undo
) -> PastAct | None:
    """Return the person's last act that was not taken back yet."""
    wanted = (*undo.UNDOABLE, "act:undone")
    undone: set[tuple[str, int]] = set()
    for entry in incidents.last_entries(connection, person_id, wanted):
        record: dict[str, Any] = json.loads(entry.record)
        if entry.event == "act:undone":
            undone.add((entry.ledger_id, record["body"]["facts"]["of"]))
        elif (entry.ledger_id, entry.position) not in undone:
            return _past(connection, entry, record)
    return None


def _past(connection: Connection, entry: Entry, record: dict[str, Any]) -> PastAct:
    items = incidents.items(connection, entry.ledger_id, entry.position)
    return PastAct(
        ledger_id=entry.ledger_id,
        position=entry.position,
        event=entry.event,
        body=record["body"],
        words={item.name: item.content for item in items},
        actor_id=entry.actor_id,
    )
