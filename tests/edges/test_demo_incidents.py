"""The demo page's incidents: duties and footage as clocks, the record, its proof."""

import itertools
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.evidence import verify_packet
from bot.simulator import stage as stages
from bot.simulator.demo import proving, vendors
from bot.simulator.demo.sights import incidents, names, sentences
from bot.store.connect import Database
from models import enums, errors
from tests.guards import test_glossary
from tests.stage import START_AT, Person, Scene, officer, sergeant, someone
from tests.wire import Wire

#: Words that the shipped policy holds back.
HELD = "the driver is an illegal alien"


@dataclass
class Premises:
    """What the incidents need of the demo's premises, without its processes."""

    stage: stages.Stage

    #: What the last check found.
    proof: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        house = self.stage.house
        self.database, self.policy = house.database, house.policy
        self.clock = self.stage.clock
        self.environ = vendors.environ(self.stage.settings)


@pytest.fixture
def scene(wire: Wire, sqlite_template: Path, tmp_path: Path) -> Iterator[Scene]:
    """A stage that keeps its memory, on SQLite as the demo has it."""
    shutil.copyfile(sqlite_template, tmp_path / "holdfast.db")

    def api(company: Any) -> str:
        wire.app = company.asgi()
        return wire.base

    stage = stages.Stage(
        database=Database(f"sqlite:///{tmp_path / 'holdfast.db'}"),
        api=api,
        start_at=START_AT,
        key_file=str(tmp_path / "holdfast.key"),
    )
    try:
        yield Scene(stage)
    finally:
        stage.close()


@pytest.fixture
def p(scene: Scene) -> Any:
    return Premises(scene.stage)


@pytest.fixture
def people(scene: Scene) -> list[Person]:
    """Asha, her sergeant Boyd, Lena the lieutenant, and Carl at the scene."""
    return scene.enrols(
        officer(),
        sergeant(),
        someone("Lena", "watch_lieutenant", "501"),
        officer("Carl", star="22222", phone_e164="+13125550103"),
    )


def opens(asha: Person, words: str = "beat 0715 agents struck a man") -> str:
    """Let Asha open an incident; return its reference."""
    return asha.texts(f"NEW {words}").split(" opened")[0]


def shown(p: Any, reference: str) -> Any:
    """Return what the page is given of an incident."""
    return incidents.sections(p)[f"incident.{reference}"]


def duty(incident: Any, word: str) -> Any:
    """Return the first duty with this word."""
    return next(one for one in incident["duties"] if one["word"] == word)


def test_before_anything_happens_only_the_agency_is_shown(p: Any) -> None:
    sections = incidents.sections(p)

    assert sections["incidents"] == []
    assert sections["proof"] is None
    assert sections["agency"]["title"] == p.policy.title
    assert {"AID", "SUP", "CAMS", "DOCK", "FLAG"} < {*sections["agency"]["words"]}
    assert sections.keys() == {"agency", "incidents", "proof"}


def test_an_incident_is_told_with_its_duties_and_cameras(
    p: Any, people: list[Person]
) -> None:
    reference = opens(people[0])

    (line,) = incidents.sections(p)["incidents"]
    assert (line["reference"], line["open_duties"], line["beat"]) == (
        reference,
        8,
        "0715",
    )
    incident = shown(p, reference)
    assert (incident["opened_by"], incident["opened_by_name"]) == ("star 12345", "Asha")
    aid = duty(incident, "AID")
    assert (aid["state"], aid["owner_name"], aid["is_open"]) == (
        "notified",
        "Asha",
        True,
    )
    assert aid["authority"].startswith("Executive Order 2026-01")
    assert [step["kind"] for step in aid["steps"]] == [
        "remind",
        "escalate",
        "escalate",
        "nobody",
    ]
    assert aid["steps"][1]["text"] == "Sergeant is told"
    flag, asked = duty(incident, "FLAG"), duty(incident, "ASKED")
    assert (flag["camera"], asked["camera"]) == ("Asha’s camera", "RADIO")  # noqa: RUF001
    camera, radio = incident["footage"]
    assert (camera["recorder"], camera["recorder_name"]) == ("12345", "Asha")
    assert (radio["source"], radio["recorder"], radio["ask_by"]) == (
        "radio",
        None,
        asked["due_at"],
    )
    assert camera["lost_at"] == "2026-06-08T20:40:00.000000Z"
    json.dumps(incidents.sections(p))


