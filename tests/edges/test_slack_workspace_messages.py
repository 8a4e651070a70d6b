"""Messages in the workspace: posted, changed, deleted and listed as documented."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.simulator.slack import records, workspace
from tests.edges import slack_stage as stage
from tests.wire import Wire

KEY = {"event_type": "card", "event_payload": {"key": "26-0042K"}}


@pytest.fixture
def play(wire: Wire) -> Iterator[stage.Play]:
    with stage.Play.on(wire) as play:
        yield play


def test_a_message_is_seen_by_everybody_in_the_channel(play: stage.Play) -> None:
    answer = play.client.chat_postMessage(
        channel=play.dispatch.id,
        text="card",
        blocks=[stage.section("*26-0042K* opened")],
        metadata=KEY,
    )
    assert answer["channel"] == play.dispatch.id
    assert answer["message"]["metadata"] == KEY
    assert answer["message"]["bot_id"] == "B0SIMBOT"
    (seen,) = play.bello.sees()
    assert (seen.ts, seen.rendered) == (answer["ts"], "*26-0042K* opened")
    assert (seen.notification, seen.is_ephemeral) == ("card", False)


def test_a_ts_is_a_key_and_never_given_out_twice(play: stage.Play) -> None:
    play.slack.troubles.posts_per_second = 50
    found = [play.asha.says("dispatch", str(n)).ts for n in range(20)]
    assert len(set(found)) == 20
    assert found == sorted(found)
    assert found[0].split(".")[0] == str(int(stage.DAY.timestamp()))


@pytest.mark.parametrize("body", ["json", "form"])
def test_calls_come_as_json_or_as_a_form(play: stage.Play, body: str) -> None:
    arguments = {"channel": play.dispatch.id, "text": "hello", "unfurl_links": False}
    if body == "json":
        play.client.api_call("chat.postMessage", json=arguments)
    else:
        arguments["blocks"] = '[{"type":"divider"}]'
        play.client.api_call("chat.postMessage", data=arguments)
    (message,) = play.slack.messages("dispatch")
    assert (message.text, message.unfurl_links) == ("hello", False)
    assert [block["type"] for block in message.blocks] == (
        ["divider"] if body == "form" else []
    )


def test_an_empty_message_is_refused(play: stage.Play) -> None:
    call, channel = play.client.api_call, play.dispatch.id
    for nothing in ({}, {"text": ""}, {"text": "", "blocks": []}):
        body = {"channel": channel, **nothing}
        error = stage.refusal(call, api_method="chat.postMessage", json=body)
        assert error == "no_text"
    assert call("chat.postMessage", json={"channel": channel, "text": "."})["ok"]


def test_where_the_bot_may_post(play: stage.Play) -> None:
    post = play.client.chat_postMessage
    secret = play.slack.add_channel("secret", is_private=True, has_bot=False)
    other = play.slack.add_channel("other", has_bot=False)
    assert stage.refusal(post, channel="C0NOWHERE", text="x") == "channel_not_found"
    assert stage.refusal(post, channel=secret.id, text="x") == "channel_not_found"
    assert stage.refusal(post, channel=other.id, text="x") == "not_in_channel"
    assert stage.refusal(post, channel=play.asha.id, text="x") == "channel_not_found"
    play.slack.invite(other.id)
    play.slack.invite(secret.id)
    assert post(channel=other.id, text="x")["ok"]
    assert post(channel=secret.id, text="x")["ok"]


def test_an_archived_channel_takes_nothing_until_it_is_brought_back(
    play: stage.Play,
) -> None:
    ts = play.posts()
    play.slack.archive("dispatch")
    post, change = play.client.chat_postMessage, play.client.chat_update
    where = {"channel": play.dispatch.id}
    assert stage.refusal(post, text="x", **where) == "is_archived"
    assert stage.refusal(change, ts=ts, text="x", **where) == "is_archived"
    play.slack.archive("dispatch", is_archived=False)
    assert change(ts=ts, text="x", **where)["ok"]


def test_a_bot_that_was_removed_may_not_post(play: stage.Play) -> None:
    play.slack.remove("dispatch")
    where = {"channel": play.dispatch.id, "text": "x"}
    assert stage.refusal(play.client.chat_postMessage, **where) == "not_in_channel"
    play.slack.invite("dispatch")
    assert play.client.chat_postMessage(**where)["ok"]


def test_a_text_of_forty_thousand_characters_is_cut_with_a_warning(
    play: stage.Play,
) -> None:
    channel = play.dispatch.id
    whole = play.client.chat_postMessage(channel=channel, text="x" * 40_000)
    play.clock.advance(seconds=1)
    cut = play.client.chat_postMessage(channel=channel, text="x" * 40_001)
    assert "warning" not in whole.data
    assert cut["warning"] == "message_truncated"
    assert [len(message.text) for message in play.asha.sees()] == [40_000] * 2


def test_an_update_changes_the_message_in_place(play: stage.Play) -> None:
    ts = play.posts(blocks=[stage.section("open")], metadata=KEY)
    seen = play.seen(play.asha, ts)
    then = seen.as_now()
    play.client.chat_update(
        channel=play.dispatch.id, ts=ts, blocks=[stage.section("closed")], text="c"
    )
    assert (seen.rendered, then.rendered) == ("closed", "open")
    assert (seen.edits, seen.edited_ts) == (1, None)
    assert seen.history[0]["text"] == "card"
    assert seen.metadata == KEY
    assert len(play.asha.sees()) == 1


def test_an_update_with_text_alone_takes_the_blocks_away(play: stage.Play) -> None:
    ts = play.posts(blocks=[stage.section("open")], metadata=KEY)
    change = play.client.chat_update
    change(channel=play.dispatch.id, ts=ts, text="plain", metadata={})
    seen = play.seen(play.asha, ts)
    assert (seen.rendered, seen.blocks, seen.metadata) == ("plain", [], None)
    assert seen.edited_ts is not None


def test_an_update_of_over_four_thousand_characters_is_refused(
    play: stage.Play,
) -> None:
    change, where = play.client.chat_update, {"channel": play.dispatch.id}
    where["ts"] = play.posts()
    assert stage.refusal(change, text="x" * 4_001, **where) == "msg_too_long"
    assert change(text="x" * 4_000, **where)["ok"]


def test_the_bot_changes_and_deletes_its_own_messages_only(play: stage.Play) -> None:
    own, theirs = play.posts(), play.asha.says("dispatch", "mine").ts
    change, delete = play.client.chat_update, play.client.chat_delete
    where = {"channel": play.dispatch.id}
    assert stage.refusal(change, ts=theirs, text="x", **where) == "cant_update_message"
    assert stage.refusal(delete, ts=theirs, **where) == "cant_delete_message"
    assert stage.refusal(change, ts="1.000000", text="x", **where) == (
        "message_not_found"
    )
    assert change(ts=own, text="x", **where)["ok"]
    assert delete(ts=own, **where)["ok"]
    assert [message.ts for message in play.asha.sees()] == [theirs]
    assert stage.refusal(change, ts=own, text="x", **where) == "message_not_found"


def test_a_message_that_an_administrator_deleted_cannot_be_updated(
    play: stage.Play,
) -> None:
    ts = play.posts()
    play.slack.delete(play.seen(play.asha, ts))
    where = {"channel": play.dispatch.id, "ts": ts, "text": "x"}
    assert stage.refusal(play.client.chat_update, **where) == "message_not_found"
    assert play.asha.sees() == []


def test_a_deleted_message_with_replies_leaves_a_tombstone(play: stage.Play) -> None:
    ts = play.posts(metadata=KEY)
    reply = play.asha.says("dispatch", "seen it", thread_ts=ts)
    where = {"channel": play.dispatch.id, "ts": ts}
    play.client.chat_delete(**where)
    words = ["This message was deleted.", "seen it"]
    assert [message.text for message in play.asha.thread(reply)] == words
    tomb = play.client.conversations_history(channel=play.dispatch.id)["messages"][0]
    assert (tomb["subtype"], tomb["ts"]) == ("tombstone", ts)
    assert stage.refusal(play.client.chat_update, text="x", **where) == (
        "message_not_found"
    )


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ("{oops", "invalid_metadata_format"),
        ([1], "invalid_metadata_format"),
        ({"event_type": "card"}, "invalid_metadata_schema"),
        ({"event_type": "", "event_payload": {}}, "invalid_metadata_schema"),
        ({"event_type": "card", "event_payload": "k"}, "invalid_metadata_schema"),
        ({**KEY, "more": 1}, "invalid_metadata_schema"),
        (
            {"event_type": "card", "event_payload": {"key": "x" * 9000}},
            "metadata_too_large",
        ),
    ],
)
def test_metadata_must_be_of_the_documented_form(
    play: stage.Play, metadata: Any, error: str
) -> None:
    arguments = {"channel": play.dispatch.id, "text": "x"}
    call = play.client.api_call
    refused = {"json": {**arguments, "metadata": metadata}}
    assert stage.refusal(call, api_method="chat.postMessage", **refused) == error
    assert call("chat.postMessage", json={**arguments, "metadata": KEY})["ok"]


@pytest.mark.parametrize(
    ("attachments", "error"),
    [([{"text": "x"}] * 101, "too_many_attachments"), ({}, "invalid_attachments")],
)
def test_attachments_are_a_list_of_at_most_a_hundred(
    play: stage.Play, attachments: Any, error: str
) -> None:
    post, channel = play.client.chat_postMessage, play.dispatch.id
    refused = {"channel": channel, "attachments": attachments, "text": "x"}
    assert stage.refusal(post, **refused) == error
    assert post(channel=channel, attachments=[{"text": "x"}] * 100, text="x")["ok"]


def test_a_reply_stands_in_the_thread_of_its_parent(play: stage.Play) -> None:
    ts = play.posts()
    reply = play.posts("noted", thread_ts=ts)
    parent = play.seen(play.asha, ts)
    assert [message.ts for message in play.asha.thread(parent)] == [ts, reply]
    shown = play.client.conversations_history(channel=play.dispatch.id)["messages"]
    assert [(m["ts"], m["reply_count"], m["latest_reply"]) for m in shown] == [
        (ts, 1, reply)
    ]
    post, where = play.client.chat_postMessage, {"channel": play.dispatch.id}
    assert stage.refusal(post, text="x", thread_ts="1.0", **where) == (
        "thread_not_found"
    )
    assert stage.refusal(post, text="x", thread_ts=reply, **where) == (
        "cannot_reply_to_message"
    )


def test_an_ephemeral_message_is_for_one_and_kept_nowhere(play: stage.Play) -> None:
    show, where = play.client.chat_postEphemeral, {"channel": play.dispatch.id}
    answer = show(user=play.asha.id, text="only you", **where)
    (seen,) = play.asha.ephemerals
    assert (seen.rendered, seen.is_ephemeral) == ("only you", True)
    assert [m.ts for m in play.asha.sees()] == [answer["message_ts"]]
    assert play.bello.sees() == []
    assert play.client.conversations_history(**where)["messages"] == []
    refused = {"ts": answer["message_ts"], "text": "x", **where}
    assert stage.refusal(play.client.chat_update, **refused) == "message_not_found"
    outsider = play.slack.add_user("outsider")
    assert stage.refusal(show, user=outsider.id, text="x", **where) == (
        "user_not_in_channel"
    )


def test_a_direct_conversation_is_opened_before_it_is_written_to(
    play: stage.Play,
) -> None:
    open_ = play.client.conversations_open
    channel = open_(users=play.asha.id)["channel"]["id"]
    assert channel.startswith("D")
    assert open_(users=[play.asha.id])["channel"]["id"] == channel
    play.client.chat_postMessage(channel=channel, text="you owe a report")
    assert [message.rendered for message in play.asha.dms] == ["you owe a report"]
    assert play.bello.dms == []
    with pytest.raises(LookupError):
        play.bello.sees(channel)


def test_with_whom_a_direct_conversation_is_refused(play: stage.Play) -> None:
    open_ = play.client.conversations_open
    gone = play.slack.add_user("gone", deleted=True)
    assert stage.refusal(open_, users=gone.id) == "user_disabled"
    assert stage.refusal(open_, users="U0SIMBOT") == "cannot_dm_bot"
    assert stage.refusal(open_, users="U0NOBODY") == "user_not_found"
    assert stage.refusal(open_, users="") == "users_list_not_supplied"
    both = f"{play.asha.id},{play.bello.id}"
    assert stage.refusal(open_, users=both) == "missing_scope"


def test_history_is_newest_first_and_between_the_given_instants(
    play: stage.Play,
) -> None:
    first, second, third = (play.posts(str(n)) for n in range(3))
    call, where = play.client.conversations_history, {"channel": play.dispatch.id}

    def listed(**arguments: Any) -> list[str]:
        return [m["ts"] for m in call(**where, **arguments)["messages"]]

    assert listed() == [third, second, first]
    assert listed(oldest=first) == [third, second]
    assert listed(oldest=first, inclusive=True) == [third, second, first]
    assert listed(latest=third) == [second, first]
    assert listed(latest=third, inclusive=True, oldest=second) == [third, second]
    assert listed(latest=first) == []
    assert listed(oldest="0") == [third, second, first]
    assert stage.refusal(call, oldest="soon", **where) == "invalid_ts_oldest"
    assert stage.refusal(call, latest="soon", **where) == "invalid_ts_latest"


def test_a_channel_without_the_bot_cannot_be_read(play: stage.Play) -> None:
    other = play.slack.add_channel("other", has_bot=False)
    call = play.client.conversations_history
    assert stage.refusal(call, channel=other.id) == "not_in_channel"
    play.slack.invite("other")
    assert call(channel=other.id)["messages"] == []


def test_history_comes_in_pages(play: stage.Play) -> None:
    found = [play.posts(str(n)) for n in range(5)]
    call, where = play.client.conversations_history, {"channel": play.dispatch.id}
    page = call(limit=3, **where)
    cursor = page["response_metadata"]["next_cursor"]
    rest = call(limit=3, cursor=cursor, **where)
    assert (page["has_more"], rest["has_more"]) == (True, False)
    listed = [m["ts"] for m in [*page["messages"], *rest["messages"]]]
    assert listed == found[::-1]
    assert stage.refusal(call, limit=1000, **where) == "invalid_limit"
    assert stage.refusal(call, limit="many", **where) == "invalid_limit"
    assert stage.refusal(call, cursor="!", **where) == "invalid_cursor"


def test_metadata_is_listed_only_when_asked_for(play: stage.Play) -> None:
    ts = play.posts(metadata=KEY)
    call, where = play.client.conversations_history, {"channel": play.dispatch.id}
    assert "metadata" not in call(**where)["messages"][0]
    assert call(include_all_metadata=True, **where)["messages"][0]["metadata"] == KEY
    replies = play.client.conversations_replies
    (parent,) = replies(ts=ts, include_all_metadata=True, **where)["messages"]
    assert parent["metadata"] == KEY


def test_replies_are_listed_with_their_parent_oldest_first(play: stage.Play) -> None:
    ts = play.posts()
    found = [play.asha.says("dispatch", str(n), thread_ts=ts).ts for n in range(2)]
    call, where = play.client.conversations_replies, {"channel": play.dispatch.id}
    assert [m["ts"] for m in call(ts=ts, **where)["messages"]] == [ts, *found]
    later = call(ts=ts, oldest=found[0], **where)["messages"]
    assert [m["ts"] for m in later] == [ts, found[1]]
    assert stage.refusal(call, ts="1.0", **where) == "thread_not_found"


def test_a_channel_is_described(play: stage.Play) -> None:
    call = play.client.conversations_info
    private = play.slack.add_channel("secret", is_private=True)
    dm = play.client.conversations_open(users=play.asha.id)["channel"]["id"]
    shown = call(channel=play.dispatch.id)["channel"]
    assert (shown["name"], shown["is_member"]) == ("dispatch", True)
    assert call(channel=private.id)["channel"]["is_private"]
    assert stage.refusal(call, channel=dm) == "missing_scope"
    play.slack.set_scopes({*workspace.SCOPES, "im:read"})
    assert call(channel=dm)["channel"]["user"] == play.asha.id
    play.slack.remove("secret")
    assert stage.refusal(call, channel=private.id) == "channel_not_found"


def test_members_are_described(play: stage.Play) -> None:
    guest = play.slack.add_user("guest", is_restricted=True, email="g@example.org")
    gone = play.slack.add_user("gone", deleted=True)
    alien = play.slack.add_user("alien", is_stranger=True)
    call = play.client.users_info
    bello = call(user=play.bello.id)["user"]
    assert (bello["tz"], bello["tz_offset"]) == ("Europe/Berlin", 3600)
    assert (bello["deleted"], bello["is_restricted"]) == (False, False)
    assert call(user=guest.id)["user"]["is_restricted"]
    assert call(user=gone.id)["user"]["deleted"]
    assert call(user=alien.id)["user"]["team_id"] != bello["team_id"]
    assert stage.refusal(call, user="U0NOBODY") == "user_not_found"
    everybody = play.client.users_list()["members"]
    assert [member["name"] for member in everybody] == (
        ["holdfast", "asha", "bello", "guest", "gone", "alien"]
    )
    page = play.client.users_list(limit=4)
    rest = play.client.users_list(
        limit=4, cursor=page["response_metadata"]["next_cursor"]
    )
    assert [member["name"] for member in rest["members"]] == ["gone", "alien"]
    assert rest["response_metadata"]["next_cursor"] == ""


def test_people_change_only_what_they_wrote(play: stage.Play) -> None:
    said = play.asha.says("dispatch", "a < b & c")
    assert (said.text, said.rendered) == ("a &lt; b &amp; c", "a < b & c")
    play.asha.edits(said, "a > b")
    assert said.rendered == "a > b"
    for deed in (lambda: play.bello.deletes(said), lambda: play.bello.edits(said, "")):
        with pytest.raises(LookupError):
            deed()
    play.asha.deletes(said)
    assert play.asha.sees() == []


def test_a_channel_that_is_none_is_said_so(play: stage.Play) -> None:
    with pytest.raises(KeyError):
        play.asha.sees("nowhere")
    with pytest.raises(KeyError):
        play.slack.user("nobody")
    assert play.slack.user("asha") is play.asha
    assert isinstance(play.slack.channel("#dispatch"), records.Channel)
