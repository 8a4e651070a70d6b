"""One table says which right each command needs; no other role passes.

Each command and each question is put to the real desk by one person of every role of
the shipped policy. What names nothing that exists fails after the rights were asked,
so that nothing changes on the way.
"""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.desk import contents
from bot.policy import load, schema
from models import commands, enums, errors, queries, reference, views
from tests.scenarios.desk_work import member
from tests.stage import Scene, someone

ROOT = Path(__file__).parents[2]

NOWHERE = reference.write(26, 9999)
NO_DUTY = commands.Target(code="3333X")
WHO = {"who": "99999", "until_local": "23:00"}

#: Right that each command needs, and a command that is about nothing.
NEEDS: dict[type[commands.Command], tuple[str, dict[str, Any]]] = {
    commands.OpenIncident: ("open_incident", {"text": ""}),
    commands.SayText: ("say_text", {"text": "x", "words": 1}),
    commands.Acknowledge: ("acknowledge", {"target": NO_DUTY}),
    commands.Attest: ("attest", {"target": NO_DUTY}),
    commands.Postpone: ("postpone", {"target": NO_DUTY, "in_minutes": 5}),
    commands.PassOn: ("pass_on", {"target": NO_DUTY}),
    commands.Disown: ("disown", {"target": NO_DUTY}),
    commands.LogRadio: ("log_radio", {"star": "99999", "text": "ACK"}),
    commands.NameFootage: ("name_source", {"target": NO_DUTY, "said": "POD"}),
    commands.StateFact: ("state_fact", {"target": NO_DUTY, "facts": {"hurt": True}}),
    commands.Undo: ("undo", {}),
    commands.AddNote: (
        "add_note",
        {"text": "x", "target": commands.Target(reference=NOWHERE)},
    ),
    commands.ChangeNote: (
        "add_note",
        {"target": commands.Target(reference=NOWHERE), "message": "C:1", "text": "x"},
    ),
    commands.CloseIncident: (
        "close_incident",
        {
            "reference": NOWHERE,
            "outcome": enums.IncidentState.CLOSED_NO_VIOLATION,
            "reason": "x",
        },
    ),
    commands.MarkSubject: ("close_incident", {"reference": NOWHERE, "who": "99999"}),
    commands.ReopenIncident: ("reopen_incident", {"reference": NOWHERE, "reason": "x"}),
    commands.CorrectIncident: (
        "correct_incident",
        {"reference": NOWHERE, "values": {}, "seen": {}},
    ),
    commands.AdoptPolicy: ("adopt_policy", {"reference": NOWHERE}),
    commands.DecideProposal: ("second", {"reference": NOWHERE, "is_agreed": True}),
    commands.ReadWords: ("read_words", {"reference": NOWHERE}),
    commands.ReadHeldText: ("accept_text", {"inbound_id": "none"}),
    commands.TextOfficer: ("text_officer", {"reference": NOWHERE, "phrase": "none"}),
    commands.TakeWatch: ("take_watch", {}),
    commands.ShowStatus: ("show_status", {}),
    commands.ShowMenu: ("show_status", {}),
    commands.SayNothing: ("show_status", {}),
    commands.GoOnDuty: ("go_on_duty", {"until_local": "no time"}),
    commands.GoOffDuty: ("go_on_duty", {"said": "no time"}),
    commands.ListDuty: ("list_duty", {**WHO, "is_on": True}),
    commands.StandIn: ("list_duty", {**WHO, "instead_of": "99998"}),
    commands.RecordLeave: ("list_duty", WHO),
    commands.EndLeave: ("list_duty", {"who": "99999"}),
    commands.ImportAssignments: ("list_duty", {"rows": ()}),
    commands.EndAssignments: ("list_duty", {"who": "99999"}),
    commands.JoinIncidents: ("join_incidents", {"reference": NOWHERE}),
    commands.AcceptText: ("accept_text", {"inbound_id": "none"}),
    commands.DecideHeldText: (
        "decide_held_text",
        {
            "reference": NOWHERE,
            "position": 1,
            "is_released": True,
            "authority": "x",
        },
    ),
}

#: What no person asks for: the clock, the courier, a provider, Slack itself.
OF_MACHINES = {
    commands.TakeStep,
    commands.SetAside,
    commands.MendSteps,
    commands.NotePolicy,
    commands.RaiseAlarm,
    commands.RecordDelivery,
    commands.GatherNotices,
    commands.HandOver,
    commands.RecordSlackMember,
    commands.RecordSlackHealth,
    commands.RecordMessageGone,
}

#: What only the command line of the machine can ask for.
OF_THE_OPERATOR = {commands.ImportRoster, commands.EndPerson}

#: The carriers' own words: whoever holds the phone may say them of its number.
OF_EVERYBODY = {commands.ChangeConsent}

#: No right of the table: whoever supervises the one it is about, see its own scene.
OF_THE_SUPERVISOR = {commands.ObjectToNumber}

#: What holds several others; each of them asks for its own right.
OF_OTHERS = {commands.SaySeveral}

#: Right that each question needs.
QUESTIONS: dict[str, tuple[str, Callable[[commands.Actor], queries.Query]]] = {
    "list": (
        "list_incidents",
        lambda actor: queries.ListIncidents(actor=actor, which="all"),
    ),
    "mine": (
        "show_status",
        lambda actor: queries.ListIncidents(actor=actor, which="mine"),
    ),
    "who": ("show_status", lambda actor: queries.ShowWho(actor=actor)),
    "inbox": ("accept_text", lambda actor: queries.ShowInbox(actor=actor)),
    "phrase": (
        "text_officer",
        lambda actor: queries.ShowPhrase(actor=actor, reference=NOWHERE, phrase="x"),
    ),
}

