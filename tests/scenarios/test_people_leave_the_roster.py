"""Who leaves can do nothing any more, and what they owed is with others at once."""

from typing import Any

import pytest

from models import commands, errors
from tests.scenarios import slack_outbound
from tests.scenarios.desk_work import opens
from tests.scenarios.record import facts
from tests.stage import Person, Scene, officer, sergeant, someone


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    """Asha, her sergeant Boyd, Carl of the same unit, a lieutenant, a desk."""
    people = scene.enrols(
        officer(),
        sergeant(),
        sergeant("Carl", star="901", phone_e164="+13125550111"),
        someone("Lena", "watch_lieutenant", "300"),
        someone("Dana", "dispatcher", "777"),
    )
    for person in people:
        person.is_ignored = True
    return people


def owners(scene: Scene, word: str) -> list[tuple[str | None, str | None]]:
    """Return by name or role who owes the open duties of a word."""
    rows = scene.rows(
        "SELECT person.name, duty.owner_role FROM duty"
        " LEFT JOIN person ON person.id = duty.owner_id"
        " WHERE duty.word = :word AND duty.state IN"
        " ('expected', 'notified', 'acknowledged', 'overdue') ORDER BY duty.id",
        word=word,
    )
    return [(row.name, row.owner_role) for row in rows]


def code_in(body: str) -> str:
    return body.split("Code ")[1].split()[0].rstrip(".")


def ends(scene: Scene, how: str, star: str = "12345") -> None:
    """End somebody by the command, or by a file without them."""
    if how == "end":
        scene.does(commands.EndPerson, star=star)
        return
    rows = tuple(
        person.row for person in scene.people.values() if person.row.star != star
    )
    scene.does(commands.ImportRoster, rows=rows, is_verified=True, removals=1)


@pytest.mark.parametrize("how", ["end", "import"])
def test_open_duties_go_to_the_first_rung_at_once(
    scene: Scene, cast: list[Person], how: str
) -> None:
    asha, boyd, *_ = cast
    reference = opens(scene, asha)
    assert ("Asha", None) in owners(scene, "FLAG")
    boyd.reads_all()
    ends(scene, how)
    assert owners(scene, "FLAG") == [(None, "sergeant")]
    moved = facts(scene, "duty:moved")
    assert {one["rule"] for one in moved} >= {"aid", "flag"}
    assert {one["why"] for one in moved} == {"left the roster"}
    scene.advance(minutes=31)
    assert any(reference in body for body in boyd.reads_all())
    # She recorded it, and that stays so.
    (piece,) = scene.rows(
        "SELECT recorder_star FROM footage WHERE recorder_id IS NOT NULL"
        " AND source = 'bwc'"
    )
    assert piece.recorder_star == "12345"


@pytest.mark.parametrize("how", ["end", "import"])
def test_codes_and_numbers_of_who_left_count_no_more(
    scene: Scene, cast: list[Person], how: str
) -> None:
    asha = cast[0]
    opens(scene, asha)
    (row,) = scene.rows(
        "SELECT code.code FROM code JOIN duty ON duty.id = code.duty_id"
        " WHERE duty.word = 'AID' AND duty.owner_id = code.person_id"
    )
    assert "have it" in asha.texts(f"ACK {row.code}")
    ends(scene, how)
    for body in (f"ACK {row.code}", f"AID {row.code}", "STATUS"):
        assert asha.texts(body).startswith("NOT YET AN INCIDENT")
    assert (
        scene.rows(
            "SELECT id FROM duty WHERE word = 'AID' AND acknowledged_by IS NOT NULL"
        )
        == []
    )


def test_what_waits_for_who_left_does_not_leave(
    scene: Scene, cast: list[Person]
) -> None:
    asha = cast[0]
    opens(scene, asha)
    asha.reads_all()
    house = scene.stage.house
    # A reminder is due, and the company is not asked before she is ended.
    scene.stage.clock.move_to(house.engine.next_step_at() or scene.now())
    house.engine.step()
    queued = "SELECT id FROM notice JOIN person ON person.id = notice.person_id"
    waiting = scene.rows(
        f"{queued} WHERE person.name = 'Asha' AND notice.state = 'queued'".replace(
            "SELECT id", "SELECT notice.id"
        )
    )
    assert len(waiting) == 1
    scene.does(commands.EndPerson, star="12345")
    (notice,) = scene.rows(
        "SELECT state, reason FROM notice WHERE id = :id", id=waiting[0].id
    )
    assert (notice.state, notice.reason) == ("cancelled", "left the roster")
    assert asha.unread() == []


