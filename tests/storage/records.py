"""A desk with a past, sealed; and what somebody with the database could do to it."""

import json
import string
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import TextClause, create_engine, text

from bot.desk.desk import Desk
from bot.desk.policies import PolicyBook
from bot.evidence import packet
from bot.ledger import audit, chain, keys, sealing, seals
from bot.policy import load
from bot.store.connect import Database
from bot.store.rosters import RosterCache
from bot.store.writer import Writer
from bot.verbs.ground import recording
from handlers.sms import commands_of
from models import commands, enums
from models.ledger import Seal
from tests.unit import packets

ASHA, BOYD, DANA = "+13125550101", "+13125550102", "+13125550104"
STRANGER = "+13125559999"
OPERATOR = commands.Actor(channel=enums.Channel.COMMAND_LINE, account="op")
BOYD_IN_SLACK = commands.Actor(channel=enums.Channel.SLACK, slack_user_id="U0BOYD")
START_AT = datetime(2026, 3, 10, 21, 40, tzinfo=UTC)
HELD_WORDS = "the man said he is undocumented and needs help"

KEY, THIEF = packets.key(1), packets.key(2)


class Station:
    """Hold a desk, its database and its key."""

    def __init__(self, database: Database, before: "Station | None" = None) -> None:
        """Open a desk, or one that goes on from a copy of another's database."""
        self.database = database
        self.now: datetime = before.now if before else START_AT
        self.writer = Writer(database)
        self.writer.start()
        policy, version, words = load.load(load.shipped())
        self.desk = Desk(
            database,
            self.writer,
            PolicyBook(policy, version, words),
            cache=RosterCache(),
            clock=lambda: self.now,
            machine_clock=lambda: self.now,
        )
        self.desk.open()
        self._count: int = before._count if before else 0
        #: Headers of all seals, as somebody else keeps them.
        self.kept: list[dict[str, Any]] = list(before.kept) if before else []

    def passes(self, **time: float) -> None:
        """Let time pass, and take every step that is due."""
        self.now += timedelta(**time)
        while self.desk.take_due_steps(32):
            pass

    def texts(self, number: str, body: str) -> str:
        """Text the desk; return the answer."""
        inbound = commands.InboundText(
            provider_id=self.request(), e164=number, to_e164="+13125550000", body=body
        )
        return self.desk.do_now(commands_of.command_of(inbound)).text or ""

    def does(self, command: type[commands.Command], **fields: Any) -> Any:
        """Give the desk a command; return what is shown."""
        fields.setdefault("actor", OPERATOR)
        made = command(request_id=self.request(), **fields)
        return self.desk.do_now(made).view

    def request(self) -> str:
        """Return an id that was never used."""
        self._count += 1
        return f"SM{self._count:032d}"

    def enrols(self, *rows: commands.RosterRow, **more: Any) -> None:
        """Make these people the roster."""
        self.does(commands.ImportRoster, rows=rows, is_verified=True, **more)

    def seals(self, key: keys.Key = KEY) -> Seal | None:
        """Make a seal, and let somebody else keep its header."""
        seal = self.writer.submit(sealing.seal_now, (key, self.now)).result()
        if seal is not None:
            with self.database.reading() as connection:
                header = sealing.latest_header(connection)
            assert header is not None
            self.kept.append(header)
        return seal

    def verifies(self, **options: Any) -> audit.Findings:
        """Check the whole record, as the installation does."""
        options.setdefault("key", KEY.public_hex)
        with self.database.reading() as connection:
            return audit.verify(connection, **options)

    def packs(self, reference: str = "26-0001B") -> packet.Packet:
        """Make a packet."""
        with self.database.reading() as connection:
            return packet.build(connection, reference, KEY)

    def rows(self, query: str, **values: Any) -> list[Any]:
        """Return what a query finds; `$name` stands for a table or a column."""
        with self.database.reading() as connection:
            return list(connection.execute(_sql(query, values), values).all())

    def one(self, query: str, **values: Any) -> Any:
        """Return the single value that a query finds first."""
        return self.rows(query, **values)[0][0]

    def ledger(self, reference: str = "26-0001B") -> str:
        """Return the id of an incident."""
        found = self.one("SELECT id FROM incident WHERE reference = :r", r=reference)
        return str(found)

    def tampers(self, *statements: str, **values: Any) -> int:
        """Change the database past every check of it; return how many rows."""
        engine = create_engine(self.database.url)
        count = 0
        with engine.begin() as connection:
            if not self.database.is_sqlite:
                connection.execute(text("SET session_replication_role = replica"))
            for statement in statements:
                count += connection.execute(_sql(statement, values), values).rowcount
        engine.dispose()
        return count

    def close(self) -> None:
        self.writer.stop()


def roster(*more: commands.RosterRow, **asha: Any) -> tuple[commands.RosterRow, ...]:
    """Return the roster of the tests; columns of Asha's may be others."""
    shared: dict[str, Any] = {"watch": "third", "consented_on": "2026-01-01"}
    first: dict[str, Any] = {"name": "Asha", "role": "officer", "star": "12345"}
    first |= {"phone_e164": ASHA, "supervisor_star": "900", **shared, **asha}
    return (
        commands.RosterRow(**first),
        commands.RosterRow(
            name="Boyd",
            role="sergeant",
            star="900",
            phone_e164=BOYD,
            slack_user_id="U0BOYD",
            **shared,
        ),
        commands.RosterRow(
            name="Dana", role="watch_lieutenant", star="70", phone_e164=DANA, **shared
        ),
        *more,
    )


