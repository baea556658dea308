"""What the operator keeps of segments, campaigns and spots, and how it stands in his file.

A spot belongs to a campaign. What a spot does not say of itself (advertiser, category,
rating) its campaign says for it; flights and caps of both hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from stb.formats.fields import read_instant, write_instant
from stb.model import bundle
from stb.model.bundle import Cap, Creative, Pace, Scope
from stb.model.household import Counted, Rule
from stb.model.segments import Objection
from stb.model.time import FrameRate

_LEAST_OF_ID = 6
"""So much of an id is needed to mean it."""


@dataclass(frozen=True, slots=True)
class Group:
    """A segment as the operator defined it, and by which method its households are counted.

    ``households`` is 0 where telemetry counts them. ``to_be_refused``: it is published to show
    that every box refuses it.
    """

    id: str
    households: int
    rule: dict[str, Any]
    words: dict[str, str]
    counted: Counted = Counted.ADMINISTRATION
    to_be_refused: bool = False

    @property
    def condition(self) -> Rule:
        return Rule.read(self.rule)


@dataclass(frozen=True, slots=True)
class Caps:
    """The most plays that a household sees of a campaign, 0 for no bound; see `Cap`."""

    hour: int = 0
    day: int = 0
    week: int = 0
    lifetime: int = 0
    stream: int = 0
    gap_s: int = 0


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as an advertiser booked it.

    ``goal`` is its share of all breaks over its flight (UTC, end exclusive). ``kept`` is
    False for one that nobody wrote down: it has spots, and nothing but what they say.
    """

    id: str
    title: str = ""
    advertiser: str = ""
    category: str = ""
    rating: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None
    caps: Caps = Caps()
    goal: Fraction = Fraction(1)
    pace: Pace = Pace.EVEN
    kept: bool = True

    def published(self) -> bundle.Campaign | None:
        """What a manifest says of it, None if nothing but its name."""
        said = bundle.Campaign(self.id, self.not_before, self.not_after, self.goal, self.pace)
        return None if said == bundle.Campaign(self.id) else said

    def cap(self) -> Cap | None:
        """What a manifest says of its caps, None without any."""
        if self.caps == Caps():
            return None
        one = self.caps
        return Cap(
            scope=Scope.CAMPAIGN, name=self.id, hour=one.hour, day=one.day, week=one.week,
            lifetime=one.lifetime, stream=one.stream, gap_s=one.gap_s,
        )  # fmt: skip

    def of(self, creative: Creative) -> Creative:
        """The creative with what its campaign says for it."""
        return replace(
            creative,
            advertiser=creative.advertiser or self.advertiser,
            category=creative.category or self.category,
            rating=creative.rating or self.rating,
        )


@dataclass(frozen=True, slots=True)
class Booking:
    """A creative and the segments that it is booked for.

    ``report`` and ``done``: how it was judged when it was taken in, and what was done
    to it; ``own`` False for one of our material.
    """

    creative: Creative
    segments: tuple[str, ...]
    report: tuple[dict[str, str], ...] = ()
    done: tuple[str, ...] = ()
    file: str = ""
    own: bool = True

    def is_called(self, name: str) -> bool:
        """Whether ``name`` is the creative's title, its id, or the beginning of that."""
        begins = len(name) >= _LEAST_OF_ID and self.creative.id.startswith(name)
        return begins or self.creative.title == name


@dataclass(frozen=True, slots=True)
class Stock:
    """All segments, campaigns and bookings at one moment; ``mark`` changes when they do.

    ``rates`` are those of the operator's programmes. ``published`` are the segments that may
    be, with their counts of now; ``refused`` says why the others may not.
    """

    groups: tuple[Group, ...]
    bookings: tuple[Booking, ...]
    mark: str
    campaigns: tuple[Campaign, ...] = ()
    rates: tuple[FrameRate, ...] = ()
    published: tuple[Group, ...] = ()
    refused: Mapping[str, Objection] = field(default_factory=dict)
    _by_id: dict[str, Campaign] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_id.update({campaign.id: campaign for campaign in self.campaigns})

    def creatives_of(self, segment: str) -> tuple[Creative, ...]:
        """The creatives of a segment, each file once a campaign, as they are published."""
        found = (b.creative for b in self.bookings if segment in b.segments)
        return tuple(self._by_id[one.campaign].of(one) for one in found)

    def campaigns_of(self, creatives: Iterable[Creative]) -> tuple[Campaign, ...]:
        """The campaigns of these, each once."""
        return tuple(self._by_id[name] for name in dict.fromkeys(one.campaign for one in creatives))

    def campaign(self, campaign_id: str) -> Campaign | None:
        return self._by_id.get(campaign_id)


def read_group(row: Mapping[str, Any]) -> Group:
    return Group(
        row["id"],
        row["households"],
        row["rule"],
        row["words"],
        Counted(row.get("counted", Counted.ADMINISTRATION.value)),
        bool(row.get("to_be_refused", False)),
    )


def group_row(group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "households": group.households,
        "rule": group.rule,
        "words": group.words,
        "counted": group.counted.value,
        "to_be_refused": group.to_be_refused,
    }


def read_campaign(row: Mapping[str, Any]) -> Campaign:
    return Campaign(
        id=row["id"],
        title=row["title"],
        advertiser=row["advertiser"],
        category=row["category"],
        rating=row["rating"],
        not_before=_read_optional(row["not_before"]),
        not_after=_read_optional(row["not_after"]),
        caps=Caps(**row["caps"]),
        goal=Fraction(row["goal"]),
        pace=Pace(row["pace"]),
    )


def campaign_row(one: Campaign) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "advertiser": one.advertiser,
        "category": one.category,
        "rating": one.rating,
        "not_before": _optional(one.not_before),
        "not_after": _optional(one.not_after),
        "caps": {name: getattr(one.caps, name) for name in Caps.__slots__},
        "goal": str(one.goal),
        "pace": one.pace.value,
    }


_PLAIN = (
    "size", "frames", "campaign", "advertiser", "category", "title", "gain_db", "cap",
)  # fmt: skip
_FURTHER = {
    "cap_hour": 0, "cap_day": 0, "cap_lifetime": 0, "gap_s": 0, "rating": "", "audience": "",
    "aspect": "", "channels": 0, "colour": "",
}  # fmt: skip
"""What was booked by an earlier version has none of these."""


def booking_row(creative: Creative, segment: str, booking: Booking) -> dict[str, Any]:
    """One row a segment: the same file may be booked for several."""
    return {
        "sha256": creative.id,
        "rate": [creative.rate.num, creative.rate.den],
        "not_before": _optional(creative.not_before),
        "not_after": _optional(creative.not_after),
        "segment": segment,
        "report": list(booking.report),
        "done": list(booking.done),
        "file": booking.file,
    } | {name: getattr(creative, name) for name in (*_PLAIN, *_FURTHER)}


def read_booking(row: Mapping[str, Any]) -> Booking:
    creative = Creative(
        id=row["sha256"],
        rate=FrameRate(*row["rate"]),
        not_before=_read_optional(row["not_before"]),
        not_after=_read_optional(row["not_after"]),
        **{name: row[name] for name in _PLAIN},
        **{name: row.get(name, otherwise) for name, otherwise in _FURTHER.items()},
    )
    return Booking(
        creative,
        (row["segment"],),
        report=tuple(row.get("report", ())),
        done=tuple(row.get("done", ())),
        file=row.get("file", ""),
    )


def _optional(at: datetime | None) -> str | None:
    return None if at is None else write_instant(at)


def _read_optional(text: str | None) -> datetime | None:
    return None if text is None else read_instant(text)
