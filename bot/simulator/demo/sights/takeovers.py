"""Tell the entries by which something passes from one to another; pure."""

from collections.abc import Callable

from bot.simulator.demo.sights.names import Telling


def _watch(one: Telling) -> str:
    before = f", from {one.person('from')}" if one.facts.get("from") else ""
    return f'{one.person("person")} said "I have the watch"{before}.'


def _handed_over(one: Telling) -> str:
    late = ", later than it should have been" if one.facts.get("late") else ""
    return (
        f"{one.person('person')} came on duty and was told what is open{late}: "
        f"{one.facts.get('open')} in {one.facts.get('incidents')} incidents, "
        f"{one.facts.get('overdue')} overdue, first {one.facts.get('first')}."
    )


def _moved(one: Telling) -> str:
    why = "is its subject" if one.facts.get("why") == "is the subject" else "has left"
    return (
        f"Because {one.person('from')} {why}, {one.word}{one.meaning} went to others "
        f"at once.{one.asked}{one.passed_over}"
    )


#: How each such entry is told.
WORDINGS: dict[str, Callable[[Telling], str]] = {
    "contact:changed": lambda one: (
        f"{one.who} gave {one.person('person')} another number. It counts once it is "
        f"proved.{one.asked}"
    ),
    "contact:objected": lambda one: (
        f"{one.who} objected to the new number or account of {one.person('person')}: "
        "it counts no more."
    ),
    "duty:asked_again": lambda one: (
        f"A tour began, so the clock asked {one.told} for {one.word}{one.meaning} "
        f"again.{one.passed_over}"
    ),
    "duty:moved": _moved,
    "duty:not_asked_again": lambda one: (
        f"A tour began whose officer still owes {one.word}{one.meaning} and could not "
        f"be asked.{one.passed_over}"
    ),
    "duty:not_put": lambda one: (
        f"The number of whoever was asked for {one.word} was changed, so that message "
        "did not leave. The next rung is asked."
    ),
    "duty:not_reminded": lambda one: (
        f"Nobody who owes {one.word}{one.meaning} is on duty. The clock asks whoever "
        f"comes, before it is due.{one.passed_over}"
    ),
    "subject:cleared": lambda one: (
        f"{one.who} noted that {one.person('person')} is not the subject any more."
    ),
    "subject:marked": lambda one: (
        f"{one.who} noted that {one.person('person')} is the subject, who is left out "
        "from now on."
    ),
    "watch:handed_over": _handed_over,
    "watch:taken": _watch,
}
