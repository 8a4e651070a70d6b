"""Name the moments at which a crash would hurt most.

The house passes each of these moments to a probe. In production it does
nothing; the kill tests stop the process there.
"""

from collections.abc import Callable

#: Called with the moment's name.
Probe = Callable[[str], None]

#: Rows are written, the commit has not been asked for.
IN_BATCH = "in_batch"
#: The commit returned; nobody has been answered.
COMMITTED = "committed"
#: A notice is claimed; its provider has not been called.
CLAIMED = "claimed"
#: The provider's request is about to be made with the attempt on record.
SENDING = "sending"
#: The provider accepted; that is not on record.
SENT = "sent"

MOMENTS = (IN_BATCH, COMMITTED, CLAIMED, SENDING, SENT)


def silent(moment: str) -> None:
    """Let the moment pass."""
