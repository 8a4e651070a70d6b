"""Keep SQLite's write-ahead log, and take it over into the file beside the writer.

Left to itself SQLite does that in a commit, every thousand pages. While much is
written that is every fifth commit, and whoever waits for one of them waits for it too.
"""

import logging
import sqlite3
from datetime import timedelta
from typing import Any

_log = logging.getLogger(__name__)

#: Pages of the log from which on a commit takes them over where nobody else did: 40
#: MB, which are read in less than a tenth of a second at a start after a crash.
#: Source: our choice.
PAGES_MAX = 10_000

#: Pace at which they are taken over. Source: our choice.
PACE = timedelta(seconds=1)


def keep(connection: Any) -> None:
    """Switch to write-ahead mode, where another process may do so at the same time.

    Args:
        connection: The driver's, which nothing was asked of yet.
    """
    try:
        connection.execute("pragma journal_mode=wal")
    except sqlite3.OperationalError:
        # This one statement does not wait for the other process; a transaction does.
        connection.execute("begin immediate")
        connection.execute("rollback")
        connection.execute("pragma journal_mode=wal")
    connection.execute(f"pragma wal_autocheckpoint={PAGES_MAX}")


def take_over(connection: Any) -> None:
    """Take over what is committed; nobody waits for it, nor it for anybody.

    Args:
        connection: The driver's, outside any transaction.
    """
    try:
        connection.execute("pragma wal_checkpoint(passive)").fetchone()
    except sqlite3.OperationalError as error:
        # All of it stays in the log; a write that finds no room says so itself.
        _log.warning("the log was not taken over: %s", error.sqlite_errorname)
