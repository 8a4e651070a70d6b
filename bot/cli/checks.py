"""Look at each part of an installation, and say what to do where it is wrong."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select

from bot.cli import people
from bot.ledger import keys, sealing, seals
from bot.policy import numbers
from bot.policy.schema import EVERYTHING, Policy
from bot.store import migrate, reads, stored
from bot.store.connect import Database
from bot.verbs.people import foresight
from bot.verbs.who.people import Roster
from handlers.sms import identifiers
from models import errors

if TYPE_CHECKING:
    from bot.senders.sms import TwilioSender
    from bot.settings import Settings

#: No machine that runs this can rightly be before it was written.
_EARLIEST_AT = datetime(2026, 1, 1, tzinfo=UTC)

#: How far two clocks may be from each other. Source: our choice; a minute makes no
#: reminder wrong, and anything that keeps time keeps it better.
_CLOCKS_DIFFER_FOR = timedelta(minutes=1)


class Verdict(StrEnum):
    """Name how a part is."""

    OK = "ok"
    #: Worth knowing; nothing has to be done now.
    NOTE = "note"
    #: Not set up; the rest works without it.
    OFF = "off"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Say how one part is.

    Attributes:
        name: Of the part.
        verdict: How it is.
        what: What was found.
        todo: What to do about it; blank: nothing.
    """

    name: str
    verdict: Verdict
    what: str
    todo: str = ""


def ok(name: str, what: str) -> Check:
    """Say that a part is well."""
    return Check(name=name, verdict=Verdict.OK, what=what)


def off(name: str, what: str, todo: str = "") -> Check:
    """Say that a part is not set up, and that the rest works without it."""
    return Check(name=name, verdict=Verdict.OFF, what=what, todo=todo)


def note(name: str, what: str, todo: str = "") -> Check:
    """Say of a part what is worth knowing."""
    return Check(name=name, verdict=Verdict.NOTE, what=what, todo=todo)


def wrong(name: str, what: str, todo: str) -> Check:
    """Say what is wrong with a part, and what to do."""
    return Check(name=name, verdict=Verdict.WRONG, what=what, todo=todo)


def of_settings(error: errors.ConfigurationError) -> list[Check]:
    """Say what is wrong with the settings."""
    found = error.fields.get("problems", (str(error),))
    todo = "correct it in .env or in the environment; .env.example tells of each"
    return [wrong("settings", str(problem), todo) for problem in found]


def of_env_file(path: Path) -> Check:
    """Look who can read the settings."""
    if not path.exists():
        return ok("settings", "from the environment alone; there is no .env here")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return note(
            "settings", f"{path} can be read by other users", f"chmod 600 {path}"
        )
    return ok("settings", f"{path} and the environment")


def of_schema(database: Database) -> Check:
    """Look whether the database is there and has the tables of this code."""
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    try:
        migrate.require_current(database)
    except errors.ConfigurationError as error:
        what, _, todo = str(error).partition(": ")
        return wrong("database", what, todo)
    except errors.StorageError as error:
        return wrong(
            "database", str(error), "see that it runs and that DATABASE_URL is right"
        )
    return ok("database", f"{kind}, with the tables of this version")


def of_words(connection: Connection) -> Iterator[Check]:
    """Look for rows with a word that nobody knows; only a hand puts one there."""
    for table, count in stored.spoiled(connection).items():
        rows = "row holds" if count == 1 else "rows hold"
        what = f"{count} {rows} a word that nobody knows, in {table}"
        todo = "holdfast audit verify names each; put back what the record says"
        yield wrong("record", what, todo)


def of_roster(roster: Roster, policy: Policy) -> Iterator[Check]:
    """Look who could not be reached of those whom the policy tells."""
    if not roster.active:
        todo = "holdfast roster import FILE.csv"
        yield wrong("roster", "it is empty: nobody can act or be told", todo)
        return
    told = _roles_told(policy)
    untexted = people.unreachable(roster)
    lost = [(p, why) for p, why in untexted if roster.channel_of(p) is None]
    for person, why in lost:
        who = f"{people.called(person)}: {people.WHY[why]}"
        if person.role in told:
            yield wrong("roster", who, "correct the roster file and import it again")
        else:
            yield note("roster", f"{who}; the policy never texts this role")
    unreached = {person.id for person, _ in lost}
    there = {person.role for person in roster.active if person.id not in unreached}
    for role in sorted(told - there):
        what = f"nobody of the role {role} can be told"
        if role in policy.desk_roles:
            yield wrong("roster", f"{what}, and it is the desk", "add somebody")
        else:
            yield note("roster", f"{what}; the next rung is told at once")
    yield from _stars(roster, policy)
    for gap in foresight.gaps(roster, policy):
        if gap.role in there:
            yield note("roster", f"{gap}; the next rung is told at once")
    texted = len(roster.active) - len(untexted)
    by_slack = len(untexted) - len(lost)
    beside = f", {by_slack} more can be told by Slack" if by_slack else ""
    what = f"{texted} of {len(roster.active)} people can be texted{beside}"
    yield ok("roster", what)


