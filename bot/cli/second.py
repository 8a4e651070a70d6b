"""Correct times, adopt a policy, and decide on what waits for a second person."""

import argparse
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.cli import access, arguments, output
from models import commands, errors, views

if TYPE_CHECKING:
    from bot.house import House

#: What each kind of change is called.
_WHAT = {
    "opened_at": "seen or reported",
    "recorded_at": "recorded",
    "ask_by": "ask by",
    "lost_at": "lost",
    "due_at": "due",
    "new": "new duty, due",
}


def add_to(topics: arguments.Commands) -> None:
    """Add the commands of this topic."""
    parser = arguments.add(
        topics, "correct", _correct, "correct the times of an incident"
    )
    arguments.add_reference(parser)
    arguments.add_as(parser)
    parser.add_argument(
        "--opened-at",
        metavar="TIME",
        type=arguments.instant,
        help="when it was seen or reported",
    )
    parser.add_argument(
        "--recorded-at",
        metavar=("STAR", "TIME"),
        nargs=2,
        action="append",
        default=[],
        help="when the camera of a star, or a source, recorded; may be repeated",
    )
    parser.add_argument("--why", metavar="TEXT", default="", help="goes on record")
    parser = arguments.add(
        topics, "waiting", _waiting, "list changes that wait for a second person"
    )
    arguments.add_json(parser)
    group = parser.add_subparsers(metavar="COMMAND")
    for name, about in (
        ("agree", "agree to what somebody else wants done"),
        ("refuse", "refuse it, or withdraw one's own"),
    ):
        decide = arguments.add(group, name, _decide, about)
        decide.set_defaults(is_agreed=name == "agree")
        arguments.add_reference(decide)
        decide.add_argument("number", metavar="NUMBER", nargs="?", type=arguments.count)
        arguments.add_as(decide)
        decide.add_argument("--why", metavar="TEXT", default="", help="goes on record")


def add_adopt(group: arguments.Commands) -> None:
    """Add the command that puts an incident under the policy in force."""
    parser = arguments.add(
        group,
        "adopt",
        _adopt,
        "put an incident's open duties under the policy in force",
    )
    arguments.add_reference(parser)
    parser.add_argument(
        "--yes", action="store_true", help="do it; without this it is only shown"
    )


# --- Correct --------------------------------------------------------------------------


def _correct(asked: argparse.Namespace) -> int:
    settings = access.settings()
    with access.house(settings) as house:
        zone = ZoneInfo(house.policy.timezone)
        values, seen = _times(house, asked, zone)
        if not values:
            raise errors.InvalidInputError(
                "time", "Say which time: --opened-at TIME or --recorded-at STAR TIME."
            )
        reply = house.desk.do_now(
            commands.CorrectIncident(
                **access.asking(access.person_of(house, asked.star)),
                reference=asked.reference,
                values=values,
                seen=seen,
                reason=asked.why,
            )
        )
    _say(reply.view, zone)
    return 0


def _times(
    house: "House", asked: argparse.Namespace, zone: ZoneInfo
) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """Return the wanted times by field, and those that stand."""
    from bot.store import reads
    from bot.verbs.ground import recording
    from bot.verbs.incident import correct_incident

    with house.database.reading() as connection:
        found = reads.incident(connection, asked.reference)
    if found is None:
        raise errors.NotFoundError(f"There is no incident {asked.reference}.")
    values: dict[str, str | None] = {}
    seen: dict[str, str | None] = {}
    if asked.opened_at is not None:
        values[correct_incident.OPENED_AT] = _written(asked.opened_at, zone)
        seen[correct_incident.OPENED_AT] = recording.instant(found.incident.opened_at)
    for whose, at in asked.recorded_at:
        pieces = [p for p in found.footage if whose in (p.recorder_star, p.source)]
        if len(pieces) != 1:
            what = "no recording" if not pieces else "more than one recording"
            raise errors.InvalidInputError(
                "recording", f"{asked.reference} has {what} of {whose}."
            )
        name = f"{correct_incident.RECORDED_AT}{pieces[0].id}"
        try:
            values[name] = _written(arguments.instant(at), zone)
        except argparse.ArgumentTypeError as error:
            raise errors.InvalidInputError("recorded_at", str(error)) from None
        seen[name] = recording.instant(pieces[0].recorded_at)
    return values, seen


def _written(at: datetime, zone: ZoneInfo) -> str:
    return arguments.by_clock(at, zone.key).isoformat()


# --- Adopt ----------------------------------------------------------------------------


