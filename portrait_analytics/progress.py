"""How long work tells what it is doing: one object with two verbs, so that a terminal, a log and a test can differ."""

from typing import Protocol


class Progress(Protocol):
    """Whoever wants to know what a run does."""

    def doing(self, what: str) -> None:
        """Something that takes a while begins."""

    def done(self, what: str) -> None:
        """Something is finished; worth a line."""


class Silent:
    """Nobody wants to know."""

    def doing(self, what: str) -> None:
        """Say nothing."""

    def done(self, what: str) -> None:
        """Say nothing."""
