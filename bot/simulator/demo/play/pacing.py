"""Say how long each step of a story stands, so that a stranger can read along."""

import math

from bot.simulator.demo.play import script

#: How long a sentence stands before the next: so many seconds, and more for each
#: character, at the pace of somebody who reads it for the first time.
_READ_SECONDS, _READ_SECONDS_EACH = 1.3, 0.028
#: How long a step without words is looked at, in seconds.
_GLANCE_SECONDS = 0.7
#: How long a sentence stands before its deed is done, in seconds.
AHEAD_SECONDS = 0.6
#: How long deeds take on an ordinary machine, in seconds; for `minutes` only.
_DEED_SECONDS = 0.3
_MOVE_SECONDS = 1.6


def standing_seconds(step: script.Step) -> float:
    """Return how long a step stands at the usual pace, after its deed is done."""
    if step.tell is None:
        return _GLANCE_SECONDS
    whole = _READ_SECONDS + _READ_SECONDS_EACH * len(step.tell)
    return whole - (AHEAD_SECONDS if step.deed is not None else 0)


def seconds(story: script.Story) -> float:
    """Return about how long a story takes."""
    standing = sum(map(standing_seconds, story.step))
    done = [step.deed for step in story.step if step.deed is not None]
    moves = sum(isinstance(deed, script.Clock | script.Bot) for deed in done)
    ahead = AHEAD_SECONDS * sum(1 for step in story.step if step.deed and step.tell)
    return standing + ahead + _DEED_SECONDS * len(done) + _MOVE_SECONDS * moves


def minutes(story: script.Story) -> int:
    """Return about how long a story takes, in whole minutes that are begun."""
    return math.ceil(seconds(story) / 60)
