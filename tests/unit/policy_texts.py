"""A small policy as text, of which tests change one thing, and rules made of it."""

from typing import Any

from bot.policy import load, schema

SMALL = """\
title = "Small"
agency = "Police Department"
timezone = "America/Chicago"
desk_roles = ["dispatcher"]

[[role]]
id = "officer"
title = "Officer"
may = ["open_incident", "acknowledge"]

[[role]]
id = "sergeant"
title = "Sergeant"
may = ["everything"]

[[role]]
id = "dispatcher"
title = "Dispatcher"

[[watch]]
id = "night"
title = "Night"
starts = "22:00"
ends = "06:00"

[[ground]]
id = "own_request"
text = "Asked for."
stated_by = ["officer"]
default_for = ["officer"]
authority = "test"

[[source]]
id = "bwc"
title = "Camera"
ask_by = "80d"
lost_at = "90d"
kept_for = "2y"
authority = "test"

[[duty]]
id = "aid"
word = "AID"
title = "Aid"
question = "Anyone hurt?"
begins = "opened"
owner = "opener"
is_asked_at_scene = true
due = { after = "opened", within = "10m" }
ladder = [{ role = "sergeant", wait = "30m" }]
authority = "test"

[[duty]]
id = "flag"
word = "FLAG"
title = "Flag"
question = "Flag it."
begins = "camera_listed"
owner = "recorder"
answer = "deletion"
source = "bwc"
remind = ["-45m", "0m"]
due.after = "end_of_tour"
authority = "test"

[[duty.ladder]]
role = "sergeant"
wait = "1h"

[[duty.ladder]]
role = "sergeant"
before_lost = "7d"

[[duty]]
id = "held_text"
word = "HELD"
title = "Held"
question = "Decide."
begins = "text_held"
owner = "sergeant"
answer = "held_text"
due = { after = "asked", within = "2h" }
ladder = [{ role = "sergeant", wait = "1h" }]
authority = "test"

[[tell]]
role = "sergeant"
text = "Opened."

[[forbidden]]
id = "status"
patterns = ['status\\b', 'alien']
citation = "Rule 1"
authority = "test"
decided_by = ["sergeant"]
"""


def small() -> schema.Policy:
    """Return the small policy."""
    return load.parse(SMALL, name="small.toml")


def line_of(text: str, part: str) -> int:
    """Return the line of the first place where a part stands, counted from one."""
    return text[: text.index(part)].count("\n") + 1


def duty(**values: Any) -> schema.Duty:
    """Return a rule that has one waiting rung, with other values."""
    return schema.Duty.model_validate(
        {
            "id": "flag",
            "word": "FLAG",
            "title": "Flag",
            "question": "Flag it.",
            "begins": "camera_listed",
            "owner": "recorder",
            "source": "bwc",
            "due": {"after": "opened"},
            "ladder": ({"role": "sergeant", "wait": "30m"},),
            "exhausted_after": "30m",
            "repeat_every": "6h",
            "lapses_after": "2h",
            "authority": "test",
            **values,
        }
    )
