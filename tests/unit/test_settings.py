"""Settings: everything that is wrong at once, and no secret ever repeated."""

from collections.abc import Mapping
from pathlib import Path

import pydantic
import pytest

from bot import settings
from models import errors

SECRET = "s3cret-that-nobody-may-see"

TWILIO = {
    "PUBLIC_URL": "https://holdfast.example",
    "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_AUTH_TOKEN": SECRET,
    "TWILIO_FROM_NUMBER": "+13125550100",
}

#: Slack comes to us at PUBLIC_URL.
SLACK_HTTP = {
    "PUBLIC_URL": "https://holdfast.example",
    "SLACK_BOT_TOKEN": "xoxb-1-s3cret",
    "SLACK_SIGNING_SECRET": SECRET,
}

#: We open a socket to Slack.
SLACK_SOCKET = {
    "SLACK_BOT_TOKEN": "xoxb-1-s3cret",
    "SLACK_APP_TOKEN": "xapp-1-A1-s3cret",
}


def problems(
    environ: Mapping[str, str], env_file: Path | None = None
) -> tuple[str, ...]:
    """Return what is wrong with settings that have to be wrong."""
    with pytest.raises(errors.ConfigurationError) as caught:
        settings.load(environ, env_file)
    found: tuple[str, ...] = caught.value.fields["problems"]
    assert SECRET not in str(caught.value)
    return found


def written(folder: Path, text: str) -> Path:
    path = folder / ".env"
    path.write_text(text, encoding="utf-8")
    return path


def test_nothing_set_is_an_installation_without_texts() -> None:
    found = settings.load({}, None)

    assert found.database_url == "sqlite:///holdfast.db"
    assert found.key_file == Path("holdfast.key")
    assert found.policy_file is None
    assert not found.has_twilio
    assert not found.has_slack


def test_everything_for_texts_is_taken() -> None:
    found = settings.load(TWILIO, None)

    assert found.has_twilio
    assert found.twilio_auth_token is not None
    assert found.twilio_auth_token.get_secret_value() == SECRET
    assert found.twilio_api_url == "https://api.twilio.com"


@pytest.mark.parametrize("left_out", TWILIO)
def test_texts_want_all_that_belongs_together(left_out: str) -> None:
    some = {name: value for name, value in TWILIO.items() if name != left_out}
    (problem,) = problems(some)

    assert left_out in problem
    assert "is missing beside TWILIO_" in problem
    assert "Example: " in problem
    settings.load(TWILIO, None)


def test_a_messaging_service_stands_for_the_number() -> None:
    service = {**TWILIO, "TWILIO_MESSAGING_SERVICE_SID": "MG" + "2" * 32}
    del service["TWILIO_FROM_NUMBER"]

    assert settings.load(service, None).has_twilio


def test_the_token_is_needed_beside_an_api_key_and_a_key_beside_its_secret() -> None:
    key = {"TWILIO_API_KEY_SID": "SK" + "3" * 32, "TWILIO_API_KEY_SECRET": SECRET}
    without_token = {**TWILIO, **key}
    del without_token["TWILIO_AUTH_TOKEN"]

    assert "TWILIO_AUTH_TOKEN: is missing" in problems(without_token)[0]
    for name in key:
        half = {**TWILIO, name: key[name]}
        (problem,) = problems(half)
        assert f"is missing beside {name}" in problem
    settings.load({**TWILIO, **key}, None)


