"""What a signed bundle claims: a segment, a week, and the spots for it.

A bundle is the same for every box; each box keeps all of them and uses the
one of its own segment. A creative is named by the SHA-256 of its file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from fractions import Fraction

from stb.errors import InputError
from stb.model.facts import Provisioned
from stb.model.household import Segment
from stb.model.postcodes import Postcodes
from stb.model.report import PostKeys
from stb.model.time import PAL, FrameRate


class BadBundle(InputError):
    """A bundle's manifest is not in the form its version states."""

    code = "bundle.form"


@dataclass(frozen=True, slots=True)
class Creative:
    """A targeted spot: ``frames`` frames at ``rate``, ``size`` bytes.

    ``gain_db`` is what the operator found at ingest to bring it to -23 LUFS.
    ``not_before``/``not_after`` bound its flight (UTC, end exclusive) and are
    judged at viewing time. ``cap`` is the most plays of its campaign that a household
    sees in a week, 0 for no bound; ``cap_hour``, ``cap_day`` and ``cap_lifetime``
    likewise, and ``gap_s`` the least seconds between two. ``rating`` is a Kijkwijzer
    age or empty; ``audience`` "children" for what is aimed at them. ``aspect``
    ("16:9"), ``channels`` and ``colour`` ("bt709") are those of the file; empty and 0:
    not stated, and the player makes them fit.
    """

    id: str
    size: int
    frames: int
    rate: FrameRate
    campaign: str
    advertiser: str = ""
    category: str = ""
    title: str = ""
    gain_db: float = 0.0
    not_before: datetime | None = None
    not_after: datetime | None = None
    cap: int = 0
    cap_hour: int = 0
    cap_day: int = 0
    cap_lifetime: int = 0
    gap_s: int = 0
    rating: str = ""
    audience: str = ""
    aspect: str = ""
    channels: int = 0
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Generic:
    """Who is behind one of the broadcast's own spots: what a tailored one must not meet.

    ``campaign`` and ``creative`` where a tailored spot is of the same; ``lufs``: how loud it is
    on air, None where nobody measured it.
    """

    spot: str
    advertiser: str = ""
    category: str = ""
    title: str = ""
    campaign: str = ""
    creative: str = ""
    lufs: float | None = None


class Scope(Enum):
    """Whose plays are counted together."""

    CREATIVE = "creative"
    CAMPAIGN = "campaign"
    ADVERTISER = "advertiser"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """The most plays of ``name`` that a household sees, as its advertiser asks; 0 for no bound.

    ``stream`` is in one viewing of a programme. A break never holds two. ``gap_s``: see Creative.
    """

    scope: Scope
    name: str
    hour: int = 0
    day: int = 0
    week: int = 0
    lifetime: int = 0
    stream: int = 0
    gap_s: int = 0


class Pace(Enum):
    """How a campaign spreads its share over its flight."""

    EVEN = "even"
    FRONT = "front"


@dataclass(frozen=True, slots=True)
class Campaign:
    """What holds for all creatives of a campaign: its flight, its goal and its pace.

    ``goal`` is the share of all breaks in which it takes part, over the whole flight: each box
    draws that by itself, so that nobody has to count. Dates as those of a creative.
    """

    name: str
    not_before: datetime | None = None
    not_after: datetime | None = None
    goal: Fraction = Fraction(1)
    pace: Pace = Pace.EVEN

    def __post_init__(self) -> None:
        if not 0 <= self.goal <= 1:
            raise BadBundle(f"campaign {self.name} wants {self.goal} of all breaks")


@dataclass(frozen=True, slots=True)
class Sponsor:
    """Who sponsors the programmes called ``title`` on a service, before and after each break."""

    service: str
    title: str
    advertiser: str
    category: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """One verified manifest: what a segment may be shown in a week (UTC, end exclusive).

    ``generics`` name the broadcast's own spots, as far as the operator tells.
    ``campaigns`` and ``caps`` say what no single creative can, ``sponsors`` whom to keep apart.
    ``rates`` are those of the operator's programmes: a creative at another that goes with none
    of them is never fetched.
    """

    segment: Segment
    week: str
    valid_from: datetime
    valid_to: datetime
    creatives: tuple[Creative, ...]
    version: int = 1
    generics: tuple[Generic, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    caps: tuple[Cap, ...] = ()
    sponsors: tuple[Sponsor, ...] = ()
    rates: tuple[FrameRate, ...] = (PAL,)

    def __post_init__(self) -> None:
        if self.valid_to <= self.valid_from:
            raise BadBundle(f"bundle {self.segment.id} {self.week} ends before it starts")

    def goes(self, rate: FrameRate) -> bool:
        """Whether pictures at ``rate`` fall on those of some programme."""
        return any(rate.goes_with(own) for own in self.rates)

    def valid(self, at: datetime) -> bool:
        return self.valid_from <= at < self.valid_to


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was offered and not taken: its name, a dotted code, and the reason."""

    what: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the box holds: active bundles, creatives that were admitted, refusals.

    ``post`` are the keys for envelopes and tokens; without them none leaves. ``waiting``
    counts the creatives that are here and were not tried yet. ``signed``: no clock that is
    right stands before it, by what the operator signed last.
    """

    bundles: tuple[Bundle, ...] = ()
    ready: frozenset[str] = frozenset()
    refusals: tuple[Refusal, ...] = ()
    post: PostKeys | None = None
    provisioned: Provisioned | None = None
    postcodes: Postcodes = field(default_factory=Postcodes)
    waiting: int = 0
    signed: datetime | None = None

    def active(self, at: datetime) -> tuple[Bundle, ...]:
        return tuple(bundle for bundle in self.bundles if bundle.valid(at))


def iso_week(at: datetime) -> str:
    """The ISO 8601 week of ``at``, as 2026-W47."""
    year, week, _ = at.isocalendar()
    return f"{year}-W{week:02}"
