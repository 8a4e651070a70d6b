"""Read who plays: the people of a roster file, as phones and Slack show them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.desk.roster_csv import RosterFile
from bot.policy.schema import Policy
from bot.verbs.who import people

#: Columns of the file that is proposed where the shipped people do not fit.
_COLUMNS = ("name", "role", "star", "phone", "slack_user_id", "watch", "consented_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Castmate:
    """One person of the roster."""

    name: str
    role: str
    role_title: str
    star: str | None
    #: E.164; None: no phone.
    phone: str | None
    slack_user_id: str | None

    @property
    def handle(self) -> str:
        """Return their handle in Slack."""
        return self.name.lower().replace(" ", ".")


def read(file: RosterFile, policy: Policy) -> list[Castmate]:
    """Return the people of a roster file in its order."""
    return list(_people(file, policy))


def _people(file: RosterFile, policy: Policy) -> Iterator[Castmate]:
    roles = {role.id: role.title for role in policy.role}
    for row in file.rows:
        yield Castmate(
            name=row.name,
            role=row.role,
            role_title=roles[row.role],
            star=row.star,
            phone=row.phone_e164,
            slack_user_id=row.slack_user_id,
        )


def proposed(policy: Policy, on: date) -> str:
    """Return a roster file with one person of each role of a policy.

    Args:
        policy: Names the roles.
        on: The day on which they consent to be texted.
    """
    text = io.StringIO()
    file = csv.writer(text, lineterminator="\n")
    file.writerow(_COLUMNS)
    for number, role in enumerate(policy.role, start=1):
        # Numbers for fiction, as the shipped people have them.
        e164 = f"+1312555{100 + number:04d}"
        name = f"{role.title} One"
        star, user = 100 + number, f"U0{number:03d}"
        file.writerow((name, role.id, star, e164, user, people.ALWAYS, on))
    return text.getvalue()
