"""Set the demo up as `holdfast demo` does, in this process, to look behind its page."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import uvicorn

from bot.simulator.demo import page, premises
from bot.simulator.demo import plan as plans
from bot.simulator.demo.kept import saved
from bot.simulator.demo.play.player import Player
from bot.simulator.nursery import Nursery

#: How long a stop waits for requests that are under way, in seconds.
_STOP_SECONDS = 1


class Stage:
    """Hold a demo that runs, and serve its page."""

    def __init__(self, ours: premises.Premises, player: Player) -> None:
        self.premises = ours
        self._player = player
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        #: Where its page is.
        self.address = f"http://127.0.0.1:{self.port}"

    @contextlib.contextmanager
    def serving(self) -> Iterator[None]:
        """Answer in a thread, for as long as the block lasts."""
        config = uvicorn.Config(
            page.build(self.premises, self._player),
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=_STOP_SECONDS,
        )
        self._server = uvicorn.Server(config)
        thread = threading.Thread(
            target=self._server.run,
            kwargs={"sockets": [self._listener]},
            name="demo-page",
        )
        thread.start()
        try:
            yield
        finally:
            self._server.should_exit = True
            thread.join()
            self._listener.close()

    def ends(self) -> None:
        """End the story and the bot; nobody misses what it would still write."""
        self._player.close()
        self.premises.kill_bot()

    def hangs_up(self) -> None:
        """Break every connection to the page, as a proxy does that restarts."""
        for connection in list(self._server.server_state.connections):
            connection.loop.call_soon_threadsafe(connection.transport.abort)


@contextlib.contextmanager
def opened(
    folder: Path,
    plan: plans.Plan | None = None,
    *,
    nursery: Nursery,
    file: Path | None = None,
    pace: float = 0,
) -> Iterator[Stage]:
    """Open the demo on any free port, and take it down whatever happens.

    Args:
        folder: Takes its files.
        plan: What is played; None: what `holdfast demo` plays.
        nursery: Forks the bot.
        file: A saved stage to go on with.
        pace: How long a story's sentences stand; nobody reads along here.
    """
    ours = premises.Premises(
        folder, plan or plans.Plan(move_seconds=0), nursery=nursery
    )
    kept = saved.open_file(ours.next_folder(), file) if file else None
    try:
        ours.open(kept)
        one = Stage(ours, Player(ours, pace=pace))
        with one.serving():
            try:
                yield one
            finally:
                one.ends()
    finally:
        ours.close()
