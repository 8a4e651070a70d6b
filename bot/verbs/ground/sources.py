"""Tell what kinds of footage there are: of listed cameras, and of the outside."""

from bot.policy.schema import Policy, Source
from models.footage import Footage

#: How a source comes to an incident with the camera of a listed member.
CAMERA = "camera"


def of_id(policy: Policy, source_id: str) -> Source | None:
    """Return the source with this id; None: the policy has none."""
    return next((one for one in policy.source if one.id == source_id), None)


def of_piece(policy: Policy, piece: Footage) -> Source | None:
    """Return the source of a piece of footage."""
    return of_id(policy, piece.source)


def is_outside(source: Source | None) -> bool:
    """Tell whether it is kept by somebody else, who has to be asked for it."""
    return source is not None and source.comes != CAMERA


def short(source: Source | None) -> str | None:
    """Return what an outside source is called in a text; None: it is not outside."""
    if source is None or not is_outside(source):
        return None
    return source.words[0] if source.words else source.id.upper().replace("_", " ")


def asked_of(source: Source | None) -> str:
    """Return who is asked for it, and on which form; blank: nobody is."""
    if source is None or source.addressee is None:
        return ""
    return "; ".join(one for one in (source.addressee, source.form) if one)


def words(policy: Policy) -> dict[str, Source]:
    """Return the outside sources by the words that name them."""
    return {
        word: source
        for source in policy.source
        if is_outside(source)
        for word in source.words
    }
