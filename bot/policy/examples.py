"""Hold one example of every key of a policy file, as a file would write it.

Messages about a key end with its example, and `holdfast policy schema` shows it.
"""

#: Value in TOML, by table and key; a test compares the keys with the schema.
EXAMPLES = {
    "title": '"ICE On Notice"',
    "agency": '"Chicago Police Department"',
    "timezone": '"America/Chicago"',
    "kind": '"alleged_violation"',
    "desk_roles": '["dispatcher"]',
    "limits": "[limits]",
    "limits.free_text_joins_within": '"12h"',
    "limits.offer_join_within": '"30m"',
    "limits.same_text_within": '"10m"',
    "limits.unknown_answers_per_hour": "3",
    "limits.unclear_answers_per_hour": "6",
    "limits.quiet_at_scene": '"20m"',
    "limits.late_after": '"2m"',
    "limits.notice_valid_for": '"30m"',
    "limits.tour": '"9h"',
    "limits.countries": '["US"]',
    "limits.digest_every": '"15m"',
    "role": "[[role]]",
    "role.id": '"sergeant"',
    "role.title": '"Sergeant"',
    "role.may": '["acknowledge", "attest", "verify"]',
    "role.wears_camera": "true",
    "watch": "[[watch]]",
    "watch.id": '"third"',
    "watch.title": '"Third watch"',
    "watch.starts": '"14:00"',
    "watch.ends": '"23:00"',
    "ground": "[[ground]]",
    "ground.id": '"evidentiary_value"',
    "ground.text": '"It has evidentiary value in a criminal prosecution."',
    "ground.stated_by": '["sergeant", "liaison"]',
    "ground.default_for": '["sergeant"]',
    "ground.authority": '"50 ILCS 706/10-20(a)(7)(B)"',
    "source": "[[source]]",
    "source.id": '"bwc"',
    "source.title": '"Body-worn camera"',
    "source.ask_by": '"90d"',
    "source.lost_at": '"90d"',
    "source.kept_for": '"2y"',
    "source.authority": '"50 ILCS 706/10-20"',
    "duty": "[[duty]]",
    "duty.id": '"flag"',
    "duty.word": '"FLAG"',
    "duty.title": '"Footage flagged"',
    "duty.question": '"Flag it, then text FLAG and the deletion date"',
    "duty.begins": '"camera_listed"',
    "duty.owner": '"recorder"',
    "duty.answer": '"deletion"',
    "duty.source": '"bwc"',
    "duty.due": '{ after = "end_of_tour", within = "30m" }',
    "duty.due.after": '"end_of_tour"',
    "duty.due.within": '"30m"',
    "duty.remind": '["-45m", "-10m"]',
    "duty.ladder": "[[duty.ladder]]",
    "duty.ladder.role": '"sergeant"',
    "duty.ladder.wait": '"30m"',
    "duty.ladder.before_lost": '"7d"',
    "duty.exhausted_after": '"30m"',
    "duty.repeat_every": '"6h"',
    "duty.exhausted_roles": '["commander"]',
    "duty.lapses_after": '"2h"',
    "duty.is_asked_at_scene": "true",
    "duty.authority": '"50 ILCS 706/10-20; times: the agency\'s choice"',
    "tell": "[[tell]]",
    "tell.role": '"sergeant"',
    "tell.text": '"Incident opened. Nothing to do yet."',
    "phrase": "[[phrase]]",
    "phrase.id": '"sergeant_coming"',
    "phrase.text": '"Sergeant is on the way."',
    "forbidden": "[[forbidden]]",
    "forbidden.id": '"immigration_status"',
    "forbidden.patterns": "['immigration status']",
    "forbidden.citation": '"MCC 2-173-030"',
    "forbidden.authority": '"Municipal Code of Chicago 2-173-030"',
    "forbidden.decided_by": '["sergeant"]',
    "slack": "[slack]",
    "slack.words_on_card": "false",
}


def example_of(table: str, key: str) -> str | None:
    """Return one line of a policy file with this key, if there is such a key.

    Args:
        table: Names of the tables around it, joined by dots; "" for none.
        key: The key itself.
    """
    value = EXAMPLES.get(f"{table}.{key}" if table else key)
    if value is None:
        return None
    is_table = value.startswith(("[[", "[limits", "[slack"))
    return value if is_table else f"{key} = {value}"


def keys_of(table: str) -> list[str]:
    """List the keys that a table may have, in the order of the schema."""
    around = table.split(".") if table else []
    paths = [path.split(".") for path in EXAMPLES]
    return [path[-1] for path in paths if path[:-1] == around]