#: Not asked of a command as a whole: `verify` is asked of whoever looks or searches.
OF_PARTS = {"verify"}


def test_the_table_speaks_of_every_command_once() -> None:
    groups = [OF_MACHINES, OF_THE_OPERATOR, OF_EVERYBODY, OF_THE_SUPERVISOR, OF_OTHERS]
    named = [command for group in (set(NEEDS), *groups) for command in group]

    assert set(named) == set(contents.VERBS)
    assert len(named) == len(set(named))


def test_every_right_of_the_policy_is_needed_for_something() -> None:
    needed = {right for right, _ in (*NEEDS.values(), *QUESTIONS.values())}

    assert needed | OF_PARTS == set(schema.VERBS)


def test_no_door_makes_what_only_machine_or_operator_may_ask() -> None:
    """But for receipts and Slack's own news, which the doors take from providers."""
    news = {
        commands.RecordDelivery,
        commands.RecordSlackMember,
        commands.RecordMessageGone,
    }
    kept = {kind.__name__ for kind in (OF_MACHINES | OF_THE_OPERATOR) - news}
    for path in (ROOT / "handlers").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
        }
        assert not named & kept, path


@pytest.fixture
def actors(scene: Scene) -> dict[str, commands.Actor]:
    """Somebody of every role of the shipped policy, by role."""
    policy, _, _ = load.load(load.shipped())
    rows = [
        someone(f"N{star}", role.id, str(star), slack_user_id=f"U0{star}")
        for star, role in enumerate(policy.role, start=201)
    ]
    for person in scene.enrols(*rows):
        person.is_ignored = True
    return {row.role: member(str(row.slack_user_id)) for row in rows}


def refused(ask: Callable[[], Any], role: str) -> bool:
    """Say whether the role was what stood in the way; all else may be wrong."""
    try:
        ask()
    except errors.RefusedError as refusal:
        return "role" in refusal.fields
    except errors.HoldfastError:
        return False
    return False


def test_each_role_passes_where_the_policy_says_so_and_nowhere_else(
    scene: Scene, actors: dict[str, commands.Actor]
) -> None:
    house, wrong = scene.stage.house, []
    policy = house.policy
    for role in policy.role:
        actor, may = actors[role.id], set(role.may)
        for kind, (right, fields) in NEEDS.items():
            command = kind(
                actor=actor, request_id=f"{role.id}:{kind.__name__}", **fields
            )
            before = scene.rows("SELECT count(*) AS n FROM entry")[0].n
            is_refused = refused(lambda c=command: house.desk.do_now(c), role.id)
            if is_refused is (right in may):
                wrong.append((role.id, kind.__name__, right, is_refused))
            if is_refused:
                assert scene.rows("SELECT count(*) AS n FROM entry")[0].n == before
        for name, (right, make) in QUESTIONS.items():
            question = make(actor)
            is_refused = refused(lambda q=question: house.board.look(q), role.id)
            if is_refused is (right in may):
                wrong.append((role.id, name, right, is_refused))
    assert wrong == []


def test_each_of_several_answers_asks_for_its_own_right(
    scene: Scene, actors: dict[str, commands.Actor]
) -> None:
    house = scene.stage.house
    for role in house.policy.role:
        base = {"actor": actors[role.id], "request_id": f"several:{role.id}"}
        parts = tuple(
            kind(**base, **NEEDS[kind][1])
            for kind in (commands.Attest, commands.StateFact)
        )
        view = house.desk.do_now(commands.SaySeveral(**base, parts=parts)).view
        for part, answer in zip(parts, view.answers, strict=True):
            assert isinstance(answer, views.Refused)
            needs = NEEDS[type(part)][0]
            assert ("role" in answer.error.fields) is (needs not in role.may)


def test_who_is_not_in_the_roster_passes_nowhere(scene: Scene) -> None:
    house, stranger = scene.stage.house, member("U0NOBODY")
    for kind, (_, fields) in NEEDS.items():
        with pytest.raises(errors.RefusedError):
            house.desk.do_now(
                kind(actor=stranger, request_id=f"x:{kind.__name__}", **fields)
            )
    for _, make in QUESTIONS.values():
        with pytest.raises(errors.RefusedError):
            house.board.look(make(stranger))


def test_who_left_passes_nowhere(
    scene: Scene, actors: dict[str, commands.Actor]
) -> None:
    policy = scene.stage.house.policy
    star = next(
        str(star)
        for star, role in enumerate(policy.role, start=201)
        if role.id == "commander"
    )
    scene.does(commands.EndPerson, star=star)
    for kind, (_, fields) in NEEDS.items():
        with pytest.raises(errors.RefusedError):
            scene.stage.house.desk.do_now(
                kind(
                    actor=actors["commander"],
                    request_id=f"x:{kind.__name__}",
                    **fields,
                )
            )


def test_a_police_rank_decides_and_never_the_mayors_office() -> None:
    """The shipped roles name nobody of City Hall, and no civilian decides."""
    policy, _, _ = load.load(load.shipped())
    deciding = {"close_incident", "decide_held_text", "second", "adopt_policy"}
    for role in policy.role:
        assert "mayor" not in f"{role.id} {role.title}".casefold()
        if role.id in ("officer", "dispatcher", "custodian", "liaison"):
            assert not deciding & set(role.may), role.id
        assert schema.EVERYTHING not in role.may
