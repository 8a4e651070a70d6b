"""Open an incident: its duties, its footage clocks, and who is told."""

import dataclasses
from datetime import datetime

from bot.policy import numbers
from bot.policy.schema import Policy
from bot.verbs.duties import asking, held_text, obligations
from bot.verbs.footage import cameras, outside
from bot.verbs.ground import conditions, held, rights
from bot.verbs.ground.decision import Act, Change, Decision, Insert, Mint, Notice, Told
from bot.verbs.ground.situation import Situation
from bot.verbs.incident import openings
from models import commands, enums, views
from models.duty import Duty
from models.incident import Incident
from models.people import Person


def decide(
    situation: Situation,
    command: commands.OpenIncident,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Open an incident from a text that begins with NEW, or from a form.

    The very same text sent again within the policy's time opens nothing.

    Raises:
        RefusedError: The sender's role may not open one.
        InvalidInputError: A field of the form will not do.
    """
    person = rights.require(situation, policy, "open_incident")
    if command.inbound is None and situation.same_text is None:
        opening = openings.of_form(situation, command, person, policy, now)
        return open_it(situation, opening, policy, now, mint)
    return from_text(situation, command, command.text, person, policy, now, mint)


def from_text(
    situation: Situation,
    command: commands.OpenIncident | commands.SayText,
    text: str,
    person: Person,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Open an incident from a known person's words, unless they just did."""
    if situation.same_text is not None:
        return sent_again(situation.same_text, policy)
    opening = openings.of_text(command, text, person, policy, now)
    return open_it(situation, opening, policy, now, mint)


def sent_again(
    same_text: tuple[str, str, int], policy: Policy, *, is_added: bool = False
) -> Decision:
    """Say that these very words are on record, but only so often.

    Args:
        same_text: Reference, incident id, and how often they came.
        policy: The policy in force.
        is_added: Whether they may have been added to what was open.
    """
    reference, incident_id, times = same_text
    answer: views.Answer = views.AlreadyOpen(reference=reference, is_added=is_added)
    if times > policy.limits.unclear_answers_per_hour:
        answer = views.Silence()
    return Decision(answer=answer, incident_id=incident_id)


def open_it(
    situation: Situation,
    opening: openings.Opening,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Return the decision that opens an incident.

    Who saw it is asked in the answer, and only there: where somebody else opens it,
    nothing is put to them until the policy's time at the scene is over.
    """
    roster, person = situation.roster, opening.opener
    incident = _incident(situation, opening, policy, now, mint)
    ground = obligations.Ground(
        incident_id=incident.values["id"],
        reference=incident.values["reference"],
        opened_at=opening.opened_at,
        policy=policy,
        roster=roster,
        around=_around(policy, opening),
        now=now,
        mint=mint,
        unit=numbers.unit_of(policy, opening.beat),
    )
    duties = _first_duties(ground, person)
    changes: list[Change] = [incident, *duties]
    codes, asks_for = _ask_roles(ground, duties, person)
    changes += codes
    for source in outside.that_come(policy, ground.around):
        rows, told = outside.listed(ground, source, opener=person)
        changes += rows
        asks_for += told
    asked = None
    if person is not None and opening.entered_by is None:
        asked, code = _ask_first(ground, duties, person)
        changes += code
    notices = [*_tell(ground, person, opening), *asks_for]
    rule = held.rule_against(policy, opening.text)
    if rule is not None:
        more, asks = held_text.begin(ground, near=person)
        changes += more
        notices += asks
    nearby = situation.nearby[0].reference if situation.nearby else None
    act = Act(
        ledger_id=ground.incident_id,
        event="incident:opened",
        facts={
            **opening.facts,
            "late": opening.is_late,
            "media": opening.media_count,
            "may_be_the_same_as": nearby,
        },
        words={"text": opening.text},
        held_by=rule.citation if rule else None,
        changes=tuple(changes),
        notices=tuple(notices),
    )
    return Decision(
        answer=views.Opened(
            reference=ground.reference,
            opened_at=opening.opened_at,
            asked=asked,
            joinable=nearby,
            is_off_duty=person is not None
            and opening.entered_by is None
            and not roster.is_on_duty(person, policy, now),
            held_rule=rule.citation if rule else None,
            is_late=opening.is_late,
            media_count=opening.media_count,
        ),
        acts=(act,),
        incident_id=ground.incident_id,
    )


def _incident(
    situation: Situation,
    opening: openings.Opening,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Insert:
    return Insert(
        Incident,
        {
            "id": mint.new_id(),
            "reference": mint.new_reference(opening.opened_at),
            "kind": opening.kind or policy.kind,
            "state": enums.IncidentState.OPEN,
            "beat": opening.beat,
            "event_number": opening.event_number,
            "event_short": opening.event_short,
            "source": opening.source,
            "opened_by": opening.opener.id if opening.opener else None,
            "opened_at": opening.opened_at,
            "recorded_at": now,
            "is_late": opening.is_late,
            "policy_version": situation.policy_version,
            "facts": conditions.write_facts(opening.stated),
        },
    )


def _around(policy: Policy, opening: openings.Opening) -> conditions.Circumstances:
    """Return the circumstances as they stand at the beginning."""
    around = conditions.Circumstances(
        learned=opening.source,
        kind=opening.kind or policy.kind,
        facts=opening.stated,
    )
    known = {source.id for source in outside.that_come(policy, around)}
    if opening.opener is not None and openings.wears_camera(policy, opening.opener):
        known |= {source.id for source in policy.source if source.comes == "camera"}
    return dataclasses.replace(around, sources=frozenset(known))


def _first_duties(ground: obligations.Ground, person: Person | None) -> list[Insert]:
    """Return what every incident owes, and the opener's own camera."""
    rules = obligations.rules_that_begin(ground, "opened")
    rows = outside.first_duties(ground, rules, person)
    if person is not None and openings.wears_camera(ground.policy, person):
        rows += cameras.camera_listed(ground, recorder=person, star=person.star)
    return rows


def _ask_roles(
    ground: obligations.Ground, duties: list[Insert], person: Person | None
) -> tuple[list[Change], list[Notice]]:
    """Put what roles owe of themselves to those on duty for them.

    What the opener would owe waits for its first reminder where nobody opened it.
    """
    changes: list[Change] = []
    notices: list[Notice] = []
    for duty in duties:
        if duty.table is not Duty:
            continue
        rule = ground.policy.duty_of(duty.values["rule"])
        if rule.owner in ("opener", "recorder") or duty.values["owner_id"]:
            continue
        codes, asks = asking.ask_role(ground, rule, duty, near=person, but=set())
        changes += codes
        notices += asks
    return changes, notices


def _ask_first(
    ground: obligations.Ground, duties: list[Insert], person: Person
) -> tuple[views.Asked | None, list[Insert]]:
    """Put the first thing to be asked at the scene to the opener."""
    for rule in ground.policy.duty:
        for duty in duties:
            if (
                rule.is_asked_at_scene
                and duty.values.get("rule") == rule.id
                and duty.values["owner_id"] == person.id
            ):
                shown, code = asking.put_new(ground, rule, duty, person)
                return shown, [code]
    return None, []


def _tell(
    ground: obligations.Ground, person: Person | None, opening: openings.Opening
) -> list[Notice]:
    """Tell the roles that the policy names, or the desk where one is empty."""
    but = {someone.id for someone in (person, opening.entered_by) if someone}
    notices = []
    told: set[str] = set()
    for tell in ground.policy.tell:
        people = ground.roster.on_duty(
            tell.role,
            ground.policy,
            ground.now,
            near=person,
            unit=ground.unit,
            but=but,
        ) or [
            someone
            for someone in ground.roster.on_duty_of(
                ground.policy.desk_roles, ground.policy, ground.now
            )
            if someone.id not in but
        ]
        for someone in people:
            if someone.id in told:
                continue
            told.add(someone.id)
            notices.append(
                Notice(
                    key=f"{ground.incident_id}:opened:{someone.id}",
                    purpose=enums.Purpose.TELL,
                    person_id=someone.id,
                    view=Told(
                        reference=ground.reference,
                        text=tell.text,
                        at=opening.opened_at,
                    ),
                    incident_id=ground.incident_id,
                    is_late=opening.is_late,
                )
            )
    return notices
