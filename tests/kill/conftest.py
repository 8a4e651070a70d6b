"""A world for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette import types

from bot.simulator.nursery import Nursery
from tests.kill.slack_world import SlackWorld
from tests.kill.world import World
from tests.wire import Wire

PATIENT = Path(__file__).parents[1] / "policies" / "patient.toml"


def telling(world: World, api: types.ASGIApp) -> types.ASGIApp:
    """A vendor's API; whoever waits looks again whenever it is being used."""

    async def tell(
        scope: types.Scope, receive: types.Receive, send: types.Send
    ) -> None:
        async def receive_and_tell() -> types.Message:
            world.reports.more()
            return await receive()

        await api(scope, receive_and_tell, send)

    return tell


@pytest.fixture
def world(
    database_url: str,
    wire: Wire,
    nursery: Nursery,
    tmp_path: Path,
) -> Iterator[World]:
    world = World(
        database_url=database_url,
        folder=tmp_path,
        policy_file=PATIENT,
        nursery=nursery,
    )
    wire.app = telling(world, world.company.asgi())
    try:
        world.open(wire.base)
        yield world
    finally:
        world.close()


@pytest.fixture
def slack_world(
    database_url: str,
    wire: Wire,
    slack_wire: Wire,
    nursery: Nursery,
    tmp_path: Path,
) -> Iterator[SlackWorld]:
    world = SlackWorld(
        database_url=database_url,
        folder=tmp_path,
        policy_file=PATIENT,
        nursery=nursery,
    )
    wire.app = telling(world, world.company.asgi())
    slack_wire.app = telling(world, world.workspace.asgi())
    world.workspace.api_url = f"{slack_wire.base}/api/"
    try:
        world.open(wire.base)
        yield world
    finally:
        world.close()
