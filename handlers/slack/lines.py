"""Hold examples of lines that people may type after the slash command."""

from models import reference

#: A reference that nobody has.
SAMPLE = reference.write(26, 42)

#: What to type, by the first word.
EXAMPLES = {
    "OPEN": "open agents at 26th and Kedzie, beat 1021",
    "LIST": "list due",
    "SHOW": f"show {SAMPLE}",
    "NOTE": f"note {SAMPLE} two more witnesses",
    "ACK": "ack 7KD4X",
    "DONE": "done 7KD4X",
    "UNDO": "undo 7KD4X",
    "LINK": f"link {SAMPLE} {reference.write(26, 43)}",
    "REOPEN": f"reopen {SAMPLE} closed by mistake",
    "CLOSE": f"close {SAMPLE}",
    "CORRECT": f"correct {SAMPLE}",
    "ON": "on star 4432 until 2300",
    "OFF": "off star 4432",
    "LEAVE": "leave 4432 until 2026-03-31",
    "COVER": "cover 900 by 901 until 2300",
    "AGREE": f"agree {SAMPLE}",
    "REFUSE": f"refuse {SAMPLE} the first time was right",
    "ADOPT": f"adopt {SAMPLE}",
    "LATE": "late 7KD4X 2230 at the hospital",
    "PASS": "pass 7KD4X",
    "NOTME": "notme 7KD4X",
    "RADIO": "radio 4432 FLAG 10 MAR 29",
    "WATCH": "watch",
    "SUBJECT": f"subject {SAMPLE} 900",
    "NUMBER": "number 4432 wrong",
    "WRONG": "wrong 7KD4X",
    "FOOTAGE": f"footage {SAMPLE} pod cta",
    "FACT": f"fact {SAMPLE} hurt yes",
    "WHO": "who",
    "HELP": "help",
}
