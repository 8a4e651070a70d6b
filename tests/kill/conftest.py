"""A world for each test, and the one process from which all its bots are forked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette import types

from bot.simulator.nursery import Nursery
from tests.kill.world import World

PATIENT = Path(__file__).parents[1] / "policies" / "patient.toml"


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


def telling(world: World) -> types.ASGIApp:
    """The company's API; whoever waits looks again whenever it is being used."""
    api = world.company.asgi()

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
    switch.app = telling(world)
    try:
        world.open(address)
        yield world
    finally:
        world.close()
