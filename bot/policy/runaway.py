"""Find regular expressions that would keep the bot busy for ever on some text.

Python tries every way in which a text might match: where one piece of a text can be
divided in many ways among what repeats, each further character doubles the ways, or
worse. Such a pattern is tried on texts made for it, longer and longer ones, until one
takes more than its time.
"""

import re
import time
from dataclasses import dataclass, field

#: Longest text that is searched, in characters. Source: as many as a text message can
#: hold; Twilio, "Body" of a message.
LONGEST = 1600

#: Processor time that a search may take, in seconds. Source: our choice; a pattern
#: that does no more than it should takes a few thousandths of it.
PATIENCE_SECONDS = 0.05

#: How often the part that repeats is put into a text, one time after the other.
_TIMES = (*range(4, 32), 60, 120, 240, 480, 960, LONGEST)

#: Ends a text so that it does not match after all.
_END = "\x00"

#: Any one of these stands for a class of characters.
_LIKELY = "a1 -xAXZ.,_!/@"

_QUANTIFIER = re.compile(r"(?:[*+?]|\{(\d*)(,?)(\d*)\})[?+]?")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_GROUP = re.compile(r"\((?:\?(?:P<\w+>|<?[=!]|[a-zA-Z-]*:|>))?")
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ZERO_WIDTH = frozenset({r"\b", r"\B", r"\A", r"\Z", "^", "$"})

#: Repetitions from which on a limit is none to a text.
_MANY = 20


def takes_too_long(pattern: str) -> bool:
    """Tell whether a pattern takes longer than it may on some text.

    Args:
        pattern: A regular expression that `re` takes; flags as for held words.
    """
    scan = _Scan(pattern)
    scan.walk()
    if len(scan.found) < 2 and not scan.is_group_repeated:
        # What repeats once costs a glance from each character on, and no more.
        return False
    compiled = re.compile(pattern, re.IGNORECASE)
    pumps = dict.fromkeys(scan.found)
    return any(_is_slow(compiled, front, body) for front, body in pumps if body)


def _is_slow(compiled: re.Pattern[str], front: str, body: str) -> bool:
    for times in _TIMES:
        text = front + body * times
        if len(text) >= LONGEST:
            text = text[:LONGEST]
        began = time.thread_time()
        compiled.search(text + _END)
        if time.thread_time() - began > PATIENCE_SECONDS:
            return True
        if len(text) == LONGEST:
            break
    return False


@dataclass(slots=True)
class _Scan:
    """Walk over a pattern and make texts that it might match.

    What it does not know it passes over; then a text is only less apt.

    Attributes:
        pattern: The pattern.
        at: How far it is walked over.
        found: What repeats without end, each after what stands before it.
        is_group_repeated: Whether something of several parts is among that.
    """

    pattern: str
    at: int = 0
    found: list[tuple[str, str]] = field(default_factory=list)
    is_group_repeated: bool = False

    def walk(self) -> None:
        """Find what repeats without end."""
        while self.at < len(self.pattern):
            self._alternatives("")
            # A bracket too many is another's affair.
            self.at += 1

    def _alternatives(self, front: str) -> str:
        """Walk to the end of a group; return what its first alternative matches."""
        samples = [""]
        while self.at < len(self.pattern) and self.pattern[self.at] != ")":
            if self.pattern[self.at] == "|":
                samples.append("")
                self.at += 1
                continue
            before = front + samples[-1]
            sample = self._atom(before)
            samples[-1] += self._repeated(before, sample)
        return next((sample for sample in samples if sample), "")

    def _repeated(self, before: str, sample: str) -> str:
        """Walk over a quantifier, if there is one; return what stands then."""
        match = _QUANTIFIER.match(self.pattern, self.at)
        if match is None or match[0] in ("{}", "{,}"):
            return sample
        self.at = match.end()
        least, comma, most = match.groups()
        is_endless = match[0][0] in "*+" or (
            comma is not None and (not most if comma else False)
        )
        if is_endless or int(most or 0) >= _MANY:
            self.found.append((before, sample))
            self.is_group_repeated |= self.pattern[match.start() - 1] == ")"
        if match[0][0] == "{":
            return sample * min(int(least or 0), _MANY)
        return "" if match[0][0] == "?" else sample

    def _atom(self, before: str) -> str:
        """Walk over one thing that can repeat; return a text that it matches."""
        one = self.pattern[self.at]
        if one == "(" and (group := _GROUP.match(self.pattern, self.at)):
            self.at = group.end()
            inside = self._alternatives(before)
            self.at += 1
            return "" if group[0].endswith(("=", "!")) else inside
        for form in (_CLASS, _ESCAPE):
            if token := form.match(self.pattern, self.at):
                self.at = token.end()
                return _sample(token[0])
        self.at += 1
        return "a" if one == "." else "" if one in _ZERO_WIDTH else one


def _sample(token: str) -> str:
    """Return a character that a class or an escape matches; none where it has none."""
    if token in _ZERO_WIDTH:
        return ""
    try:
        compiled = re.compile(token, re.IGNORECASE)
    except re.error:
        return ""
    return next((one for one in _LIKELY + token if compiled.fullmatch(one)), "")
