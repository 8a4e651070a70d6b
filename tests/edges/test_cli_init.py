"""Setting up: what is written, who can read it, and that nothing is overwritten."""

import stat
from pathlib import Path

import pytest

from bot import settings
from bot.desk import roster_csv
from tests.edges.cli_stage import Terminal

TWILIO = (
    *("--public-url", "https://holdfast.example"),
    *("--twilio-account-sid", "AC" + "1" * 32),
    *("--twilio-from-number", "+13125550100"),
)


class Person:
    """Answers as somebody at a keyboard would, until nothing is left to say."""

    def __init__(self, *answers: str) -> None:
        self._answers = [f"{answer}\n" for answer in answers]

    def isatty(self) -> bool:
        return True

    def readline(self, size: int = -1) -> str:
        return self._answers.pop(0) if self._answers else ""


def loaded(terminal: Terminal) -> settings.Settings:
    return settings.load({}, terminal.folder / ".env")


def test_settings_key_and_roster_are_written_for_oneself_alone(
    bare_terminal: Terminal,
) -> None:
    said = bare_terminal.does("init").out
    files = {path.name: path for path in bare_terminal.folder.iterdir()}

    assert files.keys() == {".env", "holdfast.key", "roster.csv"}
    for path in files.values():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert files["roster.csv"].read_text() == ",".join(roster_csv.COLUMNS) + "\n"
    assert loaded(bare_terminal) == settings.load({}, None)
    for command in ("migrate", "roster import roster.csv", "doctor", "run"):
        assert f"holdfast {command}" in said
    assert "Texts are off" in said


def test_what_it_says_to_do_next_works(bare_terminal: Terminal) -> None:
    bare_terminal.does("init")
    bare_terminal.does("migrate")
    bare_terminal.does("roster", "import", "roster.csv")


def test_options_are_filled_in(bare_terminal: Terminal) -> None:
    token = bare_terminal.writes("token", "s3cret-that-nobody-may-see\n")
    said = bare_terminal.does("init", *TWILIO, "--twilio-auth-token-file", token)
    found = loaded(bare_terminal)

    assert found.has_twilio
    assert found.twilio_from_number == "+13125550100"
    assert found.twilio_auth_token is not None
    assert found.twilio_auth_token.get_secret_value() == "s3cret-that-nobody-may-see"
    assert "s3cret" not in said.out + (bare_terminal.folder / ".env").read_text()
    assert "Texts are off" not in said.out


def test_half_of_what_texts_need_is_refused_and_nothing_written(
    bare_terminal: Terminal,
) -> None:
    refused = bare_terminal.types("init", *TWILIO)

    assert refused.code == 2
    assert "TWILIO_AUTH_TOKEN: is missing" in refused.err
    assert list(bare_terminal.folder.iterdir()) == []


def test_nothing_is_overwritten(bare_terminal: Terminal) -> None:
    bare_terminal.does("init")
    bare_terminal.writes(".env", "MAIL_FROM=a@b.c\n")
    bare_terminal.writes("roster.csv", "name,role\nAsha,officer\n")
    before = {p.name: p.read_bytes() for p in bare_terminal.folder.iterdir()}
    said = bare_terminal.does("init", "--database-url", "sqlite:///other.db").out

    assert said.count("is there already and was left as it is") == 3
    assert {p.name: p.read_bytes() for p in bare_terminal.folder.iterdir()} == before


def test_a_value_with_odd_letters_comes_back_as_it_was(bare_terminal: Terminal) -> None:
    odd = "postgresql+psycopg://u:a b#c'd\\e\"f$g@h/d"
    bare_terminal.does("init", "--database-url", odd)

    assert loaded(bare_terminal).database_url == odd


def test_a_key_is_made_where_the_settings_say(
    bare_terminal: Terminal, tmp_path: Path
) -> None:
    key = tmp_path / "keys" / "one.key"
    bare_terminal.writes(".env", f"KEY_FILE={key}\n")
    refused = bare_terminal.types("init")
    assert refused.code == 2
    assert "cannot be written" in refused.err

    key.parent.mkdir()
    bare_terminal.does("init")
    assert key.exists()


def test_a_key_that_is_gone_is_not_replaced_where_it_sealed_already(
    terminal: Terminal,
) -> None:
    key = terminal.folder / "holdfast.key"
    terminal.does("init")
    key.unlink()
    # Nothing is sealed yet: it is made, as at the first time.
    assert "holdfast.key was made" in terminal.does("init").out
    terminal.enrols()
    with terminal.house() as house:
        assert house.seal()
    kept = key.read_bytes()
    key.unlink()

    refused = terminal.types("init")
    assert refused.code == 2
    assert "KEY_FILE holdfast.key is gone" in refused.err
    assert "put the copy of it back" in refused.err
    assert not key.exists()

    key.write_bytes(kept)
    key.chmod(0o600)
    assert "holdfast.key is there already" in terminal.does("init").out


def test_a_database_that_is_not_there_yet_is_told(bare_terminal: Terminal) -> None:
    database = "sqlite:////nowhere/at/all/holdfast.db"
    said = bare_terminal.does("init", "--database-url", database).out
    assert "holdfast.key was made" in said
    assert "not looked at" not in said

    (bare_terminal.folder / "holdfast.key").unlink()
    bare_terminal.writes(".env", "DATABASE_URL=postgresql+psycopg://u@nowhere.invalid")
    said = bare_terminal.does("init").out
    assert "not looked at. The database cannot be reached." in said
    assert "holdfast.key was made" in said


