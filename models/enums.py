"""Hold every closed word list; code, texts, docs and database use these words.

Members are stored by value. A word that a policy file names (roles, duties,
footage sources) is not here: those lists belong to the agency.
"""

from enum import StrEnum


class Channel(StrEnum):
    """Name the ways in which a person or a process reaches us or is reached."""

    #: A text message through the carrier.
    SMS = "sms"
    #: Slack, by command, button, modal or direct message.
    SLACK = "slack"
    #: A telephone call.
    VOICE = "voice"
    #: Electronic mail.
    EMAIL = "email"
    #: Spoken over police radio and logged by a dispatcher.
    RADIO = "radio"
    #: The command line of the machine on which Holdfast runs.
    COMMAND_LINE = "command_line"
    #: The engine or the courier itself.
    CLOCK = "clock"


class IncidentState(StrEnum):
    """Name the states of an incident."""

    OPEN = "open"
    UNDER_REVIEW = "under_review"
    READY_FOR_REFERRAL = "ready_for_referral"
    REFERRED = "referred"
    RETURNED = "returned"
    DECLINED = "declined"
    CHARGED = "charged"
    #: Closed because nothing unlawful was found; kept, never counted as one.
    CLOSED_NO_VIOLATION = "closed_no_violation"
    CLOSED_OTHER_AGENCY = "closed_other_agency"
    CLOSED_OPENED_IN_ERROR = "closed_opened_in_error"


#: The states of an incident that was closed.
CLOSED_STATES = (
    IncidentState.CLOSED_NO_VIOLATION,
    IncidentState.CLOSED_OTHER_AGENCY,
    IncidentState.CLOSED_OPENED_IN_ERROR,
)


class DutyState(StrEnum):
    """Name the states of a duty."""

    #: Owed, and nobody has been asked yet.
    EXPECTED = "expected"
    #: A person was asked or told.
    NOTIFIED = "notified"
    #: A person said "I have it"; the paging rests, the duty stays.
    ACKNOWLEDGED = "acknowledged"
    #: A person stated that it is done.
    ATTESTED = "attested"
    #: A second person looked.
    VERIFIED = "verified"
    #: Not done at its due time.
    OVERDUE = "overdue"
    #: A second person searched and recorded that it is gone.
    LOST = "lost"
    NOT_APPLICABLE = "not_applicable"
    #: Ended by a named authority.
    RELEASED = "released"


#: The states in which a duty still needs somebody.
OPEN_DUTY_STATES = (
    DutyState.EXPECTED,
    DutyState.NOTIFIED,
    DutyState.ACKNOWLEDGED,
    DutyState.OVERDUE,
)


class FootageState(StrEnum):
    """Name the states of one piece of footage."""

    #: Known to exist or likely to; nobody has stated that it is kept.
    EXPECTED = "expected"
    #: A person stated that it is kept.
    ATTESTED = "attested"
    #: A second person looked.
    VERIFIED = "verified"
    #: A second person searched and recorded the loss.
    LOST = "lost"


class ProposalState(StrEnum):
    """Name the states of what needs a second person."""

    WAITING = "waiting"
    AGREED = "agreed"
    REFUSED = "refused"
    #: Taken back by whoever made it, or overtaken by another act.
    WITHDRAWN = "withdrawn"


class NoticeState(StrEnum):
    """Name the states of a message that leaves."""

    #: Written down, not yet tried (or waiting for its next try).
    QUEUED = "queued"
    #: Claimed by a courier; a request may be under way.
    SENDING = "sending"
    #: The provider took it.
    ACCEPTED = "accepted"
    #: The provider handed it to the carrier; says nothing about the phone.
    SENT = "sent"
    #: The carrier said that the phone has it; says nothing about the person.
    DELIVERED = "delivered"
    #: Known not to have arrived; the reason stands beside it.
    NOT_DELIVERED = "not_delivered"
    #: It is not known whether it arrived; counts as not delivered.
    UNKNOWN = "unknown"
    #: The person answered it.
    ACKNOWLEDGED = "acknowledged"
    #: Too old to be of use.
    EXPIRED = "expired"
    #: Withdrawn before it left; the reason stands beside it.
    CANCELLED = "cancelled"


#: How far each delivery state is along its way; news never moves it backwards.
#: Source: Twilio "outbound message status in status callbacks" names the order.
NOTICE_RANK = {
    NoticeState.QUEUED: 0,
    NoticeState.SENDING: 1,
    NoticeState.UNKNOWN: 2,
    NoticeState.ACCEPTED: 3,
    NoticeState.SENT: 4,
    NoticeState.DELIVERED: 9,
    NoticeState.NOT_DELIVERED: 9,
    NoticeState.EXPIRED: 9,
    NoticeState.CANCELLED: 9,
    NoticeState.ACKNOWLEDGED: 10,
}

