"""Bring duties into being, or set them aside, as circumstances change.

What no longer applies ends with its reason on record. The clock of a piece of footage
never does: only a second person ends that.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.policy.schema import Duty as Rule
from bot.policy.schema import When
from bot.verbs.duties import asking, obligations
from bot.verbs.footage import cameras, outside
from bot.verbs.ground import sources
from bot.verbs.ground.decision import Change, Insert, Notice, Update
from bot.verbs.ground.situation import IncidentFile
from models import enums
from models.duty import Duty
from models.people import Person

#: Why a duty need not be done any more.
NO_LONGER_SO = "what it depends on is not so"

#: States of duties that come into being anew where they apply again.
_TAKEN_BACK = (enums.DutyState.NOT_APPLICABLE, enums.DutyState.RELEASED)


@dataclass(slots=True)
class Changed:
    """Hold what follows from new circumstances.

    Attributes:
        changes: Changes of rows.
        notices: Messages that they cause.
        begun: Words of the duties that came into being.
        ended: Words of those that were set aside.
    """

    changes: list[Change] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    def take(self, changes: Iterable[Change], notices: Iterable[Notice] = ()) -> None:
        """Take changes, noting the duties among them."""
        for change in changes:
            self.changes.append(change)
            if isinstance(change, Insert) and change.table is Duty:
                self.begun.append(change.values["word"])
        self.notices += notices


def weigh(
    file: IncidentFile,
    ground: obligations.Ground,
    *,
    but: Iterable[str] = (),
) -> Changed:
    """Return what follows where an incident stands in new circumstances.

    Args:
        file: The incident as it stands.
        ground: The same with its new circumstances.
        but: Ids of duties that this very act settles.
    """
    found = Changed()
    opener = outside.opener_of(ground.roster, file.incident.opened_by)
    settled = set(but)
    for duty in file.duties:
        if duty.id not in settled and _ends(file, ground, duty):
            found.ended.append(duty.word)
            found.changes.append(_set_aside(duty))
    standing = {
        duty.rule
        for duty in file.duties
        if duty.footage_id is None and duty.state not in _TAKEN_BACK
    }
    rules = [
        rule
        for begins in ("opened", "duty_attested")
        for rule in _conditional(ground, begins)
        if rule.id not in standing and _is_followed(file, rule)
    ]
    for made in outside.first_duties(ground, rules, opener):
        rule = ground.policy.duty_of(made.values["rule"])
        codes, asks = _ask(ground, rule, made, opener)
        found.take([made, *codes], asks)
    _add_of_footage(file, ground, opener, found)
    known = {piece.source for piece in file.footage}
    for source in outside.that_come(ground.policy, ground.around):
        if source.id not in known:
            found.take(*outside.listed(ground, source, opener=opener))
    return found


def _conditional(ground: obligations.Ground, begins: str) -> list[Rule]:
    """List the rules that begin with something and apply only now and then."""
    return [
        rule
        for rule in obligations.rules_that_begin(ground, begins)
        if rule.when != When()
    ]


def _is_followed(file: IncidentFile, rule: Rule) -> bool:
    """Tell whether what a rule follows was attested before, where it follows anything.

    What is attested by the very act that changes the circumstances is followed in
    `following`.
    """
    return rule.begins != "duty_attested" or any(
        duty.rule == rule.follows and duty.attested_at for duty in file.duties
    )


def _ends(file: IncidentFile, ground: obligations.Ground, duty: Duty) -> bool:
    if duty.state not in enums.OPEN_DUTY_STATES or duty.footage_id is not None:
        return False
    rule = file.rule_of(duty)
    applies = {one.id for one in obligations.rules_that_begin(ground, rule.begins)}
    return rule.when != When() and rule.id not in applies


def _set_aside(duty: Duty) -> Update:
    return Update(
        Duty,
        duty,
        {
            "state": enums.DutyState.NOT_APPLICABLE,
            "reason": NO_LONGER_SO,
            "next_step_at": None,
        },
    )


def _ask(
    ground: obligations.Ground, rule: Rule, duty: Insert, opener: Person | None
) -> tuple[list[Change], list[Notice]]:
    """Put a duty of a role to those on duty; a person is asked in their answers."""
    if duty.values["owner_id"] is not None:
        return [], []
    return asking.ask_role(ground, rule, duty, near=opener, but=set())


def _add_of_footage(
    file: IncidentFile,
    ground: obligations.Ground,
    opener: Person | None,
    found: Changed,
) -> None:
    """Add what is owed of each piece of footage now, and was not before."""
    for piece in file.footage:
        if piece.state is not enums.FootageState.EXPECTED:
            continue
        source = sources.of_piece(file.policy, piece)
        if source is None:
            continue
        has = {duty.rule for duty in file.duties if duty.footage_id == piece.id}
        begins = "source_listed" if sources.is_outside(source) else "camera_listed"
        if sources.is_outside(source) and piece.asked_at is not None:
            begins = "footage_asked"
        lacking = {rule.id for rule in _conditional(ground, begins)} - has
        if not lacking:
            continue
        columns = cameras.columns_of(piece)
        others = {rule.id for rule in file.policy.duty} - lacking
        if begins != "camera_listed":
            more = outside.owed(
                ground, source, columns, opener=opener, begins=begins, but=others
            )
            found.take(*more)
            continue
        recorder = ground.roster.by_id.get(piece.recorder_id or "")
        for rule in _conditional(ground, begins):
            if rule.id in lacking and rule.source == piece.source:
                owner = recorder if rule.owner == "recorder" else None
                duty = obligations.new_duty(ground, rule, owner=owner, footage=columns)
                found.take([duty])
