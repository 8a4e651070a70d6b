"""Two people at two desks do the same at the same moment: one of them does it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.store.connect import Database
from models import commands, enums, errors, views
from tests.storage import desks

Opener = Callable[[str], Database]
#: Does two commands at the same moment, and returns what each came to.
Meeting = Callable[..., list[Any]]

ONE, OTHER = "U0ONE", "U0OTHER"


def sergeant(index: int, slack_user_id: str) -> commands.RosterRow:
    return desks.officer(
        index, role="sergeant", unit="007", slack_user_id=slack_user_id
    )


def by(slack_user_id: str) -> dict[str, Any]:
    """Return who asks, and a request of theirs that was never made."""
    actor = commands.Actor(channel=enums.Channel.SLACK, slack_user_id=slack_user_id)
    return {"actor": actor, "request_id": f"{slack_user_id}:now"}


@pytest.fixture
def office(database: Database) -> Iterator[desks.Office]:
    """A desk, and two sergeants of one unit in Slack."""
    made = desks.Office(database)
    made.enrols(*desks.everybody(sergeant(60, ONE), sergeant(61, OTHER)))
    yield made
    made.writer.stop()


@pytest.fixture(params=["in one batch", "at two desks"])
def meets(
    request: pytest.FixtureRequest, office: desks.Office, open_database: Opener
) -> Iterator[Meeting]:
    """Do two commands in one commit of one desk, or at two desks at once."""
    if request.param == "in one batch":
        yield office.do_together
        return
    second = desks.Office(
        open_database(office.database.url.render_as_string(hide_password=False))
    )

    def at_once(one: commands.Command, other: commands.Command) -> list[Any]:
        return desks.let_read_meanwhile(
            office,
            lambda: _outcome(office, one),
            lambda: _outcome(second, other),
        )

    yield at_once
    second.writer.stop()


def _outcome(office: desks.Office, command: commands.Command) -> Any:
    try:
        return office.desk.do_now(command)
    except errors.HoldfastError as error:
        return error


def sorted_out(outcomes: list[Any]) -> tuple[Any, Any]:
    """Return the one view and the one refusal."""
    (view,) = [one.view for one in outcomes if isinstance(one, views.Reply)]
    (error,) = [one for one in outcomes if isinstance(one, errors.HoldfastError)]
    return view, error


def events(office: desks.Office, event: str) -> int:
    query = "SELECT count(*) FROM entry WHERE event = :event"
    return int(desks.column(office.database, query, event=event)[0])


def opened(office: desks.Office) -> str:
    """Open an incident that an officer saw."""
    office.texts(desks.number(1), desks.NEW, "SM1")
    return str(desks.column(office.database, "SELECT reference FROM incident")[0])


def without_camera(office: desks.Office) -> str:
    """Open an incident of which nobody is known to have seen it."""
    rows = [sergeant(60, ONE), sergeant(61, OTHER)]
    dispatcher = desks.officer(62, role="dispatcher", slack_user_id="U0DANA")
    office.enrols(*desks.everybody(*rows, dispatcher), request_id="more")
    made = commands.OpenIncident(**by("U0DANA"), text="agents at the bridge")
    view = office.desk.do_now(made).view
    assert isinstance(view, views.Opened)
    return view.reference


def test_the_watch_is_one_persons(office: desks.Office, meets: Meeting) -> None:
    outcomes = meets(commands.TakeWatch(**by(ONE)), commands.TakeWatch(**by(OTHER)))

    (taken,) = [one for one in outcomes if isinstance(one.view, views.WatchTaken)]
    (held,) = [one for one in outcomes if isinstance(one.view, views.WatchHeld)]
    assert taken.view.taken_from is None
    assert held.view.until_at == taken.view.until_at
    holder = (
        "SELECT star FROM person JOIN watch_hold ON person.id = watch_hold.person_id"
    )
    (star,) = desks.column(office.database, holder)
    assert held.view.by == f"star {star}"
    assert events(office, "watch:taken") == 1
    running = "SELECT count(*) FROM watch_hold WHERE until_at > from_at"
    assert desks.column(office.database, running) == [1]
    desks.assert_sound(office.database)


def test_an_incident_is_closed_once(office: desks.Office, meets: Meeting) -> None:
    reference = without_camera(office)

    def closing(slack_user_id: str) -> commands.Command:
        return commands.CloseIncident(
            **by(slack_user_id),
            reference=reference,
            outcome=enums.IncidentState.CLOSED_OTHER_AGENCY,
            reason="Theirs.",
        )

    view, error = sorted_out(meets(closing(ONE), closing(OTHER)))

    assert isinstance(view, views.Closed)
    assert isinstance(error, errors.AlreadyDone)
    assert error.by in ("star 10060", "star 10061")
    assert events(office, "incident:closed") == 1
    desks.assert_sound(office.database)


def test_no_correction_overwrites_another(office: desks.Office, meets: Meeting) -> None:
    reference = opened(office)

    def correcting(slack_user_id: str, beat: str) -> commands.Command:
        return commands.CorrectIncident(
            **by(slack_user_id),
            reference=reference,
            values={"beat": beat},
            seen={"beat": "0715"},
        )

    view, error = sorted_out(meets(correcting(ONE, "0716"), correcting(OTHER, "0717")))

    assert isinstance(error, errors.ConflictError)
    ((_, _, now),) = view.changes
    assert error.fields == {"beat": ("0715", now)}
    assert desks.column(office.database, "SELECT beat FROM incident") == [now]
    desks.assert_sound(office.database)


def test_the_officer_is_texted_a_sentence_once(
    office: desks.Office, meets: Meeting
) -> None:
    reference = opened(office)

    def texting(slack_user_id: str) -> commands.Command:
        return commands.TextOfficer(
            **by(slack_user_id), reference=reference, phrase="sergeant_coming"
        )

    view, error = sorted_out(meets(texting(ONE), texting(OTHER)))

    assert isinstance(error, errors.AlreadyDone)
    bodies = desks.column(
        office.database, "SELECT body FROM notice WHERE key LIKE 'phrase:%'"
    )
    assert bodies == [view.text]
    desks.assert_sound(office.database)
