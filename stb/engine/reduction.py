"""What of a break's candidates can be in the best choice: usually a few dozen of thousands.

Keys become bits, as few as decide anything: a key goes that only one spot has, and one whose
holders all hold another key, which keeps them apart already. Each option has a group: of its
bits the commonest, most often that of its category; two of a group are never in one break.

Then options go, best first, by a swap that is always allowed and never worse. An option goes
where an earlier one of its spot, group and category has no bit that it has not; and where so
many earlier ones of them share nothing but the group with each other that the rest of the
break cannot block them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Key = tuple[str, str]
"""A kind and a name: what no two spots of a break may share."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something for a spot: its ``value`` (over 0), what it must not share, and its category.

    What has one ``name`` has the same keys at every spot.
    """

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
class Option:
    """A candidate with its keys as bits; ``group`` is one of them, 0 without any."""

    candidate: Candidate
    mask: int
    value: int
    group: int


@dataclass(frozen=True, slots=True)
class Reduced:
    """The options of each slot, best first."""

    options: tuple[tuple[Option, ...], ...]
    own: tuple[int, ...]
    """The keys of the broadcast's own spots, as bits."""


def reduced_to(slots: Sequence[Slot], *, most: int) -> Reduced:
    """What is left of ``slots`` when at most ``most`` are replaced."""
    bits = _bits(slots)
    own = tuple(_mask(slot.keys, bits) for slot in slots)
    masks = {one.name: one.keys for slot in slots for one in slot.candidates}
    known = {name: _mask(keys, bits) for name, keys in masks.items()}
    common = Counter(bit for mask in known.values() for bit in single_bits(mask))
    groups = {
        name: max(single_bits(mask), key=lambda bit: (common[bit], bit), default=0)
        for name, mask in known.items()
    }
    beside_group = 0
    for name, mask in known.items():
        beside_group |= mask & ~groups[name]
    widest = max(((mask & beside_group).bit_count() for mask in known.values()), default=0)
    blockers = widest * (most - 1) + sum((mask & beside_group).bit_count() for mask in own)
    options = (
        [Option(one, known[one.name], one.value, groups[one.name]) for one in slot.candidates]
        for slot in slots
    )
    return Reduced(tuple(_kept(row, blockers) for row in options), own)


def _kept(row: Sequence[Option], blockers: int) -> tuple[Option, ...]:
    """The options of one slot that can be part of the answer."""
    kept: list[Option] = []
    alike: dict[tuple[int, str], list[int]] = {}
    packed: dict[tuple[int, str], tuple[int, int]] = {}
    for option in row:
        kind = (option.group, option.candidate.category)
        rest = option.mask & ~option.group
        union, count = packed.get(kind, (0, 0))
        earlier = alike.setdefault(kind, [])
        if count > blockers or any(not other & ~rest for other in earlier):
            continue
        kept.append(option)
        earlier.append(rest)
        if not rest & union:
            packed[kind] = union | rest, count + 1
    return tuple(kept)


def _bits(slots: Sequence[Slot]) -> dict[Key, int]:
    """A bit for every key that can decide something."""
    holders: Counter[Key] = Counter()
    held_with: dict[Key, set[Key]] = {}
    places: dict[Key, set[int]] = {}

    def hold(keys: frozenset[Key], at: set[int]) -> None:
        for key in keys:
            if key in held_with:
                held_with[key] &= keys
                places[key] |= at
            else:
                held_with[key] = set(keys)
                places[key] = set(at)
            holders[key] += 1

    by_name: dict[int, tuple[frozenset[Key], set[int]]] = {}
    for place, slot in enumerate(slots):
        hold(slot.keys, {place})
        for one in slot.candidates:
            by_name.setdefault(one.name, (one.keys, set()))[1].add(place)
    for keys, at in by_name.values():
        hold(keys, at)
    kept: dict[Key, int] = {}
    for key in sorted(held_with):  # sets have another order in every process
        ruled_out = len(places[key]) < 2 or any(
            holders[other] > holders[key] or other in kept
            for other in held_with[key]
            if other != key
        )
        if not ruled_out:
            kept[key] = 1 << len(kept)
    return kept


def _mask(keys: frozenset[Key], bits: Mapping[Key, int]) -> int:
    mask = 0
    for key in keys:
        mask |= bits.get(key, 0)
    return mask


def single_bits(mask: int) -> list[int]:
    """The bits of ``mask``, each as a number."""
    bits = []
    while mask:
        bits.append(mask & -mask)
        mask &= mask - 1
    return bits
