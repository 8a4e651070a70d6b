"""Do what somebody asks for on the page: only what people, vendors and fate can do.

The bot hears of all of it by signed requests, or not at all.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.simulator import troubles, vendor_rules
from bot.simulator.demo import operating, proving, slack_acts
from bot.simulator.demo.play.player import Player
from bot.simulator.demo.premises import Premises
from bot.simulator.demo.problems import ActError

Fields = Mapping[str, Any]
Act = Callable[[Premises, Fields], dict[str, Any]]

#: Fastest that the clock runs: an hour in six seconds.
SPEED_MAX = 600.0

#: Longest move of the clock at once.
JUMP_MAX = timedelta(days=400)

#: By which acts people only look at something in Slack, or ask for a form.
_LOOKS = {"close_view", "message_shortcut", "open_home", "shortcut"}

#: By which they say something that would be missed.
_SAYS = {"text", *slack_acts.ACTS} - _LOOKS

#: Most strangers with a phone.
STRANGERS_MAX = 40


class Acts:
    """Carry out acts by their names."""

    def __init__(self, premises: Premises, player: Player) -> None:
        self._premises = premises
        self._player = player

    def do(self, name: str, fields: Fields) -> dict[str, Any]:
        """Carry out one act by hand; otherwise as `play`.

        Raises:
            ActError: It cannot be done; the text says why.
        """
        done = self.play(name, fields)
        if name in _SAYS:
            self._premises.is_by_hand = True
        return done

    def play(self, name: str, fields: Fields) -> dict[str, Any]:
        """Carry out one act.

        Args:
            name: Such as `text`.
            fields: What it needs.

        Returns:
            What came of it, in values that JSON has.

        Raises:
            ActError: It cannot be done; the text says why.
        """
        if name == "story":
            return self._story(fields)
        act = _ACTS.get(name)
        if act is None:
            raise ActError(f"There is no act {name}.")
        return act(self._premises, fields)

    def _story(self, fields: Fields) -> dict[str, Any]:
        what = word(fields, "do")
        if what == "play":
            self._player.play(word(fields, "id") if fields.get("id") else None)
        elif what == "pause":
            self._player.pause()
        elif what == "step":
            self._player.step()
        elif what == "stop":
            self._player.stop()
        elif what == "again":
            self._player.stop()
            self._premises.begin_again()
        else:
            raise ActError("A story can play, pause, step, stop, or begin again.")
        return {}


def word(fields: Fields, name: str) -> str:
    """Return a field that is text.

    Raises:
        ActError: It is missing, or something else.
    """
    value = fields.get(name)
    if not isinstance(value, str):
        raise ActError(f"{name} is missing, or is no text.")
    if not value.isprintable() and any("\ud800" <= sign <= "\udfff" for sign in value):
        # Half of a letter: JSON lets it pass, and nothing else does.
        raise ActError(f"{name} has half a letter in it.")
    return value


def number(fields: Fields, name: str) -> float:
    """Return a field that is a finite number.

    Raises:
        ActError: It is missing, or something else.
    """
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ActError(f"{name} is missing, or is no number.")
    if not -1e12 < value < 1e12:
        raise ActError(f"{name} is out of all bounds.")
    return float(value)


def truth(fields: Fields, name: str) -> bool:
    """Return a field that is true or false.

    Raises:
        ActError: It is missing, or something else.
    """
    value = fields.get(name)
    if not isinstance(value, bool):
        raise ActError(f"{name} is neither true nor false.")
    return value


def _phone(premises: Premises, fields: Fields) -> Any:
    e164 = word(fields, "phone")
    known = {mate.phone for mate in premises.cast} | set(premises.strangers)
    if e164 not in known:
        raise ActError("Nobody here has this phone.")
    return premises.company.phone(e164)


def _text(premises: Premises, fields: Fields) -> dict[str, Any]:
    phone = _phone(premises, fields)
    words = word(fields, "words").strip()
    if not words:
        raise ActError("There is nothing to send yet.")
    media = fields.get("media", 0)
    if not phone.is_on:
        raise ActError("This phone is off.")
    if phone.kind == "landline":
        raise ActError("A landline sends no texts.")
    try:
        # What it opens has to be there when the clock moves on to what is due.
        with premises.clock_held():
            exchange = phone.texts(words, media=media if isinstance(media, int) else 0)
    except vendor_rules.Refusal as refusal:
        raise ActError(f"The carrier does not take this text: {refusal}") from refusal
    premises.texted[exchange.sid] = exchange
    return {"id": exchange.sid, "answers": list(exchange.answers)}


def _clock(premises: Premises, fields: Fields) -> dict[str, Any]:
    what = word(fields, "do")
    if what == "pause":
        premises.run_at(0)
    elif what == "run":
        speed = number(fields, "speed")
        if not 0 < speed <= SPEED_MAX:
            raise ActError(f"The clock runs at most {SPEED_MAX:.0f} times as fast.")
        premises.run_at(speed)
    elif what == "jump":
        _jump(premises, fields)
    else:
        raise ActError("The clock can pause, run, or jump.")
    return {"at": premises.clock.now().isoformat()}


def _jump(premises: Premises, fields: Fields) -> None:
    now = premises.clock.now()
    if "to" in fields:
        try:
            at = datetime.fromisoformat(word(fields, "to"))
        except ValueError as error:
            raise ActError("This is no date and time.") from error
        if at.tzinfo is None:
            at = at.replace(tzinfo=premises.zone)
    else:
        at = now + timedelta(seconds=number(fields, "by_seconds"))
    if at - now > JUMP_MAX:
        raise ActError(f"The clock moves at most {JUMP_MAX.days} days at once.")
    try:
        premises.jump_to(at)
    except ValueError as error:
        raise ActError("The clock moves on, never back.") from error


def _bot(premises: Premises, fields: Fields) -> dict[str, Any]:
    what = word(fields, "do")
    if what == "kill":
        premises.kill_bot()
    elif what == "start":
        premises.start_bot()
    else:
        raise ActError("The bot can be killed, or started.")
    return {"is_running": premises.bot.is_running}


def _add_phone(premises: Premises, fields: Fields) -> dict[str, Any]:
    name = word(fields, "name").strip()[:40] or "Somebody"
    if len(premises.strangers) >= STRANGERS_MAX:
        raise ActError("That is enough phones.")
    return {"phone": premises.add_phone(name)}


def _trouble(premises: Premises, fields: Fields) -> dict[str, Any]:
    what, is_on = word(fields, "what"), truth(fields, "on")
    company, slack = premises.company.troubles, premises.workspace.troubles
    if what == "phone_off":
        _phone(premises, fields).is_on = not is_on
    elif what == "landline":
        _phone(premises, fields).kind = "landline" if is_on else "mobile"
    elif what == "opted_out":
        _opt_out(premises, fields, is_out=is_on)
    elif what == "carrier_slow":
        company.hold_queue = is_on
    elif what == "answer_lost":
        company.every_create = troubles.accept_then_drop() if is_on else None
    elif what == "slack_down":
        slack.outage = troubles.bad_gateway() if is_on else None
        slack.bot_unreachable = is_on
    else:
        raise ActError(f"There is no trouble {what}.")
    return {}


def _opt_out(premises: Premises, fields: Fields, *, is_out: bool) -> None:
    """Let the phone text the carrier's word, which is the only way."""
    if _phone(premises, fields).has_opted_out != is_out:
        words = "STOP" if is_out else "START"
        _text(premises, {"phone": word(fields, "phone"), "words": words})


def _check(premises: Premises, fields: Fields) -> dict[str, Any]:
    return proving.audit(premises)


def _operate(premises: Premises, fields: Fields) -> dict[str, Any]:
    text = word(fields, "text") if "text" in fields else ""
    return operating.act(premises, fields, text)


_ACTS: dict[str, Act] = {
    "add_phone": _add_phone,
    "bot": _bot,
    "check": _check,
    "clock": _clock,
    "operate": _operate,
    "text": _text,
    "trouble": _trouble,
    **slack_acts.ACTS,
}
