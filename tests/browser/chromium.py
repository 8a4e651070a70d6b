"""The machine's own Chromium, kept from the world outside."""

import os
import shutil

#: What the programs are called, in the order in which they are tried.
#: Source: the packages of Debian, Ubuntu and Google.
NAMES = ("chromium", "chromium-headless-shell", "google-chrome")

#: A browser speaks with its makers of its own accord. Here it finds no host but
#: this one, and is told not to look for any.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    # Containers give shared memory by the spoonful.
    "--disable-dev-shm-usage",
    # The same letters on every machine, as far as its fonts allow.
    "--font-render-hinting=none",
)

#: Says to a person what to do where no Chromium is found.
MISSING = (
    "no Chromium on this machine: install chromium, or name one in CHROMIUM "
    "(Debian, Ubuntu: apt-get install chromium)"
)


def find() -> str | None:
    """Find the program that CHROMIUM names, or else one of those on the PATH."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


def flags() -> list[str]:
    """List what it is started with; root may only run it without its sandbox."""
    return [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
