"""Know what a story means by names, codes and references, as the stage stands now."""

import re

from sqlalchemy import select
from sqlmodel import col

from bot.simulator.demo import cast
from bot.simulator.demo.play import fitting, patience, screens, script
from bot.simulator.demo.premises import Premises
from bot.simulator.slack import people
from models.incident import Incident

#: Figures alone are a star.
_LETTERS = r"(?!\d+\b)[34679CDFGHJKMNPQRTVWX]{4,6}"
#: A code behind the word that goes before it; the letters are those of codes.
_CODE = re.compile(rf"\b(?:Code|code|[A-Z]{{2,12}}) `?({_LETTERS})\b")


class Meanings:
    """Look things up on one stage."""

    def __init__(self, p: Premises) -> None:
        self._p = p
        self._cast = {mate.name: mate for mate in p.cast}

    def mate(self, who: str) -> cast.Castmate:
        """Return somebody of the roster.

        Raises:
            NotTrueError: There is nobody of that name.
        """
        if who not in self._cast:
            raise patience.NotTrueError(f"Nobody of the roster is called {who}.")
        return self._cast[who]

    def number(self, who: str) -> str:
        """Return the number of somebody's phone.

        Raises:
            NotTrueError: There is no phone.
        """
        phone = self.mate(who).phone
        if phone is None:
            raise patience.NotTrueError(f"{who} has no phone.")
        return phone

    def user(self, who: str) -> people.SlackUser:
        """Return somebody at their Slack.

        Raises:
            NotTrueError: They have no Slack.
        """
        user_id = self.mate(who).slack_user_id
        if user_id is None:
            raise patience.NotTrueError(f"{who} is not in Slack.")
        return self._p.workspace.user(user_id)

    def reference(self, ref: str | None, who: str) -> str:
        """Return the incident that a step means; without a name the newest.

        Raises:
            NotTrueError: There is none.
        """
        return self.filled(ref or "{ref}", who)

    def _references(self) -> list[str]:
        """Return all incidents, in the order in which they were opened."""
        query = select(col(Incident.reference)).order_by(
            col(Incident.opened_at), col(Incident.id)
        )
        with self._p.database.reading() as connection:
            return list(connection.execute(query).scalars())

    def filled(self, words: str, who: str) -> str:
        """Return words with what stands for codes and references put in.

        Raises:
            NotTrueError: There is no such code or incident.
        """
        return fitting.PLACEHOLDER.sub(lambda found: self._meant(found[1], who), words)

    def _meant(self, inner: str, who: str) -> str:
        code = fitting.CODE.fullmatch(inner)
        if code is not None:
            return self._code(who, code[1])
        ref = fitting.REF.fullmatch(inner)
        found = self._references()
        place = int(ref[1]) - 1 if ref and ref[1] else len(found) - 1
        if not 0 <= place < len(found):
            raise patience.NotTrueError(
                f"There is no incident yet that {{{inner}}} could mean."
            )
        return found[place]

    def _code(self, who: str, duty: str | None) -> str:
        """Return the code in the last message that somebody got, of a duty if named."""
        mate = self.mate(who)
        shown: list[str] = []
        if mate.slack_user_id is not None:
            shown += reversed(screens.texts(self.user(who), "dispatch"))
            shown += reversed(screens.texts(self.user(who), "dm"))
        if mate.phone is not None:
            shown += [one.body for one in self._p.company.phone(mate.phone).received]
        # A list of several names each duty before its code.
        listed = re.compile(rf"\b{duty}\b[^,]* `?({_LETTERS})\b")
        for text in reversed(shown):
            found = _CODE.search(text) or listed.search(text)
            if found and (duty is None or re.search(rf"\b{duty}\b", text)):
                return found[1]
        of = f" for {duty}" if duty else ""
        raise patience.NotTrueError(f"{who} has no code{of} to answer with.")

    def look(self, step: script.Step) -> str | None:
        """Return where a step happens, as the page understands it; None: anywhere.

        That is `phone:NUMBER`, `slack:USER:PLACE` with a place of `dispatch`, `dm`,
        `home` or nothing, `incident:REFERENCE`, `clock`, `troubles`, `agency` or
        `proof`.
        """
        if step.look is not None:
            return self._look(step.look)
        deed = step.deed
        if isinstance(deed, script.Text | script.Hears):
            return self._look(f"phone:{deed.who}")
        if isinstance(deed, script.Press):
            places = {"card": "slack", "answer": "slack", "list": "dm", "home": "home"}
            return self._look(f"{places.get(deed.on, 'form')}:{deed.who}")
        if isinstance(deed, script.Sees):
            places = {"dispatch": "slack", "dm": "dm", "home": "home"}
            return self._look(f"{places.get(deed.where, 'form')}:{deed.who}")
        if isinstance(deed, script.Slash | script.SaysInThread):
            return self._look(f"slack:{deed.who}")
        if isinstance(deed, script.Fill | script.Submit):
            return self._look(f"form:{deed.who}")
        if isinstance(deed, script.Trouble) and deed.who is not None:
            return self._look(f"phone:{deed.who}")
        return "proof" if isinstance(deed, script.Check) else None

    def _look(self, look: str) -> str | None:
        kind, _, rest = look.partition(":")
        if kind == "phone":
            return f"phone:{self.number(rest)}"
        if kind in ("slack", "dm", "home", "form"):
            pane = {"slack": "dispatch", "form": ""}.get(kind, kind)
            return f"slack:{self.mate(rest).slack_user_id}:{pane}"
        if kind == "incident":
            found = self._references()
            place = int(rest) - 1 if rest else len(found) - 1
            return f"incident:{found[place]}" if 0 <= place < len(found) else None
        return look
