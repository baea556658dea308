"""The best choice for a whole break: exact, by branch and bound, with a bound on the work.

Every spot takes one candidate or stays as broadcast. Each candidate has a value; the
choice of the greatest sum wins, under: at most ``most`` replaced; no key (creative, campaign,
advertiser, category) twice, counting the broadcast's own spots that stay; no bad neighbours.
Of equal sums the first in the order of exploring wins: spots as they were drawn, at each the
better candidate first and the broadcast last. So the answer is one, and the same every time.

Two reductions change no answer, since the swap they rest on is always allowed and never worse:
a candidate goes when an earlier one of its spot has no key that it has not, and when so many
earlier ones share no key with each other that the rest of the break cannot block them all.
What is left to gain is bounded by the best free candidate of each open spot; a break that
is not done with that soon is bounded by `stb.engine.relaxation` as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from stb.engine.relaxation import Relaxation, relax

MOST_NODES = 5_000
"""Past so many nodes the best found is taken, and said to be not proved."""

EASY_NODES = 250
"""So many are tried before the relaxation is worked out."""

MOST_GROUPS = 60
"""With more groups than this there is enough for every spot, and the relaxation tells little."""

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
    easy_nodes: int = EASY_NODES,
) -> Found:
    """The best choice for ``slots``; ``order`` is that of exploring, by index."""
    explored = [n for n in (order or range(len(slots))) if slots[n].candidates]
    reduced = _reduced(slots, most=most, apart=apart)
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
    kept: list[Key] = []
    told: set[Key] = set()
    for key in sorted(held_with):
        ruled_out = len(places[key]) < 2 or any(
            len(holders[other]) > len(holders[key]) or other in told
            for other in held_with[key]
            if other != key
        )
        if not ruled_out:
            kept.append(key)
            told.add(key)
    return {key: 1 << place for place, key in enumerate(kept)}


def _mask(keys: frozenset[Key], bits: Mapping[Key, int]) -> int:
    mask = 0
    for key in keys:
        mask |= bits.get(key, 0)
    return mask


def _groups(explored: Sequence[int], free: Sequence[Sequence[_Option]]) -> dict[int, int]:
    """A number for every bit that groups options: of each option's bits the commonest."""
    count: Counter[int] = Counter()
    for row in free:
        for option in row:
            count.update(_single_bits(option.mask))
    groups: dict[int, int] = {}
    for place, row in zip(explored, free, strict=True):
        for option in row:
            bits = _single_bits(option.mask)
            bit = max(bits, key=lambda each: (count[each], each)) if bits else -1 - place
            groups.setdefault(bit, len(groups))
    return groups


def _group_bit(place: int, option: _Option, groups: Mapping[int, int]) -> int:
    """The bit, of those that an option has, that stands for its group."""
    return max((bit for bit in _single_bits(option.mask) if bit in groups), default=-1 - place)


def _single_bits(mask: int) -> list[int]:
    bits = []
    while mask:
        bits.append(mask & -mask)
        mask &= mask - 1
    return bits


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
    _relaxed: Relaxation | None = None
    _groups: dict[int, int] = field(default_factory=dict)
    """The group of a bit; of minus one and less, of a slot's options without a bit."""

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
        self._groups = _groups(self.explored, free)
        if not self._groups or len(self._groups) > MOST_GROUPS:
            self._groups = {}
            return
        firsts: list[dict[int, _Option]] = []
        for place, row in zip(self.explored, free, strict=True):
            first: dict[int, _Option] = {}
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

    def _stand(self, picks: Mapping[int, _Option], stays: int) -> bool:
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

    def _group(self, place: int, option: _Option) -> int:
        return self._groups[_group_bit(place, option, self._groups)]

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
