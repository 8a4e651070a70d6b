"""Who counts as on duty: lists, leave, those who stand in, and what is said last."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models import commands, enums, errors
from tests.scenarios.desk_work import BOYD, DANA, enrols, opens
from tests.stage import Person, Scene, officer, sergeant, someone

#: 10 March 2026, 15:40 in Chicago.
ASHA, CARL = "12345", "901"


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    """Asha and Boyd, her sergeant, a lieutenant, a dispatcher, and Carl.

    Carl is a sergeant of the same unit, and of no watch.
    """
    return enrols(
        scene,
        sergeant(
            "Carl",
            star=CARL,
            phone_e164="+13125550111",
            slack_user_id="U0CARL",
            watch=None,
        ),
    )


def lists(scene: Scene, who: str, *, is_on: bool = True, **fields: Any) -> Any:
    fields.setdefault("actor", BOYD)
    return scene.does(commands.ListDuty, who=who, is_on=is_on, **fields)


def leaves(scene: Scene, who: str, until: str, **fields: Any) -> Any:
    fields.setdefault("actor", BOYD)
    return scene.does(commands.RecordLeave, who=who, until_local=until, **fields)


def span(scene: Scene, who: str, hours: float, length: float, **fields: Any) -> Any:
    """Return a line of a daily list, that begins in so many hours."""
    from_at = scene.now() + timedelta(hours=hours)
    return commands.AssignmentRow(
        who=who, from_at=from_at, until_at=from_at + timedelta(hours=length), **fields
    )


def imports(scene: Scene, *rows: commands.AssignmentRow, **fields: Any) -> Any:
    return scene.does(commands.ImportAssignments, rows=rows, **fields)


def told(scene: Scene) -> list[str]:
    """Return the stars of the sergeants who were told of the newest incident."""
    rows = scene.rows(
        "SELECT star FROM person JOIN notice ON notice.person_id = person.id"
        " WHERE person.role = 'sergeant' AND notice.purpose = 'tell'"
        " AND notice.incident_id = (SELECT max(id) FROM incident) ORDER BY star"
    )
    return [row.star for row in rows]


def is_on(person: Person) -> bool:
    return "Not on duty" not in person.texts("STATUS")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


# --- Listing ------------------------------------------------------------------------


def test_who_is_listed_is_told(scene: Scene, cast: list[Person]) -> None:
    view = lists(scene, CARL, until_local="21:00")
    assert view.label == "star 901"
    assert view.until_at == at("2026-03-10T21:00-05:00")
    lists(scene, "900", is_on=False)
    opens(scene, cast[0])
    assert told(scene) == [CARL]


def test_who_is_listed_off_has_the_watch_no_more(
    scene: Scene, cast: list[Person]
) -> None:
    scene.does(commands.TakeWatch, actor=BOYD)
    view = lists(scene, "900", is_on=False, actor=DANA, until_local="20:00")
    assert view.next_tour_at == at("2026-03-10T20:00-05:00")
    opens(scene, cast[0])
    assert told(scene) == []
    scene.jump(hours=5)
    assert is_on(cast[1])
    rows = scene.rows("SELECT until_at FROM watch_hold")
    assert len(rows) == 1


def test_a_listing_ends_and_the_next_one_can_be_planned(
    scene: Scene, cast: list[Person]
) -> None:
    lists(scene, CARL, from_local="18:00", until_local="20:00")
    assert not is_on(cast[4])
    scene.jump(hours=2, minutes=20)
    assert is_on(cast[4])
    scene.jump(hours=2)
    assert not is_on(cast[4])
    cast[4].reads_all()


def test_a_tour_listed_shorter_than_the_watch_ends_then(
    scene: Scene, cast: list[Person]
) -> None:
    lists(scene, ASHA, until_local="20:00")
    scene.jump(hours=4, minutes=20)
    assert not is_on(cast[0])
    assert "On duty until 23:00" in cast[0].texts("ON")


def test_ones_own_shorter_tour_ends_then_too(scene: Scene, cast: list[Person]) -> None:
    assert "On duty until 20:00" in cast[0].texts("ON 2000")
    scene.jump(hours=4, minutes=20)
    assert not is_on(cast[0])


def test_a_listing_that_puts_something_aside_is_refused_until_it_is_meant(
    scene: Scene, cast: list[Person]
) -> None:
    cast[0].texts("OFF")
    with pytest.raises(errors.ConflictError, match="their own OFF until 10 Mar 23:00"):
        lists(scene, ASHA)
    assert not is_on(cast[0])
    view = lists(scene, ASHA, is_confirmed=True)
    assert view.put_aside == ("their own OFF until 10 Mar 23:00",)
    assert is_on(cast[0])
    cast[0].reads_all()


def test_a_dry_run_shows_the_winner_and_saves_nothing(
    scene: Scene, cast: list[Person]
) -> None:
    leaves(scene, ASHA, "2026-03-31")
    view = lists(scene, ASHA, is_confirmed=True, is_dry_run=True)
    assert not view.is_applied
    assert view.put_aside == ("the leave until 1 Apr 00:00",)
    assert not is_on(cast[0])


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"until_local": "2026-03-12 12:00"}, "more than 20 hours"),
        ({"from_local": "2026-03-09"}, "is past"),
        ({"from_local": "soon"}, "is no time"),
        ({"from_local": "2026-11-01 01:30"}, "There are two"),
        ({"from_local": "2027-03-14 02:30"}, "There is no 02:30"),
    ],
)
def test_a_span_that_cannot_be_is_refused_and_changes_nothing(
    scene: Scene, cast: list[Person], fields: dict[str, Any], problem: str
) -> None:
    with pytest.raises(errors.InvalidInputError, match=problem):
        lists(scene, CARL, **fields)
    assert scene.rows("SELECT id FROM presence") == []


@pytest.mark.parametrize("actor", ["U0ASHA", "U0LENA"])
def test_only_some_roles_list_others(
    scene: Scene, cast: list[Person], actor: str
) -> None:
    who = commands.Actor(channel=enums.Channel.SLACK, slack_user_id=actor)
    if actor == "U0LENA":
        assert lists(scene, CARL, actor=who).is_on
        cast[4].reads_all()
        return
    for command, fields in (
        (commands.ListDuty, {"is_on": False}),
        (commands.RecordLeave, {"until_local": "2026-03-31"}),
        (commands.StandIn, {"instead_of": "900"}),
        (commands.EndLeave, {}),
        (commands.EndAssignments, {}),
    ):
        with pytest.raises(errors.RefusedError, match="may not do this"):
            scene.does(command, actor=who, who=CARL, **fields)
    with pytest.raises(errors.RefusedError, match="may not do this"):
        imports(scene, span(scene, CARL, 1, 2), actor=who)
    assert scene.rows("SELECT id FROM presence") == []


def test_nobody_is_guessed(scene: Scene, cast: list[Person]) -> None:
    with pytest.raises(errors.NotFoundError, match="9999"):
        lists(scene, "9999")


def test_a_tour_said_shorter_afterwards_ends_then(
    scene: Scene, cast: list[Person]
) -> None:
    carl = cast[4]
    carl.texts("ON 2300")
    assert "On duty until 20:00" in carl.texts("ON 2000")
    scene.jump(hours=4, minutes=20)
    assert not is_on(carl)


# --- Leave --------------------------------------------------------------------------


def test_leave_goes_before_the_watch_and_the_list(
    scene: Scene, cast: list[Person]
) -> None:
    view = leaves(scene, "900", "2026-03-12")
    assert view.until_at == at("2026-03-13T00:00-05:00")
    assert view.next_tour_at == at("2026-03-13T14:00-05:00")
    found = imports(scene, span(scene, "900", 0, 4))
    assert found.without_effect == (
        (
            "star 900",
            "10 Mar 15:40 to 19:40: the leave until 13 Mar 00:00 goes before it",
        ),
    )
    opens(scene, cast[0])
    assert told(scene) == []


def test_ones_own_word_puts_leave_aside_for_a_tour_and_says_so(
    scene: Scene, cast: list[Person]
) -> None:
    leaves(scene, ASHA, "2026-03-31")
    answer = cast[0].texts("ON")
    assert "On duty until 23:00. Leave until 1 Apr 00:00 put aside." in answer
    scene.jump(hours=24)
    assert not is_on(cast[0])


def test_leave_is_ended_and_the_watch_counts_again(
    scene: Scene, cast: list[Person]
) -> None:
    leaves(scene, ASHA, "2026-03-31")
    view = scene.does(commands.EndLeave, actor=DANA, who=ASHA)
    assert (view.count, view.is_on_duty) == (1, True)
    assert is_on(cast[0])
    with pytest.raises(errors.NotFoundError, match="No leave"):
        scene.does(commands.EndLeave, actor=DANA, who=ASHA)


def test_leave_of_one_who_stands_in_is_refused_until_that_is_known(
    scene: Scene, cast: list[Person]
) -> None:
    scene.does(commands.StandIn, actor=DANA, who=CARL, instead_of="900")
    with pytest.raises(errors.ConflictError, match="standing in for star 900"):
        leaves(scene, CARL, "2026-03-31")
    assert is_on(cast[4])
    leaves(scene, CARL, "2026-03-31", is_confirmed=True)
    assert not is_on(cast[4])


# --- Standing in --------------------------------------------------------------------


def test_who_stands_in_is_told_in_place_of_the_other(
    scene: Scene, cast: list[Person]
) -> None:
    view = scene.does(
        commands.StandIn, actor=DANA, who=CARL, instead_of="900", until_local="20:00"
    )
    assert (view.label, view.other) == ("star 901", "star 900")
    opens(scene, cast[0])
    assert told(scene) == [CARL]
    scene.jump(hours=4, minutes=30)
    opens(scene, cast[0], "agents took a woman away at the bridge")
    assert told(scene) == ["900"]


def test_who_stands_in_and_leaves_the_roster_leaves_no_gap(
    scene: Scene, cast: list[Person]
) -> None:
    scene.does(commands.StandIn, actor=DANA, who=CARL, instead_of="900")
    assert not is_on(cast[1])
    scene.does(commands.EndPerson, star=CARL)
    assert is_on(cast[1])


@pytest.mark.parametrize(
    ("who", "instead_of", "problem"),
    [
        (ASHA, "900", "same role"),
        ("900", "900", "same role"),
        ("900", CARL, "nobody to stand in for"),
    ],
)
def test_nobody_stands_in_where_that_makes_no_sense(
    scene: Scene, cast: list[Person], who: str, instead_of: str, problem: str
) -> None:
    with pytest.raises(errors.InvalidInputError, match=problem):
        scene.does(commands.StandIn, actor=DANA, who=who, instead_of=instead_of)
    assert scene.rows("SELECT id FROM presence") == []


# --- Daily lists --------------------------------------------------------------------


def test_a_daily_list_puts_people_on_duty_whatever_their_watch(
    scene: Scene, cast: list[Person]
) -> None:
    found = imports(scene, span(scene, CARL, 0, 4), span(scene, "900", 6, 4))
    assert [line[0] for line in found.added] == ["star 901", "star 900"]
    assert found.instead == (
        ("star 900", "in place of Third watch, 10 Mar 14:00 to 23:00"),
    )
    opens(scene, cast[0])
    assert told(scene) == [CARL]
    scene.jump(hours=6, minutes=1)
    opens(scene, cast[0], "agents took a woman away at the bridge")
    assert told(scene) == ["900"]


def test_a_daily_list_names_first_who_goes_off_duty_by_it_now(
    scene: Scene, cast: list[Person]
) -> None:
    """He works third watch, and is listed for the night that begins an hour before."""
    night = span(scene, "900", 6, 9)
    shown = imports(scene, night, is_dry_run=True)
    assert shown.off_now == ("star 900",)
    assert is_on(cast[1])
    # With the hours until then he stays.
    now_too = span(scene, "900", -1, 16)
    assert imports(scene, now_too, is_dry_run=True).off_now == ()


def test_a_daily_list_says_under_whom_somebody_works_tonight(
    scene: Scene, cast: list[Person]
) -> None:
    imports(
        scene,
        span(scene, CARL, 0, 4),
        span(scene, ASHA, 0, 4, unit="008", supervisor_star=CARL),
    )
    opens(scene, cast[0])
    assert told(scene) == [CARL]
    scene.jump(hours=5)
    imports(scene, span(scene, CARL, 0, 4), span(scene, ASHA, 0, 4))
    opens(scene, cast[0], "agents took a woman away at the bridge")
    assert told(scene) == ["900"]


def test_a_list_sent_again_changes_only_what_is_different(
    scene: Scene, cast: list[Person]
) -> None:
    rows = (span(scene, CARL, 0, 4), span(scene, ASHA, 1, 4))
    imports(scene, *rows)
    again = imports(scene, *rows)
    assert (again.added, again.withdrawn, again.unchanged) == ((), (), 2)
    dry = imports(scene, rows[0], span(scene, ASHA, 2, 4), is_dry_run=True)
    assert dry.added == (("star 12345", "10 Mar 17:40 to 21:40"),)
    assert dry.withdrawn == (("star 12345", "10 Mar 16:40 to 20:40"),)
    assert not dry.is_applied
    assert len(scene.rows("SELECT id FROM presence")) == 2
    imports(scene, rows[0], span(scene, ASHA, 2, 4))
    running = scene.rows(
        "SELECT id FROM presence WHERE ended_at IS NULL AND person_id ="
        " (SELECT id FROM person WHERE star = '12345')"
    )
    assert len(running) == 1


def test_whoever_a_list_does_not_name_keeps_hours_unless_their_number_is_stated(
    scene: Scene, cast: list[Person]
) -> None:
    imports(scene, span(scene, CARL, 0, 4), span(scene, ASHA, 1, 4))
    kept = imports(scene, span(scene, CARL, 0, 5))
    assert kept.others == ("star 12345",)
    with pytest.raises(errors.InvalidInputError, match="--remove 1"):
        imports(scene, span(scene, CARL, 0, 5), removals=2)
    gone = imports(scene, span(scene, CARL, 0, 5), removals=1)
    assert gone.withdrawn == (("star 12345", "10 Mar 16:40 to 20:40"),)
    scene.jump(hours=1)
    assert is_on(cast[0])  # by the third watch, which counts again


@pytest.mark.parametrize(
    ("spans", "problem"),
    [
        ([(CARL, 0, 4), (CARL, 3, 4)], "overlaps"),
        ([(CARL, 0, 21)], "more than 20 hours"),
        ([(CARL, -5, 4)], "is over"),
        ([], "names nobody"),
    ],
)
def test_a_list_with_one_wrong_line_changes_nothing(
    scene: Scene, cast: list[Person], spans: list[Any], problem: str
) -> None:
    with pytest.raises(errors.InvalidInputError, match=problem):
        imports(scene, *(span(scene, *line) for line in spans))
    with pytest.raises(errors.NotFoundError):
        imports(scene, span(scene, ASHA, 0, 4), span(scene, "9999", 0, 4))
    assert scene.rows("SELECT id FROM presence") == []


def test_a_list_names_the_hours_in_which_nobody_can_be_told(
    scene: Scene, cast: list[Person]
) -> None:
    found = imports(scene, span(scene, "900", 0, 4), is_dry_run=True)
    assert ("Sergeant", "10 Mar 15:40 to 19:40") not in found.uncovered
    short = imports(
        scene, span(scene, "900", 1, 2), span(scene, CARL, 4, 1), is_dry_run=True
    )
    assert ("Sergeant", "10 Mar 18:40 to 19:40") in short.uncovered


def test_what_a_list_has_for_one_person_is_withdrawn(
    scene: Scene, cast: list[Person]
) -> None:
    imports(scene, span(scene, CARL, 0, 4), span(scene, CARL, 8, 4))
    view = scene.does(commands.EndAssignments, actor=DANA, who=CARL)
    assert (view.count, view.is_on_duty) == (2, False)
    assert not is_on(cast[4])
    with pytest.raises(errors.NotFoundError):
        scene.does(commands.EndAssignments, actor=DANA, who=CARL)


# --- Several at once ----------------------------------------------------------------


def test_what_is_said_after_the_clock_was_set_back_still_counts(
    scene: Scene, cast: list[Person]
) -> None:
    cast[0].texts("ON 2300")
    scene.jump(hours=-1)
    cast[0].texts("OFF")
    assert not is_on(cast[0])
    rows = scene.rows("SELECT is_on, made_at FROM presence ORDER BY number")
    assert [bool(row.is_on) for row in rows] == [True, False]
    assert rows[0].made_at > rows[1].made_at
    scene.jump(hours=2)
    assert not is_on(cast[0])


def test_every_act_about_duty_stands_in_the_ledger_with_who_did_it(
    scene: Scene, cast: list[Person]
) -> None:
    lists(scene, CARL)
    cast[4].reads_all()
    lists(scene, CARL, is_on=False, actor=DANA)
    leaves(scene, ASHA, "2026-03-31")
    scene.does(commands.EndLeave, actor=DANA, who=ASHA)
    scene.does(
        commands.StandIn, actor=DANA, who=CARL, instead_of="900", is_confirmed=True
    )
    imports(scene, span(scene, ASHA, 0, 4))
    scene.does(commands.EndAssignments, actor=BOYD, who=ASHA)
    found = scene.rows(
        "SELECT event, person.star FROM entry LEFT JOIN person"
        " ON person.id = entry.actor_id WHERE ledger_id = 'presence' ORDER BY position"
    )
    assert [(row.event, row.star) for row in found] == [
        ("person:listed_on", "900"),
        ("person:listed_off", "777"),
        ("leave:recorded", "900"),
        ("leave:ended", "777"),
        ("person:stood_in", "777"),
        ("assignment:made", None),
        ("assignment:ended", "900"),
    ]


def test_somebody_without_a_star_is_listed_by_mail_or_slack(scene: Scene) -> None:
    people = scene.enrols(
        officer(),
        sergeant(),
        someone(
            "Dora",
            "dispatcher",
            "",
            email="dora@example.org",
            slack_user_id="U0DORA",
            watch=None,
        ),
    )
    for who in ("Dora@Example.org", "U0DORA"):
        view = scene.does(commands.ListDuty, who=who, is_on=True)
        assert view.label == "dispatcher"
    people[2].reads_all()


# --- By text ------------------------------------------------------------------------


def test_a_supervisor_without_slack_lists_by_text(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, _, dana, carl = cast
    answer = boyd.texts("ON STAR 901 2100")
    assert answer == "Star 901 is on duty until 21:00. Wrong? They text OFF."
    assert is_on(carl)
    assert "Star 901 is off duty until 21:00" in dana.texts("OFF STAR 901")
    assert not is_on(carl)
    assert "no time" in boyd.texts("ON STAR 901 2575")
    assert "Nobody active has star" in boyd.texts("ON STAR 77777")
    assert "may not do this" in asha.texts("OFF STAR 900")
    assert "opened" in asha.texts("On star street two agents struck a man")


def test_by_text_too_what_it_puts_aside_is_said_first(
    scene: Scene, cast: list[Person]
) -> None:
    carl, boyd = cast[4], cast[1]
    leaves(scene, CARL, "2026-03-20")
    refused = boyd.texts("ON STAR 901 2100")
    assert "Nothing changed. This would put aside of star 901: the leave" in refused
    assert not is_on(carl)
    listed = boyd.texts("ON STAR 901 2100 ANYWAY")
    assert "Put aside: the leave until 21 Mar" in listed
    assert len(listed) <= 160
    assert is_on(carl)


def test_what_is_said_of_duty_is_still_so_after_a_restart(
    scene: Scene, cast: list[Person]
) -> None:
    boyd = cast[1]
    lists(scene, CARL, until_local="21:00", actor=DANA)
    leaves(scene, ASHA, "2026-03-20")
    boyd.texts("WATCH")
    boyd.texts("OFF")
    before = who_is_on(scene)

    scene.stage.restart()

    assert who_is_on(scene) == before
    scene.advance(hours=5, minutes=21)
    assert CARL not in who_is_on(scene)
    scene.stage.restart()
    scene.advance(days=1)
    assert ASHA not in who_is_on(scene)


def who_is_on(scene: Scene) -> set[str]:
    """Return the stars of those who are on duty now, as the bot knows it."""
    house = scene.stage.house
    cache = house.roster_cache()
    with house.database.reading() as connection:
        roster = cache.get(connection, scene.now())
    return {
        str(person.star)
        for person in roster.active
        if roster.is_on_duty(person, house.policy, scene.now())
    }
