"""A world for each test, and the one process from which all its bots are forked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette import types

from bot.simulator.nursery import Nursery
from tests.kill.slack_world import SlackWorld
from tests.kill.world import World

PATIENT = Path(__file__).parents[1] / "policies" / "patient.toml"


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


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
    exchange: tuple[Any, str],
    nursery: Nursery,
    tmp_path: Path,
) -> Iterator[World]:
    switch, address = exchange
    world = World(
        database_url=database_url,
        folder=tmp_path,
        policy_file=PATIENT,
        nursery=nursery,
    )
    switch.app = telling(world, world.company.asgi())
    try:
        world.open(address)
        yield world
    finally:
        world.close()


@pytest.fixture
def slack_world(
    database_url: str,
    exchange: tuple[Any, str],
    slack_exchange: tuple[Any, str],
    nursery: Nursery,
    tmp_path: Path,
) -> Iterator[SlackWorld]:
    (switch, address), (slack_switch, slack_address) = exchange, slack_exchange
    world = SlackWorld(
        database_url=database_url,
        folder=tmp_path,
        policy_file=PATIENT,
        nursery=nursery,
    )
    switch.app = telling(world, world.company.asgi())
    slack_switch.app = telling(world, world.workspace.asgi())
    world.workspace.api_url = f"{slack_address}/api/"
    try:
        world.open(address)
        yield world
    finally:
        world.close()
