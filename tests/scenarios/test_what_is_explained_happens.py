"""What `holdfast policy explain` tells of an incident is what then happens."""

import json
import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.policy import checks, imagined, load, paging, schema, timetable
from models import enums
from tests.stage import START_AT, Person, Scene, officer, someone
from tests.storage import databases

#: What is played is the same on each.
pytestmark = databases.on("sqlite")

SHIPPED = load.shipped()
THREE_DAYS = Path(__file__).parents[1] / "policies" / "three_days.toml"

#: By which entries the engine says what it did, and how that is explained.
NOBODY, LOSS = "nobody answered", "the footage is lost"
STEPS = {
    "duty:reminded": "reminder",
    "duty:escalated": "rung {rung}",
    "duty:nobody_answered": NOBODY,
    "footage:past_loss": LOSS,
}
EXPLAINED = re.compile(rf"due|reminder|rung \d+|{NOBODY}|{LOSS}")

#: What is said in each answer with which something else begins.
SAID = {
    enums.AnswerKind.DELETION: "NEVER",
    enums.AnswerKind.REQUEST: "their desk, by phone",
    enums.AnswerKind.KEPT: "COPY",
    enums.AnswerKind.NOTHING: "",
}

#: When which happens of each duty, by its name.
Rows = dict[str, set[tuple[datetime, str]]]


def name(word: str, source: str | None) -> str:
    return f"{word} {source}" if source else word


def explained(policy: schema.Policy, named: set[str]) -> Rows:
    """Return what is explained: of repeated announcements the first."""
    incident = imagined.Incident(
        policy=policy, opened_at=START_AT, named=frozenset(named)
    )
    rows: Rows = defaultdict(set)
    for owed in imagined.duties(incident):
        source = owed.source.id if owed.source else None
        is_by_reminder = "first asked by" in paging.first_asked(policy, owed)
        is_asked = not is_by_reminder and owed.rule.owner not in checks.PEOPLE
        add(rows, owed.rule.word, source, owed.asked_at, "is asked" * is_asked)
        was = ""
        for moment in paging.moments(policy, owed):
            found = EXPLAINED.match(moment.what)
            if found is None or found[0] == was == NOBODY:
                continue
            was = found[0]
            add(rows, owed.rule.word, source, moment.at, was)
    return rows


def happened(scene: Scene) -> Rows:
    """Return what the bot did, likewise."""
    rows: Rows = defaultdict(set)
    names, was = {}, {}
    for duty in duties(scene):
        names[duty.id] = duty.word, duty.source
        is_asked = bool(duty.owner_role) and duty.notified_at == duty.created_at
        add(rows, *names[duty.id], instant(duty.created_at), "is asked" * is_asked)
        add(rows, *names[duty.id], instant(duty.due_at), "due")
    for entry in scene.rows("SELECT event, record FROM entry ORDER BY id"):
        if entry.event not in STEPS:
            continue
        facts = json.loads(entry.record)["body"]["facts"]
        what = STEPS[entry.event].format(**facts)
        if not what == was.get(facts["duty"]) == NOBODY:
            add(rows, *names[facts["duty"]], instant(facts["noticed_at"]), what)
        was[facts["duty"]] = what
    return rows


def add(rows: Rows, word: str, source: str | None, at: datetime, what: str) -> None:
    """Add what happens; a loss is told once for all that should have kept it."""
    rows[name("loss of" if what == LOSS else word, source)].add((at, what))


def duties(scene: Scene) -> list[Any]:
    return scene.rows(
        "SELECT duty.*, footage.source FROM duty"
        " LEFT JOIN footage ON footage.id = duty.footage_id ORDER BY duty.id"
    )


def instant(stored: Any) -> datetime:
    return datetime.fromisoformat(str(stored)).replace(tzinfo=UTC)


