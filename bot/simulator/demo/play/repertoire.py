"""Know which stories can be played on a stage, and whether it is fresh enough."""

from typing import Any

from bot.simulator import installation
from bot.simulator.demo.play import fitting, pacing, script
from bot.simulator.demo.premises import Premises
from bot.simulator.demo.problems import ActError


class Repertoire:
    """Hold the stories that are shipped, and one's own before them."""

    def __init__(self, p: Premises, own: script.Story | None = None) -> None:
        """Keep the stage.

        Raises:
            ConfigurationError: One's own story does not fit the policy or the roster.
        """
        self._p = p
        if own is not None:
            fitting.check(own, policy=p.policy, cast=p.cast)
        self._stories = [*([own] if own else []), *script.shipped()]
        #: What fits, and on which beginning of the stage.
        self._fitting: tuple[int, list[script.Story]] = (0, [])

    def offered(self) -> list[script.Story]:
        """Return the stories that the policy and the cast of this stage can play."""
        p = self._p
        if self._fitting[0] != p.beginnings:
            found = [
                story
                for story in self._stories
                if fitting.fits(story, policy=p.policy, cast=p.cast)
            ]
            self._fitting = (p.beginnings, found)
        return self._fitting[1]

    def named(self, story_id: str | None) -> script.Story:
        """Return a story by its id; None: the first.

        Raises:
            ActError: There is none of that id that fits.
        """
        for story in self.offered():
            if story_id in (None, story.id):
                return story
        raise ActError("There is no such story for this policy and these people.")

    def section(self, playing: script.Story | None) -> dict[str, Any]:
        """Return what can be chosen, as the page shows it.

        Nobody misses what only the story did that is played, or was.
        """
        is_by_hand = self._p.is_by_hand
        return {
            "stories": [
                {
                    "id": story.id,
                    "title": story.title,
                    "about": story.about,
                    "minutes": pacing.minutes(story),
                }
                for story in self.offered()
            ],
            "is_stage_used": is_by_hand if playing else self.is_stage_used(),
        }

    def is_stage_used(self) -> bool:
        """Tell whether anybody did something on this stage that a story may meet."""
        if self._p.is_by_hand:
            return True
        if any(one.direction == "inbound" for one in self._p.company.messages):
            return True
        return bool(self._p.workspace.messages(installation.DISPATCH))
