"""Bundle manifests, their index, and what the signed metadata repeats of each.

A manifest is about a kilobyte of JSON and never compressed. Writing does not
judge, so that a head-end can publish what a box must refuse; reading does.
Source: docs/headend.md; the rule's form is `stb.model.household.Rule`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from stb.formats import strict_json
from stb.formats.fields import Closed, Id, Instant, Line, Sha256, Week, checked, write_instant
from stb.model.bundle import (
    BadBundle,
    Bundle,
    Campaign,
    Cap,
    Creative,
    Generic,
    Pace,
    Scope,
    Sponsor,
)
from stb.model.household import LEAST_HOUSEHOLDS, Counted, Rule, Segment, SegmentTooSmall
from stb.model.time import PAL, FrameRate

BUNDLE_CAP = 256 << 10
INDEX_CAP = 256 << 10
INDEX_PATH = "bundles/index.json"
_WEEK = timedelta(days=7)

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
BundlePath = Annotated[
    str, StringConstraints(pattern=r"^bundles/2\d{3}-W[0-5]\d/[a-z0-9][a-z0-9-]{0,63}\.json$")
]
Count = Annotated[int, Field(ge=0, le=100_000_000)]
Plays = Annotated[int, Field(ge=0, le=1000)]
Lifetime = Annotated[int, Field(ge=0, le=100_000)]
Gap = Annotated[int, Field(ge=0, le=366 * 24 * 3600)]
Aspect = Annotated[str, StringConstraints(pattern=r"^(\d{1,3}:\d{1,3})?$")]
Rate = Annotated[list[Annotated[int, Field(ge=1, le=1_000_000)]], Field(min_length=2, max_length=2)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]


class _Creative(Closed):
    sha256: Sha256
    size: Annotated[int, Field(ge=1, le=1 << 30)]
    frames: Annotated[int, Field(ge=1, le=60 * 60 * 60)]
    rate: Rate
    campaign: Id
    advertiser: Line = ""
    category: Line = ""
    title: Line = ""
    gain_db: Annotated[float, Field(ge=-40, le=40)] = 0.0
    not_before: Instant | None = None
    not_after: Instant | None = None
    cap: Plays = 0
    cap_hour: Plays = 0
    cap_day: Plays = 0
    cap_lifetime: Lifetime = 0
    gap_s: Gap = 0
    rating: Literal["", "AL", "6", "9", "12", "14", "16", "18"] = ""
    audience: Literal["", "children"] = ""
    aspect: Aspect = ""
    channels: Annotated[int, Field(ge=0, le=16)] = 0
    colour: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{0,16}$")] = ""


class _Generic(Closed):
    spot: Line
    advertiser: Line = ""
    category: Line = ""
    title: Line = ""
    campaign: Annotated[str, StringConstraints(max_length=64)] = ""
    creative: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    lufs: Annotated[float, Field(ge=-70, le=0)] | None = None


class _Campaign(Closed):
    name: Id
    not_before: Instant | None = None
    not_after: Instant | None = None
    goal_permille: Annotated[int, Field(ge=0, le=1000)] = 1000
    pace: Literal["even", "front"] = "even"


class _Cap(Closed):
    scope: Literal["creative", "campaign", "advertiser"]
    name: Line
    hour: Plays = 0
    day: Plays = 0
    week: Plays = 0
    lifetime: Lifetime = 0
    stream: Plays = 0
    gap_s: Gap = 0


class _Sponsor(Closed):
    service: Id
    title: Line
    advertiser: Line
    category: Line


class _Bundle(Closed):
    v: Literal[1]
    segment: Name
    week: Week
    households: Count
    valid_from: Instant
    valid_to: Instant
    words: Annotated[dict[Language, Line], Field(max_length=8)]
    rule: dict[str, object]
    counted: Literal["administration", "telemetry"] = "administration"
    creatives: Annotated[list[_Creative], Field(max_length=200)]
    generics: Annotated[list[_Generic], Field(max_length=1000)] = Field(default_factory=list)
    campaigns: Annotated[list[_Campaign], Field(max_length=200)] = Field(default_factory=list)
    caps: Annotated[list[_Cap], Field(max_length=1000)] = Field(default_factory=list)
    sponsors: Annotated[list[_Sponsor], Field(max_length=1000)] = Field(default_factory=list)
    rates: Annotated[list[Rate], Field(max_length=16)] = Field(default_factory=list)


class _Index(Closed):
    v: Literal[1]
    bundles: Annotated[list[BundlePath], Field(max_length=1000)]
    revoked: Annotated[list[Sha256], Field(max_length=2000)] = Field(default_factory=list)
    published: Instant | None = None


class _Custom(Closed):
    segment: Name
    week: Week
    households: Count


@dataclass(frozen=True, slots=True)
class Claim:
    """What the metadata repeats of a manifest, so that a bad one is never fetched."""

    segment: str
    week: str
    households: int

    @classmethod
    def of(cls, bundle: Bundle) -> Claim:
        return cls(bundle.segment.id, bundle.week, bundle.segment.households)

    @property
    def path(self) -> str:
        return bundle_path(self.week, self.segment)


def bundle_path(week: str, segment: str) -> str:
    """The target's name of one bundle: two levels below ``bundles``."""
    return f"bundles/{week}/{segment}.json"


