"""What is kept for viewing figures, and only while the consent to telemetry is in force."""

from __future__ import annotations

from typing import Protocol

from stb.model.report import Sent
from stb.model.telemetry import Answer, Seen


class FiguresStore(Protocol):
    """The part of the box's database that goes with the consent to telemetry.

    Raises:
        UnavailableError: from any call, when the disk is full or the file damaged.
    """

    def seen(self) -> tuple[Seen, ...]:
        """What was counted and not answered about yet."""
        ...

    def add_seen(self, seen: tuple[Seen, ...]) -> None:
        """Count more of what is kept."""
        ...

    def answer(self) -> Answer | None:
        """The last answer that was drawn, None where none was."""
        ...

    def draw_answer(self, answer: Answer, *, running: str) -> None:
        """Keep an answer in the place of the last one, and erase what it was drawn from.

        Of what was counted only the ``running`` period stays; one transaction, after which
        no byte of the rest is on the disk. Where that last part fails, and this raises, the
        answer is kept, and `finish_erasing` does the part.
        """
        ...

    def finish_erasing(self) -> None:
        """Take from the disk what was erased before and could not be overwritten then."""
        ...

    def keep_answer(self, answer: Answer, sent: Sent | None = None) -> None:
        """The same answer with other slots or a token, and what left, in one transaction."""
        ...

    def forget_telemetry(self) -> None:
        """Erase counts, answer and the content of what was sent; no byte stays on disk."""
        ...
