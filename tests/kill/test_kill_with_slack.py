"""The bot is killed with Slack in the path: one card each, showing what stands."""

from collections import Counter

import pytest

from bot import probe
from tests.kill.slack_world import SlackWorld
from tests.kill.world import LEAP_FOR
from tests.storage.databases import on

OPEN = "/incident open agents struck a man"


@on("sqlite")
@pytest.mark.parametrize("moment", probe.MOMENTS)
def test_incident_has_one_card_whenever_the_bot_dies_over_it(
    slack_world: SlackWorld, moment: str
) -> None:
    world, kills = slack_world, Counter[str]()
    bot = world.bot()
    world.start(bot)
    typed = []

    def look() -> None:
        kills[moment] += 1
        card = world.row("card")
        assert world.told("incident:opened") == (moment != probe.IN_BATCH)
        assert len(world.cards()) == (moment == probe.SENT)
        is_posting = card is not None and card.posting_since is not None
        assert is_posting == (moment in (probe.SENDING, probe.SENT))

    world.kill_at(
        bot, moment, lambda: typed.append(world.dora.command(OPEN)), look=look
    )
    (first,) = typed
    if moment in (probe.IN_BATCH, probe.COMMITTED):
        # Nobody is answered before the commit has returned.
        assert first.failed is not None
    world.start(bot)
    world.finish()

    # Slack may bring the very same again, and its sender hears what became of it.
    again = world.workspace.line.carry("slash_commands", first.sent)
    is_new = moment == probe.IN_BATCH
    assert ("opened" if is_new else "taken care of") in again.body["text"]
    world.finish()
    (card,) = world.cards()

    world.leap(LEAP_FOR)
    world.settle()

    # The bot dies once more where the card is to show something newer.
    in_place = moment if moment not in (probe.SENDING, probe.SENT) else probe.CLAIMED

    def look_again() -> None:
        kills["in place"] += 1
        assert world.told("duty:acknowledged") == (moment != probe.IN_BATCH)
        assert "star 900" not in world.cards()[0].rendered

    def press() -> None:
        world.sergeant.press(card, "acknowledge")

    world.kill_at(bot, in_place, press, look=look_again)
    world.start(bot)
    world.finish()
    if moment == probe.IN_BATCH:
        # What would have written it is lost, and the presser was not told yes.
        assert world.told("duty:acknowledged") == 0
        press()
        world.reports.until(lambda: world.told("duty:acknowledged"))
        world.finish()

    assert kills == {moment: 1, "in place": 1}
    assert world.told("incident:opened") == world.told("duty:acknowledged") == 1
    (card,) = world.cards()
    assert "star 900" in card.rendered
    world.check()


@on("sqlite")
@pytest.mark.parametrize("moment", [probe.SENDING, probe.SENT])
def test_list_is_posted_once_though_the_bot_dies_over_it(
    slack_world: SlackWorld, moment: str
) -> None:
    world = slack_world
    bot = world.bot()
    world.start(bot)
    kills = 0

    def look() -> None:
        nonlocal kills
        kills += 1
        assert len(world.cards()) == 1
        assert len(world.sergeant.dms) == (moment == probe.SENT)

    # The card goes first.
    world.kill_at(bot, moment, lambda: world.dora.command(OPEN), after=1, look=look)
    world.start(bot)
    world.finish()

    assert kills == 1
    (owed,) = world.sergeant.dms
    assert "26-0001B" in owed.rendered
    states = world.rows("SELECT state FROM notice WHERE channel = 'slack'")
    assert {row.state for row in states} == {"accepted"}
    world.check()


@on("sqlite")
@pytest.mark.parametrize("moment", [probe.IN_BATCH, probe.COMMITTED])
def test_words_in_a_thread_are_on_record_once_though_the_bot_dies_over_them(
    slack_world: SlackWorld, moment: str
) -> None:
    world = slack_world
    bot = world.bot()
    world.start(bot)
    world.dora.command(OPEN)
    world.finish()
    (card,) = world.cards()
    world.sergeant.says("dispatch", "two witnesses stayed", thread_ts=card.ts)

    def look() -> None:
        assert world.told("incident:noted") == (moment == probe.COMMITTED)

    world.kill_at(bot, moment, world.workspace.settle, look=look)
    assert world.workspace.next_event_at() is not None
    world.start(bot)
    world.leap_to_next_event()
    world.finish()

    assert world.workspace.given_up == []
    assert world.told("incident:noted") == 1
    world.check()


@pytest.mark.parametrize("moment", [probe.CLAIMED, probe.SENT])
def test_another_bot_goes_on_with_the_cards_of_one_that_died(
    slack_world: SlackWorld, moment: str
) -> None:
    world = slack_world
    one, other = world.bot(), world.bot(has_own_clock=True)
    world.start(one, other)

    # The other's clock is behind, so that this one does the work.
    with world.own_clocks_behind():
        world.prefers = one
        world.kill_at(one, moment, lambda: world.dora.command(OPEN))
        world.prefers = other
    assert (one.is_running, other.is_running) == (False, True)
    world.finish()
    assert "opened" in world.dora.command("/incident open two men").acknowledged["text"]
    world.finish()

    assert len(world.cards()) == 2
    world.check()
