"""Find the duty that is meant by the name of its footage: `ASKED POD phoned`."""

import dataclasses

from bot.verbs.duties import targets
from bot.verbs.ground import sources
from bot.verbs.ground.situation import Situation
from handlers.sms import footage_answers
from models import commands, enums, errors, views
from models.people import Person

#: What the words mean: one duty, several, or none that is named so.
Meant = targets.Found | views.Which | None


def find(
    situation: Situation, command: commands.Attest, person: Person
) -> tuple[commands.Attest, Meant]:
    """Return the duty whose footage the words begin with, and the words without it.

    Whoever has one such duty in each of several incidents is asked for the code.

    Args:
        situation: What is loaded.
        command: The statement; one that names a code is left as it is.
        person: Who states it.
    """
    target = command.target
    if command.word is None or target.code or target.duty_id or target.malformed:
        return command, None
    options: list[targets.Found] = []
    said = command.said
    for file in situation.files.values():
        if target.reference not in (None, file.incident.reference):
            continue
        by_word = sources.words(file.policy)
        word, after = footage_answers.split_source(command.said, by_word)
        if not word:
            continue
        for duty in file.duties:
            piece = file.footage_of(duty)
            if (
                piece is not None
                and piece.source == by_word[word].id
                and duty.word == command.word
                and duty.state in enums.OPEN_DUTY_STATES
                and targets.concerns(file, duty, person)
            ):
                options.append(targets.Found(file, duty))
                said = after
    if not options:
        return command, None
    if len(options) > 1:
        options.sort(key=lambda found: (found.duty.due_at, found.duty.id))
        return command, targets.which(options, person, situation.roster)
    return dataclasses.replace(command, said=said), options[0]


def refuse_other(
    situation: Situation, command: commands.Attest, person: Person
) -> None:
    """Go on only where the words do not begin with other footage than what is owed.

    Raises:
        RefusedError: They do; nothing is said of one by what was said of another.
    """
    target = command.target
    if target.code or target.duty_id:
        return
    for file in situation.files.values():
        if target.reference not in (None, file.incident.reference):
            continue
        by_word = sources.words(file.policy)
        word, _ = footage_answers.split_source(command.said, by_word)
        outside = {source.id for source in by_word.values()}
        if word and any(
            (piece := file.footage_of(duty)) is not None
            and piece.source in outside
            and duty.word == command.word
            and duty.state in enums.OPEN_DUTY_STATES
            and targets.concerns(file, duty, person)
            for duty in file.duties
        ):
            raise errors.RefusedError(
                f"No {word} waits for {command.word} from you: STATUS shows what does."
            )


def asked_before(
    situation: Situation, command: commands.Attest, person: Person
) -> Meant:
    """Return what has to be stated first: that footage was asked for.

    Whoever says that it is kept, and never said that it was asked for, is told so.
    """
    for file in situation.files.values():
        begins = {rule.word: rule.begins for rule in file.policy.duty}
        if begins.get(command.word or "") != "footage_asked":
            continue
        asking_words = [
            word for word, what in begins.items() if what == "source_listed"
        ]
        for word in asking_words:
            meant = dataclasses.replace(command, word=word)
            _, found = find(situation, meant, person)
            if found is None:
                found = _only(situation, meant, person)
            if found is not None:
                return found
    return None


def _only(situation: Situation, command: commands.Attest, person: Person) -> Meant:
    """Return the one open duty of that word, or which there are."""
    found = targets.find_duty(
        situation,
        person,
        command.target,
        word=command.word,
        states=enums.OPEN_DUTY_STATES,
    )
    return None if isinstance(found, views.NothingOpen) else found
