"""Find texts and answers that are not any more as the entries kept them.

All take an open connection and change nothing.
"""

from collections.abc import Iterator

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    and_,
    false,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlmodel import col

from bot.store.changes import columns_of
from bot.verbs.messages import second_tries
from models import enums, ledger
from models.inbox import Inbound
from models.ledger import Entry, Item
from models.notice import Notice

#: Name of the item that holds what was answered. Source: bot/ledger/entries.py.
_ANSWER = "answer"

#: Event of an entry that kept the text of somebody who may not act.
_HELD = "text:held"


def hidden(connection: Connection) -> Iterator[int]:
    """Give the positions of what was kept for a dispatcher and is not in the inbox.

    Its row is gone, says something else, or counts as accepted though no incident
    was opened from it.
    """
    words, sender = (columns_of(Item).alias(name) for name in ("words", "sender"))
    opening = columns_of(Entry).alias("opening")

    def beside(items: FromClause, name: str) -> ColumnElement[bool]:
        return and_(
            items.c.ledger_id == col(Entry.ledger_id),
            items.c.position == col(Entry.position),
            items.c.name == name,
        )

    is_opened = and_(
        col(Inbound.state) == enums.InboundState.ACCEPTED,
        opening.c.record.contains(col(Inbound.id)),
    )
    query = (
        select(col(Entry.position))
        .outerjoin(Inbound, col(Inbound.request_id) == col(Entry.request_id))
        .outerjoin(words, beside(words, "text"))
        .outerjoin(sender, beside(sender, "from"))
        .outerjoin(
            opening,
            and_(
                opening.c.ledger_id == col(Inbound.incident_id),
                opening.c.position == 1,
            ),
        )
        .where(
            col(Entry.ledger_id) == ledger.SYSTEM,
            col(Entry.event) == _HELD,
            or_(
                col(Inbound.id).is_(None),
                col(Inbound.body) != words.c.content,
                col(Inbound.e164) != sender.c.content,
                not_(
                    func.coalesce(
                        or_(col(Inbound.state) == enums.InboundState.HELD, is_opened),
                        false(),
                    )
                ),
            ),
        )
        .order_by(col(Entry.position))
    )
    yield from connection.execute(query).scalars()


def changed_answers(connection: Connection) -> Iterator[tuple[str, int]]:
    """Give ledger and position of what was answered and is not so any more.

    The message with the answer, its copy that was sent once more, or the text's row
    in the inbox says something else, or one of the first and the last is gone.
    """
    again = columns_of(Notice).alias("again")
    key = literal("answer:").concat(col(Entry.request_id))
    said = col(Item.content)
    query = (
        select(col(Entry.ledger_id), col(Entry.position))
        .join(
            Item,
            and_(
                col(Item.ledger_id) == col(Entry.ledger_id),
                col(Item.position) == col(Entry.position),
            ),
        )
        .outerjoin(Notice, col(Notice.key) == key)
        .outerjoin(again, again.c.key == key.concat(second_tries.ONCE_MORE))
        .outerjoin(Inbound, col(Inbound.request_id) == col(Entry.request_id))
        .where(
            col(Item.name) == _ANSWER,
            or_(
                col(Notice.body).is_distinct_from(said),
                again.c.body != said,
                and_(
                    col(Inbound.answer).is_distinct_from(said),
                    # That one is told of as a text that is hidden.
                    or_(col(Inbound.id).is_not(None), col(Entry.event) != _HELD),
                ),
            ),
        )
        .order_by(col(Entry.ledger_id), col(Entry.position))
    )
    yield from connection.execute(query)
