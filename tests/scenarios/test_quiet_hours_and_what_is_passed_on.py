"""What is passed on in somebody's quiet hours is heard at their end, and said so."""

from pathlib import Path

import pytest

from tests.stage import Scene, officer, sergeant

QUIET = """
[[quiet]]
roles = ["sergeant"]
starts = "15:30"
ends = "16:00"
authority = "test"
"""


@pytest.fixture
def policy_file(tmp_path: Path) -> str:
    """The policy of these scenes, with quiet hours for sergeants."""
    text = Path("tests/policies/relief.toml").read_text(encoding="utf-8")
    file = tmp_path / "quiet.toml"
    file.write_text(text + QUIET, encoding="utf-8")
    return str(file)


def test_it_is_heard_at_the_end_of_quiet_hours_and_the_answer_says_so(
    scene: Scene,
) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    asha.texts("NEW agents struck a man")
    boyd.is_ignored = True
    answer = asha.texts("PASS")
    assert "Star 900 is asked at 16:00." in answer
    assert not [text for text in boyd.reads_all() if "passed on" in text]
    scene.advance(minutes=19)
    assert not [text for text in boyd.reads_all() if "passed on" in text]
    scene.advance(minutes=2)
    assert [text for text in boyd.reads_all() if "passed on" in text]
    assert "AID recorded" in asha.texts("AID none hurt")