def with_a_past(station: Station) -> Station:
    """Put rows into every table, two seals over them, and newer words after those."""
    station.enrols(*roster())
    station.texts(ASHA, "NEW 2606901234 beat 0715 agents struck man, EMS called")
    station.texts(ASHA, "AID ems here")
    station.texts(ASHA, "SUP Smith 4411 ICE")
    station.seals()
    station.texts(ASHA, "CAMS 777")
    station.texts(ASHA, "FLAG 10 MAR 29")
    station.texts(ASHA, "UNDO")
    station.texts(ASHA, "FLAG 12 MAR 29")
    station.texts(ASHA, HELD_WORDS)
    station.texts(STRANGER, "NEW hello there agents")
    station.texts(BOYD, "ON 2300")
    station.does(commands.TakeWatch, actor=BOYD_IN_SLACK)
    station.does(
        commands.RecordSlackMember,
        actor=commands.CLOCK,
        slack_user_id="U0BOYD",
        problem=enums.SlackProblem.GUEST,
    )
    station.texts(BOYD, "NEW second one near the bridge")
    station.texts(BOYD, "JOIN 26-0001B 26-0002J")
    proposes(station)
    delivers(station)
    station.passes(minutes=50)
    station.seals()
    station.passes(minutes=1)
    station.texts(ASHA, "NOTE they left on foot")
    return station


def proposes(station: Station) -> None:
    """Let Dana want what needs a second person, so that nothing moves."""
    dana = station.one("SELECT id FROM person WHERE star = '70'")
    opened_at = _aware(
        station.one("SELECT opened_at FROM incident WHERE reference = '26-0002J'")
    )
    station.does(
        commands.CorrectIncident,
        actor=commands.Actor(channel=enums.Channel.COMMAND_LINE, person_id=dana),
        reference="26-0002J",
        values={"opened_at": (opened_at - timedelta(days=91)).isoformat()},
        seen={"opened_at": recording.instant(opened_at)},
    )


def delivers(station: Station) -> None:
    """Let the provider say that the first page arrived."""
    notice = station.one("SELECT id FROM notice WHERE purpose = 'tell' ORDER BY id")
    for state in (enums.NoticeState.ACCEPTED, enums.NoticeState.DELIVERED):
        station.does(
            commands.RecordDelivery,
            actor=commands.CLOCK,
            notice_id=notice,
            state=state,
            heard_at=station.now,
            provider_id="SM" + "9" * 32,
        )


def release(station: Station, reference: str, *, is_released: bool = True) -> None:
    """Let Boyd decide on the words that were held back."""
    boyd = station.one("SELECT id FROM person WHERE star = '900'")
    position = station.one("SELECT position FROM item WHERE held_by IS NOT NULL")
    station.does(
        commands.DecideHeldText,
        actor=commands.Actor(channel=enums.Channel.COMMAND_LINE, person_id=boyd),
        reference=reference,
        position=position,
        is_released=is_released,
        authority="written order of a court",
    )


def rewrite(
    station: Station, ledger: str, position: int, change: Callable[[Any], object]
) -> None:
    """Change an entry and make every later hash of its ledger anew, the head too."""
    rows = station.rows(
        "SELECT position, record FROM entry WHERE ledger_id = :l ORDER BY position",
        l=ledger,
    )
    head = chain.FIRST
    for number, record in rows:
        entry = json.loads(record)
        if number == position:
            change(entry)
        entry["previous"] = head
        written = chain.canonical_json(entry)
        head = chain.hash_of_canonical(written)
        station.tampers(
            "UPDATE entry SET record = :r, hash = :h "
            "WHERE ledger_id = :l AND position = :p",
            "UPDATE seal_leaf SET head = :h WHERE ledger_id = :l AND position = :p",
            r=written.decode(),
            h=head,
            l=ledger,
            p=number,
        )
    station.tampers("UPDATE ledger SET head = :h WHERE id = :l", h=head, l=ledger)


def reseal(station: Station, key: keys.Key) -> None:
    """Make every seal anew over what the leaves say now."""
    previous = chain.FIRST
    query = "SELECT ledger_id, position, head FROM seal_leaf WHERE seal_number = :n"
    for number, at in station.rows("SELECT number, at FROM seal ORDER BY number"):
        leaves = [tuple(leaf) for leaf in station.rows(query, n=number)]
        instant = recording.instant(_aware(at))
        made = seals.make(previous, number, at=instant, leaves=leaves)
        previous = seals.seal_hash(made)
        station.tampers(
            "UPDATE seal SET root = :r, previous = :p, size = :s, hash = :h, "
            "signature = :g WHERE number = :n",
            r=made["root"],
            p=made["previous"],
            s=len(leaves),
            h=previous,
            g=key.sign(seals.sign_over(previous)),
            n=number,
        )


def _sql(statement: str, values: dict[str, Any]) -> TextClause:
    return text(string.Template(statement).safe_substitute(values))


def _aware(at: Any) -> datetime:
    """Return an instant as both databases give it to a plain query."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    aware: datetime = at if at.tzinfo else at.replace(tzinfo=UTC)
    return aware
