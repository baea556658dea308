"""What a rule of advertising can say: the kinds of row that the rulebook is made of.

Each row belongs to one of the nineteen rules of the trade, has a source, and holds from
``since`` to ``until`` (exclusive), civil dates of the viewer. ``codes`` are the dotted reasons
for which a spot is refused by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import Enum
from fractions import Fraction

from stb.model.bundle import Pace, Scope


class Trade(Enum):
    """The rules that a serious decision engine keeps, by their customary numbers."""

    CONSENT = 1
    EXACT_DURATION = 2
    SHARE_OF_GENERICS = 3
    FLIGHT_DATES = 4
    PACING = 5
    FREQUENCY_CAPS = 6
    RECENCY = 7
    COMPETITIVE_EXCLUSION = 8
    ALCOHOL = 9
    GAMBLING = 10
    CHILDREN = 11
    KIJKWIJZER = 12
    AD_TIME = 13
    LOUDNESS = 14
    TECHNICAL_FIT = 15
    FALLBACK = 16
    IMPRESSION = 17
    SEEKING = 18
    TRICK_PLAY = 19


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
    """A rule: its name, whose it is, who says so, and when it holds."""

    trade: Trade
    name: str
    source: str
    codes: tuple[str, ...] = ()
    since: date = date.min
    until: date = date.max

    def holds(self, on: date) -> bool:
        return self.since <= on < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Principle(Row):
    """What the engine keeps by its shape in every year: no table can switch it off."""


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
class NeverAbove(Row):
    """No spot is rated for older viewers than its programme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Children(Row):
    """Nothing is replaced in programmes of these categories (in lower case)."""

    categories: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsuitable(Row):
    """No spot of ``categories`` in a programme of ``programmes`` (in lower case)."""

    programmes: frozenset[str]
    categories: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AimedAt(Row):
    """No spot of ``categories`` that is aimed at ``audience``, in whatever programme."""

    audience: str
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
class AloneInStream(Row):
    """Categories of which one advertiser has a whole viewing of a programme to itself.

    ``categories`` empty: none. In a break every category has one advertiser.
    """

    categories: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideSponsor(Row):
    """At these positions, next to the programme, nothing of the trade of its sponsor."""

    positions: frozenset[Position]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps(Row):
    """The most plays that a household sees of one creative, campaign or advertiser.

    0 for no bound but their own. ``hour`` is any sixty minutes, ``day`` a civil day, ``week`` an
    ISO week, ``stream`` one viewing of a programme. ``gap_s`` are the least seconds between two
    plays. The strictest of these, of the campaign's own and of the advertiser's counts.
    """

    scope: Scope
    hour: int = 0
    day: int = 0
    week: int = 0
    lifetime: int = 0
    stream: int = 0
    gap_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacing(Row):
    """How a campaign's share of breaks runs over its flight: multiples of its goal.

    From ``begins`` at the start of the flight in a straight line to ``ends`` at its end; a
    share is never more than one.
    """

    pace: Pace
    begins: Fraction
    ends: Fraction

    def share(self, goal: Fraction, passed: Fraction) -> Fraction:
        """The probability when ``passed`` (0 to 1) of the flight is over."""
        here = self.begins + (self.ends - self.begins) * min(max(passed, Fraction(0)), Fraction(1))
        return min(goal * here, Fraction(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness(Row):
    """What a spot is brought to, and how far that may be from the spot that it replaces."""

    lufs: float
    within_lu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit(Row):
    """What pictures and sound may be like; what is not stated is the player's to make fit."""

    aspects: frozenset[str]
    channels: frozenset[int]
    colours: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Impression(Row):
    """How much of a spot has to be shown for it to be a play."""

    seen: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class OnceInBreak(Row):
    """Of these kinds of name ("creative", "campaign", "advertiser", "category") none stands twice.

    The broadcast's own spots that stay count as well.
    """

    kinds: frozenset[str]
