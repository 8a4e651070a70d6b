"""Text the officer who opened an incident one of the policy's phrases."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.policy.schema import Phrase, Policy
from bot.verbs.duties import targets
from bot.verbs.ground import rights
from bot.verbs.ground.decision import Act, Decision, Mint, Notice, Told
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.who.people import Roster
from handlers.sms import pages
from models import commands, enums, errors, views
from models.people import Person

#: Beginning of the keys of such messages.
KEY = "phrase:"

#: The same phrase reaches the same officer once in this time. Source: our choice; two
#: people at one desk press at the same moment, and nobody repeats a sentence sooner.
ONCE_IN = timedelta(minutes=10)

#: Why somebody cannot be texted.
_WHY = {
    enums.Reach.NO_NUMBER: "has no number on file",
    enums.Reach.NOT_VERIFIED: "has a number that nobody has verified",
    enums.Reach.NO_CONSENT: "has not agreed to be texted",
    enums.Reach.OPTED_OUT: "told the carrier to stop our texts",
    enums.Reach.UNREACHABLE: "has a number that cannot be reached",
    enums.Reach.OFF_DUTY: "is not on duty",
    enums.Reach.ENDED: "has left the roster",
    enums.Reach.CHANNEL_OFF: "may not be texted unasked by the agency's policy",
}


def decide(
    situation: Situation,
    command: commands.TextOfficer,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Text the officer; the answer shows exactly what leaves.

    Raises:
        RefusedError: The person's role may not, or the officer cannot be texted;
            says why.
        NotFoundError: There is no such incident.
        InvalidInputError: There is no such phrase.
        AlreadyDone: The officer was texted it just now; says by whom and when.
    """
    rights.require(situation, policy, "text_officer")
    file = targets.named(situation, command.reference)
    phrase = _phrase(policy, command.phrase)
    officer = _officer(file, situation.roster, policy, now)
    if phrase.id in situation.phrases_sent:
        by, at = situation.phrases_sent[phrase.id]
        raise errors.AlreadyDone(situation.roster.label(by), at)
    told = Told(
        reference=command.reference, text=phrase.text, at=file.incident.opened_at
    )
    notice = Notice(
        key=f"{KEY}{phrase.id}:{officer.id}:{mint.new_id()}",
        purpose=enums.Purpose.TELL,
        person_id=officer.id,
        view=told,
        incident_id=file.incident.id,
        expires_at=now + policy.limits.notice_valid_for,
    )
    act = Act(
        ledger_id=file.incident.id,
        event="officer:texted",
        facts={"phrase": phrase.id, "to": officer.id},
        notices=(notice,),
    )
    return Decision(
        answer=preview(file, situation.roster, policy, phrase.id, now),
        acts=(act,),
        incident_id=file.incident.id,
    )


def preview(
    file: IncidentFile, roster: Roster, policy: Policy, phrase_id: str, now: datetime
) -> views.OfficerTexted:
    """Return exactly what would leave now, and to whom; nothing does.

    Raises:
        RefusedError: The officer cannot be texted; says why.
        InvalidInputError: There is no such phrase.
    """
    phrase = _phrase(policy, phrase_id)
    officer = _officer(file, roster, policy, now)
    incident, zone = file.incident, ZoneInfo(policy.timezone)
    return views.OfficerTexted(
        reference=incident.reference,
        to=roster.label(officer.id),
        text=pages.tell(incident.reference, phrase.text, incident.opened_at, zone, now),
    )


def _phrase(policy: Policy, phrase_id: str) -> Phrase:
    for phrase in policy.phrase:
        if phrase.id == phrase_id:
            return phrase
    raise errors.InvalidInputError("phrase", "There is no such phrase.")


def _officer(
    file: IncidentFile, roster: Roster, policy: Policy, now: datetime
) -> Person:
    """Return who opened the incident, if they can be texted now."""
    officer = roster.by_id.get(file.incident.opened_by or "")
    if officer is None:
        raise errors.RefusedError(
            f"Nobody is known to have seen {file.incident.reference}: "
            "there is no one to text."
        )
    reach = roster.can_be_texted(officer, policy, now)
    if reach is not enums.Reach.YES:
        raise errors.RefusedError(
            f"Not texted: {roster.label(officer.id)} {_WHY[reach]}. Use the radio.",
            reach=reach.value,
        )
    return officer
