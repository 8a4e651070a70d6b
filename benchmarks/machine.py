"""Say on what was measured, and sum up what several rounds gave."""

import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from benchmarks import packages

#: Packages of ours that the figures depend on.
_PACKAGES = (
    *("uvicorn", "uvloop", "httptools", "starlette"),
    *("sqlalchemy", "sqlmodel", "pydantic", "twilio"),
)

#: How many times a small write is forced onto the disk to see what that takes.
_PROBES = 200


def describe(folder: Path) -> list[str]:
    """Return what a reader must know of this machine, as lines of a list.

    Args:
        folder: Where the databases lie; its disk is tried.
    """
    ours = {name: metadata.version(name) for name in _PACKAGES}
    versions = {**ours, **packages.versions()}
    return [
        f"- {_processor()}, {os.cpu_count()} cores, {platform.system()} "
        f"{platform.release()}",
        f"- forcing 4 kB onto the disk takes {_fsync_us(folder):.0f} us (median)",
        f"- Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        + ", ".join(f"{name} {version}" for name, version in versions.items()),
    ]


def spread(values: Sequence[float], digits: int = 0) -> str:
    """Return median, least and most, as the tables write them."""
    figures = (statistics.median(values), min(values), max(values))
    if not digits and figures[0] < 100:
        digits = 1
    middle, least, most = (f"{figure:,.{digits}f}" for figure in figures)
    return f"{middle} ({least}-{most})"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2] for line in lines if line.startswith("model name"))
    return next(named, platform.machine()).strip()


def _fsync_us(folder: Path) -> float:
    path = folder / "fsync"
    taken = []
    with path.open("wb", buffering=0) as file:
        for _ in range(_PROBES):
            file.write(bytes(4096))
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - began)
    path.unlink()
    return statistics.median(taken) * 1_000_000
