"""Give ids, codes and references; one mint serves one batch."""

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.store import ids, questions
from bot.store.connect import Database
from bot.verbs.ground.decision import Mint
from models import reference
from models.incident import Counter

#: 21 characters that cannot be read as each other, without vowels: no word and no
#: carrier's word can appear. Five of them make four million codes.
CODE_ALPHABET = "34679CDFGHJKMNPQRTVWX"

#: Length of a code, in characters.
CODE_LENGTH = 5

#: How many codes are drawn and checked at once.
_DRAWN = 32


class BatchMint:
    """Draw codes that were never issued, and count references, in a transaction."""

    def __init__(
        self, connection: Connection, database: Database, timezone: str
    ) -> None:
        """Keep the transaction; nothing is asked of it until it is needed."""
        self._connection = connection
        self._database = database
        self._zone = ZoneInfo(timezone)
        self._codes: list[str] = []
        self._drawn: set[str] = set()
        self._counters: dict[str, int] = {}

    def as_mint(self) -> Mint:
        """Return it in the form that verbs take."""
        return Mint(
            new_id=ids.new_id,
            new_code=self.new_code,
            new_reference=self.new_reference,
        )

    def new_code(self) -> str:
        """Return a code that was never issued in this installation."""
        while not self._codes:
            drawn = {_draw() for _ in range(_DRAWN)} - self._drawn
            self._drawn |= drawn
            self._codes = list(drawn - questions.codes_taken(self._connection, drawn))
        return self._codes.pop()

    def new_reference(self, opened_at: datetime) -> str:
        """Return the next reference of the local year of an instant."""
        year = opened_at.astimezone(self._zone).year
        name = f"incident-{year}"
        if name not in self._counters:
            stands = questions.counter(self._connection, self._database, name)
            self._counters[name] = stands or 0
        self._counters[name] += 1
        return reference.write(year, self._counters[name])

    def write(self) -> None:
        """Write how far the counters came."""
        for name, value in self._counters.items():
            row = {"name": name, "value": value}
            self._connection.execute(self._database.put(Counter, "name", row))


def _draw() -> str:
    """Draw a code; figures alone would read as a star or an event number."""
    code = ""
    while code.isdigit() or not code:
        code, number = "", secrets.randbelow(len(CODE_ALPHABET) ** CODE_LENGTH)
        for _ in range(CODE_LENGTH):
            number, place = divmod(number, len(CODE_ALPHABET))
            code += CODE_ALPHABET[place]
    return code
