"""Decide on words that were held back: who is asked, and what follows."""

from datetime import datetime
from typing import Any

from bot.policy.schema import Policy
from bot.verbs.duties import asking, obligations
from bot.verbs.ground import held, rights
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Notice, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from models import commands, enums, errors, views
from models.duty import Duty
from models.ledger import Item
from models.people import Person


def begin(
    ground: obligations.Ground, *, near: Person | None
) -> tuple[list[Change], list[Notice]]:
    """Return the duty to decide on held words, put to those on duty for it."""
    changes: list[Change] = []
    notices: list[Notice] = []
    but = {near.id} if near else set()
    for rule in obligations.rules_that_begin(ground, "text_held"):
        duty = obligations.new_duty(ground, rule, owner=None)
        codes, asks = asking.ask_role(ground, rule, duty, near=near, but=but)
        changes += [duty, *codes]
        notices += asks
    return changes, notices


def begin_in(
    file: IncidentFile, ground: obligations.Ground, *, near: Person | None
) -> tuple[list[Change], list[Notice]]:
    """Return the same for an incident that stands; one such duty is enough."""
    rules = obligations.ids_that_begin(file.policy, "text_held")
    if any(d.rule in rules and d.state in enums.OPEN_DUTY_STATES for d in file.duties):
        return [], []
    return begin(ground, near=near)


def check(
    file: IncidentFile, ground: obligations.Ground, person: Person, *texts: str
) -> tuple[str | None, list[Change], list[Notice]]:
    """Return what follows where one of the texts may not be kept or shared.

    Returns:
        The citation of the rule that it meets, and the duty to decide on it with
        its messages; None and nothing where all may stand.
    """
    rule = held.rule_against(file.policy, *texts)
    if rule is None:
        return None, [], []
    return rule.citation, *begin_in(file, ground, near=person)


def decide(
    situation: Situation,
    command: commands.DecideHeldText,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Release held words on a stated authority, or keep them back for good.

    Raises:
        RefusedError: The person's role may not decide this.
        NotFoundError: There is no such incident or no such held words.
    """
    person = rights.require(situation, policy, "decide_held_text")
    file = situation.file_of(command.reference)
    if file is None:
        raise errors.NotFoundError(f"There is no incident {command.reference}.")
    rights.refuse_subject(file, person)
    if not command.authority.strip():
        raise errors.InvalidInputError("authority", "Say on which authority.")
    waiting: dict[str, Any] = {
        name: item for name, item in situation.held.items() if item.held_by
    }
    if not waiting:
        raise errors.NotFoundError("No words are held back there.")
    if not all(
        held.decides(file.policy, person.role, item.held_by)
        for item in waiting.values()
    ):
        raise errors.RefusedError("Your role does not decide on these words.")
    # Items stand beside the ledger: releasing them changes no entry.
    upkeep: tuple[Change, ...] = ()
    if command.is_released:
        upkeep = tuple(
            Update(Item, item, {"held_by": None}) for item in waiting.values()
        )
    changes = _settle(file, person, now)
    act = Act(
        ledger_id=file.incident.id,
        event="words:released" if command.is_released else "words:withheld",
        facts={"position": command.position, "items": sorted(waiting)},
        words={"authority": command.authority},
        changes=tuple(changes),
    )
    return Decision(
        answer=views.HeldTextDecided(
            reference=command.reference, is_released=command.is_released
        ),
        acts=(act,),
        incident_id=file.incident.id,
        upkeep=upkeep,
    )


def _settle(file: IncidentFile, person: Person, now: datetime) -> list[Change]:
    rules = obligations.ids_that_begin(file.policy, "text_held")
    return [
        Update(
            Duty,
            duty,
            {
                "state": enums.DutyState.ATTESTED,
                "attested_at": now,
                "attested_by": person.id,
                "next_step_at": None,
            },
        )
        for duty in file.duties
        if duty.rule in rules and duty.state in enums.OPEN_DUTY_STATES
    ]
