"""The files of the repository, as the guards see them."""

import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "handlers", "models")


def repository() -> list[pathlib.Path]:
    """List the files that are, or could be, committed; skip outside a checkout."""
    words = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(
            # A container's clone may belong to another user.
            ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), *words],
            capture_output=True,
            check=True,
            text=True,
        )
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in done.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def modules() -> list[pathlib.Path]:
    """List the product's Python modules, migrations left out."""
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)
