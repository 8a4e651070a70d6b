"""A small policy as text, of which tests change one thing, and rules made of it."""

from typing import Any

import pytest

from bot.policy import load, problems, schema
from models import errors

SMALL = """\
title = "Small"
agency = "Police Department"
timezone = "America/Chicago"
desk_roles = ["dispatcher"]

[[role]]
id = "officer"
title = "Officer"
may = ["open_incident", "acknowledge", "attest"]

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
id = "seen"
word = "SEEN"
title = "Seen"
question = "Look."
begins = "footage_attested"
owner = "sergeant"
due = { after = "asked", within = "1d" }
ladder = [{ role = "sergeant", wait = "1h" }]
authority = "test"

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

#: The same with everything that footage of others, facts and thrift need.
LARGE = (
    SMALL.replace(
        """\

[[role]]
id = "officer"
""",
        """\

[channels]
sms = ["intake", "duties"]
slack = ["duties"]

[channels.authorisation]
by = "Chief"
given_on = 2026-03-02
reference = "Memo"

[budget]
replies = 1

[places]
file = "lots.csv"
kind = "lot"
authority = "test"

[[role]]
id = "officer"
""",
        1,
    )
    .replace('id = "sergeant"\n', 'id = "sergeant"\ndelegate = "captain"\n', 1)
    .replace('begins = "opened"\n', 'begins = "opened"\nfact = "hurt"\n', 1)
    + """
[[role]]
id = "captain"
title = "Captain"
may = ["acknowledge"]

[[role]]
id = "liaison"
title = "Liaison"

[[role]]
id = "clerk"
title = "Clerk"
may = ["acknowledge", "attest"]

[[quiet]]
roles = ["captain"]
starts = "23:00"
ends = "05:00"
authority = "test"

[[pace]]
role = "captain"
every = "15m"

[[identifier]]
id = "rd_number"
title = "Case number"
pattern = '[A-Z]-\\d{4}'
example = "A-1234"
authority = "test"

[[fact]]
id = "hurt"
title = "Hurt"
word = "HURT"

[[violation]]
id = "alleged_violation"
title = "Any"
authority = "test"

[[violation]]
id = "lot"
title = "Lot"
from_on = 2025-10-06
until_on = 2026-10-06
authority = "test"

[[source]]
id = "bus"
title = "Bus"
comes = "named"
words = ["BUS"]
addressee = "Bus company"
ask_by = "24h"
lost_at = "72h"
checkpoints = ["30d", "60d"]
authority = "test"

[[source]]
id = "tape"
title = "Radio tape"
comes = "opened"
when = { learned = ["dispatched"] }
addressee = "Radio room"
ask_by = "30d"
lost_at = "90d"
authority = "test"

[[duty]]
id = "asked"
word = "ASKED"
title = "Asked"
question = "Ask."
begins = "source_listed"
owner = "sergeant"
answer = "request"
due.after = "ask_by"
ladder = [{ role = "captain", wait = "1h", channels = ["sms"] }]
authority = "test"

[[duty]]
id = "kept"
word = "KEPT"
title = "Kept"
question = "Kept?"
begins = "footage_asked"
owner = "sergeant"
answer = "kept"
due = { after = "flagged", within = "1d" }
ladder = [{ role = "captain", wait = "1h" }]
authority = "test"

[[duty]]
id = "still"
word = "STILL"
title = "Still"
question = "Still?"
begins = "footage_kept"
owner = "sergeant"
answer = "kept"
due = { after = "asked" }
ladder = [{ role = "captain", wait = "1h" }]
authority = "test"

[[duty]]
id = "search"
word = "SEARCH"
title = "Search"
question = "Search."
begins = "footage_past"
owner = "sergeant"
answer = "search"
due = { after = "asked", within = "1h" }
ladder = [{ role = "captain", wait = "1h" }]
authority = "test"

[[duty]]
id = "after"
word = "AFTER"
title = "After"
question = "And then?"
begins = "duty_attested"
follows = "aid"
when = { facts = ["hurt"], kinds = ["lot"], sources = ["bus"] }
owner = "sergeant"
due = { after = "duty", duty = "aid" }
ladder = [{ role = "captain", wait = "1h" }]
authority = "test"

[[recipient]]
id = "attorney"
title = "Attorney"
role = "liaison"
decided_by = ["captain"]
threshold = "Felonies"
authority = "test"
"""
)


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


def problems_of(text: str) -> list[problems.Problem]:
    """Return what is wrong with a policy."""
    with pytest.raises(errors.ConfigurationError) as caught:
        load.parse(text, name="large.toml")
    return list(caught.value.fields["problems"])
