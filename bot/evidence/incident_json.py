"""Tell an incident as data, from its entries alone.

Everything is a replay of the entries that the packet shows; the policy is the text
that the incident froze. So the same entries always tell the same. Words that were
held back stand here as `{"withheld": rule}`.

What a person stated is `stated_by`, what a second person looked at is `seen_by`;
neither is ever taken for the other.
"""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.evidence import footage_json, gaps, ledger_copy, local_time, people
from bot.ledger import replay

#: Form of `incident.json`.
FORMAT = "holdfast incident 1"

#: How an entry names the person who acted; any other: `by`.
ACTED = {
    "duty:acknowledged": "acknowledged_by",
    "duty:attested": "stated_by",
    "duty:taken_over": "acknowledged_by",
    "footage:disowned": "stated_by",
    "footage:none_stated": "stated_by",
    "footage:found": "stated_by",
    "footage:checked": "stated_by",
    "footage:refused": "stated_by",
    "footage:stated_late": "stated_by",
    "fact:stated": "stated_by",
    "footage:verified": "seen_by",
    "footage:lost": "seen_by",
}

#: Columns of a duty that are told as they are.
_DUTY = ("state", "code", "reminders", "rung", "announcements")
_DUTY_TIMES = ("created_at", "due_at", "lost_at", "next_step_at", "notified_at")
_NOTICE = (
    "channel",
    "purpose",
    "state",
    "reason",
    "body",
    "is_late",
    "provider_id",
    "vendor_code",
)
_INCIDENT = ("kind", "state", "beat", "event_number", "rd_number", "source")


def tell(
    copied: ledger_copy.Copy,
    everybody: people.People,
    policy_text: Callable[[str], str],
) -> dict[str, Any]:
    """Return the incident as JSON has it, in an order for reading.

    Args:
        copied: Its ledger.
        everybody: Who the people are.
        policy_text: Returns the text of a policy by its version.
    """
    return _Telling(copied, everybody, policy_text).tell()