def test_an_address_alone_and_an_api_url_alone_are_no_half_of_texts() -> None:
    settings.load({"PUBLIC_URL": "https://holdfast.example"}, None)
    settings.load({"TWILIO_API_URL": "http://127.0.0.1:8001"}, None)


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("DATABASE_URL", "mysql://x/y", "postgresql+psycopg://x/y"),
        ("DATABASE_URL", "sqlite://", "sqlite:///x.db"),
        ("PUBLIC_URL", "holdfast.example", "https://holdfast.example"),
        ("PUBLIC_URL", "https://holdfast.example/bot", "https://holdfast.example/"),
        ("PUBLIC_URL", "https://holdfast.example?a=b", "http://127.0.0.1:8000"),
        ("PUBLIC_URL", "ftp://holdfast.example", "https://holdfast.example:8443"),
        ("PUBLIC_URL", "https://me@holdfast.example", "https://holdfast.example"),
        ("PUBLIC_URL", "https://holdfast.example:99999", "https://holdfast.example"),
        ("PUBLIC_URL", "https://hold fast.example", "https://hold-fast.example"),
        ("METRICS_TOKEN", "two words", "oneword"),
        ("HEARTBEAT_URL", "monitoring", "https://monitoring.example/ping/1"),
        ("HEARTBEAT_URL", "http://ping.example/1", "https://ping.example:8443?id=1"),
        ("HEARTBEAT_URL", "http://localhost.example/1", "http://localhost/1"),
        ("HEARTBEAT_URL", "http://127.0.0.1@ping.example", "http://127.0.0.1:8125/1"),
        ("SLACK_API_URL", "slack", "https://slack.com/api/"),
        ("SMTP_URL", "mail.example:25", "smtps://u:p@mail.example:465"),
        ("MAIL_FROM", "holdfast", "holdfast@example.org"),
    ],
)
def test_a_value_of_the_wrong_form_is_named_with_an_example(
    name: str, wrong: str, right: str
) -> None:
    (problem,) = problems({name: wrong})

    assert problem.startswith(f"{name}: must ")
    assert f"Example: {name}=" in problem
    settings.load({name: right}, None)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("TWILIO_ACCOUNT_SID", SECRET),
        ("TWILIO_FROM_NUMBER", "3125550100"),
        ("TWILIO_FROM_NUMBER", "+0125550100"),
        ("TWILIO_API_URL", "https://api.twilio.com/2010"),
    ],
)
def test_a_wrong_twilio_value_is_named_beside_right_ones(name: str, wrong: str) -> None:
    (problem,) = problems({**TWILIO, name: wrong})

    assert problem.startswith(f"{name}: must ")
    settings.load(TWILIO, None)


def test_slack_wants_all_that_its_mode_needs() -> None:
    by_http = settings.load(SLACK_HTTP, None)
    by_socket = settings.load(SLACK_SOCKET, None)

    assert (by_http.has_slack, by_http.slack_mode) == (True, "http")
    assert (by_socket.has_slack, by_socket.slack_mode) == (True, "socket")
    assert by_http.slack_api_url == by_socket.slack_api_url == "https://slack.com/api/"


@pytest.mark.parametrize("left_out", SLACK_HTTP)
def test_half_of_what_slack_needs_by_http_is_told(left_out: str) -> None:
    some = {name: value for name, value in SLACK_HTTP.items() if name != left_out}
    (problem,) = problems(some)

    assert left_out in problem
    assert "is missing beside SLACK_" in problem
    assert "Example: " in problem
    settings.load(SLACK_HTTP, None)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (["SLACK_APP_TOKEN"], ["SLACK_BOT_TOKEN"]),
        (["SLACK_SIGNING_SECRET"], ["SLACK_BOT_TOKEN", "PUBLIC_URL"]),
        (["SLACK_BOT_TOKEN"], ["SLACK_SIGNING_SECRET", "PUBLIC_URL"]),
        (
            ["SLACK_DISPATCH_CHANNEL"],
            ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "PUBLIC_URL"],
        ),
    ],
)
def test_all_that_slack_lacks_is_told_at_once(
    given: list[str], missing: list[str]
) -> None:
    values = {**SLACK_HTTP, **SLACK_SOCKET, "SLACK_DISPATCH_CHANNEL": "C0123456789"}
    found = problems({name: values[name] for name in given})

    assert [problem.partition(":")[0] for problem in found] == missing
    settings.load(values, None)


def test_an_empty_signing_secret_is_none_and_wanted_by_http_alone() -> None:
    (problem,) = problems({**SLACK_HTTP, "SLACK_SIGNING_SECRET": " "})

    assert problem.startswith("SLACK_SIGNING_SECRET: or SLACK_APP_TOKEN is missing")
    settings.load({**SLACK_SOCKET, "SLACK_SIGNING_SECRET": ""}, None)


def test_an_address_that_texts_and_slack_both_lack_is_told_once() -> None:
    both = {**TWILIO, **SLACK_HTTP}
    del both["PUBLIC_URL"]

    assert len(problems(both)) == 1


def test_a_slack_address_alone_is_no_half_of_slack() -> None:
    gov = "https://slack-gov.com/api/"

    assert not settings.load({"SLACK_API_URL": gov}, None).has_slack
    assert settings.load({**SLACK_HTTP, "SLACK_API_URL": gov}, None).has_slack


