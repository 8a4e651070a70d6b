"""Somebody of our own wants a recording gone; each attempt fails, is undone or is seen.

Asha recorded, Boyd is her sergeant. Whoever tries has the rights that the role has, or
the keys of the machine. What has to be so stands first in each scene's name.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.ledger import audit, sealing
from bot.store.connect import Database
from models import commands, enums, errors
from tests.scenarios import record
from tests.scenarios.desk_work import ASHA, BOYD, DANA, LENA, duty_id, enrols, opens
from tests.scenarios.desk_work import member as in_slack
from tests.scenarios.test_times_are_corrected import dates, moves
from tests.scenarios.test_times_are_corrected import states as proposals
from tests.stage import Person, Scene, sergeant, someone


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(
        scene,
        someone("Mary", "commander", "400", slack_user_id="U0MARY"),
        someone("Cleo", "custodian", "500", slack_user_id="U0CLEO"),
    )


@pytest.fixture
def reference(scene: Scene, cast: list[Person]) -> str:
    return opens(scene, cast[0])


def footage(scene: Scene, source: str = "bwc") -> str:
    (row,) = scene.rows("SELECT state FROM footage WHERE source = :it", it=source)
    return str(row.state)


def state(scene: Scene, word: str) -> str:
    rows = scene.rows("SELECT state FROM duty WHERE word = :it ORDER BY id", it=word)
    return str(rows[-1].state)


def attests(scene: Scene, actor: commands.Actor, word: str, said: str = "") -> Any:
    rows = scene.rows("SELECT id FROM duty WHERE word = :it ORDER BY id", it=word)
    return scene.does(
        commands.Attest,
        actor=actor,
        target=commands.Target(duty_id=rows[-1].id),
        word=word,
        said=said,
    )


def is_open(scene: Scene, word: str) -> bool:
    return state(scene, word) in enums.OPEN_DUTY_STATES


# --- The wrong loss -------------------------------------------------------------------


def test_second_person_a_recorder_cannot_record_the_loss(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    asha, boyd = cast[0], cast[1]
    asha.texts("DOCK")
    asha.texts("NOVIDEO battery died")
    assert footage(scene) == "expected"

    # Nothing is put to her, and by the duty's id she is refused too.
    assert "SEEN" not in asha.texts("STATUS")
    with pytest.raises(errors.RefusedError):
        attests(scene, ASHA, "SEEN", "LOST battery died")

    assert footage(scene) == "expected"
    assert "recorded" in boyd.texts("SEEN LOST searched by star and time, nothing")
    assert footage(scene) == "lost"


def test_second_person_one_who_was_there_cannot_record_the_loss(scene: Scene) -> None:
    """Boyd opened it himself: his lieutenant looks."""
    boyd = enrols(scene)[1]
    boyd.texts("NEW agents struck a man")
    boyd.texts("DOCK")
    boyd.texts("FLAG NEVER")

    with pytest.raises(errors.RefusedError, match="second person"):
        attests(scene, BOYD, "SEEN", "LOST gone")

    assert footage(scene) == "attested"
    attests(scene, LENA, "SEEN")
    assert footage(scene) == "verified"


def test_second_person_who_stated_it_does_not_look(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    attests(scene, BOYD, "FLAG", "NEVER")
    assert footage(scene) == "attested"

    with pytest.raises(errors.RefusedError, match="second person"):
        attests(scene, BOYD, "SEEN")

    assert footage(scene) == "attested"
    attests(scene, LENA, "SEEN")
    assert footage(scene) == "verified"


def test_second_person_two_accounts_on_one_number_are_one(scene: Scene) -> None:
    """Asha stands in the roster a second time, as a sergeant, with her own number."""
    enrols(
        scene,
        sergeant(
            "Asha2",
            star="901",
            slack_user_id="U0TWIN",
            watch="always",
            phone_e164="+13125550101",
        ),
    )
    scene.does(
        commands.OpenIncident,
        actor=ASHA,
        text="agents struck a man",
        seen_by_star="12345",
    )
    attests(scene, ASHA, "FLAG", "NEVER")
    assert footage(scene) == "attested"

    twin = in_slack("U0TWIN")
    with pytest.raises(errors.RefusedError, match="second person"):
        attests(scene, twin, "SEEN")

    assert footage(scene) == "attested"
    attests(scene, LENA, "SEEN")
    assert footage(scene) == "verified"


def test_second_person_the_desk_does_not_speak_for_one(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    """A dispatcher logs the officer's flag over the radio, and then the look at it."""

    def logs(star: str, said: str) -> Any:
        return scene.does(commands.LogRadio, actor=DANA, star=star, text=said)

    assert logs("12345", "FLAG NEVER").is_recorded
    assert footage(scene) == "attested"

    for said in ("SEEN", "SEEN LOST nothing there"):
        with pytest.raises(errors.RefusedError, match="second look"):
            logs("900", said)

    assert footage(scene) == "attested"
    # Who is said to have spoken hears of it.
    assert "RADIO: " in heard(scene, cast[0])


