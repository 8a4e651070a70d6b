"""Take back the sender's own last act, by a new entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.policy.schema import Policy
from bot.verbs.duties import asking, standings, targets
from bot.verbs.footage import no_video
from bot.verbs.ground import recording, rights
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Update
from bot.verbs.ground.situation import IncidentFile, PastAct, Situation
from models import commands, enums, errors, views
from models.duty import Duty
from models.footage import Footage
from models.incident import Incident, IncidentLink
from models.people import Person

#: Acts that their author can take back. Opening is not among them: an incident
#: opened in error is closed as such by a supervisor. Nor is what a second
#: person saw or lost: only another look ends that.
UNDOABLE = (
    "duty:acknowledged",
    "duty:attested",
    "duty:passed",
    "duty:postponed",
    "duty:taken_over",
    "fact:stated",
    "footage:checked",
    "footage:disowned",
    "footage:found",
    "footage:none_stated",
    "incident:linked",
)


#: Words by which such acts were asked for that are not those of their duty.
_WORDS = {
    "duty:passed": "PASS",
    "duty:postponed": "LATE",
    "footage:disowned": "NOTME",
}

#: With what duties begin that come with footage as it is listed.
_LISTED = ("camera_listed", "source_listed")

#: Columns that follow from the others, and are worked out anew.
_FOLLOWING = frozenset({"next_step_at"})


def decide(
    situation: Situation,
    command: commands.Undo,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Put the rows of the last act back and reopen its duty.

    Footage that was listed stays listed, with all that is owed to preserve it, and a
    duty that the act brought to a second person is released: taking back never ends
    a footage clock.

    Raises:
        RefusedError: The sender's role may not do so, or another act was named.
        RefusedError: The incident is closed.
        InvalidInputError: What was named is neither a code nor a reference.
        ConflictError: Somebody acted on it since.
    """
    person = rights.require(situation, policy, "undo")
    past = situation.last_act
    file = situation.files.get(past.ledger_id) if past else None
    if past is None or file is None:
        return Decision(answer=views.NothingOpen())
    changes, reopened = _reversed(file, past, now)
    if file.incident.state in enums.CLOSED_STATES and not _goes_on(file, reopened):
        raise targets.closed(file)
    word = _word(file, past, reopened)
    _refuse_other(command.target, file, reopened, person, word)
    asked = asking.show(file, reopened, person) if reopened else None
    act = Act(
        ledger_id=past.ledger_id,
        event="act:undone",
        facts={"of": past.position, "event": past.event},
        # What was held back then is so again.
        held_by=next(iter(past.body.get("held", {}).values()), None),
        changes=tuple(changes),
    )
    other = situation.files.get(past.body["facts"].get("incident", ""))
    acts = (act, _unlinked(file, other)) if other else (act,)
    return Decision(
        answer=views.Undone(reference=file.incident.reference, word=word, asked=asked),
        acts=acts,
        incident_id=file.incident.id,
    )


def _refuse_other(
    target: commands.Target,
    file: IncidentFile,
    reopened: Duty | None,
    person: Person,
    word: str,
) -> None:
    """Go on only where nothing else was named than what is taken back.

    Raises:
        RefusedError: Something else was.
        InvalidInputError: What was named is neither a code nor a reference.
    """
    targets.refuse_malformed(target)
    code = file.codes.get((reopened.id, person.id)) if reopened else None
    last = file.incident.reference
    if target.code not in (None, code) or target.reference not in (None, last):
        raise errors.RefusedError(
            f"Your last act is another one: UNDO takes back {last} {word}."
        )


def _unlinked(file: IncidentFile, other: IncidentFile) -> Act:
    """Tell the other incident that it is linked no more."""
    return Act(
        ledger_id=other.incident.id,
        event="incident:unlinked_from",
        facts={"with": file.incident.reference},
    )


def _reversed(
    file: IncidentFile, past: PastAct, now: datetime
) -> tuple[list[Change], Duty | None]:
    """Return the changes that undo an act, and the duty that is open again."""
    changes: list[Change] = []
    reopened: Duty | None = None
    for change in past.body.get("changes", ()):
        row = _row(file, change["table"], change["id"])
        if row is None:
            continue
        if "old" in change:
            changes.append(_put_back(file, past, change, row, now))
            if change["table"] == "duty" and change["id"] == _subject(past):
                reopened = row
        elif change["table"] == "incident_link":
            changes.append(Update(IncidentLink, row, {"ended_at": now}))
        elif change["table"] == "duty":
            if file.rule_of(row).begins in _LISTED:
                continue
            if row.state not in enums.OPEN_DUTY_STATES:
                _refuse_settled(row)
                continue
            changes.append(
                Update(
                    Duty,
                    row,
                    {
                        "state": enums.DutyState.RELEASED,
                        "reason": "what it rested on was taken back",
                        "next_step_at": None,
                    },
                )
            )
    return changes, reopened


def _put_back(
    file: IncidentFile,
    past: PastAct,
    change: Mapping[str, Any],
    row: Any,
    now: datetime,
) -> Update:
    """Return what gives a row the values that it had before.

    Raises:
        ConflictError: Somebody changed them since.
    """
    table = _table(change["table"])
    if any(
        recording.plain(getattr(row, name)) != _content(value, past.words)
        for name, value in change["new"].items()
        if name not in _FOLLOWING
    ):
        raise errors.ConflictError(
            "Somebody acted on this since; your supervisor can correct it."
        )
    values = {
        name: recording.typed(table, name, _content(value, past.words))
        for name, value in change["old"].items()
    }
    if table is Duty:
        values["next_step_at"] = standings.next_step_at(file, row, now, values)
    return Update(table, row, values)


def _refuse_settled(duty: Duty) -> None:
    """Go on only where nobody has settled what the act brought about.

    Raises:
        ConflictError: Somebody has.
    """
    if duty.attested_at is not None or duty.verified_at is not None:
        raise errors.ConflictError(
            "Somebody acted on this since; your supervisor can correct it."
        )


def _goes_on(file: IncidentFile, duty: Duty | None) -> bool:
    """Tell whether a duty goes on after its incident was closed."""
    return duty is not None and file.rule_of(duty).begins == "footage_kept"


def _word(file: IncidentFile, past: PastAct, reopened: Duty | None) -> str:
    """Return the word by which the act was asked for."""
    if past.event == "fact:stated":
        stated = past.body["facts"].get("facts", {})
        words = [fact.word for fact in file.policy.fact if fact.id in stated]
        return ", ".join(words)
    if past.event == "footage:none_stated" and reopened is not None:
        is_kept = file.rule_of(reopened).answer is enums.AnswerKind.KEPT
        return reopened.word if is_kept else no_video.WORD
    return _WORDS.get(past.event) or (reopened.word if reopened else "JOIN")


def _subject(past: PastAct) -> str | None:
    facts = past.body.get("facts", {})
    duties = facts.get("duties") or [facts.get("duty")]
    return duties[0] if duties else None


def _row(file: IncidentFile, table: str, row_id: str) -> Any:
    if table == "incident":
        return file.incident if file.incident.id == row_id else None
    rows: dict[str, list[Any]] = {
        "duty": file.duties,
        "footage": file.footage,
        "incident_link": file.links,
    }
    return next((row for row in rows.get(table, ()) if row.id == row_id), None)


def _table(name: str) -> Any:
    return {"duty": Duty, "footage": Footage, "incident": Incident}[name]


def _content(value: Any, words: Mapping[str, str]) -> Any:
    """Return a recorded value, fetching private ones from the items."""
    if isinstance(value, dict) and "item" in value:
        return words[value["item"]]
    return value
