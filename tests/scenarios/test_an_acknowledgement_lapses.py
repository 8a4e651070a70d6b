"""Nothing followed "I have it": the ladder starts again with who is on duty now."""

import pytest

from tests.stage import Person, Scene, officer, sergeant, someone


@pytest.fixture
def policy_file() -> str:
    """A policy whose times do not move with the shipped one."""
    return "tests/policies/relief.toml"


def code_in(text: str) -> str:
    return text.split("ACK ")[1][:5]


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    """Everybody of the third watch, and a sergeant of the first, whose turn is next."""
    people = scene.enrols(
        officer(),
        sergeant(),
        sergeant("Bea", star="910", phone_e164="+13125550112", watch="first"),
        someone("Lena", "watch_lieutenant", "501"),
    )
    asha = people[0]
    asha.texts("NEW agents struck a man")
    for body in ("AID done", "SUP REFUSED", "CAMS NONE", "REPORT JK123456", "DOCK"):
        asha.texts(body)
    people[1].reads_all()
    return people


def test_the_ladder_starts_again_with_who_is_on_duty_now(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, bea, lena = cast
    asha.texts("PASS")
    code = code_in(boyd.gets("FLAG", "passed on"))
    # Boyd has it at 22:30, says so, goes home at 23:00, and nothing follows.
    scene.advance(hours=6, minutes=50)
    asha.reads_all()
    assert "it is yours now" in boyd.texts(f"ACK {code}")
    lost = scene.rows("SELECT due_at, lost_at FROM duty WHERE word = 'FLAG'")
    scene.advance(hours=2, minutes=1)
    boyd.gets_nothing()
    asha.gets_nothing()
    assert any("FLAG" in text and "not answered" in text for text in bea.reads_all())
    lena.gets_nothing()
    assert scene.rows("SELECT due_at, lost_at FROM duty WHERE word = 'FLAG'") == lost
    (duty,) = scene.rows("SELECT * FROM duty WHERE word = 'FLAG'")
    assert (duty.acknowledged_by, duty.rung) == (None, 1)
    for person in (boyd, bea, lena):
        person.is_ignored = True


def test_a_second_acknowledgement_says_who_has_it_and_starts_no_timer(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, bea, lena = cast
    asha.texts("OK")
    (before,) = scene.rows("SELECT * FROM duty WHERE word = 'FLAG'")
    scene.advance(minutes=30)
    assert "FLAG: star 12345 has it since 15:40" in asha.texts(f"ACK {before.code}")
    (after,) = scene.rows("SELECT * FROM duty WHERE word = 'FLAG'")
    assert after == before
    scene.advance(minutes=90)
    asha.gets("Reminder", "FLAG")
    for person in (boyd, bea, lena):
        person.is_ignored = True


def test_an_acknowledgement_of_one_duty_rests_no_other(
    scene: Scene, cast: list[Person]
) -> None:
    asha = cast[0]
    second = asha.texts("NEW another van at 31st, two men taken")[:8]
    (flag,) = scene.rows("SELECT code FROM duty WHERE word = 'FLAG' AND code <> ''")
    assert "FLAG: you have it" in asha.texts(f"ACK {flag.code}")
    scene.advance(minutes=26)
    asha.gets("Reminder", second, "AID")
    for person in cast:
        person.is_ignored = True


def hears_of_aid(scene: Scene, after: int) -> list[Person]:
    """Return a cast that was told of AID alone, so many minutes after 15:40."""
    people = scene.enrols(
        officer(), sergeant(), someone("Lena", "watch_lieutenant", "501")
    )
    asha, boyd, lena = people
    asha.texts("NEW agents struck a man")
    for body in ("SUP REFUSED", "CAMS NONE", "REPORT JK123456"):
        asha.texts(body)
    scene.advance(minutes=after)
    asha.reads_all()
    return [asha, boyd, lena]


def test_whoever_had_it_is_told_that_it_is_asked_again(scene: Scene) -> None:
    asha, boyd, lena = hears_of_aid(scene, 46)
    boyd.reads_all()
    code = code_in(lena.gets("AID", "not answered"))
    assert "you have it" in lena.texts(f"ACK {code}")
    scene.advance(minutes=29)
    lena.gets_nothing()
    scene.advance(minutes=2)
    asha.gets("Reminder", "AID")
    text = lena.gets("26-0001B AID of star 12345: nothing followed", "asked again")
    assert f"ACK {code}" in text
    assert len(text) <= 160
    # It is news, and no page: the sergeant is next, as before.
    boyd.gets_nothing()
    assert "you have it" in lena.texts(f"ACK {code}")


def test_whoever_is_asked_next_anyway_is_not_told_beside_that(scene: Scene) -> None:
    asha, boyd, lena = hears_of_aid(scene, 31)
    boyd.texts(f"ACK {code_in([*boyd.reads_all()][-1])}")
    scene.advance(minutes=31)
    asha.gets("Reminder", "AID")
    boyd.gets_nothing()
    scene.advance(minutes=19)
    boyd.gets("AID", "not answered")
    lena.gets_nothing()


def test_whoever_went_home_with_it_is_told_nothing(scene: Scene) -> None:
    asha, boyd, lena = hears_of_aid(scene, 46)
    lena.texts(f"ACK {code_in(lena.gets('AID', 'not answered'))}")
    lena.texts("OFF")
    scene.advance(minutes=31)
    asha.gets("Reminder", "AID")
    lena.gets_nothing()
    boyd.is_ignored = True
