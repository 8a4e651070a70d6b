"""Give policies by their version: the one in force and those frozen before."""

from sqlalchemy import Connection

from bot.policy import designated, load
from bot.policy.schema import Policy
from bot.store import questions
from models import errors


class PolicyBook:
    """Hold the policy in force and read older ones from the database."""

    def __init__(
        self,
        policy: Policy,
        version: str,
        text: str,
        places: tuple[designated.Place, ...] = (),
    ) -> None:
        """Keep the policy in force.

        Args:
            policy: The policy in force.
            version: SHA-256 of its text, hexadecimal.
            text: Its text, byte for byte.
            places: The designated places that its list names.
        """
        self.in_force = policy
        self.version = version
        self.text = text
        self.places = places
        self._read = {version: policy}

    def get(self, connection: Connection, version: str) -> Policy:
        """Return the policy of a version.

        Raises:
            LedgerError: The database does not hold a version that it uses.
        """
        found = self._read.get(version)
        if found is None:
            text = questions.policy_text(connection, version)
            if text is None or load.version_of(text) != version:
                raise errors.LedgerError(f"Policy version {version[:12]} is missing.")
            found = self._read[version] = load.frozen(text, name=version[:12])
        return found
