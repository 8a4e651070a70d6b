"""Word the answer to a text that answered several things; pure."""

import dataclasses
from collections.abc import Callable

from models import views


def say(view: views.Several, words: Callable[[views.Answer], str]) -> str:
    """Return what became of each part, and after the last what comes next.

    Args:
        view: The answers, in the order of the text.
        words: Words one of them.
    """
    said: list[str] = []
    reference = ""
    last = len(view.answers) - 1
    for position, answer in enumerate(view.answers):
        if isinstance(answer, views.Attested) and position < last:
            what = f": {answer.understood}" if answer.understood else ""
            head = "" if answer.reference == reference else f"{answer.reference} "
            said.append(f"{head}{answer.word} recorded{what}.")
            reference = answer.reference
        else:
            text = words(_without_reference(answer, reference))
            said.append(text.strip())
    return " ".join(said)


def _without_reference(answer: views.Answer, reference: str) -> views.Answer:
    """Return an answer that does not say again which incident it is about."""
    if isinstance(answer, views.Attested) and answer.reference == reference:
        return dataclasses.replace(answer, reference="")
    return answer
