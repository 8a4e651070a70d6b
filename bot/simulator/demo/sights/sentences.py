"""Tell each entry of a ledger in one plain sentence; pure.

For somebody who sees the page for the first time: who did what, through what, and
what it means. Whatever people wrote is never part of a sentence; it stands beside it,
where it may be shown at all.
"""

from collections.abc import Callable

from bot.simulator.demo.sights import footage_sentences, news, takeovers
from bot.simulator.demo.sights.names import Happened, Names, Telling, listed

#: How an incident ended, in words.
OUTCOMES = {
    "closed_no_violation": "no violation was found",
    "closed_other_agency": "another agency has it",
    "closed_opened_in_error": "it was opened in error",
}

#: Acts that can be taken back, as a noun.
_ACTS = {
    "duty:acknowledged": '"I have it"',
    "duty:attested": "the statement that it is done",
    "duty:passed": "passing it on",
    "duty:postponed": "putting the reminder off",
    "duty:taken_over": "taking it over",
    "footage:disowned": '"not me"',
    "fact:stated": "what was stated to be so",
    "footage:checked": "the statement that the footage is still there",
    "footage:found": "the statement that the footage was found",
    "footage:none_stated": "the statement that there is no video",
    "incident:linked": "the link",
}

#: Fields of an incident that can be corrected.
_FIELDS = {
    "beat": "beat",
    "event_number": "event number",
    "rd_number": "RD number",
    "opened_at": "time",
    "recorded_at": "recording time",
}


def tell(happened: Happened, names: Names) -> str:
    """Return the sentence; of an event that is not known, its name."""
    telling = Telling(happened, names)
    if happened.event.startswith(news.BEGINNING):
        state = happened.event.removeprefix(news.BEGINNING)
        what = names.notices.get(str(happened.facts.get("notice")), "message")
        about = names.duties.get(str(happened.facts.get("duty")))
        word = about[0] if about else None
        return news.tell(state, what, word, telling.person("person"), happened.facts)
    wording = _WORDINGS.get(happened.event)
    if wording is None:
        return happened.event.replace(":", ": ").replace("_", " ")
    return wording(telling)


def is_known(event: str) -> bool:
    """Tell whether an event has a sentence; a star stands for its end."""
    return event in _WORDINGS or event.startswith(news.BEGINNING)


def _opened(one: Telling) -> str:
    whom = f" for {one.person('opened_for')}" if one.facts.get("opened_for") else ""
    late = " It was worked off later than it was sent." if one.facts.get("late") else ""
    return f"{one.who} opened the incident{whom}{one.through}.{one.asked}{late}"


def _corrected(one: Telling) -> str:
    fields = one.facts.get("fields") or {}
    said = listed(
        [
            f"{_FIELDS.get(name.partition(':')[0], name)} from "
            f"{one.value(row.get('old'))} to {one.value(row.get('new'))}"
            for name, row in fields.items()
        ]
    )
    return f"{one.who} corrected the {said}. The old value stays on record."


def _moved(one: Telling, single: str, many: str) -> str:
    count = len(one.facts.get("moved") or ())
    return f"{single} moved" if count == 1 else f"{many} moved ({count})"


def _undone(one: Telling) -> str:
    what = _ACTS.get(str(one.facts.get("event")), "it")
    return f"{one.who} took back entry {one.facts.get('of')}: {what}. Both stay."


def _decided(one: Telling, how: str) -> str:
    where = one.facts.get("position")
    return f"{one.who} decided that the held words of entry {where} {how}."


def _closed(one: Telling) -> str:
    outcome = OUTCOMES.get(str(one.facts.get("outcome")), "see its reason")
    return f"{one.who} closed the incident: {outcome}. It is kept."


def _slack_lost(one: Telling) -> str:
    return (
        f"Slack could not be used any more ({one.facts.get('problem')}). Texts go on."
    )


