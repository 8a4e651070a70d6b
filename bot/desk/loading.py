"""Load what a batch of commands may look at, in few questions for all of them."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.desk import admission, of_people, particulars, requests, surroundings
from bot.policy.schema import Policy
from bot.store import files, incidents, pacing, questions, seconds
from bot.store.connect import Database
from bot.verbs.answering import attest, undo
from bot.verbs.ground.situation import Situation
from bot.verbs.messages import second_tries, unheard
from bot.verbs.who.people import Roster
from models import commands, enums, errors, ledger
from models.ledger import Ledger
from models.notice import Notice

#: Commands whose answer depends on everything the person has open.
LOOKS_AROUND = (
    commands.SayText,
    commands.Acknowledge,
    commands.Attest,
    commands.SaySeveral,
    commands.Undo,
    commands.AddNote,
    commands.Postpone,
    commands.PassOn,
    commands.Disown,
    commands.ShowStatus,
    commands.ShowMenu,
    commands.SayNothing,
    commands.GoOnDuty,
    commands.GoOffDuty,
    commands.JoinIncidents,
    commands.ChangeConsent,
    commands.NameFootage,
    commands.StateFact,
)

#: Those among them for which it counts what was talked about lately.
TALKS = (
    commands.SayText,
    commands.AddNote,
    commands.JoinIncidents,
    commands.NameFootage,
    commands.StateFact,
)

#: The ledger that each kind of command writes to, or whose lock keeps two from doing
#: the same: held texts stand in that of the installation.
_LEDGERS: dict[type[commands.Command], str] = {
    commands.AcceptText: ledger.SYSTEM,
    commands.ReadWords: ledger.SYSTEM,
    commands.ReadHeldText: ledger.SYSTEM,
    commands.RecordSlackHealth: ledger.SYSTEM,
    commands.NotePolicy: ledger.SYSTEM,
    commands.RaiseAlarm: ledger.SYSTEM,
    commands.GoOnDuty: ledger.PRESENCE,
    commands.GoOffDuty: ledger.PRESENCE,
    commands.TakeWatch: ledger.PRESENCE,
    commands.ListDuty: ledger.PRESENCE,
    commands.StandIn: ledger.PRESENCE,
    commands.RecordLeave: ledger.PRESENCE,
    commands.EndLeave: ledger.PRESENCE,
    commands.ImportAssignments: ledger.PRESENCE,
    commands.EndAssignments: ledger.PRESENCE,
    commands.ChangeConsent: ledger.ROSTER,
    commands.ImportRoster: ledger.ROSTER,
    commands.EndPerson: ledger.ROSTER,
    commands.RecordSlackMember: ledger.ROSTER,
    commands.ObjectToNumber: ledger.ROSTER,
    commands.HandOver: ledger.SYSTEM,
}


def refused(
    connection: Connection, command: commands.Command, refusal: errors.HoldfastError
) -> errors.HoldfastError:
    """Return the refusal of one who may not act, or of what is not about us at all.

    What is said in Slack beside our cards is nobody's business.
    """
    threads = {target.thread for target in _targets(command) if target.thread}
    if not threads or incidents.incidents_of_threads(connection, threads):
        return refusal
    return errors.NotFoundError("This thread belongs to no incident.")


def _looks_around(command: commands.Command) -> bool:
    """Tell whether the answer depends on what else the person has open."""
    if isinstance(command, commands.AddNote) and command.target:
        # Words that say where they belong.
        return False
    return isinstance(command, LOOKS_AROUND)


def _looks_back(command: commands.Command) -> bool:
    """Tell whether incidents count that the person only talked about lately."""
    if isinstance(command, commands.AddNote):
        return not command.target
    return isinstance(command, commands.JoinIncidents)


def _talks(command: commands.Command) -> bool:
    """Tell whether the answer depends on what was talked about lately."""
    if isinstance(command, commands.Attest):
        return command.word in attest.MAY_BE_WORDS
    return isinstance(command, TALKS)


def find_incidents(
    connection: Connection,
    askings: Sequence[requests.Asking],
    roster: Roster,
    policy: Policy,
    now: datetime,
) -> None:
    """Note for each command which incidents and ledgers it may concern."""
    around = [
        asking.speaker_id
        for asking in askings
        if asking.speaker_id and _looks_around(asking.said)
    ]
    owed = incidents.incidents_of_people(connection, set(around))
    targets = [target for asking in askings for target in _targets(asking.said)]
    of_codes = incidents.incidents_of_codes(
        connection, {target.code for target in targets if target.code}
    )
    of_references = incidents.incidents_of_references(
        connection, {target.reference for target in targets if target.reference}
    )
    of_duties = incidents.incidents_of_duties(
        connection, {target.duty_id for target in targets if target.duty_id}
    )
    of_threads = incidents.incidents_of_threads(
        connection, {target.thread for target in targets if target.thread}
    )
    of_tours = seconds.incidents_of_tours(
        connection, {one for asking in askings for one in asking.tours_of}, now
    )
    talks = incidents.talks(
        connection,
        {
            asking.speaker_id
            for asking in askings
            if asking.speaker_id and _looks_back(asking.said)
        },
        now - timedelta(hours=12),
    )
    for asking in askings:
        command, person_id = asking.said, asking.speaker_id
        for one in asking.tours_of:
            asking.incident_ids |= of_tours.get(one, set())
        if person_id and _looks_around(command):
            asking.incident_ids |= owed.get(person_id, set())
        if person_id and _looks_back(command):
            asking.incident_ids |= talks.get(person_id, {}).keys()
        for target in _targets(command):
            if target.thread:
                asking.thread_of = of_threads.get(target.thread)
            for found in (
                of_codes.get(target.code or ""),
                of_references.get(target.reference or ""),
                of_duties.get(target.duty_id or ""),
                asking.thread_of,
            ):
                if found:
                    asking.incident_ids.add(found)
                    asking.named_ids.add(found)
        asking.incident_ids |= of_people.incidents_of(connection, roster, command)
        of_people.find_owed(connection, asking, roster, policy, now)
        _find_by_kind(connection, asking)


def _find_by_kind(connection: Connection, asking: requests.Asking) -> None:
    command = asking.said
    if isinstance(command, requests.OF_THE_CLOCK):
        asking.incident_ids.add(command.incident_id)
    elif isinstance(command, commands.RecordDelivery):
        asking.notice = questions.one(connection, Notice, command.notice_id)
        concerned = _of_notice(connection, asking.notice) if asking.notice else set()
        if command.state in second_tries.LOST:
            # Somebody else has to hear of it, and the number may be no good.
            asking.incident_ids |= concerned - {ledger.SYSTEM}
            asking.ledgers |= {ledger.ROSTER, ledger.SYSTEM}
        else:
            asking.ledgers |= concerned
            if asking.notice and unheard.is_heard(asking.notice, command.state):
                asking.incident_ids |= concerned - {ledger.SYSTEM}
    elif isinstance(command, commands.GatherNotices):
        waiting = pacing.waiting(connection, command.person_id)
        asking.incident_ids |= {one.incident_id for one in waiting if one.incident_id}
        asking.ledgers.add(ledger.SYSTEM)
    elif type(command) in _LEDGERS:
        asking.ledgers.add(_LEDGERS[type(command)])
    elif isinstance(command, commands.Undo) and asking.speaker_id:
        entries = incidents.last_entries(connection, asking.speaker_id, undo.UNDOABLE)
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
        admission.Standing.NOT_THEIRS,
        admission.Standing.CLOSED,
    ):
        asking.ledgers.add(ledger.SYSTEM)


def _of_notice(connection: Connection, notice: Notice) -> set[str]:
    """Return the ledgers that tell what becomes of a message, and of those in it."""
    notices = [notice]
    if notice.purpose is enums.Purpose.DIGEST:
        notices += pacing.carried(connection, notice)
    return {one.incident_id or ledger.SYSTEM for one in notices}


def _targets(command: commands.Command) -> list[commands.Target]:
    if isinstance(command, commands.JoinIncidents):
        return [
            commands.Target(reference=reference)
            for reference in (command.reference, command.other)
            if reference
        ]
    if isinstance(command, commands.SaySeveral):
        return [target for part in command.parts for target in _targets(part)]
    reference = getattr(command, "reference", None)
    if reference:
        return [commands.Target(reference=reference)]
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
    loaded = files.load(connection, wanted, read_policy)
    talks = incidents.talks(
        connection,
        {
            asking.speaker_id
            for asking in askings
            if asking.speaker_id and _looks_around(asking.said) and _talks(asking.said)
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
            files=files.concerned(loaded, asking.incident_ids, asking.named_ids),
            talked_at=talks.get(asking.speaker_id or "", {}),
            inbound=asking.inbound,
            notice=asking.notice,
            thread_of=asking.thread_of,
            role_owes=asking.role_owes,
        )
        around.describe(situation, asking)
        particulars.load(connection, database, situation, asking, now)
        if isinstance(asking.said, requests.OF_SECONDS) and situation.files:
            situation.proposals = seconds.proposals(connection, situation.files)
        if isinstance(asking.said, commands.NotePolicy):
            situation.policy_before = seconds.policy_before(connection, policy_version)
        found.append(situation)
    return found, heads
