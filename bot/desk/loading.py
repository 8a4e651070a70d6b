"""Load what a batch of commands may look at, in few questions for all of them."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.desk import admission, requests, surroundings
from bot.policy.schema import Policy
from bot.store import incidents, questions
from bot.store.connect import Database
from bot.verbs import undo
from bot.verbs.people import Roster
from bot.verbs.situation import IncidentFile, PastAct, Situation
from models import commands, enums, ledger
from models.inbox import Inbound
from models.ledger import Entry, Ledger
from models.notice import Notice

#: Commands whose answer depends on everything the person has open.
LOOKS_AROUND = (
    commands.SayText,
    commands.Acknowledge,
    commands.Attest,
    commands.Undo,
    commands.AddNote,
    commands.ShowStatus,
    commands.ShowMenu,
    commands.SayNothing,
    commands.GoOnDuty,
    commands.GoOffDuty,
    commands.JoinIncidents,
    commands.ChangeConsent,
)


def load_files(
    connection: Connection,
    incident_ids: set[str],
    read_policy: Callable[[str], Policy],
) -> dict[str, IncidentFile]:
    """Load incidents whole, by id."""
    opened, duties, footage, codes, links = incidents.files(
        connection, sorted(incident_ids)
    )
    files = {
        incident.id: IncidentFile(incident=incident, read_policy=read_policy)
        for incident in opened
    }
    incident_of = {}
    for duty in duties:
        files[duty.incident_id].duties.append(duty)
        incident_of[duty.id] = duty.incident_id
    for piece in footage:
        files[piece.incident_id].footage.append(piece)
    for code in codes:
        file = files[incident_of[code.duty_id]]
        file.codes[code.duty_id, code.person_id] = code.code
    for link in links:
        for end in (link.incident_id, link.other_id):
            if end in files:
                files[end].links.append(link)
    return files


def find_incidents(
    connection: Connection, askings: Sequence[requests.Asking], now: datetime
) -> None:
    """Note for each command which incidents and ledgers it may concern."""
    around = [
        asking.person_id
        for asking in askings
        if asking.person_id and isinstance(asking.command, LOOKS_AROUND)
    ]
    of_people = incidents.incidents_of_people(connection, set(around))
    targets = [target for asking in askings for target in _targets(asking.command)]
    of_codes = incidents.incidents_of_codes(
        connection, {target.code for target in targets if target.code}
    )
    of_references = incidents.incidents_of_references(
        connection, {target.reference for target in targets if target.reference}
    )
    talks = incidents.talks(
        connection,
        {
            asking.person_id
            for asking in askings
            if asking.person_id and isinstance(asking.command, commands.JoinIncidents)
        },
        now - timedelta(hours=12),
    )
    for asking in askings:
        command, person_id = asking.command, asking.person_id
        if person_id and isinstance(command, LOOKS_AROUND):
            asking.incident_ids |= of_people.get(person_id, set())
        if person_id and isinstance(command, commands.JoinIncidents):
            asking.incident_ids |= talks.get(person_id, {}).keys()
        for target in _targets(command):
            for found in (
                of_codes.get(target.code or ""),
                of_references.get(target.reference or ""),
            ):
                if found:
                    asking.incident_ids.add(found)
        _find_by_kind(connection, asking)


def _find_by_kind(connection: Connection, asking: requests.Asking) -> None:
    command = asking.command
    if isinstance(command, (commands.TakeStep, commands.SetAside)):
        asking.incident_ids.add(command.incident_id)
    elif isinstance(command, commands.RecordDelivery):
        asking.notice = questions.one(connection, Notice, command.notice_id)
        if asking.notice is not None and asking.notice.incident_id is not None:
            asking.incident_ids.add(asking.notice.incident_id)
        asking.ledgers |= {ledger.ROSTER, ledger.SYSTEM}
    elif isinstance(command, commands.AcceptText):
        # Held texts stand in that ledger: its lock keeps two from taking one.
        asking.ledgers.add(ledger.SYSTEM)
    elif isinstance(command, (commands.GoOnDuty, commands.GoOffDuty)):
        asking.ledgers.add(ledger.PRESENCE)
    elif isinstance(
        command,
        (commands.ChangeConsent, commands.ImportRoster, commands.EndPerson),
    ):
        asking.ledgers.add(ledger.ROSTER)
    elif isinstance(command, commands.Undo) and asking.person_id:
        entries = incidents.last_entries(connection, asking.person_id, undo.UNDOABLE)
        asking.incident_ids |= {entry.ledger_id for entry in entries}
        asking.incident_ids |= {
            json.loads(entry.record)["body"]["facts"]["incident"]
            for entry in entries
            if entry.event == "incident:linked"
        }
    if asking.admission.standing is admission.Standing.ENROLLING:
        asking.ledgers.add(ledger.ROSTER)
    if asking.admission.standing in (
        admission.Standing.UNKNOWN,
        admission.Standing.AMBIGUOUS,
    ):
        asking.ledgers.add(ledger.SYSTEM)


def _targets(command: commands.Command) -> list[commands.Target]:
    if isinstance(command, commands.JoinIncidents):
        return [
            commands.Target(reference=reference)
            for reference in (command.reference, command.other)
            if reference
        ]
    if isinstance(command, commands.DecideHeldText):
        return [commands.Target(reference=command.reference)]
    target = getattr(command, "target", None)
    return [target] if target else []


def situations(
    connection: Connection,
    database: Database,
    askings: Sequence[requests.Asking],
    *,
    roster: Roster,
    policy: Policy,
    policy_version: str,
    read_policy: Callable[[str], Policy],
    now: datetime,
) -> tuple[list[Situation], dict[str, Ledger]]:
    """Lock the ledgers concerned and load what each command may look at.

    Returns:
        One situation for each command, in their order, and the ledgers' heads.
    """
    wanted = {i for asking in askings for i in asking.incident_ids}
    ledgers = wanted | {name for asking in askings for name in asking.ledgers}
    heads = questions.heads(connection, database, sorted(ledgers))
    files = load_files(connection, wanted, read_policy)
    talks = incidents.talks(
        connection,
        {
            asking.person_id
            for asking in askings
            if asking.person_id
            and isinstance(
                asking.command,
                (commands.SayText, commands.AddNote, commands.JoinIncidents),
            )
        },
        now - policy.limits.free_text_joins_within,
    )
    around = surroundings.Surroundings(connection, askings, policy, now)
    found = []
    for asking in askings:
        admitted = asking.admission
        situation = Situation(
            roster=roster,
            policy_version=policy_version,
            read_policy=read_policy,
            person=admitted.person,
            contact=admitted.contact,
            files={i: files[i] for i in sorted(asking.incident_ids) if i in files},
            talked_at=talks.get(asking.person_id or "", {}),
            inbound=asking.inbound,
            notice=asking.notice,
        )
        around.describe(situation, asking.command)
        _load_by_kind(connection, situation, asking)
        found.append(situation)
    return found, heads


def _load_by_kind(
    connection: Connection, situation: Situation, asking: requests.Asking
) -> None:
    command = asking.command
    if isinstance(command, commands.Undo) and asking.person_id:
        situation.last_act = _last_act(connection, asking.person_id, command)
    elif isinstance(command, commands.AcceptText):
        situation.inbound = questions.one(connection, Inbound, command.inbound_id)
    elif isinstance(command, commands.DecideHeldText):
        for file in situation.files.values():
            held = incidents.items(connection, file.incident.id, command.position)
            situation.held = {item.name: item for item in held}
    elif isinstance(command, commands.RecordDelivery):
        # Read anew: another receipt may have come while we waited for the ledger.
        situation.notice = notice = questions.one(connection, Notice, command.notice_id)
        if notice is not None and command.state is enums.NoticeState.NOT_DELIVERED:
            situation.others_reached = questions.has_other_page(connection, notice)


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
    )
