"""Look after what waits for a person: texts of strangers, and words held back."""

import argparse
from typing import TYPE_CHECKING, Any

from bot.cli import access, arguments, output
from models import commands, enums, errors, views

if TYPE_CHECKING:
    from models.inbox import Inbound


def add_to(topics: arguments.Commands) -> None:
    """Add the commands of this topic."""
    _add_inbox(topics)
    _add_held(topics)


def _add_inbox(topics: arguments.Commands) -> None:
    parser = arguments.add(
        topics, "inbox", _inbox, "list texts of unknown numbers and those that failed"
    )
    arguments.add_json(parser)
    group = parser.add_subparsers(metavar="COMMAND")
    accept = arguments.add(group, "accept", _accept, "open an incident from a text")
    accept.add_argument("id", metavar="ID", help="as `holdfast inbox` shows it")
    arguments.add_as(accept)


def _add_held(topics: arguments.Commands) -> None:
    parser = arguments.add(
        topics, "held", _held, "list words held back that nobody decided on"
    )
    arguments.add_json(parser)
    group = parser.add_subparsers(metavar="COMMAND")
    for name, about in (
        ("release", "release held words on a legal authority"),
        ("keep", "keep held words back for good"),
    ):
        decide = arguments.add(group, name, _decide, about)
        decide.set_defaults(is_released=name == "release")
        arguments.add_reference(decide)
        decide.add_argument("position", metavar="POSITION", type=arguments.count)
        arguments.add_as(decide)
        decide.add_argument(
            "--authority",
            metavar="TEXT",
            required=True,
            help="on which authority, or why; goes on record",
        )


def _inbox(asked: argparse.Namespace) -> int:
    settings = access.settings()
    from bot.store import reads

    with access.reading(settings) as connection:
        texts = reads.waiting_texts(connection)
    if asked.json:
        output.say_json([_shown(text) for text in texts])
        return 0
    zone = access.zone(settings)
    for text in texts:
        failed = text.state is enums.InboundState.FAILED
        what = f"failed ({text.error})" if failed else "from an unknown number"
        at = output.local(text.sent_at, zone)
        output.say(f"{text.id}  {at}  {output.mask(text.e164)}  {what}")
        media = f" [{text.media_count} media]" if text.media_count else ""
        output.say(f'    "{text.body}"{media}')
    if texts:
        output.say("An incident from one: holdfast inbox accept ID --as STAR")
    else:
        output.say("Nothing waits.")
    return 0


def _shown(text: "Inbound") -> dict[str, Any]:
    return {
        "id": text.id,
        "state": text.state.value,
        "from": output.mask(text.e164),
        "body": text.body,
        "media_count": text.media_count,
        "sent_at": output.instant(text.sent_at),
        "received_at": output.instant(text.received_at),
        "is_late": bool(text.is_late),
        "error": text.error,
    }


def _accept(asked: argparse.Namespace) -> int:
    settings = access.settings()
    from bot.store import reads

    with access.house(settings) as house:
        with house.database.reading() as connection:
            text = reads.text(connection, asked.id)
        if text is not None and text.state is enums.InboundState.FAILED:
            raise errors.ConflictError(
                "This text is from a number that is known; the running bot works it "
                "off as soon as it can be."
            )
        reply = house.desk.do_now(
            commands.AcceptText(
                **access.asking(access.person_of(house, asked.star)),
                inbound_id=asked.id,
            )
        )
    if not isinstance(reply.view, views.Opened):
        raise TypeError("the desk answered a text that was accepted otherwise")
    output.say(f"Opened {reply.view.reference}.")
    return 0


def _held(asked: argparse.Namespace) -> int:
    settings = access.settings()
    from bot.store import reads

    with access.reading(settings) as connection:
        found = reads.undecided_words(connection)
    if asked.json:
        output.say_json(
            [
                {
                    "reference": one.reference,
                    "position": one.position,
                    "at": output.instant(one.at),
                    "rule": one.rule,
                    "words": one.words,
                }
                for one in found
            ]
        )
        return 0
    zone = access.zone(settings)
    for one in found:
        at = output.local(one.at, zone)
        output.say(f"{one.reference} {one.position}  {at}  held by {one.rule}")
        for words in dict.fromkeys(one.words.values()):
            output.say(f'    "{words}"')
    if found:
        output.say("Decide: holdfast held release|keep REF POSITION --as STAR ...")
    else:
        output.say("No words wait for a decision.")
    return 0


def _decide(asked: argparse.Namespace) -> int:
    settings = access.settings()
    with access.house(settings) as house:
        house.desk.do_now(
            commands.DecideHeldText(
                **access.asking(access.person_of(house, asked.star)),
                reference=asked.reference,
                position=asked.position,
                is_released=asked.is_released,
                authority=asked.authority,
            )
        )
    what = "released" if asked.is_released else "kept back"
    output.say(f"The words of {asked.reference}, entry {asked.position}, are {what}.")
    return 0
