"""Play scenes: people with phones, a clock that is moved, nothing unexpected.

Leaving the stage fails on any message that nobody expected, and verifies the
whole ledger.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.ledger import audit
from bot.simulator import handset, installation, phone_company
from bot.simulator import stage as stages
from bot.simulator.slack import people
from bot.simulator.slack import workspace as slack_workspace
from bot.store.connect import Database
from models import commands, enums
from tests import plain_policy as plain
from tests.wire import Wire

#: A Tuesday in daylight-saving time, 15:40 in Chicago: the third watch.
START_AT = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)


class Person:
    """One of the cast, with a phone, and in Slack where the roster says so."""

    def __init__(self, scene: "Scene", phone: handset.Phone, row: Any) -> None:
        self._scene = scene
        self.phone = phone
        self.row = row
        self.is_ignored = False
        #: The answer to the first text, for scenes that go on from there.
        self.first = ""
        self._member: people.SlackUser | None = None

    @property
    def slack(self) -> people.SlackUser:
        """This person in Slack."""
        assert self._member is not None, f"{self.row.name} is not in Slack"
        return self._member

    def joins_slack(self, member: people.SlackUser) -> None:
        """Be this member of the workspace."""
        self._member = member

    def types(self, line: str, **more: Any) -> str:
        """Type the slash command; return what is shown to this person alone."""
        return self._shown(self.slack.command(f"/incident {line}".strip(), **more))

    def presses(self, shown: Any, action: str, **more: Any) -> str:
        """Press a button; return what is shown to this person alone."""
        return self._shown(self.slack.press(shown, action, **more))

    def chooses(self, shown: Any, action: str, value: Any) -> str:
        """Choose from a menu that acts at once; return what is shown."""
        exchange = self.slack.choose(shown, action, value)
        return self._shown(exchange) if exchange is not None else ""

    def submits(self, **values: Any) -> str:
        """Fill the open form by block id, send it, and return what it shows then."""
        for block_id, value in values.items():
            self.slack.fill(block_id, value)
        exchange = self.slack.submit()
        assert exchange.failed is None, exchange.failed
        self._scene.settle()
        return self.slack.view.rendered if self.slack.view is not None else ""

    def form(self) -> Any:
        """The form that is open before this person."""
        assert self.slack.view is not None, f"{self.row.name} has no form open"
        return self.slack.view

    def _shown(self, exchange: Any) -> str:
        assert exchange.failed is None, exchange.failed
        self._scene.settle()
        answers = self.slack.answers(exchange)
        return "\n".join(answer.rendered for answer in answers)

    @property
    def _read(self) -> int:
        """How many messages of this phone were expected; two may share it."""
        return self._scene.read.get(self.phone.e164, 0)

    @_read.setter
    def _read(self, count: int) -> None:
        self._scene.read[self.phone.e164] = count

    def texts(self, body: str, **more: Any) -> str:
        """Text the bot and return the answer as the phone shows it; "" for none."""
        exchange = self.phone.texts(body, **more)
        assert exchange.status in (200, None), exchange
        self._read += len(exchange.answers)
        self._scene.settle()
        return "\n".join(exchange.answers)

    def gets(self, *parts: str) -> str:
        """Return the next message that came unasked; it holds all these parts."""
        unread = self.unread()
        assert unread, f"{self.row.name} got nothing; wanted {parts}"
        body: str = unread[0]
        for part in parts:
            assert part in body, f"{part!r} is not in {body!r}"
        self._read += 1
        return body

    def gets_nothing(self) -> None:
        assert self.unread() == []

    def unread(self) -> list[str]:
        return [message.body for message in self.phone.received[self._read :]]

    def reads_all(self) -> list[str]:
        """Return every unread message, and count them as expected."""
        unread = self.unread()
        self._read += len(unread)
        return unread


class Scene:
    """The stage as the tests see it."""

    def __init__(self, stage: stages.Stage) -> None:
        self.stage = stage
        self.people: dict[str, Person] = {}
        self.read: dict[str, int] = {}
        #: Whether rows were changed behind the ledger's back, which it has to say.
        self.is_tampered = False
        self._broken: Any = []
        self._onlooker: people.SlackUser | None = None

    def settle(self) -> None:
        self.stage.settle()

    def advance(self, **parts: float) -> None:
        """Let time pass, stopping wherever something is due."""
        self.stage.advance(timedelta(**parts))

    def jump(self, **parts: float) -> None:
        """Leap over time, as if the bot had been down."""
        self.stage.jump(timedelta(**parts))

    def now(self) -> datetime:
        return self.stage.clock.now()

    def enrols(self, *rows: commands.RosterRow, **more: Any) -> list[Person]:
        """Make these people the roster, with verified numbers, and return them."""
        more.setdefault("is_verified", True)
        self.stage.do(
            commands.ImportRoster(
                actor=installation.OPERATOR,
                request_id=self.stage.next_request(),
                rows=rows,
                **more,
            )
        )
        for row in rows:
            if row.name not in self.people:
                phone = self.stage.phone(row.phone_e164 or "+13125550199")
                self.people[row.name] = Person(self, phone, row)
                self._join(self.people[row.name])
        return [self.people[row.name] for row in rows]

    def _join(self, person: Person) -> None:
        """Let a person with a Slack account into the workspace and its channel."""
        workspace, member = self.stage.workspace, person.row.slack_user_id
        if workspace is not None and member is not None:
            person.joins_slack(workspace.add_user(person.row.name, id_=member))
            workspace.invite(installation.DISPATCH, member)

    @property
    def workspace(self) -> slack_workspace.SlackWorkspace:
        """The Slack workspace; only in scenes with one."""
        assert self.stage.workspace is not None
        return self.stage.workspace

    def cards(self) -> list[Any]:
        """What stands in the dispatch channel for all to see, oldest first."""
        workspace = self.workspace
        if self._onlooker is None:
            self._onlooker = workspace.add_user("onlooker", id_="U0ONLOOKER")
            workspace.invite(installation.DISPATCH, self._onlooker.id)
        return [
            message
            for message in self._onlooker.sees(installation.DISPATCH)
            if message.thread_ts in (None, message.ts)
        ]

    def stranger(self, e164: str) -> Person:
        """Return somebody who is not in the roster."""
        row = commands.RosterRow(name=e164, role="stranger")
        self.people[e164] = Person(self, self.stage.phone(e164), row)
        return self.people[e164]

    def rows(self, query: str, **values: Any) -> list[Any]:
        """Return what a query finds in the bot's database."""
        from sqlalchemy import text

        with self.stage.house.database.reading() as connection:
            return list(connection.execute(text(query), values).all())

    def events(self) -> list[str]:
        """Return the events of all incidents, in order of writing."""
        found = self.rows("SELECT event FROM entry ORDER BY at, ledger_id, position")
        return [row.event for row in found]

    def breaks(self, statement: str, reference: str) -> None:
        """Damage the rows of an incident by hand, remembering them."""
        from sqlalchemy import text

        with self.stage.house.database.writing_engine.begin() as connection:
            incident_id = connection.execute(
                text("SELECT id FROM incident WHERE reference LIKE :reference"),
                {"reference": f"{reference}%"},
            ).scalar()
            self._broken = connection.execute(
                text("SELECT id, rule FROM duty WHERE incident_id = :id"),
                {"id": incident_id},
            ).all()
            connection.execute(text(statement), {"id": incident_id})

    def mends(self) -> None:
        """Put back what `breaks` damaged."""
        from sqlalchemy import text

        with self.stage.house.database.writing_engine.begin() as connection:
            for row in self._broken:
                connection.execute(
                    text("UPDATE duty SET rule = :rule WHERE id = :id"),
                    {"id": row.id, "rule": row.rule},
                )

    def does(self, command: Callable[..., commands.Command], **fields: Any) -> Any:
        """Give the desk a command of the operator's and return what is shown."""
        reply = self.stage.do(
            command(
                actor=fields.pop("actor", installation.OPERATOR),
                request_id=self.stage.next_request(),
                **fields,
            )
        )
        return reply.view

    def verify(self) -> None:
        """Check every ledger against its rows."""
        house = self.stage.house
        with house.database.reading() as connection:
            findings = audit.verify(connection, key=house.key().public_hex)
        assert findings.is_sound is not self.is_tampered, findings


