"""A terminal in a folder of its own, and an installation to type into it about."""

import contextlib
import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot import logs, settings
from bot.cli import main
from bot.house import House
from bot.policy import own_words
from handlers.sms import commands_of
from models import commands, views

HEADER = (
    "name,star,phone,phone_kind,email,slack_user_id,role,unit,supervisor_star,watch,"
    "consented_on"
)

#: Numbers of the people of `ROSTER`, and of somebody else.
ASHA = "+13125550101"
BOYD = "+13125550102"
DEE = "+13125550103"
STRANGER = "+13125550199"

ROSTER = f"""\
{HEADER}
Asha Rao,12345,(312) 555-0101,department,,,officer,007,900,always,2026-01-02
Boyd Lee,900,312 555 0102,personal,,,sergeant,007,,always,2026-01-02
Dee Ito,55,+1 312 555 0103,department,,,dispatcher,,,always,2026-01-02
"""


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Terminal:
    """Types commands into the program, in one folder."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self.folder = folder
        self._capsys = capsys
        self._texts = 0

    def types(self, *words: str) -> Answer:
        """Run one command, in this process."""
        self._capsys.readouterr()
        code = main.main(list(words))
        heard = self._capsys.readouterr()
        return Answer(code, heard.out, heard.err)

    def does(self, *words: str) -> Answer:
        """Run one command that has to work."""
        answer = self.types(*words)
        assert (answer.code, answer.err) == (0, ""), answer
        return answer

    def writes(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def enrols(self, roster: str = ROSTER) -> None:
        """Import a roster whose numbers were checked."""
        self.does("roster", "import", self.writes("people.csv", roster), "--verified")

    def opens(self, body: str = "NEW beat 0715 agents struck a man") -> str:
        """Let Asha open an incident; return its reference."""
        before = {one["reference"] for one in self.does("incidents", "--json").json}
        self.texts(ASHA, body)
        after = {one["reference"] for one in self.does("incidents", "--json").json}
        (opened,) = after - before
        return str(opened)

    def texts(self, e164: str, body: str) -> views.Reply:
        """Let somebody text the bot."""
        self._texts += 1
        inbound = commands.InboundText(
            provider_id=f"SM{self._texts:032d}",
            e164=e164,
            to_e164="+13125550100",
            body=body,
        )
        with self.house() as house:
            own = own_words.of(house.policy)
            return house.desk.do_now(commands_of.command_of(inbound, own))

    @contextlib.contextmanager
    def house(self) -> Iterator[House]:
        """Run a house beside the commands, as a running bot would be."""
        house = House(settings.load({}, None))
        house.open()
        try:
            yield house
        finally:
            house.close()


@contextlib.contextmanager
def logs_put_back() -> Iterator[None]:
    """Put everything back that setting the logs up changes in a process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in logs.NOISY}
    hook = threading.excepthook
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)
        logging.captureWarnings(capture=False)
        threading.excepthook = hook