@pytest.mark.parametrize(
    ("name", "wrong", "what"),
    [
        ("SLACK_BOT_TOKEN", f"xoxp-{SECRET}", "a token that begins with xoxb-"),
        ("SLACK_BOT_TOKEN", f"xoxe.xoxb-{SECRET}", "a token that begins with xoxb-"),
        ("SLACK_BOT_TOKEN", "xoxb-", "a token that begins with xoxb-"),
        ("SLACK_APP_TOKEN", f"xoxb-{SECRET}", "a token that begins with xapp-"),
        ("SLACK_DISPATCH_CHANNEL", "#dispatch", "id (C... or G...), not its name"),
        ("SLACK_DISPATCH_CHANNEL", "General", "id (C... or G...), not its name"),
        ("SLACK_DISPATCH_CHANNEL", "D0123456789", "id (C... or G...), not its name"),
    ],
)
def test_a_wrong_slack_value_is_named_beside_right_ones(
    name: str, wrong: str, what: str
) -> None:
    (problem,) = problems({**SLACK_HTTP, name: wrong})

    assert problem.startswith(f"{name}: must be ")
    assert what in problem
    settings.load({**SLACK_HTTP, "SLACK_DISPATCH_CHANNEL": "G0123456789"}, None)


def test_every_example_is_a_value_that_would_be_taken() -> None:
    examples = {
        name: str((settings.Settings.model_fields[field].examples or [])[0])
        for name, field in settings.VARIABLES.items()
    }

    found = settings.load(examples, None)
    assert found.has_twilio
    assert found.has_slack


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    env_file = written(
        tmp_path,
        "TWILIO_AUTH_TOKN=x\n"
        "this is no setting\n"
        "PUBLIC_URL=/nowhere\n"
        "METRICS_TOKEN=a\nMETRICS_TOKEN=b\n",
    )
    found = problems(
        {"DATABASE_URL": "x", "TWILIO_AUTH_TOKEN_FILE": str(tmp_path / "none")},
        env_file,
    )

    expected = [
        "line 1: nothing reads TWILIO_AUTH_TOKN. Did you mean TWILIO_AUTH_TOKEN?",
        "line 2: cannot be read",
        "line 5: METRICS_TOKEN is set twice",
        "TWILIO_AUTH_TOKEN: TWILIO_AUTH_TOKEN_FILE ",
        "DATABASE_URL: must be",
        "PUBLIC_URL: must be",
        "TWILIO_ACCOUNT_SID: is missing",
        "TWILIO_MESSAGING_SERVICE_SID: or TWILIO_FROM_NUMBER is missing",
    ]
    assert len(found) == len(expected)
    for part, problem in zip(expected, found, strict=True):
        assert part in problem


@pytest.mark.parametrize(
    ("line", "is_refused"),
    [
        ("SLACK_BOT_TOKN=x", True),
        ("TWILIO_PHONE=x", True),
        ("HOLDFAST_ANYTHING=x", True),
        ("DATABSE_URL=x", True),
        ("database_url=sqlite:///x.db", True),
        ("POSTGRES_PASSWORD=x", False),
        ("TWILIO_AUTH_TOKEN_SECONDARY_FILE=", False),
        ("export MAIL_FROM='a@b.example' # us", False),
    ],
)
def test_a_misspelling_in_the_file_is_reported(
    tmp_path: Path, line: str, is_refused: bool
) -> None:
    env_file = written(tmp_path, f"{line}\n")
    if is_refused:
        assert "nothing reads" in problems({}, env_file)[0]
    else:
        settings.load({}, env_file)


def test_other_programs_variables_in_the_environment_are_let_be() -> None:
    settings.load({"TWILIO_PHONE": "x", "SLACK_ANYTHING": "y"}, None)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    env_file = written(tmp_path, "DATABASE_URL=sqlite:///file.db\nMAIL_FROM=a@b.c\n")
    found = settings.load({"DATABASE_URL": "sqlite:///env.db"}, env_file)

    assert found.database_url == "sqlite:///env.db"
    assert found.mail_from == "a@b.c"