class Play:
    """An incident under a policy, with somebody of each role always on duty."""

    def __init__(self, scene: Scene, policy: schema.Policy) -> None:
        self.scene, self.policy = scene, policy
        watch = next(
            watch.id
            for watch in policy.watch
            if timetable.is_in_watch(policy, watch.id, START_AT)
        )
        others = [role.id for role in policy.role if role.id != "officer"]
        people = scene.enrols(
            officer(watch=watch),
            *(someone(role, role, str(200 + n)) for n, role in enumerate(others)),
        )
        for person in people:
            person.is_ignored = True
        self.asha = people[0]

    def opens(self, *words: str) -> None:
        assert "opened" in self.asha.texts("NEW agents struck a man")
        if words:
            assert "CAMS recorded" in self.asha.texts(f"CAMS {' '.join(words)}")

    def answers_until(self, end_at: datetime) -> dict[str, datetime]:
        """Answer what brings about something else, each when it is due.

        At once where the footage would be lost by then.

        Returns:
            When what was answered, by name.
        """
        rules = {
            rule.word: rule
            for rule in self.policy.duty
            if (rule.begins, rule.answer) in ANSWERED
        }
        done: dict[str, datetime] = {}
        while True:
            open_ = [
                (self.answered_at(duty), duty)
                for duty in duties(self.scene)
                if duty.word in rules and name(duty.word, duty.source) not in done
            ]
            at, duty = min(open_, key=lambda one: one[0], default=(end_at, None))
            if duty is None or at >= end_at:
                break
            self.scene.stage.advance(max(timedelta(), at - self.scene.now()))
            self.answers(duty, SAID[rules[duty.word].answer])
            done[name(duty.word, duty.source)] = at
        self.scene.stage.advance(end_at - self.scene.now())
        return done

    def answered_at(self, duty: Any) -> datetime:
        due_at = instant(duty.due_at)
        source = next(one for one in self.policy.source if one.id == duty.source)
        is_lost = due_at >= START_AT + source.lost_at
        return instant(duty.created_at) if is_lost else due_at

    def answers(self, duty: Any, said: str) -> None:
        person = self.who_has(duty)
        codes = self.scene.rows(
            "SELECT code FROM code JOIN person ON person.id = code.person_id"
            " WHERE duty_id = :duty AND person.name = :name",
            duty=duty.id,
            name=person.row.name,
        )
        code = codes[-1].code if codes else ""
        answer = person.texts(f"{duty.word} {code} {said}")
        assert f"{duty.word} recorded" in answer, answer

    def who_has(self, duty: Any) -> Person:
        if duty.owner_role is None:
            return self.asha
        return self.scene.people[duty.owner_role]


#: With which answers something else begins.
ANSWERED = {
    ("camera_listed", enums.AnswerKind.DELETION),
    ("source_listed", enums.AnswerKind.REQUEST),
    ("footage_asked", enums.AnswerKind.KEPT),
    ("footage_attested", enums.AnswerKind.NOTHING),
}


@pytest.fixture
def policy_file(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A policy that repeats nothing, so that months are played in seconds."""
    shipped: Path = request.param
    text = re.sub(r'^repeat_every = ".*"\n', "", shipped.read_text("utf-8"), flags=re.M)
    text = text.replace("[[duty]]\n", '[[duty]]\nrepeat_every = "300d"\n')
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    places = SHIPPED.with_name("chicago_places.csv")
    (tmp_path / places.name).write_bytes(places.read_bytes())
    return str(path)


@pytest.fixture
def play(scene: Scene, policy_file: str) -> Play:
    return Play(scene, load.load(Path(policy_file))[0])


#: A policy, what is named under it, and how many days are played.
Scenes = pytest.mark.parametrize(
    ("policy_file", "words", "days"),
    [
        (SHIPPED, ("POD", "CTA"), 31),
        (SHIPPED.with_name("los_angeles.toml"), (), 4),
        (SHIPPED.with_name("minimal.toml"), (), 64),
        (THREE_DAYS, (), 5),
    ],
    indirect=["policy_file"],
)


@Scenes
def test_what_nobody_answers(play: Play, words: tuple[str, ...], days: int) -> None:
    play.opens(*words)
    play.scene.advance(days=min(days, 6) if words else days)
    compare(play, {}, words)


@Scenes
def test_what_begins_only_with_an_answer(
    play: Play, words: tuple[str, ...], days: int
) -> None:
    play.opens(*words)
    done = play.answers_until(START_AT + timedelta(days=days))
    assert any(one.startswith("FLAG") for one in done)
    compare(play, done, words)


def compare(play: Play, done: dict[str, datetime], words: tuple[str, ...]) -> None:
    """Compare what happened with what is explained, each until it was answered."""
    found = happened(play.scene)
    named = {one.id for one in play.policy.source if {*one.words} & {*words}}
    done |= {"CAMS": START_AT} if words else {}
    until = play.scene.now()
    for one, rows in explained(play.policy, named).items():
        end_at = done.get(one, until)
        if one in found:
            kept = {row for row in rows if row[0] <= end_at or row[1] == "due"}
            assert sorted(kept) == sorted(found.pop(one)), one
    assert not found
