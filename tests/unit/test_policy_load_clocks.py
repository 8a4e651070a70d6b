"""What a policy file may say of footage of others, facts, channels and thrift."""

import pathlib
import re

import pytest

from bot.policy import load, schema
from models import errors
from tests.unit import policy_texts
from tests.unit.policy_texts import problems_of

LARGE = policy_texts.LARGE

#: (what stands in the file, what is put there instead, what is found wrong there).
#: The problem stands on the line of the replacement.
WRONG = [
    # Names.
    ('delegate = "captain"', 'delegate = "major"', 'there is no role "major"'),
    ('delegate = "captain"', 'delegate = "sergeant"', "does not stand in for itself"),
    ('delegate = "captain"', 'delegate = "liaison"', 'may not "acknowledge"'),
    ('roles = ["captain"]', 'roles = ["major"]', 'there is no role "major"'),
    ('role = "captain"\nevery', 'role = "major"\nevery', 'there is no role "major"'),
    ('role = "liaison"\nd', 'role = "mayor"\nd', 'there is no role "mayor"'),
    ('decided_by = ["captain"]', 'decided_by = ["mayor"]', 'there is no role "mayor"'),
    ('decided_by = ["captain"]', 'decided_by = ["liaison"]', "is the office itself"),
    ('kind = "lot"', 'kind = "park"', 'there is no violation "park"'),
    ("\n[channels]", '\nkind = "park"\n[channels]', 'there is no violation "park"'),
    ('fact = "hurt"', 'fact = "dead"', 'there is no fact "dead"'),
    ('facts = ["hurt"]', 'facts = ["dead"]', 'there is no fact "dead"'),
    ('kinds = ["lot"]', 'kinds = ["park"]', 'there is no violation "park"'),
    ('sources = ["bus"]', 'sources = ["tram"]', 'there is no source "tram"'),
    ('follows = "aid"', 'follows = "help"', 'there is no duty "help"'),
    ('follows = "aid"', 'follows = "after"', "waits for itself in the end"),
    ('duty = "aid" }', 'duty = "help" }', 'there is no duty "help"'),
    ('duty = "aid" }', 'duty = "after" }', "waits for itself in the end"),
    # Words that people text.
    ('word = "HURT"', 'word = "STOP"', '"STOP" belongs to the carriers'),
    ('word = "HURT"', 'word = "DONE"', '"DONE" means something else already'),
    ('word = "HURT"', 'word = "AID"', '"AID" is the word of a duty'),
    ('words = ["BUS"]', 'words = ["NONE"]', '"NONE" means something else among'),
    ('words = ["BUS"]', 'words = ["BUS", "BUS"]', '"BUS" is a word of source number'),
    # Facts, kinds, numbers.
    ('id = "lot"\nt', 'id = "alleged_violation"\nt', "already, on the same days"),
    ("until_on = 2026-10-06", "until_on = 2025-10-06", "it would never be in force"),
    ("from_on = 2025-10-06", "from_on = 5", "must be a day such as 2026-01-31"),
    ('id = "rd_number"', 'id = "dr_number"', "must be 'rd_number', 'event_number'"),
    ('title = "Case number"', 'title = "Case \\u2116"', "(GSM 7-bit)"),
    ("'[A-Z]-\\d{4}'", "'[A-Z'", "is no regular expression"),
    ("'[A-Z]-\\d{4}'", "'([A-Z])-\\d{4}'", "has a group in ( )"),
    ("'[A-Z]-\\d{4}'", "'[A-Z]*'", "matches no text at all"),
    ('example = "A-1234"', 'example = "A1234"', '"A1234" does not match the pattern'),
    ('example = "A-1234"', f'example = "{"A" * 33}"', "longer than the 32 characters"),
    # Channels and thrift.
    ('slack = ["duties"]', 'slack = ["all"]', "must be 'intake' or 'duties'"),
    ('by = "Chief"', 'by = "Chief"\nsince = 1', "is no key here"),
    ("given_on = 2026-03-02", "given_on = 3", "must be a day such as 2026-01-31"),
    ('ends = "05:00"', 'ends = "23:00"', "never the whole day"),
    ('every = "15m"', 'but_within = "1h"', "give every or is_once_a_watch"),
    ("replies = 1", "replies = 0", "must be at least 1"),
    # Footage of others.
    ('words = ["BUS"]', "", "nobody could name it"),
    ('comes = "named"\n', 'comes = "camera"\n', "it comes with a listed camera"),
    ('comes = "opened"\n', 'comes = "named"\n', "only what comes by itself"),
    ('addressee = "Bus company"', "", "whom to ask for it"),
    ('ask_by = "24h"', 'ask_by = "73h"', "it would be asked for when it is gone"),
    ('["30d", "60d"]', '["60d", "30d"]', "checkpoints stand in order, each once"),
    ('lost_at = "72h"', 'lost_at = "72x"', '"72x" is not a duration'),
    ('checkpoints = ["30d", "60d"]\n', "", "no source has checkpoints"),
    # Duties.
    ('begins = "footage_asked"', 'begins = "opened"', "is answered so"),
    ('answer = "request"', 'answer = "kept"', "is answered so"),
    ('answer = "search"', 'answer = "request"', "is answered so"),
    ('follows = "aid"\n', "", "the duty that comes before it"),
    ('begins = "footage_past"', 'begins = "opened"\nfollows = "aid"', "duty_attested"),
    (', duty = "aid" }', " }", "the duty from which it counts"),
    ('within = "1d" }', 'within = "1d", duty = "aid" }', "is for a time with after ="),
    ('after = "asked", within = "1h"', 'after = "lost"', "are past when it begins"),
    ('due.after = "ask_by"', 'due.after = "flagged"', "was not flagged or asked for"),
    ('due = { after = "asked" }', 'due = { after = "soon" }', "must be 'opened'"),
    ('within = "10m" }', 'within = "10m", duty = "flag" }', "is for a time with"),
    ('after = "opened", within', 'after = "ask_by", within', "has these dates"),
    ('channels = ["sms"]', 'channels = ["radio"]', "must be 'sms' or 'slack'"),
]

