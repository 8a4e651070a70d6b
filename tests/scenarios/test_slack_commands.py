"""Whoever types in Slack is understood, or told what to type; nothing is guessed."""

import pytest

from models import reference as references
from tests.scenarios import slack_desk
from tests.stage import Person, Scene, someone

pytestmark = [pytest.mark.in_slack, pytest.mark.plain_policy]

UNKNOWN = references.write(26, 999)


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return slack_desk.enrols(scene)


@pytest.fixture
def reference(scene: Scene, cast: list[Person]) -> str:
    return slack_desk.opens(scene, cast[0])


def test_help_fits_the_role_with_ones_own_reference_and_code(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    asha, boyd, dora = cast
    code = slack_desk.code(scene, asha, "AID")

    assert f"/incident ack {code}" in asha.types("help")
    assert f"/incident note {reference} " in asha.types("HELP!")
    assert "/incident close" not in asha.types("?")
    assert f"/incident close {reference}" in boyd.types("help")
    assert code not in boyd.types("help")
    assert f"/incident show {reference}" in dora.types("commands")


def test_help_says_so_where_the_numbers_are_examples(
    scene: Scene, cast: list[Person]
) -> None:
    assert "numbers here are examples" in cast[2].types("help")
    slack_desk.opens(scene, cast[0])
    assert "examples" not in cast[2].types("help")


def test_spelling_does_not_matter(cast: list[Person], reference: str) -> None:
    dora = cast[2]
    for line in (
        "list all",
        "  LIST   All. ",
        "“list” all",
        "`list all`",
        "\uff4c\uff49\uff53\uff54 all",
        "ls all",
        "status: all!",
    ):
        assert f"*{reference}* open" in slack_desk.typed(dora, line), line
    for line in ("show {}", "SHOW {}.", "show #{}", "view “{}”"):
        for written in (reference, reference.lower()):
            shown = slack_desk.typed(dora, line.format(written))
            assert shown.startswith(f"{reference} · open"), line


def test_lists_show_what_is_due_first_and_ones_own(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    asha, _, dora = cast
    other = slack_desk.opens(scene, asha, "agents took a woman at the bridge")

    due = dora.types("list due")

    assert due.index(reference) < due.index(other)
    assert "2 incidents, yours" in asha.types("list")
    assert dora.types("list mine").startswith("No incident")
    assert "List mine, due or all" in dora.types("list everything")


def test_lists_are_for_those_whose_role_may_see_them(
    cast: list[Person], reference: str
) -> None:
    asha, _, dora = cast
    assert "role Officer may not see this" in asha.types("list all")
    assert reference not in asha.types("list due")
    assert reference in asha.types("list mine")
    assert reference in dora.types("list all")


def test_an_incident_is_shown_to_those_whom_it_concerns_or_whose_role_may(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    asha, boyd, dora, lena = slack_desk.enrols(
        scene, someone("Lena", "liaison", "300", slack_user_id="U0LENA")
    )
    for person in (asha, boyd, dora):
        assert "*0 of 6 settled*" in person.types(f"show {reference}")
    refused = lena.types(f"show {reference}")
    assert "may not see this" in refused
    assert "settled" not in refused


def test_a_reference_that_cannot_be_is_not_guessed(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    boyd = cast[1]
    slipped = reference[:-1] + ("K" if reference[-1] != "K" else "M")
    before = scene.events()
    for word in ("show", "note", "link", "reopen", "close", "correct"):
        for line, why in (
            (f"{word} {slipped} left by car", "does not fit"),
            (word, "Say which incident"),
            (f"{word} nonsense", "Type: `/incident"),
        ):
            shown = slack_desk.typed(boyd, line)
            assert "Nothing changed" in shown, line
            assert why in shown, line
    assert boyd.slack.view is None
    for line in (f"show {UNKNOWN}", f"note {UNKNOWN} x", f"link {UNKNOWN} {reference}"):
        assert f"There is no incident {UNKNOWN}" in slack_desk.typed(boyd, line)
    boyd.types(f"close {UNKNOWN}")
    assert f"There is no incident {UNKNOWN}" in boyd.form().rendered
    assert scene.events() == before


def test_an_acknowledgement_by_code_is_ones_own(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    asha, boyd, _ = cast
    code = slack_desk.code(scene, asha, "AID")

    assert f"You have no code {code}" in boyd.types(f"ack {code}")
    assert "You have no code 99999" in asha.types("ack 99999")
    assert "Type: `/incident ack" in asha.types("ack")
    assert "duty:acknowledged" not in scene.events()
    assert "You have *AID*" in asha.types(f"  Ack: #{code.lower()}.")
    assert "*AID*: star 12345 has it since" in asha.types(f"ack {code}")
    assert scene.events().count("duty:acknowledged") == 1


def test_what_needs_nothing_more_is_done_at_once_and_undone(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    asha, boyd, _ = cast
    code = slack_desk.code(scene, asha, "AID")

    assert f"You have no code {code}" in boyd.types(f"done {code}")
    shown = asha.types(f"done {code} ems came")
    assert f"*AID* {reference} is on record as you stated it" in shown
    assert "Nothing changed" in asha.types(f"done {code}")
    assert scene.events().count("duty:attested") == 1
    assert "taken back" in asha.types(f"undo {code}")
    assert "act:undone" in scene.events()


def test_done_without_what_is_needed_opens_the_form_that_asks_for_it(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    asha = cast[0]
    asha.types(f"done {slack_desk.code(scene, asha, 'AID')}")
    code = slack_desk.code(scene, asha, "SUP")

    shown = asha.types(f"done {code}")

    assert "still open" in shown
    assert asha.form().labels[0] == "The federal supervisor on the scene"
    asha.submits(f_why_not="IDENTIFIED")
    assert asha.slack.view_errors == {
        "f_name": "Fill in name, badge or agency, or say why not."
    }
    assert scene.events().count("duty:attested") == 1
    shown = asha.submits(f_name="Smith", f_badge="4411")
    assert "*SUP*" in shown
    assert scene.events().count("duty:attested") == 2


def test_words_that_follow_open_open_an_incident_once(
    scene: Scene, cast: list[Person]
) -> None:
    dora = cast[2]
    shown = dora.types("open agents struck a man at the bridge, beat 0715")
    assert "opened" in shown
    (row,) = scene.rows("SELECT reference, beat, opened_by FROM incident")
    assert row.reference in shown
    assert (row.beat, row.opened_by) == ("0715", None)
    again = dora.types("New: agents struck a man at the bridge, beat 0715")
    assert f"*{row.reference}* already" in again
    assert len(scene.rows("SELECT id FROM incident")) == 1


def test_who_may_not_open_is_told_so(scene: Scene, cast: list[Person]) -> None:
    vera = slack_desk.enrols(
        scene, someone("Vera", "custodian", "600", slack_user_id="U0VERA")
    )[-1]
    assert "may not do this" in vera.types("open agents at the bridge")
    vera.types("")
    assert "may not do this" in vera.form().rendered
    assert scene.rows("SELECT id FROM incident") == []
    assert "opened" in cast[2].types("open agents at the bridge")


def test_who_is_on_duty_is_shown_without_a_ping(
    scene: Scene, cast: list[Person]
) -> None:
    dora = cast[2]
    exchange = dora.slack.command("/incident who")
    scene.settle()
    (shown,) = dora.slack.answers(exchange)
    assert "*Sergeant* · star 900 · until today" in shown.rendered
    assert "*Nobody can be told:* Watch operations lieutenant" in shown.rendered
    assert shown.pings == ()


def test_incidents_are_linked_by_a_line(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    boyd = cast[1]
    other = slack_desk.opens(scene, cast[0], "agents took a woman at the bridge")
    assert "Those two are the same" in boyd.types(f"link {reference} {reference}")
    shown = boyd.types(f"Join {reference.lower()} with {other}")
    assert f"*{reference}*" in shown
    assert f"*{other}*" in shown
    assert "are linked. Both go on." in shown
    assert f"linked with {other}" in boyd.types(f"show {reference}")


def test_a_note_is_added_by_a_line_or_by_its_form(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    dora = cast[2]
    shown = dora.types(f"note {reference} two men <!channel> & a dog")
    assert shown == f"Your words are added to *{reference}*."
    dora.types(f"note {reference}")
    assert dora.form().labels == ["Your words"]
    dora.submits(f_text="the second half")
    items = scene.rows("SELECT content FROM item WHERE name = 'text' ORDER BY position")
    assert [item.content for item in items][-2:] == [
        "two men <!channel> & a dog",
        "the second half",
    ]


def test_a_line_that_is_no_command_is_answered_and_changes_nothing(
    scene: Scene, cast: list[Person]
) -> None:
    dora = cast[2].slack
    for line in (
        "the payload is late",
        "payload=1&x",
        "payload=%7B%7D",
        "x\U0001f691" * 1333,
        "x" * 4000,
        "“quoted” 'twice' \"thrice\" `code`",
        "two\nlines",
        "<!channel> <@U0BOYD> <https://evil.example|ok> &amp;",
    ):
        exchange = dora.command(f"/incident {line}")
        assert exchange.failed is None, line
        (shown,) = dora.answers(exchange)
        assert "Type: `/incident open" in shown.rendered, line
        assert shown.pings == ()
        assert len(shown.rendered) < 500
    assert scene.rows("SELECT id FROM incident") == []


def test_words_are_recorded_as_they_were_typed(
    scene: Scene, cast: list[Person]
) -> None:
    wanted = (
        "the payload is late",
        "payload=1&x ok",
        "\U0001f691 “agents”\nstruck a man & <left>",
        "long " * 799,
    )
    for words in wanted:
        assert "opened" in slack_desk.typed(cast[2], f"open {words}")
    items = scene.rows("SELECT content FROM item WHERE name = 'text'")
    assert {item.content for item in items} == {words.strip() for words in wanted}


def test_strangers_learn_nothing_by_typing(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    stranger = scene.workspace.add_user("stranger", id_="U0STRANGER")
    scene.workspace.invite("dispatch", stranger.id)
    for line in ("help", "list all", f"show {reference}", "open a thing", "who"):
        exchange = stranger.command(f"/incident {line}")
        scene.settle()
        shown = "".join(a.rendered for a in stranger.answers(exchange))
        assert "not in the roster" in shown
        assert reference not in shown
    assert len(scene.rows("SELECT id FROM incident")) == 1
