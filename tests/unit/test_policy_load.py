"""What a policy file must be, and how everything that is wrong is told at once."""

import hashlib
import pathlib

import pytest

from bot.policy import load
from models import errors
from tests.unit import policy_texts
from tests.unit.policy_texts import problems_of

SMALL = policy_texts.SMALL
SHORT = pathlib.Path(__file__).parents[1] / "policies" / "short.toml"

GROUND = SMALL[SMALL.index("[[ground]]") : SMALL.index("[[source]]")]

#: (what stands in the file, what is put there instead, what is found wrong there).
#: The problem stands on the line of the replacement.
WRONG = [
    # The schema.
    ('title = "Small"', "title = 5", "title: must be text in quotes"),
    ('title = "Small"', 'title = ""', "title: is empty"),
    ('title = "Small"', f'title = "{"x" * 201}"', "longer than 200 characters"),
    ('question = "Flag it."', f'question = "{"x" * 71}"', "longer than 70 characters"),
    ('kept_for = "2y"', 'kept_for = "2 years"', '"2 years" is not a duration'),
    ('kept_for = "2y"', "kept_for = 2", "a duration is text"),
    ('kept_for = "2y"', 'kept_for = "0s"', "is too short"),
    ('lost_at = "90d"', 'lost_at = "900000y"', "longer than a hundred years"),
    ('wait = "1h"', 'wait = "-1h"', "looks back"),
    ('starts = "22:00"', 'starts = "22.00"', "is not a time of day"),
    ('starts = "22:00"', "starts = 22", "is not a time of day"),
    ('word = "AID"', 'word = "Aid"', "does not have the form ^[A-Z]{2,12}$"),
    ('id = "bwc"', 'id = "BWC"', "does not have the form"),
    ('begins = "opened"', 'begins = "opening"', "must be 'opened', 'camera_listed'"),
    ('answer = "deletion"', 'answer = "date"', "must be 'nothing', 'words'"),
    ("is_asked_at_scene = true", "is_asked_at_scene = 1", "must be true or false"),
    ('ladder = [{ role = "sergeant", wait = "30m" }]', "ladder = []", "is empty"),
    ('title = "Night"', 'title = "Night"\nwrod = 1', "wrod: is no key here"),
    ('word = "AID"', 'word = "AID"\nremnid = []', "did you mean remind?"),
    ("\n[[role]]", "\nlimits.tuor = '9h'\n[[role]]", "did you mean tour?"),
    ("\n[[role]]", "\nlimits.tour = '0s'\n[[role]]", "is too short"),
    ("\n[[role]]", "\nlimits.countries = ['us']\n[[role]]", "does not have the form"),
    (
        "\n[[role]]",
        "\nlimits.unknown_answers_per_hour = '3'\n[[role]]",
        "must be a whole number",
    ),
    # Names.
    ('id = "sergeant"', 'id = "officer"', '"officer" is the id of number 1 already'),
    ('id = "flag"', 'id = "aid"', '"aid" is the id of number 1 already'),
    ('id = "officer"', 'id = "opener"', '"opener" always means who opened'),
    ('id = "night"', 'id = "always"', '"always" always means a post'),
    ('word = "FLAG"', 'word = "AID"', '"AID" is the word of duty number 1 already'),
    ('word = "FLAG"', 'word = "STOP"', '"STOP" belongs to the carriers'),
    ('word = "FLAG"', 'word = "DONE"', '"DONE" means something else already'),
    ('may = ["everything"]', 'may = ["fly"]', 'there is no verb "fly"'),
    ('desk_roles = ["dispatcher"]', 'desk_roles = ["desk"]', 'there is no role "desk"'),
    ('role = "sergeant"\nwait', 'role = "major"\nwait', 'there is no role "major"'),
    ('owner = "opener"', 'owner = "major"', 'there is no role "major"'),
    ('role = "sergeant"\ntext', 'role = "major"\ntext', 'there is no role "major"'),
    ('decided_by = ["sergeant"]', 'decided_by = ["mayor"]', 'no role "mayor"'),
    ('stated_by = ["officer"]', 'stated_by = ["mayor"]', 'no role "mayor"'),
    (
        'default_for = ["officer"]',
        'default_for = ["sergeant"]',
        'the role "sergeant" may not state this ground',
    ),
    ('source = "bwc"', 'source = "drone"', 'there is no source "drone"'),
    (
        'owner = "sergeant"\nanswer',
        'owner = "dispatcher"\nanswer',
        'the role "dispatcher" is paged here and may not "acknowledge"',
    ),
    # Sense.
    ('"America/Chicago"', '"America/Chikago"', 'no time zone "America/Chikago"'),
    ('"America/Chicago"', '"America"', 'there is no time zone "America"'),
    ('"America/Chicago"', '"../Chicago"', 'there is no time zone "../Chicago"'),
    ('question = "Flag it."', 'question = "Flag \\u2014 now"', "(GSM 7-bit)"),
    (
        'question = "Flag it."',
        f'question = "{"[" * 36}"',
        "longer than 70 septets",
    ),
    ('text = "Opened."', 'text = "Opened \\U0001F6A8"', "(GSM 7-bit)"),
    ('citation = "Rule 1"', 'citation = "Rule \\u201c1\\u201d"', "(GSM 7-bit)"),
    ('ask_by = "80d"', 'ask_by = "91d"', "comes after lost_at"),
    ('kept_for = "2y"\n', "", 'the source "bwc" needs kept_for'),
    ('source = "bwc"\n', "", "a deletion date needs the source"),
    ('source = "bwc"\n', "", "names its source"),
    ('begins = "camera_listed"', 'begins = "opened"', "that of one camera's footage"),
    (GROUND, "", "footage is flagged on a ground; there is no [[ground]]"),
    (GROUND, GROUND + GROUND, 'the default of "officer" is "own_request" already'),
    ('before_lost = "7d"\n', "", "either wait or before_lost, and not both"),
    ('wait = "1h"', 'wait = "1h"\nbefore_lost = "9d"', "and not both"),
    ('wait = "1h"', 'before_lost = "7d"', "comes no later than the rung before it"),
    ('before_lost = "7d"', 'before_lost = "91d"', "comes before the recording"),
    ('wait = "30m"', 'before_lost = "1d"', "no footage that could be lost"),
    ('"-45m", "0m"', '"0m", "-45m"', "reminders stand in order"),
    ('"-45m", "0m"', '"0m", "2h"', "never goes out"),
    ("'alien'", "'(alien'", "is no regular expression"),
    ("'alien'", "'(?i)alien'", "is no regular expression"),
    ("'alien'", "'alien|'", "matches every text"),
    ('begins = "text_held"', 'begins = "opened"', "nobody would be asked to decide"),
    ('begins = "text_held"', 'begins = "opened"', 'only a duty that begins with "text'),
    ('owner = "recorder"', 'owner = "opener"\nis_asked_at_scene = true', "asked there"),
    ('owner = "opener"', 'owner = "recorder"', "names the source of the footage"),
    ('after = "opened"', 'after = "recorded"', "needs the source of the footage"),
]