#: What is found at another thing than the one that was replaced.
ELSEWHERE = {
    'may not "acknowledge"',
    "it comes with a listed camera",
    "only what comes by itself",
    "no source has checkpoints",
    "is answered so",
    "give every or is_once_a_watch",
}


def test_large_policy_from_which_the_wrong_ones_are_made_is_taken() -> None:
    policy = load.parse(LARGE, name="large.toml")

    assert policy.role[1].delegate == "captain"
    assert policy.channels.authorisation is not None


@pytest.mark.parametrize(("there", "instead", "what"), WRONG)
def test_one_wrong_thing_is_named(there: str, instead: str, what: str) -> None:
    assert there in LARGE
    found = problems_of(LARGE.replace(there, instead, 1))

    assert [str(problem) for problem in found if what in str(problem)] != []


@pytest.mark.parametrize(
    ("there", "instead", "what"),
    [case for case in WRONG if case[1] and case[2] not in ELSEWHERE],
)
def test_wrong_thing_is_found_on_its_line(there: str, instead: str, what: str) -> None:
    text = LARGE.replace(there, instead, 1)
    first = policy_texts.line_of(LARGE, there)
    # What is missing is found at the table that misses it.
    lines = range(first - 1, first + instead.count("\n") + 1)

    found = [problem for problem in problems_of(text) if what in str(problem)]

    assert any(problem.line in lines for problem in found)


@pytest.mark.parametrize(
    ("there", "instead", "what"),
    [
        # Each of these is sound again with one more thing.
        ('slack = ["duties"]', 'slack = ["duties"]\nradio = []', None),
        ('sms = ["intake", "duties"]', 'sms = ["duties"]\nradio = []', "could open"),
        ('sms = ["intake", "duties"]', 'sms = ["intake"]', '"sms" is off for duties'),
        ('starts = "23:00"\nends = "05:00"', 'starts = "05:00"\nends = "04:59"', None),
        ('every = "15m"', 'is_once_a_watch = true\nbut_within = "1h"', None),
        ('id = "lot"\ntitle', 'id = "lot"\ntitle', None),
        ("until_on = 2026-10-06\n", "", None),
        ('due.after = "ask_by"', 'due = { after = "ask_by", within = "-1h" }', None),
        ('due.after = "ask_by"', 'due = { after = "lost", within = "-1h" }', None),
        ('ladder = [{ role = "captain", wait = "1h" }]', _LOSS := (
            'ladder = [{ role = "captain", before_lost = "1h", wording = "loss" }]'
        ), None),
    ],
)  # fmt: skip
def test_twin_that_passes(there: str, instead: str, what: str | None) -> None:
    text = LARGE.replace(there, instead, 1)

    if what is None:
        assert load.parse(text, name="large.toml").title == "Small"
    else:
        assert any(what in str(problem) for problem in problems_of(text))


def test_nobody_is_quiet_all_day_by_two_rules_together() -> None:
    again = """
[[quiet]]
roles = ["captain"]
starts = "05:00"
ends = "23:00"
authority = "test"
"""
    found = problems_of(LARGE + again)

    assert ['"captain" could be told at no hour' in str(one) for one in found] == [True]


def test_kind_may_come_again_on_later_days() -> None:
    again = """
[[violation]]
id = "lot"
title = "Lot"
from_on = 2026-10-06
authority = "test"
"""
    assert load.parse(LARGE + again, name="large.toml").violation[-1].id == "lot"
    earlier = again.replace("2026-10-06", "2026-10-05")
    assert any("on the same days" in str(one) for one in problems_of(LARGE + earlier))


def test_incidents_open_as_a_kind_that_is_always_in_force() -> None:
    text = LARGE.replace("\n[channels]", '\nkind = "lot"\n[channels]', 1)

    assert any("not in force on every day" in str(one) for one in problems_of(text))