def _stars(roster: Roster, policy: Policy) -> Iterator[Check]:
    """Name the people whose star is none by the policy's pattern."""
    forms = numbers.of(policy)
    strange = [
        roster.label(person.id)
        for person in roster.active
        if person.star and not identifiers.is_star(person.star.upper(), forms)
    ]
    if strange:
        yield note(
            "roster",
            f"{', '.join(strange)}: no {forms.star.title} by the policy, such as "
            f"{forms.star.example}; a text that names it is not understood",
            "correct [[identifier]] star in the policy, or the roster file",
        )


def _roles_told(policy: Policy) -> set[str]:
    """Return the roles that a text may go to under this policy."""
    told = {*policy.desk_roles, *(tell.role for tell in policy.tell)}
    for rule in policy.duty:
        told |= {rung.role for rung in rule.ladder}
        told |= {rule.owner, *rule.exhausted_roles}
    told.discard("recorder")
    told |= {role.id for role in policy.role if role.wears_camera}
    if "opener" in told:
        told.discard("opener")
        told |= {
            role.id
            for role in policy.role
            if {"open_incident", EVERYTHING}.intersection(role.may)
        }
    return told


def of_key(path: Path, last_seal: dict[str, Any] | None) -> Check:
    """Look whether the key is there, and is the one that sealed last."""
    if not path.exists():
        if last_seal is None:
            return note(
                "key", f"{path} is not there yet", "holdfast init makes it, or the bot"
            )
        return wrong(
            "key",
            f"{path} is missing, and seals were made with it",
            "put the copy of it back, or set KEY_FILE",
        )
    try:
        key = keys.load(path)
    except errors.ConfigurationError as error:
        return wrong("key", str(error), "see KEY_FILE")
    if last_seal is not None and not keys.is_signed(
        key.public_hex, seals.sign_over(last_seal["hash"]), last_seal["signature"]
    ):
        return wrong(
            "key",
            f"{path} is not the key that made the last seal",
            "put that one back, or set KEY_FILE",
        )
    return ok("key", f"{path}, fingerprint {key.fingerprint}")


def last_seal(connection: Connection) -> dict[str, Any] | None:
    """Return the header of the newest seal; None where there is none yet."""
    return sealing.latest_header(connection)


def of_clock(now: datetime, connection: Connection | None, *, is_sqlite: bool) -> Check:
    """Compare the machine's clock with whatever else tells the time."""
    todo = "set the clock and keep it by NTP (timedatectl set-ntp true)"
    if now < _EARLIEST_AT:
        return wrong("clock", f"it says {now:%Y-%m-%d}", todo)
    if connection is not None:
        newest = reads.newest_entry_at(connection)
        if newest is not None and newest > now + _CLOCKS_DIFFER_FOR:
            what = f"the record has an entry of {newest:%Y-%m-%d %H:%M:%S} UTC, later"
            return wrong("clock", f"{what} than now", todo)
        if not is_sqlite:
            theirs: datetime = connection.execute(
                select(func.clock_timestamp())
            ).scalar_one()
            if abs(theirs - now) > _CLOCKS_DIFFER_FOR:
                apart = abs(theirs - now).total_seconds()
                what = f"the database's clock is {apart:.0f} seconds away"
                return wrong("clock", what, todo)
    return ok("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC")


def of_texts(settings: "Settings", sender: "TwilioSender | None") -> Iterator[Check]:
    """Ask Twilio for the account, and say what to set there."""
    if sender is None:
        yield off(
            "texts",
            "TWILIO_ACCOUNT_SID is not set: no text comes or goes",
            "the rest works; see .env.example, group Texts",
        )
        return
    try:
        status = sender.check()
    except errors.DeliveryError as error:
        code = f" ({error.vendor_code})" if error.vendor_code else ""
        todo = "see TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and the network"
        yield wrong("texts", f"Twilio cannot be asked: {error}{code}", todo)
    else:
        if status == "active":
            yield ok("texts", "the Twilio account is active")
        else:
            todo = "see the Twilio console"
            yield wrong("texts", f"the Twilio account is {status}", todo)
    yield note(
        "webhook",
        "Twilio reaches us at the address it is told",
        f"at Twilio: A message comes in: HTTP POST {settings.public_url}/twilio/sms",
    )


def of_the_rest(settings: "Settings") -> Iterator[Check]:
    """Say what is off, and why."""
    why = "is not used by this version yet" if settings.smtp_url else "is not set"
    yield off("mail", f"SMTP_URL {why}")
