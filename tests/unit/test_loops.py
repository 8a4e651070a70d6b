"""Steps that run in threads, until they are told to end."""

import subprocess
import sys
import threading
from pathlib import Path

from bot.engine import loops

_MODULE = """
import os, signal
os.kill(os.getpid(), signal.SIGTERM)
print("loaded", flush=True)
"""

_PROGRAM = """
import threading
from bot.engine import loops
loops.finish_on_signal()
try:
    import told
    threading.Event().wait(30)
finally:
    print("unwound", flush=True)
"""


def test_module_that_is_being_loaded_is_loaded_before_the_end(tmp_path: Path) -> None:
    (tmp_path / "told.py").write_text(_MODULE)

    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path += [{str(tmp_path)!r}]{_PROGRAM}",
        ],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        check=False,
        timeout=20,
    )

    assert (done.returncode, done.stdout) == (0, b"loaded\nunwound\n")


def test_step_comes_again_when_its_rest_is_over() -> None:
    came, ran = threading.Semaphore(0), loops.Loops(lambda name: None)

    def step() -> bool:
        came.release()
        return False

    ran.add("engine", step, rest=lambda: 0.001)
    ran.start()

    assert came.acquire(timeout=20)
    assert came.acquire(timeout=20)
    ran.stop()


def test_step_that_gives_way_still_comes_and_ends_when_told() -> None:
    came, ran = threading.Semaphore(0), loops.Loops(lambda name: None)

    def step() -> bool:
        came.release()
        return True

    ran.add("courier", step, gives_way=lambda: True)
    ran.start()

    assert came.acquire(timeout=20)
    assert came.acquire(timeout=20)
    ran.stop()


def test_silence_is_told_where_nobody_nudges() -> None:
    silent, ran = threading.Semaphore(0), loops.Loops(lambda name: None)
    ran.on_silence = lambda: silent.release()
    ran.add("engine", lambda: False, rest=lambda: 0.001)
    ran.start()

    assert silent.acquire(timeout=20)
    ran.stop()
