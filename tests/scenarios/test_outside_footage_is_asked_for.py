"""Footage that others keep is named, asked for, stated as kept, and seen."""

from datetime import timedelta

import pytest

from handlers.sms import gsm
from models import commands
from tests.scenarios import desk_work, footage_cast
from tests.scenarios.footage_cast import Cast, code, opens, piece, proves, states
from tests.stage import Scene, officer, sergeant, someone


@pytest.fixture
def cast(scene: Scene) -> Cast:
    """Asha, Boyd, Lena, Cora, Dana; see there."""
    return footage_cast.enrols(scene)


def test_sources_are_named_beside_stars(scene: Scene, cast: Cast) -> None:
    asha, _, _, cora, _ = cast
    asha.texts("NEW agents struck a man at the bus stop")
    asha.texts("AID NONE")
    asha.texts("SUP REFUSED")

    assert "recorded: 4432, POD, CTA." in asha.texts("cams 4432, pod & CTA")

    assert states(scene, "pod") == {"ASKED": "notified"}
    assert states(scene, "cta") == {"ASKED": "notified"}
    # Two dates, never one: a bus is asked for within a day and lost after three.
    bus = piece(scene, "cta")
    assert bus.ask_by < bus.lost_at
    # A custodian gets one list a watch, but for what is lost within hours.
    scene.advance(hours=8)
    told = "\n".join(cora.reads_all())
    assert "ASKED CTA 11 Mar 15:40" in told
    assert "lost 13 Mar 15:40" in told
    proves(scene)


def test_short_lived_sources_are_asked_at_once_and_others_later(
    scene: Scene, cast: Cast
) -> None:
    opens(cast[0], "POD")
    assert states(scene, "pod") == {"ASKED": "notified"}
    # Radio comes with each incident; there are thirty days to ask for it.
    assert states(scene, "radio") == {"ASKED": "expected"}


@pytest.mark.parametrize("named", ["POD DRONES", "4432 KODAK", "POD NONE"])
def test_unknown_words_are_told_and_nothing_is_guessed(
    scene: Scene, cast: Cast, named: str
) -> None:
    asha = cast[0]
    asha.texts("NEW agents struck a man at the bus stop")
    asha.texts("AID NONE")
    asha.texts("SUP REFUSED")
    before = scene.rows("SELECT id FROM footage")

    answer = asha.texts(f"CAMS {named}")

    assert f"{named.split()[1]}: no such camera." in answer
    assert "POD" in answer
    assert "CAMS is still open" in answer
    assert scene.rows("SELECT id FROM footage") == before


def test_a_report_that_begins_with_cams_stays_a_report(
    scene: Scene, cast: Cast
) -> None:
    asha = cast[0]
    opens(asha)
    assert "words are added" in asha.texts("Cams on the building point at us")


def test_cameras_are_named_later_by_whoever_notices(scene: Scene, cast: Cast) -> None:
    asha, boyd, _, cora, _ = cast
    reference = opens(asha)
    assert "listed: POD." in asha.texts("CAMS POD")
    assert "listed: 4432, CTA. Listed before: POD." in boyd.texts(
        f"CAMS {reference} 4432 POD CTA"
    )
    # Said again, nothing happens twice.
    assert "Nothing changed" in asha.texts("CAMS POD")
    assert len(scene.rows("SELECT id FROM footage WHERE source = 'pod'")) == 1
    assert states(scene, "cta") == {"ASKED": "notified"}
    assert "no such camera" in asha.texts("CAMS POD KODAK")
    cora.reads_all()
    proves(scene)


def test_only_roles_with_the_right_name_cameras_later(scene: Scene, cast: Cast) -> None:
    asha, _, _, _, _ = cast
    reference = opens(asha)
    liaison = scene.enrols(
        *(person.row for person in cast),
        footage_cast.someone("Lou", "liaison", "950"),
    )[-1]
    liaison.is_ignored = True
    assert "Nothing like that is open" in liaison.texts(f"CAMS {reference} POD")
    assert scene.rows("SELECT id FROM footage WHERE source = 'pod'") == []
    assert "listed: POD" in asha.texts("CAMS POD")


def test_asking_is_stated_with_how_and_brings_the_next_question(
    scene: Scene, cast: Cast
) -> None:
    asha, _, _, cora, _ = cast
    opens(asha, "POD CTA")

    # Two of the same word are open: nothing is guessed.
    assert "Which one? ASKED" in cora.texts("ASKED phoned CPIC at 1545")
    assert "(CTA 26-0001B)" in cora.texts("ASKED phoned CPIC at 1545")
    assert "is still open" in cora.texts("ASKED POD")
    answer = cora.texts("ASKED POD phoned CPIC at 1545")
    assert "POD asked for" in answer
    assert "Next POD" in answer
    assert "KEPT" in answer

    # What is left needs neither code nor name.
    assert "CTA asked for" in cora.texts("ASKED the CTA supervisor, by phone")
    assert piece(scene, "cta").asked_at is not None
    assert states(scene, "pod") == {"ASKED": "attested", "KEPT": "notified"}
    told = proves(scene)[0]
    asked = {one["source"]: one["asked_by"] for one in told["footage"]}
    assert asked["pod"]["star"] == "500"
    assert asked["radio"] is None


