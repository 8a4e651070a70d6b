"""Word which words a sender may use; pure."""

from models import views

#: Our words in the order in which they are shown, each with the right that it needs.
_WORDS = (
    ("STATUS", "show_status"),
    ("ACK", "acknowledge"),
    ("DONE", "attest"),
    ("LATE time", "postpone"),
    ("PASS", "pass_on"),
    ("NOTME", "disown"),
    ("NOTE words", "add_note"),
    ("UNDO", "undo"),
    ("ON", "go_on_duty"),
    ("OFF", "go_on_duty"),
)


def say(view: views.Menu) -> str:
    """Return the words of open duties, then those that the sender's role may use."""
    mine = f"Open for you: {', '.join(view.words)}. " if view.words else ""
    opens = "open_incident" in view.may
    new = "NEW what happened = open an incident. " if opens else ""
    words = ", ".join(word for word, verb in _WORDS if verb in view.may)
    return f"{mine}{new}{words}."
