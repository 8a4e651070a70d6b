"""Do what a story's step says: what phones and Slack can do, and the clock.

Everything is an act of the page, so the bot hears of it by signed requests or not at
all. What is waited for is what phones and Slack show.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot.policy import values
from bot.simulator.demo.play import patience, script, slack_deeds
from bot.simulator.demo.play.meanings import Meanings
from bot.simulator.demo.play.watching import Watcher
from bot.simulator.demo.premises import Premises


class Deeds:
    """Do one story's deeds, one after the other."""

    def __init__(
        self,
        p: Premises,
        do: slack_deeds.Do,
        *,
        means: Meanings,
        waits: patience.Patience,
        watcher: Watcher,
    ) -> None:
        """Keep the stage.

        Args:
            p: The stage.
            do: Carries out acts.
            means: Knows what names, codes and references stand for.
            waits: Waits until something comes true.
            watcher: Is told what is done.
        """
        self._p = p
        self._do = do
        self._means = means
        self._patience = waits
        self._watcher = watcher
        self._slack = slack_deeds.SlackDeeds(means, do, waits, watcher)
        #: How many of each phone's texts count as read.
        self._read: dict[str, int] = {}

    def take(self, deed: script.Deed) -> None:
        """Do one deed, and wait until what it waits for is there.

        Raises:
            NotTrueError: It did not come true.
            ActError: It cannot be done as the stage stands.
        """
        if type(deed) in slack_deeds.DEEDS:
            slack_deeds.DEEDS[type(deed)](self._slack, deed)
        else:
            _DEEDS[type(deed)](self, deed)

    def finish(self) -> None:
        """Put away what people have still open and have read."""
        for mate in self._p.cast:
            if mate.slack_user_id is not None:
                self._slack.put_away(self._means.user(mate.name))

    # --- Phones -------------------------------------------------------------------

    def _text(self, deed: script.Text) -> None:
        words = self._means.filled(deed.words, deed.who)
        self._watcher.texted(deed.who, words)
        phone = self._means.number(deed.who)
        self._read[phone] = len(self._p.company.phone(phone).received)
        self._do("text", {"phone": phone, "words": words})

    def _hears(self, deed: script.Hears) -> None:
        phone, words = (
            self._means.number(deed.who),
            self._means.filled(deed.words, deed.who),
        )

        def heard() -> int | None:
            shown = self._p.company.phone(phone).received
            for place in range(self._read.get(phone, 0), len(shown)):
                if words in shown[place].body:
                    return place + 1
            return None

        self._read[phone] = self._patience.until(
            heard, f"{deed.who} was to get a text with “{words}”, and did not."
        )

    # --- The clock, trouble, the bot, the record ------------------------------------

    def _clock(self, deed: script.Clock) -> None:
        # Nobody has a window open for hours that they have read.
        self.finish()
        for phone in (mate.phone for mate in self._p.cast):
            if phone is not None:
                self._read[phone] = len(self._p.company.phone(phone).received)
        at = _moved(self._p.clock.now().astimezone(self._p.zone), deed.to)
        self._do("clock", {"do": "jump", "to": at.isoformat()})
        self._watcher.moved()

    def _trouble(self, deed: script.Trouble) -> None:
        fields: dict[str, Any] = {"what": deed.switch, "on": deed.on}
        if deed.who is not None:
            fields["phone"] = self._means.number(deed.who)
        self._do("trouble", fields)
        of = f" ({deed.who})" if deed.who else ""
        what = deed.switch.replace("_", " ")
        self._watcher.happened(f"{what}{of}: {'on' if deed.on else 'off'}")

    def _bot(self, deed: script.Bot) -> None:
        self._do("bot", {"do": deed.do})
        done = "killed" if deed.do == "kill" else "started again"
        self._watcher.happened(f"the bot is {done}")

    def _prove(self, deed: script.Check) -> None:
        proof = self._do("check", {})
        if not proof["is_sound"]:
            raise patience.NotTrueError(
                f"The record is broken. {' '.join(proof['lines'])}"
            )
        for line in proof["lines"]:
            self._watcher.happened(line)


def _moved(now: datetime, to: str) -> datetime:
    """Return the instant that a clock step names, in the zone of `now`."""
    if to.startswith("+"):
        return now + values.read_duration(to.removeprefix("+"))
    hour, minute = (int(part) for part in to.split(":"))
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return at if at > now else at + timedelta(days=1)


_DEEDS: dict[type, Callable[[Deeds, Any], None]] = {
    script.Text: Deeds._text,
    script.Hears: Deeds._hears,
    script.Clock: Deeds._clock,
    script.Trouble: Deeds._trouble,
    script.Bot: Deeds._bot,
    script.Check: Deeds._prove,
}
