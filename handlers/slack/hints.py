"""Word the few things that only a door can tell; pure."""

from handlers.slack import markup
from handlers.slack.markup import Markup
from models import enums, views

#: Said where the very same request came twice.
RECORDED_BEFORE = markup.write("That was taken care of already; nothing else happened.")

NOTHING_TICKED = markup.write(
    "Nothing is ticked. Tick what you have, then press again."
)

#: Said where what opens a form came too late.
TOO_LATE = markup.write("That took too long, and nothing changed. Please press again.")

#: Said where Slack did not take what was to be shown.
NOT_SHOWN = markup.write(
    "Slack did not show what you asked for, and nothing changed. Please press again."
)
#: Said where what a person asked to see takes long.
LOOKING = markup.write(
    "*Looking.* Our system is slow; what you asked for comes here in a moment."
)

#: Said before we know which workspace is ours.
NOT_READY = markup.write(
    "Holdfast has not reached Slack yet; nothing changed. Please try again in a "
    "minute. "
    "What is urgent goes over the radio."
)

#: Said where what was pressed means nothing here any more.
NOT_KNOWN = markup.write(
    "Nothing changed: this is no longer in use. `/incident help` shows what is."
)

#: Said to members of another workspace.
ELSEWHERE = markup.write(
    "Nothing changed. Members of other organisations cannot act here."
)


def wrong_line(sentence: str, example: str) -> Markup:
    """Return what is said of a line that was not understood.

    Args:
        sentence: What is wrong with it.
        example: What to type, exactly.
    """
    # A backtick would end the example early.
    typed = example.replace("`", "'")
    return markup.write(
        "Nothing changed. {why}\nType: `{typed}`", why=sentence, typed=typed
    )


#: What a form asks for again, by what the duty needs to hear.
_MISSING = {
    enums.AnswerKind.DELETION: "Fill in the date or the case id, or tick the box.",
    enums.AnswerKind.SUPERVISOR: "Fill in name, badge or agency, or say why not.",
    enums.AnswerKind.STARS: "Write the stars, or NONE.",
    enums.AnswerKind.RD_NUMBER: "Write the {number}, such as {example}.",
    enums.AnswerKind.REQUEST: "Say whom you asked, how and when.",
    enums.AnswerKind.KEPT: "Fill in the date or the case id, or tick one, with why.",
    enums.AnswerKind.SEARCH: "Say until when what was found is kept.",
}


def missing(view: views.NeedsAnswer) -> str:
    """Return what a form lacks, as it stands beside the field; no mrkdwn."""
    parts = [str(view.problem)] if view.problem else []
    if view.earliest_on is not None:
        rule = f" ({view.authority})" if view.authority else ""
        parts.append(f"It must be {markup.day(view.earliest_on)} or later{rule}.")
    if not parts:
        said = _MISSING.get(view.kind, "Say what was done.")
        parts.append(said.format(number=view.number_title, example=view.number_example))
    return " ".join(parts)
