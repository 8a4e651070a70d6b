"""Find the duty or incident that a person means, and never guess."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.verbs.duties import asking, ladder, obligations
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.who.people import Roster
from models import commands, enums, errors, views
from models import reference as references
from models.duty import Duty
from models.people import Person

#: States in which a duty was put to somebody and waits for an answer.
WAITING = (enums.DutyState.NOTIFIED, enums.DutyState.OVERDUE)


@dataclass(frozen=True, slots=True)
class Found:
    """Hold the one duty that is meant."""

    file: IncidentFile
    duty: Duty


def find_duty(
    situation: Situation,
    person: Person,
    target: commands.Target,
    *,
    word: str | None = None,
    states: tuple[enums.DutyState, ...] = WAITING,
    verb: str | None = None,
    said: str = "",
) -> Found | views.Which | views.NothingOpen:
    """Return the one duty that is meant, or what to ask instead.

    Args:
        situation: What is loaded.
        person: Who speaks.
        target: What was named.
        word: The duty's own word, if it was used.
        states: States in which it can be meant, where no code names it.
        verb: What was asked to be done, to be said again where that is asked.
        said: What was said after it; may be the word of one of several.

    Raises:
        InvalidInputError: What was named is neither a code nor a reference.
        NotFoundError: There is no such code or incident for this person.
        RefusedError: The duty that is named is not put to this person.
        AlreadyDone: The duty that is named is settled; says by whom and when.
    """
    refuse_malformed(target)
    if target.duty_id:
        found = _by_id(situation, person, target.duty_id)
        if word is not None and found.duty.word != word:
            raise errors.InvalidInputError(
                "duty", f"That is {found.duty.word}, not {word}."
            )
        return found
    if target.code:
        found = _by_code(situation, person, target.code)
        if word is not None and found.duty.word != word:
            raise errors.InvalidInputError(
                "code", f"{target.code} is for {found.duty.word}, not {word}."
            )
        return found
    files = _files(situation, target)
    theirs = [
        Found(file, duty)
        for file in files
        for duty in file.duties
        if concerns(file, duty, person)
    ]
    theirs.sort(key=lambda found: (found.duty.due_at, found.duty.id))
    options = [
        one
        for one in theirs
        if one.duty.state in states and word in (None, one.duty.word)
    ]
    said_word = "" if word else said.strip(" .,!").upper()
    if named := [one for one in theirs if one.duty.word == said_word]:
        # By its word a duty is named that was not asked about yet, too.
        options = [one for one in named if one.duty.state in enums.OPEN_DUTY_STATES]
    if word is not None and len(options) > 1:
        own = [found for found in options if found.duty.owner_id == person.id]
        options = own or options
    if len(options) == 1:
        return options[0]
    if not options:
        return views.NothingOpen()
    return which(options, person, situation.roster, verb=verb)


def which(
    options: Iterable[Found], person: Person, roster: Roster, *, verb: str | None = None
) -> views.Which:
    """Ask which of several duties is meant, and what to say then."""
    shown = [
        asking.told_apart(
            asking.show(one.file, one.duty, person), one.duty, person, roster
        )
        for one in options
    ]
    return views.Which(options=tuple(shown), verb=verb)


def find_file(
    situation: Situation, person: Person, target: commands.Target, *, is_free: bool
) -> IncidentFile | views.WhichIncident | None:
    """Return the incident that words belong to; None: there is no such one.

    Args:
        situation: What is loaded; `talked_at` knows of the policy's time only.
        person: Who speaks.
        target: What was named.
        is_free: True for words without a verb before them: they join only where
            a text was exchanged lately, so that a new scene is never taken for
            an old one.

    Raises:
        InvalidInputError: What was named is neither a code nor a reference.
        NotFoundError: There is no such code or incident for this person.
    """
    refuse_malformed(target)
    if target.code:
        return _by_code(situation, person, target.code, is_settled_too=True).file
    if target.duty_id:
        return _by_id(situation, person, target.duty_id, is_settled_too=True).file
    if target.reference or target.thread:
        return _files(situation, target)[0]
    mine = [file for file in situation.files.values() if _is_mine(file, person)]
    recent = [file for file in mine if file.incident.id in situation.talked_at]
    meant = recent if recent or is_free else mine
    if not mine and not is_free:
        # Whoever owes nothing any more is asked; nothing is guessed.
        meant = [one for i in situation.talked_at if (one := situation.files.get(i))]
    if len(meant) > 1 or (meant and not mine):
        meant.sort(key=lambda file: file.incident.opened_at, reverse=True)
        return views.WhichIncident(
            references=tuple(file.incident.reference for file in meant)
        )
    return meant[0] if meant else None


def concerned(
    situation: Situation, person: Person
) -> Iterator[tuple[IncidentFile, Duty]]:
    """Give every open duty that this person owes or was told of."""
    for file in situation.files.values():
        for duty in file.duties:
            if duty.state in enums.OPEN_DUTY_STATES and concerns(file, duty, person):
                yield file, duty


def named(situation: Situation, reference: str) -> IncidentFile:
    """Return the incident with this reference.

    Raises:
        InvalidInputError: Its check letter does not fit.
        NotFoundError: There is no such incident.
    """
    file = situation.file_of(reference)
    if file is None:
        references.read(reference)
        raise errors.NotFoundError(
            f"There is no incident {reference}.", reference=reference
        )
    return file


def done_before(
    roster: Roster, file: IncidentFile, duty: Duty
) -> errors.HoldfastError | None:
    """Return who settled a duty and when, or that its incident is closed."""
    if duty.state in enums.OPEN_DUTY_STATES:
        return None
    ref = file.incident.reference
    if duty.state in (enums.DutyState.NOT_APPLICABLE, enums.DutyState.RELEASED):
        if file.incident.state in enums.CLOSED_STATES:
            return closed(file)
        why = f" ({duty.reason})" if duty.state is enums.DutyState.RELEASED else ""
        return errors.RefusedError(f"{ref} {duty.word} need not be done any more{why}.")
    by = roster.label(duty.verified_by or duty.attested_by)
    at = duty.verified_at or duty.attested_at or duty.due_at
    return errors.AlreadyDone(by, at, word=duty.word, state=duty.state, reference=ref)


def concerns(file: IncidentFile, duty: Duty, person: Person) -> bool:
    """Tell whether a person owes a duty, or was told of it as one of a role.

    Whoever gave it up and stands on no rung of it has nothing to do with it any
    more, though their code is on record.
    """
    if duty.owner_id == person.id:
        return True
    return (duty.id, person.id) in file.codes and person.role in _told(file, duty)


def _told(file: IncidentFile, duty: Duty) -> set[str | None]:
    """Return the roles that are told of a duty, and those that stand in for them."""
    rule = obligations.rule_of(file.policy, duty)
    roles = {
        rule.owner,
        duty.owner_role,
        *(rung.role for rung in rule.ladder),
        *rule.exhausted_roles,
        *file.policy.desk_roles,
        ladder.ADMIN,
    }
    return roles | {role.delegate for role in file.policy.role if role.id in roles}


def _is_mine(file: IncidentFile, person: Person) -> bool:
    return any(
        duty.state in enums.OPEN_DUTY_STATES and concerns(file, duty, person)
        for duty in file.duties
    )


def _by_code(
    situation: Situation, person: Person, code: str, *, is_settled_too: bool = False
) -> Found:
    for file in situation.files.values():
        for (duty_id, person_id), known in file.codes.items():
            if known != code or person_id != person.id:
                continue
            duty = next(duty for duty in file.duties if duty.id == duty_id)
            settled = done_before(situation.roster, file, duty)
            if settled is not None and not is_settled_too:
                raise settled
            if not (is_settled_too or concerns(file, duty, person)):
                raise _given_up(situation.roster, file, duty)
            return Found(file, duty)
    raise errors.NotFoundError(f"You have no code {code}.", code_named=code)


def _given_up(roster: Roster, file: IncidentFile, duty: Duty) -> errors.RefusedError:
    """Return the refusal of one who has a duty no more, and who has it."""
    role = (duty.owner_role or "").replace("_", " ")
    whose = roster.label(duty.owner_id) if duty.owner_id else f"the {role}"
    reference = file.incident.reference
    return errors.RefusedError(
        f"{duty.word} is with {whose} now. Tell them, or text NOTE {reference}."
    )


def _by_id(
    situation: Situation, person: Person, duty_id: str, *, is_settled_too: bool = False
) -> Found:
    for file in situation.files.values():
        for duty in file.duties:
            if duty.id != duty_id:
                continue
            if not is_put_to(file, duty, person):
                raise errors.RefusedError("This is not put to you or your role.")
            settled = done_before(situation.roster, file, duty)
            if settled is not None and not is_settled_too:
                raise settled
            return Found(file, duty)
    raise errors.NotFoundError("There is no such duty.")


def is_put_to(file: IncidentFile, duty: Duty, person: Person) -> bool:
    """Tell whether a duty is this person's, or one that their role may take."""
    if concerns(file, duty, person):
        return True
    rule = obligations.rule_of(file.policy, duty)
    return person.role in {
        rule.owner,
        duty.owner_role,
        *(rung.role for rung in rule.ladder),
        *rule.exhausted_roles,
        *file.policy.desk_roles,
    }


def closed(file: IncidentFile) -> errors.RefusedError:
    """Return the refusal of what cannot be done in a closed incident."""
    reference = file.incident.reference
    return errors.RefusedError(f"{reference} is closed.", reference=reference)


def _files(situation: Situation, target: commands.Target) -> list[IncidentFile]:
    if target.thread:
        threaded = situation.files.get(situation.thread_of or "")
        if threaded is None:
            raise errors.NotFoundError("This thread belongs to no incident.")
        return [threaded]
    if target.reference is None:
        return list(situation.files.values())
    return [named(situation, target.reference)]


def refuse_malformed(target: commands.Target) -> None:
    """Go on only where what was named can be a code or a reference."""
    if target.malformed:
        raise errors.InvalidInputError(
            "code", "That is neither a code nor a reference of ours."
        )
