"""Add words to an incident."""

from collections.abc import Mapping
from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import asking, held_text, obligations, targets
from bot.verbs.ground import rights
from bot.verbs.ground.decision import Act, Decision, Mint
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.incident import openings
from handlers.sms import spelling
from models import commands, enums, errors, views
from models.duty import Duty
from models.people import Person


def decide(
    situation: Situation,
    command: commands.AddNote,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Add a note where it was said to belong, or where only one thing can be.

    Raises:
        RefusedError: The sender's role may not do so.
        InvalidInputError: There are no words, or the target cannot be read.
        NotFoundError: The incident that is named does not exist.
    """
    person = rights.require(situation, policy, "add_note")
    if not command.text.strip():
        raise errors.InvalidInputError("text", "Write the words after NOTE.")
    found = targets.find_file(situation, person, command.target, is_free=False)
    if isinstance(found, views.WhichIncident):
        return Decision(answer=found)
    if found is None:
        return Decision(answer=views.NothingOpen())
    facts = {}
    if command.message is not None:
        if command.message in situation.noted_messages:
            # Slack said it twice.
            return Decision(
                answer=views.Noted(reference=found.incident.reference),
                incident_id=found.incident.id,
            )
        facts = {"message": command.message}
    return to_file(
        situation, command, command.text, found, person, now, mint, facts=facts
    )


def to_file(
    situation: Situation,
    command: commands.AddNote | commands.ChangeNote | commands.SayText,
    text: str,
    file: IncidentFile,
    person: Person,
    now: datetime,
    mint: Mint,
    *,
    event: str = "incident:noted",
    facts: Mapping[str, str] | None = None,
) -> Decision:
    """Return the decision that adds words to this incident.

    Args:
        situation: What is loaded.
        command: What brought the words.
        text: The words.
        file: The incident.
        person: Who said them.
        now: The instant.
        mint: Gives ids.
        event: What the entry says happened.
        facts: Further facts for it.
    """
    ground = obligations.ground_of(file, situation.roster, now, mint)
    held_by, changes, notices = held_text.check(file, ground, person, text)
    inbound = command.inbound
    is_late = openings.came_late(inbound, file.policy, now)
    media_count = inbound.media_count if inbound else 0
    first, _ = spelling.split_word(text)
    waiting = [
        duty
        for duty in file.duties
        if duty.owner_id == person.id
        and (duty.state in targets.WAITING or _is_meant(duty, first))
    ]
    # What begins like an answer was none: that is asked for first.
    waiting.sort(key=lambda duty: not _is_meant(duty, first))
    act = Act(
        ledger_id=file.incident.id,
        event=event,
        facts={"late": is_late, "media": media_count, **(facts or {})},
        words={"text": text},
        held_by=held_by,
        changes=tuple(changes),
        notices=tuple(notices),
    )
    return Decision(
        answer=views.Noted(
            reference=file.incident.reference,
            held_rule=held_by,
            media_count=media_count,
            is_late=is_late,
            still_open=tuple(duty.word for duty in waiting),
            asked=asking.show(file, waiting[0], person) if waiting else None,
        ),
        acts=(act,),
        incident_id=file.incident.id,
    )


def _is_meant(duty: Duty, word: str) -> bool:
    """Tell whether a duty is open that is answered by this word."""
    return duty.word == word and duty.state in enums.OPEN_DUTY_STATES