#: The states that no receipt changes any more.
FINAL_NOTICE_STATES = tuple(state for state, rank in NOTICE_RANK.items() if rank >= 9)


class Purpose(StrEnum):
    """Name what a notice is for; the wording and the patience depend on it."""

    #: The answer to a text or a command.
    ANSWER = "answer"
    #: Something that a person should know and need not answer.
    TELL = "tell"
    #: A duty put to its owner.
    ASK = "ask"
    #: A duty put to its owner again.
    REMIND = "remind"
    #: A duty put to the next rung of its ladder.
    ESCALATE = "escalate"
    #: Nobody answered.
    NOBODY = "nobody"
    #: Several things at once that were held together.
    DIGEST = "digest"
    #: Who takes over a watch is told what is open.
    HAND_OVER = "hand_over"
    #: A new number is asked to prove itself and to consent.
    ENROL = "enrol"
    #: The operator is told that something is wrong with the system.
    ALARM = "alarm"


class AttemptKind(StrEnum):
    """Name what was tried for a notice."""

    #: A message was created at the provider.
    SEND = "send"
    #: The answer went out in the response to the carrier's own request.
    RESPONSE = "response"
    #: The provider was asked what became of it.
    LOOKUP = "lookup"


class AttemptOutcome(StrEnum):
    """Name how a try ended."""

    ACCEPTED = "accepted"
    #: The provider said no, and the same request would be refused again.
    REFUSED = "refused"
    #: The provider could not, and a later try may do.
    DEFERRED = "deferred"
    #: The request may or may not have been carried out.
    UNKNOWN = "unknown"
    #: The provider was asked and had it.
    FOUND = "found"
    #: The provider was asked and did not have it.
    NOT_FOUND = "not_found"


class InboundState(StrEnum):
    """Name what became of a text that came in."""

    #: It was carried out or answered.
    ANSWERED = "answered"
    #: It came from nobody we know and waits for a dispatcher.
    HELD = "held"
    #: A dispatcher accepted it as an incident.
    ACCEPTED = "accepted"
    #: It could not be worked off; kept for another try.
    FAILED = "failed"


class PhoneKind(StrEnum):
    """Name whose phone it is; consent and off-duty rules depend on it."""

    DEPARTMENT = "department"
    PERSONAL = "personal"


class PresenceKind(StrEnum):
    """Name by what it is said of a person that they are on duty, or not."""

    #: Their own word: ON or OFF.
    OWN = "own"
    #: A supervisor or a dispatcher listed them.
    LISTING = "listing"
    #: One stands in for another.
    OVERRIDE = "override"
    #: Furlough or medical; which of the two is nobody's business here.
    LEAVE = "leave"
    #: A daily list.
    ASSIGNMENT = "assignment"


class SlackProblem(StrEnum):
    """Name why a member of the roster may not act in Slack."""

    #: A guest of the workspace.
    GUEST = "guest"
    DEACTIVATED = "deactivated"
    #: Belongs to another organisation.
    OTHER_ORGANISATION = "other_organisation"
    #: Slack knows no such member.
    NO_SUCH_MEMBER = "no_such_member"


class LiveKind(StrEnum):
    """Name the Slack messages that are kept up to date in place."""

    #: One incident, in the dispatch channel.
    CARD = "card"
    #: What one person owes, as a direct message.
    LIST = "list"
    #: Texts of unknown numbers that wait, in the dispatch channel.
    INBOX = "inbox"


class AnswerKind(StrEnum):
    """Name what a duty needs to hear before it counts as attested."""

    #: "Done" is enough.
    NOTHING = "nothing"
    #: Any words.
    WORDS = "words"
    #: The federal supervisor, or why not.
    SUPERVISOR = "supervisor"
    #: The stars of members whose cameras recorded.
    STARS = "stars"
    #: The resulting deletion date, a case id, or "never".
    DELETION = "deletion"
    #: A case report number.
    RD_NUMBER = "rd_number"
    #: That its custodian was asked, in any words.
    REQUEST = "request"
    #: That it is kept: until a date, in a case, for ever, or as a copy.
    KEPT = "kept"
    #: What a search for footage came to: why it is lost, or until when it is kept.
    SEARCH = "search"
    #: A person's decision on words that were held back.
    HELD_TEXT = "held_text"


class Reach(StrEnum):
    """Name why a person can or cannot be texted now."""

    YES = "yes"
    NO_NUMBER = "no_number"
    NOT_VERIFIED = "not_verified"
    NO_CONSENT = "no_consent"
    OPTED_OUT = "opted_out"
    UNREACHABLE = "unreachable"
    OFF_DUTY = "off_duty"
    ENDED = "ended"
    #: The agency's policy does not allow texts unasked.
    CHANNEL_OFF = "channel_off"
