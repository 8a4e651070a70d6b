"""The demo's stage: a real bot, pretended vendors, and one clock that is driven."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot import probe
from bot.policy import load
from bot.simulator.demo import acts, page, premises
from bot.simulator.demo import plan as plans
from bot.simulator.demo.play.player import Player
from bot.simulator.demo.problems import ActError
from bot.simulator.nursery import Nursery
from models import errors
from tests.waiting import wait

ASHA, BOYD = "+13125550101", "+13125550103"
NEW = "NEW 2606901234 beat 0715 agents struck man, EMS called"


@pytest.fixture(scope="module")
def opened(
    nursery: Nursery, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[premises.Premises]:
    """One stage for all tests here; each begins it again."""
    with premises.opened(tmp_path_factory.mktemp("demo"), nursery=nursery) as stage:
        yield stage


@pytest.fixture
def stage(opened: premises.Premises) -> premises.Premises:
    """A stage on which nothing has happened yet."""
    opened.begin_again()
    return opened


@pytest.fixture
def do(stage: premises.Premises) -> Callable[..., dict[str, Any]]:
    """Does acts, as the page does."""
    doing = acts.Acts(stage, Player(stage))

    def act(act: str, /, **fields: Any) -> dict[str, Any]:
        return doing.do(act, fields)

    return act


def read(stage: premises.Premises, phone: str) -> list[str]:
    return [text.body for text in stage.company.phone(phone).received]


def late(word: str, text: str) -> bool:
    """Tell whether a text says that somebody's duty was due."""
    return f"{word} of star" in text and "was due" in text


# --- The stage ------------------------------------------------------------------------


def test_a_text_becomes_an_incident_on_the_phone_and_in_slack(
    stage: premises.Premises, do: Callable[..., dict[str, Any]]
) -> None:
    done = do("text", phone=ASHA, words=NEW)

    assert done["answers"][0].startswith("26-0001")
    wait(lambda: stage.workspace.messages("dispatch"))
    wait(lambda: read(stage, BOYD))
    card = stage.workspace.messages("dispatch")[0]
    assert "26-0001" in card.text
    # People read the story's time, the vendor's key is the machine's.
    assert card.shown_at.year == 2026
    assert card.shown_at.month == 3
    assert float(card.ts) > card.shown_at.timestamp()


def test_to_begin_again_leaves_nothing_of_before(
    stage: premises.Premises, do: Callable[..., dict[str, Any]]
) -> None:
    do("text", phone=ASHA, words=NEW)
    before = stage.folder

    stage.begin_again()

    assert stage.folder != before
    assert read(stage, ASHA) == []
    assert stage.workspace.messages("dispatch") == []
    assert stage.clock.now() == plans.STARTS_AT


