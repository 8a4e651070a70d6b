"""State what was so at a scene and what was not; duties come and go with it."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import obligations, targets
from bot.verbs.footage import circumstances
from bot.verbs.ground import conditions, rights
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from models import commands, enums, errors, views
from models.incident import Incident


def decide(
    situation: Situation,
    command: commands.StateFact,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Record facts; duties that now apply come into being, others are set aside.

    Raises:
        RefusedError: The person's role may not, or the incident is closed.
        InvalidInputError: The policy knows no such fact.
        NotFoundError: There is no such incident.
    """
    person = rights.require(situation, policy, "state_fact")
    file = targets.find_file(situation, person, command.target, is_free=False)
    if isinstance(file, views.WhichIncident):
        word = next(iter(command.facts), "").upper()
        return Decision(answer=dataclasses.replace(file, word=word))
    if file is None:
        return Decision(answer=views.NothingOpen())
    if file.incident.state in enums.CLOSED_STATES:
        raise targets.closed(file)
    wanted = {_id_of(file.policy, one): is_so for one, is_so in command.facts.items()}
    before = conditions.read_facts(file.incident.facts)
    changed = {
        name: is_so for name, is_so in wanted.items() if is_so != before.get(name)
    }
    if not changed:
        shown = _shown(file.policy, wanted)
        answer = views.FactStated(
            reference=file.incident.reference, facts=shown, is_new=False
        )
        return Decision(answer=answer, incident_id=file.incident.id)
    ground = obligations.ground_of(file, situation.roster, now, mint)
    ground, facts = stated(file, ground, changed)
    weighed = circumstances.weigh(file, ground)
    changes: tuple[Change, ...] = (
        Update(Incident, file.incident, {"facts": facts}),
        *weighed.changes,
    )
    act = Act(
        ledger_id=file.incident.id,
        event="fact:stated",
        facts={"facts": changed, "stated_by": person.id},
        changes=changes,
        notices=tuple(weighed.notices),
    )
    return Decision(
        answer=views.FactStated(
            reference=file.incident.reference,
            facts=_shown(file.policy, changed),
            begun=tuple(dict.fromkeys(weighed.begun)),
            ended=tuple(dict.fromkeys(weighed.ended)),
        ),
        acts=(act,),
        incident_id=file.incident.id,
    )


def stated(
    file: IncidentFile, ground: obligations.Ground, facts: Mapping[str, bool]
) -> tuple[obligations.Ground, str]:
    """Return the ground where these facts stand too, and all facts as they are kept."""
    now = {**conditions.read_facts(file.incident.facts), **facts}
    around = dataclasses.replace(ground.around, facts=now)
    return dataclasses.replace(ground, around=around), conditions.write_facts(now)


def _id_of(policy: Policy, named: str) -> str:
    """Return the id of the fact with this word or id.

    Raises:
        InvalidInputError: There is none.
    """
    for fact in policy.fact:
        if named.upper() == fact.word or named == fact.id:
            return fact.id
    known = ", ".join(fact.word for fact in policy.fact)
    raise errors.InvalidInputError(
        "fact", f"There is no such fact. Known: {known}." if known else "None is known."
    )


def _shown(policy: Policy, facts: Mapping[str, bool]) -> tuple[tuple[str, bool], ...]:
    return tuple((one.word, facts[one.id]) for one in policy.fact if one.id in facts)
