"""Make the bot's database and take its roster, as an operator does at the beginning."""

from bot.desk import roster_csv
from bot.house import House
from bot.settings import Settings
from bot.simulator import installation
from bot.store import migrate
from bot.store.connect import Database
from models import commands, ports


def found(
    settings: Settings,
    file: roster_csv.RosterFile,
    clock: ports.Clock,
    database: Database,
) -> None:
    """Make the tables and the key, and import the roster with verified numbers.

    Raises:
        HoldfastError: The roster cannot be taken.
    """
    migrate.upgrade(database)
    house = House(settings, clock=clock, database=database)
    house.open()
    try:
        house.key()
        house.desk.do_now(
            commands.ImportRoster(
                actor=installation.OPERATOR,
                request_id="demo:roster",
                rows=file.rows,
                is_verified=True,
            )
        )
    finally:
        house.writer.stop()
