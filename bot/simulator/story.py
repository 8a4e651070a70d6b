"""Tell the demo's story: one scene from the first text to the verified packet.

Each step says what happens, who texts what, what the people above get, and
which rule of the policy asked for it. It only uses what phones can do.
"""

from dataclasses import dataclass

#: The cast: name, role, star, phone, the star of the supervisor, watch.
CAST = (
    ("Asha", "officer", "12345", "+13125550101", "900", "third"),
    ("Carl", "officer", "22222", "+13125550103", "900", "third"),
    ("Boyd", "sergeant", "900", "+13125550102", "501", "third"),
    ("Bea", "sergeant", "910", "+13125550112", "501", "first"),
    ("Lena", "watch_lieutenant", "501", "+13125550104", "601", "always"),
    ("Dana", "dispatcher", "777", "+13125550107", "", "always"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """Let somebody text the bot."""

    who: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hears:
    """Wait until somebody gets a message that holds these words."""

    who: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Move the clock to a local time, `HH:MM`, of the same or the next day."""

    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tells:
    """Say what happens, and which duty's rule asked for it."""

    text: str
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kills:
    """Kill the bot as a power cut would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts:
    """Start it again."""


Step = Says | Hears | Clock | Tells | Kills | Starts

#: Stands for the code in the last message that the speaker got.
CODE = "{code}"

STORY: tuple[Step, ...] = (
    Tells(text="An officer sees it, radios for help, and texts. No app, no login."),
    Says(who="Asha", text="NEW 2606901234 beat 0715 agents struck man, EMS called"),
    Hears(who="Boyd", words="opened"),
    Tells(text="Her sergeant knows. She is asked one thing at a time.", rule="aid"),
    Says(who="Asha", text="AID ems on scene"),
    Tells(
        text="The order asks for the agents' supervisor. A refusal is an answer.",
        rule="federal_supervisor",
    ),
    Says(who="Asha", text="SUP REFUSED"),
    Tells(
        text="Whoever is listed gets duties of their own, and their footage a clock.",
        rule="cameras",
    ),
    Says(who="Asha", text="CAMS 22222"),
    Clock(to="15:55"),
    Tells(text="The bot is killed, as by a power cut. Carl texts meanwhile."),
    Kills(),
    Says(who="Carl", text="NOTE man is sitting up, medics treat him, agents left"),
    Clock(to="16:05"),
    Starts(),
    Hears(who="Carl", words="LATE"),
    Tells(text="It fetched his text by itself, with the time at which he sent it."),
    Clock(to="22:16"),
    Hears(who="Asha", words="DOCK"),
    Hears(who="Carl", words="DOCK"),
    Tells(text="Before the tour ends, both are reminded.", rule="dock"),
    Says(who="Carl", text="DOCK"),
    Says(who="Carl", text="FLAG CASE 26-1177"),
    Hears(who="Boyd", words="SEEN"),
    Tells(text="Stated is not seen: a second person looks.", rule="seen"),
    Says(who="Boyd", text="SEEN"),
    Says(who="Asha", text="DOCK"),
    Clock(to="22:31"),
    Hears(who="Asha", words="FLAG"),
    Says(who="Asha", text="REPORT JK123456"),
    Tells(text="Asha's footage is not flagged, and her tour ends. Nobody chases her."),
    Clock(to="00:01"),
    Hears(who="Bea", words="not answered"),
    Tells(
        text="It went to the sergeant who is on duty now, not to Boyd who is not.",
        rule="flag",
    ),
    Says(who="Bea", text="ACK {code}"),
    Tells(text='"I have it" rests the paging. It ends no duty and moves no date.'),
    Clock(to="00:20"),
    Says(who="Asha", text="FLAG 10 MAR 27"),
    Tells(text="A date that does not cover the legal time is refused, with the law."),
    Says(who="Asha", text="FLAG 10 MAR 29"),
    Hears(who="Bea", words="SEEN"),
    Says(who="Bea", text="SEEN {code}"),
    Tells(text="Both recordings are preserved: stated by one, seen by another."),
)