def test_a_blank_value_is_not_set(tmp_path: Path) -> None:
    env_file = written(tmp_path, "PUBLIC_URL=\nDATABASE_URL=  \n")
    found = settings.load({"TWILIO_ACCOUNT_SID": ""}, env_file)

    assert found.public_url is None
    assert found.database_url == "sqlite:///holdfast.db"
    assert not found.has_twilio


def test_a_blank_in_the_environment_takes_the_files_value_away(tmp_path: Path) -> None:
    env_file = written(tmp_path, "MAIL_FROM=a@b.c\n")

    assert settings.load({"MAIL_FROM": ""}, env_file).mail_from is None
    assert settings.load({}, env_file).mail_from == "a@b.c"


@pytest.mark.parametrize("name", sorted(settings.SECRETS))
def test_every_secret_may_stand_in_a_file_of_its_own(tmp_path: Path, name: str) -> None:
    example = settings.Settings.model_fields[settings.VARIABLES[name]].examples
    value = str((example or [])[0])
    (tmp_path / "secret").write_text(f"{value}\n")
    path = {f"{name}_FILE": str(tmp_path / "secret")}
    beside = TWILIO if name.startswith("TWILIO_") else {}
    if name.startswith("SLACK_"):
        beside = SLACK_SOCKET if name == "SLACK_APP_TOKEN" else SLACK_HTTP
    if name == "TWILIO_API_KEY_SECRET":
        beside = {**TWILIO, "TWILIO_API_KEY_SID": "SK" + "3" * 32}
    rest = {n: v for n, v in beside.items() if n != name}

    assert settings.load({**rest, **path}, None) == settings.load(
        {**rest, name: value}, None
    )
    assert "keep one of the two" in problems({**rest, **path, name: SECRET})[0]
    (tmp_path / "secret").write_text(" \n")
    assert "is empty" in problems({**rest, **path})[0]
    (tmp_path / "secret").write_bytes(b"\xff\xfe")
    assert "holds no text" in problems({**rest, **path})[0]
    (tmp_path / "secret").unlink()
    assert "No such file" in problems({**rest, **path})[0]


def test_a_file_that_is_no_secrets_file_is_a_plain_setting(tmp_path: Path) -> None:
    # KEY_FILE is a setting of its own, and no file with a "KEY" in it.
    assert settings.load({"KEY_FILE": "/a/b"}, None).key_file == Path("/a/b")


def test_a_settings_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    folder = tmp_path / ".env"
    folder.mkdir()
    assert "cannot be read" in problems({}, folder)[0]

    path = tmp_path / "latin"
    path.write_bytes(b"MAIL_FROM=\xe9@example.org\n")
    assert "not in UTF-8" in problems({}, path)[0]

    settings.load({}, tmp_path / "missing")


def test_a_file_with_a_byte_order_mark_is_taken(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes(b"\xef\xbb\xbfMAIL_FROM=a@b.c\r\nSMTP_URL=smtp://x\r\n")

    assert settings.load({}, path).mail_from == "a@b.c"


def test_dollar_signs_in_a_value_stand_for_themselves(tmp_path: Path) -> None:
    path = written(tmp_path, "METRICS_TOKEN='a${HOME}b$c'\n")
    token = settings.load({}, path).metrics_token

    assert token is not None
    assert token.get_secret_value() == "a${HOME}b$c"


def test_secrets_are_masked_wherever_settings_are_printed() -> None:
    found = settings.load(
        {
            **TWILIO,
            "METRICS_TOKEN": SECRET,
            "DATABASE_URL": f"postgresql+psycopg://u:{SECRET}@h/d",
        },
        None,
    )

    assert SECRET not in repr(found) + str(found) + f"{found.metrics_token}"
    assert found.secrets().count(SECRET) >= 3


def test_a_password_with_an_escape_is_hidden_in_both_forms() -> None:
    found = settings.load({"DATABASE_URL": "postgresql+psycopg://u:p%40ss@h/d"}, None)

    assert {"p%40ss", "p@ss"} <= set(found.secrets())


def test_settings_cannot_be_changed() -> None:
    found = settings.load({}, None)

    with pytest.raises(pydantic.ValidationError):
        found.mail_from = "a@b.c"


def test_settings_made_by_hand_take_nothing_from_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MAIL_FROM", "a@b.c")

    assert settings.Settings().mail_from is None
    assert settings.Settings(mail_from="d@e.f").mail_from == "d@e.f"
