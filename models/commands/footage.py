"""Hold what can be asked for about footage and about what was so at a scene."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.commands.asking import NOTHING, Command, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFootage(Command):
    """Name cameras that recorded, beside those that are listed already."""

    target: Target = NOTHING
    #: Stars and words of sources, as written after CAMS.
    said: str = ""
    #: Ids of sources, where they were chosen from a list.
    sources: tuple[str, ...] = ()
    #: Which camera or place it is, in words; about the one source that is named.
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFact(Command):
    """State what was so at a scene and what was not."""

    #: By the word of the policy's fact (capitals), or by its id.
    facts: Mapping[str, bool]
    target: Target = NOTHING
