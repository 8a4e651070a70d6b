"""What comes in a crowd shares a commit, and nobody waits who is alone."""

from bot.store import gathering

MOST = 32


class Arrivals:
    """Let so many jobs come in each pause, and remember how many there were."""

    def __init__(self, waiting: int, *coming: int) -> None:
        """Start with some that wait already."""
        self.jobs = list(range(waiting))
        self._coming = list(coming)
        self.pauses = 0

    def pause(self, seconds: float) -> None:
        """Let the next ones come."""
        assert seconds == gathering.PAUSE_SECONDS
        self.pauses += 1
        self.jobs += range(self._coming.pop(0) if self._coming else 0)


def test_after_a_small_commit_nobody_waits() -> None:
    arrivals = Arrivals(1, 5)
    gathering.wait(arrivals.jobs, gathering.CROWD - 1, MOST, arrivals.pause)
    assert (len(arrivals.jobs), arrivals.pauses) == (1, 0)


def test_after_a_large_commit_the_next_one_waits_while_more_come() -> None:
    arrivals = Arrivals(3, 5, 4, 0, 9)
    gathering.wait(arrivals.jobs, gathering.CROWD, MOST, arrivals.pause)
    assert (len(arrivals.jobs), arrivals.pauses) == (12, 3)


def test_a_full_commit_begins_at_once() -> None:
    arrivals = Arrivals(MOST, 5)
    gathering.wait(arrivals.jobs, MOST, MOST, arrivals.pause)
    assert arrivals.pauses == 0


def test_no_commit_waits_for_more_than_it_takes() -> None:
    arrivals = Arrivals(20, 20, 20)
    gathering.wait(arrivals.jobs, MOST, MOST, arrivals.pause)
    assert (len(arrivals.jobs), arrivals.pauses) == (40, 1)