def test_what_is_said_of_footage_that_is_not_owed_is_said_of_no_other(
    scene: Scene, cast: Cast
) -> None:
    asha, boyd, _, cora, _ = cast
    opens(asha, "CTA")

    for said in ("ASKED POD", "ASKED POD phoned CPIC", "ASKED 26-0001B POD phoned"):
        assert "Nothing changed. No POD waits for ASKED" in cora.texts(said)
        assert states(scene, "cta") == {"ASKED": "notified"}
    assert "CTA asked for" in cora.texts("ASKED phoned the CTA desk")
    assert "No POD waits for KEPT" in cora.texts("KEPT POD COPY")
    assert "KEPT recorded" in cora.texts("KEPT COPY")
    assert "No POD waits for SEEN" in boyd.texts("SEEN POD")
    assert states(scene, "cta")["SEEN"] in ("expected", "notified")
    assert "seen by you" in boyd.texts("SEEN CTA")
    proves(scene)


def test_an_officers_sentence_that_begins_with_asked_is_a_note(
    scene: Scene, cast: Cast
) -> None:
    asha = cast[0]
    opens(asha, "POD")
    assert "words are added" in asha.texts("Asked him to step back and he refused")
    assert states(scene, "pod")["ASKED"] == "notified"


@pytest.mark.parametrize(
    ("said", "echo", "columns"),
    [
        ("20 MAR 26", "until 20 Mar 2026", ("2026-03-20", None, False)),
        ("CASE JK123456", "in case JK123456", (None, "JK123456", False)),
        ("NEVER", "until released by hand", (None, None, True)),
        ("COPY", "a copy is held", (None, None, True)),
    ],
)
def test_it_is_kept_until_a_date_in_a_case_for_ever_or_as_a_copy(
    scene: Scene, cast: Cast, said: str, echo: str, columns: tuple[object, ...]
) -> None:
    asha, boyd, _, cora, _ = cast
    opens(asha, "POD")
    cora.texts("ASKED POD by CLEAR")

    assert f"recorded: {echo}" in cora.texts(f"KEPT {said}")

    row = piece(scene, "pod")
    kept = row.deletion_on and str(row.deletion_on)
    assert (kept, row.case_id, bool(row.is_kept_until_released)) == columns
    assert row.state == "attested"
    # A second person looks, and not the one who stated it.
    assert states(scene, "pod")["SEEN"] == "notified"
    assert "SEEN recorded" in boyd.texts(f"SEEN {code(scene, boyd, 'SEEN', 'pod')}")
    assert piece(scene, "pod").state == "verified"
    proves(scene)


def test_a_date_that_is_past_is_refused(scene: Scene, cast: Cast) -> None:
    asha, _, _, cora, _ = cast
    opens(asha, "POD")
    cora.texts("ASKED POD by CLEAR")
    assert "9 Mar 2026 is not in the future" in cora.texts("KEPT 9 MAR 26")
    assert states(scene, "pod")["KEPT"] == "notified"
    assert "KEPT recorded" in cora.texts("KEPT 11 MAR 26")


def test_a_refusal_is_words_on_record_and_the_clock_goes_on(
    scene: Scene, cast: Cast
) -> None:
    asha, _, _, cora, _ = cast
    opens(asha, "CTA")
    cora.texts("ASKED CTA by phone")
    before = piece(scene, "cta")

    assert "Write why" in cora.texts("KEPT REFUSED")
    answer = cora.texts("KEPT REFUSED they want a subpoena")

    assert "refusal recorded. The clock goes on. Lost 13 Mar 15:40." in answer
    assert piece(scene, "cta") == before
    assert states(scene, "cta")["KEPT"] == "notified"
    assert "footage:refused" in scene.events()
    # And later it is kept after all.
    assert "recorded: a copy is held" in cora.texts("KEPT COPY")
    proves(scene)


