"""What happened while the bot was down is made up for at its start, once."""

from datetime import timedelta

import pytest

from bot import probe
from models import enums
from tests.kill.world import World, answered
from tests.storage.databases import on


@on("sqlite")
def test_texts_sent_meanwhile_are_worked_off_once_and_marked_late(
    world: World,
) -> None:
    bot = world.bot()
    world.start(bot)
    world.kill(bot)

    sent = [world.asha.texts(f"NEW van {number} takes a man") for number in range(3)]
    assert [exchange.answers for exchange in sent] == [()] * 3
    world.leap(timedelta(minutes=10))
    world.start(bot)
    world.finish()
    world.kill(bot)
    world.start(bot)
    world.finish()

    kept = world.rows("SELECT is_late FROM inbound")
    assert [bool(row.is_late) for row in kept] == [True] * 3
    opened = world.rows("SELECT is_late FROM incident")
    assert [bool(row.is_late) for row in opened] == [True] * 3
    assert len(world.asha.received) == 3
    # All three were to be told at once, so they are one text.
    (told,) = world.boyd.received
    assert "3 opened" in told.body
    world.check()


@on("sqlite")
def test_a_text_that_was_fetched_before_its_webhook_came_is_answered_once(
    world: World,
) -> None:
    bot = world.bot()
    world.start(bot)
    world.kill(bot)
    down = world.asha.texts("NEW agents struck a man")
    world.start(bot)
    world.finish()

    (late,) = world.asha.repeats(down)
    up = world.asha.texts("NEW two men taken")
    (again,) = world.asha.repeats(up)

    assert (late.status, late.answers) == (200, ())
    # What was answered in its own webhook is answered so again.
    assert again.answers == up.answers != ()


@on("sqlite")
def test_texts_are_worked_off_once_by_a_bot_that_is_killed_whenever_it_starts(
    world: World,
) -> None:
    bot = world.bot()
    world.start(bot)
    world.kill(bot)
    for number in range(2):
        world.asha.texts(f"NEW van {number} takes a man")

    kills = 0
    for moment in (probe.COMMITTED, probe.IN_BATCH):
        for after in range(4):
            world.leap(timedelta(minutes=1))
            bot.stop_at(moment, after)
            bot.start()
            bot.wait_until_stopped()
            world.kill(bot)
            kills += 1
    world.start(bot)
    world.finish()

    assert kills == 8
    assert len(world.rows("SELECT id FROM incident")) == 2
    world.check()


@on("sqlite")
@pytest.mark.parametrize("is_killed", [True, False])
def test_a_step_that_was_due_meanwhile_is_taken_once_and_marked_late(
    world: World, is_killed: bool
) -> None:
    bot = world.bot()
    world.start(bot)
    assert "opened" in answered(world.asha.texts("NEW agents struck a man"))
    world.finish()
    world.leap_to_next_step()
    world.finish()
    assert len(world.rows("SELECT id FROM notice WHERE purpose = 'remind'")) == 1
    if is_killed:
        world.kill(bot)
    else:
        assert bot.stop() == 0

    # Due after 20 min and, for the next rung, 20 min after that.
    world.leap(timedelta(minutes=50))
    world.start(bot)
    world.finish()

    (late,) = world.rows("SELECT * FROM notice WHERE purpose = 'escalate'")
    assert late.is_late
    assert late.to_e164 == world.boyd.e164
    assert late.body.startswith("LATE: ")
    assert world.copies(late) == 1
    world.leap_to_next_step()
    world.finish()
    in_time = world.newest(enums.Purpose.ESCALATE)
    assert (bool(in_time.is_late), in_time.to_e164) == (False, world.carl.e164)
    world.check()


@on("sqlite")
def test_a_bot_that_is_told_to_stop_notes_first_what_it_is_sending(
    world: World,
) -> None:
    bot = world.bot()
    world.start(bot)
    world.company.troubles.answer_delay_seconds = 0.2

    assert "opened" in answered(world.asha.texts("NEW agents struck a man"))
    world.reports.until(lambda: bot.passed[probe.SENDING])
    assert bot.stop() == 0

    told = world.newest(enums.Purpose.TELL)
    assert (told.state, world.copies(told)) == ("accepted", 1)
    world.company.troubles.answer_delay_seconds = 0
    world.company.settle()
    world.start(bot)
    world.finish()
    assert world.copies(told) == 1
    world.check()
