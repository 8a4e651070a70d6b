"""Read who plays: the people of a roster file, as phones and Slack show them."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.desk.roster_csv import RosterFile
from bot.policy.schema import Policy


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
    watch: str | None
    watch_title: str | None

    @property
    def handle(self) -> str:
        """Return their handle in Slack."""
        return self.name.lower().replace(" ", ".")


def read(file: RosterFile, policy: Policy) -> list[Castmate]:
    """Return the people of a roster file in its order."""
    return list(_people(file, policy))


def _people(file: RosterFile, policy: Policy) -> Iterator[Castmate]:
    roles = {role.id: role.title for role in policy.role}
    watches = {watch.id: watch.title for watch in policy.watch}
    for row in file.rows:
        yield Castmate(
            name=row.name,
            role=row.role,
            role_title=roles[row.role],
            star=row.star,
            phone=row.phone_e164,
            slack_user_id=row.slack_user_id,
            watch=row.watch,
            watch_title=watches.get(row.watch or ""),
        )
