"""Show what can be said of an incident's footage in a line each; pure."""

from datetime import datetime

from bot.policy import numbers
from bot.policy.schema import Policy
from bot.verbs.footage import checkpoints
from bot.verbs.ground import conditions, kinds, sources
from bot.verbs.ground.situation import IncidentFile
from models import clocks, enums
from models.footage import Footage

#: What matters first.
_ORDER = (
    enums.FootageState.EXPECTED,
    enums.FootageState.ATTESTED,
    enums.FootageState.VERIFIED,
    enums.FootageState.LOST,
)


def of(file: IncidentFile) -> tuple[clocks.FootageLine, ...]:
    """Return every piece of footage; first what nobody says is kept, by its loss."""
    pieces = sorted(
        file.footage, key=lambda one: (_ORDER.index(one.state), one.lost_at, one.id)
    )
    return tuple(_line(file, piece) for piece in pieces)


def _line(file: IncidentFile, piece: Footage) -> clocks.FootageLine:
    source = sources.of_piece(file.policy, piece)
    star = f"star {piece.recorder_star}" if piece.recorder_star else piece.source
    return clocks.FootageLine(
        label=sources.short(source) or star,
        title=source.title if source else piece.source,
        state=piece.state,
        is_outside=sources.is_outside(source),
        ask_by=piece.ask_by,
        lost_at=piece.lost_at,
        asked_at=piece.asked_at,
        deletion_on=piece.deletion_on,
        case_id=piece.case_id,
        is_none_stated=piece.no_video_reason is not None,
        next_check_at=min(
            (
                duty.due_at
                for duty in file.duties
                if duty.footage_id == piece.id
                and duty.state in enums.OPEN_DUTY_STATES
                and file.rule_of(duty).begins == checkpoints.BEGINS
            ),
            default=None,
        ),
    )


def notice_form(
    policy: Policy, file: IncidentFile | None, now: datetime
) -> clocks.NoticeForm:
    """Return what can be noticed, and what of it was stated.

    Args:
        policy: That of the incident, or the one in force.
        file: The incident; None: one that is not open yet.
        now: The instant, on whose day kinds are in force.
    """
    stated = conditions.read_facts(file.incident.facts) if file else {}
    return clocks.NoticeForm(
        reference=file.incident.reference if file else None,
        sources=tuple(
            (source.id, source.title)
            for source in policy.source
            if sources.is_outside(source)
        ),
        facts=tuple(
            (fact.id, fact.title, stated.get(fact.id, False)) for fact in policy.fact
        ),
        kinds=kinds.offered(policy, now),
        numbers=numbers.shown(policy),
    )
