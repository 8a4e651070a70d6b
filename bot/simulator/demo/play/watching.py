"""Let somebody else be told of everything that a story does."""


class Watcher:
    """Be told of everything that is done; nothing is made of it here."""

    def told(self, sentence: str, authority: str | None) -> None:
        """Hear what is told, and what asked for it."""

    def texted(self, who: str, words: str) -> None:
        """Hear what somebody texts."""

    def did(self, who: str, what: str) -> None:
        """Hear what somebody does in Slack."""

    def happened(self, what: str) -> None:
        """Hear of something that nobody of the cast does."""

    def moved(self) -> None:
        """Hear that the clock was moved."""

    def done(self) -> None:
        """Hear that a step is over."""
