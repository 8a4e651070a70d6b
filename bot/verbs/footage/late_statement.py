"""Take what is said of footage after its loss was told: the searcher has it.

The duty has given way to the search, so nothing is settled by it; the words go on
record and to whoever searches.
"""

from datetime import datetime

from bot.verbs.duties import held_text, obligations
from bot.verbs.duties.targets import Found
from bot.verbs.footage import loss
from bot.verbs.ground.decision import Act, Decision, Mint, Notice, Told
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.who.people import Roster
from models import commands, enums, views
from models.duty import Duty
from models.people import Person


def meant(
    situation: Situation, command: commands.Attest, person: Person
) -> Found | None:
    """Return the duty that gave way to a search, where that is what is meant."""
    target = command.target
    found = [
        Found(file, duty)
        for file in situation.files.values()
        for duty in file.duties
        if _gave_way(duty)
        and _is_meant(file, duty, person, command)
        and target.reference in (None, file.incident.reference)
    ]
    if target.code is None and target.duty_id is None:
        is_open = any(
            duty.word == command.word
            and duty.state in enums.OPEN_DUTY_STATES
            and (duty.owner_id == person.id or (duty.id, person.id) in file.codes)
            for file in situation.files.values()
            for duty in file.duties
        )
        if is_open or command.word is None:
            return None
    return found[0] if len(found) == 1 else None


def _gave_way(duty: Duty) -> bool:
    return duty.state is enums.DutyState.RELEASED and duty.reason == loss.SEARCHED


def _is_meant(
    file: IncidentFile, duty: Duty, person: Person, command: commands.Attest
) -> bool:
    code = file.codes.get((duty.id, person.id))
    if command.target.duty_id is not None:
        return duty.id == command.target.duty_id
    if command.target.code is not None:
        return code == command.target.code
    return duty.word == command.word and (duty.owner_id == person.id or bool(code))


def decide(
    situation: Situation,
    command: commands.Attest,
    found: Found,
    person: Person,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Keep the words and tell whoever searches for the footage."""
    file, duty = found.file, found.duty
    ground = obligations.ground_of(file, situation.roster, now, mint)
    held_by, asks, told = held_text.check(file, ground, person, command.said)
    said = {"said": command.said} if command.said else {}
    act = Act(
        ledger_id=file.incident.id,
        event="footage:stated_late",
        facts={"duty": duty.id, "footage": duty.footage_id, "stated_by": person.id},
        words=said,
        held_by=held_by,
        changes=tuple(asks),
        notices=(*told, *_searchers(situation.roster, file, duty, person, now, mint)),
    )
    return Decision(
        answer=views.StatedLate(
            reference=file.incident.reference,
            word=duty.word,
            lost_at=duty.lost_at or now,
        ),
        acts=(act,),
        incident_id=file.incident.id,
    )


def _searchers(
    roster: Roster,
    file: IncidentFile,
    duty: Duty,
    person: Person,
    now: datetime,
    mint: Mint,
) -> list[Notice]:
    """Tell those who were told to search; off duty, at the next tour."""
    searching = [
        other
        for other in file.duties
        if other.footage_id == duty.footage_id
        and other.state in enums.OPEN_DUTY_STATES
        and file.rule_of(other).begins == "footage_past"
    ]
    return [
        Notice(
            key=f"{mint.new_id()}:late",
            purpose=enums.Purpose.TELL,
            person_id=person_id,
            view=Told(
                text=f"{file.incident.reference} {other.word}: a statement about this "
                "footage came late. Read it at the desk.",
                at=now,
            ),
            incident_id=file.incident.id,
            not_before=roster.on_again_at(roster.by_id[person_id], file.policy, now),
        )
        for other in searching
        for duty_id, person_id in file.codes
        if duty_id == other.id and person_id != person.id
    ]
