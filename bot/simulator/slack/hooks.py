"""Take what the bot posts to a response URL.

Source: Handling user interaction, message responses: five uses in 30 minutes.
"""

from bot.simulator.slack import messages as slack_messages
from bot.simulator.slack import records, rules
from bot.simulator.slack import state as states
from bot.simulator.slack.records import Json, Refusal


class Hooks:
    """Response URLs. Call under the workspace's lock."""

    def __init__(self, state: states.State, messages: slack_messages.Messages) -> None:
        self._state = state
        self._messages = messages

    def use(self, key: str, said: Json) -> None:
        """Carry out what was posted.

        Args:
            key: Last part of the URL.
            said: The body.

        Raises:
            Refusal: The URL is none, used up or too old, or Slack does not take
                what is said.
        """
        exchange = self._state.responses.get(key)
        if exchange is None:
            raise Refusal("no_service")
        if exchange.response_uses >= states.RESPONSE_USES:
            raise Refusal("used_url")
        age_for = self._state.clock.now() - exchange.began_at
        if age_for > states.RESPONSE_LASTS_FOR:
            raise Refusal("expired_url")
        blocks = rules.read_blocks(said)
        exchange.response_uses += 1
        self.answer(exchange, said, blocks)

    def answer(
        self, exchange: states.Exchange, said: Json, blocks: list[Json] | None
    ) -> None:
        """Show an answer to whoever acted, or to all; or change what they acted on.

        Raises:
            Refusal: It says nothing.
        """
        original = exchange.original or _last(exchange)
        if said.get("delete_original"):
            if original is not None and not original.is_deleted:
                self._messages.delete(original)
            return
        text = said.get("text")
        if not text and not blocks:
            raise Refusal("no_text")
        if said.get("replace_original") and original is not None:
            self._messages.change(
                original, text=text or "", blocks=blocks or [], marks_edited=False
            )
            return
        is_public = said.get("response_type") == "in_channel"
        channel = self._state.conversations.channels[exchange.channel_id or ""]
        exchange.messages.append(
            self._messages.post(
                channel,
                self._state.app.bot_user_id,
                str(text or ""),
                blocks=blocks,
                thread_ts=said.get("thread_ts"),
                ephemeral_for=None if is_public else exchange.user_id,
            )
        )


def _last(exchange: states.Exchange) -> records.Message | None:
    return exchange.messages[-1] if exchange.messages else None
