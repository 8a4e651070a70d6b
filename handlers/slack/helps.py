"""Say what a person may type in Slack, with references and codes of their own; pure."""

from dataclasses import asdict

from handlers.slack import blocks, ids, lines, lists, markup
from handlers.slack.markup import Markup
from models import board, reference

#: What each line needs the role to allow; None: everybody may.
#: An example stands in each as it is typed: `{reference}`, `{code}`, `{star}`.
_LINES: tuple[tuple[str | None, str, str], ...] = (
    ("open_incident", "", "opens an incident with a form"),
    ("open_incident", "open agents at the bus stop", "opens one at once"),
    ("list_incidents", "list due", "what is due or lost next; also `all` and `mine`"),
    ("show_status", "list mine", "what you owe"),
    ("list_incidents", "show {reference}", "its card"),
    ("add_note", "note {reference} two agents left by car", "adds your words"),
    ("acknowledge", "ack {code}", "“I have it”"),
    ("attest", "done {code}", "{word} is done; asks for what is missing"),
    ("postpone", "late {code} 2230", "reminds you then; or `late {code} 30m`"),
    ("pass_on", "pass {code}", "asks whoever is above you to take {word}"),
    ("disown", "notme {code}", "you were listed by mistake"),
    ("log_radio", "radio {star} FLAG 10 MAR 29", "logs what {star} said on the radio"),
    ("undo", "undo {code}", "takes your last act on it back"),
    ("join_incidents", "link {reference} {other}", "links the two; both go on"),
    ("close_incident", "close {reference}", "closes it, with outcome and reason"),
    ("reopen_incident", "reopen {reference}", "opens a closed one again"),
    ("correct_incident", "correct {reference}", "corrects beat, numbers or times"),
    ("second", "agree {reference}", "agrees to what waits; or `refuse`"),
    ("adopt_policy", "adopt {reference}", "puts it under the policy in force"),
    ("name_source", "footage {reference} {source}", "lists cameras; or by a form"),
    ("state_fact", "fact {reference} {fact} yes", "states what was so; `no` ends it"),
    ("go_on_duty", "on 2300", "you are on duty until then; `off` ends it"),
    (
        "list_duty",
        "on star {star} until 2300",
        "lists somebody on duty; `off star` off",
    ),
    (
        "list_duty",
        "cover {star} by {other_star} until 2300",
        "one stands in for another",
    ),
    ("list_duty", "leave {star} until 2026-03-31", "records leave; `end` ends it"),
    ("take_watch", "watch", "“I have the watch”; `watch take` from another"),
    (
        "close_incident",
        "subject {reference} {star}",
        "it is about {star}, who is left out",
    ),
    ("second", "number {star} wrong", "a changed number is not theirs"),
    ("show_status", "who", "who is on duty"),
    (None, "help", "this list"),
)


def help_text(view: board.Help, names: lines.Names = lines.USUAL) -> blocks.Message:
    """Return what the person may type.

    Args:
        view: What their role allows, and what is open for them.
        names: What stands in examples.
    """
    title = f"What you can type as {view.role_title}"
    found = [
        _line(view, names, typed, does)
        for verb, typed, does in _LINES
        if verb is None or verb in view.verbs
    ]
    parts = [blocks.header(title), *lists.paragraphs(found)]
    if view.reference is None and view.code is None:
        text = "Nothing is open for you, so the numbers here are examples."
        parts.append(blocks.context(markup.write(text)))
    note = "Buttons on a card do the same. What is urgent goes over the radio."
    parts.append(blocks.context(markup.write(note)))
    return blocks.message(markup.write("{title}", title=title), parts)


def _line(view: board.Help, names: lines.Names, typed: str, does: str) -> Markup:
    own = view.reference or reference.write(26, 42)
    parts = {
        "reference": own,
        "other": reference.write(26, 41),
        "code": view.code or "CODE",
        "word": view.word or "the duty",
        **asdict(names),
    }
    return markup.write(
        "`{command}`: {does}",
        command=f"{ids.COMMAND} {typed.format(**parts)}".strip(),
        does=does.format(**parts),
    )
