"""Make packets, check them, and check the whole record."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli import access, arguments, output
from models import errors

if TYPE_CHECKING:
    from bot.ledger.audit import Findings

#: Problems that are printed; the rest is counted.
_LISTED = 50


def add_to(commands: arguments.Commands) -> None:
    """Add the commands of this topic."""
    parser = arguments.add(commands, "packet", _packet, "make an incident's packet")
    arguments.add_reference(parser)
    parser.add_argument(
        "--out", metavar="FILE.zip", type=arguments.new_file, required=True
    )
    parser = arguments.add(
        commands, "verify", _verify, "check a packet, without database or network"
    )
    parser.add_argument("file", metavar="FILE.zip", type=arguments.existing_file)
    parser.add_argument(
        "--seal",
        metavar="FILE",
        type=arguments.existing_file,
        help="seals that were kept elsewhere",
    )
    parser.add_argument(
        "--key", metavar="FINGERPRINT", help="of the key that should have signed"
    )
    group = arguments.add_group(commands, "audit", "the record of every act")
    parser = arguments.add(
        group, "verify", _audit, "check chains, seals, and the rows against a replay"
    )
    parser.add_argument(
        "--seal",
        metavar="FILE",
        type=arguments.existing_file,
        help="seals that were kept elsewhere",
    )
    arguments.add_json(parser)
    parser = arguments.add(
        group, "seals", _seals, "print the newest seal, to be kept elsewhere"
    )
    parser.add_argument(
        "--since",
        metavar="N",
        type=arguments.count,
        help="every seal from number N on",
    )
    parser.add_argument(
        "--out",
        metavar="FILE",
        type=arguments.new_file,
        help="add them to this file instead",
    )


def _packet(asked: argparse.Namespace) -> int:
    settings = access.settings()
    from bot.evidence import packet

    with access.house(settings) as house:
        key = house.key()
        # So that it is of the incident as it stands now.
        house.seal()
        with house.database.reading() as connection:
            made = packet.build(connection, asked.reference, key)
        try:
            packet.write(made, asked.out)
        except OSError as error:
            raise errors.ConfigurationError(
                f"{asked.out} cannot be written: {error.strerror}."
            ) from error
        entered = packet.Made(**access.asking(), packet=made, at=house.clock.now())
        house.writer.submit(packet.record_made, entered).result()
    output.say(f"{asked.out}: {made.reference} up to entry {made.position}.")
    output.say(f"SHA-256 {made.sha256}")
    output.say(f"Signed by {key.fingerprint}")
    return 0


def _verify(asked: argparse.Namespace) -> int:
    from bot.evidence import verify_packet

    try:
        report = verify_packet.verify(asked.file, asked.seal, asked.key)
    except OSError as error:
        raise errors.ConfigurationError(
            f"{error.filename or asked.file} cannot be read: {error.strerror}."
        ) from error
    except ValueError as error:
        # Their sentence; of the fingerprint that was named.
        raise errors.ConfigurationError(f"--key: {error}.") from error
    for line in report.text().splitlines():
        output.say(line)
    return 0 if report.ok else 1


def _audit(asked: argparse.Namespace) -> int:
    settings = access.settings()
    from bot.ledger import audit, keys, sealing

    held = None if asked.seal is None else _held_seals(asked.seal)
    with access.reading(settings) as connection:
        has_key = settings.key_file.exists()
        # Where nothing was ever signed, there need not be a key yet.
        if not has_key and sealing.latest_header(connection) is not None:
            raise sealing.gone(settings.key_file)
        key = keys.load(settings.key_file).public_hex if has_key else None
        found = audit.verify(connection, key=key, held_seals=held)
    if asked.json:
        output.say_json(_as_json(found))
    else:
        _say(found, is_held_against=held is not None)
    return 0 if found.is_sound else 1


def _held_seals(path: Path) -> list[dict[str, Any]]:
    """Read the seals that were kept elsewhere.

    Raises:
        ConfigurationError: The file cannot be read, or holds none.
    """
    from bot.ledger import sealing

    try:
        return sealing.read_headers(path.read_bytes())
    except errors.InvalidInputError as error:
        raise errors.ConfigurationError(f"{path}: {error}") from error
    except OSError as error:
        raise errors.ConfigurationError(
            f"{path} cannot be read: {error.strerror}."
        ) from error


def _as_json(found: "Findings") -> dict[str, Any]:
    return {
        "is_sound": found.is_sound,
        "problems": [
            {"place": one.place, "position": one.position, "what": one.sentence}
            for one in found.problems
        ],
        "more": found.more,
        "ledgers": found.ledgers,
        "entries": found.entries,
        "items": found.items,
        "rows": found.rows,
        "seals": found.seals,
        "matched_seals": found.matched,
        "unsealed_entries": found.unsealed,
    }


def _say(found: "Findings", *, is_held_against: bool) -> None:
    """Say what is broken, and what was read.

    Args:
        found: What the audit found.
        is_held_against: Whether seals that were kept elsewhere were compared.
    """
    for problem in found.problems[:_LISTED]:
        output.say(f"Broken: {problem}")
    more = len(found.problems) - _LISTED + found.more
    if more > 0:
        output.say(f"And {more} more.")
    verdict = "The record is sound" if found.is_sound else "The record is broken"
    output.say(
        f"{verdict}. Read: {output.counted(found.entries, 'entry', 'entries')} of "
        f"{output.counted(found.ledgers, 'ledger', 'ledgers')}, "
        f"{output.counted(found.items, 'item', 'items')}, "
        f"{output.counted(found.rows, 'row', 'rows')}, "
        f"{output.counted(found.seals, 'seal', 'seals')}."
    )
    if is_held_against:
        output.say(f"Seals kept elsewhere that are the ones here: {found.matched}.")
    if found.unsealed:
        unsealed = output.counted(found.unsealed, "entry", "entries")
        output.say(f"Under no seal yet: {unsealed}.")


def _seals(asked: argparse.Namespace) -> int:
    settings = access.settings()
    from bot.ledger import chain, sealing

    with access.reading(settings) as connection:
        latest = sealing.latest_header(connection)
        if latest is None:
            raise errors.NotFoundError(
                "There is no seal yet; the running bot makes one every few minutes."
            )
        first = latest["number"] if asked.since is None else asked.since
        found = sealing.headers(connection, first, latest["number"])
    lines = [chain.canonical_json(header).decode() for header in found]
    if asked.out is None:
        for line in lines:
            output.say(line)
        return 0
    try:
        with asked.out.open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
    except OSError as error:
        raise errors.ConfigurationError(
            f"{asked.out} cannot be written: {error.strerror}."
        ) from error
    output.say(f"{asked.out}: {len(lines)} added, up to seal {latest['number']}.")
    return 0
