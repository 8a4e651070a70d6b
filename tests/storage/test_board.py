"""What a list says that is longer than what it shows."""

from collections.abc import Iterator

import pytest

from bot.desk.board import Board
from bot.desk.policies import PolicyBook
from bot.policy import load
from bot.store.connect import Database
from bot.store.rosters import RosterCache
from models import board, commands, enums, queries
from tests import plain_policy
from tests.storage import desks

BOYD = commands.Actor(channel=enums.Channel.SLACK, slack_user_id="U0BOYD")


@pytest.fixture
def office(database: Database) -> Iterator[desks.Office]:
    """A desk, forty officers of one unit, and their sergeant, who is in Slack."""
    made = desks.Office(database)
    boyd = desks.officer(
        0,
        name="Boyd",
        role="sergeant",
        star="900",
        phone_e164=desks.BOYD,
        unit="007",
        slack_user_id="U0BOYD",
    )
    made.enrols(boyd, *(desks.officer(n, unit="007") for n in range(1, 41)))
    yield made
    made.writer.stop()


def listed(office: desks.Office, which: str) -> board.IncidentList:
    """What Boyd sees of a list."""
    text = plain_policy.text()
    policy, version = load.parse(text, name="plain"), load.version_of(text)
    sight = Board(
        office.database,
        PolicyBook(policy, version, text),
        cache=RosterCache(),
        clock=lambda: office.now,
    ).look(queries.ListIncidents(actor=BOYD, which=which))
    assert isinstance(sight.view, board.IncidentList)
    return sight.view


def test_all_incidents_of_a_watch_are_counted(office: desks.Office) -> None:
    office.texts(desks.BOYD, "WATCH", "SM_watch")
    for round_ in range(3):
        office.passes(minutes=1)
        office.texts_together(
            *(
                (desks.number(n), f"NEW van {round_} at corner {n}", f"SM{round_}.{n}")
                for n in range(1, 41)
            )
        )
    assert desks.count(office.database, "incident") == 120

    for which in ("mine", "all"):
        view = listed(office, which)
        assert len(view.lines) == 25
        assert len(view.lines) + view.more == 120
        # What is due first stands first: it was opened first.
        assert len({line.next_due_at for line in view.lines}) == 1
        assert all(line.reference < "26-0041" for line in view.lines)


def test_a_short_list_counts_what_it_shows(office: desks.Office) -> None:
    office.texts(desks.number(1), desks.NEW, "SM1")

    assert listed(office, "mine").lines == ()
    office.texts(desks.BOYD, "WATCH", "SM_watch")

    view = listed(office, "mine")
    assert (view.which, len(view.lines), view.more) == ("watch", 1, 0)