def read_bundle(data: bytes) -> Bundle:
    """The bundle that a manifest states.

    Raises:
        SegmentTooSmall: fewer than a hundred households.
        InputError: another form; a rule that is none; it ends before it starts, or lasts
            longer than a week.
    """
    entry = checked(_Bundle, strict_json.loads(data, cap=BUNDLE_CAP), BadBundle)
    segment = Segment(
        entry.segment, entry.households, Rule.read(entry.rule), dict(entry.words),
        Counted(entry.counted),
    )  # fmt: skip
    if entry.valid_to - entry.valid_from > _WEEK:
        raise BadBundle(f"bundle {entry.segment} {entry.week} is valid for longer than a week")
    return Bundle(
        segment=segment,
        week=entry.week,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        creatives=_distinct(entry.creatives),
        generics=tuple(Generic(**generic.model_dump()) for generic in entry.generics),
        campaigns=tuple(_campaign(campaign) for campaign in entry.campaigns),
        caps=tuple(
            Cap(scope=Scope(cap.scope), **cap.model_dump(exclude={"scope"})) for cap in entry.caps
        ),
        sponsors=tuple(Sponsor(**sponsor.model_dump()) for sponsor in entry.sponsors),
        rates=tuple(FrameRate(*rate) for rate in entry.rates) or (PAL,),
    )


def _campaign(entry: _Campaign) -> Campaign:
    return Campaign(
        entry.name,
        entry.not_before,
        entry.not_after,
        Fraction(entry.goal_permille, 1000),
        Pace(entry.pace),
    )


def _distinct(entries: list[_Creative]) -> tuple[Creative, ...]:
    """The creatives; one file may serve two campaigns, but has one size and length."""
    facts: dict[str, tuple[int, int]] = {}
    for entry in entries:
        if facts.setdefault(entry.sha256, (entry.size, entry.frames)) != (entry.size, entry.frames):
            raise BadBundle(f"creative {entry.sha256} is stated twice, differently")
    return tuple(_creative(entry) for entry in entries)


def _creative(entry: _Creative) -> Creative:
    facts = entry.model_dump(exclude={"sha256", "rate"})
    return Creative(id=entry.sha256, rate=FrameRate(*entry.rate), **facts)


def write_bundle(
    *,
    segment: str,
    households: int,
    week: str,
    valid_from: datetime,
    valid_to: datetime,
    words: Mapping[str, str],
    rule: Rule,
    creatives: Iterable[Creative],
    generics: Iterable[Generic] = (),
    campaigns: Iterable[Campaign] = (),
    caps: Iterable[Cap] = (),
    sponsors: Iterable[Sponsor] = (),
    rates: Iterable[FrameRate] = (PAL,),
    counted: Counted = Counted.ADMINISTRATION,
) -> bytes:
    """The manifest of these claims, whether or not a box would take it."""
    further = {
        "generics": [_generic_out(one) for one in generics],
        "campaigns": [_campaign_out(one) for one in campaigns],
        "caps": [_cap_out(one) for one in caps],
        "sponsors": [
            {"service": one.service, "title": one.title, "advertiser": one.advertiser,
             "category": one.category}
            for one in sponsors
        ],
        "rates": [[rate.num, rate.den] for rate in rates],
    }  # fmt: skip
    if further["rates"] == [[PAL.num, PAL.den]]:
        del further["rates"]
    return strict_json.dumps(
        {
            "v": 1,
            "segment": segment,
            "week": week,
            "households": households,
            "counted": counted.value,
            "valid_from": write_instant(valid_from),
            "valid_to": write_instant(valid_to),
            "words": dict(words),
            "rule": write_rule(rule),
            "creatives": [_creative_out(creative) for creative in creatives],
        }
        | _stated(further)
    )


