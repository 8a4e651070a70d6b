"""Play a story on the stage: play, pause, one step, stop; and tell how far it is."""

import dataclasses
import threading
from collections.abc import Mapping
from typing import Any

from bot.simulator.demo.play import (
    deeds,
    meanings,
    pacing,
    patience,
    repertoire,
    script,
    watching,
)
from bot.simulator.demo.premises import Premises
from bot.simulator.demo.problems import ActError
from bot.simulator.reports import BotProcessError
from bot.verbs.ground import recording
from models import errors

#: What a story can end with that is said to whoever watches.
_PROBLEMS = (patience.NotTrueError, ActError, BotProcessError, errors.HoldfastError)


class _StoppedError(Exception):
    """Somebody stopped the story."""


class Player:
    """Play one story at a time, in a thread of its own. Thread-safe.

    Anybody may go on acting by hand meanwhile. The clock stands unless a step, or
    somebody, moves it.
    """

    def __init__(
        self,
        p: Premises,
        *,
        own: script.Story | None = None,
        pace: float = 1.0,
        watcher: watching.Watcher | None = None,
        patience_seconds: float = patience.PATIENCE_SECONDS,
    ) -> None:
        """Keep the stage, and the stories that can be played on it.

        Args:
            p: The stage.
            own: A story beside those that are shipped, which stands first.
            pace: How much longer everything stands than usual; 0: not at all.
            watcher: Is told what is done.
            patience_seconds: Longest wait for something to come true.

        Raises:
            ConfigurationError: The story does not fit the policy or the roster.
        """
        self._p = p
        self._pace = pace
        self._watcher = watcher or watching.Watcher()
        self._patience_seconds = patience_seconds
        self._repertoire = repertoire.Repertoire(p, own)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_stopping = False
        self._is_paused = False
        #: How many steps are let through while it is paused.
        self._granted = 0
        #: Whether what stands now is to be cut short.
        self._is_hurried = False
        self._clear(None)

    def _clear(self, story: script.Story | None) -> None:
        self._story = story
        self._step = 0
        self._caption: dict[str, Any] | None = None
        self._look: str | None = None
        self._said: list[dict[str, Any]] = []
        self._problem: str | None = None
        self._is_done = False

    # --- What is asked of it --------------------------------------------------------

    def play(self, story_id: str | None = None) -> None:
        """Begin a story, or go on with the one that is paused.

        Args:
            story_id: Which; None: the one that is paused, or the first.

        Raises:
            ActError: There is no such story, or something was done on this stage
                that would be in its way.
        """
        with self._changed:
            if self._is_playing and story_id in (None, self._story_id):
                self._is_paused = False
                self._changed.notify_all()
                return
        story = self._repertoire.named(story_id)
        if self._repertoire.is_stage_used():
            raise ActError(
                "Something was done on this stage already. Start again first: a story "
                "begins with nothing."
            )
        self.stop()
        with self._changed:
            self._clear(story)
            self._is_stopping = self._is_paused = False
            self._granted = 0
            self._thread = threading.Thread(
                target=self._run, args=(story,), name="story", daemon=True
            )
            self._thread.start()

    def pause(self) -> None:
        """Stand still after the step that is under way."""
        with self._changed:
            self._is_paused = self._is_playing
            self._changed.notify_all()

    def step(self) -> None:
        """Take the next step now: one alone if it is paused.

        Raises:
            ActError: Nothing is being played.
        """
        with self._changed:
            if not self._is_playing:
                raise ActError("No story is being played.")
            if self._is_paused:
                self._granted += 1
            self._is_hurried = True
            self._changed.notify_all()

    def stop(self) -> None:
        """End the story where it is; what was done stays."""
        with self._changed:
            thread = self._thread
            self._is_stopping = True
            self._changed.notify_all()
        if thread is not None and thread is not threading.current_thread():
            thread.join()
        with self._changed:
            self._thread = None
            self._clear(None)

    def close(self) -> None:
        """End whatever is played."""
        self.stop()

    def wait(self) -> str | None:
        """Wait until the story is over; return what did not come true, if anything."""
        thread = self._thread
        if thread is not None:
            thread.join()
        return self._problem

    def section(self) -> dict[str, Any]:
        """Return how far it is, as the page shows it."""
        offered = self._repertoire.section(self._story)
        with self._changed:
            return {
                **offered,
                "playing": self._story_id,
                "is_paused": self._is_paused,
                "step": self._step,
                "steps": len(self._story.step) if self._story else 0,
                "caption": self._caption,
                "look": self._look,
                "said": list(self._said),
                "problem": self._problem,
                "is_done": self._is_done,
            }

    @property
    def _is_playing(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    @property
    def _story_id(self) -> str | None:
        return self._story.id if self._story else None

    # --- How it is played -----------------------------------------------------------

    def _run(self, story: script.Story) -> None:
        try:
            self._prepare(story)
            self._perform(story)
        except _StoppedError:
            return
        except _PROBLEMS as error:
            with self._changed:
                self._problem = str(error)
        except Exception:
            with self._changed:
                self._problem = "The demo itself failed; its log says more."
            raise
        else:
            with self._changed:
                self._is_done = True

    def _prepare(self, story: script.Story) -> None:
        """Bring the stage to where the story begins."""
        p = self._p
        starts_at = story.starts_at_in(p.zone)
        p.run_at(0)
        if p.clock.now() > starts_at or not p.is_bot_running:
            p.begin_again(dataclasses.replace(p.plan, starts_at=starts_at))
            # It begins with a clock that runs.
            p.run_at(0)
        elif p.clock.now() < starts_at:
            p.jump_to(starts_at)

    def _perform(self, story: script.Story) -> None:
        means = meanings.Meanings(self._p)
        doing = deeds.Deeds(
            self._p,
            self._do,
            means=means,
            waits=patience.Patience(self._wait, self._patience_seconds),
            watcher=self._watcher,
        )
        for number, step in enumerate(story.step, start=1):
            self._gate()
            self._tell(number, step, means.look(step))
            if step.deed is not None:
                self._rest(pacing.AHEAD_SECONDS if step.tell else 0)
                doing.take(step.deed)
                # What came into being by it can be looked at only now.
                self._turn_to(means.look(step))
            self._watcher.done()
            self._rest(pacing.standing_seconds(step))
        doing.finish()

    def _do(self, name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        # The acts know this player, because people have it play and stop.
        from bot.simulator.demo.acts import Acts

        return Acts(self._p, self).play(name, fields)

    def _tell(self, number: int, step: script.Step, look: str | None) -> None:
        policy = self._p.policy
        rule = next((one for one in policy.duty if one.id == step.rule), None)
        authority = rule.authority if rule else None
        with self._changed:
            self._step = number
            self._is_hurried = False
            self._look = look or self._look
            if step.tell is not None:
                self._caption = {
                    "sentence": step.tell,
                    "rule": rule.title if rule else None,
                    "authority": authority,
                    "look": look,
                }
                said_at = recording.instant(self._p.clock.now())
                self._said.append(
                    {"at": said_at, "sentence": step.tell, "authority": authority}
                )
        if step.tell is not None:
            self._watcher.told(step.tell, authority)

    def _turn_to(self, look: str | None) -> None:
        with self._changed:
            self._look = look or self._look
            if self._caption is not None:
                self._caption = {**self._caption, "look": self._look}

    def _gate(self) -> None:
        """Stand while it is paused, unless a step is let through."""
        with self._changed:
            self._changed.wait_for(
                lambda: not self._is_paused or self._granted > 0 or self._is_stopping
            )
            if self._is_stopping:
                raise _StoppedError
            if self._is_paused:
                self._granted -= 1

    def _rest(self, seconds: float) -> None:
        """Stand for a while; less if somebody wants to go on, or paused it."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._is_hurried or self._is_paused or self._is_stopping,
                seconds * self._pace,
            )
            if self._is_stopping:
                raise _StoppedError

    def _wait(self, seconds: float) -> None:
        """Wait for something to come true."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_stopping, seconds)
            if self._is_stopping:
                raise _StoppedError