#: What is found at another thing than the one that was replaced.
ELSEWHERE = {
    "nobody would be asked to decide",
    "comes no later than the rung before it",
    'only a duty that begins with "text',
}


def test_small_policy_from_which_the_wrong_ones_are_made_is_taken() -> None:
    assert load.parse(SMALL, name="small.toml").title == "Small"


def test_a_list_is_not_called_empty_because_all_in_it_is_wrong() -> None:
    found = problems_of(SMALL.replace("\n[[duty]]\n", "\n[[duty]]\nmore = 1\n"))

    assert len(found) == SMALL.count("\n[[duty]]\n")
    assert all(problem.key.endswith('", more') for problem in found)


@pytest.mark.parametrize(("there", "instead", "what"), WRONG)
def test_one_wrong_thing_is_named(there: str, instead: str, what: str) -> None:
    assert there in SMALL
    found = problems_of(SMALL.replace(there, instead, 1))

    assert [str(problem) for problem in found if what in str(problem)] != []


@pytest.mark.parametrize(
    ("there", "instead", "what"),
    # Where a thing is missing, the table that misses it is pointed at.
    [case for case in WRONG if case[1] and case[2] not in ELSEWHERE],
)
def test_wrong_thing_is_found_on_its_line(there: str, instead: str, what: str) -> None:
    text = SMALL.replace(there, instead, 1)
    first = policy_texts.line_of(SMALL, there)
    lines = range(first, first + instead.count("\n") + 1)

    found = [problem for problem in problems_of(text) if what in str(problem)]

    assert found[0].line in lines


