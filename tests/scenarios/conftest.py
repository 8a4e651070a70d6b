"""Policies for scenes that are about something else than all that Chicago's asks."""

import pathlib

import pytest

from tests import plain_policy as plain


@pytest.fixture(scope="session")
def plain_policy(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write the shipped policy with cameras of members alone and no pace."""
    path: pathlib.Path = tmp_path_factory.mktemp("policy") / "plain.toml"
    path.write_text(plain.text(), encoding="utf-8")
    return str(path)
