"""Begin what follows a duty that was attested, and move what counts from it."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.policy.schema import Duty as Rule
from bot.verbs.duties import asking, obligations, standings
from bot.verbs.footage import cameras, outside
from bot.verbs.ground import sources
from bot.verbs.ground.decision import Change, Insert, Notice, Update
from bot.verbs.ground.situation import IncidentFile
from models import enums
from models.duty import Duty

#: Of what a due time counts that an answer about footage can set.
_FROM_FOOTAGE = ("flagged",)


def after(
    file: IncidentFile,
    ground: obligations.Ground,
    duty: Duty,
    piece: Mapping[str, Any] | None = None,
) -> tuple[list[Change], list[Notice]]:
    """Return what follows from a duty that is attested just now.

    Args:
        file: Its incident.
        ground: What new duties rest on.
        duty: The duty, as it stood.
        piece: Columns that its footage gets by the answer.
    """
    others = [_as_attested(file, other, duty, ground) for other in file.duties]
    changes: list[Change] = list(_moved(file, ground, duty, others, piece))
    notices: list[Notice] = []
    for rule in obligations.rules_that_begin(ground, "duty_attested"):
        if rule.follows != duty.rule or _is_begun(file, rule, duty):
            continue
        more, asks = _begin(file, ground, rule, duty, others)
        changes += more
        notices += asks
    return changes, notices


def _begin(
    file: IncidentFile,
    ground: obligations.Ground,
    rule: Rule,
    duty: Duty,
    others: list[Duty | Insert],
) -> tuple[list[Change], list[Notice]]:
    footage = file.footage_of(duty)
    opener = outside.opener_of(ground.roster, file.incident.opened_by)
    owner = outside.owner_of(rule, opener)
    if rule.owner == "recorder" and footage is not None:
        owner = ground.roster.by_id.get(footage.recorder_id or "")
    made = obligations.new_duty(
        ground,
        rule,
        owner=owner,
        footage=cameras.columns_of(footage) if footage else None,
        others=others,
    )
    if owner is not None:
        return [made], []
    source = sources.of_piece(file.policy, footage) if footage else None
    codes, asks = asking.ask_role(
        ground, rule, made, near=opener, but=set(), source=source
    )
    return [made, *codes], asks


def _is_begun(file: IncidentFile, rule: Rule, duty: Duty) -> bool:
    return any(
        other.rule == rule.id
        and other.footage_id == duty.footage_id
        and other.state in enums.OPEN_DUTY_STATES
        for other in file.duties
    )


def _as_attested(
    file: IncidentFile, other: Duty, duty: Duty, ground: obligations.Ground
) -> Duty | Insert:
    """Return a duty, or what the one that is attested now will be."""
    if other.id != duty.id:
        return other
    values = {"rule": duty.rule, "due_at": duty.due_at, "attested_at": ground.now}
    return Insert(Duty, values)


def _moved(
    file: IncidentFile,
    ground: obligations.Ground,
    duty: Duty,
    others: list[Duty | Insert],
    piece: Mapping[str, Any] | None,
) -> Iterator[Update]:
    """Give the open duties whose due time counts from what was stated now."""
    known = [
        one.values
        if isinstance(one, Insert)
        else {n: getattr(one, n) for n in ("rule", "due_at", "attested_at")}
        for one in others
    ]
    for other in file.duties:
        if other.id == duty.id or other.state not in enums.OPEN_DUTY_STATES:
            continue
        rule = file.rule_of(other)
        is_of_duty = rule.due.after == "duty" and rule.due.duty == duty.rule
        is_of_piece = (
            piece is not None
            and other.footage_id == duty.footage_id
            and rule.due.after in _FROM_FOOTAGE
        )
        if not (is_of_duty or is_of_piece):
            continue
        footage = file.footage_of(other)
        columns = cameras.columns_of(footage) if footage else None
        if columns is not None and is_of_piece:
            columns |= piece or {}
        due_at = obligations.due_at(
            rule,
            {"created_at": other.created_at, "tour_ends_at": other.tour_ends_at},
            opened_at=ground.opened_at,
            footage=columns,
            others=known,
        )
        if due_at != other.due_at:
            step_at = standings.next_step_at(
                file, other, ground.now, {"due_at": due_at}
            )
            yield Update(Duty, other, {"due_at": due_at, "next_step_at": step_at})
