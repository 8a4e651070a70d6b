"""Work out what a message that is kept up to date shows now.

All take an open connection and change nothing.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.policy import designated
from bot.policy.schema import Policy
from bot.store import boards, files, incidents, seconds
from bot.verbs.ground.situation import IncidentFile
from bot.verbs.shown import showing
from bot.verbs.who.people import Roster
from models import board, enums
from models.notice import Notice
from models.people import Person

#: Most settled duties, told things and texts in one message.
TEXTS_MAX = 10

#: How long a thing to know stays in a list, and an accepted text in the inbox.
TOLD_FOR = timedelta(hours=24)

ReadPolicy = Callable[[str], Policy]


def card(
    connection: Connection,
    file: IncidentFile,
    roster: Roster,
    now: datetime,
    places: Sequence[designated.Place] = (),
) -> board.Card:
    """Return an incident's card, with what only the record knows.

    Args:
        connection: An open connection.
        file: The incident.
        roster: Everybody.
        now: The instant.
        places: The agency's designated places, of which its words may mean some.
    """
    entry = boards.last_entries(connection, {file.incident.id}).get(file.incident.id)
    last = None
    if entry is not None:
        duty_id = boards.duty_of(entry)
        word = next((d.word for d in file.duties if d.id == duty_id), None)
        last = board.Happened(
            event=entry.event, at=entry.at, by=roster.label(entry.actor_id), word=word
        )
    words: str | None = None
    may_be_at: tuple[str, ...] = ()
    is_asked = bool(places) and file.incident.place is None
    if is_asked or file.policy.slack.words_on_card:
        words = boards.opening_words(connection, file.incident.id)
    if is_asked and words and file.policy.places:
        within = file.policy.places.within_metres
        may_be_at = tuple(
            place.name for place in designated.suggest(places, words, within)
        )
    if not file.policy.slack.words_on_card:
        words = None
    return showing.card(
        file,
        roster,
        now,
        last=last,
        linked=boards.references(connection, file.linked()),
        words=words,
        proposed=seconds.proposals(connection, {file.incident.id}),
        may_be_at=may_be_at,
    )


def inbox(connection: Connection, now: datetime) -> board.Inbox:
    """Return the texts that wait: one line a number, oldest first."""
    texts_of: dict[str, list[Any]] = {}
    for text in boards.waiting_texts(connection):
        texts_of.setdefault(text.e164, []).append(text)
    lines = [
        board.WaitingText(
            inbound_id=texts[0].id,
            sent_at=texts[0].sent_at,
            number_end=number[-2:],
            count=len(texts),
        )
        for number, texts in texts_of.items()
    ]
    accepted = tuple(
        board.WaitingText(
            inbound_id=text.id,
            sent_at=text.sent_at,
            number_end=text.e164[-2:],
            opened=named,
        )
        for text, named in boards.accepted_texts(connection, now - TOLD_FOR)
    )
    return board.Inbox(
        waiting=tuple(lines[:TEXTS_MAX]),
        more=max(len(lines) - TEXTS_MAX, 0),
        accepted=accepted,
    )


@dataclass(frozen=True, slots=True)
class Todo:
    """Hold a person's list, and what it would notify them of.

    Attributes:
        view: The list.
        ids: Duties and messages that it tells of.
        carried: Messages that leave with it.
        rests: Until when some of those are not worth a new message.
    """

    view: board.TodoList
    ids: frozenset[str]
    carried: tuple[Notice, ...]
    rests: Mapping[str, datetime] = field(default_factory=dict)


def todo(
    connection: Connection,
    person: Person,
    roster: Roster,
    now: datetime,
    *,
    announced: Collection[str],
    read_policy: ReadPolicy,
    patience: timedelta = timedelta(),
) -> Todo:
    """Return what a person owes over all incidents, and what became of the rest.

    Args:
        connection: An open connection.
        person: The person.
        roster: Everybody.
        now: The instant.
        announced: Duties and messages that the posted message told of.
        read_policy: Returns a policy by its version.
        patience: How long a text has to go unanswered before Slack says the same.
    """
    rests = boards.resting(connection, person.id, now, patience)
    ids = incidents.incidents_of_people(connection, {person.id}).get(person.id, set())
    ids |= set(incidents.incidents_of_duties(connection, announced).values())
    still: list[board.DutyLine] = []
    settled: list[board.DutyLine] = []
    for file in files.load(connection, ids, read_policy).values():
        for duty in file.duties:
            if showing.is_put_to(file, duty, person, now):
                still.append(showing.line(file, duty, roster, person))
                if duty.acknowledged_at and duty.acknowledged_by == person.id:
                    # Whoever said "I have it" needs no second channel for it.
                    lapses_at = duty.acknowledged_at + file.rule_of(duty).lapses_after
                    rests[duty.id] = max(lapses_at, rests.get(duty.id, lapses_at))
            elif duty.id in announced and duty.state not in enums.OPEN_DUTY_STATES:
                settled.append(showing.line(file, duty, roster, person))
    still.sort(key=lambda line: (line.due_at, line.duty_id))
    settled.sort(key=lambda line: (line.settled_at or now, line.duty_id), reverse=True)
    waiting = [
        notice
        for notice in boards.waiting_notices(connection, person.id)
        if notice.id not in rests
    ]
    told = _last_hand_over(boards.told_by_slack(connection, person.id, now - TOLD_FOR))
    view = board.TodoList(
        open_duties=tuple(still),
        settled=tuple(settled[:TEXTS_MAX]),
        told=tuple((notice.body, notice.created_at) for notice in told),
    )
    return Todo(
        view,
        frozenset(line.duty_id for line in still)
        | {notice.id for notice in (*told, *waiting)},
        tuple(waiting),
        rests,
    )


def _last_hand_over(told: list[Notice]) -> list[Notice]:
    """Leave out what was handed over before the last time."""
    hand_overs = [one for one in told if one.purpose is enums.Purpose.HAND_OVER]
    return [one for one in told if one not in hand_overs[1:]]


def read_ids(text: str) -> set[str]:
    """Return the ids that `write_ids` wrote."""
    return set(json.loads(text))


def write_ids(ids: Collection[str]) -> str:
    """Return ids as a column holds them."""
    return json.dumps(sorted(ids))
