"""Incidents at the command line: what is shown, what never is."""

import re
import stat

from models import commands, enums
from models import reference as references
from tests.edges.cli_stage import ASHA, BOYD, Terminal

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d")


def test_incidents_are_listed_newest_first(terminal: Terminal) -> None:
    assert terminal.does("incidents", "--json").json == []

    terminal.enrols()
    first = terminal.opens("NEW beat 0715 agents struck a man")
    second = terminal.opens("NEW beat 1234 agents broke a window")
    listed = terminal.does("incidents", "--json").json

    assert [one["reference"] for one in listed] == [second, first]
    assert listed[0].keys() >= {
        *("reference", "kind", "state", "beat", "event_number", "rd_number"),
        *("source", "opened_at", "opened_by"),
    }
    assert listed[0]["beat"] == "1234"
    assert listed[0]["opened_by"] == "12345"
    assert RFC_3339.fullmatch(listed[0]["opened_at"])


def test_incidents_are_listed_for_people(terminal: Terminal) -> None:
    assert terminal.does("incidents").out == "There are no incidents.\n"

    terminal.enrols()
    reference = terminal.opens()

    assert reference in terminal.does("incidents").out


def test_one_incident_has_the_promised_fields(terminal: Terminal) -> None:
    terminal.enrols()
    shown = terminal.does("incident", terminal.opens(), "--json").json

    assert shown["state"] == "open"
    assert shown["kind"] == "alleged_violation"
    for duty in shown["duties"]:
        assert duty.keys() >= {
            *("id", "word", "state", "owner", "due_at", "lost_at", "next_step_at"),
            "code",
        }
        assert RFC_3339.fullmatch(duty["due_at"])
    assert "AID" in [duty["word"] for duty in shown["duties"]]
    assert {duty["owner"] for duty in shown["duties"]} >= {"12345"}
    assert shown["footage"][0]["recorder"] == "12345"
    for notice in shown["notices"]:
        assert notice.keys() >= {"id", "channel", "to", "state", "attempts"}
    (answer,) = (n for n in shown["notices"] if n["purpose"] == "answer")
    assert answer["to"] == "+1312***0101"
    assert answer["channel"] == "sms"
    assert [attempt["kind"] for attempt in answer["attempts"]] == ["response"]
    assert [entry["event"] for entry in shown["entries"]] == ["incident:opened"]
    assert [entry["position"] for entry in shown["entries"]] == [1]
    assert shown["entries"][0]["words"]["text"] == "beat 0715 agents struck a man"


def test_one_incident_is_told_for_people(terminal: Terminal) -> None:
    terminal.enrols()
    reference = terminal.opens()
    told = terminal.does("incident", reference).out

    assert told.startswith(f"{reference}  open")
    for part in ("Duties", "Footage", "Messages", "Record", "Beat 0715", "12345"):
        assert part in told
    assert '"beat 0715 agents struck a man"' in told


def test_each_act_of_the_record_names_its_duty_and_whom_it_told(
    terminal: Terminal,
) -> None:
    terminal.enrols()
    reference = terminal.opens()
    terminal.texts("+13125550101", "AID NONE")
    shown = terminal.does("incident", reference, "--json").json
    (told,) = [one for one in shown["notices"] if one["purpose"] == "tell"]
    receipt = commands.RecordDelivery(
        actor=commands.Actor(channel=enums.Channel.SMS),
        request_id="receipt:1",
        notice_id=told["id"],
        state=enums.NoticeState.DELIVERED,
        provider_id="SM1",
    )
    with terminal.house() as house:
        house.desk.do_now(receipt)
    lines = terminal.does("incident", reference).out.splitlines()

    assert any(line.endswith("  duty:attested AID  12345") for line in lines)
    assert any(line.endswith("  notice:delivered to 900  sms") for line in lines)


def test_what_a_person_texts_cannot_steer_the_terminal(terminal: Terminal) -> None:
    terminal.enrols()
    reference = terminal.opens("NEW beat 0715 agents \x1b[2J struck a man")
    told = terminal.does("incident", reference).out

    assert "\x1b" not in told
    assert "\\x1b[2J struck" in told