def test_key_is_named_as_a_person_points_at_it() -> None:
    found = problems_of(SMALL.replace('before_lost = "7d"', 'before_lost = "7q"'))

    assert str(found[0]) == (
        '[[duty]] 2 "flag", ladder[2].before_lost: "7q" is not a duration '
        '(for example: before_lost = "7d")'
    )


def test_missing_key_is_found_at_its_table() -> None:
    found = problems_of(SMALL.replace('word = "FLAG"\n', ""))

    assert [str(problem) for problem in found] == [
        '[[duty]] 2 "flag", word: is missing (for example: word = "FLAG")'
    ]
    text = SMALL.replace('word = "FLAG"\n', "")
    assert found[0].line == policy_texts.line_of(text, '[[duty]]\nid = "flag"')


def test_everything_wrong_is_named_at_once() -> None:
    text = SMALL
    wrong = [
        ('title = "Small"', "title = 5"),
        ('"America/Chicago"', '"Chicago"'),
        ('id = "sergeant"', 'id = "sergent"'),
        ('ask_by = "80d"', 'ask_by = "eighty"'),
        ('word = "AID"', 'word = "STOP"\ncolour = "red"'),
        ("'alien'", "'['"),
    ]
    for there, instead in wrong:
        text = text.replace(there, instead, 1)

    with pytest.raises(errors.ConfigurationError) as caught:
        load.parse(text, name="city.toml")

    message = str(caught.value)
    for part in (
        "city.toml:1: title: must be text",
        'there is no time zone "Chicago"',
        'there is no role "sergeant"',
        '"eighty" is not a duration',
        "belongs to the carriers",
        "colour: is no key here",
        "is no regular expression",
    ):
        assert part in message
    found = caught.value.fields["problems"]
    assert message.startswith(f"The policy city.toml has {len(found)} problems.")
    assert len(message.splitlines()) == len(found) + 1
    assert [problem.line for problem in found] == sorted(p.line for p in found)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('title = "Small"\nagency = \n', 2, "Invalid value"),
        ('title = "Small"\ntitle = "Other"\n', 2, "Cannot overwrite a value"),
        ('title = "Small', 1, "TOML"),
        ('title = "Small"\n[[role', 2, "TOML"),
        ("", 1, "agency: is missing"),
    ],
)
def test_file_that_is_no_toml_is_refused_with_the_line(
    text: str, line: int, what: str
) -> None:
    found = problems_of(text)

    assert found[0].line == line
    assert what in str(found[0])


@pytest.mark.parametrize(
    "value", ["5", '"x"', "[1]", "[[1]]", "true", "1979-05-27", "{ a = 1 }", "1.5"]
)
@pytest.mark.parametrize(
    "key",
    [
        "title", "timezone", "desk_roles", "limits", "role", "watch", "ground",
        "source", "duty", "tell", "phrase", "forbidden", "slack",
    ],
)  # fmt: skip
def test_value_of_any_kind_in_any_place_is_a_problem_and_no_crash(
    key: str, value: str
) -> None:
    assert problems_of(f"{key} = {value}\n") != []


@pytest.mark.parametrize(
    "value", ["5", '"x"', "[1]", "[[1]]", "true", "1979-05-27", "{ a = 1 }"]
)
@pytest.mark.parametrize(
    "key",
    [
        "id", "word", "owner", "source", "answer", "begins", "due", "remind", "ladder",
        "is_asked_at_scene", "exhausted_roles", "question",
    ],
)  # fmt: skip
def test_value_of_any_kind_in_a_duty_is_a_problem_and_no_crash(
    key: str, value: str
) -> None:
    assert problems_of(f"[[duty]]\n{key} = {value}\n") != []


