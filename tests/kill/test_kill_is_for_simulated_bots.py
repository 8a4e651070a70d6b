"""A bot that can be killed and moved in time texts nobody real."""

import os
import socket
from concurrent import futures
from pathlib import Path

import pytest

from bot.simulator import installation, leash
from bot.simulator.bot_process import BotProcess
from bot.simulator.nursery import Nursery
from bot.simulator.reports import BotProcessError
from bot.simulator.slack import workspace
from tests.kill.world import World
from tests.storage.databases import on


@on("sqlite")
def test_it_runs_as_a_program_of_its_own_and_says_when_it_is_ready(
    world: World,
) -> None:
    bot = BotProcess(world.environ, world.clock_file)
    try:
        assert bot.start().startswith("http://127.0.0.1:")
        bot.wait_until_ready()
        assert bot.stop() == 0
        assert bot.url == ""
    finally:
        bot.kill()


@on("sqlite")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWILIO_ACCOUNT_SID", "AC" + "1" * 32),
        ("TWILIO_API_URL", "https://api.twilio.com"),
        ("TWILIO_API_URL", "http://192.0.2.1:8000"),
        ("SLACK_BOT_TOKEN", "xoxb-1-2"),
        ("SLACK_APP_TOKEN", "xapp-1-2"),
        ("SLACK_API_URL", "https://slack.com/api/"),
        ("SLACK_API_URL", "http://192.0.2.1:8000/api/"),
    ],
)
def test_it_starts_with_the_simulated_account_alone(
    world: World, nursery: Nursery, tmp_path: Path, name: str, value: str
) -> None:
    log = tmp_path / "refused.log"
    simulated = {
        "SLACK_BOT_TOKEN": workspace.BOT_TOKEN,
        "SLACK_SIGNING_SECRET": installation.SIGNING_SECRET,
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
    }
    more = simulated if name.startswith("SLACK_") else {}
    bot = BotProcess(
        {**world.environ, **more, name: value},
        world.clock_file,
        nursery=nursery,
        log_file=log,
    )

    with pytest.raises(BotProcessError, match="exit code 2"):
        bot.start()

    assert "simulated account alone" in log.read_text()
    assert value not in log.read_text()
    twin = world.bot()
    assert twin.start()


@on("sqlite")
def test_it_does_not_outlive_its_parent(world: World, nursery: Nursery) -> None:
    parents, bots = socket.socketpair()
    said, says = os.pipe()
    arguments = ["--clock", str(world.clock_file)]
    with parents, bots, os.fdopen(said) as output:
        bot = nursery.start(arguments, world.environ, [bots.fileno(), says, 2])
        os.close(says)
        parents.sendall(b"go\n")
        assert "port" in output.readline()

        parents.shutdown(socket.SHUT_RDWR)

        assert bot.wait() == leash.ORPHANED


@on("sqlite")
def test_it_ends_once_though_several_end_it_at_once(world: World) -> None:
    bot = world.bot()
    for _ in range(3):
        bot.start()
        with futures.ThreadPoolExecutor(8) as pool:
            codes = list(pool.map(lambda _: bot.stop(), range(8)))
        assert sorted(codes, key=str) == [0, *[None] * 7]
    assert not bot.is_running


@on("sqlite")
def test_a_moment_that_there_is_not_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="no moment"):
        world.bot().stop_at("teatime")
