"""Reminders, rungs, acknowledgements that lapse, and "nobody answered"."""

import pytest

from models import commands
from tests.stage import Person, Scene, officer, sergeant, someone


@pytest.fixture
def cast(scene: Scene) -> tuple[Person, ...]:
    """An officer with an open incident, and everybody above."""
    people = scene.enrols(
        officer(),
        sergeant(),
        someone("Lena", "watch_lieutenant", "501"),
        someone("Cole", "commander", "601"),
        someone("Dana", "dispatcher", "777"),
        someone("Liam", "liaison", "801"),
        someone("Cuno", "custodian", "901"),
    )
    people[0].first = people[0].texts("NEW agents struck a man")
    people[1].reads_all()
    # What else the desk and the custodian are asked is told elsewhere.
    people[4].is_ignored = people[6].is_ignored = True
    return tuple(people)


def settle_at_scene(asha: Person) -> None:
    """Answer everything that is asked at the scene, and the report."""
    for body in ("AID NONE", "SUP REFUSED", "CAMS NONE", "REPORT JK123456"):
        asha.texts(body)


def leave_only_aid(person: Person) -> None:
    """Answer everything but AID, also what comes later."""
    for body in ("SUP REFUSED", "CAMS NONE", "REPORT JK123456", "DOCK", "FLAG NEVER"):
        person.texts(body)


def escalated(sergeant: Person) -> str:
    """Return how a sergeant hears of AID, after what was asked of them before.

    That waited: they had just heard of the incident.
    """
    sergeant.gets("SEEN")
    return sergeant.gets("AID", "was due 15:50", "not answered")


