"""The best choice for a whole break: exact, by branch and bound, with a bound on the work.

Every spot takes one candidate or stays as broadcast. Each candidate has a value; the
choice of the greatest sum wins, under: at most ``most`` replaced; no key (creative, campaign,
advertiser, category) twice, counting the broadcast's own spots that stay; no bad neighbours.
Of equal sums the first in the order of exploring wins: spots as they were drawn, at each the
better candidate first and the broadcast last. So the answer is one, and the same every time.

What is left to gain is bounded by the best free candidate of each open spot; a break that
is not done with that soon is bounded by `stb.engine.relaxation` as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from stb.engine.reduction import Candidate, Key, Option, Reduced, Slot, reduced_to
from stb.engine.relaxation import Relaxation, relax

__all__ = ["MOST_NODES", "Candidate", "Found", "Key", "Slot", "best"]

MOST_NODES = 5_000
"""Past so many nodes the best found is taken, and said to be not proved."""

EASY_NODES = 250
"""So many are tried before the relaxation is worked out."""

MOST_GROUPS = 60
"""With more groups than this there is enough for every spot, and the relaxation tells little."""


@dataclass(frozen=True, slots=True)
class Found:
    """The candidate for each slot, None where it stays; ``proved``: nothing is better."""

    chosen: tuple[Candidate | None, ...]
    proved: bool
    nodes: int


def best(
    slots: Sequence[Slot],
    *,
    most: int,
    apart: frozenset[frozenset[str]] = frozenset(),
    order: Sequence[int] | None = None,
    most_nodes: int = MOST_NODES,
    easy_nodes: int = EASY_NODES,
) -> Found:
    """The best choice for ``slots``; ``order`` is that of exploring, by index."""
    explored = [n for n in (order or range(len(slots))) if slots[n].candidates]
    reduced = reduced_to(slots, most=most)
    search = _Search(slots, reduced, explored, apart, min(most_nodes, easy_nodes))
    search.run(most)
    if search.nodes > easy_nodes and most_nodes > easy_nodes:
        search = _Search(slots, reduced, explored, apart, most_nodes)
        search.prepare(most)
        search.run(most)
    chosen: list[Candidate | None] = [None] * len(slots)
    for place, pick in search.best_picks.items():
        chosen[place] = pick
    return Found(tuple(chosen), search.proved, search.nodes)


@dataclass(slots=True)
class _Search:
    slots: Sequence[Slot]
    reduced: Reduced
    explored: list[int]
    apart: frozenset[frozenset[str]]
    most_nodes: int
    nodes: int = 0
    best_value: int = 0
    best_picks: dict[int, Candidate] = field(default_factory=dict)
    _picks: dict[int, Candidate] = field(default_factory=dict)
    _category: list[str | None] = field(default_factory=list)
    """By slot the category that will be on air, None while it is open."""
    _relaxed: Relaxation | None = None
    _groups: dict[int, int] = field(default_factory=dict)
    """The number of a group; what has none is alone in its slot, by minus one and less."""

    @property
    def proved(self) -> bool:
        if self.nodes <= self.most_nodes:
            return True
        best = sum(pick.value for pick in self.best_picks.values())
        return self._relaxed is not None and best == self._relaxed.bound

    def prepare(self, most: int) -> None:
        """Work out the relaxation, and begin with its optimum if that may stand."""
        stays = self._staying()
        free = [
            [option for option in self.reduced.options[place] if not option.mask & stays]
            for place in self.explored
        ]
        for place, row in zip(self.explored, free, strict=True):
            for option in row:
                self._groups.setdefault(option.group or -1 - place, len(self._groups))
        if not self._groups or len(self._groups) > MOST_GROUPS:
            self._groups = {}
            return
        firsts: list[dict[int, Option]] = []
        for place, row in zip(self.explored, free, strict=True):
            first: dict[int, Option] = {}
            for option in row:
                first.setdefault(self._group(place, option), option)
            firsts.append(first)
        worth = [{group: option.value for group, option in first.items()} for first in firsts]
        self._relaxed = relax(worth, groups=len(self._groups), most=most)
        picks = {
            place: first[group]
            for place, first, group in zip(self.explored, firsts, self._relaxed.picks, strict=True)
            if group is not None
        }
        if self._stand(picks, stays):
            # One less: a choice of the same value that comes earlier is still found.
            self.best_value = sum(option.value for option in picks.values()) - 1
            self.best_picks = {place: option.candidate for place, option in picks.items()}

    def run(self, most: int) -> None:
        self._category = self._before()
        self._explore(0, 0, 0, self._staying(), most)

    def _before(self) -> list[str | None]:
        return [None if n in self.explored else slot.category for n, slot in enumerate(self.slots)]

    def _staying(self) -> int:
        """The keys of the spots that stay whatever is chosen."""
        stays = 0
        for n, mask in enumerate(self.reduced.own):
            if n not in self.explored:
                stays |= mask
        return stays

    def _stand(self, picks: Mapping[int, Option], stays: int) -> bool:
        """Whether the rules let these picks stand together."""
        used = 0
        for option in picks.values():
            if option.mask & used:
                return False
            used |= option.mask
        for n, mask in enumerate(self.reduced.own):
            if n not in picks:
                stays |= mask
        if stays & used:
            return False
        on_air = [
            picks[n].candidate.category if n in picks else slot.category
            for n, slot in enumerate(self.slots)
        ]
        return not any(
            frozenset((on_air[n], on_air[n + 1])) in self.apart
            for n in range(len(on_air) - 1)
            if n in picks or n + 1 in picks
        )

    def _group(self, place: int, option: Option) -> int:
        return self._groups[option.group or -1 - place]

    def _explore(
        self, depth: int, value: int, used: int, stays: int, left: int, lost: int = 0
    ) -> None:
        self.nodes += 1
        if self.nodes > self.most_nodes:
            return
        if depth == len(self.explored):
            if value > self.best_value:
                self.best_value, self.best_picks = value, dict(self._picks)
            return
        if value + self._to_gain(depth, used | stays, left) <= self.best_value:
            return
        place = self.explored[depth]
        relaxed = self._relaxed
        if left:
            blocked = used | stays
            for option in self.reduced.options[place]:
                if option.mask & blocked or self._beside(place, option.candidate.category):
                    continue
                now_lost = lost
                if relaxed is not None:
                    group = self._group(place, option)
                    now_lost += relaxed.shortfall(depth, group, option.value)
                    if relaxed.bound - now_lost <= self.best_value:
                        continue
                self._picks[place] = option.candidate
                self._category[place] = option.candidate.category
                self._explore(
                    depth + 1, value + option.value, used | option.mask, stays, left - 1, now_lost
                )
                del self._picks[place]
                self._category[place] = None
                if self.nodes > self.most_nodes:
                    return
        if relaxed is not None:
            lost += relaxed.stays[depth]
            if relaxed.bound - lost <= self.best_value:
                return
        slot = self.slots[place]
        own = self.reduced.own[place]
        if not own & used and not self._beside_chosen(place, slot.category):
            self._category[place] = slot.category
            self._explore(depth + 1, value, used, stays | own, left, lost)
            self._category[place] = None

    def _to_gain(self, depth: int, blocked: int, left: int) -> int:
        """No less than what the open spots can still add."""
        gains: list[int] = []
        options = self.reduced.options
        for n in range(depth, len(self.explored)):
            for option in options[self.explored[n]]:
                if not option.mask & blocked:
                    gains.append(option.value)
                    break
        if len(gains) > left:
            gains.sort(reverse=True)
            del gains[left:]
        return sum(gains)

    def _beside(self, place: int, category: str) -> bool:
        """Whether a candidate of ``category`` would stand beside what it must not."""
        if not self.apart or not category:
            return False
        return any(
            other is not None and frozenset((category, other)) in self.apart
            for other in self._neighbours(place)
        )

    def _beside_chosen(self, place: int, category: str) -> bool:
        """Whether the broadcast's own spot would stay beside a chosen one that must not."""
        if not self.apart or not category:
            return False
        return any(
            n in self._picks and frozenset((category, self._picks[n].category)) in self.apart
            for n in (place - 1, place + 1)
        )

    def _neighbours(self, place: int) -> list[str | None]:
        return [self._category[n] for n in (place - 1, place + 1) if 0 <= n < len(self._category)]
