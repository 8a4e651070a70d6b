"""Run a benchmark as on a disk that takes longer to force what is written onto it.

    ./run python -m benchmarks.slow_disk MILLISECONDS benchmarks.engine [ITS OPTIONS]

The machine on which the figures of docs/performance.md were taken forces 4 kB onto
its disk in a tenth or two of a millisecond; disks that are reached over a network
take one to three. Every process of the benchmark, ours and the peers', waits that
much longer in `fsync` and `fdatasync`. Linux only; a C compiler is needed.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

_SOURCE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static int wait_then(const char *name, int file) {
    struct timespec pause = {0, MICROSECONDS * 1000L};
    nanosleep(&pause, 0);
    return ((int (*)(int))dlsym(RTLD_NEXT, name))(file);
}

int fsync(int file) { return wait_then("fsync", file); }
int fdatasync(int file) { return wait_then("fdatasync", file); }
"""

#: The longest that fits into one pause.
_LONGEST_MS = 999.0


def main() -> int:
    """Make the library that waits, and run the benchmark with it."""
    try:
        milliseconds, module, *options = float(sys.argv[1]), *sys.argv[2:]
    except (IndexError, ValueError):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    if not module.startswith("benchmarks.") or not 0 < milliseconds <= _LONGEST_MS:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="holdfast-slow-disk-") as name:
        source, library = Path(name, "slow.c"), Path(name, "slow.so")
        source.write_text(
            _SOURCE.replace("MICROSECONDS", str(int(milliseconds * 1_000)))
        )
        made = ("cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(source))
        subprocess.run((*made, "-ldl"), check=True)  # noqa: S603 - our own words
        return subprocess.run(  # noqa: S603 - a benchmark of ours
            (sys.executable, "-m", module, *options),
            check=False,
            env={**os.environ, "LD_PRELOAD": str(library)},
        ).returncode


if __name__ == "__main__":
    raise SystemExit(main())
