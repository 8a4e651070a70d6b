"""Carry what people do to the bot, and show what its acknowledgement says."""

from collections.abc import Mapping
from typing import Any

from bot.simulator.slack import blocks as slack_blocks
from bot.simulator.slack import forms, records, requests, rules
from bot.simulator.slack import hooks as slack_hooks
from bot.simulator.slack import state as states
from bot.simulator.slack import views as slack_views
from bot.simulator.slack.records import Json, Refusal

#: What Slack shows when the bot did not acknowledge in time; when it could not be
#: reached, or answered with an error. Source: Slash commands, errors.
TIMED_OUT, NOT_DISPATCHED = "operation_timeout", "dispatch_failed"
#: What Slack shows when it cannot make use of an acknowledgement.
UNUSABLE = "invalid_command_response"


class Interactions:
    """Send to the bot, and apply the answer. Sends outside the workspace's lock."""

    def __init__(
        self,
        state: states.State,
        line: requests.Line,
        hooks: slack_hooks.Hooks,
    ) -> None:
        self._state = state
        self._line = line
        self._hooks = hooks

    def command(self, exchange: states.Exchange) -> states.Exchange:
        """Send a slash command, and show the answer."""
        body = self._send("slash_commands", exchange)
        if body is None:
            return exchange
        said = body if isinstance(body, dict) else {"text": str(body)}
        with self._state.lock:
            try:
                blocks = rules.read_blocks(said)
                if said.get("text") or blocks:
                    self._hooks.answer(exchange, said, blocks)
            except Refusal:
                exchange.failed = UNUSABLE
        return exchange

    def interact(self, exchange: states.Exchange) -> states.Exchange:
        """Send a press or a shortcut; its acknowledgement shows nothing."""
        self._send("interactive", exchange)
        return exchange

    def submit(self, exchange: states.Exchange) -> states.Exchange:
        """Send a view, and do with it what the acknowledgement says."""
        view = exchange.view
        assert view is not None
        body = self._send("interactive", exchange)
        if exchange.failed is not None:
            return exchange
        with self._state.lock:
            action = body.get("response_action") if isinstance(body, dict) else None
            try:
                self._apply(exchange.user_id, view, action, body)
            except Refusal as refusal:
                exchange.failed = refusal.error
        return exchange

    def close(self, user_id: str, view: records.View) -> bool:
        """Take a view away; with `clear_on_close` all of them. Return whether so."""
        clears = bool(view.content.get("clear_on_close"))
        self._take_away(user_id, [view] if not clears else None)
        return clears

    def _send(self, kind: str, exchange: states.Exchange) -> Any:
        outcome = self._line.carry(kind, exchange.sent)
        exchange.status = outcome.status
        if outcome.failed is not None:
            is_late = outcome.failed == "http_timeout"
            exchange.failed = TIMED_OUT if is_late else NOT_DISPATCHED
            return None
        exchange.acknowledged = outcome.body
        return outcome.body

    def _apply(self, user_id: str, view: records.View, action: Any, body: Any) -> None:
        """Do what a `response_action` says; none closes the view.

        Raises:
            Refusal: Slack cannot make use of it.
        """
        view.errors = {}
        if action is None:
            if body:
                raise Refusal(UNUSABLE)
            self._take_away(user_id, [view])
        elif action == "clear":
            self._take_away(user_id, None)
        elif action == "errors":
            view.errors = _errors(view, body.get("errors"))
        elif action == "update":
            slack_views.replace(view, rules.read_view(body, ["modal"]))
        elif action == "push":
            content = rules.read_view(body, ["modal"])
            if len(self._state.stacks.get(user_id, ())) >= slack_views.STACK_MAX:
                raise Refusal("push_limit_reached")
            slack_views.push_view(self._state, user_id, content)
        else:
            raise Refusal(UNUSABLE)

    def _take_away(self, user_id: str, views: list[records.View] | None) -> None:
        stack = self._state.stacks.get(user_id, [])
        for view in list(stack) if views is None else views:
            view.is_open = False
            if view in stack:
                stack.remove(view)


def pressed(
    blocks: list[Json], wanted: str, value: str | None, block_id: str | None
) -> Json:
    """Return what pressing a button, or an item of an overflow menu, sends.

    Args:
        blocks: Where it stands.
        wanted: Its action id or its words.
        value: Its value where several look alike; the item of an overflow menu.
        block_id: Its block where several look alike.

    Raises:
        LookupError: There is none, or more than one.
    """

    def fits(block: Json, element: Json) -> bool:
        kind = element["type"]
        words = element.get("text", {}).get("text")
        if kind not in ("button", "overflow") or wanted not in (
            element["action_id"],
            words,
        ):
            return False
        if kind == "button" and value not in (None, element.get("value")):
            return False
        return block_id in (None, block["block_id"])

    block, element = forms.find(blocks, fits, wanted)
    action = _action(block, element)
    if element["type"] == "overflow":
        return {**action, "selected_option": forms.option(element, value or "")}
    kept = ("text", "value", "style")
    return {**action, **{name: element[name] for name in kept if name in element}}


def chosen(
    blocks: list[Json],
    values: dict[str, dict[str, Json]],
    name: str,
    value: Any,
) -> Json | None:
    """Put a value into a field; return what that sends, None where nothing.

    Args:
        blocks: Where the field stands.
        values: What stands in the fields; changed.
        name: Its action id, block id or label.
        value: As for `forms.entry`.

    Raises:
        LookupError: There is no such field, or it does not take this.
    """
    block, element = forms.field_named(blocks, name)
    entry = forms.entry(element, value)
    values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    if block["type"] == "input" and not block.get("dispatch_action"):
        return None
    return {**_action(block, element), **entry}


def focus(
    source: records.Message | records.View,
    choices: Mapping[Any, dict[str, dict[str, Json]]],
    user_id: str,
) -> dict[str, dict[str, Json]]:
    """Return what stands in the fields of a message for somebody, or of a view."""
    if isinstance(source, records.View):
        return source.values
    kept = choices.get((user_id, source.channel_id, source.ts))
    return forms.state_of(source.blocks, kept)


def _action(block: Json, element: Json) -> Json:
    return {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
    }


def _errors(view: records.View, errors: Any) -> dict[str, str]:
    inputs = {
        block["block_id"]
        for block, _ in slack_blocks.elements(view.blocks)
        if block["type"] == "input"
    }
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Refusal(UNUSABLE)
    return {name: str(words) for name, words in errors.items()}
