"""Let jobs that come one upon the other share a commit, instead of half of them.

Whoever is answered asks again while the next commit is under way, so that a crowd
falls into two halves that take turns, and every question of the database is asked
for half as many as it could be.
"""

from collections.abc import Callable, Sized

#: Jobs in a commit after which the next one waits for more. Source: our choice; with
#: fewer at a time there is little to share, and nobody is made to wait.
CROWD = 8

#: For how long no more have to come until a commit begins, in seconds. Source:
#: measured, see docs/performance.md.
PAUSE_SECONDS = 0.001


def wait(
    waiting: Sized, last: int, most: int, pause: Callable[[float], object]
) -> None:
    """Wait while more jobs come; after a small commit not at all.

    Args:
        waiting: The jobs that wait; others add to them.
        last: How many the last commit held.
        most: How many the next one takes.
        pause: Waits for so many seconds, or until it is time to hurry.
    """
    if last < CROWD:
        return
    seen = 0
    while seen < len(waiting) < most:
        seen = len(waiting)
        pause(PAUSE_SECONDS)
