"""Faults on request: what can go wrong on the operator's side, switched on by a test.

Set from any thread; the server looks at them with every request. Nothing here
is reachable over the network.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

EVERY = "*"
"""In place of an id: all of them."""


class Outage(Enum):
    """How a server that is down shows it."""

    NONE = "none"
    UNAVAILABLE = "503"
    REFUSED = "refused"


@dataclass(slots=True)
class Faults:
    """What is wrong now.

    ``slow_s``: seconds of real time before each answer. ``tampered``: segments
    whose manifest is served with one byte changed after it was signed.
    ``withheld``: creatives (sha256) that are not there. ``wrong_length``: creatives
    whose manifest states another number of frames, properly signed.
    ``cut``: path prefixes whose answers break off half way.
    """

    outage: Outage = Outage.NONE
    collector_down: bool = False
    slow_s: float = 0.0
    tampered: set[str] = field(default_factory=set)
    expired_metadata: bool = False
    withheld: set[str] = field(default_factory=set)
    wrong_length: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)

    def clear(self) -> None:
        """All is well again."""
        self.outage = Outage.NONE
        self.collector_down = False
        self.slow_s = 0.0
        self.expired_metadata = False
        for each in (self.tampered, self.withheld, self.wrong_length, self.cut):
            each.clear()

    def tampers(self, segment: str) -> bool:
        return EVERY in self.tampered or segment in self.tampered

    def withholds(self, creative: str) -> bool:
        return EVERY in self.withheld or creative in self.withheld

    def lengthens(self, creative: str) -> bool:
        return EVERY in self.wrong_length or creative in self.wrong_length

    def cuts(self, path: str) -> bool:
        return any(path.startswith(prefix) for prefix in self.cut)
