"""Show what was recorded of footage and of what was so at a scene."""

from dataclasses import dataclass
from datetime import datetime

from models.views.duty import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class FootageNamed:
    """Show which cameras were listed, and which stood there before."""

    reference: str
    #: Stars, and short names of sources.
    added: tuple[str, ...]
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactStated:
    """Show what was stated to be so, and what that asks of people."""

    reference: str
    #: Words of the policy's facts that changed, each with what it is now.
    facts: tuple[tuple[str, bool], ...]
    #: False where they stood there before.
    is_new: bool = True
    #: Words of the duties that came into being, and of those set aside.
    begun: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Show that it is on record that a custodian refuses; the clock goes on."""

    reference: str
    word: str
    #: Until when it has to be kept all the same.
    asked: Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedLate:
    """Show that words came after the loss was told; whoever searches has them."""

    reference: str
    word: str
    lost_at: datetime