def test_no_number_is_shown_whole_and_no_name_at_all(terminal: Terminal) -> None:
    terminal.enrols()
    reference = terminal.opens()
    outputs = [
        terminal.does("incident", reference).out,
        terminal.does("incident", reference, "--json").out,
        terminal.does("incidents").out,
        terminal.does("incidents", "--json").out,
    ]

    for out in outputs:
        assert not re.search(r"\+?1?312555\d{4}", out)
        assert "Asha" not in out


def test_a_reference_is_taken_without_hyphen_and_in_lower_case(
    terminal: Terminal,
) -> None:
    terminal.enrols()
    reference = terminal.opens()
    short = reference.replace("-", "").lower()

    assert terminal.does("incident", short, "--json").json["reference"] == reference


def test_a_wrong_check_letter_is_named(terminal: Terminal) -> None:
    terminal.enrols()
    reference = terminal.opens()
    wrong = reference[:-1] + ("A" if reference[-1] != "A" else "B")

    refused = terminal.types("incident", wrong)

    assert refused.code == 2
    assert refused.out == ""
    assert f"The last letter of {wrong} does not fit" in refused.err
    terminal.does("incident", reference)


def test_an_incident_that_is_not_there_is_a_no(terminal: Terminal) -> None:
    terminal.enrols()
    terminal.opens()
    missing = references.write(26, 4242)
    refused = terminal.types("incident", missing, "--json")

    assert refused.code == 1
    assert refused.out == ""
    assert refused.err == f"holdfast: There is no incident {missing}.\n"


def test_held_words_are_shown_by_held_alone(terminal: Terminal) -> None:
    terminal.enrols()
    reference = terminal.opens("NEW beat 0715 he said he is undocumented and hurt")
    shown = terminal.does("incident", reference, "--json")
    told = terminal.does("incident", reference)
    (held,) = terminal.does("held", "--json").json

    assert "undocumented" not in shown.out + told.out
    assert "words held back" in told.out
    assert shown.json["entries"][0]["held"]["text"]
    assert held["reference"] == reference
    assert held["position"] == 1
    assert "undocumented" in held["words"]["text"]


def test_why_footage_is_not_there_is_shown_with_it(terminal: Terminal) -> None:
    terminal.enrols()
    reference = terminal.opens()
    terminal.texts(ASHA, "NOVIDEO the battery died")
    (piece, *_) = terminal.does("incident", reference, "--json").json["footage"]
    assert piece["no_video_reason"] == "the battery died"
    assert piece["lost_reason"] is None

    terminal.texts(BOYD, "SEEN LOST never uploaded")
    (piece, *_) = terminal.does("incident", reference, "--json").json["footage"]
    assert (piece["state"], piece["lost_reason"]) == ("lost", "never uploaded")
    (line,) = [
        line
        for line in terminal.does("incident", reference).out.splitlines()
        if line.startswith("  bwc ")
    ]
    assert line.endswith('  "never uploaded"')


def test_why_footage_is_not_there_is_left_out_where_it_is_held_back(
    terminal: Terminal,
) -> None:
    terminal.enrols()
    reference = terminal.opens()
    terminal.texts(ASHA, "NOVIDEO he is undocumented and hit it")
    shown = terminal.does("incident", reference, "--json")

    assert "undocumented" not in shown.out + terminal.does("incident", reference).out
    (piece, *_) = shown.json["footage"]
    assert piece["is_none_stated"]
    assert piece["no_video_reason"] is None


def test_a_database_without_tables_is_bad_settings(bare_terminal: Terminal) -> None:
    refused = bare_terminal.types("incidents", "--json")

    assert refused.code == 2
    assert refused.out == ""
    assert "holdfast migrate" in refused.err
    assert not (bare_terminal.folder / "holdfast.db").exists()

    bare_terminal.does("migrate")

    assert bare_terminal.does("incidents", "--json").json == []


def test_migrating_twice_changes_nothing(bare_terminal: Terminal) -> None:
    assert "0001" in bare_terminal.does("migrate").out
    assert "nothing was changed" in bare_terminal.does("migrate").out


def test_only_its_owner_reads_a_new_database(bare_terminal: Terminal) -> None:
    bare_terminal.does("migrate")
    path = bare_terminal.folder / "holdfast.db"

    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    path.chmod(0o640)
    bare_terminal.does("migrate")

    assert stat.S_IMODE(path.stat().st_mode) == 0o640
