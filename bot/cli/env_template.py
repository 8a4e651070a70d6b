"""Write `.env`: every variable with what it is, its default, and where to get it.

`.env.example` is what `write` returns with nothing filled in.
"""

import re
from collections.abc import Mapping

from bot import settings

#: What stands at the top.
_HEAD = """\
Settings of Holdfast: where everything is, and with which key.

Copy this to .env, or let `holdfast init` write it; then take the # away before
the lines you fill in. The process's environment wins over this file. What is left
out has the default that stands there. `holdfast doctor` checks everything.

A secret may stand in a file of its own: NAME_FILE=/path in place of NAME=...
That goes for: {secrets}."""

#: Every variable: what it is, its unit, where to get it; by group.
ABOUT: Mapping[str, Mapping[str, str]] = {
    "The installation": {
        "DATABASE_URL": "Where the database is: sqlite:///FILE (four slashes for a "
        "path from the root), or postgresql+psycopg://USER:PASSWORD@HOST/NAME.",
        "PUBLIC_URL": "Where the outside reaches this program: https:// and a host, "
        "no path. Needed for texts: Twilio signs it. Slack needs it too, unless it is "
        "in Socket Mode. From whoever runs your web server. No default.",
        "POLICY_FILE": "The policy: who hears of what, and when (docs/policy.md). "
        "Left out: the shipped one, Chicago's.",
        "KEY_FILE": "The installation's signing key. `holdfast init` makes it; keep "
        "a copy where the database is not.",
        "METRICS_TOKEN": "Opens /metrics and the details of /health/ready, sent as "
        "Authorization: Bearer. Any long random text. Left out: they answer callers "
        "on this machine only.",
        "HEARTBEAT_URL": "Asked for (GET) every five minutes while all is well, so "
        "that somebody outside notices when it stops: https://, or http:// to this "
        "very machine. From your monitoring service; tell it to wait fifteen minutes. "
        "Left out: nobody outside notices.",
    },
    "Texts, through Twilio: all that is needed, or nothing at all": {
        "TWILIO_ACCOUNT_SID": "Twilio console, Account info. No default.",
        "TWILIO_AUTH_TOKEN": "Twilio console, Account info. It checks the signature "
        "of every request, also where an API key does the sending. No default.",
        "TWILIO_AUTH_TOKEN_SECONDARY": "The other token while you change from one to "
        "the other; requests signed with either are taken. Left out: none.",
        "TWILIO_API_KEY_SID": "Key that sends in place of the token. Twilio console, "
        "API keys & tokens. Left out: the token sends.",
        "TWILIO_API_KEY_SECRET": "Secret of that key; shown once, when it is made.",
        "TWILIO_MESSAGING_SERVICE_SID": "Whom texts come from: this service, or else "
        "the number below. Twilio console, Messaging, Services. No default.",
        "TWILIO_FROM_NUMBER": "Our number, in E.164: plus, country, number. Twilio "
        "console, Phone Numbers. No default.",
        "TWILIO_API_URL": "Where Twilio is. Changed only for tests.",
    },
    "Slack: all that is needed, or nothing at all (docs/slack.md)": {
        "SLACK_BOT_TOKEN": "What the app acts with: xoxb-... Your Slack app, OAuth & "
        "Permissions, after it was installed. No default.",
        "SLACK_SIGNING_SECRET": "Proves that a request is from Slack. Needed, and "
        "PUBLIC_URL too, unless the next is set. Your Slack app, Basic Information. "
        "No default.",
        "SLACK_APP_TOKEN": "Set: Socket Mode; the connection is opened from here and "
        "no public address is needed: xapp-... Your Slack app, Basic Information, "
        "App-Level Tokens, with the scope connections:write. Left out: Slack sends "
        "to PUBLIC_URL.",
        "SLACK_DISPATCH_CHANNEL": "Where the card of each incident is posted: the "
        "channel's id, not its name. The channel's details, at the bottom. Left out: "
        "no cards.",
        "SLACK_API_URL": "Where Slack is. Changed for GovSlack, "
        "https://slack-gov.com/api/, and for tests.",
    },
    "Mail: not used yet": {
        "SMTP_URL": "The server that takes mail: smtps://USER:PASSWORD@HOST:PORT. "
        "From whoever runs it. No default.",
        "MAIL_FROM": "Whom mail comes from. No default.",
    },
}

#: Columns that a line may take.
_WIDTH = 79

#: Values that need no quotes.
_PLAIN = re.compile(r"[\w./:@+,%=?&~-]*")


def write(values: Mapping[str, str]) -> str:
    """Return the text of a settings file.

    Args:
        values: What is filled in, by variable (`NAME` or `NAME_FILE`).
    """
    parts = [_comment(_HEAD.format(secrets=", ".join(sorted(settings.SECRETS))))]
    for group, variables in ABOUT.items():
        parts.append(f"# --- {group} ".ljust(_WIDTH, "-"))
        for name, about in variables.items():
            parts.append(f"{_comment(about)}\n{_line(name, values)}")
    return "\n\n".join(parts) + "\n"


def _line(name: str, values: Mapping[str, str]) -> str:
    for given in (name, f"{name}_FILE"):
        if given in values:
            return f"{given}={_quoted(values[given])}"
    default = settings.Settings.model_fields[settings.VARIABLES[name]].default
    return f"#{name}={'' if default is None else default}"


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _comment(text: str) -> str:
    """Break a text into lines of a comment; blank lines stay."""
    lines = []
    for paragraph in text.split("\n\n"):
        words = paragraph.split()
        line = "#"
        for word in words:
            if len(line) + 1 + len(word) > _WIDTH:
                lines.append(line)
                line = "#"
            line += f" {word}"
        lines += [line, "#"]
    return "\n".join(lines[:-1])
