"""A message that the provider took is found there, and not sent a second time."""

from datetime import timedelta

from bot import probe
from bot.outbox import courier
from bot.simulator import troubles
from models import enums
from tests.kill.world import World
from tests.storage.databases import on


def text(world: World) -> None:
    """Have a sergeant told something."""
    world.asha.texts("NEW agents struck a man")


@on("sqlite")
def test_it_is_found_and_not_sent_again(world: World) -> None:
    bot = world.bot()
    world.start(bot)

    world.kill_at(bot, probe.SENT, lambda: text(world))
    told = world.newest(enums.Purpose.TELL)
    assert (told.state, told.provider_id, world.copies(told)) == ("sending", None, 1)
    world.start(bot)
    world.finish()

    assert world.outcomes(told) == [None, "found"]
    assert world.copies(told) == 1
    world.check()


@on("sqlite")
def test_it_is_found_where_the_provider_lists_it_late(world: World) -> None:
    bot = world.bot()
    world.start(bot)
    world.company.troubles.listing_delay_for = timedelta(seconds=60)

    world.kill_at(bot, probe.SENT, lambda: text(world))
    told = world.newest(enums.Purpose.TELL)
    world.start(bot)
    world.finish()

    first, *unknown, last = world.outcomes(told)
    assert (first, set(unknown), last) == (None, {"unknown"}, "found")
    assert world.copies(told) == 1
    world.check()


@on("sqlite")
def test_it_is_found_where_the_provider_hung_up_and_the_bot_died_noting_that(
    world: World,
) -> None:
    bot = world.bot()
    world.start(bot)
    world.company.troubles.next_creates(troubles.accept_then_drop())

    def look() -> None:
        # Whoever is on the line is not stopped; what it hears of it is lost.
        world.reports.until(lambda: world.company.outgoing(world.boyd.e164))

    world.kill_at(
        bot,
        probe.IN_BATCH,
        lambda: text(world),
        following=probe.SENDING,
        look=look,
    )
    told = world.newest(enums.Purpose.TELL)
    world.start(bot)
    world.finish()

    assert world.outcomes(told)[-1] == "found"
    assert world.copies(told) == 1
    world.check()


@on("sqlite")
def test_it_is_found_where_the_bot_died_waiting_for_the_answer(world: World) -> None:
    bot = world.bot()
    world.start(bot)
    world.company.troubles.next_creates(troubles.hang(accepts=True))

    text(world)
    world.reports.until(lambda: world.company.outgoing(world.boyd.e164))
    world.kill(bot)
    told = world.newest(enums.Purpose.TELL)
    world.start(bot)
    world.finish()

    assert world.outcomes(told) == [None, "found"]
    assert world.copies(told) == 1
    world.check()


@on("sqlite")
def test_what_it_did_not_take_is_sent_when_it_is_sure_that_it_is_not_there(
    world: World,
) -> None:
    bot = world.bot()
    world.start(bot)

    world.kill_at(bot, probe.SENDING, lambda: text(world))
    told = world.newest(enums.Purpose.TELL)
    world.start(bot)
    last_send_at = world.clock.now()
    world.finish()

    first, *unknown, not_found, sent = world.outcomes(told)
    assert (first, set(unknown)) == (None, {"unknown"})
    assert (not_found, sent) == ("not_found", "accepted")
    (message,) = world.company.outgoing(world.boyd.e164)
    assert message.created_at - last_send_at > courier.LISTING_SETTLES_FOR / 2
    assert world.copies(told) == 1
    world.check()
