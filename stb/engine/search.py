"""The best choice for a whole break: exact, by branch and bound, with a bound on the work.

Every spot takes one candidate or stays as broadcast. Each candidate has a value; the
choice of the greatest sum wins, under: at most ``most`` replaced; no key (creative, campaign,
advertiser, category) twice, counting the broadcast's own spots that stay; no bad neighbours.
Of equal sums the first in the order of exploring wins: spots as they were drawn, at each the
better candidate first and the broadcast last. So the answer is one, and the same every time.

Two reductions change no answer, since the swap they rest on is always allowed and never worse:
a candidate goes when an earlier one of its spot has no key that it has not, and when so many
earlier ones share no key with each other that the rest of the break cannot block them all.
What is left to gain is bounded by the best free candidate of each open spot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MOST_NODES = 5_000
"""Past so many nodes the best found is taken, and said to be not proved."""

Key = tuple[str, str]
"""A kind and a name: what no two spots of a break may share."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something for a spot: its ``value`` (over 0), what it must not share, and its category."""

    name: int
    value: int
    keys: frozenset[Key]
    category: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A spot of the break, in its order.

    ``candidates`` are the best first; none: it stays. ``keys`` and ``category`` are those of
    the broadcast's own spot, where they are known.
    """

    candidates: tuple[Candidate, ...] = ()
    keys: frozenset[Key] = frozenset()
    category: str = ""


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
) -> Found:
    """The best choice for ``slots``; ``order`` is that of exploring, by index."""
    explored = [n for n in (order or range(len(slots))) if slots[n].candidates]
    reduced = _reduced(slots, most=most, apart=apart)
    search = _Search(slots, reduced, explored, apart, most_nodes)
    search.run(most)
    chosen: list[Candidate | None] = [None] * len(slots)
    for place, pick in search.best_picks.items():
        chosen[place] = pick
    return Found(tuple(chosen), search.nodes <= most_nodes, search.nodes)


@dataclass(frozen=True, slots=True)
class _Option:
    candidate: Candidate
    mask: int
    value: int


@dataclass(frozen=True, slots=True)
class _Reduced:
    options: tuple[tuple[_Option, ...], ...]
    own: tuple[int, ...]
    """The keys of the broadcast's own spots, as bits."""


def _reduced(slots: Sequence[Slot], *, most: int, apart: frozenset[frozenset[str]]) -> _Reduced:
    bits = _bits(slots)
    own = tuple(_mask(slot.keys, bits) for slot in slots)
    touchy = frozenset(category for pair in apart for category in pair)
    every = [
        [_Option(one, _mask(one.keys, bits), one.value) for one in slot.candidates]
        for slot in slots
    ]
    widest = max((option.mask.bit_count() for row in every for option in row), default=0)
    blockers = widest * (most - 1) + sum(mask.bit_count() for mask in own)
    return _Reduced(tuple(_kept(row, blockers, touchy) for row in every), own)


def _kept(row: list[_Option], blockers: int, touchy: frozenset[str]) -> tuple[_Option, ...]:
    """The options of one slot that can be part of the answer."""
    kept: list[_Option] = []
    packed, apart_from_each_other = 0, 0
    free_masks: set[int] = set()
    for option in row:
        if apart_from_each_other > blockers:
            break
        mask, category = option.mask, option.candidate.category
        is_free = category not in touchy
        if mask in free_masks or any(
            not (earlier.mask & ~mask)
            and (earlier.candidate.category == category or earlier.candidate.category not in touchy)
            for earlier in kept
        ):
            continue
        kept.append(option)
        if is_free:
            free_masks.add(mask)
            if not mask & packed:
                packed |= mask
                apart_from_each_other += 1
    return tuple(kept)


def _bits(slots: Sequence[Slot]) -> dict[Key, int]:
    """A bit for every key that can decide something.

    A key goes that only one spot has, and one whose holders all hold another: the other
    keeps them apart already.
    """
    holders: dict[Key, set[tuple[int, int]]] = {}
    held_with: dict[Key, set[Key]] = {}
    places: dict[Key, set[int]] = {}

    def hold(who: tuple[int, int], keys: frozenset[Key], place: int) -> None:
        for key in keys:
            if key in held_with:
                held_with[key] &= keys
            else:
                held_with[key] = set(keys)
            holders.setdefault(key, set()).add(who)
            places.setdefault(key, set()).add(place)

    for place, slot in enumerate(slots):
        hold((-1, place), slot.keys, place)
        for one in slot.candidates:
            hold((0, one.name), one.keys, place)
    kept: dict[Key, int] = {}
    for rank, (key, with_it) in enumerate(held_with.items()):
        ruled_out = len(places[key]) < 2 or any(
            len(holders[other]) > len(holders[key]) or other in kept
            for other in with_it
            if other != key
        )
        if not ruled_out:
            kept[key] = 1 << rank
    return {key: 1 << rank for rank, key in enumerate(kept)}


def _mask(keys: frozenset[Key], bits: Mapping[Key, int]) -> int:
    mask = 0
    for key in keys:
        mask |= bits.get(key, 0)
    return mask


@dataclass(slots=True)
class _Search:
    slots: Sequence[Slot]
    reduced: _Reduced
    explored: list[int]
    apart: frozenset[frozenset[str]]
    most_nodes: int
    nodes: int = 0
    best_value: int = 0
    best_picks: dict[int, Candidate] = field(default_factory=dict)
    _picks: dict[int, Candidate] = field(default_factory=dict)
    _category: list[str | None] = field(default_factory=list)
    """By slot the category that will be on air, None while it is open."""

    def run(self, most: int) -> None:
        open_slots = frozenset(self.explored)
        self._category = [
            None if n in open_slots else slot.category for n, slot in enumerate(self.slots)
        ]
        stays = 0
        for n, mask in enumerate(self.reduced.own):
            if n not in open_slots:
                stays |= mask
        self._explore(0, 0, 0, stays, most)

    def _explore(self, depth: int, value: int, used: int, stays: int, left: int) -> None:
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
        if left:
            blocked = used | stays
            for option in self.reduced.options[place]:
                if option.mask & blocked or self._beside(place, option.candidate.category):
                    continue
                self._picks[place] = option.candidate
                self._category[place] = option.candidate.category
                self._explore(depth + 1, value + option.value, used | option.mask, stays, left - 1)
                del self._picks[place]
                self._category[place] = None
                if self.nodes > self.most_nodes:
                    return
        slot = self.slots[place]
        own = self.reduced.own[place]
        if not own & used and not self._beside_chosen(place, slot.category):
            self._category[place] = slot.category
            self._explore(depth + 1, value, used, stays | own, left)
            self._category[place] = None

    def _to_gain(self, depth: int, blocked: int, left: int) -> int:
        """No less than what the open spots can still add."""
        gains: list[int] = []
        for place in self.explored[depth:]:
            for option in self.reduced.options[place]:
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
