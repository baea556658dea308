"""A deck without pictures: for runs in which only the timeline matters."""

from __future__ import annotations

from stb.engine.ports import Fault
from stb.model.time import FrameRate
from stb.model.timeline import Timeline


class BlindDeck:
    """Implements the engine's Deck port; whatever is asked for is there at once."""

    def load(self, media_id: str, timeline: Timeline, *, rate: FrameRate, start: int) -> None:
        """Nothing has to be opened."""

    def replace(self, timeline: Timeline, *, at: int) -> None:
        """Nothing has to be primed."""

    def seek(self, frame: int) -> None:
        """Every frame is as near as any other."""

    def ready(self, frame: int) -> bool:  # noqa: ARG002
        """Always."""
        return True

    def faults(self) -> tuple[Fault, ...]:
        """What is not decoded cannot break."""
        return ()

    def stop(self) -> None:
        """Nothing runs."""