def test_a_plan_that_is_wrong_leaves_the_stage_as_it_was(
    stage: premises.Premises, do: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    do("text", phone=ASHA, words=NEW)
    wrong = tmp_path / "policy.toml"
    wrong.write_text("title = 1")

    with pytest.raises(errors.ConfigurationError):
        stage.begin_again(plans.Plan(policy_file=wrong))

    assert read(stage, ASHA)
    assert stage.bot.is_running


# --- The clock ------------------------------------------------------------------------


def test_the_clock_waits_at_each_instant_until_the_bot_has_done_what_is_due(
    stage: premises.Premises, do: Callable[..., dict[str, Any]]
) -> None:
    do("text", phone=ASHA, words=NEW)

    do("clock", do="jump", by_seconds=3 * 3600)

    wait(lambda: any(late("CAMS", text) for text in read(stage, BOYD)))
    everything = read(stage, ASHA) + read(stage, BOYD)
    assert any("Reminder" in text for text in everything)
    assert not [text for text in everything if text.startswith("LATE")]
    assert stage.clock.now() == plans.STARTS_AT + timedelta(hours=3)


def test_the_clock_stands_until_what_is_due_has_left(
    stage: premises.Premises, do: Callable[..., dict[str, Any]]
) -> None:
    do("clock", do="pause")
    do("text", phone=ASHA, words=NEW)
    stage.bot.stop_at(probe.SENDING)
    moving = threading.Thread(
        target=do, args=("clock",), kwargs={"do": "jump", "by_seconds": 3600}
    )
    moving.start()
    try:
        stage.bot.wait_until_stopped()
        assert stage.clock.speed() == 0
        assert stage.clock.now() < plans.STARTS_AT + timedelta(hours=1)
    finally:
        # Without a bot it runs on, as time does.
        stage.kill_bot()
        moving.join()
    assert stage.clock.now() == plans.STARTS_AT + timedelta(hours=1)


def test_a_move_brings_every_text_at_its_minute(
    stage: premises.Premises, do: Callable[..., dict[str, Any]]
) -> None:
    do("clock", do="pause")
    do("text", phone=ASHA, words=NEW)
    do("clock", do="jump", by_seconds=3 * 3600)

    phones = [stage.company.phone(phone) for phone in (ASHA, BOYD)]
    shown = [text.at for phone in phones for text in phone.received]
    assert len(shown) > 5
    assert not [at for at in shown if at.second or at.microsecond]


def test_a_move_waits_for_the_answer_to_a_text_that_is_under_way(
    stage: premises.Premises, do: Callable[..., dict[str, Any]]
) -> None:
    moving = threading.Thread(
        target=do, args=("clock",), kwargs={"do": "jump", "by_seconds": 3600}
    )
    with stage.clock_held():
        moving.start()
        do("text", phone=ASHA, words=NEW)
        assert stage.clock.now() == plans.STARTS_AT
    moving.join()
    assert stage.clock.now() == plans.STARTS_AT + timedelta(hours=1)
    wait(lambda: any("Reminder" in text for text in read(stage, ASHA)))
    assert not [text for text in read(stage, ASHA) if text.startswith("LATE")]


def test_the_clock_runs_on_without_a_bot_which_then_is_late(
    stage: premises.Premises, do: Callable[..., dict[str, Any]]
) -> None:
    do("text", phone=ASHA, words=NEW)
    do("bot", do="kill")
    do("clock", do="jump", by_seconds=3 * 3600)
    assert stage.clock.now() == plans.STARTS_AT + timedelta(hours=3)

    do("bot", do="start")

    wait(lambda: read(stage, BOYD))
    assert "opened" in read(stage, BOYD)[0]
    # What came due meanwhile leaves with the end of his quarter of an hour.
    do("clock", do="jump", by_seconds=16 * 60)
    wait(lambda: any(text.startswith("LATE") for text in read(stage, BOYD)))


def test_the_clock_runs_pauses_and_never_goes_back(
    stage: premises.Premises, do: Callable[..., dict[str, Any]]
) -> None:
    assert stage.clock.now() == plans.STARTS_AT
    do("clock", do="run", speed=60)
    wait(lambda: stage.clock.now() > plans.STARTS_AT + timedelta(seconds=30))
    do("clock", do="pause")
    wait(lambda: stage.clock.speed() == 0)
    stood = stage.clock.now()

    with pytest.raises(ActError, match="never back"):
        do("clock", do="jump", by_seconds=-60)
    with pytest.raises(ActError, match="400 days"):
        do("clock", do="jump", by_seconds=500 * 86400)
    with pytest.raises(ActError, match="600 times"):
        do("clock", do="run", speed=1e6)
    with pytest.raises(ActError, match="no date"):
        do("clock", do="jump", to="tomorrow")

    assert stage.clock.now() == stood
    do("clock", do="jump", to="2026-03-10T18:00")
    assert stage.clock.now().astimezone(stage.zone).hour == 18


# --- Trouble --------------------------------------------------------------------------


def test_a_text_to_a_dead_bot_waits_and_is_fetched(
    stage: premises.Premises, do: Callable[..., dict[str, Any]]
) -> None:
    do("bot", do="kill")
    do("text", phone=ASHA, words=NEW)
    assert sent(stage, ASHA)["state"] == "waiting"
    assert read(stage, ASHA) == []

    do("clock", do="jump", by_seconds=600)
    do("bot", do="start")

    wait(lambda: read(stage, ASHA))
    assert "LATE" in read(stage, ASHA)[0]
    assert sent(stage, ASHA)["state"] == "delivered"


def test_a_slow_carrier_keeps_texts_until_it_is_quick_again(
    stage: premises.Premises, do: Callable[..., dict[str, Any]]
) -> None:
    do("trouble", what="carrier_slow", on=True)
    do("text", phone=ASHA, words=NEW)
    wait(lambda: of_phone(stage, BOYD)["held"])
    assert read(stage, BOYD) == []

    do("trouble", what="carrier_slow", on=False)

    wait(lambda: read(stage, BOYD))
    assert of_phone(stage, BOYD)["held"] == []


def test_a_lost_answer_sends_no_text_twice(
    stage: premises.Premises, do: Callable[..., dict[str, Any]]
) -> None:
    do("trouble", what="answer_lost", on=True)
    do("text", phone=ASHA, words=NEW)
    wait(lambda: read(stage, BOYD))
    do("trouble", what="answer_lost", on=False)

    do("clock", do="jump", by_seconds=2400)

    wait(lambda: any(late("AID", text) for text in read(stage, BOYD)))
    assert len(set(read(stage, BOYD))) == len(read(stage, BOYD))


@pytest.mark.parametrize(
    ("what", "words"),
    [("phone_off", "Unreachable destination"), ("landline", "Landline")],
)
def test_a_phone_that_cannot_be_reached_says_why_and_comes_back(
    stage: premises.Premises,
    do: Callable[..., dict[str, Any]],
    what: str,
    words: str,
) -> None:
    do("trouble", what=what, phone=BOYD, on=True)
    do("text", phone=ASHA, words=NEW)
    wait(lambda: of_phone(stage, BOYD)["held"])
    wait(lambda: words in str(of_phone(stage, BOYD)["held"][0]["note"]))
    with pytest.raises(ActError):
        do("text", phone=BOYD, words="STATUS")

    do("trouble", what=what, phone=BOYD, on=False)

    assert do("text", phone=BOYD, words="STATUS")["answers"]


def test_who_opts_out_gets_nothing_until_they_opt_in_again(
    stage: premises.Premises, do: Callable[..., dict[str, Any]]
) -> None:
    do("trouble", what="opted_out", phone=BOYD, on=True)
    assert stage.company.phone(BOYD).has_opted_out
    before = len(read(stage, BOYD))
    do("text", phone=ASHA, words=NEW)
    wait(lambda: stage.workspace.messages("dispatch"))
    assert len(read(stage, BOYD)) == before

    do("trouble", what="opted_out", phone=BOYD, on=False)

    assert not stage.company.phone(BOYD).has_opted_out
    assert len(read(stage, BOYD)) > before


def test_slack_down_and_up_again_brings_the_card(
    stage: premises.Premises, do: Callable[..., dict[str, Any]]
) -> None:
    do("trouble", what="slack_down", on=True)
    do("text", phone=ASHA, words=NEW)
    wait(lambda: read(stage, BOYD))
    assert stage.workspace.messages("dispatch") == []

    do("trouble", what="slack_down", on=False)

    wait(lambda: stage.workspace.messages("dispatch"))


def test_a_stranger_with_a_phone_learns_nothing(
    stage: premises.Premises, do: Callable[..., dict[str, Any]]
) -> None:
    phone = do("add_phone", name="Passer-by")["phone"]

    answer = do("text", phone=phone, words="STATUS")["answers"][0]

    assert "26-" not in answer
    assert sections(stage)["phones"][-1]["is_stranger"]


@pytest.mark.parametrize(
    ("name", "fields", "words"),
    [
        ("text", {"phone": "+13125559999", "words": "NEW"}, "Nobody here"),
        ("text", {"phone": ASHA, "words": "  "}, "nothing to send"),
        ("text", {"phone": ASHA, "words": "x" * 1601}, "carrier"),
        ("text", {"phone": ASHA}, "words is missing"),
        ("trouble", {"what": "flood", "on": True}, "no trouble flood"),
        ("trouble", {"what": "slack_down", "on": "yes"}, "neither true nor false"),
        ("bot", {"do": "reboot"}, "killed, or started"),
        ("clock", {"do": "run", "speed": "fast"}, "no number"),
        ("fly", {}, "no act fly"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    opened: premises.Premises, name: str, fields: dict[str, Any], words: str
) -> None:
    before = len(opened.company.messages)
    with pytest.raises(ActError, match=words):
        acts.Acts(opened, Player(opened)).do(name, fields)
    assert len(opened.company.messages) == before


# --- The page -------------------------------------------------------------------------


@pytest.fixture
def web(stage: premises.Premises) -> Iterator[TestClient]:
    """The page's own routes."""
    built = page.build(stage, Player(stage))
    with TestClient(built, base_url="http://127.0.0.1:8000") as client:
        yield client


def test_the_page_and_its_files_name_no_other_address(web: TestClient) -> None:
    shown = web.get("/")
    assert shown.status_code == 200
    assert "default-src 'self'" in shown.headers["content-security-policy"]
    for path in page.STATIC.rglob("*"):
        if path.is_file():
            found = web.get(f"/static/{path.relative_to(page.STATIC)}")
            assert found.status_code == 200
            outside = [
                line
                for line in found.text.splitlines()
                if "//" in line and "http" in line and "www.w3.org/2000/svg" not in line
            ]
            assert outside == [], path


def test_acts_come_from_our_own_page_alone(web: TestClient) -> None:
    act = {"phone": ASHA, "words": NEW}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Content-Type": "text/plain"},
        {"Host": "evil.example"},
    ):
        refused = web.post("/stage/act/text", json=act, headers=headers)
        assert refused.status_code in (400, 403)
    assert web.get("/stage/now").json()[f"phone.{ASHA}"]["texts"] == []

    done = web.post(
        "/stage/act/text", json=act, headers={"Origin": "http://127.0.0.1:8000"}
    )

    assert done.status_code == 200
    assert web.get("/stage/now").json()[f"phone.{ASHA}"]["texts"]


def test_an_act_that_is_no_object_is_refused(web: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    for body in (b"{", b"[]", b'"text"', b"\xff"):
        refused = web.post("/stage/act/text", content=body, headers=headers)
        assert refused.status_code == 400
        assert refused.json()["problem"]


# --- The command ----------------------------------------------------------------------


def test_real_credentials_keep_the_demo_from_starting(tmp_path: Path) -> None:
    from bot.simulator.demo import command

    env_file = tmp_path / ".env"
    assert command.real_credentials({"PATH": "/bin"}, env_file) is None
    found = command.real_credentials({"TWILIO_AUTH_TOKEN": "x"}, env_file)
    assert found == "TWILIO_AUTH_TOKEN"

    env_file.write_text("SLACK_BOT_TOKEN=\nDATABASE_URL=sqlite:///x.db\n")
    assert command.real_credentials({}, env_file) is None
    env_file.write_text("SLACK_BOT_TOKEN=xoxb-1\n")
    assert "SLACK_BOT_TOKEN" in str(command.real_credentials({}, env_file))


@pytest.mark.parametrize("option", ["--policy", "--roster", "--terminal"])
def test_a_saved_stage_is_opened_with_nothing_that_it_brings_itself(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from bot.simulator.demo import command

    file = tmp_path / "stage.zip"
    file.touch()
    value = [] if option == "--terminal" else [str(file)]
    assert command.main(["--open", str(file), option, *value]) == 2
    assert f"leave {option} away, or --open" in capsys.readouterr().err
    # Without it, the file itself is looked at.
    assert command.main(["--open", str(file), "--port", "0"]) == 2
    assert "no saved stage" in capsys.readouterr().err


def sections(stage: premises.Premises) -> dict[str, Any]:
    return page.phones.sections(stage)


def of_phone(stage: premises.Premises, phone: str) -> dict[str, Any]:
    found: dict[str, Any] = sections(stage)[f"phone.{phone}"]
    return found


def sent(stage: premises.Premises, phone: str) -> dict[str, Any]:
    mine = [text for text in of_phone(stage, phone)["texts"] if text["from"] == "me"]
    return mine[-1]


def test_a_policy_with_other_roles_says_what_to_pass_and_the_proposal_plays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.simulator.demo import command

    monkeypatch.chdir(tmp_path)
    other = load.shipped().with_name("minimal.toml")
    assert command.main(["--port", "0", "--policy", str(other)]) == 2
    said = capsys.readouterr().err
    assert f"./run demo --policy {other} --roster people.csv" in said
    roster = tmp_path / "people.csv"
    roster.write_text(said.partition("\n\n")[2])

    plan = plans.Plan(policy_file=other, roster_file=roster, move_seconds=0)
    with premises.opened(tmp_path / "stage", plan) as stage:
        assert [mate.role for mate in stage.cast] == ["officer", "supervisor", "admin"]
        (officer, *_) = stage.cast
        assert officer.phone is not None
        exchange = stage.company.phone(officer.phone).texts("NEW agents struck a man")
        assert "opened" in exchange.answers[0]
