"""Open the pretended vendors: a phone company and a Slack, on loopback.

They live by the machine's clock, as real ones do: it dates what their APIs say of
the bot's messages, signatures, triggers and limits. What people read on their
screens is dated by the story's clock.
"""

import contextlib
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import SecretStr
from starlette import responses, types

from bot.clock import MachineClock
from bot.settings import Settings
from bot.simulator import installation, phone_company, serving, webhooks
from bot.simulator.demo import cast
from bot.simulator.slack import workspace as slack_workspace
from handlers.slack import ids
from models import ports

#: How often Slack looks whether it has something to deliver, in seconds.
_LOOK_SECONDS = 0.05


class Vendors:
    """Hold the phone company and the workspace."""

    def __init__(self, story_clock: ports.Clock, bot_url: Callable[[], str]) -> None:
        """Open both; nothing is served yet.

        Args:
            story_clock: Dates what people read and send.
            bot_url: Returns where the bot's doors are; blank where it is not there.
        """
        machine = MachineClock()
        self._bot_url = bot_url
        self.company = phone_company.PhoneCompany(
            clock=machine,
            people_clock=story_clock,
            account_sid=phone_company.SIMULATED_ACCOUNT_SID,
            auth_token=installation.AUTH_TOKEN,
            numbers=(installation.OUR_NUMBER,),
            sms_webhook_url=f"{installation.PUBLIC_URL}/twilio/sms",
            post=self._post,
        )
        self.workspace = slack_workspace.SlackWorkspace(
            clock=machine,
            people_clock=story_clock,
            signing_secret=installation.SIGNING_SECRET,
            post=self._post,
            events_url=f"{installation.PUBLIC_URL}/slack/events",
            shortcuts=(ids.SHORTCUT_OPEN, ids.SHORTCUT_OPEN_FROM),
        )

    def open_slack(self, people: Sequence[cast.Castmate], zone: str) -> None:
        """Let the people with Slack into the workspace, and open the channel.

        Args:
            people: The cast.
            zone: IANA name of the zone of their devices.
        """
        for mate in people:
            if mate.slack_user_id is not None:
                self.workspace.add_user(
                    mate.handle, id_=mate.slack_user_id, real_name=mate.name, tz=zone
                )
        self.workspace.add_channel(installation.DISPATCH)

    @contextlib.contextmanager
    def served(
        self, database_url: str, key_file: Path, policy_file: Path | None
    ) -> Iterator[Settings]:
        """Serve both APIs, and yield the settings of a bot that uses them."""
        with (
            serving.serve(self.company.asgi()) as api_url,
            serving.serve(_outside) as heartbeat_url,
            self.workspace.served() as slack_url,
        ):
            yield installation.settings(
                database_url=database_url,
                api_url=api_url,
                key_file=str(key_file),
                policy_file=str(policy_file) if policy_file else None,
                heartbeat_url=SecretStr(heartbeat_url),
                **installation.slack_settings(
                    slack_url, self.workspace.channel(installation.DISPATCH).id
                ),
            )

    @contextlib.contextmanager
    def delivering(self) -> Iterator[None]:
        """Carry texts, receipts and Slack's events, in threads of their own."""
        stopping = threading.Event()

        def deliver() -> None:
            while not stopping.wait(_LOOK_SECONDS):
                self.workspace.settle()

        thread = threading.Thread(target=deliver, name="slack-events")
        with self.company.autodeliver():
            thread.start()
            try:
                yield
            finally:
                stopping.set()
                thread.join()

    def _post(
        self, url: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Carry a vendor's request to wherever the bot is now, if it is there."""
        bot_url = self._bot_url()
        if not bot_url:
            raise ConnectionError("nobody is there")
        path = url.removeprefix(installation.PUBLIC_URL)
        return webhooks.post_over_http(bot_url + path, body, headers)


async def _outside(
    scope: types.Scope, receive: types.Receive, send: types.Send
) -> None:
    """Take the signal of those outside who notice when it stops."""
    await responses.Response(status_code=204)(scope, receive, send)


def environ(settings: Settings) -> dict[str, str]:
    """Return a bot's settings as variables; nothing of our own environment is kept."""
    secrets = (
        ("TWILIO_AUTH_TOKEN", settings.twilio_auth_token),
        ("SLACK_BOT_TOKEN", settings.slack_bot_token),
        ("SLACK_SIGNING_SECRET", settings.slack_signing_secret),
        ("HEARTBEAT_URL", settings.heartbeat_url),
    )
    named = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(Path(__file__).resolve().parents[3]),
        "DATABASE_URL": settings.database_url,
        "KEY_FILE": str(settings.key_file),
        "POLICY_FILE": str(settings.policy_file or ""),
        "PUBLIC_URL": settings.public_url,
        "TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "TWILIO_FROM_NUMBER": settings.twilio_from_number,
        "TWILIO_API_URL": settings.twilio_api_url,
        "SLACK_DISPATCH_CHANNEL": settings.slack_dispatch_channel,
        "SLACK_API_URL": settings.slack_api_url,
        **{name: one.get_secret_value() for name, one in secrets if one is not None},
    }
    return {name: value for name, value in named.items() if value}
