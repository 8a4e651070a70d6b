"""Look whether what is owed goes on, and whether somebody outside is told so."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from bot.cli import checks
from bot.cli.checks import Check
from bot.engine import auditor
from bot.store import auditing
from bot.store.health import SLOW_PARTS
from bot.verbs.steps import raise_alarm
from models import errors
from models.findings import FindingKind

if TYPE_CHECKING:
    from bot.house import House

#: What to do about each finding.
_ADVICE = {
    FindingKind.STEP: "the bot mends it within minutes; see that it runs: holdfast run",
    FindingKind.LATE: "see that the bot runs: holdfast run",
    FindingKind.UNREACHABLE: "see what is said of the roster; import it again",
    FindingKind.UNSEARCHED: "have a second person search for it, and record that",
    FindingKind.UNJUDGED: "holdfast audit verify; the log names the incident",
}


def of_duties(house: "House") -> Iterator[Check]:
    """Look at every open duty, as the auditor does."""
    now = house.clock.now()
    look = house.proof()
    try:
        looked = look.look(now - auditor.PACE)
        found = look.name(looked)
    except errors.StorageError as error:
        todo = "see what is said of the database"
        yield checks.wrong("duties", str(error), todo)
        return
    yield from _told(house, now)
    if looked.to_mend:
        count = len(looked.to_mend)
        yield checks.note(
            "duties",
            raise_alarm.words(FindingKind.STEP, count),
            _ADVICE[FindingKind.STEP],
        )
    for kind in FindingKind:
        of_kind = [finding for finding in found if finding.kind is kind]
        if of_kind:
            count = sum(finding.count for finding in of_kind)
            names = ", ".join(finding.subject for finding in of_kind if finding.subject)
            what = raise_alarm.words(kind, count)
            yield checks.wrong(
                "duties",
                f"{what}: {names}" if names else what,
                _ADVICE.get(kind, "see the log of the bot"),
            )
    if not found and not looked.to_mend:
        what = f"{looked.judged} judged: each has its next step and somebody to tell"
        yield checks.ok("duties", what)


def _told(house: "House", now: datetime) -> Iterator[Check]:
    """Say of what the bot's own rounds told lately."""
    with house.database.reading() as connection:
        told = auditing.alarms(connection, now - raise_alarm.ONCE_IN)
    if told:
        named = ", ".join(f"{kind} {subject}".strip() for kind, subject in sorted(told))
        yield checks.note(
            "duties",
            f"told in the last day: {named}",
            "what still is so is told again tomorrow; see /metrics",
        )


def of_heartbeat(house: "House", now: datetime) -> Check:
    """Say when somebody outside was last told that all is well."""
    name, mark = "heartbeat", auditor.SIGNAL_MARK
    if house.settings.heartbeat_url is None:
        return checks.off(
            name, "HEARTBEAT_URL is not set: nobody outside notices when this stops"
        )
    at = house.health.marked_at(mark)
    if at is None:
        return checks.note(
            name,
            "was not given yet",
            "the bot gives it after two rounds of its auditor: ten minutes",
        )
    minutes = (now - at).total_seconds() / 60
    what = f"last given {minutes:.0f} minutes ago"
    if now - at > SLOW_PARTS[auditor.MARK]:
        todo = "see that the bot runs, and what is wrong with the duties"
        return checks.wrong(name, what, todo)
    return checks.ok(name, what)
