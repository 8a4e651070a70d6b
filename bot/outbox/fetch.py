"""Fetch the texts that were sent to us while we could not take them.

The provider lists them; those that we do not have are worked off as if they
had just come, once, with the time at which they were sent, and marked late.
"""

import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select
from sqlmodel import col

from bot.store.connect import Database
from bot.store.writer import Done, Writer
from handlers.sms import commands_of, words
from models import commands, enums, errors, ports, views
from models.inbox import Inbound
from models.ledger import Mark

_log = logging.getLogger(__name__)

#: Name of the mark up to which texts were fetched.
MARK = "fetched"

#: How far before the last fetch the next one looks. Source: our choice; the
#: provider may list a text late, and one that failed is tried again.
OVERLAP_FOR = timedelta(hours=1)

#: How far back it looks where the clock was ahead at the last fetch, so that nobody
#: knows when that was. Source: our choice; longer than anybody leaves it so.
UNKNOWN_FOR = timedelta(days=1)

#: Failed texts that are tried again at one beat.
FAILED_MAX = 50


class Fetcher:
    """Know up to when texts were fetched."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        source: ports.InboundSource,
        *,
        take: Callable[[commands.Command], views.Reply],
        own_words: words.OwnWords,
        clock: Callable[[], datetime],
    ) -> None:
        """Keep the provider and the desk."""
        self._database = database
        self._writer = writer
        self._source = source
        self._take = take
        self._own_words = own_words
        self._clock = clock
        #: How many texts were worked off late, for the metrics.
        self.fetched = 0

    def step(self) -> bool:
        """Fetch once; return whether anything was worked off.

        A provider that cannot be asked is asked again at the next beat.

        Raises:
            StorageError: A text could not be recorded; it is fetched again.
        """
        now = self._clock()
        with self._database.reading() as connection:
            mark = connection.execute(
                select(col(Mark.at)).where(col(Mark.name) == MARK)
            ).scalar()
        if mark is None:
            # A new installation: what came before it is not ours.
            self._writer.submit(self._put_mark, now).result()
            return False
        since_at = mark - OVERLAP_FOR if mark <= now else now - UNKNOWN_FOR
        try:
            texts = self._source.texts_since(since_at)
        except errors.DeliveryError as error:
            _log.warning("texts cannot be fetched: %s", error)
            return False
        missing = [*self._failed(), *self._missing(texts)]
        for text in missing:
            self._take(commands_of.command_of(text, self._own_words))
        self.fetched += len(missing)
        self._writer.submit(self._put_mark, now).result()
        return bool(missing)

    def _failed(self) -> list[commands.InboundText]:
        """Return the texts that could not be worked off, oldest first, a few."""
        query = (
            select(Inbound)
            .where(col(Inbound.state) == enums.InboundState.FAILED)
            .order_by(col(Inbound.received_at), col(Inbound.id))
            .limit(FAILED_MAX)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [
            commands.InboundText(
                provider_id=row.request_id.removeprefix("sms:"),
                e164=row.e164,
                to_e164=row.to_e164,
                body=row.body,
                sent_at=row.sent_at,
                media_count=row.media_count,
                is_fetched=True,
                fields=json.loads(row.fields),
            )
            for row in rows
        ]

    def _missing(
        self, texts: Sequence[commands.InboundText]
    ) -> list[commands.InboundText]:
        """Return the texts that were never worked off, in their order."""
        if not texts:
            return []
        ids = [f"sms:{text.provider_id}" for text in texts]
        with self._database.reading() as connection:
            known: set[str] = set()
            for start in range(0, len(ids), 500):
                query = select(col(Inbound.request_id)).where(
                    col(Inbound.request_id).in_(ids[start : start + 500])
                )
                known |= set(connection.execute(query).scalars())
        return [
            text
            for text, known_as in zip(texts, ids, strict=True)
            if known_as not in known
        ]

    def _put_mark(
        self, connection: Connection, marks: Sequence[datetime]
    ) -> list[Done[None]]:
        row = {"name": MARK, "at": max(marks)}
        connection.execute(self._database.put(Mark, "name", row))
        return [Done(None) for _ in marks]
