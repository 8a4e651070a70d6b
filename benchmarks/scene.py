"""Set the scene of the intake: a roster, a database, and texts that are signed."""

import urllib.parse
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from bot import house as houses
from bot.settings import Settings
from bot.simulator import (
    installation,
    phone_company,
    records,
    webhook_forms,
    webhooks,
)
from bot.store import migrate
from bot.store.connect import Database
from models import commands, enums

#: Officers who text, and those whom one sergeant leads. Source: our choice.
OFFICERS, SQUAD = 1024, 8

#: Star of the first officer; the others follow.
FIRST_STAR = 10_000

#: Their roles.
ROLES = ("officer", "sergeant")

#: Where the texts arrive.
PATH = "/twilio/sms"

#: With it a text has the 20 parameters that the vendor sends.
_SERVICE_SID = "MG" + "5" * 32

#: Fixed, so that every run sends the same; nothing reads it.
_SENT_AT = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)


def settings(database: Path, *, api_url: str = "http://127.0.0.1:9") -> Settings:
    """Return the settings of a bot whose phone company is simulated.

    Args:
        database: Its file.
        api_url: Where the phone company is; left out, nobody is there: no door calls.
    """
    return installation.settings(
        database_url=f"sqlite:///{database}",
        api_url=api_url,
        key_file=str(database.with_suffix(".key")),
    )


def environment(database: Path, api_url: str) -> dict[str, str]:
    """Return the same settings as a process of its own reads them."""
    given = settings(database, api_url=api_url).model_dump(exclude_none=True)
    return {
        name.upper(): value.get_secret_value()
        if isinstance(value, SecretStr)
        else str(value)
        for name, value in given.items()
    }


def set_up(database: Path, *, others: Sequence[str] = ()) -> None:
    """Make the tables, the policy and the roster in a new file.

    Args:
        database: The file.
        others: Roles that have one member each, beside officers and sergeants.
    """
    migrate_new(database)
    house = houses.House(settings(database))
    house.open()
    try:
        house.desk.do_now(
            commands.ImportRoster(
                actor=installation.OPERATOR,
                request_id="benchmark:roster",
                rows=(*_people(), *_others(others)),
                is_verified=True,
            )
        )
    finally:
        house.close()


def migrate_new(database: Path) -> None:
    """Make the tables in a new file."""
    migrated = Database(f"sqlite:///{database}")
    migrate.upgrade(migrated)
    migrated.close()


def _people() -> Iterator[commands.RosterRow]:
    for squad in range(OFFICERS // SQUAD):
        yield _row("sergeant", 90_000 + squad, squad, supervisor_star=None)
    for number in range(OFFICERS):
        squad = number // SQUAD
        yield _row(
            "officer", FIRST_STAR + number, squad, supervisor_star=str(90_000 + squad)
        )


def _others(roles: Sequence[str]) -> Iterator[commands.RosterRow]:
    for number, role in enumerate(roles):
        yield _row(role, 99_000 + number, number, supervisor_star=None)


def _row(
    role: str, star: int, squad: int, *, supervisor_star: str | None
) -> commands.RosterRow:
    return commands.RosterRow(
        name=f"Member {star}",
        role=role,
        star=str(star),
        phone_e164=number_of(star),
        phone_kind=enums.PhoneKind.DEPARTMENT,
        unit=f"{squad // 8:03}",
        supervisor_star=supervisor_star,
        watch="always",
        consented_on="2026-01-02",
    )


def number_of(star: int) -> str:
    """Return the number of whoever has this star."""
    return f"+131255{star:05}"


def texts(round_number: int, connection: int, connections: int) -> Iterator[bytes]:
    """Give the requests of one connection, signed and ready to be sent.

    Every text has an id and words of its own; no officer texts through two
    connections.

    Args:
        round_number: Keeps the texts of two rounds apart.
        connection: Which one, from 0.
        connections: How many there are.
    """
    officers = range(connection, OFFICERS, connections)
    for count in range(10**6):
        star = FIRST_STAR + officers[count % len(officers)]
        number = (round_number * connections + connection) * 10**6 + count
        yield _request(star, number)


def _request(star: int, number: int) -> bytes:
    sid = f"SM{number:032x}"
    message = records.Message(
        sid=sid,
        number=number,
        direction="inbound",
        from_e164=number_of(star),
        to_e164=installation.OUR_NUMBER,
        body=f"NEW Agents in unmarked vans at 26th and Kedzie, one man held on the "
        f"ground, no warrant shown. Log {number}.",
        status="received",
        accepted_at=_SENT_AT,
        created_at=_SENT_AT,
        updated_at=_SENT_AT,
        service_sid=_SERVICE_SID,
    )
    form = webhook_forms.inbound(message, phone_company.SIMULATED_ACCOUNT_SID)
    signature = webhooks.signature(
        installation.AUTH_TOKEN, f"{installation.PUBLIC_URL}{PATH}", form
    )
    body = urllib.parse.urlencode(form)
    return (
        f"POST {PATH} HTTP/1.1\r\n"
        "Host: holdfast.example\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
        f"Content-Length: {len(body)}\r\n"
        "Accept: */*\r\n"
        "User-Agent: TwilioProxy/1.1\r\n"
        f"I-Twilio-Idempotency-Token: {sid}\r\n"
        f"X-Twilio-Signature: {signature}\r\n"
        f"\r\n{body}"
    ).encode()
