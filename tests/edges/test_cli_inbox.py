"""What waits for a person: texts of strangers, and words that are held back."""

from typing import Any

from tests.edges import cli_stage as stage
from tests.edges.cli_stage import Terminal


def waiting(terminal: Terminal) -> list[Any]:
    """List the texts that wait."""
    found: list[Any] = terminal.does("inbox", "--json").json
    return found


def hold(terminal: Terminal) -> str:
    """Let words be held back; return their incident's reference."""
    terminal.enrols()
    return terminal.opens("NEW beat 0715 he said he is undocumented and hurt")


def test_a_stranger_waits_until_a_dispatcher_accepts(terminal: Terminal) -> None:
    terminal.enrols()
    assert terminal.does("inbox").out == "Nothing waits.\n"

    terminal.texts(stage.STRANGER, "NEW beat 1234 agents broke a window")
    (text,) = waiting(terminal)

    assert text["state"] == "held"
    assert text["from"] == "+1312***0199"
    assert text["body"] == "NEW beat 1234 agents broke a window"
    assert text["id"] in terminal.does("inbox").out
    assert terminal.does("incidents", "--json").json == []

    opened = terminal.does("inbox", "accept", text["id"], "--as", "55").out
    (incident,) = terminal.does("incidents", "--json").json

    assert opened == f"Opened {incident['reference']}.\n"
    assert incident["beat"] == "1234"
    assert incident["source"] == "reported"
    assert incident["opened_by"] is None
    assert waiting(terminal) == []


def test_an_officer_may_not_accept(terminal: Terminal) -> None:
    terminal.enrols()
    terminal.texts(stage.STRANGER, "NEW beat 1234 agents broke a window")
    (text,) = waiting(terminal)

    refused = terminal.types("inbox", "accept", text["id"], "--as", "12345")
    assert refused.code == 1
    assert "may not do this" in refused.err
    assert waiting(terminal) == [text]

    terminal.does("inbox", "accept", text["id"], "--as", "55")


def test_a_text_is_accepted_once(terminal: Terminal) -> None:
    terminal.enrols()
    terminal.texts(stage.STRANGER, "NEW beat 1234 agents broke a window")
    (text,) = waiting(terminal)
    terminal.does("inbox", "accept", text["id"], "--as", "55")

    again = terminal.types("inbox", "accept", text["id"], "--as", "55")

    assert again.code == 1
    assert len(terminal.does("incidents", "--json").json) == 1


def test_a_text_that_failed_is_shown_and_left_to_the_bot(terminal: Terminal) -> None:
    terminal.enrols()
    terminal.texts(stage.STRANGER, "NEW beat 1234 agents broke a window")
    with terminal.house() as house, house.database.writing_engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE inbound SET state = 'failed', error = 'KeyError'"
        )
    (text,) = waiting(terminal)
    refused = terminal.types("inbox", "accept", text["id"], "--as", "55")

    assert (text["state"], text["error"]) == ("failed", "KeyError")
    assert "failed (KeyError)" in terminal.does("inbox").out
    assert refused.code == 1
    assert "works it off" in refused.err
    assert waiting(terminal) == [text]


def test_accepting_nothing_or_for_nobody_is_refused(terminal: Terminal) -> None:
    terminal.enrols()
    nothing = terminal.types("inbox", "accept", "0" * 32, "--as", "55")
    nobody = terminal.types("inbox", "accept", "0" * 32, "--as", "4242")
    unsaid = terminal.types("inbox", "accept", "0" * 32)

    assert (nothing.code, nobody.code, unsaid.code) == (1, 1, 2)
    assert "There is no such text." in nothing.err
    assert "Nobody active has star, e-mail or Slack id 4242." in nobody.err


def test_held_words_are_released_on_an_authority(terminal: Terminal) -> None:
    reference = hold(terminal)
    assert reference in terminal.does("held").out
    assert "undocumented" not in terminal.does("incident", reference).out

    words = ("--as", "900", "--authority", "50 ILCS 706, counsel asked")
    done = terminal.does("held", "release", reference, "1", *words)

    assert "released" in done.out
    assert terminal.does("held", "--json").json == []
    assert "undocumented" in terminal.does("incident", reference).out


def test_held_words_are_kept_back_for_good(terminal: Terminal) -> None:
    reference = hold(terminal)
    words = ("--as", "900", "--authority", "no lawful purpose")
    done = terminal.does("held", "keep", reference.lower(), "1", *words)

    assert "kept back" in done.out
    assert terminal.does("held").out == "No words wait for a decision.\n"
    assert "undocumented" not in terminal.does("incident", reference).out
    assert "no lawful purpose" in terminal.does("incident", reference).out


def test_who_may_not_decide_on_held_words_is_refused(terminal: Terminal) -> None:
    reference = hold(terminal)
    officer = ("--as", "12345", "--authority", "because")
    sergeant = ("--as", "900", "--authority", "counsel asked")

    refused = terminal.types("held", "release", reference, "1", *officer)
    elsewhere = terminal.types("held", "release", reference, "2", *sergeant)
    bare = terminal.types("held", "release", reference, "1", "--as", "900")
    blank = terminal.types(
        "held", "release", reference, "1", "--as", "900", "--authority", " "
    )

    codes = (refused.code, elsewhere.code, bare.code, blank.code)
    assert codes == (1, 1, 2, 1)
    assert "No words are held back there." in elsewhere.err
    assert len(terminal.does("held", "--json").json) == 1
    terminal.does("held", "release", reference, "1", *sergeant)
