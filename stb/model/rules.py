"""The rules of tailored spots: tables of law, code and custom, each row with its dates and source.

A row holds from ``since`` to ``until`` (exclusive), civil dates of the viewer. A profile picks
the day whose rows are in force: that of the box's clock ("today"), or a day of 2006 or 2019,
whatever the clock says. So what differs between those years is data, and a new rule is a row.

Marks at the end of a source: [v] read there, [g] general knowledge, [?] the day is about right,
[house] nobody's law but good custom, ours to change.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import Enum
from fractions import Fraction
from functools import lru_cache


class Profile(Enum):
    """Which year's rules a box lives by."""

    OF_2006 = "2006"
    OF_2019 = "2019"
    TODAY = "today"


_DAY_OF = {Profile.OF_2006: date(2006, 6, 1), Profile.OF_2019: date(2019, 11, 1)}


class Position(Enum):
    """A place in a break that advertisers pay extra for."""

    FIRST = "first"
    SECOND = "second"
    LAST_BUT_ONE = "last-but-one"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Hours:
    """From ``opens`` to ``closes`` (exclusive), civil time, over midnight where it opens later."""

    opens: time
    closes: time

    def hold(self, at: time) -> bool:
        if self.opens <= self.closes:
            return self.opens <= at < self.closes
        return at >= self.opens or at < self.closes


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A rule: its name, who says so, and when it holds."""

    name: str
    source: str
    since: date = date.min
    until: date = date.max

    def holds(self, on: date) -> bool:
        return self.since <= on < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Tailoring(Row):
    """Spots may be replaced at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban(Row):
    """No spot of a category is ever tailored."""

    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryClock(Row):
    """Spots of a category only within ``hours``."""

    category: str
    hours: Hours


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeClock(Row):
    """What is rated for ``ages`` (Kijkwijzer) only within ``hours``."""

    ages: frozenset[str]
    hours: Hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Children(Row):
    """Nothing is replaced in programmes of these categories (in lower case)."""

    categories: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Row):
    """At most this share of a break's spots is replaced, rounded up."""

    replaced: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions(Row):
    """What a position costs beyond the tariff, in thousandths, and those never replaced.

    A dear position is the last to be taken: somebody paid for the whole country to see it.
    """

    premium: tuple[tuple[Position, int], ...]
    protected: frozenset[Position] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart(Row):
    """Categories that are never neighbours in a break."""

    pairs: frozenset[frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps(Row):
    """The most plays of a campaign that a household sees; 0 for no bound but the campaign's own.

    ``hour`` is any sixty minutes, ``day`` a civil day, ``week`` an ISO week. ``gap_s`` are the
    least seconds between two plays. The stricter of these and of the campaign's own counts.
    """

    hour: int = 0
    day: int = 0
    week: int = 0
    lifetime: int = 0
    gap_s: int = 0


AGES = ("AL", "6", "9", "12", "14", "16", "18")
"""Kijkwijzer, youngest first; what has no rating (sport, news) counts as for all."""

_NIGHT = time(6)
_YOUTH = frozenset({"jeugd", "kinderen", "children", "children's", "kids", "cartoon"})
_ALCOHOL = frozenset(frozenset({"alcohol", other}) for other in ("toys", "baby", "mobility"))
_CHANCE = frozenset(frozenset({"lottery", other}) for other in ("toys", "baby", "bank"))

ROWS: tuple[Row, ...] = (
    Tailoring(
        name="tailored spots in catch-up", since=date(2019, 1, 1),
        source="a Dutch operator's announcement, 2019 [?]",
    ),
    Share(
        name="not all of a break is tailored", replaced=Fraction(1, 2), until=date(2020, 1, 1),
        source="the same: you also see what the whole country sees; at most every second spot [v]."
        " Since then the broadcaster's signal says it: what is no opportunity stays",
    ),
    Positions(
        name="dear positions",
        premium=((Position.FIRST, 250), (Position.SECOND, 150),
                 (Position.LAST_BUT_ONE, 100), (Position.LAST, 125)),
        source="a sales house's tariff, 2020 [v]; which ones are closed says the broadcaster's"
        " own signal: a spot without a placement opportunity stays",
    ),
    Children(
        name="nothing tailored in children's programmes", categories=_YOUTH,
        source="[house]; from 2021 the public broadcaster has no spots there at all [v]",
    ),
    CategoryClock(
        name="alcohol", since=date(2009, 1, 1), category="alcohol",
        hours=Hours(time(21), _NIGHT), source="Mediawet 2008, art. 2.94: not 06:00-21:00 [v]",
    ),
    CategoryClock(
        name="games of chance", since=date(2021, 4, 1), category="lottery",
        hours=Hours(time(19), _NIGHT),
        source="decree on advertising for games of chance, text of 2020: not before 19:00 [?]",
    ),
    Ban(
        name="remote gambling without a licence", until=date(2021, 10, 1), category="gambling",
        source="Wet op de kansspelen: no licence existed until then [g]",
    ),
    CategoryClock(
        name="remote gambling, law", since=date(2021, 10, 1), until=date(2022, 4, 1),
        category="gambling", hours=Hours(time(21), _NIGHT), source="from 21:00, 2021 [v]",
    ),
    CategoryClock(
        name="remote gambling, code", since=date(2022, 4, 1), until=date(2023, 7, 1),
        category="gambling", hours=Hours(time(22), _NIGHT),
        source="the industry's code, spring of 2022: from 22:00, one in a block [?]",
    ),
    Ban(
        name="remote gambling", since=date(2023, 7, 1), category="gambling",
        source="ban on untargeted advertising, 1 July 2023 [v]; targeted asks for proof of 24"
        " years, and only online [v], which no television can give",
    ),
    AgeClock(
        name="Kijkwijzer 12", until=date(2020, 1, 1), ages=frozenset({"12"}),
        hours=Hours(time(20), _NIGHT), source="12 from 20:00 [v]",
    ),
    AgeClock(
        name="Kijkwijzer 16", until=date(2018, 1, 1), ages=frozenset({"16", "18"}),
        hours=Hours(time(22), _NIGHT), source="16 from 22:00, until 31 December 2017 [v]",
    ),
    AgeClock(
        name="Kijkwijzer 16, pilot", since=date(2018, 1, 1), until=date(2020, 1, 1),
        ages=frozenset({"16", "18"}), hours=Hours(time(20), _NIGHT),
        source="pilot of 1 January 2018: 16 from 20:00 [v]",
    ),
    AgeClock(
        name="Kijkwijzer 12, 14, 16", since=date(2020, 1, 1), ages=frozenset({"12", "14", "16"}),
        hours=Hours(time(20), _NIGHT), source="12, 14 and 16 from 20:00, since 2020 [v]",
    ),
    AgeClock(
        name="Kijkwijzer 18", since=date(2020, 1, 1), ages=frozenset({"18"}),
        hours=Hours(time(0), _NIGHT), source="18 from 00:00, since 2020 [v]",
    ),
    Apart(
        name="bad neighbours", pairs=_ALCOHOL | _CHANCE,
        source="[house], after the alcohol code: not next to what is for minors [v]",
    ),
    Caps(name="frequency", source="[house]: the campaign's own caps only"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """The rows that hold on one day, ready to ask."""

    profile: Profile
    on: date
    rows: tuple[Row, ...]
    tailored: bool = False
    banned: frozenset[str] = frozenset()
    category_hours: dict[str, tuple[Hours, ...]] = field(default_factory=dict)
    age_hours: dict[str, tuple[Hours, ...]] = field(default_factory=dict)
    children: frozenset[str] = frozenset()
    replaced: Fraction = Fraction(1)
    premium: dict[Position, int] = field(default_factory=dict)
    protected: frozenset[Position] = frozenset()
    apart: frozenset[frozenset[str]] = frozenset()
    caps: Caps = field(default_factory=lambda: Caps(name="none", source="none"))

    def for_children(self, category: str) -> bool:
        """Whether a programme of ``category`` is one for children."""
        return category.casefold() in self.children

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
    banned, apart, children = set[str](), set[frozenset[str]](), set[str]()
    category_hours: dict[str, tuple[Hours, ...]] = {}
    age_hours: dict[str, tuple[Hours, ...]] = {}
    tailored, replaced = False, Fraction(1)
    premium: dict[Position, int] = {}
    protected: frozenset[Position] = frozenset()
    caps = Caps(name="none", source="none")
    for row in held:
        match row:
            case Tailoring():
                tailored = True
            case Ban():
                banned.add(row.category)
            case CategoryClock():
                known = category_hours.get(row.category, ())
                category_hours[row.category] = (*known, row.hours)
            case AgeClock():
                for age in row.ages:
                    age_hours[age] = (*age_hours.get(age, ()), row.hours)
            case Children():
                children |= row.categories
            case Share():
                replaced = row.replaced
            case Positions():
                premium, protected = dict(row.premium), row.protected
            case Apart():
                apart |= row.pairs
            case Caps():
                caps = row
    return Rules(
        profile=profile,
        on=on,
        rows=held,
        tailored=tailored,
        banned=frozenset(banned),
        category_hours=category_hours,
        age_hours=age_hours,
        children=frozenset(children),
        replaced=replaced,
        premium=premium,
        protected=protected,
        apart=frozenset(apart),
        caps=caps,
    )


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
