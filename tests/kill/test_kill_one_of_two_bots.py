"""Two bots work on one database, by mistake or not: each effect comes once."""

from collections import Counter

import pytest

from bot import probe
from models import enums
from tests.kill.world import World, answered

#: Incidents that want something at the same moment.
INCIDENTS = 6


def open_some(world: World) -> None:
    for number in range(INCIDENTS):
        assert "opened" in answered(world.asha.texts(f"NEW van {number} takes a man"))
    world.finish()


def purposes(world: World) -> Counter[str]:
    """What was to be said; what goes out together was so each for itself."""
    found = world.rows("SELECT purpose FROM notice WHERE purpose != 'digest'")
    return Counter(row.purpose for row in found)


def test_each_step_is_taken_once_and_each_message_leaves_once(world: World) -> None:
    world.start(world.bot(), world.bot())
    open_some(world)

    world.leap_to_next_step()
    world.finish()
    assert purposes(world)["remind"] == INCIDENTS
    world.leap_to_next_step()
    world.finish()

    assert purposes(world) == {
        "answer": INCIDENTS,
        "tell": INCIDENTS,
        "remind": INCIDENTS,
        "escalate": INCIDENTS,
    }
    world.check()


@pytest.mark.parametrize("moment", [probe.IN_BATCH, probe.SENT])
def test_when_one_is_killed_the_other_goes_on(world: World, moment: str) -> None:
    one, other = world.bot(), world.bot(has_own_clock=True)
    world.start(one, other)
    open_some(world)
    world.approach_next_step()

    # The other's clock is behind, so that this one does the work.
    with world.own_clocks_behind():
        world.kill_at(one, moment, world.leap_to_next_step)
    assert (one.is_running, other.is_running) == (False, True)
    world.finish()
    assert purposes(world)["remind"] == INCIDENTS
    world.leap_to_next_step()
    world.finish()
    assert "opened" in answered(world.asha.texts("NEW one more van"))
    world.finish()

    assert purposes(world) == {
        "answer": INCIDENTS + 1,
        "tell": INCIDENTS + 1,
        "remind": INCIDENTS,
        "escalate": INCIDENTS,
    }
    world.check()


def test_a_text_that_comes_to_both_is_one_incident(world: World) -> None:
    one, other = world.bot(), world.bot()
    world.start(one, other)

    world.prefers = one
    first = world.asha.texts("NEW agents struck a man")
    world.prefers = other
    (again,) = world.asha.repeats(first)
    world.finish()

    assert again.answers == first.answers
    assert len(world.rows("SELECT id FROM incident")) == 1
    assert purposes(world)[enums.Purpose.TELL.value] == 1
