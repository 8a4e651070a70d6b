"""What may stand in the repository's files, and what may not."""

import re

import pytest

from tests.guards import files

#: Put together here, so that this file passes its own test.
BACKGROUND = ["../" + "shared", "/work/" + "shared", "." + "library"]
PACKAGE_HOSTS = ["pypi" + ".org", "python" + "hosted.org", "registry.npm" + "js.org"]

LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-uv.lock"]


@pytest.mark.parametrize("word", [*BACKGROUND, *PACKAGE_HOSTS])
def test_no_file_points_outside_the_repository(word: str) -> None:
    pointing = [
        str(path.relative_to(files.ROOT))
        for path in files.repository()
        if word.encode() in path.read_bytes()
    ]

    assert pointing == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_pins_every_package_by_hash_and_holds_no_address(name: str) -> None:
    text = (files.ROOT / name).read_text()
    entries = text.replace("\\\n", " ").splitlines()

    # Packages may be called http-something; addresses have a colon after it.
    assert re.findall(r"https?:|://|--index-url|--find-links", text) == []
    assert entries
    for entry in entries:
        assert "==" in entry
        assert "--hash=sha256:" in entry


def test_runtime_versions_are_the_same_in_both_locks() -> None:
    def versions(name: str) -> set[str]:
        lines = (files.ROOT / name).read_text().splitlines()
        return {line.split()[0] for line in lines if "==" in line}

    assert versions("requirements.lock") <= versions("requirements-dev.lock")


#: May be longer, with the reason.
LONGER = {
    # It ships inside every packet as one file that needs nothing else, and is a
    # second implementation of every check.
    "bot/evidence/verify_packet.py",
}


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {
        str(path.relative_to(files.ROOT)): len(path.read_text().splitlines())
        for path in files.modules()
    }

    assert {
        name: count for name, count in lengths.items() if count > 300
    }.keys() <= LONGER
