"""The bot is killed at each moment at which that hurts most, and goes on after it.

Each test tells one story to its end, with a kill in every message of it: what was
answered is on record, what was taken is worked off once, what was to be told is
told once.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bot import probe
from bot.simulator.bot_process import BotProcess
from models import enums
from tests.kill.world import World, answered, losing_answers
from tests.storage.databases import on

#: Kills in one story.
KILLS = 6


@dataclass
class Story:
    """One story, with the moment at which the bot dies in it."""

    world: World
    bot: BotProcess
    moment: str
    kills: Counter[str]

    def dies(
        self, purpose: enums.Purpose, cause: Callable[[], object], *, after: int = 0
    ) -> None:
        """Let the bot die while this message is at that moment, and go on."""
        after = after if self.moment in (probe.IN_BATCH, probe.COMMITTED) else 0
        before = self.world.newest(purpose)

        def look() -> None:
            assert self.bot.stopped_at == self.moment
            self.stands(purpose, before, after)
            self.kills[purpose.value] += 1

        self.world.kill_at(self.bot, self.moment, cause, after=after, look=look)
        self.world.start(self.bot)
        self.world.finish()

    def stands(self, purpose: enums.Purpose, before: object, after: int) -> None:
        """Check that the message stands where the moment says."""
        notice = self.world.newest(purpose)
        if self.moment == probe.IN_BATCH and after == 0:
            # What would have written it is lost.
            assert notice == before
            return
        assert notice is not None
        is_claimed = (self.moment, after) not in (
            (probe.IN_BATCH, 1),
            (probe.COMMITTED, 0),
        )
        if purpose is not enums.Purpose.ANSWER:
            assert notice.state == ("sending" if is_claimed else "queued")
        assert notice.provider_id is None
        assert self.world.copies(notice) == (1 if self.moment == probe.SENT else 0)


@on("sqlite")
@pytest.mark.parametrize("moment", probe.MOMENTS)
def test_a_story_is_told_to_its_end_by_a_bot_that_is_killed_in_every_message(
    world: World, moment: str
) -> None:
    bot = world.bot()
    world.start(bot)
    story = Story(world, bot, moment, Counter())

    _answer(story)
    assert "AID" in answered(world.asha.texts("AID ems on scene"))
    world.finish()
    story.dies(
        enums.Purpose.TELL, lambda: world.asha.texts("NEW two men taken"), after=1
    )
    for purpose, after in (
        (enums.Purpose.REMIND, 0),
        (enums.Purpose.ESCALATE, 1),
        (enums.Purpose.ESCALATE, 0),
        (enums.Purpose.NOBODY, 1),
    ):
        world.approach_next_step()
        story.dies(purpose, world.leap_to_next_step, after=after)

    assert story.kills.total() == KILLS
    assert set(story.kills) == {"answer", "tell", "remind", "escalate", "nobody"}
    told = Counter(row.purpose for row in world.rows("SELECT purpose FROM notice"))
    assert told == {"answer": 3, "tell": 2, "remind": 1, "escalate": 2, "nobody": 1}
    world.check()


@on("postgresql")
@pytest.mark.parametrize("moment", probe.MOMENTS)
def test_a_server_rolls_back_what_a_bot_that_is_killed_left_open(
    world: World, moment: str
) -> None:
    bot = world.bot()
    world.start(bot)
    story = Story(world, bot, moment, Counter())

    story.dies(
        enums.Purpose.TELL, lambda: world.asha.texts("NEW two men taken"), after=1
    )
    world.approach_next_step()
    story.dies(enums.Purpose.REMIND, world.leap_to_next_step)

    assert story.kills == {"tell": 1, "remind": 1}
    told = Counter(row.purpose for row in world.rows("SELECT purpose FROM notice"))
    assert told == {"answer": 1, "tell": 1, "remind": 1}
    world.check()


def _answer(story: Story) -> None:
    """Kill the bot over the answer to the first text."""
    world = story.world

    answers: list[str] = []

    def text() -> None:
        answers.extend(world.asha.texts("NEW agents struck a man").answers)

    if story.moment in (probe.IN_BATCH, probe.COMMITTED):
        story.dies(enums.Purpose.ANSWER, text)
        # Nobody is answered before the commit has returned.
        assert answers == []
        return
    # An answer that was lost on its way is sent as a message of its own.
    with losing_answers(world):
        text()
    world.settle()
    story.dies(enums.Purpose.ANSWER, lambda: world.leap_until_stopped(story.bot))
