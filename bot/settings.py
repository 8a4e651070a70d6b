"""Say where everything is and with which key: the environment and `.env`, read once.

When and whom is the policy's business; nothing of it stands here. Nothing else in
the house reads the environment: whoever needs a setting is given this object.
"""

import difflib
import io
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from dotenv import parser as dotenv
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource
from pydantic_settings import SettingsConfigDict as Config

from models import errors

#: A secret is a password of a few hundred bytes; a larger file is something else.
_LARGEST_SECRET_BYTES = 10_000

#: Beginning of names, their use, and what they need beside them: one of the rest.
_TOGETHER: tuple[tuple[str, ...], ...] = (
    ("TWILIO_", "texts", "TWILIO_ACCOUNT_SID"),
    ("TWILIO_", "texts", "TWILIO_AUTH_TOKEN"),
    ("TWILIO_", "texts", "PUBLIC_URL"),
    ("TWILIO_", "texts", "TWILIO_MESSAGING_SERVICE_SID", "TWILIO_FROM_NUMBER"),
    ("TWILIO_API_KEY_", "an API key", "TWILIO_API_KEY_SID"),
    ("TWILIO_API_KEY_", "an API key", "TWILIO_API_KEY_SECRET"),
    ("SLACK_", "Slack", "SLACK_BOT_TOKEN"),
    # Without a socket Slack comes to us, and only its signature is trusted.
    ("SLACK_", "Slack", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"),
    ("SLACK_", "Slack", "PUBLIC_URL", "SLACK_APP_TOKEN"),
)

#: Unknown names in `.env` that begin so are taken for misspellings of ours.
_OURS = ("SLACK_", "TWILIO_", "HOLDFAST_")


def _like(pattern: str, what: str) -> AfterValidator:
    """Refuse a value that has not this form, without repeating it."""
    form = re.compile(pattern)

    def check(value: Any) -> Any:
        is_secret = isinstance(value, SecretStr)
        if form.fullmatch(value.get_secret_value() if is_secret else value) is None:
            raise ValueError(f"must be {what}")
        return value

    return AfterValidator(check)


def _address(value: str) -> str:
    """Refuse what is not scheme and host alone; drop a slash at the end."""
    try:
        parts = urlsplit(value)
        is_plain = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_plain = False
    if not is_plain or not re.fullmatch(r"[a-z]+://[^\s/?#@]+/*", value):
        raise ValueError("must be scheme and host, no path")
    if parts.scheme not in ("http", "https"):
        raise ValueError("must begin with https:// (or http://)")
    return value.rstrip("/")


_Address = Annotated[str, AfterValidator(_address)]
_WEB = _like(r"https?://[^\s/]\S*", "an address that begins with https:// or http://")
_HEART = _like(
    r"(https://[^\s/@]+|http://(localhost|127(\.\d+){3}|\[::1])(:\d+)?)([/?]\S*)?",
    "an address that begins with https:// (or http:// to this machine)",
)
_SMTP = _like(r"smtps?://.+", "an address that begins with smtps:// or smtp://")
_MAIL = _like(r"[^@\s]+@[^@\s]+", "an e-mail address")
_CHANNEL = _like(r"[CG][A-Z0-9]{2,}", "a channel's id (C... or G...), not its name")
_E164 = _like(r"\+[1-9]\d{6,14}", "a number in E.164: plus, country, number")


def _begins(beginning: str, what: str = "an id") -> AfterValidator:
    """Refuse what does not begin as the vendor's ids or tokens of this kind do."""
    return _like(rf"{beginning}[\w-]+", f"{what} that begins with {beginning}")


_BOT, _APP = _begins("xoxb-", "a token"), _begins("xapp-", "a token")
#: Examples that are long.
_HEX = "0123456789abcdef" * 2
_MG = "MG" + "0" * 32
_SLACK = "https://slack.com/api/"


def _with(example: str, default: Any = None, **more: Any) -> Any:
    """Give a variable its default and the example that a complaint shows."""
    return Field(default=default, examples=[example], **more)


class Settings(BaseSettings):
    """Hold every setting; `load` makes it and checks what belongs together.

    What each is and where to get it stands in `bot.cli.env_template`.
    """

    model_config = Config(frozen=True, extra="forbid", hide_input_in_errors=True)

    database_url: Annotated[
        str,
        _like(
            r"sqlite:///.+|postgresql(\+psycopg)?://.+",
            "sqlite:///FILE or an address that begins with postgresql+psycopg://",
        ),
    ] = _with("sqlite:////var/lib/holdfast.db", "sqlite:///holdfast.db", repr=False)
    public_url: _Address | None = _with("https://holdfast.example.org")
    policy_file: Path | None = _with("/etc/holdfast/policy.toml")
    key_file: Path = _with("/var/lib/holdfast.key", Path("holdfast.key"))
    metrics_token: Annotated[SecretStr, _like(r"[!-~]+", "visible ASCII")] | None = (
        _with("3f9c0e7d51a24b68")
    )
    heartbeat_url: Annotated[SecretStr, _HEART] | None = _with("https://ping.example/1")

    twilio_account_sid: Annotated[str, _begins("AC")] | None = _with("AC" + "0" * 32)
    twilio_auth_token: SecretStr | None = _with(_HEX)
    twilio_auth_token_secondary: SecretStr | None = _with(_HEX)
    twilio_api_key_sid: Annotated[str, _begins("SK")] | None = _with("SK" + "0" * 32)
    twilio_api_key_secret: SecretStr | None = _with("0123456789abcdefghijklmnopqrstuv")
    twilio_messaging_service_sid: Annotated[str, _begins("MG")] | None = _with(_MG)
    twilio_from_number: Annotated[str, _E164] | None = _with("+13125550100")
    twilio_api_url: _Address = _with("https://api.twilio.com", "https://api.twilio.com")

    slack_bot_token: Annotated[SecretStr, _BOT] | None = _with("xoxb-0123456789-abcdef")
    slack_signing_secret: SecretStr | None = _with(_HEX)
    slack_app_token: Annotated[SecretStr, _APP] | None = _with("xapp-1-A0123456789-ab")
    slack_dispatch_channel: Annotated[str, _CHANNEL] | None = _with("C0123456789")
    slack_api_url: Annotated[str, _WEB] = _with(_SLACK, _SLACK)

    smtp_url: Annotated[SecretStr, _SMTP] | None = _with("smtps://me:KEY@mail.test:465")
    mail_from: Annotated[str, _MAIL] | None = _with("holdfast@example.org")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is given and nothing from the machine; `load` reads that."""
        return (init_settings,)

    @property
    def has_twilio(self) -> bool:
        """Tell whether texts can be sent and received."""
        return self.twilio_account_sid is not None

    @property
    def has_slack(self) -> bool:
        """Tell whether the bot works in a Slack workspace."""
        return self.slack_bot_token is not None

    @property
    def slack_mode(self) -> Literal["socket", "http"]:
        """Tell how Slack reaches us: by a socket we open, or at `public_url`."""
        return "http" if self.slack_app_token is None else "socket"

    def secrets(self) -> tuple[str, ...]:
        """List every secret, so that none of them is ever logged."""
        found = re.search(r"://[^:/]*:(.+)@", self.database_url)  # whatever it holds
        password = found[1] if found else ""
        values = (getattr(self, name) for name in type(self).model_fields)
        return (
            *(v.get_secret_value() for v in values if isinstance(v, SecretStr)),
            *((password, unquote(password)) if password else ()),
        )


#: Every variable, and the field that holds it.
VARIABLES = {name.upper(): name for name in Settings.model_fields}

#: Those that may be given as `NAME_FILE`: the secrets, and addresses with a password.
SECRETS = frozenset(
    name
    for name, field in VARIABLES.items()
    if "SecretStr" in str(Settings.model_fields[field].annotation)
) | {"DATABASE_URL"}


def load(environ: Mapping[str, str], env_file: Path | None) -> Settings:
    """Return the settings; the environment wins over the file.

    Args:
        environ: The process's environment.
        env_file: `.env`; None, or one that is not there: only the environment.

    Raises:
        ConfigurationError: Something is wrong. The message names everything that
            is, each with variable, what, and an example, and repeats no value.
    """
    written, found = _read_env_file(env_file)
    values: dict[str, str] = {}
    unread = []
    for name in VARIABLES:
        layer = next((v for v in (environ, written) if _is_in(v, name)), {})
        value, problem = _value_of(layer, name)
        if problem:
            found.append(_line(name, problem))
            unread.append(name)
        elif value:
            values[name] = value
    missing = list(_missing([*values, *unread]))
    try:
        settings = Settings(**{VARIABLES[n]: v for n, v in values.items()})  # type: ignore[arg-type]
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            what = one["msg"].removeprefix("Value error, ")
            found.append(_line(str(one["loc"][0]).upper(), f"{what}."))
    found += missing
    if found:
        count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        raise errors.ConfigurationError(
            "\n".join((f"The settings have {count}.", *found)), problems=tuple(found)
        )
    return settings


def _line(name: str, problem: str) -> str:
    example = Settings.model_fields[VARIABLES[name]].examples
    return f"{name}: {problem} Example: {name}={(example or [''])[0]}"


def _is_in(layer: Mapping[str, str], name: str) -> bool:
    return name in layer or (name in SECRETS and f"{name}_FILE" in layer)


def _value_of(layer: Mapping[str, str], name: str) -> tuple[str, str]:
    """Return a variable's value (blank: not set) and what is wrong with it."""
    value = layer.get(name, "").strip()
    path = layer.get(f"{name}_FILE", "").strip() if name in SECRETS else ""
    if not path:
        return value, ""
    if value:
        return "", f"is set, and so is {name}_FILE; keep one of the two."
    try:
        with Path(path).open("rb") as file:
            value = file.read(_LARGEST_SECRET_BYTES).decode().strip()
    except OSError as error:
        return "", f"{name}_FILE {path} cannot be read: {error.strerror}."
    except UnicodeDecodeError:
        return "", f"{name}_FILE {path} holds no text."
    return value, "" if value else f"{name}_FILE {path} is empty."


def _missing(given: Collection[str]) -> Iterator[str]:
    """Give what is missing beside what is there."""
    found: dict[str, str] = {}
    for kind, use, name, *others in _TOGETHER:
        there = [n for n in given if n.startswith(kind) and not n.endswith("_API_URL")]
        if there and not {name, *others}.intersection(given):
            either = "".join(f"or {other} " for other in others)
            why = f"is missing beside {there[0]} (set all for {use}, or none)."
            found.setdefault(name, _line(name, either + why))
    yield from found.values()


def _read_env_file(path: Path | None) -> tuple[dict[str, str], list[str]]:
    """Return what `.env` sets, and what is wrong with it."""
    if path is None or not path.exists():
        return {}, []
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return {}, [f"{path}: cannot be read: {error.strerror}."]
    except UnicodeDecodeError as error:
        return {}, [f"{path}: is not in UTF-8 (at byte {error.start})."]
    written: dict[str, str] = {}
    found = []
    for binding in dotenv.parse_stream(io.StringIO(text)):
        line = f"{path} line {binding.original.line}"
        name = binding.key
        if binding.error:
            found.append(f"{line}: cannot be read. Example: NAME=value")
        elif name is not None:
            if name in written:
                found.append(f"{line}: {name} is set twice.")
            elif problem := _unknown(name):
                found.append(f"{line}: {problem}")
            written[name] = binding.value or ""
    return written, found


def _unknown(name: str) -> str:
    """Say what a name in `.env` may have been meant for; blank: it is fine."""
    known = [*VARIABLES, *(f"{secret}_FILE" for secret in SECRETS)]
    if name in known:
        return ""
    near = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.85)
    if near:
        return f"nothing reads {name}. Did you mean {near[0]}?"
    return f"nothing reads {name}." if name.startswith(_OURS) else ""