class _Telling:
    """Tell one incident."""

    def __init__(
        self,
        copied: ledger_copy.Copy,
        everybody: people.People,
        policy_text: Callable[[str], str],
    ) -> None:
        self._copied = copied
        self._people = everybody
        replayed = replay.Replay(copied.ledger)
        for line in copied.lines:
            changes = line.entry["body"].get("changes")
            replayed.take(line.position, changes, line.read)
        self._rows = [row for row in replayed.rows.values() if row.added_by is not None]
        self._incident = next(self._of("incident"))
        self._version = self._incident["policy_version"]
        # Only what stands in the text itself is used: a later version of the
        # program may read a policy otherwise, or know other defaults.
        self._policy = tomllib.loads(policy_text(self._version).removeprefix("\ufeff"))
        self._clock = local_time.LocalTime(self._policy["timezone"])

    def tell(self) -> dict[str, Any]:
        incident = self._incident
        duties = [self._duty(row) for row in self._of("duty")]
        footage = [
            footage_json.tell(
                row,
                self._rule("source", row["source"]),
                self._copied,
                self._people,
                self._clock,
            )
            for row in self._of("footage")
        ]
        notices = [self._notice(row) for row in self._of("notice")]
        last = self._copied.lines[-1].entry
        return {
            "format": FORMAT,
            "reference": incident["reference"],
            "ledger": self._copied.ledger,
            "position": self._copied.position,
            **self._clock.tell("as_of", last["at"]),
            "timezone": self._policy["timezone"],
            **{name: incident.get(name) for name in _INCIDENT},
            **self._clock.tell("opened_at", incident["opened_at"]),
            "opened_by": self._people.who(incident.get("opened_by")),
            **self._clock.tell("recorded_at", incident["recorded_at"]),
            "is_late": incident.get("is_late", False),
            **self._clock.tell("closed_at", incident.get("closed_at")),
            "policy": {
                "title": self._policy["title"],
                "agency": self._policy["agency"],
                "version": self._version,
            },
            "facts": json.loads(incident.get("facts") or "{}"),
            "linked_with": self._links(),
            "duties": duties,
            "footage": footage,
            "gaps": gaps.find(duties, footage, notices, self._withheld(), last["at"]),
            "notices": notices,
            "chronology": [self._entry(line) for line in self._copied.lines],
        }

    def _of(self, table: str) -> Iterator[dict[str, Any]]:
        """Give the rows of a table, in the order in which they were added."""
        return (row.values for row in self._rows if row.table == table)

    def _duty(self, row: Mapping[str, Any]) -> dict[str, Any]:
        rule = self._rule("duty", row["rule"])
        who = self._people.who
        row = _without_own_statement(row)
        return {
            "id": row["id"],
            "word": row["word"],
            "rule": row["rule"],
            "title": rule.get("title"),
            "authority": rule.get("authority"),
            "owner": who(row.get("owner_id"), role=row.get("owner_role")),
            **{name: row.get(name) for name in _DUTY},
            **self._clock.tell_all(_DUTY_TIMES, row),
            "acknowledged_by": who(row.get("acknowledged_by")),
            **self._clock.tell("acknowledged_at", row.get("acknowledged_at")),
            "stated_by": who(row.get("attested_by")),
            **self._clock.tell("stated_at", row.get("attested_at")),
            "answer": _answer(row.get("answer")),
            "seen_by": who(row.get("verified_by")),
            **self._clock.tell("seen_at", row.get("verified_at")),
            "reason": row.get("reason"),
            "footage": row.get("footage_id"),
            "in_words": self._in_words(row),
        }

    def _in_words(self, row: Mapping[str, Any]) -> str:
        """Say how a duty stands, and on whose word."""
        state = row["state"].replace("_", " ")
        parts = [
            f"{how} {self._label(row.get(f'{column}_by'))}, {self._clock.show(at)}"
            for how, column in (("stated by", "attested"), ("seen by", "verified"))
            if (at := row.get(f"{column}_at"))
        ]
        return "; ".join([state, *parts])

    def _notice(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "id": row["id"],
            "to": self._people.who(row.get("person_id")),
            "duty": row.get("duty_id"),
            **{name: row.get(name) for name in _NOTICE},
            **self._clock.tell_all(("created_at", "expires_at"), row),
            "news": [
                {
                    "state": change["new"]["state"],
                    **self._clock.tell("at", line.entry["at"]),
                    "reason": change["new"].get("reason"),
                }
                for line in self._copied.lines
                for change in ledger_copy.changes_of(line.entry, "notice")
                if change["id"] == row["id"] and "state" in change["new"]
            ],
        }

    def _links(self) -> list[str]:
        """Return the references that are linked with it, as linked."""
        links: dict[int, str] = {}
        for line in self._copied.lines:
            facts = line.entry["body"].get("facts", {})
            if line.entry["event"] in ("incident:linked", "incident:linked_from"):
                links[line.position] = facts["with"]
            elif line.entry["event"] == "act:undone":
                links.pop(facts["of"], None)
        return list(dict.fromkeys(links.values()))

    def _withheld(self) -> list[dict[str, Any]]:
        return [
            {"position": line.position, "item": name, "rule": item["withheld"]}
            for line in self._copied.lines
            for name, item in sorted(line.items.items())
            if item.get("withheld", ledger_copy.NUMBER_WITHHELD)
            != ledger_copy.NUMBER_WITHHELD
        ]

    def _entry(self, line: ledger_copy.Line) -> dict[str, Any]:
        entry = line.entry
        words = {
            name: line.read(name)
            for name in sorted(line.items)
            # The others are values of rows, and are told with them.
            if "." not in name
        }
        acted = ACTED.get(entry["event"], "by")
        # What was said over the radio is its speaker's word; the desk wrote it down.
        logger = entry["body"].get("facts", {}).get("logged_by")
        logged = {"logged_by": self._people.who(logger)} if logger else {}
        return {
            "position": line.position,
            "event": entry["event"],
            **self._clock.tell("at", entry["at"]),
            acted: self._people.actor(entry["actor"]),
            **logged,
            "facts": entry["body"].get("facts", {}),
            "words": words,
        }

    def _rule(self, table: str, name: str) -> Mapping[str, Any]:
        rules = self._policy.get(table, ())
        return next((rule for rule in rules if rule.get("id") == name), {})

    def _label(self, person: str | None) -> str:
        return self._people.label(self._people.who(person))


def _without_own_statement(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out that whoever looked stated so: the looking itself is no statement."""
    seen_by, seen_at = row.get("verified_by"), row.get("verified_at")
    if seen_by and (row.get("attested_by"), row.get("attested_at")) == (
        seen_by,
        seen_at,
    ):
        return {**row, "attested_by": None, "attested_at": None}
    return row


def _answer(stored: Any) -> Any:
    """Return an answer as it was understood; the words are in the chronology."""
    return json.loads(stored) if isinstance(stored, str) else stored
