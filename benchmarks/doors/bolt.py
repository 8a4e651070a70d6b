"""Run Bolt behind its documented Starlette adapter; it keeps nothing."""

import sys
from typing import Any

import uvicorn
from slack_bolt import App
from slack_bolt.adapter.starlette.handler import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from benchmarks import slack_scene
from bot.simulator import installation
from bot.simulator.slack import workspace


def authorize(**_: Any) -> AuthorizeResult:
    """Let everybody in without asking Slack."""
    return AuthorizeResult(
        enterprise_id=None,
        team_id=workspace.TEAM_ID,
        bot_token=workspace.BOT_TOKEN,
    )


bolt = App(signing_secret=installation.SIGNING_SECRET, authorize=authorize)
handler = SlackRequestHandler(bolt)


@bolt.command("/incident")
def take(ack: Any, body: dict[str, Any]) -> None:
    """Answer as ours does."""
    ack(text=f"*{body['text'].split()[1]}* Noted.", response_type="ephemeral")


async def receive(request: Request) -> Any:
    """Hand a request to Bolt."""
    return await handler.handle(request)


if __name__ == "__main__":
    uvicorn.run(
        Starlette(routes=[Route(slack_scene.PATH, receive, methods=["POST"])]),
        port=int(sys.argv[1]),
        log_config=None,
        access_log=False,
    )
