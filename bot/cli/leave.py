"""Record that somebody is away, and that they are back."""

import argparse

from bot.cli import access, arguments, duty_words, people
from models import commands, errors


def add_to(words: arguments.Commands) -> None:
    """Add the commands of this topic."""
    parser = arguments.add(
        words, "leave", _leave, "record that somebody is away, or back"
    )
    duty_words.add_span(parser)
    parser.add_argument(
        "--end", action="store_true", help="their leave ends now, or never begins"
    )


def _leave(asked: argparse.Namespace) -> int:
    if not asked.end:
        if asked.until_local is None:
            raise errors.InvalidInputError("until", "Say --until when, or --end.")
        return duty_words.say_of(asked, lambda base: commands.RecordLeave(**base))
    settings = access.settings()
    with access.house(settings) as house:
        duty_words.withdraw(
            house,
            commands.EndLeave(
                actor=access.operator(),
                request_id=people.new_request(),
                who=asked.star,
            ),
        )
    return 0