def _stated(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What few manifests have; left out where it says nothing."""
    return {name: value for name, value in facts.items() if value}


def _generic_out(one: Generic) -> dict[str, object]:
    named = {"spot": one.spot, "advertiser": one.advertiser, "category": one.category}
    return named | _stated(
        {"title": one.title, "campaign": one.campaign, "creative": one.creative, "lufs": one.lufs}
    )


def _campaign_out(one: Campaign) -> dict[str, object]:
    facts = {
        "not_before": one.not_before and write_instant(one.not_before),
        "not_after": one.not_after and write_instant(one.not_after),
    }
    goal = {"goal_permille": round(one.goal * 1000)} if one.goal != 1 else {}
    return {"name": one.name, "pace": one.pace.value} | goal | _stated(facts)


def _cap_out(one: Cap) -> dict[str, object]:
    bounds = {
        "hour": one.hour, "day": one.day, "week": one.week, "lifetime": one.lifetime,
        "stream": one.stream, "gap_s": one.gap_s,
    }  # fmt: skip
    return {"scope": one.scope.value, "name": one.name} | _stated(bounds)


def _creative_out(creative: Creative) -> dict[str, object]:
    return {
        "sha256": creative.id,
        "size": creative.size,
        "frames": creative.frames,
        "rate": [creative.rate.num, creative.rate.den],
        "campaign": creative.campaign,
        "advertiser": creative.advertiser,
        "category": creative.category,
        "title": creative.title,
        "gain_db": creative.gain_db,
        "not_before": write_instant(creative.not_before) if creative.not_before else None,
        "not_after": write_instant(creative.not_after) if creative.not_after else None,
        "cap": creative.cap,
    } | _further(creative)


def _further(creative: Creative) -> dict[str, object]:
    return _stated(
        {
            "cap_hour": creative.cap_hour,
            "cap_day": creative.cap_day,
            "cap_lifetime": creative.cap_lifetime,
            "gap_s": creative.gap_s,
            "rating": creative.rating,
            "audience": creative.audience,
            "aspect": creative.aspect,
            "channels": creative.channels,
            "colour": creative.colour,
        }
    )


def write_rule(rule: Rule) -> dict[str, object]:
    """``rule`` in the form that `Rule.read` reads."""
    match rule.form:
        case "always":
            return {}
        case "all" | "any":
            return {rule.form: [write_rule(part) for part in rule.parts]}
        case "not":
            return {"not": write_rule(rule.parts[0])}
    value = list(rule.value) if isinstance(rule.value, tuple) else rule.value
    return {"fact": rule.fact, rule.form: value}


def read_rule(data: bytes) -> Rule:
    """The rule in a JSON file.

    Raises:
        InputError: not JSON, or not a rule.
    """
    return Rule.read(strict_json.loads(data, cap=BUNDLE_CAP))


# -- index and custom ------------------------------------------------------------------


def read_index(data: bytes) -> tuple[str, ...]:
    """The names of all bundles of this and next week, without doubles.

    Raises:
        InputError: another form.
    """
    index = checked(_Index, strict_json.loads(data, cap=INDEX_CAP), BadBundle)
    return tuple(dict.fromkeys(index.bundles))


def read_revoked(data: bytes) -> frozenset[str]:
    """The creatives that an index takes back from every bundle. Raises InputError."""
    index = checked(_Index, strict_json.loads(data, cap=INDEX_CAP), BadBundle)
    return frozenset(index.revoked)


def read_published(data: bytes) -> datetime | None:
    """When an index was signed, as far as it says. Raises InputError."""
    return checked(_Index, strict_json.loads(data, cap=INDEX_CAP), BadBundle).published


def write_index(
    paths: Iterable[str], revoked: Iterable[str] = (), *, published: datetime | None = None
) -> bytes:
    further = {"revoked": sorted(revoked), "published": published and write_instant(published)}
    return strict_json.dumps({"v": 1, "bundles": list(paths)} | _stated(further))


def read_custom(value: object) -> Claim:
    """The claim in TUF's ``custom`` of a bundle.

    Raises:
        SegmentTooSmall: fewer than a hundred households.
        BadBundle: another form, or none.
    """
    custom = checked(_Custom, value, BadBundle)
    if custom.households < LEAST_HOUSEHOLDS:
        raise SegmentTooSmall(custom.segment, custom.households)
    return Claim(custom.segment, custom.week, custom.households)


def write_custom(claim: Claim) -> dict[str, object]:
    return {"segment": claim.segment, "week": claim.week, "households": claim.households}
