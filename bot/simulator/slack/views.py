"""Open, push, update and publish views, as far as the app is let."""

import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.simulator.slack import forms, records, rules
from bot.simulator.slack import state as states
from bot.simulator.slack.records import Json, Refusal

#: Modals above each other. Source: Modals, view stack.
STACK_MAX = 3


class Views:
    """The views.* methods. Call under the workspace's lock."""

    def __init__(self, state: states.State) -> None:
        self._state = state

    def open(self, args: Json) -> Json:
        """Open a modal for whoever pulled the trigger."""
        content = rules.read_view(args, ["modal"])
        self._check_external_id(content, None)
        exchange = self._exchange(args)
        view = new_view(self._state, exchange.user_id, content)
        for replaced in self._state.stacks.get(exchange.user_id, ()):
            replaced.is_open = False
        self._state.stacks[exchange.user_id] = [view]
        return {"view": resource(self._state, view)}

    def push(self, args: Json) -> Json:
        """Put a modal on top of the one in which the trigger was pulled."""
        content = rules.read_view(args, ["modal"])
        self._check_external_id(content, None)
        exchange = self._exchange(args)
        stack = self._state.stacks.get(exchange.user_id, [])
        if exchange.view is None or exchange.view not in stack:
            raise Refusal("invalid_arguments", "[ERROR] no modal is open")
        if len(stack) >= STACK_MAX:
            raise Refusal("push_limit_reached")
        view = push_view(self._state, exchange.user_id, content)
        return {"view": resource(self._state, view)}

    def update(self, args: Json) -> Json:
        """Change a view, unless it was changed meanwhile."""
        view = self._wanted(args)
        content = rules.read_view(args, [view.kind])
        self._check_external_id(content, view)
        _check_hash(view, args)
        replace(view, content)
        return {"view": resource(self._state, view)}

    def publish(self, args: Json) -> Json:
        """Publish somebody's Home tab, unless it was changed meanwhile."""
        if not self._state.app.has_home_tab:
            raise Refusal("not_enabled")
        content = rules.read_view(args, ["home"])
        user_id = str(args.get("user_id", ""))
        member = self._state.members.get(user_id)
        if member is None or member.is_bot:
            raise Refusal("user_not_found")
        if member.deleted:
            raise Refusal("user_disabled")
        home = self._state.homes.get(user_id)
        if home is None:
            home = new_view(self._state, user_id, content)
            self._state.homes[user_id] = home
        else:
            _check_hash(home, args)
            replace(home, content)
        return {"view": resource(self._state, home)}

    def _exchange(self, args: Json) -> states.Exchange:
        """Use a trigger up.

        Raises:
            Refusal: It is too old, used, or none.
        """
        error = self._state.troubles.trigger_error
        if error is not None:
            reason = "[ERROR] invalid trigger_id: trigger expired"
            raise Refusal(error, *([reason] if error == "invalid_arguments" else []))
        exchange = self._state.exchanges.get(str(args.get("trigger_id", "")))
        if exchange is None:
            raise Refusal("invalid_trigger_id")
        if exchange.trigger_used:
            raise Refusal("exchanged_trigger_id")
        age_for = self._state.clock.now() - exchange.began_at
        if age_for > states.TRIGGER_LASTS_FOR:
            raise Refusal("expired_trigger_id")
        exchange.trigger_used = True
        return exchange

    def _wanted(self, args: Json) -> records.View:
        for view in self._state.views.values():
            names = (("view_id", view.id), ("external_id", view.external_id))
            if any(args.get(name) == value and value for name, value in names):
                if not view.is_open:
                    break
                return view
        raise Refusal("not_found")

    def _check_external_id(self, content: Json, own: records.View | None) -> None:
        wanted = content.get("external_id")
        for view in self._state.views.values():
            is_taken = view.is_open and view.external_id == wanted
            if wanted and is_taken and view is not own:
                raise Refusal("duplicate_external_id")


def new_view(state: states.State, user_id: str, content: Json) -> records.View:
    """Make a view of its own, open, with its fields as they are at first."""
    id_ = state.new_id("V")
    view = records.View(
        id=id_,
        kind=content["type"],
        user_id=user_id,
        content=content,
        hash="",
        root_view_id=id_,
    )
    replace(view, content)
    state.views[id_] = view
    return view


def push_view(state: states.State, user_id: str, content: Json) -> records.View:
    """Put a modal on top of somebody's others."""
    view = new_view(state, user_id, content)
    stack = state.stacks.setdefault(user_id, [])
    if stack:
        view.previous_view_id = stack[-1].id
        view.root_view_id = stack[0].id
    stack.append(view)
    return view


def replace(view: records.View, content: Json) -> None:
    """Give a view new content; fields that stay keep what stands in them."""
    blocks = forms.with_ids(content["blocks"])
    view.content = {**content, "blocks": blocks}
    view.values = forms.state_of(blocks, view.values)
    view.errors = {}
    view.hash = f"{secrets.randbelow(10**10)}.{secrets.token_hex(4)}"


def resource(state: states.State, view: records.View) -> Json:
    """Return a view as the API and payloads show it."""
    content = view.content
    return {
        "id": view.id,
        "team_id": state.app.team_id,
        "type": view.kind,
        "blocks": view.blocks,
        "private_metadata": content.get("private_metadata") or "",
        "callback_id": content.get("callback_id") or "",
        "state": {"values": view.values},
        "hash": view.hash,
        "title": content.get("title"),
        "clear_on_close": bool(content.get("clear_on_close")),
        "notify_on_close": bool(content.get("notify_on_close")),
        "close": content.get("close"),
        "submit": content.get("submit"),
        "previous_view_id": view.previous_view_id,
        "root_view_id": view.root_view_id,
        "app_id": state.app.app_id,
        "external_id": view.external_id,
        "app_installed_team_id": state.app.team_id,
        "bot_id": state.app.bot_id,
    }


def user_resource(member: records.Member, now: datetime) -> Json:
    """Return a member as users.info and user_change show it."""
    offset_for = now.astimezone(ZoneInfo(member.tz)).utcoffset()
    assert offset_for is not None
    body: dict[str, Any] = {
        "id": member.id,
        "team_id": member.team_id,
        "name": member.name,
        "deleted": member.deleted,
        "real_name": member.real_name,
        "profile": {
            "real_name": member.real_name,
            "display_name": member.name,
            "email": member.email,
        },
        "is_bot": member.is_bot,
        "is_app_user": False,
        "updated": int(member.updated_at.timestamp()),
    }
    if member.is_stranger:
        body["is_stranger"] = True
    if member.deleted:
        # A deactivated account has no zone and no rank any more.
        return body
    return {
        **body,
        "tz": member.tz,
        "tz_label": member.tz,
        "tz_offset": int(offset_for.total_seconds()),
        "is_admin": member.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": member.is_restricted,
        "is_ultra_restricted": member.is_ultra_restricted,
    }


def _check_hash(view: records.View, args: Json) -> None:
    if args.get("hash") not in (None, "", view.hash):
        raise Refusal("hash_conflict")
