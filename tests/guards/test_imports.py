"""Who may know whom: the contracts of pyproject.toml, and what they cannot see."""

import ast
import subprocess
import sys
import tomllib

import pytest

from tests.guards import files

SETTINGS = tomllib.loads((files.ROOT / "pyproject.toml").read_text())
CONTRACTS = [one["id"] for one in SETTINGS["tool"]["importlinter"]["contracts"]]

#: The modules of models that the doors may import.
VOCABULARY = ["commands", "enums", "errors", "ports", "reference", "views"]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_import_contract_is_kept(contract: str) -> None:
    checked = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as main; main()",
            *("--no-cache", "--contract", contract),
        ],
        capture_output=True,
        check=False,
        cwd=files.ROOT,
        text=True,
    )

    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("package", files.PACKAGES)
def test_package_itself_holds_no_code(package: str) -> None:
    tree = ast.parse((files.ROOT / package / "__init__.py").read_text())
    code = [node for node in tree.body if not is_docstring(node)]

    assert code == []


def is_docstring(node: ast.stmt) -> bool:
    """Say whether a statement is a bare text."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@pytest.mark.parametrize("word", VOCABULARY)
def test_vocabulary_loads_without_the_tables(word: str) -> None:
    loaded = modules_after(f"models.{word}")

    assert f"models.{word}" in loaded
    assert loaded.isdisjoint({"sqlalchemy", "sqlmodel", "models.base"})


def modules_after(module: str) -> set[str]:
    """List what a fresh Python has loaded after importing one module."""
    done = subprocess.run(
        [sys.executable, "-c", f"import {module}, sys; print(*sys.modules)"],
        capture_output=True,
        check=True,
        cwd=files.ROOT,
        text=True,
    )
    return set(done.stdout.split())