def test_what_is_gone_is_searched_by_a_second_person_at_once(
    scene: Scene, cast: Cast
) -> None:
    asha, boyd, _, cora, _ = cast
    opens(asha, "CTA")
    cora.texts("ASKED CTA by phone")

    assert "Write why" in cora.texts("KEPT GONE")
    assert "a second person will search" in cora.texts("KEPT GONE recorder broken")

    assert states(scene, "cta")["SEARCH"] == "notified"
    assert piece(scene, "cta").state == "expected"
    # Whoever says so does not search.
    assert "Nothing like that is open" in cora.texts("SEARCH LOST recorder broken")
    assert "SEARCH recorded: lost" in boyd.texts("SEARCH LOST the bus had no camera")
    row = piece(scene, "cta")
    assert (row.state, row.lost_reason) == ("lost", "the bus had no camera")
    told = proves(scene)[0]
    lost = next(gap for gap in told["gaps"] if gap["gap"] == "footage_lost")
    assert lost["reason"] == "the bus had no camera"


def test_each_of_these_acts_is_taken_back(scene: Scene, cast: Cast) -> None:
    asha, boyd, _, cora, _ = cast
    opens(asha, "CTA")

    assert "ASKED recorded" in cora.texts("ASKED CTA by phone")
    assert "ASKED taken back" in cora.texts("UNDO")
    assert piece(scene, "cta").asked_at is None
    assert states(scene, "cta") == {"ASKED": "notified", "KEPT": "released"}

    assert "ASKED recorded" in cora.texts("ASKED CTA by phone")
    assert "KEPT recorded" in cora.texts("KEPT COPY")
    assert "KEPT taken back" in cora.texts("UNDO")
    assert piece(scene, "cta").state == "expected"

    assert "a second person" in cora.texts("KEPT GONE recorder broken")
    assert "KEPT taken back" in cora.texts("UNDO")
    assert piece(scene, "cta").no_video_reason is None
    assert states(scene, "cta")["KEPT"] == "notified"
    boyd.reads_all()
    proves(scene)


def test_taking_a_list_of_cameras_back_ends_no_clock(scene: Scene, cast: Cast) -> None:
    asha, _, _, cora, _ = cast
    opens(asha, "4432 CTA")
    assert "CAMS taken back" in asha.texts("UNDO")
    assert states(scene, "cta") == {"ASKED": "notified"}
    assert len(scene.rows("SELECT id FROM footage WHERE recorder_star = '4432'")) == 1
    assert "CTA asked for" in cora.texts("ASKED CTA by phone")


def test_nobody_takes_back_what_somebody_else_went_on_from(
    scene: Scene, cast: Cast
) -> None:
    asha, boyd, _, cora, _ = cast
    opens(asha, "CTA")
    cora.texts("ASKED CTA by phone")
    cora.texts("KEPT COPY")
    assert "SEEN recorded" in boyd.texts("SEEN")
    assert "Somebody acted on this since" in cora.texts("UNDO")
    assert piece(scene, "cta").state == "verified"


def test_what_is_overdue_when_it_is_named_is_put_to_a_custodian_at_once(
    scene: Scene, cast: Cast
) -> None:
    """A bus is asked for within a day, and might still be kept for two more."""
    asha, _, _, cora, _ = cast
    asha.texts("NEW agents struck a man at the bus stop")
    scene.advance(hours=25)
    cora.reads_all()
    asha.texts("ON 2300")

    asha.texts("CAMS CTA")
    scene.advance(seconds=10)

    assert "ASKED CTA was due 15:40" in " ".join(cora.reads_all())


def test_missing_the_day_to_ask_is_overdue_and_goes_up_the_ladder(
    scene: Scene, cast: Cast
) -> None:
    asha, _, lena, cora, _ = cast
    opens(asha, "CTA")
    lena.reads_all()
    scene.advance(days=1, hours=3)

    assert states(scene, "cta")["ASKED"] == "overdue"
    told = "\n".join(lena.reads_all())
    assert "ASKED CTA" in told
    # Past the day to ask is no loss yet: asking late is still asking.
    assert piece(scene, "cta").state == "expected"
    assert "CTA asked for" in cora.texts("ASKED CTA by phone, late")
    late = next(
        gap for gap in proves(scene)[0]["gaps"] if gap["gap"] == "asked_for_late"
    )
    assert late["source"] == "cta"


def test_radio_is_asked_for_within_thirty_days_though_it_lives_ninety(
    scene: Scene, cast: Cast
) -> None:
    asha, _, lena, cora, _ = cast
    reference = opens(asha)
    radio = piece(scene, "radio")
    assert radio.lost_at != radio.ask_by
    # Three weeks before the last day it is put to the custodian.
    scene.stage.advance(timedelta(days=9, hours=12))
    assert states(scene, "radio") == {"ASKED": "notified"}
    assert "radio" not in "".join(lena.reads_all()).lower()
    cora.reads_all()
    answer = cora.texts("ASKED RADIO on form OEMC-109")
    assert f"{reference} ASKED recorded: RADIO asked for" in answer


