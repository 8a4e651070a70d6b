"""List cameras that somebody noticed: of members, and of the outside; at any time."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime

from bot.policy.schema import Policy, Source
from bot.verbs.answering import answers
from bot.verbs.duties import obligations, relisting, targets
from bot.verbs.footage import cameras, circumstances, outside
from bot.verbs.ground import held, rights, sources
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Notice, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from handlers.sms import answers as readings
from handlers.sms import footage_answers
from models import commands, enums, errors, views
from models.footage import Footage
from models.people import Person

#: Word by which cameras are named, also after the duty to list them is done.
WORD = "CAMS"

_Rows = tuple[list[Change], list[Notice]]


def decide(
    situation: Situation,
    command: commands.NameFootage,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """List what is named; what stands there already is listed once.

    Raises:
        RefusedError: The person's role may not, or the incident is closed.
        InvalidInputError: A word names no camera, or a detail belongs to none.
        NotFoundError: There is no such incident.
    """
    person = rights.require(situation, policy, "name_source")
    file = targets.find_file(situation, person, command.target, is_free=False)
    if isinstance(file, views.WhichIncident):
        return Decision(answer=dataclasses.replace(file, word=WORD))
    if file is None:
        return Decision(answer=views.NothingOpen())
    if file.incident.state in enums.CLOSED_STATES:
        raise targets.closed(file)
    by_word = sources.words(file.policy)
    read = footage_answers.read_cameras(command.said, by_word)
    is_none = readings.says_none(command.said)
    if read.unknown and not is_none:
        raise answers.unknown_camera(read.unknown, file.policy)
    chosen = {by_word[word].id: by_word[word] for word in read.words}
    for source_id in command.sources:
        source = sources.of_id(file.policy, source_id)
        if source is None or not sources.is_outside(source):
            raise errors.InvalidInputError("sources", "There is no such source.")
        chosen[source.id] = source
    detail = command.detail.strip()
    if detail:
        detail = held.require_clean(file.policy, "detail", detail)
        if len(chosen) != 1:
            raise errors.InvalidInputError(
                "detail", "Say which camera it is of one source at a time."
            )
    if not chosen and not read.stars:
        raise errors.InvalidInputError("sources", "Name a star or a source.")
    return _name(
        situation, file, person, read.stars, tuple(chosen.values()), detail, now, mint
    )


def later(
    situation: Situation,
    command: commands.Attest,
    person: Person,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Take CAMS from one who owes no list of cameras any more, or never did."""
    if not rights.may(policy, person, "name_source"):
        return Decision(answer=views.NothingOpen())
    if readings.says_none(command.said):
        return Decision(answer=views.NothingOpen())
    naming = commands.NameFootage(
        actor=command.actor,
        request_id=command.request_id,
        inbound=command.inbound,
        target=command.target,
        said=command.said,
    )
    return decide(situation, naming, policy, now, mint)


def _name(
    situation: Situation,
    file: IncidentFile,
    person: Person,
    stars: tuple[str, ...],
    chosen: tuple[Source, ...],
    detail: str,
    now: datetime,
    mint: Mint,
) -> Decision:
    ground = obligations.ground_of(file, situation.roster, now, mint)
    stood = {piece.recorder_star for piece in file.footage}
    standing = {piece.source for piece in file.footage}
    new = [one for one in stars if one not in stood]
    known = [one for one in stars if one in stood]
    # A star that said it was not there is listed again by a supervisor.
    again, changes = relisting.again(file, situation.roster, known, person, now)
    new += again
    known = [one for one in known if one not in again]
    words: dict[str, str] = {"detail": detail} if detail else {}
    added: list[Source] = []
    for source in chosen:
        name = sources.short(source) or source.id
        place = _place(file, source, detail) if detail else None
        if place is not None:
            changes.append(Update(Footage, place, {"detail": detail}))
            new.append(name)
        elif source.id not in standing or (detail and _is_new(file, source, detail)):
            added.append(source)
            new.append(name)
        else:
            known.append(name)
    answer = views.FootageNamed(
        reference=file.incident.reference, added=tuple(new), known=tuple(known)
    )
    if not new:
        return Decision(answer=answer, incident_id=file.incident.id)
    ground, (more, notices) = listed(
        file, ground, person, stars, added, detail=detail or None
    )
    changes += more
    weighed = circumstances.weigh(file, ground)
    act = Act(
        ledger_id=file.incident.id,
        event="footage:named",
        facts={
            "stars": [one for one in stars if one in new],
            "sources": [s.id for s in added],
        },
        words=words,
        changes=(*changes, *weighed.changes),
        notices=(*notices, *weighed.notices),
    )
    return Decision(answer=answer, acts=(act,), incident_id=file.incident.id)


def _place(file: IncidentFile, source: Source, detail: str) -> Footage | None:
    """Return the piece of which it was not said yet which camera it is."""
    pieces = [piece for piece in file.footage if piece.source == source.id]
    if any(piece.detail == detail for piece in pieces):
        return None
    return next((piece for piece in pieces if piece.detail is None), None)


def _is_new(file: IncidentFile, source: Source, detail: str) -> bool:
    return not any(
        piece.source == source.id and piece.detail == detail for piece in file.footage
    )


def listed(
    file: IncidentFile,
    ground: obligations.Ground,
    person: Person,
    stars: Iterable[str],
    chosen: Iterable[Source],
    *,
    detail: str | None = None,
) -> tuple[obligations.Ground, _Rows]:
    """Return what is listed now with all that is owed of it, each camera once.

    Args:
        file: The incident.
        ground: What stands of it.
        person: Who names the cameras.
        stars: Stars of members.
        chosen: Outside sources.
        detail: Which camera of such a source it is; then it may be another one.

    Returns:
        The ground where these are known of, and the rows with their messages.
    """
    changes: list[Change] = []
    notices: list[Notice] = []
    stood = {piece.recorder_star for piece in file.footage}
    standing = {piece.source for piece in file.footage}
    chosen = list(chosen)
    ground = outside.with_sources(ground, (source.id for source in chosen))
    opener = outside.opener_of(ground.roster, file.incident.opened_by)
    for star in stars:
        if star not in stood:
            recorder = ground.roster.of_star(star)
            changes += cameras.camera_listed(ground, recorder=recorder, star=star)
    for source in chosen:
        if source.id in standing and detail is None:
            continue
        more, asks = outside.listed(
            ground, source, opener=opener, named_by=person, detail=detail
        )
        changes += more
        notices += asks
    return ground, (changes, notices)
