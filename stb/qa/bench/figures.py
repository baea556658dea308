"""What a benchmark tells: rows of figures, each beside its reference.

A figure and its reference are taken in turns within one run, so that whatever
slows the machine slows both, and what is told is the median of each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median


class Bound(Enum):
    """On which side of its target a figure is good."""

    AT_MOST = "at most"
    AT_LEAST = "at least"


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is held to: the ratio to its reference, or the figure itself."""

    bound: Bound
    value: float
    of_ratio: bool = True

    def met(self, row: Row) -> bool | None:
        """Whether ``row`` meets it; None where there is nothing to compare."""
        figure = row.ratio if self.of_ratio else row.value
        if figure is None:
            return None
        return figure <= self.value if self.bound is Bound.AT_MOST else figure >= self.value

    def __str__(self) -> str:
        return f"{self.bound.value} {self.value:g}{' x' if self.of_ratio else ''}"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. ``reference`` says what ``beside`` is the figure of, in the same unit."""

    part: str
    name: str
    value: float | None
    unit: str
    reference: str = ""
    beside: float | None = None
    target: Target | None = None

    @property
    def ratio(self) -> float | None:
        if self.value is None or not self.beside:
            return None
        return self.value / self.beside

    @property
    def met(self) -> bool | None:
        return None if self.target is None else self.target.met(self)


@dataclass(frozen=True, slots=True)
class Timers:
    """Seconds of the wall, of the processor for this process and for this thread; and a rest."""

    wall: Callable[[], float]
    cpu: Callable[[], float]
    thread: Callable[[], float]
    sleep: Callable[[float], None]


def at_most(value: float, *, of_ratio: bool = True) -> Target:
    return Target(Bound.AT_MOST, value, of_ratio)


def at_least(value: float, *, of_ratio: bool = True) -> Target:
    return Target(Bound.AT_LEAST, value, of_ratio)


def in_turns(
    *measures: Callable[[], float], timers: Timers, seconds: float, least: int = 3
) -> tuple[float, ...]:
    """The median of each measure, taken in turns for ``seconds``, at least ``least`` rounds.

    A first round is thrown away: it opens files and fills caches.
    """
    for measure in measures:
        measure()
    found: list[list[float]] = [[] for _ in measures]
    until = timers.wall() + seconds
    while len(found[0]) < least or timers.wall() < until:
        for place, measure in enumerate(measures):
            found[place].append(measure())
    return tuple(median(each) for each in found)


def timed(work: Callable[[], object], timer: Callable[[], float], *, times: int = 1) -> float:
    """Seconds that ``work`` takes, done ``times`` over."""
    started = timer()
    for _ in range(times):
        work()
    return (timer() - started) / times


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of ``values`` below which lies at least ``share`` of them."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]
