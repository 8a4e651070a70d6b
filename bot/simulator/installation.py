"""Say how a simulated bot is installed: its address, number, secrets and settings."""

from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.settings import Settings
from bot.simulator import phone_company
from bot.simulator.slack import workspace as slack_workspace
from models import commands, enums

#: Where the company believes the bot to be.
PUBLIC_URL = "https://holdfast.example"

#: Our number.
OUR_NUMBER = "+13125550100"

#: Signs the company's requests.
AUTH_TOKEN = "token-of-a-simulated-account"  # noqa: S105 - opens nothing

#: Signs Slack's requests.
SIGNING_SECRET = "secret-of-a-simulated-app"  # noqa: S105 - opens nothing

#: Handle of the dispatch channel.
DISPATCH = "dispatch"

OPERATOR = commands.Actor(channel=enums.Channel.COMMAND_LINE, account="stage")


def slack_settings(
    api_url: str, channel_id: str, *, is_socket_mode: bool = False
) -> dict[str, Any]:
    """Return the settings of a bot in a simulated workspace."""
    tokens: dict[str, Any] = {
        "slack_bot_token": SecretStr(slack_workspace.BOT_TOKEN),
        "slack_signing_secret": SecretStr(SIGNING_SECRET),
    }
    if is_socket_mode:
        tokens["slack_app_token"] = SecretStr(slack_workspace.APP_TOKEN)
    return {
        **tokens,
        "slack_dispatch_channel": channel_id,
        "slack_api_url": api_url,
    }


def settings(
    *,
    database_url: str,
    api_url: str,
    key_file: str,
    policy_file: str | None = None,
    **more: Any,
) -> Settings:
    """Return the settings of a bot that texts through a simulated company."""
    return Settings(
        database_url=database_url,
        public_url=PUBLIC_URL,
        policy_file=Path(policy_file) if policy_file else None,
        key_file=Path(key_file),
        twilio_account_sid=phone_company.SIMULATED_ACCOUNT_SID,
        twilio_auth_token=SecretStr(AUTH_TOKEN),
        twilio_from_number=OUR_NUMBER,
        twilio_api_url=api_url,
        **more,
    )
