"""Install what only the peers need, apart from the product's own packages.

They stand in `requirements.lock` beside this file and go into a folder inside
`.venv`, which only the processes that are measured look into.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_LOCK = Path(__file__).with_name("requirements.lock")
_FOLDER = Path(sys.prefix) / "benchmarks"
_STAMP = _FOLDER / "made-from"

#: As in `run`: every file must match its hash, and nothing is built.
_PINNED = ("--no-deps", "--require-hashes", "--only-binary", ":all:")


def install() -> None:
    """Install them unless they are there; safe to call again.

    Raises:
        CalledProcessError: The package index cannot be reached.
    """
    wanted = hashlib.sha256(_LOCK.read_bytes()).hexdigest()
    if _STAMP.exists() and _STAMP.read_text() == wanted:
        return
    words = [str(Path(sys.prefix) / "bin" / "uv"), "pip", "install", "--quiet"]
    place = ["--python", sys.executable, "--target", str(_FOLDER), "-r", str(_LOCK)]
    environment = {**os.environ, "UV_SYSTEM_CERTS": "1"}
    subprocess.run([*words, *_PINNED, *place], check=True, env=environment)  # noqa: S603
    _STAMP.write_text(wanted)


def environment() -> dict[str, str]:
    """Return the environment of a process that finds them."""
    return {**os.environ, "PYTHONPATH": f"{_ROOT}{os.pathsep}{_FOLDER}"}


def versions() -> dict[str, str]:
    """Return their versions, by name."""
    lines = _LOCK.read_text().splitlines()
    pins = (line.split()[0].split("==") for line in lines if "==" in line)
    return {name: version for name, version in pins}