def officer(name: str = "Asha", **fields: Any) -> commands.RosterRow:
    """Return an officer of the third watch who may be texted."""
    return _row(name, "officer", fields, star="12345", number="+13125550101")


def sergeant(name: str = "Boyd", **fields: Any) -> commands.RosterRow:
    """Return Asha's sergeant."""
    return _row(name, "sergeant", fields, star="900", number="+13125550102")


def _row(
    name: str, role: str, fields: dict[str, Any], *, star: str, number: str
) -> commands.RosterRow:
    values: dict[str, Any] = {
        "star": star,
        "phone_e164": number,
        "phone_kind": enums.PhoneKind.DEPARTMENT,
        "unit": "007",
        "watch": "third",
        "consented_on": "2026-01-02",
    }
    if role == "officer":
        values["supervisor_star"] = "900"
    values.update(fields)
    role = values.pop("role", role)
    return commands.RosterRow(name=name, role=role, **values)


def someone(name: str, role: str, star: str, **fields: Any) -> commands.RosterRow:
    """Return anybody else, always on duty, whose number ends like the star."""
    number = f"+1312555{star[-4:].rjust(4, '0')}"
    fields.setdefault("watch", "always")
    return _row(name, role, fields, star=star, number=number)


def dispatcher(name: str = "Dora", **fields: Any) -> commands.RosterRow:
    """Return a dispatcher at the desk, who has Slack and no phone."""
    fields.setdefault("slack_user_id", "U0DORA")
    for field in ("phone_e164", "phone_kind", "consented_on"):
        fields.setdefault(field, None)
    return someone(name, "dispatcher", "7001", **fields)