def test_what_was_stated_is_never_shown_as_seen(
    scene: Scene, p: Any, people: list[Person]
) -> None:
    asha, boyd, *_ = people
    reference = opens(asha)
    asha.texts("DOCK")
    # Forty minutes before the end of her tour she is asked for it.
    scene.advance(hours=7, minutes=15)
    asha.texts(f"ACK {duty(shown(p, reference), 'FLAG')['code']}")

    flag = duty(shown(p, reference), "FLAG")
    assert (flag["state"], flag["owner_name"]) == ("acknowledged", "Asha")
    assert (flag["stated_by"], flag["seen_by"]) == (None, None)

    asha.texts("FLAG 10 MAR 29")
    incident = shown(p, reference)
    flag, camera = duty(incident, "FLAG"), incident["footage"][0]
    assert (flag["stated_name"], flag["seen_by"]) == ("Asha", None)
    assert (camera["state"], camera["stated_name"]) == ("attested", "Asha")
    assert (camera["seen_by"], camera["deletion_on"]) == (None, "2029-03-10")

    boyd.texts("SEEN")
    incident = shown(p, reference)
    flag, camera = duty(incident, "FLAG"), incident["footage"][0]
    assert (flag["stated_name"], flag["seen_name"]) == ("Asha", "Boyd")
    assert (camera["state"], camera["seen_name"]) == ("verified", "Boyd")
    look = duty(incident, "SEEN")
    assert (look["stated_by"], look["seen_name"], look["steps"]) == (None, "Boyd", [])


def test_the_engine_takes_the_steps_that_were_shown(
    scene: Scene, p: Any, people: list[Person]
) -> None:
    reference = opens(people[0])
    coming = duty(shown(p, reference), "AID")["steps"][:4]

    scene.advance(hours=2)

    aid = duty(shown(p, reference), "AID")
    taken = [
        (json.loads(row.record)["at"], row.event)
        for row in scene.rows(
            "SELECT event, record FROM entry WHERE event LIKE 'duty:%'"
            " AND instr(record, :duty) ORDER BY position",
            duty=f'"duty":"{aid["id"]}"',
        )
    ]
    kinds = {
        "remind": "duty:reminded",
        "escalate": "duty:escalated",
        "nobody": "duty:nobody_answered",
    }
    assert taken == [(step["at"], kinds[step["kind"]]) for step in coming]
    assert aid["is_unanswered"] is True


def test_what_comes_ends_with_the_day_on_which_footage_is_destroyed(
    p: Any, people: list[Person]
) -> None:
    incident = shown(p, opens(people[0]))
    steps = duty(incident, "FLAG")["steps"]

    assert len(steps) == 7
    assert [step["at"] for step in steps] == sorted(step["at"] for step in steps)
    assert (steps[-1]["kind"], steps[-1]["at"]) == (
        "loss",
        "2026-06-08T20:40:00.000000Z",
    )
    # Whatever keeps footage, however often somebody is reminded of it before.
    keepers = [one for one in incident["duties"] if one["camera"]]
    ends = {one["word"]: one["steps"][-1]["kind"] for one in keepers}
    assert ends == {"DOCK": "loss", "FLAG": "loss", "ASKED": "loss"}


def test_a_rung_that_was_told_is_shown_with_names(
    scene: Scene, p: Any, people: list[Person]
) -> None:
    reference = opens(people[0])
    scene.advance(minutes=31)

    aid = duty(shown(p, reference), "AID")
    assert (aid["owner"], aid["owner_name"], aid["rung"]) == ("Sergeant", "Boyd", 1)
    assert aid["steps"][0]["text"] == "Watch operations lieutenant is told"


def test_entries_are_sentences_that_form_a_chain(
    scene: Scene, p: Any, people: list[Person]
) -> None:
    reference = opens(people[0])
    scene.advance(minutes=31)
    entries = shown(p, reference)["entries"]

    assert [one["position"] for one in entries] == list(range(1, len(entries) + 1))
    for before, entry in itertools.pairwise(entries):
        assert entry["previous_hash"] == before["hash"]
    assert entries[0]["sentence"] == (
        "Asha (star 12345) opened the incident by text. Boyd (star 900) was told."
    )
    assert entries[0]["words"] == "beat 0715 agents struck a man"
    told = [one["sentence"] for one in entries]
    assert "The clock reminded Asha (star 12345): AID was due 15:50." in told
    assert (
        "The clock told the next rung, Boyd (star 900): AID was due 15:50 and is not "
        "done."
    ) in told


def test_seals_are_marks_over_the_entries_that_they_took(
    p: Any, people: list[Person]
) -> None:
    asha = people[0]
    reference = opens(asha)
    assert {one["sealed_by"] for one in shown(p, reference)["entries"]} == {None}

    proving.audit(p)
    asha.texts("NOTE the window was broken too")

    incident = shown(p, reference)
    (seal,) = incident["seals"]
    assert seal["number"] == 1
    for entry in incident["entries"]:
        expected = 1 if entry["position"] <= seal["position"] else None
        assert entry["sealed_by"] == expected
    assert incident["entries"][-1]["sealed_by"] is None


