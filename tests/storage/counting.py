"""A process of its own that counts in a database, one job for each step.

It says `ready`, waits for a line, counts, and says how many steps were done and
how many failed. Arguments: the address, the counter's name, the number of steps.
"""

import sys
from collections.abc import Sequence

from sqlalchemy import Connection, select, update
from sqlmodel import col

from bot.store.connect import Database
from bot.store.writer import Done, Writer
from models.incident import Counter


def say(words: str) -> None:
    """Write a line that the test reads at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main(url: str, name: str, steps: int) -> None:
    database = Database(url)
    writer = Writer(database, batch_max=3)

    def count(connection: Connection, calls: Sequence[None]) -> list[Done[int]]:
        """Read, and write what was read and one more: the way to lose updates."""
        done = []
        for _ in calls:
            query = select(col(Counter.value)).where(col(Counter.name) == name)
            value = connection.execute(database.lock(query)).scalar_one() + 1
            table = update(Counter).where(col(Counter.name) == name)
            connection.execute(table.values(value=value))
            done.append(Done(value))
        return done

    writer.start()
    say("ready")
    sys.stdin.readline()
    futures = [writer.submit(count, None) for _ in range(steps)]
    writer.stop()
    failed = sum(future.exception() is not None for future in futures)
    say(f"{steps - failed} {failed}")
    database.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