_WORDINGS: dict[str, Callable[[Telling], str]] = {
    "act:undone": _undone,
    "assignment:ended": lambda one: (
        f"The daily list has nothing more for {one.person('person')}."
    ),
    "assignment:made": lambda one: (
        f"The daily list has hours for {one.person('person')}."
    ),
    "auditor:alarmed": lambda one: (
        "The auditor told those who run this what it found wrong."
    ),
    "contact:number": lambda one: "A number was refused for good by the provider.",
    "contact:opted_in": lambda one: "A number may be texted again.",
    "contact:opted_out": lambda one: "A number must not be texted any more.",
    "contact:verified": lambda one: "A number was proved to be its person's.",
    "duty:acknowledged": lambda one: (
        f'{one.who} said "I have it"{one.through} about {one.word}{one.meaning}. '
        "It is not done yet."
    ),
    "duty:acknowledgement_lapsed": lambda one: (
        f'Nothing followed "I have it" about {one.word}, so it is open again. The '
        f"clock asked {one.told}.{one.passed_over}"
    ),
    "duty:asked": lambda one: (
        f"{one.who} came on duty, or looked, and was asked for {one.word}{one.meaning}."
    ),
    "duty:at_rest": lambda one: f"The clock has nothing more to do about {one.word}.",
    "duty:attested": lambda one: (
        f"{one.who} stated{one.through} that {one.word} is done{one.meaning}."
        f"{one.asked}"
    ),
    "duty:due_moved": lambda one: (
        f"{_moved(one, 'Due time', 'Due times')}: what they count from was corrected."
    ),
    "duty:escalated": lambda one: (
        f"The clock told the next rung, {one.told}: {one.word} {one.due} and is not "
        f"done.{one.passed_over}"
    ),
    "duty:nobody_answered": lambda one: (
        f"Nobody answered for {one.word}. The clock told {one.told}.{one.passed_over}"
    ),
    "duty:next_step_repaired": lambda one: (
        f"The auditor set right when the clock looks at {one.word} next."
    ),
    "duty:passed": lambda one: (
        f"{one.who} passed {one.word} on{one.through}. It stays theirs until somebody "
        f"takes it.{one.asked}{one.passed_over}"
    ),
    "duty:postponed": lambda one: (
        f"{one.who} will be late with {one.word}{one.through}: the next reminder "
        "moves, and nothing else."
    ),
    "duty:taken_over": lambda one: (
        f"{one.who} took {one.word} over{one.through}. No date has moved."
    ),
    "duty:reminded": lambda one: (
        f"The clock reminded {one.told}: {one.word} {one.due}.{one.passed_over}"
    ),
    "engine:set_aside": lambda one: (
        "The clock failed on this incident and tries again in a few minutes."
    ),
    **footage_sentences.WORDINGS,
    "footage:lost": lambda one: (
        f"{one.who} searched and recorded that the footage{one.camera} is lost."
    ),
    "footage:disowned": lambda one: (
        f"{one.who} stated{one.through} that they were listed by mistake. The clocks "
        f"go on.{one.asked}{one.passed_over}"
    ),
    "footage:none_stated": lambda one: (
        f"{one.who} stated why there is no video{one.camera}. A second person has to "
        f"search.{one.asked}"
    ),
    "footage:time_corrected": lambda one: (
        f"{_moved(one, 'Recording', 'Recordings')}: their dates stand anew."
    ),
    "footage:verified": lambda one: (
        f"{one.who} looked, and saw that the footage{one.camera} is kept."
    ),
    "incident:closed": _closed,
    "incident:corrected": _corrected,
    "incident:linked": lambda one: (
        f"{one.who} linked this incident with {one.facts.get('with')}. Both stay."
    ),
    "incident:linked_from": lambda one: (
        f"{one.who} linked {one.facts.get('with')} with this incident. Both stay."
    ),
    "incident:noted": lambda one: f"{one.who} added words{one.through}.{one.asked}",
    "incident:opened": _opened,
    "incident:policy_adopted": lambda one: (
        f"{one.who} put what is open under the policy in force now."
    ),
    "incident:reopened": lambda one: f"{one.who} opened the incident again.",
    "incident:unlinked_from": lambda one: (
        f"{one.who} took back the link with {one.facts.get('with')}."
    ),
    "leave:ended": lambda one: f"{one.person('person')} is not on leave any more.",
    "leave:recorded": lambda one: (
        f"{one.who} recorded leave of {one.person('person')}."
    ),
    "note:changed": lambda one: (
        f"{one.who} changed their words in Slack. The old ones stay on record."
    ),
    "note:deleted": lambda one: (
        f"{one.who} deleted their words in Slack. Here they stay on record."
    ),
    "officer:texted": lambda one: (
        f'{one.who} had {one.person("to")} texted: "{one.phrase}"'
    ),
    "packet:made": lambda one: (
        f"{one.who} made a packet of {one.facts.get('reference')}, up to entry "
        f"{one.facts.get('position')}."
    ),
    "person:added": lambda one: f"{one.person('person')} came into the roster.",
    "person:changed": lambda one: (
        f"The roster's row of {one.person('person')} changed."
    ),
    "person:ended": lambda one: f"{one.person('person')} left the roster.",
    "person:listed_off": lambda one: (
        f"{one.who} listed {one.person('person')} off duty."
    ),
    "person:listed_on": lambda one: f"{one.who} listed {one.person('person')} on duty.",
    "person:off_duty": lambda one: f"{one.person('person')} went off duty.",
    "person:on_duty": lambda one: f"{one.person('person')} came on duty.",
    "person:stood_in": lambda one: (
        f"{one.person('person')} stands in for {one.person('for')}."
    ),
    "policy:changed": lambda one: (
        "Another policy is in force for new incidents; "
        + (
            "the one before cannot be read any more."
            if one.facts.get("less") is None
            else f"it asks for less in {len(one.facts['less'])} points."
        )
    ),
    "proposal:agreed": lambda one: (
        f"{one.who} agreed{one.through} to change {one.facts.get('number')}."
    ),
    "proposal:made": lambda one: (
        f"{one.who} wants change {one.facts.get('number')}{one.through}. Nothing "
        f"moves before a second person agrees.{one.asked}"
    ),
    "proposal:refused": lambda one: (
        f"{one.who} refused change {one.facts.get('number')}. Nothing moved."
    ),
    "proposal:repeated": lambda one: (
        f"{one.who} wants change {one.facts.get('number')} again; it waits already."
    ),
    "proposal:withdrawn": lambda one: (
        f"{one.who} withdrew change {one.facts.get('number')}. Nothing moved."
    ),
    "slack:lost": _slack_lost,
    "slack:restored": lambda one: "Slack could be used again.",
    "slack_member:barred": lambda one: (
        f"{one.person('person')} may not act in Slack any more."
    ),
    "slack_member:cleared": lambda one: (
        f"{one.person('person')} may act in Slack again."
    ),
    "text:held": lambda one: (
        "A text came from a number that may not act. It waits for a dispatcher."
    ),
    "text:read": lambda one: f"{one.who} read the text of an unknown number.",
    "words:read": lambda one: (
        f"{one.who} read the words of {one.facts.get('reference')}."
    ),
    "words:released": lambda one: _decided(one, "may be read"),
    "words:withheld": lambda one: _decided(one, "stay held back"),
    **takeovers.WORDINGS,
}
