"""Say who is a second person to what somebody wants done; pure."""

from datetime import datetime

from bot.policy.schema import EVERYTHING, Policy
from bot.verbs.ground import witnesses
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.who.people import Roster
from models import commands, errors
from models.incident import Proposal
from models.people import Person

#: The right to be one.
RIGHT = "second"


def told(
    roster: Roster,
    policy: Policy,
    file: IncidentFile,
    maker: Person | None,
    now: datetime,
) -> list[Person]:
    """List who is told: those on duty nearest to the opener, of each role that may."""
    near = roster.by_id.get(file.incident.opened_by or "")
    but = barred(roster, file, maker.id if maker else None)
    return [
        person
        for role in policy.role
        if EVERYTHING in role.may or RIGHT in role.may
        for person in roster.on_duty(
            role.id, policy, now, near=near, unit=file.unit, but=but
        )
    ]


def barred(roster: Roster, file: IncidentFile, maker_id: str | None) -> set[str]:
    """Return who cannot be the second person.

    Those who were there, whoever wants it done, and whoever shares a number with
    one of them: two rows of the roster may be one human being.
    """
    found = witnesses.there(file, roster) | ({maker_id} if maker_id else set())
    return roster.sharing(found)


def require(
    situation: Situation,
    file: IncidentFile,
    proposal: Proposal,
    command: commands.Command,
    person: Person,
) -> None:
    """Go on only where somebody is a second person to what was proposed.

    Raises:
        RefusedError: They want it themselves, were there, or act through the
            account by which it was asked for.
    """
    account = command.actor.account
    is_same_account = account is not None and account == proposal.made_by_account
    is_barred = person.id in barred(situation.roster, file, proposal.made_by)
    if is_barred or is_same_account:
        raise errors.RefusedError(
            "A second person has to agree: not one who wanted it, or was there."
        )