def test_what_somebody_had_who_left_is_asked_anew(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, carl, *_ = cast
    opens(scene, asha)
    for body in ("DOCK", "FLAG NEVER"):
        asha.texts(body)
    scene.advance(minutes=16)
    (seen,) = [body for body in boyd.reads_all() if "SEEN" in body]
    assert "you have it" in boyd.texts(f"ACK {code_in(seen)}")
    scene.advance(minutes=20)
    carl.reads_all()
    scene.does(commands.EndPerson, star="900")
    scene.advance(minutes=16)
    assert any("SEEN" in body for body in carl.reads_all())
    assert "SEEN recorded" in carl.texts("SEEN")


def test_history_stays(scene: Scene, cast: list[Person]) -> None:
    asha = cast[0]
    opens(scene, asha)
    asha.texts("AID none")
    scene.does(commands.EndPerson, star="12345")
    (row,) = scene.rows(
        "SELECT person.name FROM duty JOIN person ON person.id = duty.attested_by"
        " WHERE duty.word = 'AID'"
    )
    assert row.name == "Asha"
    assert scene.rows("SELECT code FROM code")


def test_who_had_the_watch_has_it_no_more(scene: Scene, cast: list[Person]) -> None:
    _, boyd, carl, *_ = cast
    boyd.texts("WATCH")
    scene.does(commands.EndPerson, star="900")
    scene.advance(minutes=1)
    assert "You have the watch" in carl.texts("WATCH")


def test_where_nobody_is_left_it_is_announced(scene: Scene) -> None:
    asha, dana = scene.enrols(officer(), someone("Dana", "dispatcher", "777"))
    asha.is_ignored = dana.is_ignored = True
    opens(scene, asha)
    scene.does(commands.EndPerson, star="12345")
    moved = facts(scene, "duty:moved")
    assert {"rung": "1", "role": "sergeant", "why": "empty"} in moved[0]["passed_over"]
    assert scene.rows("SELECT id FROM notice WHERE purpose = 'nobody'")
    scene.advance(minutes=16)
    assert any("AID" in body for body in dana.reads_all())


@pytest.mark.in_slack
class TestInSlack:
    """A member of the workspace who left the roster."""

    def test_cannot_act_any_more(self, scene: Scene) -> None:
        asha, boyd = scene.enrols(
            officer(slack_user_id="U0ASHA"), sergeant(slack_user_id="U0BOYD")
        )
        asha.is_ignored = boyd.is_ignored = True
        opens(scene, asha)
        assert "On duty" in boyd.types("who")
        scene.does(commands.EndPerson, star="900")
        assert "not in the roster" in boyd.types("who")
        assert "not in the roster" in boyd.types("watch")

    def test_a_supervisor_objects_by_a_line(self, scene: Scene) -> None:
        asha, boyd = scene.enrols(officer(), sergeant(slack_user_id="U0BOYD"))
        asha.is_ignored = boyd.is_ignored = True
        rows = (officer(phone_e164="+13125550155"), boyd.row)
        scene.does(commands.ImportRoster, rows=rows)
        assert "Say whose number" in boyd.types("number 12345")
        assert asha.texts("STATUS").startswith("NOT YET AN INCIDENT")
        assert "stands again" in boyd.types("number 12345 wrong")
        assert "Nothing is open" in asha.texts("STATUS")
        new = scene.stranger("+13125550155")
        new.is_ignored = True

    def test_a_supervisor_with_slack_alone_objects_by_the_words_of_the_list(
        self, scene: Scene
    ) -> None:
        bare = {"phone_e164": None, "phone_kind": None, "consented_on": None}
        asha, boyd = scene.enrols(officer(), sergeant(slack_user_id="U0BOYD", **bare))
        asha.is_ignored = boyd.is_ignored = True
        rows = (officer(phone_e164="+13125550155"), boyd.row)
        scene.does(commands.ImportRoster, rows=rows)
        scene.stranger("+13125550155").is_ignored = True
        scene.advance(minutes=16)

        shown = "\n".join(one.rendered for one in slack_outbound.lists(boyd))

        assert "Say /incident wrong " in shown
        code = shown.split("/incident wrong ")[1][:5]
        assert "cannot be read" in boyd.types("wrong that is not hers")
        assert "stands again" in boyd.types(f"wrong {code}")
        assert "Nothing is open" in asha.texts("STATUS")


# --- A changed number -----------------------------------------------------------------


def changes_number(scene: Scene, cast: list[Person], **more: Any) -> Person:
    """Give Asha another number by a file; return whoever has that phone."""
    rows = (officer(phone_e164="+13125550155"), *(one.row for one in cast[1:]))
    scene.does(commands.ImportRoster, rows=rows, **more)
    if "+13125550155" not in scene.people:
        scene.stranger("+13125550155").is_ignored = True
    return scene.people["+13125550155"]


@pytest.mark.parametrize("is_verified", [False, True])
def test_the_old_number_and_the_supervisor_are_told(
    scene: Scene, cast: list[Person], is_verified: bool
) -> None:
    asha, boyd, *_ = cast
    reference = opens(scene, asha)
    asha.reads_all()
    boyd.reads_all()
    new = changes_number(scene, cast, is_verified=is_verified)
    (told,) = asha.reads_all()
    assert "no longer in our roster" in told
    assert reference not in told
    scene.advance(minutes=16)
    (above,) = [body for body in boyd.reads_all() if "number" in body]
    assert "Star 12345: number changed by the operator" in above
    assert len(above) <= 160
    # Whatever the file attests, the new one proves itself first.
    (asked,) = new.reads_all()
    assert new.texts("STATUS").startswith("NOT YET AN INCIDENT")
    assert asha.texts("STATUS").startswith("NOT YET AN INCIDENT")
    code = asked.split("ACK ")[1][:5]
    assert "verified" in new.texts(f"ACK {code}")
    assert reference in new.texts("STATUS")


def test_a_second_file_does_not_attest_it_either(
    scene: Scene, cast: list[Person]
) -> None:
    new = changes_number(scene, cast, is_verified=True)
    changes_number(scene, cast, is_verified=True)
    # Nor by way of a file without any number.
    bare = {"phone_e164": None, "phone_kind": None, "consented_on": None}
    rows = (officer(**bare), *(one.row for one in cast[1:]))
    scene.does(commands.ImportRoster, rows=rows, is_verified=True)
    changes_number(scene, cast, is_verified=True)
    assert new.texts("STATUS").startswith("NOT YET AN INCIDENT")


def test_what_waits_goes_to_neither_number_but_to_the_next_rung(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, *_ = cast
    opens(scene, asha)
    house = scene.stage.house
    scene.stage.clock.move_to(house.engine.next_step_at() or scene.now())
    house.engine.step()
    asha.reads_all()
    new = changes_number(scene, cast)
    assert all("no longer" in body for body in asha.reads_all())
    assert all("reply ACK" in body for body in new.reads_all())
    assert facts(scene, "duty:not_put")
    scene.advance(minutes=16)
    assert any("not answered" in body for body in boyd.reads_all())


def test_the_supervisor_objects_and_the_old_number_stands(
    scene: Scene, cast: list[Person]
) -> None:
    asha = cast[0]
    opens(scene, asha)
    new = changes_number(scene, cast)
    code = new.reads_all()[0].split("ACK ")[1][:5]
    assert "verified" in new.texts(f"ACK {code}")
    actor = acting(scene, "Boyd")
    view = scene.does(commands.ObjectToNumber, actor=actor, who="12345")
    assert view.is_restored
    assert new.texts("STATUS").startswith("NOT YET AN INCIDENT")
    assert "Open:" in asha.texts("STATUS")
    assert len(facts(scene, "contact:objected")) == 1
    with pytest.raises(errors.NotFoundError, match="No changed number"):
        scene.does(commands.ObjectToNumber, actor=actor, who="12345")


def test_a_supervisor_without_slack_objects_by_a_text(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, carl, lena, _ = cast
    boyd.reads_all()
    new = changes_number(scene, cast)
    code = new.reads_all()[0].split("ACK ")[1][:5]
    assert "verified" in new.texts(f"ACK {code}")
    scene.advance(minutes=16)
    (told,) = [body for body in boyd.reads_all() if "number" in body]
    assert "Text WRONG " in told
    wrong = told.split("WRONG ")[1][:5]
    # The code is Boyd's; nobody else has it, and one wrong letter is no other code.
    for other in (carl, lena, asha, new):
        assert "counts no more." not in other.texts(f"WRONG {wrong}")
    assert "Nothing is open" in new.texts("STATUS")
    mistyped = wrong[:4] + ("C" if wrong[4] != "C" else "D")
    assert "about no change" in boyd.texts(f"WRONG {mistyped}")

    answer = boyd.texts(f"wrong {wrong.lower()} please")
    assert answer == (
        "Star 12345: the new number counts no more. The number before stands again."
    )
    assert "open" not in new.texts("STATUS")
    assert "Nothing is open" in asha.texts("STATUS")
    # Said twice it does no harm.
    assert "Nothing changed" in boyd.texts(f"WRONG {wrong}")
    assert "Nothing is open" in asha.texts("STATUS")


def test_words_that_begin_with_wrong_are_ordinary_words(
    scene: Scene, cast: list[Person]
) -> None:
    boyd = cast[1]
    assert "opened" in boyd.texts("Wrong way driver, agents in two vans at 26th")
    changes_number(scene, cast)
    scene.advance(minutes=16)
    assert "Kept, but not understood" in boyd.texts("WRONG")


def test_nobody_else_objects(scene: Scene, cast: list[Person]) -> None:
    changes_number(scene, cast)
    for name in ("Asha", "Dana"):
        with pytest.raises(errors.RefusedError):
            scene.does(commands.ObjectToNumber, actor=acting(scene, name), who="12345")
    # The operator who made it may take it back.
    assert scene.does(commands.ObjectToNumber, who="12345").is_restored


def acting(scene: Scene, name: str) -> commands.Actor:
    """Return a person as an actor whom a door knows for certain."""
    from models import enums

    (row,) = scene.rows("SELECT id FROM person WHERE name = :name", name=name)
    return commands.Actor(channel=enums.Channel.SLACK, person_id=row.id)