def test_a_question_is_asked_on_a_terminal_only(
    bare_terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Person())
    refused = bare_terminal.types("init")
    assert refused.code == 2
    assert "Not every question was answered" in refused.err
    assert list(bare_terminal.folder.iterdir()) == []

    monkeypatch.setattr("sys.stdin", Person())
    assert bare_terminal.types("init", "--no-questions").code == 0
    for path in bare_terminal.folder.iterdir():
        path.unlink()

    monkeypatch.setattr("sys.stdin", Person("sqlite:///mine.db", "", ""))
    assert bare_terminal.types("init").code == 0
    assert loaded(bare_terminal).database_url == "sqlite:///mine.db"
    for path in bare_terminal.folder.iterdir():
        path.unlink()

    monkeypatch.setattr("sys.stdin", Person("", "", "telegraph"))
    refused = bare_terminal.types("init")
    assert refused.code == 2
    assert "by http or by socket" in refused.err
    assert list(bare_terminal.folder.iterdir()) == []

    monkeypatch.setattr("sys.stdin", Person("", "", "socket"))
    assert bare_terminal.types("init").code == 0
    assert (bare_terminal.folder / "slack-manifest.json").exists()


def test_a_wrong_answer_is_asked_again_and_the_others_are_kept(
    bare_terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = (
        *("holdfast.db", ""),
        *("https://holdfast.example/twilio", "https://holdfast.example"),
        *("MG1", "AC" + "1" * 32),
        *("", "s3cret-that-nobody-may-see"),
        *("312 555 0100", ""),
        *("", "MG" + "2" * 32),
        *("telegraph", "http"),
    )
    monkeypatch.setattr("sys.stdin", Person(*answers))
    # Without a terminal of its own it is read from standard input.
    monkeypatch.setattr("getpass.getpass", input)
    said = bare_terminal.types("init")
    assert said.code == 0, said.err
    for sentence in (
        "DATABASE_URL: must be sqlite:///FILE",
        "PUBLIC_URL: must be scheme and host, no path.",
        "TWILIO_ACCOUNT_SID: must be an id that begins with AC.",
        "TWILIO_AUTH_TOKEN: is missing beside TWILIO_ACCOUNT_SID",
        "TWILIO_FROM_NUMBER: must be a number in E.164",
        "TWILIO_MESSAGING_SERVICE_SID: or TWILIO_FROM_NUMBER is missing",
        "Slack is reached by http or by socket.",
    ):
        assert said.err.count(sentence) == 1, sentence
    assert "s3cret" not in said.out + said.err
    found = loaded(bare_terminal)
    assert found.has_twilio
    assert found.public_url == "https://holdfast.example"
    assert found.twilio_messaging_service_sid == "MG" + "2" * 32
    assert (bare_terminal.folder / "slack-manifest.json").exists()


def test_a_wrong_option_is_refused_before_anything_is_asked(
    bare_terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Person())
    refused = bare_terminal.types("init", "--twilio-account-sid", "MG1")
    assert refused.code == 2
    assert "TWILIO_ACCOUNT_SID: must be an id" in refused.err
    assert "Not every question" not in refused.err
    refused = bare_terminal.types("init", "--slack-bot-token-file", "nowhere")
    assert "SLACK_BOT_TOKEN_FILE nowhere cannot be read" in refused.err
    assert list(bare_terminal.folder.iterdir()) == []


def test_an_address_that_an_option_needs_is_asked_for_until_it_is_there(
    bare_terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ("", "", "https://holdfast.example", "")
    monkeypatch.setattr("sys.stdin", Person(*answers))
    said = bare_terminal.types("init", "--slack", "http")
    assert said.code == 0, said.err
    assert said.err.count("PUBLIC_URL is missing: by http Slack needs an address") == 1
    assert (bare_terminal.folder / "slack-manifest.json").exists()


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_a_slack_manifest_is_written_when_it_is_asked_for(
    bare_terminal: Terminal, mode: str
) -> None:
    url = ("--public-url", "https://holdfast.example")
    said = bare_terminal.does("init", "--slack", mode, *url).out
    asked = ("--socket-mode",) if mode == "socket" else ("--url", url[1])
    written = (bare_terminal.folder / "slack-manifest.json").read_text()

    assert written == bare_terminal.does("manifest", *asked).out
    assert "slack-manifest.json was written" in said
    assert "fill in the group Slack of .env" in said
    again = bare_terminal.does("init", "--slack", "socket").out
    assert "slack-manifest.json is there already and was left as it is" in again
    assert (bare_terminal.folder / "slack-manifest.json").read_text() == written


def test_slack_by_http_needs_an_address_and_by_socket_none(
    bare_terminal: Terminal,
) -> None:
    refused = bare_terminal.types("init", "--slack", "http")
    assert refused.code == 2
    assert "PUBLIC_URL is missing" in refused.err
    unsafe = ("--public-url", "http://holdfast.example")
    refused = bare_terminal.types("init", "--slack", "http", *unsafe)
    assert refused.code == 2
    assert "PUBLIC_URL must begin with https://" in refused.err
    assert list(bare_terminal.folder.iterdir()) == []

    bare_terminal.does("init", "--slack", "socket")


def test_slack_keys_are_filled_in(bare_terminal: Terminal) -> None:
    bot = bare_terminal.writes("bot", "xoxb-1-s3cret\n")
    app = bare_terminal.writes("app", "xapp-1-s3cret\n")
    channel = ("--slack-dispatch-channel", "C0123456789")
    half = ("init", *channel, "--slack-bot-token-file", bot)
    refused = bare_terminal.types(*half)
    assert refused.code == 2
    assert "SLACK_SIGNING_SECRET: or SLACK_APP_TOKEN is missing" in refused.err

    bare_terminal.does(*half, "--slack-app-token-file", app)
    found = loaded(bare_terminal)
    assert (found.has_slack, found.slack_mode) == (True, "socket")
    assert "s3cret" not in (bare_terminal.folder / ".env").read_text()