def test_mark_before_the_first_byte_is_no_problem() -> None:
    assert load.parse("\ufeff" + SMALL, name="small.toml") == policy_texts.small()


def test_windows_line_ends_are_no_problem() -> None:
    text = SMALL.replace("\n", "\r\n")

    assert load.parse(text, name="small.toml") == policy_texts.small()
    wrong = problems_of(text.replace('wait = "1h"', 'wait = "1x"'))
    assert wrong[0].line == policy_texts.line_of(SMALL, 'wait = "1h"')


def test_file_is_loaded_with_its_version_and_its_exact_text(
    tmp_path: pathlib.Path,
) -> None:
    path = tmp_path / "city.toml"
    exact = SMALL.replace("\n", "\r\n").encode()
    path.write_bytes(exact)

    policy, version, text = load.load(path)

    assert policy == policy_texts.small()
    assert version == hashlib.sha256(exact).hexdigest()
    assert text.encode() == exact
    assert load.version_of(text) == version


def test_file_that_is_not_there_is_named(tmp_path: pathlib.Path) -> None:
    with pytest.raises(errors.ConfigurationError, match=r"none\.toml cannot be read"):
        load.load(tmp_path / "none.toml")


def test_file_in_another_encoding_is_refused(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(SMALL.replace("Small", "Policía").encode("latin-1"))

    with pytest.raises(errors.ConfigurationError, match="is not in UTF-8"):
        load.load(path)
    path.write_bytes(SMALL.replace("Small", "Policía").encode())
    assert load.load(path)[0].title == "Policía"


def test_same_text_is_parsed_once_whatever_it_is_called() -> None:
    again = "".join(list(SMALL))

    assert load.parse(SMALL, name="a") is load.parse(again, name="b")


@pytest.mark.parametrize("path", [load.shipped(), SHORT], ids=lambda path: path.name)
def test_policy_of_ours_is_taken(path: pathlib.Path) -> None:
    policy, _, _ = load.load(path)

    # The engine and the contract name these.
    assert {"officer", "sergeant", "watch_lieutenant", "dispatcher", "admin"} <= {
        role.id for role in policy.role
    }


def test_shipped_policy_asks_nothing_unsolicited_in_the_first_twenty_minutes() -> None:
    policy, _, _ = load.load(load.shipped())
    minutes = policy.limits.quiet_at_scene.total_seconds() / 60
    reminded = [
        rule.due.within + offset
        for rule in policy.duty
        if rule.due.after == "opened"
        for offset in rule.remind
    ]

    assert minutes >= 20
    assert all(after >= policy.limits.quiet_at_scene for after in reminded)


def test_shipped_liaison_hears_only_of_footage_about_to_be_lost() -> None:
    policy, _, _ = load.load(load.shipped())
    rungs = [
        (rule.source, rung)
        for rule in policy.duty
        for rung in rule.ladder
        if rung.role == "liaison"
    ]

    assert rungs != []
    assert all(source and rung.before_lost for source, rung in rungs)


def test_shipped_policy_gives_each_paged_rank_one_ground_to_flag_on() -> None:
    policy, _, _ = load.load(load.shipped())
    default = {role: g.id for g in policy.ground for role in g.default_for}

    assert default["officer"] == "own_request"
    assert {default[role] for role in ("sergeant", "watch_lieutenant", "liaison")} == {
        "evidentiary_value"
    }


def test_json_schema_shows_durations_as_a_file_writes_them() -> None:
    described = load.json_schema()
    duty = described["$defs"]["Duty"]["properties"]

    assert duty["exhausted_after"]["default"] == "30m"
    assert duty["ladder"]["minItems"] == 1
    assert described["$defs"]["Source"]["properties"]["kept_for"]["examples"] == ["2y"]
    assert described["$defs"]["Duty"]["additionalProperties"] is False