@pytest.mark.parametrize("begins", ["source_listed", "footage_past", "footage_kept"])
def test_footage_of_others_needs_whoever_asks_searches_and_looks_again(
    begins: str,
) -> None:
    start = LARGE.index("[[duty]]", LARGE.index(f'begins = "{begins}"') - 150)
    end = LARGE.index("[[duty]]", LARGE.index(f'begins = "{begins}"'))
    text = LARGE[:start] + LARGE[end:]

    found = problems_of(text)

    assert any(f'no duty about it begins with "{begins}"' in str(one) for one in found)


def test_questions_at_the_scene_stay_within_the_budget() -> None:
    second = LARGE.replace(
        'begins = "duty_attested"\nfollows = "aid"\n',
        'begins = "opened"\nis_asked_at_scene = true\n',
        1,
    ).replace(
        'owner = "sergeant"\ndue = { after = "duty"',
        'owner = "opener"\ndue = { after = "duty"',
    )

    assert any(
        "one question at the scene too many" in str(o) for o in problems_of(second)
    )
    roomy = second.replace("replies = 1", "replies = 2")
    assert load.parse(roomy, name="large.toml").budget.replies == 2


def test_example_of_an_approval_in_the_shipped_file_would_do() -> None:
    text = load.shipped().read_text(encoding="utf-8")
    assert load.parse(text, name="chicago.toml").channels.authorisation is None

    for line in ("[channels.authorisation]", "by = ", "given_on = ", "reference = "):
        assert f"\n# {line}" in text
        text = text.replace(f"\n# {line}", f"\n{line}", 1)

    paper = load.parse(text, name="chicago.toml").channels.authorisation
    assert paper is not None
    assert "G09-01-05" in paper.reference


def test_shipped_policy_is_decided_on_by_police_ranks_alone() -> None:
    policy, _, _ = load.load(load.shipped())

    ranks = {"watch_lieutenant", "commander"}
    assert {role for one in policy.recipient for role in one.decided_by} <= ranks
    assert not any("mayor" in role.title.lower() for role in policy.role)


@pytest.mark.parametrize("name", ["chicago", "los_angeles"])
def test_every_figure_says_what_it_rests_on(name: str) -> None:
    policy, _, _ = load.load(load.shipped().with_name(f"{name}.toml"))
    vague = re.compile(
        r"CPD|ILCS|U\.S\.C\.|CFR|Order|order|Directive|MCC|Municipal|choice|Unverified"
        r"|unverified|as reported|HB 1312|SB \d+|notice|Chicago's public|Placeholder"
    )

    for table in (policy.ground, policy.source, policy.duty, policy.violation):
        for rule in table:
            assert vague.search(rule.authority), (rule.id, rule.authority)


LOTS = """\
name,address,latitude,longitude,kind,sign_posted_on
Main lot,Main Street and 1st Avenue,41.9,-87.6,parking lot,2025-10-20
"""


def test_list_of_places_is_read_with_its_policy(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "large.toml"
    path.write_text(LARGE)
    (tmp_path / "lots.csv").write_text(LOTS)

    policy, _, _ = load.load(path)

    assert load.places_of(policy, path) == tmp_path / "lots.csv"


@pytest.mark.parametrize(
    ("lots", "line", "what"),
    [
        (None, "large.toml:", "lots.csv cannot be read"),
        (LOTS.replace("41.9", "419"), "lots.csv:2: latitude:", "between -90 and 90"),
        (LOTS.replace("name,", "nmae,"), "lots.csv:1: name:", "the column is missing"),
        (LOTS.replace("Main lot", ""), "lots.csv:2: name:", "is empty"),
        (LOTS.replace("2025-10-20", "soon"), "lots.csv:2: sign_posted_on:", "a day"),
        (LOTS + LOTS.splitlines()[1], "lots.csv:3: name:", "stands in the list"),
        (LOTS + "a,b,c\n", "lots.csv:3: the row:", "has 3 cells, not 6"),
        ("", "lots.csv:1: name:", "the column is missing"),
    ],
)
def test_wrong_list_of_places_is_told_with_file_and_line(
    tmp_path: pathlib.Path, lots: str | None, line: str, what: str
) -> None:
    path = tmp_path / "large.toml"
    path.write_text(LARGE)
    if lots is not None:
        (tmp_path / "lots.csv").write_text(lots)

    with pytest.raises(errors.ConfigurationError) as caught:
        load.load(path)

    assert line in str(caught.value)
    assert what in str(caught.value)


def test_schema_for_editors_tells_of_every_key_with_an_example() -> None:
    described = load.json_schema()
    tables = {name: table for name, table in described["$defs"].items()}

    keys = [
        (name, key, about)
        for name, table in tables.items()
        for key, about in table.get("properties", {}).items()
    ]
    assert [
        (name, key) for name, key, about in keys if not about.get("description")
    ] == []
    assert [
        (name, key)
        for name, key, about in keys
        if "examples" not in about and "$ref" not in str(about)
    ] == []
    # What has a few words of its own lists them.
    may = tables["Role"]["properties"]["may"]["items"]["enum"]
    assert may == [*schema.VERBS, schema.EVERYTHING]
    # What may be left out has no "null": TOML has no way to write one.
    assert "null" not in str([about.get("anyOf") for _, _, about in keys])
    assert described["$defs"]["Channels"]["properties"]["authorisation"]["$ref"]