def test_nothing_unsolicited_reaches_the_officer_for_twenty_minutes(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha = cast[0]
    scene.advance(minutes=20)
    asha.gets_nothing()
    scene.advance(minutes=6)
    assert "Reminder 26-0001" in asha.gets("AID")
    settle_at_scene(asha)


def test_the_ladder_is_climbed_rung_by_rung_until_nobody_is_left(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, lena, cole, dana, *_ = cast
    leave_only_aid(asha)
    boyd.reads_all()

    scene.advance(minutes=26)
    asha.gets("Reminder", "AID")
    scene.advance(minutes=5)
    escalated(boyd)
    lena.gets_nothing()
    scene.advance(minutes=15)
    lena.gets("AID", "not answered")
    cole.gets_nothing()
    scene.advance(minutes=16)
    cole.gets("NOBODY ANSWERED", "AID")
    dana.gets("NOBODY ANSWERED", "AID")
    (duty,) = scene.rows("SELECT * FROM duty WHERE word = 'AID'")
    assert (duty.state, duty.announcements) == ("overdue", 1)

    # Announced again every six hours, and said at the next change of watch.
    scene.advance(hours=6)
    (duty,) = scene.rows("SELECT * FROM duty WHERE word = 'AID'")
    assert duty.announcements == 2
    cole.gets_nothing()
    for person in cast:
        person.is_ignored = True
    dana.reads_all()
    scene.advance(hours=7, minutes=30)
    assert any("NOBODY ANSWERED" in text for text in dana.reads_all())
    # A commander's quiet hours end at six in the morning, too.
    cole.gets("26-0001")


def test_an_acknowledgement_rests_the_paging_and_lapses(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, lena, *_ = cast
    leave_only_aid(asha)
    boyd.reads_all()
    scene.advance(minutes=31)
    asha.reads_all()
    code = escalated(boyd).split("ACK ")[1][:5]

    assert "you have it" in boyd.texts(f"ACK {code}")
    due = scene.rows("SELECT due_at FROM duty WHERE word = 'AID'")
    scene.advance(minutes=29)
    boyd.gets_nothing()
    lena.gets_nothing()

    scene.advance(minutes=2)
    asha.gets("Reminder", "AID")
    assert scene.rows("SELECT due_at FROM duty WHERE word = 'AID'") == due
    assert "duty:acknowledgement_lapsed" in scene.events()
    assert "recorded" in boyd.texts(f"AID {code}")


def test_after_a_lapse_the_ladder_is_climbed_from_its_first_rung(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, lena, cole, *_ = cast
    leave_only_aid(asha)
    boyd.reads_all()
    scene.advance(minutes=46)
    asha.reads_all()
    escalated(boyd)
    code = lena.gets("AID", "not answered").split("ACK ")[1][:5]
    assert "you have it" in lena.texts(f"ACK {code}")

    scene.advance(minutes=31)
    asha.gets("Reminder", "AID")
    boyd.gets_nothing()
    # She learns that it lapsed, and is asked in her turn.
    lena.gets("AID", "nothing followed")
    scene.advance(minutes=20)
    boyd.gets("AID", "not answered")
    lena.gets_nothing()
    scene.advance(minutes=15)
    lena.gets("AID", "not answered")
    cole.gets_nothing()


def test_what_somebody_has_who_goes_off_duty_goes_to_those_on_duty(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, lena, *_ = cast
    leave_only_aid(asha)
    boyd.reads_all()
    scene.advance(minutes=31)
    asha.reads_all()
    code = escalated(boyd).split("ACK ")[1][:5]
    assert "you have it" in boyd.texts(f"ACK {code}")

    assert boyd.texts("OFF") == "Off duty. What is open (1) goes to those on duty."

    # That it is his rests for as long as ever, and then he hears no more of it.
    scene.advance(minutes=31)
    asha.gets("Reminder", "AID")
    scene.advance(minutes=31)
    boyd.gets_nothing()
    lena.gets("AID", "not answered")
    for person in cast:
        person.is_ignored = True


def test_done_by_the_second_rung_ends_the_duty_for_all(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, lena, *_ = cast
    leave_only_aid(asha)
    boyd.reads_all()
    scene.advance(minutes=31)
    asha.reads_all()
    code = escalated(boyd).split("ACK ")[1][:5]
    boyd.texts(f"DONE {code}")
    scene.advance(hours=2)
    lena.gets_nothing()
    assert "recorded by star 900" in asha.texts(f"AID {asha.first[-5:]}")


def test_an_empty_rung_is_passed_over_at_once_and_on_record(scene: Scene) -> None:
    asha, lena = scene.enrols(officer(), someone("Lena", "watch_lieutenant", "501"))
    asha.texts("NEW agents struck a man")
    leave_only_aid(asha)
    scene.advance(minutes=31)
    asha.reads_all()
    lena.gets("AID", "not answered")
    records = scene.rows("SELECT record FROM entry WHERE event = 'duty:escalated'")
    assert '"why":"empty"' in records[0].record


def test_a_rung_without_a_verified_number_is_passed_over(scene: Scene) -> None:
    asha, boyd, lena = scene.enrols(
        officer(),
        sergeant(consented_on=None),
        someone("Lena", "watch_lieutenant", "501"),
    )
    asha.texts("NEW agents struck a man")
    leave_only_aid(asha)
    scene.advance(minutes=31)
    asha.reads_all()
    boyd.gets_nothing()
    lena.gets("AID")


def test_a_rung_of_two_is_one_escalation_and_one_message_each(scene: Scene) -> None:
    asha, boyd, bea = scene.enrols(
        officer(supervisor_star=None),
        sergeant(),
        sergeant("Bea", star="910", phone_e164="+13125550112"),
    )
    asha.texts("NEW agents struck a man")
    leave_only_aid(asha)
    boyd.reads_all()
    bea.reads_all()
    scene.advance(minutes=31)
    asha.reads_all()
    escalated(boyd)
    escalated(bea)
    boyd.gets_nothing()
    bea.gets_nothing()
    assert scene.events().count("duty:escalated") == 1


def test_nobody_is_escalated_to_about_their_own_duty(scene: Scene) -> None:
    boyd, lena = scene.enrols(
        sergeant(supervisor_star="900"), someone("Lena", "watch_lieutenant", "501")
    )
    boyd.texts("NEW I saw agents strike a man")
    lena.reads_all()
    leave_only_aid(boyd)
    lena.reads_all()
    scene.advance(minutes=31)
    assert [text for text in boyd.reads_all() if "not answered" in text] == []
    lena.gets("AID", "not answered")


def test_someone_off_duty_is_not_chased_and_the_duty_moves(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, *_ = cast
    settle_at_scene(asha)
    assert "Off duty" in asha.texts("OFF")
    boyd.reads_all()
    scene.advance(hours=7)
    asha.gets_nothing()
    told = boyd.reads_all()
    assert any("DOCK" in text for text in told)
    assert any("FLAG" in text for text in told)
    assert not any("ignored" in text for text in told)
    for person in cast:
        person.is_ignored = True


def test_the_officer_is_asked_again_at_the_next_tour(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha = cast[0]
    settle_at_scene(asha)
    asha.texts("OFF")
    scene.advance(hours=24)
    answer = asha.texts("ON")
    assert "Open: 26-0001" in answer
    assert "until 12 Mar 2028" in asha.texts("FLAG 12 MAR 28")
    for person in cast:
        person.is_ignored = True


def test_footage_about_to_be_lost_reaches_the_liaison(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, *_, liam, _cuno = cast
    settle_at_scene(asha)
    for person in cast:
        person.is_ignored = True
    scene.jump(days=82)
    liam.gets_nothing()
    liam.is_ignored = False

    scene.advance(days=1, hours=2)

    text = liam.gets("LOSS IN 7D", "FLAG", "gone 8 Jun 2026")
    code = text.split("ACK ")[1][:5]
    assert "until 5 Jun 2028" in liam.texts(f"FLAG {code} 5 JUN 28")
    (footage,) = scene.rows("SELECT * FROM footage WHERE source = 'bwc'")
    assert (footage.state, footage.ground) == ("attested", "evidentiary_value")


def test_a_legal_date_is_moved_by_nothing(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha = cast[0]
    settle_at_scene(asha)
    before = scene.rows("SELECT ask_by, lost_at FROM footage ORDER BY id")
    asha.texts("OK")
    asha.texts("FLAG 10 MAR 29")
    asha.texts("UNDO")
    asha.texts("OFF")
    scene.advance(days=1)
    scene.jump(days=30)
    assert scene.rows("SELECT ask_by, lost_at FROM footage ORDER BY id") == before
    for person in cast:
        person.is_ignored = True


def test_what_was_due_while_the_bot_was_down_is_sent_once_and_marked_late(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, lena, *_ = cast
    leave_only_aid(asha)
    boyd.reads_all()

    scene.jump(minutes=60)
    scene.advance(seconds=5)

    asha.gets("LATE: Reminder", "AID")
    asha.gets_nothing()
    # What had waited for him leaves first; the rest a quarter of an hour later.
    boyd.gets("SEEN")
    boyd.gets_nothing()
    lena.gets_nothing()
    scene.advance(minutes=16)
    boyd.gets("LATE: URGENT: 26-0001", "AID", "not answered")
    scene.advance(minutes=5)
    lena.gets("AID", "not answered")


def test_a_week_of_downtime_is_no_storm_and_no_silence(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    settle_at_scene(cast[0])
    cast[1].reads_all()
    scene.jump(days=7)
    counts = [len(person.reads_all()) for person in cast]
    assert sum(counts) >= 1
    assert max(counts) <= 4
    for duty in scene.rows(
        "SELECT word, next_step_at FROM duty WHERE state IN "
        "('expected', 'notified', 'overdue', 'acknowledged')"
    ):
        assert duty.next_step_at is not None, duty.word
    for person in cast:
        person.is_ignored = True


def test_a_poisoned_incident_stops_no_other(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, *_ = cast
    second = asha.texts("NEW another van and two men taken")[:8]
    boyd.reads_all()
    # A rule that the frozen policy does not know: the verb must fail on it.
    scene.breaks("UPDATE duty SET rule = 'gone' WHERE incident_id = :id", "26-0001")

    scene.advance(minutes=26)

    assert asha.gets("Reminder", second, "AID")
    events = [
        row.event
        for row in scene.rows(
            "SELECT event FROM entry WHERE event = 'engine:set_aside'"
        )
    ]
    assert events
    scene.mends()
    for person in cast:
        person.is_ignored = True


def test_an_ended_person_is_not_told_and_the_duty_goes_on(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, *_ = cast
    scene.does(commands.EndPerson, star="12345")
    scene.advance(minutes=26)
    asha.gets_nothing()
    boyd.gets("AID")
    for person in cast:
        person.is_ignored = True


def test_what_nobody_answers_is_never_closed_by_itself(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    """Nor is a duty settled by time alone: past its loss it is searched for."""
    scene.jump(days=400)
    scene.settle()
    (incident,) = scene.rows("SELECT state FROM incident")
    assert incident.state == "open"
    states = {row.state for row in scene.rows("SELECT state FROM footage")}
    assert states == {"expected"}
    rows = scene.rows("SELECT word, state, next_step_at FROM duty")
    still = {row.word for row in rows if row.next_step_at is not None}
    assert {"AID", "SUP", "REPORT", "SEARCH"} <= still
    assert not any("closed" in event for event in scene.events())
    for person in cast:
        person.is_ignored = True


def test_two_steps_of_one_instant_are_both_taken(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    """An acknowledgement lapses just when the next reminder is due."""
    asha, _, _, _, dana, *_ = cast
    asha.texts("AID EMS called")
    asked = next(body for body in dana.reads_all() if "EMS due 17:40" in body)
    code = asked.split("Code ")[1][:5]
    assert "you have it" in dana.texts(f"ACK {code}")

    scene.advance(hours=2, minutes=1)

    (duty,) = scene.rows("SELECT * FROM duty WHERE word = 'EMS'")
    assert duty.state == "overdue"
    events = scene.events()
    assert "duty:acknowledgement_lapsed" in events
    assert "EMS" in " ".join(dana.reads_all())
    for person in cast:
        person.is_ignored = True


def test_what_a_role_owes_stays_with_those_of_the_district(scene: Scene) -> None:
    asha, boyd, bea, lena, cuno, dana = scene.enrols(
        officer(),
        sergeant(),
        sergeant("Bea", star="910", phone_e164="+13125550112", unit="010"),
        someone("Lena", "watch_lieutenant", "501"),
        someone("Cuno", "custodian", "901"),
        someone("Dana", "dispatcher", "777"),
    )
    for person in (asha, boyd, lena, cuno, dana):
        person.is_ignored = True
    asha.texts("NEW agents struck a man, his immigration status is unknown")
    assert "HELD" in boyd.reads_all()[0]
    # The reminder of HELD, and the first rung of EMS, which a desk did not answer.
    scene.advance(hours=2, minutes=1)
    assert any("HELD" in text for text in boyd.reads_all())
    asha.texts("AID ems took him")
    scene.advance(hours=4, minutes=20)
    assert any("EMS" in text for text in boyd.reads_all())
    bea.gets_nothing()


def test_who_had_it_is_asked_once_where_an_acknowledgement_lapses(
    scene: Scene,
) -> None:
    """The reminder that fell due meanwhile is not sent beside that."""
    asha, boyd, *others = scene.enrols(
        officer(),
        sergeant(watch="always"),
        someone("Lena", "watch_lieutenant", "501"),
        someone("Cuno", "custodian", "901"),
    )
    for person in (asha, boyd, *others):
        person.is_ignored = True
    asha.texts("NEW agents struck a man")
    for answer in ("AID NONE", "SUP REFUSED", "CAMS NONE", "DOCK", "FLAG NEVER"):
        asha.texts(answer)
    scene.advance(hours=15)
    code = next(text for text in boyd.reads_all() if "SEEN" in text)[-5:]
    assert "SEEN: you have it" in boyd.texts(f"ACK {code}")

    scene.advance(hours=8, minutes=20)

    told = [text for text in boyd.reads_all() if "SEEN" in text]
    assert len(told) == 1, told
    assert "acknowledgement_lapsed" in " ".join(scene.events())