def test_held_words_never_reach_the_page_and_other_words_do(
    p: Any, people: list[Person]
) -> None:
    asha = people[0]
    reference = opens(asha)
    asha.texts(f"NOTE {HELD}")
    asha.texts("NOTE the window was broken too")

    held, free = [
        one
        for one in shown(p, reference)["entries"]
        if one["event"] == "incident:noted"
    ]
    assert (held["words"], held["held"]) == (None, "MCC 2-173-030")
    assert (free["words"], free["held"]) == ("the window was broken too", None)
    everything = json.dumps(incidents.sections(p))
    assert "illegal" not in everything
    assert "window was broken" in everything
    assert "+1312" not in everything


def test_a_message_that_failed_says_why(
    scene: Scene, p: Any, people: list[Person]
) -> None:
    asha, boyd, *_ = people
    boyd.phone.is_on = False
    reference = opens(asha)
    scene.advance(hours=1)

    notices = shown(p, reference)["notices"]
    failed = next(one for one in notices if one["state"] == "not_delivered")
    assert (failed["to_name"], failed["reason"]) == ("Boyd", "phone unreachable")
    assert failed["vendor_code"] == "30003"
    arrived = [one for one in notices if one["state"] == "delivered"]
    assert {one["to_name"] for one in arrived} == {"Asha", "Lena"}
    assert {one["reason"] for one in arrived} == {None}


def test_nothing_is_read_again_before_somebody_wrote(
    p: Any, people: list[Person]
) -> None:
    asha = people[0]
    reference = opens(asha)

    first = shown(p, reference)
    assert shown(p, reference) is first
    asha.texts("NOTE two witnesses")
    assert len(shown(p, reference)["entries"]) == len(first["entries"]) + 1


def every_event() -> list[str]:
    """Return the events of the glossary; of those with a star, each."""
    listed = test_glossary.sections()["Events of the ledger"]
    plain = [event for event in listed if not event.endswith("*")]
    return plain + [f"notice:{state}" for state in enums.NoticeState]


@pytest.mark.parametrize("event", every_event())
def test_every_event_of_the_ledger_has_a_sentence(event: str) -> None:
    happened = names.Happened(
        event=event,
        at=datetime(2026, 3, 10, tzinfo=UTC),
        actor={"channel": "clock"},
        facts={"person": "id-of-asha"},
    )
    called = names.Names(
        zone=ZoneInfo("America/Chicago"), people={"id-of-asha": "Asha (star 12345)"}
    )
    told = sentences.tell(happened, called)

    assert sentences.is_known(event)
    assert told[0].isupper()
    assert told.endswith((".", '"'))
    assert ":" not in told.split()[0]


def test_an_event_that_is_not_known_is_called_by_its_name() -> None:
    happened = names.Happened(
        event="moon:rose", at=datetime(2026, 3, 10, tzinfo=UTC), actor={}, facts={}
    )

    assert not sentences.is_known("moon:rose")
    assert sentences.tell(happened, names.Names(zone=ZoneInfo("UTC"))) == "moon: rose"


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE entry SET record = replace(record, 'witnessed', 'reported')"
        " WHERE event = 'incident:opened'",
        "UPDATE item SET content = 'nothing happened' WHERE name = 'text'",
        "UPDATE incident SET beat = '9999'",
        "DELETE FROM item WHERE name = 'text'",
    ],
)
def test_a_record_that_was_changed_is_broken_and_its_place_is_named(
    p: Any, people: list[Person], attack: str
) -> None:
    reference = opens(people[0])
    sound = proving.audit(p)
    assert sound["is_sound"] is True
    assert sound["unsealed"] == 0
    assert sound["read"] == {reference: len(shown(p, reference)["entries"])}
    assert incidents.sections(p)["proof"] == sound

    with p.database.writing_engine.begin() as connection:
        connection.exec_driver_sql(attack)

    broken = proving.audit(p)
    assert broken["is_sound"] is False
    assert broken["lines"][0].startswith(f"Broken: {reference}: ")
    assert broken["broken"][0]["place"] == reference
    assert "nothing happened" not in json.dumps(broken)
    assert incidents.sections(p)["proof"] == broken


def test_a_packet_of_the_stage_passes_its_own_check(
    p: Any, people: list[Person], tmp_path: Path
) -> None:
    file = tmp_path / "packet.zip"
    file.write_bytes(proving.packet(p, opens(people[0])))

    said = verify_packet.verify(file).text()
    assert said.startswith("Internally consistent: YES")


def test_a_packet_is_on_record_and_one_of_nothing_is_refused(
    scene: Scene, p: Any, people: list[Person]
) -> None:
    reference = opens(people[0])
    before = shown(p, reference)["entries"]
    proving.packet(p, reference)

    assert len(shown(p, reference)["entries"]) == len(before)
    assert "packet:made" in scene.events()
    with pytest.raises(errors.NotFoundError):
        proving.packet(p, "26-9999X")