def test_a_doorbell_is_asked_for_within_a_day(scene: Scene, cast: Cast) -> None:
    asha, _, lena, cora, _ = cast
    opens(asha)
    assert "listed: BELL" in asha.texts("CAMS RING")
    assert states(scene, "doorbell") == {"ASKED": "notified"}
    lena.reads_all()
    scene.advance(days=1, hours=3)
    assert states(scene, "doorbell")["ASKED"] == "overdue"
    assert "ASKED BELL" in "\n".join(lena.reads_all())
    assert "BELL asked for" in cora.texts("ASKED BELL letter left with the owner")


def test_whoever_says_it_is_kept_is_told_to_say_first_that_it_was_asked_for(
    scene: Scene, cast: Cast
) -> None:
    asha, _, _, cora, _ = cast
    opens(asha, "POD CTA")
    assert "ASKED is still open. Text ASKED and whom" in cora.texts("KEPT POD COPY")
    assert "Which one? ASKED" in cora.texts("KEPT COPY")
    assert piece(scene, "pod").state == "expected"
    assert "POD asked for" in cora.texts("ASKED POD by CLEAR")
    assert "a copy is held" in cora.texts("KEPT POD COPY")


def test_radio_logs_what_an_officer_saw(scene: Scene, cast: Cast) -> None:
    opens(cast[0])
    scene.does(
        commands.LogRadio,
        actor=desk_work.member("U0DANA"),
        star="12345",
        text="CAMS POD",
    )
    assert states(scene, "pod") == {"ASKED": "notified"}


def test_whoever_did_one_thing_of_their_role_is_told_of_the_next(
    scene: Scene, cast: Cast
) -> None:
    cora = cast[3]
    opens(cast[0], "POD")
    scene.advance(hours=8)
    cora.reads_all()

    answer = cora.texts("CANVASS NONE")

    assert "CANVASS recorded" in answer
    assert "Nothing more" not in answer
    assert "Next POD" in answer


def test_a_custodian_sees_what_the_role_owes_and_can_take_it(scene: Scene) -> None:
    asha, boyd, kai, kim = scene.enrols(
        officer(),
        sergeant(),
        someone("Kai", "custodian", "401", watch="third"),
        someone("Kim", "custodian", "400", watch="first"),
    )
    for person in (asha, boyd, kai, kim):
        person.is_ignored = True
    asha.texts("NEW agents struck a man at the bus stop")
    asha.texts("AID NONE; SUP REFUSED; CAMS POD CTA")
    assert "Nothing is open for you." in kim.texts("STATUS")  # off duty
    scene.advance(hours=6, minutes=25)
    kai.reads_all()
    kim.reads_all()

    # Radio was put to nobody yet, and POD and CTA to Kai alone.
    shown = kim.texts("STATUS")

    lines = [shown.index(what) for what in ("ASKED CTA", "ASKED POD", "ASKED RADIO")]
    assert lines == sorted(lines), shown
    assert gsm.segments(shown) <= 2
    assert "recorded" in kim.texts("ASKED RADIO OEMC, form 109")
    assert "ASKED RADIO" not in kim.texts("STATUS")
    assert "duty:asked" in scene.events()


def test_what_was_put_to_the_watch_before_is_seen_by_the_next(scene: Scene) -> None:
    """To look for cameras is about no footage yet, and is owed by the role as well."""
    asha, kai, kim = scene.enrols(
        officer(),
        someone("Kai", "custodian", "401", watch="third"),
        someone("Kim", "custodian", "400", watch="first"),
    )
    for person in (asha, kai, kim):
        person.is_ignored = True
    # At 21:40: the custodians are asked again four hours after that.
    scene.advance(hours=6)
    asha.texts("NEW agents struck a man at the bus stop")
    assert "CANVASS" in " ".join(kai.reads_all())
    scene.advance(hours=1, minutes=30)
    assert "CANVASS" not in " ".join(kim.reads_all())

    shown = kim.texts("STATUS")

    assert "CANVASS by 11 Mar 09:40" in shown
    assert shown.index("CANVASS") < shown.index("ASKED RADIO")
    # She can answer it from then on, by its word alone.
    assert "CANVASS recorded" in kim.texts("CANVASS NONE")
    assert "CANVASS" not in kim.texts("STATUS")


def test_nobody_else_sees_what_the_custodians_owe(scene: Scene, cast: Cast) -> None:
    asha, boyd, *_ = cast
    opens(asha, "POD CTA")
    assert "ASKED" not in asha.texts("STATUS")
    assert "ASKED" not in boyd.texts("STATUS")


def test_more_is_owed_than_a_list_holds(scene: Scene, cast: Cast) -> None:
    asha, _, _, cora, _ = cast
    for number in range(5):
        asha.texts(f"NEW agents struck a man, number {number}")
        scene.advance(minutes=21)
    cora.reads_all()

    shown = cora.texts("STATUS")

    # Five times CANVASS was put to her, and radio is to be asked for five times.
    assert shown.count(" by ") == 6
    assert "and 4 more" in shown