# --- The wrong end --------------------------------------------------------------------


def test_undone_a_link_hides_nothing(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    scene.advance(minutes=40)
    other = opens(scene, cast[0], "something else, beat 0714")
    before = {row.id: row.state for row in scene.rows("SELECT id, state FROM duty")}

    scene.does(commands.JoinIncidents, actor=ASHA, reference=reference, other=other)

    # Both go on, each knows of the other, and it is taken back by a new entry.
    assert {
        row.id: row.state for row in scene.rows("SELECT id, state FROM duty")
    } == before
    assert {"incident:linked", "incident:linked_from"} <= set(scene.events())
    scene.does(commands.Undo, actor=ASHA)
    assert "incident:unlinked_from" in scene.events()


@pytest.mark.parametrize("actor", [BOYD, LENA, in_slack("U0MARY")])
def test_refused_nobody_closes_over_a_running_clock(
    scene: Scene, cast: list[Person], reference: str, actor: commands.Actor
) -> None:
    with pytest.raises(errors.RefusedError, match="stays open"):
        scene.does(
            commands.CloseIncident,
            actor=actor,
            reference=reference,
            outcome=enums.IncidentState.CLOSED_OPENED_IN_ERROR,
            reason="Nothing happened.",
        )
    assert is_open(scene, "FLAG")


def test_undone_no_video_ends_no_clock(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    cast[0].texts("NOVIDEO camera was off")

    assert footage(scene) == "expected"
    assert is_open(scene, "SEEN")
    assert state(scene, "SEEN") == "notified"
    with pytest.raises(errors.RefusedError, match="stays open"):
        scene.does(
            commands.CloseIncident,
            actor=LENA,
            reference=reference,
            outcome=enums.IncidentState.CLOSED_NO_VIOLATION,
            reason="There is no video.",
        )


def test_seen_what_is_taken_back_stays_on_record_and_is_owed_again(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    cast[0].texts("FLAG NEVER")
    cast[0].texts("UNDO")
    assert is_open(scene, "FLAG")
    events = scene.events()
    assert events.index("duty:attested") < events.index("act:undone")


def test_second_person_another_kind_sets_nothing_aside_alone(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    """One who calls it something else would be rid of what that kind asks for."""

    def calls(kind: str, seen: str) -> Any:
        return scene.does(
            commands.CorrectIncident,
            actor=LENA,
            reference=reference,
            values={"kind": kind},
            seen={"kind": seen},
        )

    calls("city_property", "alleged_violation")
    assert is_open(scene, "PAPERS")

    view = calls("alleged_violation", "city_property")

    assert view.why == ("PAPERS: it would be set aside.",)
    assert is_open(scene, "PAPERS")


# --- The wrong person -----------------------------------------------------------------


def test_seen_a_redirected_number_is_told_to_the_old_one_and_does_not_act(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    """Whoever keeps the roster gives the sergeant's number to a friend."""
    asha, boyd = cast[0], cast[1]
    boyd.reads_all()
    rows = [person.row for person in cast]
    changed = sergeant(slack_user_id="U0BOYD", phone_e164="+13125550166")
    scene.does(
        commands.ImportRoster,
        rows=[changed if row.name == "Boyd" else row for row in rows],
        is_verified=True,
    )
    friend = scene.stranger("+13125550166")
    friend.is_ignored = True

    scene.advance(minutes=16)
    assert "number" in " ".join(boyd.reads_all()), "the old number hears of it"
    asha.texts("FLAG NEVER")
    assert "NOT YET AN INCIDENT" in friend.texts("SEEN")
    assert footage(scene) == "attested"


def imports(
    scene: Scene, cast: list[Person], *more: commands.RosterRow, **rows: Any
) -> Any:
    """Take a file in which some rows differ; by name, with what differs."""
    same = [replace(p.row, **rows.get(p.row.name, {})) for p in cast]
    return scene.does(
        commands.ImportRoster, rows=(*same, *more), is_verified=True, removals=0
    )


def heard(scene: Scene, person: Person) -> str:
    """Let a quarter of an hour pass; return everything that came."""
    scene.advance(minutes=16)
    return " ".join(person.reads_all())


def test_seen_another_slack_account_is_told_to_its_person_and_above(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    """Whoever keeps the roster lets his own account act as the sergeant."""
    boyd, lena = cast[1], cast[2]
    boyd.reads_all()
    imports(scene, cast, Boyd={"slack_user_id": "U0EVIL"})

    told = heard(scene, boyd)
    assert "another Slack account acts for you" in told
    above = heard(scene, lena)
    assert "Star 900: Slack account changed by the operator" in above
    # Who is above takes it back, by text: that account acts no more.
    code = above.split("WRONG ")[1][:5]
    assert "counts no more" in lena.texts(f"WRONG {code}")
    with pytest.raises(errors.RefusedError, match="not in the roster"):
        attests(scene, in_slack("U0EVIL"), "FLAG", "NEVER")


def test_seen_many_other_accounts_are_told_once_with_how_many_and_the_first(
    scene: Scene, cast: list[Person]
) -> None:
    """Whoever keeps the roster hides one account among very many."""
    boyd, lena = cast[1], cast[2]
    many = [
        someone(
            f"Many {number}",
            "officer",
            str(20000 + number),
            supervisor_star=boyd.row.star,
            slack_user_id=f"U0MANY{number}",
        )
        for number in range(30)
    ]
    imports(scene, cast, *many)
    for person in cast:
        person.reads_all()
    others = [replace(row, slack_user_id=f"{row.slack_user_id}X") for row in many]
    imports(scene, cast, *others, Boyd={"slack_user_id": "U0EVIL"})
    told = heard(scene, boyd)
    assert told.count("by the operator") == 1, told
    assert "30 Slack accounts changed by the operator: star 20000 " in told
    assert "and 27 more" in told
    assert "Star 900: Slack account changed by the operator" in heard(scene, lena)

    code = told.split("star 20001 ")[1][:5]
    assert "counts no more" in boyd.texts(f"WRONG {code}")
    rows = scene.rows("SELECT star FROM person WHERE slack_user_id IS NULL")
    assert "20001" in {row.star for row in rows}
    assert "20000" not in {row.star for row in rows}


@pytest.mark.parametrize("how", ["new", "another role", "first number"])
def test_seen_who_may_decide_from_now_on_is_told_to_those_who_command(
    scene: Scene, cast: list[Person], reference: str, how: str
) -> None:
    """A second person is made by a file, used, and taken away by the next."""
    lena, mary = cast[2], cast[4]
    bare = {"phone_e164": None, "phone_kind": None, "consented_on": None}
    cora = sergeant("Cora", star="910", slack_user_id="U0CORA", **bare)
    if how == "new":
        imports(scene, cast, cora)
    elif how == "another role":
        imports(scene, cast, Asha={"role": "sergeant"})
    else:
        imports(scene, cast, cora)
        heard(scene, lena)
        heard(scene, mary)
        imports(scene, cast, replace(cora, phone_e164="+13125559999"))

    who = "star 12345" if how == "another role" else "star 910"
    for person in (lena, mary):
        told = heard(scene, person)
        assert "The operator changed the roster" in told
        assert who in told
    # What takes nothing and gives nothing is told to nobody.
    imports(scene, [p for p in cast if p.row.name != "Asha"], cast[0].row, cora)


def test_second_person_a_star_that_comes_back_has_to_prove_its_number(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    """Ended by one file and back by the next, with a friend's number."""
    asha, boyd = cast[0], cast[1]
    others = [p for p in cast if p is not asha]
    rows = tuple(p.row for p in others)
    scene.does(commands.ImportRoster, rows=rows, is_verified=True, removals=1)
    boyd.reads_all()
    imports(scene, others, replace(asha.row, phone_e164="+13125550166"))
    friend = scene.stranger("+13125550166")
    friend.is_ignored = True

    assert "NOT YET AN INCIDENT" in friend.texts("STATUS")
    assert "Star 12345: number changed by the operator" in heard(scene, boyd)
    # With the number that she had before she is back at once.
    scene.does(commands.EndPerson, star="12345")
    imports(scene, others, asha.row)
    assert "NOT YET" not in asha.texts("STATUS")


def test_seen_who_is_marked_as_the_subject_is_told_to_those_who_command(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    """A sergeant marks his lieutenant, so that a friend has the second look."""
    lena, mary = cast[2], cast[4]
    scene.does(commands.MarkSubject, actor=BOYD, reference=reference, who="300")

    told = heard(scene, mary)
    assert f"{reference}" in told
    assert "star 900 marked star 300 as its subject" in told
    # Whom it is about learns nothing of it.
    assert "subject" not in heard(scene, lena)


def test_undone_who_is_listed_off_duty_is_on_again_by_a_word(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    """A dispatcher lists everybody off who could decide: others hear of it all."""
    boyd, mary = cast[1], cast[4]
    cast[0].texts("NOVIDEO battery died")
    boyd.reads_all()
    mary.reads_all()
    for star in ("900", "300"):
        scene.does(commands.ListDuty, actor=DANA, who=star, is_on=False)

    scene.advance(hours=9)
    assert reference in " ".join(mary.reads_all())
    assert footage(scene) == "expected"
    entries = record.entries(scene, "person:listed_off")
    assert {entry["actor"]["role"] for entry in entries} == {"dispatcher"}
    assert "On duty until" in boyd.texts("ON")


def test_seen_stop_silences_one_phone_and_not_the_ladder(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    cast[0].texts("STOP")
    cast[1].texts("STOP")
    for person in cast:
        person.reads_all()

    scene.advance(hours=9)

    assert "contact:opted_out" in scene.events()
    assert cast[2].reads_all(), "the lieutenant hears instead"
    (entry, *_) = scene.rows(
        "SELECT record FROM entry WHERE event = 'duty:escalated' ORDER BY id"
    )
    assert "opted_out" in entry.record


def test_undone_who_leaves_takes_no_clock_along(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    scene.does(commands.EndPerson, star="12345")

    assert footage(scene) == "expected"
    (row,) = scene.rows("SELECT next_step_at FROM duty WHERE word = 'FLAG'")
    assert row.next_step_at is not None


# --- The duty that is shaken off ------------------------------------------------------


def test_undone_not_me_goes_to_the_sergeant_and_ends_no_clock(scene: Scene) -> None:
    """Bea, a sergeant herself, was there, says she was not, and wants to look."""
    bea_row = sergeant(
        "Bea", star="910", phone_e164="+13125550910", slack_user_id="U0BEA"
    )
    asha, _, _, _, bea = enrols(scene, bea_row)
    reference = opens(scene, asha)
    for said in ("AID none", "SUP REFUSED", "CAMS 910"):
        asha.texts(said)

    assert "disputed" in bea.texts("NOTME")

    pieces = scene.rows("SELECT state FROM footage WHERE source = 'bwc'")
    assert [piece.state for piece in pieces] == ["expected", "expected"]
    assert "footage:disowned" in scene.events()
    with pytest.raises(errors.RefusedError, match="stays open"):
        scene.does(
            commands.CloseIncident,
            actor=LENA,
            reference=reference,
            outcome=enums.IncidentState.CLOSED_NO_VIOLATION,
            reason="Nobody was there.",
        )
    attests(scene, BOYD, "FLAG", "NEVER")
    with pytest.raises(errors.RefusedError):
        attests(scene, in_slack("U0BEA"), "SEEN", "LOST nothing there")
    attests(scene, LENA, "SEEN")


def test_undone_late_for_ever_moves_no_ladder_and_no_date(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    asha = cast[0]
    for said in ("AID none", "SUP REFUSED", "CAMS NONE"):
        asha.texts(said)
    before = dates(scene)
    scene.advance(hours=6, minutes=30)
    answers = []
    for _ in range(8):
        answers.append(asha.texts("LATE 30M"))
        scene.advance(minutes=29)
    after = dates(scene)

    assert any(not answer.startswith("Nothing changed") for answer in answers)
    assert after == {**after, **before}
    (row,) = scene.rows("SELECT rung FROM duty WHERE word = 'FLAG'")
    assert row.rung >= 1, "somebody else hears of it all the same"


def test_undone_passed_on_it_stays_until_somebody_has_it(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    asha = cast[0]
    for said in ("AID none", "SUP REFUSED", "CAMS NONE"):
        asha.texts(said)
    before = scene.rows("SELECT id, owner_id, due_at FROM duty ORDER BY id")

    assert "stays yours" in asha.texts("PASS")

    assert scene.rows("SELECT id, owner_id, due_at FROM duty ORDER BY id") == before
    assert is_open(scene, "FLAG")
    assert is_open(scene, "DOCK")


def test_undone_going_off_and_on_puts_nothing_off_for_ever(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    asha, boyd = cast[0], cast[1]
    began_at = scene.now()
    before = dates(scene)
    for _ in range(12):
        end = scene.now() + timedelta(hours=15)
        local = (end - timedelta(hours=5)).strftime("%H%M")
        asha.texts(f"ON {local}")
        scene.advance(hours=4)
    after = dates(scene)
    assert after["DOCK"] <= began_at + timedelta(hours=20)
    assert after["bwc lost"] == before["bwc lost"]

    boyd.reads_all()
    asha.texts("OFF")
    scene.advance(hours=1)
    (row,) = scene.rows("SELECT rung FROM duty WHERE word = 'FLAG'")
    assert row.rung >= 1


# --- The shortened window -------------------------------------------------------------


def test_second_person_a_time_is_not_moved_alone(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    """Later hides that it is lost; so early that it were lost ends the asking."""
    before = dates(scene)
    moves(scene, reference, -timedelta(days=91), actor=LENA)
    moves(scene, reference, -timedelta(minutes=1), actor=LENA)
    moves(scene, reference, timedelta(minutes=1), actor=LENA)

    assert proposals(scene) == ["waiting", "waiting"]
    for number in (1, 2):
        with pytest.raises(errors.RefusedError):
            scene.does(
                commands.DecideProposal,
                actor=LENA,
                reference=reference,
                number=number,
                is_agreed=True,
            )
    assert dates(scene)["bwc lost"] == before["bwc lost"] - timedelta(minutes=1)


def test_second_person_the_operator_is_not_both(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    """At the machine one account speaks for two people of the roster."""
    people = {row.star: row.id for row in scene.rows("SELECT star, id FROM person")}

    def at_machine(star: str) -> commands.Actor:
        return commands.Actor(
            channel=enums.Channel.COMMAND_LINE, person_id=people[star], account="root"
        )

    moves(scene, reference, -timedelta(days=91), actor=at_machine("300"))
    with pytest.raises(errors.RefusedError, match="second person"):
        scene.does(
            commands.DecideProposal,
            actor=at_machine("900"),
            reference=reference,
            is_agreed=True,
        )
    assert proposals(scene) == ["waiting"]
    (row,) = scene.rows("SELECT made_by_account FROM proposal")
    assert row.made_by_account == "root"


def test_seen_what_waits_stands_on_the_record_and_in_the_texts_of_others(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    cast[1].reads_all()
    moves(scene, reference, -timedelta(days=91))
    scene.advance(minutes=16)
    assert "waits for a second person" in " ".join(cast[1].reads_all())
    assert "proposal:made" in scene.events()


# --- The damaged record ---------------------------------------------------------------


@contextlib.contextmanager
def damaged(scene: Scene, attack: str, *repair: str) -> Iterator[None]:
    """Damage the database by hand, and put it right again at the end."""
    engine = scene.stage.house.database.writing_engine
    with engine.begin() as connection:
        assert connection.execute(text(attack)).rowcount >= 1
    try:
        yield
    finally:
        with engine.begin() as connection:
            for statement in repair:
                connection.execute(text(statement))


def problems(scene: Scene, held: Any = None) -> list[str]:
    house = scene.stage.house
    with house.database.reading() as connection:
        found = audit.verify(connection, key=house.key().public_hex, held_seals=held)
    return [str(problem) for problem in found.problems]


@pytest.mark.parametrize(
    ("attack", "repair", "what"),
    [
        (
            "UPDATE footage SET lost_reason = 'x' WHERE source = 'bwc'",
            "UPDATE footage SET lost_reason = NULL WHERE source = 'bwc'",
            "column lost_reason",
        ),
        (
            "UPDATE footage SET state = 'verified' WHERE source = 'bwc'",
            "UPDATE footage SET state = 'expected' WHERE source = 'bwc'",
            "column state",
        ),
        (
            "UPDATE duty SET next_step_at = NULL WHERE word = 'FLAG'",
            "",
            "column next_step_at",
        ),
        (
            "UPDATE entry SET event = 'footage:verified' WHERE event = "
            "'incident:opened'",
            "UPDATE entry SET event = 'incident:opened' WHERE event = "
            "'footage:verified'",
            "",
        ),
    ],
)
def test_seen_a_row_is_changed_by_hand(
    scene: Scene,
    cast: list[Person],
    reference: str,
    attack: str,
    repair: str,
    what: str,
) -> None:
    (row,) = scene.rows("SELECT next_step_at FROM duty WHERE word = 'FLAG'")
    at = str(row.next_step_at)
    back = repair or f"UPDATE duty SET next_step_at = '{at}' WHERE word = 'FLAG'"  # noqa: S608
    assert problems(scene) == []
    with damaged(scene, attack, back):
        found = problems(scene)
        assert found
        assert any(what in problem for problem in found)


def test_seen_the_end_of_the_record_is_cut_off(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    """The row says it never was; whoever holds a seal sees that it was."""
    attests(scene, BOYD, "FLAG", "NEVER")
    held = seals(scene)
    house = scene.stage.house
    assert problems(scene, held) == []
    (row,) = scene.rows("SELECT id FROM incident")
    (head,) = scene.rows(
        "SELECT max(position) AS n FROM entry WHERE ledger_id = :id", id=row.id
    )
    where = f"WHERE ledger_id = '{row.id}' AND position = {head.n}"
    (entry,) = scene.rows(f"SELECT * FROM entry {where}")  # noqa: S608 - ours
    items = scene.rows(f"SELECT * FROM item {where}")  # noqa: S608 - ours

    def put_back(table: str, kept: Any) -> None:
        columns = ", ".join(kept._fields)
        named = ", ".join(f":{name}" for name in kept._fields)
        with house.database.writing_engine.begin() as connection:
            connection.execute(
                text(f"INSERT INTO {table} ({columns}) VALUES ({named})"),  # noqa: S608
                kept._mapping,
            )

    with damaged(scene, f"DELETE FROM entry {where}"):  # noqa: S608
        if items:
            with damaged(scene, f"DELETE FROM item {where}"):  # noqa: S608
                assert problems(scene, held)
        assert problems(scene, held)
    put_back("entry", entry)
    for item in items:
        put_back("item", item)
    assert problems(scene, held) == []


def seals(scene: Scene) -> list[dict[str, Any]]:
    """Seal what there is, and return every seal as somebody else keeps them."""
    house = scene.stage.house
    house.seal()
    with house.database.reading() as connection:
        latest = sealing.latest_header(connection)
        assert latest is not None
        return sealing.headers(connection, 1, latest["number"])


def test_seen_an_older_copy_was_put_back(
    scene: Scene, cast: list[Person], reference: str, tmp_path: Path
) -> None:
    """The copy is sound in itself; the seals that others kept are not all in it."""
    seals(scene)
    engine = scene.stage.house.database.writing_engine
    if engine.dialect.name != "sqlite":
        pytest.skip("the copy of a file; a restored server is found the same way")
    with (
        contextlib.closing(sqlite3.connect(str(engine.url.database))) as stands,
        contextlib.closing(sqlite3.connect(tmp_path / "old.db")) as copy,
    ):
        stands.backup(copy)
    attests(scene, BOYD, "FLAG", "NEVER")
    kept = seals(scene)
    assert problems(scene, kept) == []

    older = Database(f"sqlite:///{tmp_path}/old.db")
    try:
        with older.reading() as connection:
            key = scene.stage.house.key().public_hex
            assert audit.verify(connection, key=key).is_sound
            found = audit.verify(connection, key=key, held_seals=kept)
    finally:
        older.close()

    assert any("seal" in str(problem).casefold() for problem in found.problems)


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM inbound WHERE e164 = '+13125550999'",
        "UPDATE inbound SET body = 'nothing' WHERE e164 = '+13125550999'",
        "UPDATE inbound SET e164 = '+13125550998' WHERE e164 = '+13125550999'",
        "UPDATE inbound SET state = 'answered' WHERE e164 = '+13125550999'",
        "UPDATE inbound SET state = 'accepted', incident_id ="
        " (SELECT min(id) FROM incident) WHERE e164 = '+13125550999'",
    ],
)
def test_seen_what_a_stranger_reported_is_hidden_by_hand(
    scene: Scene, cast: list[Person], reference: str, attack: str
) -> None:
    witness = scene.stage.company.phone("+13125550999")
    witness.texts("They broke the door of number 12 and took the camera")
    assert problems(scene) == []

    house = scene.stage.house
    with house.database.writing_engine.connect() as connection:
        assert connection.execute(text(attack)).rowcount == 1
        found = audit.verify(connection, key=house.key().public_hex)
        connection.rollback()
    (problem,) = found.problems
    assert "kept a text" in problem.sentence

    (kept,) = scene.rows("SELECT id FROM inbound WHERE state = 'held'")
    scene.does(commands.AcceptText, actor=DANA, inbound_id=kept.id)
    assert problems(scene) == []


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM duty WHERE word = 'FLAG'",
        "DELETE FROM footage WHERE source = 'bwc'",
        "DELETE FROM incident",
        "DELETE FROM code",
        "DELETE FROM person WHERE star = '900'",
        "DELETE FROM contact WHERE person_id IN"
        " (SELECT id FROM person WHERE star = '900')",
        "DELETE FROM presence",
        "DELETE FROM watch_hold",
        "DELETE FROM notice WHERE purpose = 'tell'",
        "DELETE FROM item WHERE name = 'text'",
        "DELETE FROM entry WHERE event = 'duty:attested'",
        "DELETE FROM entry WHERE ledger_id = 'roster'",
        "UPDATE person SET role = 'sergeant' WHERE star = '12345'",
        "UPDATE person SET slack_user_id = 'U0EVIL' WHERE star = '900'",
        "UPDATE contact SET e164 = '+13125550166' WHERE e164 = '+13125550102'",
        "UPDATE presence SET is_on = 0",
        "UPDATE code SET person_id = (SELECT id FROM person WHERE star = '12345')",
        "UPDATE footage SET lost_at = '2036-01-01 00:00:00.000000' WHERE source = "
        "'bwc'",
        "UPDATE duty SET owner_id = NULL WHERE word = 'FLAG'",
    ],
)
def test_seen_a_row_is_deleted_or_redirected_by_hand(
    scene: Scene, cast: list[Person], reference: str, tmp_path: Path, attack: str
) -> None:
    """Whoever has the file of the database needs no rights of ours."""
    engine = scene.stage.house.database.writing_engine
    if engine.dialect.name != "sqlite":
        pytest.skip("a server keeps its rows from those who have only files")
    cast[0].texts("AID none")
    cast[1].texts("WATCH")
    scene.does(commands.ListDuty, actor=DANA, who="777", is_on=True)
    house = scene.stage.house
    with (
        contextlib.closing(sqlite3.connect(str(engine.url.database))) as stands,
        contextlib.closing(sqlite3.connect(tmp_path / "theirs.db")) as copy,
    ):
        stands.backup(copy)
        assert copy.execute(attack).rowcount > 0
        copy.commit()

    theirs = Database(f"sqlite:///{tmp_path}/theirs.db")
    try:
        with theirs.reading() as connection:
            found = audit.verify(connection, key=house.key().public_hex)
    finally:
        theirs.close()
    assert not found.is_sound


def test_seen_who_read_and_who_asked_is_on_record(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    scene.does(commands.ReadWords, actor=DANA, reference=reference)
    (entry,) = record.entries(scene, "words:read")
    assert entry["actor"]["role"] == "dispatcher"
    assert duty_id(scene, "FLAG")