@pytest.fixture
def discards_memory(database_kind: str) -> bool:
    """Whether the bot is built anew, on the same database, after every step.

    So every scene is played on both databases, and once with the bot's memory
    thrown away: there where that costs less.
    """
    return database_kind == "sqlite"


@pytest.fixture(scope="session")
def plain_policy(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write the shipped policy with cameras of members alone and no pace."""
    path = tmp_path_factory.mktemp("policy") / "plain.toml"
    path.write_text(plain.text(), encoding="utf-8")
    return str(path)


@pytest.fixture
def policy_file(request: pytest.FixtureRequest) -> str | None:
    """The policy of the scene; None is the shipped one. Tests may override this."""
    if request.node.get_closest_marker("plain_policy") is None:
        return None
    plain: str = request.getfixturevalue("plain_policy")
    return plain


@pytest.fixture
def has_slack(request: pytest.FixtureRequest) -> bool:
    """Whether the bot is in a Slack workspace. Tests may override this."""
    return request.node.get_closest_marker("in_slack") is not None


@pytest.fixture
def transport(database_kind: str) -> str:
    """How Slack's requests come: one way with each database. Tests override this."""
    return "http" if database_kind == "sqlite" else "socket"


@pytest.fixture
def scene(
    database: Database,
    wire: Wire,
    discards_memory: bool,
    policy_file: str | None,
    has_slack: bool,
    transport: str,
    slack_wire: Wire,
    tmp_path: Path,
) -> Iterator[Scene]:
    """A stage on each database, with the bot's memory kept or discarded."""

    def api(company: phone_company.PhoneCompany) -> str:
        wire.app = company.asgi()
        return wire.base

    def slack_api(workspace: slack_workspace.SlackWorkspace) -> str:
        slack_wire.app = workspace.asgi()
        return f"{slack_wire.base}/api/"

    stage = stages.Stage(
        database=database,
        api=api,
        slack_api=slack_api if has_slack else None,
        is_socket_mode=transport == "socket",
        start_at=START_AT,
        key_file=str(tmp_path / "holdfast.key"),
        policy_file=policy_file,
        discards_memory=discards_memory,
    )
    scene = Scene(stage)
    try:
        yield scene
        for person in scene.people.values():
            assert person.is_ignored or person.unread() == [], (
                f"{person.row.name} got what nobody expected"
            )
        scene.verify()
    finally:
        stage.close()
