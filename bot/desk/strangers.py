"""Answer numbers that nobody knows: nothing is disclosed, nothing is lost."""

from datetime import datetime

from bot.desk.admission import Admission, Standing
from bot.policy import pace
from bot.policy.schema import Policy
from bot.verbs.ground import held
from bot.verbs.ground.decision import Act, Decision, Mint, Notice, Told
from bot.verbs.ground.situation import Situation
from bot.verbs.incident import say_text
from bot.verbs.people import consent
from bot.verbs.who import tours
from models import commands, enums, errors, ledger, views
from models.people import Person

#: How a request stands that no verb of a known person decides.
STANDINGS = (
    Standing.UNKNOWN,
    Standing.AMBIGUOUS,
    Standing.NOT_THEIRS,
    Standing.ENROLLING,
    Standing.CLOSED,
)

#: Why a text is held, and what its sender is asked, by how it stands.
_WHY = {
    Standing.UNKNOWN: "unknown number",
    Standing.AMBIGUOUS: "two people have this number",
    Standing.NOT_THEIRS: "the number is not of the star that was named",
    Standing.CLOSED: "texts are off",
}
_ASKED = {
    Standing.AMBIGUOUS: "Several people have this number: who are you? Put your star "
    "first, as in 12345 {word}.",
    Standing.NOT_THEIRS: "This number is not that star's. Text from your own phone.",
}
_READ = " Urgent: radio. A dispatcher will read your text."

#: Said where the agency's policy does not allow texts.
TEXTS_ARE_OFF = "Texts are off here. Use the radio. A dispatcher will read your text."

#: Beginning of the keys of the messages by which the desk hears of such texts.
KEY = "held:"
_ONE = "A text from an unknown number waits for you: holdfast inbox."
_MORE = "More texts from unknown numbers wait for you: holdfast inbox."

#: Commands whose words a dispatcher has to read, whoever sent them.
_TELLING = (commands.OpenIncident, commands.SayText, commands.AddNote)


def decide(
    situation: Situation,
    command: commands.Command,
    admission: Admission,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Keep a stranger's text for the dispatcher, or enrol a number.

    Raises:
        RefusedError: It is no text.
    """
    if admission.standing is Standing.ENROLLING and admission.contact is not None:
        return consent.enrol(situation, admission.contact, policy, now, mint)
    inbound = command.inbound
    if inbound is None:
        raise errors.RefusedError("Nobody in the roster is meant by this.")
    if admission.standing in _ASKED and not isinstance(command, _TELLING):
        # Nothing that anybody has to read: to ask is enough.
        return Decision(answer=_asked(situation, admission, policy, "ACK CODE"))
    rule = held.rule_against(policy, inbound.body)
    is_first = situation.unclear_answers == 0
    act = Act(
        ledger_id=ledger.SYSTEM,
        event="text:held",
        facts={
            "why": _WHY[admission.standing],
            "media": inbound.media_count,
        },
        words={"text": inbound.body, "from": inbound.e164},
        held_by=rule.citation if rule else None,
        notices=_tell_desk(situation, command, policy, now) if is_first else (),
    )
    answer = _asked(situation, admission, policy, "NEW and what happened", _READ)
    return Decision(answer=answer, acts=(act,), inbound_state=enums.InboundState.HELD)


def _asked(
    situation: Situation,
    admission: Admission,
    policy: Policy,
    word: str,
    read: str = "",
) -> views.Answer:
    """Return what the sender is answered, a few times an hour."""
    is_known = admission.standing in _ASKED
    is_worn = situation.unclear_answers >= policy.limits.unknown_answers_per_hour
    if is_known:
        is_worn = say_text.is_worn(situation, policy)
    if is_worn:
        return views.Silence()
    if is_known:
        text = _ASKED[admission.standing].format(word=word)
        return views.Refused(error=errors.AmbiguousError(text + read))
    if admission.standing is Standing.CLOSED:
        return views.Refused(error=errors.RefusedError(TEXTS_ARE_OFF))
    return views.NotAnIncident()


def _tell_desk(
    situation: Situation, command: commands.Command, policy: Policy, now: datetime
) -> tuple[Notice, ...]:
    """Tell the desk that a text waits, once an hour for one number.

    The first one at once; of those after it, whoever sends them, all together.
    """
    notices = []
    for person in situation.roster.on_duty_of(policy.desk_roles, policy, now):
        told_at = _told_at(situation, person)
        if told_at is not None and told_at > now:
            # What waits to leave tells of this text too.
            continue
        free_at = _free_at(situation, person, told_at, policy, now)
        notice = Notice(
            key=f"{KEY}{command.request_id}:{person.id}",
            purpose=enums.Purpose.TELL,
            person_id=person.id,
            view=Told(reference=None, text=_MORE if free_at else _ONE, at=now),
            not_before=free_at,
        )
        notices.append(notice)
    return tuple(notices)


def _told_at(situation: Situation, person: Person) -> datetime | None:
    """Return when somebody of the desk was, or will be, told so last."""
    return max(
        (
            # One that went with others did not wait for its own time.
            (None if one.carried_by else one.not_before) or one.created_at
            for one in situation.desk_told
            if one.person_id == person.id
        ),
        default=None,
    )


def _free_at(
    situation: Situation,
    person: Person,
    told_at: datetime | None,
    policy: Policy,
    now: datetime,
) -> datetime | None:
    """Return when somebody of the desk is told of the next texts; None: at once."""
    every = policy.limits.digest_every
    if told_at is None or told_at + every <= now:
        return None
    if person.watch == tours.ALWAYS:
        return told_at + every
    # Whoever leaves hears of them before that.
    ends_at = situation.roster.tour_ends_at(person, policy, now)
    return min(told_at + every, ends_at - pace.SPARE_FOR)
