"""Let a parent follow what a bot in another process does, and stop it there."""

import os
import socket
import threading
from collections.abc import Callable, Sequence

#: Exit code of a bot whose parent is gone.
ORPHANED = 3

#: Longest order of a parent, in bytes.
_ORDER_BYTES = 4096


class Leash:
    """Hold the bot's end of the socket; the bot never outlives the other end."""

    def __init__(self, line: socket.socket) -> None:
        """Take orders from now on."""
        self._line = line
        self._passing = threading.Lock()
        #: The moments that have to be passed one after the other, until the last.
        self._way: list[str] = []
        self._may_go = threading.Event()
        self._on_beat: Callable[[], None] = lambda: None
        threading.Thread(target=self._obey, name="leash", daemon=True).start()

    def wait_until_let_go(self) -> None:
        """Wait until the parent has given the orders that come first."""
        self._may_go.wait()

    def follow(self, on_beat: Callable[[], None]) -> None:
        """Take what is to be done when the parent moved a clock."""
        self._on_beat = on_beat

    def passes(self, moment: str) -> None:
        """Tell the parent of a moment; this is the house's probe.

        At the end of the way that the parent named nobody comes back from here,
        nor does any thread that comes to any moment later: nothing is written or
        sent any more, and the parent can kill the process exactly there.
        """
        with self._passing:
            self._say("passed", moment)
            if self._way[:1] != [moment]:
                return
            del self._way[0]
            if not self._way:
                self._say("stopped", moment)
                threading.Event().wait()

    def _obey(self) -> None:
        try:
            with self._line.makefile("r", encoding="utf-8") as orders:
                while words := orders.readline(_ORDER_BYTES).split():
                    self._obey_one(words)
        finally:
            os._exit(ORPHANED)

    def _obey_one(self, words: Sequence[str]) -> None:
        if words[0] == "stop_at":
            with self._passing:
                self._way = list(words[1:])
            self._say("armed", words[-1])
        elif words[0] == "beat":
            self._on_beat()
        elif words[0] == "go":
            self._may_go.set()

    def _say(self, what: str, moment: str) -> None:
        try:
            self._line.sendall(f"{what} {moment}\n".encode())
        except OSError:
            os._exit(ORPHANED)
