"""How often a household has seen a spot, and whether that is often enough.

Plays are counted for a creative, for its campaign and for its advertiser. Of the bounds of the
rulebook, of the booking and of the advertiser the strictest counts. What was chosen for another
break of this viewing counts for the bound of the stream, whether or not it was shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from stb.engine.ports import Play
from stb.model.bundle import Cap, Creative, Scope, iso_week
from stb.model.plan import Decision
from stb.model.rules import Rules

CAP_HOUR, CAP_DAY, CAP, CAP_LIFETIME = (
    "plan.cap_hour", "plan.cap_day", "plan.cap", "plan.cap_lifetime",
)  # fmt: skip
CAP_CREATIVE, CAP_ADVERTISER, CAP_STREAM = (
    "plan.cap_creative", "plan.cap_advertiser", "plan.cap_stream",
)  # fmt: skip
RECENT = "plan.recent"

NEARNESS = (
    CAP_LIFETIME, CAP, CAP_DAY, CAP_HOUR, CAP_ADVERTISER, CAP_CREATIVE, CAP_STREAM, RECENT,
)  # fmt: skip
"""Every objection here, from the farthest to the nearest."""

_CODES = {
    Scope.CREATIVE: (CAP_CREATIVE,) * 4,
    Scope.CAMPAIGN: (CAP_LIFETIME, CAP, CAP_DAY, CAP_HOUR),
    Scope.ADVERTISER: (CAP_ADVERTISER,) * 4,
}
_HOUR = timedelta(hours=1)

Name = tuple[Scope, str]


class _Bounding(Protocol):
    """What both a row of the rulebook and a cap of a bundle say."""

    @property
    def hour(self) -> int: ...
    @property
    def day(self) -> int: ...
    @property
    def week(self) -> int: ...
    @property
    def lifetime(self) -> int: ...
    @property
    def stream(self) -> int: ...
    @property
    def gap_s(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most plays in each stretch of time, 0 for no bound, and the least gap."""

    lifetime: int = 0
    week: int = 0
    day: int = 0
    hour: int = 0
    stream: int = 0
    gap_s: int = 0

    @classmethod
    def of(cls, one: _Bounding) -> Bounds:
        return cls(one.lifetime, one.week, one.day, one.hour, one.stream, one.gap_s)

    def and_those(self, other: Bounds) -> Bounds:
        """The stricter of each."""
        return Bounds(
            _stricter(self.lifetime, other.lifetime),
            _stricter(self.week, other.week),
            _stricter(self.day, other.day),
            _stricter(self.hour, other.hour),
            _stricter(self.stream, other.stream),
            max(self.gap_s, other.gap_s),
        )


def _stricter(one: int, other: int) -> int:
    return min(one, other) if one and other else one or other


NO_BOUNDS = Bounds()


@dataclass(frozen=True, slots=True)
class Seen:
    """When something was seen; ``local`` civil times of the viewer, in order as ``utc``."""

    utc: tuple[datetime, ...] = ()
    local: tuple[datetime, ...] = ()

    def in_week(self, at: datetime) -> int:
        week = iso_week(at)
        return sum(iso_week(played) == week for played in self.utc)


_NEVER = Seen()


@dataclass(frozen=True, slots=True)
class Frequency:
    """What was seen and chosen, and what bounds that, at ``at`` (UTC) or ``local``."""

    rules: Rules
    at: datetime
    local: datetime
    seen: dict[Name, Seen] = field(default_factory=dict)
    in_stream: Counter[Name] = field(default_factory=Counter)
    asked: dict[Name, Bounds] = field(default_factory=dict)
    """What the bundles ask for by name."""

    def in_week(self, campaign: str) -> int:
        """The plays of a campaign in this ISO week."""
        return self.seen.get((Scope.CAMPAIGN, campaign), _NEVER).in_week(self.at)

    def bounds(self, scope: Scope, creative: Creative) -> Bounds:
        """The strictest bounds for one of the three that ``creative`` belongs to."""
        bounds = self.asked.get((scope, _named(scope, creative)), NO_BOUNDS)
        row = self.rules.caps.get(scope)
        if row is not None:
            bounds = bounds.and_those(Bounds.of(row))
        if scope is Scope.CAMPAIGN:
            bounds = bounds.and_those(
                Bounds(creative.cap_lifetime, creative.cap, creative.cap_day, creative.cap_hour,
                       gap_s=creative.gap_s)
            )  # fmt: skip
        return bounds

    def objection(self, creative: Creative) -> str:
        """Why ``creative`` was seen often enough; empty if it was not."""
        if not self.seen and not self.in_stream:
            return ""
        for scope in Scope:
            named = (scope, _named(scope, creative))
            seen, chosen = self.seen.get(named, _NEVER), self.in_stream.get(named, 0)
            if named[1] and (seen.utc or chosen):
                bounds = self.bounds(scope, creative)
                found = self._too_many(seen, bounds, _CODES[scope])
                if found:
                    return found
                if bounds.stream and chosen >= bounds.stream:
                    return CAP_STREAM
                gap = timedelta(seconds=bounds.gap_s)
                if gap and seen.utc and self.at - max(seen.utc) < gap:
                    return RECENT
        return ""

    def _too_many(self, seen: Seen, bounds: Bounds, codes: tuple[str, ...]) -> str:
        """The code of the first bound that is reached; a play of the future is one of now."""
        lifetime, week, day, hour = codes
        if bounds.lifetime and len(seen.utc) >= bounds.lifetime:
            return lifetime
        if bounds.week and seen.in_week(self.at) >= bounds.week:
            return week
        if bounds.day and sum(p.date() == self.local.date() for p in seen.local) >= bounds.day:
            return day
        if bounds.hour and sum(self.at - p < _HOUR for p in seen.utc) >= bounds.hour:
            return hour
        return ""


def _named(scope: Scope, creative: Creative) -> str:
    match scope:
        case Scope.CREATIVE:
            return creative.id
        case Scope.CAMPAIGN:
            return creative.campaign
        case Scope.ADVERTISER:
            return creative.advertiser


def names(creative: str, campaign: str, advertiser: str) -> Iterable[Name]:
    """All that a play is counted for."""
    yield Scope.CREATIVE, creative
    yield Scope.CAMPAIGN, campaign
    if advertiser:
        yield Scope.ADVERTISER, advertiser


def seen_by_name(
    history: Iterable[Play], civil: dict[datetime, datetime], advertisers: dict[str, str]
) -> dict[Name, Seen]:
    """The plays of ``history`` by what they are counted for.

    ``civil`` gives each its civil time, ``advertisers`` the advertiser of a campaign.
    """
    times: dict[Name, list[datetime]] = {}
    for play in history:
        for name in names(play.creative, play.campaign, advertisers.get(play.campaign, "")):
            times.setdefault(name, []).append(play.at)
    return {name: Seen(tuple(at), tuple(civil[each] for each in at)) for name, at in times.items()}


def chosen_by_name(decided: Iterable[Decision]) -> Counter[Name]:
    """How many of ``decided`` are for each creative, campaign and advertiser."""
    chosen = (made.creative for made in decided if made.creative is not None)
    return Counter(name for one in chosen for name in names(one.id, one.campaign, one.advertiser))


def asked_for(caps: Iterable[Cap]) -> dict[Name, Bounds]:
    """The strictest of ``caps`` for each name."""
    asked: dict[Name, Bounds] = {}
    for cap in caps:
        name = (cap.scope, cap.name)
        asked[name] = asked.get(name, NO_BOUNDS).and_those(Bounds.of(cap))
    return asked
