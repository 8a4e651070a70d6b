"""Hold the one exception tree.

Each error has a stable `code` that a door maps to words, fields that the words
may use, and a docstring that is its message when none is given. Names end in
`Error`, except `AlreadyDone`: that is news, not a failure.
"""

from datetime import datetime
from typing import Any, ClassVar


class HoldfastError(Exception):
    """Something that Holdfast was asked for could not be done."""

    #: Stable identifier, `subject:problem`.
    code: ClassVar[str] = "holdfast:error"

    def __init__(self, message: str | None = None, **fields: Any) -> None:
        """Keep the sentence for a person and the fields that it speaks of."""
        super().__init__(message or self._default())
        self.fields = fields

    @classmethod
    def _default(cls) -> str:
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0]


class RefusedError(HoldfastError):
    """You may not do this."""

    code = "refused"


class NotFoundError(HoldfastError):
    """There is nothing of that name."""

    code = "not_found"


class InvalidInputError(HoldfastError):
    """This could not be understood."""

    code = "invalid"

    def __init__(self, field: str, message: str | None = None, **fields: Any) -> None:
        """Name the field that is wrong beside the sentence."""
        super().__init__(message, field=field, **fields)
        self.field = field


class AmbiguousError(HoldfastError):
    """More than one thing could be meant."""

    code = "ambiguous"


class AlreadyDone(HoldfastError):  # noqa: N818 - news, not a failure
    """Somebody did this before."""

    code = "already_done"

    def __init__(self, by: str, at: datetime, **fields: Any) -> None:
        """Say who did it and when (aware UTC)."""
        super().__init__(None, by=by, at=at, **fields)
        self.by = by
        self.at = at


class ConflictError(HoldfastError):
    """Somebody else changed this meanwhile."""

    code = "conflict"


class StorageError(HoldfastError):
    """The database did not take it; nothing was recorded."""

    code = "storage"


class OverloadedError(StorageError):
    """Too much is waiting to be written; nothing was recorded."""

    code = "overloaded"


class LedgerError(HoldfastError):
    """The chain of entries is broken."""

    code = "ledger"


class DamagedError(LedgerError):
    """A row holds a word that nobody knows: `holdfast audit verify` says which row."""

    code = "damaged"


class ConfigurationError(HoldfastError):
    """Something is set up wrongly."""

    code = "configuration"


class DeliveryError(HoldfastError):
    """A provider did not take a message."""

    code = "delivery"

    def __init__(
        self,
        message: str,
        *,
        kind: str,
        vendor_code: str | None = None,
        http_status: int | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        """Keep what the provider said, sorted.

        Args:
            message: For the operator; holds no number and no body.
            kind: One of the failure kinds of `bot.senders.failures`.
            vendor_code: The provider's own error code.
            http_status: Status of the provider's answer.
            retry_after_seconds: How long the provider asked us to wait.
        """
        super().__init__(message)
        self.kind = kind
        self.vendor_code = vendor_code
        self.http_status = http_status
        self.retry_after_seconds = retry_after_seconds


#: What is wrong with us and not with what was asked: no answer to a sender's words.
FAULTS = (StorageError, LedgerError, ConfigurationError)
