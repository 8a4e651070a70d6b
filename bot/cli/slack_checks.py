"""Look how our app is in Slack, and say what to do where something is wrong.

Asks no other address than SLACK_API_URL, and posts nothing.
"""

import http.client
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.cli import checks, people
from bot.cli.checks import Check
from bot.senders import slack as senders
from bot.store import boards
from bot.verbs.who.people import Roster
from handlers.slack import ids, manifest
from models import enums, errors

if TYPE_CHECKING:
    from bot.senders.slack import SlackApi
    from bot.settings import Settings

_INVITE = "type /invite @holdfast in the channel, or correct SLACK_DISPATCH_CHANNEL"

#: What is wrong with the dispatch channel, by Slack's own word for it.
_CHANNEL = {
    "channel_not_found": "is not known to Slack, or is private without our app in it",
    "not_in_channel": "does not have our app in it",
    "missing_scope": "cannot be looked into: a scope is missing",
}

#: Why somebody cannot act in Slack.
_MEMBER = {
    enums.SlackProblem.GUEST: "is a guest of the workspace",
    enums.SlackProblem.DEACTIVATED: "is deactivated there",
    enums.SlackProblem.OTHER_ORGANISATION: "belongs to another organisation",
    enums.SlackProblem.NO_SUCH_MEMBER: "is not known there",
}


def of_slack(
    settings: "Settings", slack: "SlackApi | None", now: datetime
) -> Iterator[Check]:
    """Ask Slack what our app is there, and say what to set there.

    Args:
        settings: Where Slack is, and with which keys.
        slack: The way into it; None: there is none.
        now: The machine's time.
    """
    if slack is None:
        yield checks.off(
            "slack",
            "SLACK_BOT_TOKEN is not set: no cards, lists or commands there",
            "the rest works; see docs/slack.md",
        )
        return
    try:
        workspace = slack.workspace()
    except errors.DeliveryError as error:
        todo = "see SLACK_BOT_TOKEN, SLACK_API_URL and the network"
        yield checks.wrong("slack", f"Slack cannot be asked: {error}", todo)
    else:
        where = workspace.team_id or workspace.enterprise_id or "of no name"
        yield checks.ok("slack", f"the token works, in the workspace {where}")
        yield from _of_scopes(workspace.scopes)
        yield _of_channel(settings, slack, now)
    yield _of_connection(settings)
    yield checks.note(
        "retention",
        "what the app posted stays in Slack as long as the workspace's retention "
        "setting says; the app can neither read that setting nor change it.\n"
        "What is deleted there stays in the record, which is ours.",
    )


def _of_scopes(installed: frozenset[str]) -> Iterator[Check]:
    """Compare what the installed app may do with what it has to."""
    if not installed:
        yield checks.note("scopes", "Slack did not say which scopes the app has")
        return
    missing = [scope for scope in manifest.SCOPES if scope not in installed]
    for scope in missing:
        yield checks.wrong(
            "scopes",
            f"{scope} is missing. {manifest.SCOPES[scope]}",
            "give the app the manifest that holdfast manifest prints, then install "
            "it anew",
        )
    extra = sorted(installed - set(manifest.SCOPES))
    if extra:
        yield checks.note(
            "scopes",
            f"nothing here needs {', '.join(extra)}",
            "take it away in the app's settings, OAuth & Permissions",
        )
    if not missing:
        yield checks.ok("scopes", f"all {len(manifest.SCOPES)} that are needed")


def _of_channel(settings: "Settings", slack: "SlackApi", now: datetime) -> Check:
    """Look into the dispatch channel, as is done for a card that may be there."""
    channel_id = settings.slack_dispatch_channel
    if channel_id is None:
        return checks.note(
            "channel",
            "no cards: SLACK_DISPATCH_CHANNEL is not set; the rest of Slack works",
            "set the id of the channel, and invite the app into it",
        )
    try:
        slack.find(channel_id, "doctor", now)
    except errors.DeliveryError as error:
        known = _CHANNEL.get(error.vendor_code or "")
        what = f"{channel_id} {known}" if known else f"{channel_id}: {error}"
        return checks.wrong("channel", what, _INVITE)
    return checks.ok("channel", f"{channel_id} is there, and the app is in it")


def _of_connection(settings: "Settings") -> Check:
    """Look how Slack reaches us."""
    if settings.slack_mode == "http":
        return checks.note(
            "connection",
            "by HTTP: Slack reaches us at the address it is told",
            "in the app's settings: Request URL "
            f"{settings.public_url}{manifest.PATH}, for {ids.COMMAND}, Interactivity "
            "and Event Subscriptions; Socket Mode off",
        )
    problem = _socket_problem(settings)
    if problem:
        return checks.wrong(
            "connection",
            f"Socket Mode: no connection can be opened: {problem}",
            "see SLACK_APP_TOKEN (its scope is connections:write), and switch Socket "
            "Mode on in the app's settings",
        )
    return checks.ok("connection", "Socket Mode: a connection can be opened")


def _socket_problem(settings: "Settings") -> str:
    """Return why no connection can be opened; blank: it can."""
    from slack_sdk import WebClient
    from slack_sdk.errors import SlackApiError, SlackClientError

    token = settings.slack_app_token
    client = WebClient(
        base_url=settings.slack_api_url.rstrip("/") + "/",
        timeout=int(senders.TIMEOUT_SECONDS),
        retry_handlers=[],
    )
    try:
        client.apps_connections_open(
            app_token=token.get_secret_value() if token else ""
        )
    except SlackApiError as error:
        # The answer also holds what was asked for; only its word is shown.
        data = error.response.data
        word = data.get("error") if isinstance(data, dict) else None
        return f"Slack says {word or error.response.status_code}"
    except (
        SlackClientError,
        OSError,
        http.client.HTTPException,
        # A page or JSON of another shape where an answer should be.
        ValueError,
        AttributeError,
    ) as error:
        return f"Slack did not answer ({type(error).__name__})"
    return ""


def of_members(connection: Connection, roster: Roster) -> Iterator[Check]:
    """Tell who of the roster cannot act in Slack, and what the bot met there last.

    Args:
        connection: Reads what the running bot put down.
        roster: Everybody, with what Slack said of them.
    """
    row = boards.workspace(connection)
    if row is None:
        yield checks.note(
            "members", "no running bot has asked Slack about the roster yet", ""
        )
    elif row.problem:
        since = f" since {row.problem_at:%Y-%m-%d %H:%M} UTC" if row.problem_at else ""
        yield checks.wrong(
            "slack",
            f"the running bot met this{since}: {row.problem}",
            "see docs/slack.md, What happens when Slack fails",
        )
    named = [person for person in roster.active if person.slack_user_id]
    able = 0
    for person in named:
        problem = roster.slack_problem(person.slack_user_id or "")
        if problem is None:
            able += 1
            continue
        yield checks.wrong(
            "members",
            f"{people.called(person)} {_MEMBER[problem]}",
            "correct slack_user_id in the roster, or the account in Slack",
        )
    if not able:
        yield checks.note(
            "members",
            "nobody of the roster can act in Slack",
            "fill in slack_user_id in the roster file, and import it again",
        )
    else:
        yield checks.ok(
            "members", f"{able} of {len(roster.active)} people can act in Slack"
        )
