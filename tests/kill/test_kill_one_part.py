"""Doors, engine and courier run in a process each, and each is killed alone."""

from collections import Counter

from bot import probe
from models import enums
from tests.kill.world import World, answered
from tests.storage.databases import on


@on("sqlite")
def test_each_part_dies_in_turn_and_the_story_goes_on(world: World) -> None:
    doors, engine, courier = (
        world.bot(only=part) for part in ("doors", "engine", "courier")
    )
    world.start(doors, engine, courier)
    assert doors.url
    assert not engine.url

    assert "opened" in answered(world.asha.texts("NEW agents struck a man"))
    world.finish()
    world.approach_next_step()
    world.kill_at(courier, probe.SENT, world.leap_to_next_step)
    world.start(courier)
    world.finish()
    assert world.copies(world.newest(enums.Purpose.REMIND)) == 1

    world.approach_next_step()
    world.kill_at(engine, probe.IN_BATCH, world.leap_to_next_step)
    assert world.newest(enums.Purpose.ESCALATE) is None
    world.start(engine)
    world.finish()
    assert world.copies(world.newest(enums.Purpose.ESCALATE)) == 1

    world.kill_at(doors, probe.COMMITTED, lambda: world.asha.texts("NEW two taken"))
    world.start(doors)
    world.finish()

    assert len(world.rows("SELECT id FROM incident")) == 2
    told = Counter(row.purpose for row in world.rows("SELECT purpose FROM notice"))
    assert told == {"answer": 2, "tell": 2, "remind": 1, "escalate": 1}
    world.check()


@on("sqlite")
def test_a_part_that_is_told_to_stop_ends_well(world: World) -> None:
    bots = [world.bot(only=part) for part in ("doors", "engine", "courier")]
    world.start(*bots)

    assert [bot.stop() for bot in bots] == [0, 0, 0]
