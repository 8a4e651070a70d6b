"""Keep what a workspace knows, and give it back to one that was opened anew.

Kept are members, channels, messages with their history, open views with what was
typed, choices, exchanges that can still be used, events on their way, the counters
behind ids and timestamps, and what was switched to go wrong. Calls that were counted,
and answers arranged for single calls, are not.
"""

import copy
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.simulator import keeping
from bot.simulator.slack import events, records
from bot.simulator.slack import state as states
from bot.simulator.slack import troubles as slack_troubles
from bot.simulator.slack import workspace as slack_workspace
from bot.simulator.slack.records import Json
from models import errors

#: What stands in fields: block id, action id, value.
Values = dict[str, dict[str, Json]]
#: Which message: channel id and ts.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What somebody chose in a message, where nothing was sent yet."""

    user_id: str
    channel_id: str
    ts: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Something a person did whose trigger or response URL is still good."""

    user_id: str
    trigger_id: str
    channel_id: str | None
    began_at: datetime
    trigger_used: bool
    response_uses: int
    #: Last part of the response URL; None: there is none.
    response_key: str | None
    messages: list[Key]
    original: Key | None
    view_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """All that Slack would lose with its memory."""

    app: states.Installation
    members: list[records.Member]
    #: Members who can act here: those that were added as people.
    user_ids: list[str]
    channels: list[records.Channel]
    #: Channel by channel, oldest first; deleted ones too.
    messages: list[records.Message]
    #: Open modals and Home tabs.
    views: list[records.View]
    #: Ids of open modals by user, the lowest first.
    stacks: dict[str, list[str]]
    homes: dict[str, str]
    choices: list[Choice]
    exchanges: list[Exchange]
    #: Events on their way, in the order in which they are attempted.
    deliveries: list[events.Delivery]
    #: Ids of events that the bot never took.
    given_up: list[str]
    #: The next number of an id.
    next_number: int
    #: Second and microsecond of the last timestamp that was given out.
    last_ts: tuple[int, int]
    troubles: slack_troubles.SlackTroubles


def kept(workspace: slack_workspace.SlackWorkspace) -> Workspace:
    """Return what a workspace knows; hold its lock as long as you use it."""
    state = workspace.state
    with state.lock:
        stacks = {user_id: stack for user_id, stack in state.stacks.items() if stack}
        return Workspace(
            app=state.app,
            members=list(state.members.values()),
            user_ids=workspace.user_ids,
            channels=list(state.conversations.channels.values()),
            messages=state.conversations.everything(),
            views=[
                *(view for stack in stacks.values() for view in stack),
                *state.homes.values(),
            ],
            stacks={
                user_id: [view.id for view in stack]
                for user_id, stack in stacks.items()
            },
            homes={user_id: home.id for user_id, home in state.homes.items()},
            choices=[
                Choice(user_id=user_id, channel_id=channel_id, ts=ts, values=values)
                for (user_id, channel_id, ts), values in state.choices.items()
            ],
            exchanges=list(_exchanges(state)),
            deliveries=workspace.events.on_their_way(),
            given_up=workspace.given_up,
            next_number=state.next_number,
            last_ts=state.last_ts,
            troubles=state.troubles,
        )


def give_back(workspace: slack_workspace.SlackWorkspace, known: Workspace) -> None:
    """Make a workspace know this, and nothing that it knew before.

    Args:
        workspace: One with the same app installed in it.
        known: What `consistency.check` lets pass.

    Raises:
        ConfigurationError: It is of another installation.
    """
    state = workspace.state
    if _identity(state.app) != _identity(known.app):
        raise errors.ConfigurationError(
            "The saved stage is of another installation of the Slack app."
        )
    known = _copied(known)
    with state.lock:
        keeping.switch(state.troubles, known.troubles)
        state.app = known.app
        state.members = {member.id: member for member in known.members}
        state.conversations = records.Conversations()
        for channel in known.channels:
            state.conversations.channels[channel.id] = channel
        for message in known.messages:
            state.conversations.add(message)
        _give_views(state, known)
        state.choices = {
            (one.user_id, one.channel_id, one.ts): one.values for one in known.choices
        }
        _give_exchanges(state, known)
        workspace.events.put_on_their_way(known.deliveries, known.given_up)
        state.happened = []
        state.next_number, state.last_ts = known.next_number, known.last_ts
        workspace.let_in(known.user_ids)


def _identity(app: states.Installation) -> states.Installation:
    """Return an installation without what a new one of it may change."""
    return dataclasses.replace(app, scopes=frozenset(), app_scopes=frozenset())


def _copied(known: Workspace) -> Workspace:
    """Return it with other objects in it: what was read may be given back again."""
    return dataclasses.replace(
        known,
        members=copy.deepcopy(known.members),
        channels=copy.deepcopy(known.channels),
        messages=copy.deepcopy(known.messages),
        views=copy.deepcopy(known.views),
        choices=copy.deepcopy(known.choices),
        deliveries=copy.deepcopy(known.deliveries),
    )


def _give_views(state: states.State, known: Workspace) -> None:
    by_id = {view.id: view for view in known.views}
    state.views = by_id
    state.stacks = {
        user_id: [by_id[id_] for id_ in ids] for user_id, ids in known.stacks.items()
    }
    state.homes = {user_id: by_id[id_] for user_id, id_ in known.homes.items()}


def _give_exchanges(state: states.State, known: Workspace) -> None:
    state.exchanges, state.responses = {}, {}
    by_key = {(one.channel_id, one.ts): one for one in known.messages}
    for one in known.exchanges:
        exchange = states.Exchange(
            user_id=one.user_id,
            trigger_id=one.trigger_id,
            channel_id=one.channel_id,
            began_at=one.began_at,
            sent={},
            messages=[by_key[key] for key in one.messages],
            original=by_key[one.original] if one.original else None,
            view=state.views[one.view_id] if one.view_id else None,
            trigger_used=one.trigger_used,
            response_uses=one.response_uses,
        )
        state.exchanges[one.trigger_id] = exchange
        if one.response_key is not None:
            state.give_response_url(exchange, one.response_key)


def _exchanges(state: states.State) -> Iterator[Exchange]:
    """Yield the exchanges whose trigger or response URL is still good."""
    now = state.clock.now()
    keys = {id(exchange): key for key, exchange in state.responses.items()}
    there = {(one.channel_id, one.ts) for one in state.conversations.everything()}
    for exchange in state.exchanges.values():
        age_for = now - exchange.began_at
        key = keys.get(id(exchange))
        if age_for > states.RESPONSE_LASTS_FOR:
            key = None
        if key is None and age_for > states.TRIGGER_LASTS_FOR:
            continue
        original, view = exchange.original, exchange.view
        yield Exchange(
            user_id=exchange.user_id,
            trigger_id=exchange.trigger_id,
            channel_id=exchange.channel_id,
            began_at=exchange.began_at,
            trigger_used=exchange.trigger_used,
            response_uses=exchange.response_uses,
            response_key=key,
            messages=[_key(message) for message in exchange.messages],
            original=_key(original) if original and _key(original) in there else None,
            view_id=view.id if view is not None and _stands(state, view) else None,
        )


def _key(message: records.Message) -> Key:
    return message.channel_id, message.ts


def _stands(state: states.State, view: records.View) -> bool:
    """Return whether a view is on somebody's screen."""
    return view in state.stacks.get(view.user_id, ()) or view is state.homes.get(
        view.user_id
    )
