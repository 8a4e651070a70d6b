"""Do what the operator of the bot does on the command line: daily lists, the policy.

Each act is the program's own: the list is read and taken as `assignments import`
does, a policy is checked and told as `policy check` and `policy explain` do.
"""

import difflib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.desk import assignments_csv
from bot.policy import explain, load, schema, strictness
from bot.simulator import installation
from bot.simulator.demo import proving
from bot.simulator.demo.kept import rules
from bot.simulator.demo.premises import Premises
from bot.simulator.demo.problems import ActError
from bot.store import ids, reads
from models import commands, errors, views

#: Name by which an edited policy is called in what is said of it.
_NAME = "policy.toml"

#: Lines of a difference that are shown.
_LINES_MAX = 400


def policy(p: Premises) -> dict[str, Any]:
    """Return the text of the policy in force, and the timeline that it gives."""
    return {
        "text": policy_file(p).read_text(encoding="utf-8"),
        "timeline": _timeline(p.policy, p.clock.now()).splitlines(),
        "title": p.policy.title,
    }


def policy_file(p: Premises) -> Path:
    """Return where the policy in force stands."""
    return p.policy_file or load.shipped()


def compare(p: Premises, text: str) -> dict[str, Any]:
    """Say what an edited policy would change; nothing is changed by that.

    Returns:
        `problems`, each with its line; where there is none `changes` as lines of a
        difference of both timelines, and `weaker` in words.
    """
    try:
        edited = load.parse(text, name=_NAME)
    except errors.ConfigurationError as error:
        lines = str(error).splitlines()
        return {"problems": lines[1:] or lines}
    opened_at = p.clock.now()
    changes = [
        line
        for line in difflib.unified_diff(
            _timeline(p.policy, opened_at).splitlines(),
            _timeline(edited, opened_at).splitlines(),
            n=0,
            lineterm="",
        )
        if not line.startswith(("---", "+++", "@@"))
    ]
    return {
        "problems": [],
        "changes": changes[:_LINES_MAX],
        "more": max(len(changes) - _LINES_MAX, 0),
        "weaker": list(strictness.weaker(p.policy, edited)),
        "is_same": load.version_of(text) == load.version_of(policy(p)["text"]),
    }


def put_in_force(p: Premises, text: str) -> dict[str, Any]:
    """Write an edited policy to its file and start the bot anew, as an operator does.

    Raises:
        ActError: Something is wrong with it.
    """
    found = compare(p, text)
    if found["problems"]:
        raise ActError("\n".join(found["problems"]))
    with p.lock:
        try:
            written = text.encode()
            listed = rules.list_beside(policy_file(p), written)
            files = rules.put(p.folder / f"policy-{ids.new_id()}", written, listed)
            for path, content in files.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            p.change_policy(next(iter(files)))
        except errors.ConfigurationError as error:
            raise ActError(str(error)) from error
        p.is_by_hand = True
    return {}


def import_list(p: Premises, text: str, *, is_meant: bool) -> dict[str, Any]:
    """Read a daily list and say what it changes; take it where that is meant.

    Returns:
        `lines` that say what is new, and `is_taken`.

    Raises:
        ActError: Something is wrong with the list; every line that is.
    """
    with proving.house(p) as house:
        now = house.clock.now()
        with house.database.reading() as connection:
            roster = reads.roster(connection, now)
        try:
            rows = assignments_csv.parse(
                text, name="tonight.csv", policy=house.policy, roster=roster, now=now
            )
        except errors.InvalidInputError as error:
            raise ActError(str(error)) from error
        reply = house.desk.do_now(
            commands.ImportAssignments(
                actor=installation.OPERATOR,
                request_id=f"demo:list:{ids.new_id()}" if is_meant else "",
                rows=rows,
                is_dry_run=not is_meant,
            )
        )
    if not isinstance(reply.view, views.AssignmentDifference):
        raise TypeError("the desk answered a daily list with something else")
    p.is_by_hand = p.is_by_hand or is_meant
    return {"lines": list(_said(reply.view)), "is_taken": is_meant}


def _said(shown: views.AssignmentDifference) -> list[str]:
    lines = [f"New: {who}: {what}" for who, what in shown.added]
    lines += [f"Withdrawn: {who}: {what}" for who, what in shown.withdrawn]
    lines += [f"Note: {who}: {what}" for who, what in shown.instead]
    lines += [f"Without effect: {who}: {what}" for who, what in shown.without_effect]
    if shown.others:
        named = ", ".join(shown.others)
        lines.append(f"Not in the list, and keep their hours: {named}")
    lines += [
        f"Nobody of the role {role} can be told: {when}"
        for role, when in shown.uncovered
    ]
    return lines or ["All of it is so already."]


def _timeline(policy: schema.Policy, opened_at: datetime) -> str:
    """Return the timeline of an incident that is opened in that minute."""
    minute = opened_at.replace(second=0, microsecond=0)
    return explain.explain(policy, opened_at=minute)


def act(p: Premises, fields: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Carry out one of these acts by the word in `do`.

    Raises:
        ActError: There is no such act, or it cannot be done.
    """
    what = fields.get("do")
    if what == "show_policy":
        return policy(p)
    if what == "compare_policy":
        return compare(p, text)
    if what == "change_policy":
        return put_in_force(p, text)
    if what == "import_list":
        return import_list(p, text, is_meant=fields.get("is_meant") is True)
    raise ActError("An operator shows or changes the policy, or imports a list.")