def _adopt(asked: argparse.Namespace) -> int:
    settings = access.settings()
    with access.house(settings) as house:
        zone = ZoneInfo(house.policy.timezone)

        def ask(*, is_dry_run: bool) -> Any:
            return house.desk.do_now(
                commands.AdoptPolicy(
                    **access.asking(is_dry_run=is_dry_run),
                    reference=asked.reference,
                    is_dry_run=is_dry_run,
                )
            ).view

        shown = ask(is_dry_run=True)
        _say(shown, zone)
        if isinstance(shown, views.Adopted) and shown.old_version == shown.new_version:
            return 0
        if asked.yes:
            view = ask(is_dry_run=False)
            if isinstance(view, views.Proposed) or view.is_applied:
                _say_outcome(view, zone)
        else:
            output.say("Nothing was changed. If that is meant, say --yes.")
    return 0


# --- What waits -----------------------------------------------------------------------


def _waiting(asked: argparse.Namespace) -> int:
    settings = access.settings()
    from bot.store import reads, seconds
    from bot.verbs.ground import proposals

    with access.reading(settings) as connection:
        found = seconds.waiting(connection)
        known = reads.people(connection)
    zone = access.zone(settings)
    shown: list[dict[str, Any]] = [
        {
            "reference": reference,
            "number": number,
            "wants": one.verb,
            "made_by": known.label(one.made_by) if one.made_by else "the operator",
            "made_at": output.instant(one.made_at),
            "changes": [
                _line(shift, zone) for shift in proposals.shifts_of(one.content)
            ],
        }
        for reference, number, one in found
    ]
    if asked.json:
        output.say_json(shown)
        return 0
    for line in shown:
        what = str(line["wants"]).replace("_", " ")
        output.say(
            f"{line['reference']} {line['number']}  {what}, wanted by {line['made_by']}"
        )
        for change in line["changes"]:
            output.say(f"    {change}")
    if shown:
        output.say("Decide: holdfast waiting agree|refuse REF [NUMBER] --as STAR")
    else:
        output.say("Nothing waits for a second person.")
    return 0


def _decide(asked: argparse.Namespace) -> int:
    settings = access.settings()
    with access.house(settings) as house:
        zone = ZoneInfo(house.policy.timezone)
        reply = house.desk.do_now(
            commands.DecideProposal(
                **access.asking(access.person_of(house, asked.star)),
                reference=asked.reference,
                number=asked.number,
                is_agreed=asked.is_agreed,
                reason=asked.why,
            )
        )
    _say(reply.view, zone)
    return 0


# --- In words -------------------------------------------------------------------------


def _say(view: Any, zone: ZoneInfo) -> None:
    if isinstance(view, views.Adopted):
        _say_difference(view, zone)
        return
    if isinstance(view, views.Corrected):
        what = "corrected" if view.changes else "as it was"
        output.say(f"{view.reference} is {what}.")
        _say_shifts(view.shifts, zone)
        return
    _say_outcome(view, zone)


def _say_difference(view: views.Adopted, zone: ZoneInfo) -> None:
    if view.old_version == view.new_version:
        output.say(f"{view.reference} is under the policy in force already.")
        return
    output.say(
        f"{view.reference}: version {view.old_version[:12]} -> {view.new_version[:12]}"
    )
    _say_shifts(view.shifts, zone)
    if not view.shifts:
        output.say("    no date moves")
    for reason in view.why:
        output.say(f"    needs a second person: {reason}")


def _say_outcome(view: Any, zone: ZoneInfo) -> None:
    if isinstance(view, views.Adopted):
        output.say(f"{view.reference} is under the policy in force now.")
    elif isinstance(view, views.ProposalDecided):
        what = "withdrawn" if view.is_withdrawn else "refused"
        what = "agreed to and carried out" if view.is_agreed else what
        output.say(f"{view.reference}: change {view.number} is {what}.")
        _say_shifts(view.shifts, zone)
    elif isinstance(view, views.Proposed):
        again = "waits already" if view.is_known else "waits for a second person"
        output.say(f"{view.reference}: nothing changed; change {view.number} {again}.")
        for reason in view.why:
            output.say(f"    {reason}")
        told = ", ".join(view.told) or "nobody, for nobody who may agree is on duty"
        output.say(f"    told: {told}")


def _say_shifts(shifts: Iterable[views.Shift], zone: ZoneInfo) -> None:
    for shift in shifts:
        output.say(f"    {_line(shift, zone)}")


def _line(shift: views.Shift, zone: ZoneInfo) -> str:
    def said(value: datetime | str | None) -> str:
        if isinstance(value, datetime):
            return output.local(value, zone)
        return value or "nothing"

    what = _WHAT.get(shift.what, shift.what.replace("_", " "))
    return f"{shift.of} {what}: {said(shift.old)} -> {said(shift.new)}"
