"""The rules that hold on one day, picked from the rulebook and ready to ask.

A profile picks the day whose rows are in force: that of the box's clock ("today"), or a day of
2006 or 2019, whatever the clock says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import lru_cache

from stb.model.bundle import Pace, Scope
from stb.model.rows import (
    AgeClock,
    AimedAt,
    AloneInStream,
    Apart,
    Ban,
    BesideSponsor,
    Caps,
    CategoryClock,
    Children,
    Fit,
    Hours,
    Impression,
    Loudness,
    NeverAbove,
    OnceInBreak,
    Pacing,
    Position,
    Positions,
    Row,
    Share,
    Tailoring,
    Unsuitable,
)
from stb.model.rulebook import ROWS

__all__ = ["AGES", "Hours", "Position", "Profile", "Rules", "in_force", "of", "positions", "rank"]


class Profile(Enum):
    """Which year's rules a box lives by."""

    OF_2006 = "2006"
    OF_2019 = "2019"
    TODAY = "today"


_DAY_OF = {Profile.OF_2006: date(2006, 6, 1), Profile.OF_2019: date(2019, 11, 1)}

AGES = ("AL", "6", "9", "12", "14", "16", "18")
"""Kijkwijzer, youngest first; what has no rating (sport, news) counts as for all."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rows that hold on one day, ready to ask; each field is what its row says."""

    profile: Profile
    on: date
    rows: tuple[Row, ...]
    tailored: bool = False
    banned: frozenset[str] = frozenset()
    category_hours: dict[str, tuple[Hours, ...]] = field(default_factory=dict)
    age_hours: dict[str, tuple[Hours, ...]] = field(default_factory=dict)
    never_above: bool = False
    children: frozenset[str] = frozenset()
    unsuitable: tuple[Unsuitable, ...] = ()
    aimed_at: tuple[AimedAt, ...] = ()
    replaced: Fraction = Fraction(1)
    premium: dict[Position, int] = field(default_factory=dict)
    protected: frozenset[Position] = frozenset()
    once: frozenset[str] = frozenset()
    alone_in_stream: frozenset[str] = frozenset()
    apart: frozenset[frozenset[str]] = frozenset()
    beside_sponsor: frozenset[Position] = frozenset()
    caps: dict[Scope, Caps] = field(default_factory=dict)
    pacing: dict[Pace, Pacing] = field(default_factory=dict)
    loudness: Loudness | None = None
    fit: Fit | None = None
    seen: Fraction = Fraction(1)

    def for_children(self, category: str) -> bool:
        """Whether a programme of ``category`` is one for children."""
        return category.casefold() in self.children

    def unsuited(self, programme: str) -> frozenset[str]:
        """The categories of spots that are not for a programme of category ``programme``."""
        rows = (row for row in self.unsuitable if programme.casefold() in row.programmes)
        return frozenset(category for row in rows for category in row.categories)

    def may_aim(self, category: str, audience: str) -> bool:
        """Whether a spot of ``category`` may be aimed at ``audience``."""
        return not any(
            category in row.categories and audience == row.audience for row in self.aimed_at
        )

    def most_replaced(self, spots: int) -> int:
        """How many of ``spots`` spots of a break may be replaced."""
        return -(-spots * self.replaced.numerator // self.replaced.denominator)


def in_force(profile: Profile, on: date) -> Rules:
    """The rules for a box of ``profile`` on civil day ``on``."""
    return of(ROWS, profile=profile, on=_DAY_OF.get(profile, on))


@lru_cache(maxsize=32)
def of(rows: tuple[Row, ...], *, profile: Profile, on: date) -> Rules:
    """Those of ``rows`` that hold on ``on``; of two of a kind that allow one, the later row."""
    held = tuple(row for row in rows if row.holds(on))
    made = Rules(profile=profile, on=on, rows=held)
    for row in held:
        made = _with(made, row)
    return made


def _with(rules: Rules, row: Row) -> Rules:
    match row:
        case Tailoring():
            return replace(rules, tailored=True)
        case Ban():
            return replace(rules, banned=rules.banned | {row.category})
        case CategoryClock():
            return replace(
                rules, category_hours=_further(rules.category_hours, {row.category}, row.hours)
            )
        case AgeClock():
            return replace(rules, age_hours=_further(rules.age_hours, row.ages, row.hours))
        case NeverAbove():
            return replace(rules, never_above=True)
        case Children():
            return replace(rules, children=rules.children | row.categories)
        case Unsuitable():
            return replace(rules, unsuitable=(*rules.unsuitable, row))
        case AimedAt():
            return replace(rules, aimed_at=(*rules.aimed_at, row))
        case Share():
            return replace(rules, replaced=row.replaced)
        case Positions():
            return replace(rules, premium=dict(row.premium), protected=row.protected)
        case _:
            return _with_more(rules, row)


def _with_more(rules: Rules, row: Row) -> Rules:
    match row:
        case OnceInBreak():
            return replace(rules, once=rules.once | row.kinds)
        case AloneInStream():
            return replace(rules, alone_in_stream=rules.alone_in_stream | row.categories)
        case Apart():
            return replace(rules, apart=rules.apart | row.pairs)
        case BesideSponsor():
            return replace(rules, beside_sponsor=rules.beside_sponsor | row.positions)
        case Caps():
            return replace(rules, caps=rules.caps | {row.scope: row})
        case Pacing():
            return replace(rules, pacing=rules.pacing | {row.pace: row})
        case Loudness():
            return replace(rules, loudness=row)
        case Fit():
            return replace(rules, fit=row)
        case Impression():
            return replace(rules, seen=row.seen)
        case _:
            return rules


def _further(
    known: dict[str, tuple[Hours, ...]], names: Iterable[str], hours: Hours
) -> dict[str, tuple[Hours, ...]]:
    """``known`` with ``hours`` as one more condition for each of ``names``."""
    return known | {name: (*known.get(name, ()), hours) for name in names}


def rank(rating: str) -> int:
    """The place of a rating among `AGES`; what has none counts as for all, what is odd as 18."""
    if not rating:
        return 0
    return AGES.index(rating) if rating in AGES else len(AGES) - 1


def positions(place: int, spots: int) -> frozenset[Position]:
    """Which positions the spot at ``place`` (from 0) of ``spots`` holds."""
    held = {
        Position.FIRST: place == 0,
        Position.SECOND: place == 1,
        Position.LAST_BUT_ONE: place == spots - 2,
        Position.LAST: place == spots - 1,
    }
    return frozenset(position for position, here in held.items() if here)
