"""Set the scene of the desk: dispatchers in Slack, incidents, signed commands."""

import functools
import hmac
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

from benchmarks import scene
from bot import house as houses
from bot.settings import Settings
from bot.simulator import installation
from bot.simulator.slack import workspace
from bot.store import boards
from models import commands, enums
from models.slack import SlackWorkspace

#: Dispatchers who type, and incidents that they add words to. Source: our choice;
#: no two commands that wait at the same time are about one incident.
DISPATCHERS = INCIDENTS = 1024

#: Where commands arrive.
PATH = "/slack/events"

#: Where the answer to a command says that it is on record.
NOTED = rb"\*(\d\d-\d{4,6}[A-Z])\*"


#: Who is told that incidents were opened, so that it is not everybody at the desk.
_SERGEANT = commands.RosterRow(
    name="Sergeant",
    role="sergeant",
    star="900",
    phone_e164="+13125550900",
    phone_kind=enums.PhoneKind.DEPARTMENT,
    watch="always",
    consented_on="2026-01-02",
)


def settings(database: Path) -> Settings:
    """Return the settings of a bot in a simulated workspace that nobody serves."""
    return installation.settings(
        database_url=f"sqlite:///{database}",
        api_url="http://127.0.0.1:9",
        key_file=str(database.with_suffix(".key")),
        **installation.slack_settings("http://127.0.0.1:9/api/", "C0DISPATCH"),
    )


def set_up(database: Path) -> list[str]:
    """Make tables, people and incidents in a new file; return the references."""
    scene.migrate_new(database)
    house = houses.House(settings(database))
    house.open()
    try:
        house.desk.do_now(
            commands.ImportRoster(
                actor=installation.OPERATOR,
                request_id="benchmark:roster",
                rows=(
                    _SERGEANT,
                    *(_dispatcher(number) for number in range(DISPATCHERS)),
                ),
                is_verified=True,
            )
        )
        with house.database.writing_engine.begin() as connection:
            row = SlackWorkspace(
                id="slack",
                team_id=workspace.TEAM_ID,
                checked_at=house.machine_clock.now(),
            )
            connection.execute(
                house.database.put(SlackWorkspace, "id", row.model_dump())
            )
            assert boards.workspace(connection) is not None
        with ThreadPoolExecutor(32) as together:
            # Those that wait share a commit.
            opened = together.map(functools.partial(_open, house), range(INCIDENTS))
            return list(opened)
    finally:
        house.close()


def _dispatcher(number: int) -> commands.RosterRow:
    return commands.RosterRow(
        name=f"Member {number}",
        role="dispatcher",
        star=str(10_000 + number),
        slack_user_id=_member(number),
        watch="always",
    )


def _member(number: int) -> str:
    return f"U0{number:08d}"


def _open(house: houses.House, number: int) -> str:
    reply = house.desk.do_now(
        commands.OpenIncident(
            actor=commands.Actor(
                channel=enums.Channel.SLACK, slack_user_id=_member(number)
            ),
            request_id=f"benchmark:open:{number}",
            text=f"Agents in unmarked vans at 26th and Kedzie. Log {number}.",
        )
    )
    return str(getattr(reply.view, "reference", ""))


def notes(
    references: list[str], round_number: int, connection: int, connections: int
) -> Iterator[bytes]:
    """Give the requests of one connection, signed and ready to be sent.

    Args:
        references: The incidents.
        round_number: Keeps the commands of two rounds apart.
        connection: Which one, from 0.
        connections: How many there are.
    """
    mine = range(connection, DISPATCHERS, connections)
    for count in range(10**6):
        who = mine[count % len(mine)]
        number = (round_number * connections + connection) * 10**6 + count
        yield _request(who, references[who], number)


def _request(who: int, reference: str, number: int) -> bytes:
    form = {
        "token": "verification-token",
        "team_id": workspace.TEAM_ID,
        "team_domain": "simulated",
        "channel_id": "C0DISPATCH",
        "channel_name": "dispatch",
        "user_id": _member(who),
        "user_name": f"member{who}",
        "command": "/incident",
        "text": f"note {reference} two more vans came from the north. Log {number}.",
        "api_app_id": workspace.APP_ID,
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:9/respond",
        "trigger_id": f"{number}.1.benchmark",
    }
    body = urllib.parse.urlencode(form)
    at = str(int(time.time()))  # noqa: TID251 - Slack signs by the machine's clock
    mac = hmac.new(
        installation.SIGNING_SECRET.encode(), f"v0:{at}:{body}".encode(), sha256
    )
    return (
        f"POST {PATH} HTTP/1.1\r\n"
        "Host: holdfast.example\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n"
        "Accept: application/json,*/*\r\n"
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        f"X-Slack-Request-Timestamp: {at}\r\n"
        f"X-Slack-Signature: v0={mac.hexdigest()}\r\n"
        f"\r\n{body}"
    ).encode()
