"""The shipped policy with less in it, for scenes about something else."""

import re

from bot.policy import load

#: Tables of the shipped policy that a scene about a few texts does without: footage
#: that comes by itself, the search for cameras around, and how often people are told.
_LEFT_OUT = (
    re.compile(r'^\[\[source\]\]\n(?:[^\[].*\n|\n)*?comes = "opened"\n', re.MULTILINE),
    re.compile(r'^\[\[duty\]\]\nid = "canvass"\n', re.MULTILINE),
    re.compile(r"^\[\[pace\]\]\n", re.MULTILINE),
    re.compile(r"^\[places\]\n", re.MULTILINE),
)


def text() -> str:
    """Return the shipped policy with cameras of members alone and no pace."""
    shipped = load.shipped().read_text(encoding="utf-8")
    tables = re.split(r"^(?=\[\[?[a-z])", shipped, flags=re.MULTILINE)
    kept = [
        table
        for table in tables
        if not any(pattern.match(table) for pattern in _LEFT_OUT)
    ]
    # That aid was summoned states no fact, so that no further duty comes of it.
    plain = "".join(kept).replace('\nfact = "hurt"\n', "\n", 1)
    policy = load.parse(plain, name="plain.toml")
    assert {source.comes for source in policy.source} == {"camera", "named"}
    return plain
