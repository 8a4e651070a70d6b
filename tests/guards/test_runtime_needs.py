"""What `demo` and `holdfast` install is all that they need."""

import importlib.metadata
import re
import subprocess
import sys

from tests.guards import files

#: Of the simulator: what only tests use.
FOR_TESTS = {"bot.simulator.stage"}

SCRIPT = """
import importlib, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {missing!r}:
            raise ModuleNotFoundError(f"not in the smaller lock: {{name}}", name=name)

sys.meta_path.insert(0, Refuse())
for name in {modules!r}:
    importlib.import_module(name)
"""


def locked(name: str) -> set[str]:
    """Return the distributions that a lock file names."""
    text = (files.ROOT / name).read_text()
    return set(re.findall(r"^([\w.-]+)==", text, re.M))


def missing() -> set[str]:
    """Return what can be imported here and is not in the smaller lock."""
    here = importlib.metadata.packages_distributions()
    runtime = {name.replace("_", "-") for name in locked("requirements.lock")}
    return {
        package
        for package, distributions in here.items()
        if not {one.lower().replace("_", "-") for one in distributions} & runtime
    }


def test_the_two_locks_differ_by_what_tests_need() -> None:
    assert locked("requirements.lock") < locked("requirements-dev.lock")
    assert {"pytest", "httpx2"} <= missing()
    assert not {"starlette", "slack_sdk", "sse_starlette"} & missing()


def test_every_module_of_the_program_can_be_imported_with_the_smaller_lock() -> None:
    modules = sorted(
        ".".join(path.relative_to(files.ROOT).with_suffix("").parts)
        for path in files.modules()
        if path.name not in ("__init__.py", "__main__.py")
        and "migrations" not in path.parts
    )
    assert set(modules) > FOR_TESTS
    wanted = [name for name in modules if name not in FOR_TESTS]

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(missing=missing(), modules=wanted)],
        capture_output=True,
        cwd=files.ROOT,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
