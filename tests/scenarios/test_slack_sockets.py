"""A socket that breaks, is asked to move, or is not there yet loses nothing."""

import asyncio
import contextlib
import gc
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent import futures
from typing import Any

import pytest

from bot import app
from bot.simulator.slack import troubles
from bot.simulator.slack import workspace as slack_workspace
from bot.store.writer import Done
from handlers.slack.sockets import SocketLine
from tests.stage import Person, Scene, dispatcher, officer, sergeant

pytestmark = pytest.mark.in_slack

#: Longest wait for a connection, in seconds: the vendor's client looks every two.
PATIENCE_SECONDS = 15.0


@pytest.fixture
def transport() -> str:
    return "socket"


@pytest.fixture
def discards_memory() -> bool:
    return False


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    people = scene.enrols(officer(), sergeant(slack_user_id="U0BOYD"), dispatcher())
    for person in people:
        person.is_ignored = True
    return people


#: The bot on stage is in a workspace of its own.
beside_http = pytest.mark.parametrize("transport", ["http"])


@contextlib.contextmanager
def held_writer(scene: Scene) -> Iterator[Callable[[], None]]:
    """Let nothing be written until the block ends; yield what waits for work."""
    writer = scene.stage.house.writer
    is_held, may_go = threading.Event(), threading.Event()

    def wait(_connection: Any, jobs: Any) -> list[Done[None]]:
        is_held.set()
        may_go.wait()
        return [Done(None) for _ in jobs]

    def wait_for_work() -> None:
        while not writer.waiting:
            may_go.wait(0.005)

    held = writer.submit(wait, None)
    is_held.wait()
    try:
        yield wait_for_work
    finally:
        may_go.set()
        held.result()


def test_nothing_is_lost_where_slack_asks_for_another_socket_in_mid_work(
    scene: Scene, cast: list[Person]
) -> None:
    dora = cast[2]
    workspace = scene.workspace
    with futures.ThreadPoolExecutor(1) as pool:
        with held_writer(scene) as wait_for_work:
            typed = pool.submit(dora.slack.command, "/incident open agents struck")
            wait_for_work()
            workspace.ask_to_reconnect()
            assert workspace.wait_until_connected(PATIENCE_SECONDS)
        exchange = typed.result()
    scene.settle()

    shown = "\n".join(one.rendered for one in dora.slack.answers(exchange))
    assert (exchange.failed, "opened" in shown) == (None, True)
    assert scene.events().count("incident:opened") == 1
    assert "opened" in dora.types("open two men taken")


def test_events_of_the_time_without_a_socket_come_afterwards(
    scene: Scene, cast: list[Person]
) -> None:
    _, boyd, dora = cast
    dora.types("open agents struck a man")
    scene.advance(seconds=2)
    (card,) = scene.cards()

    scene.workspace.drop_connection()
    boyd.slack.says("dispatch", "two witnesses stayed", thread_ts=card.ts)
    scene.workspace.settle()
    assert dora.slack.command("/incident who").failed is not None
    assert scene.workspace.wait_until_connected(PATIENCE_SECONDS)
    scene.advance(minutes=1)

    assert scene.events().count("incident:noted") == 1
    assert scene.workspace.given_up == []
    assert "On duty" in dora.types("who")


@pytest.fixture
def other(scene: Scene, cast: list[Person]) -> Iterator[slack_workspace.SlackWorkspace]:
    """A workspace like ours that nobody has connected to yet, with Dora in it."""
    workspace = slack_workspace.SlackWorkspace(
        clock=scene.stage.clock, app_token=slack_workspace.APP_TOKEN
    )
    workspace.add_user("Dora", id_="U0DORA")
    workspace.add_channel("dispatch")
    with workspace.served():
        yield workspace


def line_to(scene: Scene, workspace: slack_workspace.SlackWorkspace) -> SocketLine:
    """The connection of a bot on stage to a workspace."""
    door = app.slack_door(scene.stage.house)
    assert door is not None
    return SocketLine(
        door, app_token=slack_workspace.APP_TOKEN, api_url=workspace.api_url
    )


async def connected(workspace: slack_workspace.SlackWorkspace) -> bool:
    """Wait until the bot listens."""
    loop = asyncio.get_running_loop()
    wait = workspace.wait_until_connected
    return await loop.run_in_executor(None, wait, PATIENCE_SECONDS)


@beside_http
@pytest.mark.parametrize(
    "answer",
    [troubles.server_error(), troubles.refuses("internal_error")],
    ids=["500", "refused"],
)
def test_bot_that_starts_while_slack_is_down_connects_when_it_is_back(
    scene: Scene,
    other: slack_workspace.SlackWorkspace,
    answer: troubles.Answer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other.troubles.next_answers("apps.connections.open", answer)

    async def run() -> str:
        async with line_to(scene, other).running():
            assert await connected(other)
            loop = asyncio.get_running_loop()
            dora = other.user("Dora")
            line = "/incident open agents struck a man"
            exchange = await loop.run_in_executor(None, dora.command, line)
            return str(exchange.acknowledged)

    with caplog.at_level(logging.DEBUG):
        assert "opened" in asyncio.run(run())
    assert slack_workspace.APP_TOKEN not in caplog.text
    assert "struck a man" not in caplog.text


@beside_http
def test_what_is_being_worked_off_at_the_end_is_answered_first(
    scene: Scene, other: slack_workspace.SlackWorkspace
) -> None:
    async def run() -> Any:
        loop = asyncio.get_running_loop()
        dora = other.user("Dora")
        async with line_to(scene, other).running():
            assert await connected(other)
            with held_writer(scene) as wait_for_work:
                typed = loop.run_in_executor(
                    None, dora.command, "/incident open agents struck a man"
                )
                await loop.run_in_executor(None, wait_for_work)
        return await typed

    exchange = asyncio.run(run())
    assert (exchange.failed, "opened" in exchange.acknowledged["text"]) == (None, True)


@beside_http
def test_end_without_a_connection_leaves_nothing_behind(
    scene: Scene,
    other: slack_workspace.SlackWorkspace,
    caplog: pytest.LogCaptureFixture,
    recwarn: pytest.WarningsRecorder,
) -> None:
    async def run() -> None:
        async with line_to(scene, other).running():
            assert await connected(other)
            other.troubles.outage = troubles.server_error()
            other.drop_connection()
        async with line_to(scene, other).running():
            assert not other.connected
        # Nor where it ends before it has begun.
        assert asyncio.all_tasks() == {asyncio.current_task()}

    with caplog.at_level(logging.DEBUG):
        asyncio.run(run())
        gc.collect()

    left = ("never retrieved", "was destroyed", "Unclosed", "never awaited")
    assert [words for words in left if words in caplog.text] == []
    assert [str(one.message) for one in recwarn] == []
