"""Say whose token a call carries, and what it opens."""

import hmac

from bot.simulator.slack import state as states
from bot.simulator.slack.records import Refusal

#: Beginnings of tokens that no real workspace gave out.
BOT_PREFIX, APP_PREFIX = "xoxb-simulated-", "xapp-simulated-"


def check_simulated(bot_token: str, app_token: str | None) -> None:
    """Let no token of a real workspace in.

    Raises:
        ValueError: It could be one.
    """
    if not bot_token.startswith(BOT_PREFIX):
        raise ValueError(f"Slack is simulated: bot tokens begin with {BOT_PREFIX}")
    if app_token is not None and not app_token.startswith(APP_PREFIX):
        raise ValueError(f"Slack is simulated: app tokens begin with {APP_PREFIX}")


def check_bot(state: states.State, token: str | None) -> None:
    """Let the bot's token in.

    Raises:
        Refusal: It is another, or was taken back.
    """
    if token is None:
        raise Refusal("not_authed")
    if _is_same(token, state.app.app_token):
        raise Refusal("not_allowed_token_type")
    if not _is_same(token, state.app.bot_token):
        raise Refusal("invalid_auth")
    if state.troubles.token_error is not None:
        raise Refusal(state.troubles.token_error)


def check_app(state: states.State, token: str | None) -> None:
    """Let the app's token in, for opening connections.

    Raises:
        Refusal: It is another, or may not do that.
    """
    if token is None:
        raise Refusal("not_authed")
    if _is_same(token, state.app.bot_token):
        raise Refusal("not_allowed_token_type")
    if not _is_same(token, state.app.app_token):
        raise Refusal("invalid_auth")
    if "connections:write" not in state.app.app_scopes:
        provided = ",".join(sorted(state.app.app_scopes))
        raise Refusal("missing_scope", needed="connections:write", provided=provided)


def scopes(state: states.State, token: str | None) -> str:
    """Return what a token may do, as `x-oauth-scopes` says it."""
    if token is None:
        return ""
    if _is_same(token, state.app.app_token):
        return ",".join(sorted(state.app.app_scopes))
    is_bot = _is_same(token, state.app.bot_token)
    return ",".join(sorted(state.app.scopes)) if is_bot else ""


def _is_same(token: str, wanted: str | None) -> bool:
    return wanted is not None and hmac.compare_digest(token.encode(), wanted.encode())
