"""Know how long what is said unasked to one person may wait."""

from dataclasses import dataclass
from datetime import datetime

from bot.policy import pace as paces
from bot.policy.schema import Pace, Policy
from bot.verbs.duties import relief
from bot.verbs.who import tours
from bot.verbs.who.people import Roster
from models import enums
from models.duty import Duty
from models.notice import Notice
from models.people import Person


def is_handed_over(notice: Notice) -> bool:
    """Tell whether somebody hands a duty over by it, and waits for an answer."""
    return relief.HANDED in notice.key


@dataclass(frozen=True, slots=True)
class Patience:
    """Know how long one person's messages may wait."""

    person: Person
    pace: Pace | None
    policy: Policy
    roster: Roster
    now: datetime
    #: When something was handed over to them last.
    handed_at: datetime | None = None

    def free_at(self, told_at: datetime | None) -> datetime | None:
        """Return from when the person may be told again; None: at any time."""
        if self.pace is None:
            return None
        ends_at = self._leaves_at()
        if ends_at is not None and self._somebody_stays(ends_at):
            # Who stays is told too: one list less for who is about to leave.
            ends_at = None
        return paces.free_at(self.pace, self.policy, told_at, tour_ends_at=ends_at)

    def _somebody_stays(self, ends_at: datetime) -> bool:
        """Tell whether another of the role is on duty, and for longer."""
        others = self.roster.on_duty(
            self.person.role, self.policy, self.now, but={self.person.id}
        )
        return any(
            self.roster.tour_ends_at(other, self.policy, self.now) > ends_at
            for other in others
        )

    def latest_at(self, notice: Notice, duty: Duty | None) -> datetime | None:
        """Return until when a message may wait; None: as long as it likes."""
        dates = (duty.due_at, duty.lost_at, _goes_on_at(duty)) if duty else ()
        made_at, expires_at = notice.created_at, notice.expires_at
        latest_at = paces.latest_at(
            self.now, made_at=made_at, expires_at=expires_at, dates=dates
        )
        ends = [at for at in (latest_at, self._leaves_at()) if at is not None]
        return min(ends, default=None)

    def _leaves_at(self) -> datetime | None:
        """Return when the person goes off duty, and it goes to somebody else."""
        if self.pace is None or self.person.watch == tours.ALWAYS:
            return None
        return self.roster.tour_ends_at(self.person, self.policy, self.now)

    def is_pressing(self, notice: Notice, duty: Duty | None) -> bool:
        """Tell whether a message waits no longer, whatever the pace."""
        latest_at = self.latest_at(notice, duty)
        is_urgent = duty is not None and paces.is_urgent(
            self.pace,
            self.now,
            due_at=duty.due_at,
            lost_at=duty.lost_at,
            is_first=_tells_first(notice),
        )
        is_late = latest_at is not None and latest_at <= self.now
        return is_urgent or is_late or self._is_handed_over(notice)

    def _is_handed_over(self, notice: Notice) -> bool:
        """Tell whether it hands something over, the first one in a pace."""
        if not is_handed_over(notice):
            return False
        free_at = self.free_at(self.handed_at)
        return free_at is None or free_at <= self.now


def _tells_first(notice: Notice) -> bool:
    """Tell whether by it somebody first hears of something, or that it is due."""
    is_late = notice.purpose is enums.Purpose.REMIND and notice.is_late
    return notice.purpose is enums.Purpose.ASK or is_late


def _goes_on_at(duty: Duty) -> datetime | None:
    """Return when somebody else is told of a duty, if that comes next.

    Before it is due its owner is reminded, and asked anew at the next tour.
    """
    at = duty.next_step_at
    is_owners = at is None or at < duty.due_at or at == duty.ask_again_at
    return None if is_owners else at


def of(
    person: Person,
    policy: Policy,
    roster: Roster,
    now: datetime,
    *,
    handed_at: datetime | None,
) -> Patience:
    """Return how long this person's messages may wait now."""
    pace = paces.of_role(policy, person.role)
    return Patience(person, pace, policy, roster, now, handed_at)
