"""Who writes, where a star stands before the words, and who takes the watch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.sms import commands_of, grammar, parsed, senders
from models import commands


@pytest.mark.parametrize(
    ("text", "star", "kind"),
    [
        ("4432 ACK 7KD4X", "4432", parsed.Acknowledge),
        ("star 4432 ACK", "4432", parsed.Acknowledge),
        ("STAR #4432: status", "4432", parsed.Status),
        ("4432, flag 10 mar 29", "4432", parsed.DutyWord),
        ("4432 NEW two agents struck a man", "4432", parsed.New),
        ("4432 WATCH", "4432", parsed.Watch),
        # No word of ours follows: what was said is said by whoever has the number.
        ("4432", None, parsed.Free),
        ("01234 agents struck a man", None, parsed.Free),
        ("1021 on the corner two agents", None, parsed.Free),
        ("4432 STOP", None, parsed.Free),
        ("1234567 STATUS", None, parsed.Free),
        ("STAR WARS fans at the door", None, parsed.Free),
        ("STOP", None, parsed.CarrierWord),
        ("ACK 7KD4X", None, parsed.Acknowledge),
        ("", None, parsed.Empty),
    ],
)
def test_a_star_counts_only_before_a_word_of_ours(
    text: str, star: str | None, kind: type
) -> None:
    found, said = senders.split(text, grammar.parse)
    assert (found, type(said)) == (star, kind)


@given(st.text(max_size=200))
def test_no_text_raises_and_without_a_star_nothing_changes(text: str) -> None:
    star, said = senders.split(text, grammar.parse)
    if star is None:
        assert said == grammar.parse(text)
    else:
        assert star.isdigit()


@pytest.mark.parametrize(
    ("text", "takes_over"),
    [
        ("WATCH", False),
        ("watch!", False),
        ("watch thanks", False),
        ("I have the watch.", False),
        ("WATCH TAKE", True),
        ("watch take over", True),
        ("WATCH MINE", True),
    ],
)
def test_the_watch_is_taken_by_its_word(text: str, takes_over: bool) -> None:
    said = grammar.parse(text)
    assert said == parsed.Watch(takes_over=takes_over)


@pytest.mark.parametrize(
    "text", ["WATCH out for two agents", "I have the watch list", "I SAW IT", "I"]
)
def test_a_report_is_not_taken_for_it(text: str) -> None:
    assert isinstance(grammar.parse(text), parsed.Free)


def test_the_star_goes_with_the_command() -> None:
    inbound = commands.InboundText(
        provider_id="SM1", e164="+13125550101", to_e164="", body="4432 WATCH TAKE"
    )
    command = commands_of.command_of(inbound)
    assert isinstance(command, commands.TakeWatch)
    assert command.takes_over
    assert command.actor.star == "4432"
    assert command.inbound is not None
    assert command.inbound.body == "4432 WATCH TAKE"
