"""What the operator has to offer: segments, and the targeted spots booked for each.

Ours come from `assets/`; what an operator adds by the verbs stands in one file
of the data folder, so a running head-end sees it without being told.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from stb.errors import InputError
from stb.formats import strict_json
from stb.formats.fields import read_instant, write_instant
from stb.headend.assets import read_json
from stb.headend.catalogue import Catalogue
from stb.headend.errors import NotThere
from stb.headend.files import alone, make_folder, write_whole
from stb.model.bundle import Creative
from stb.model.household import Rule
from stb.model.time import PAL, FrameRate

TARGET_LUFS = -23.0
_FILE = "operator.json"
_CAP = 4 << 20
_TOO_SMALL = "too-small"


class SegmentTaken(InputError):
    """A segment of that name exists already."""

    code = "segment.taken"


class NoSegment(InputError):
    """A spot is booked for a segment that does not exist."""

    code = "segment.unknown"


@dataclass(frozen=True, slots=True)
class Group:
    """A segment as published, however small: judging it is the box's business."""

    id: str
    households: int
    rule: dict[str, Any]
    words: dict[str, str]

    @property
    def condition(self) -> Rule:
        return Rule.read(self.rule)


@dataclass(frozen=True, slots=True)
class Booking:
    """A creative and the segments that it is booked for."""

    creative: Creative
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """All segments and bookings at one moment; ``mark`` changes when they do."""

    groups: tuple[Group, ...]
    bookings: tuple[Booking, ...]
    mark: str

    def creatives_of(self, segment: str) -> tuple[Creative, ...]:
        """The creatives of a segment, each file once a campaign."""
        return tuple(b.creative for b in self.bookings if segment in b.segments)


class Inventory:
    """Segments and spots, ours and the operator's own, these in ``folder``.

    Raises:
        FolderUnusable: the folder cannot be made, or not written in.
    """

    def __init__(self, folder: Path, *, assets: Path, catalogue: Catalogue) -> None:
        make_folder(folder)
        self._folder = folder
        self._groups = tuple(
            Group(row["id"], row["households"], row["rule"], row["words"])
            for row in read_json(assets / "headend" / "segments.json")["segments"]
        )
        self._files = {creative.sha256: creative.file for creative in catalogue.creatives}
        self._bookings = tuple(_ours(catalogue))

    def stock(self) -> Stock:
        """What there is to publish now."""
        data = self._added()
        groups = tuple(
            Group(row["id"], row["households"], row["rule"], row["words"])
            for row in data["segments"]
        )
        bookings = tuple(_booking(row) for row in data["spots"])
        everything = (
            *(f"{g.id} {g.households} {g.rule} {g.words}" for g in (*self._groups, *groups)),
            *(f"{b.creative} {b.segments}" for b in (*self._bookings, *bookings)),
        )
        return Stock(
            (*self._groups, *groups),
            (*self._bookings, *bookings),
            hashlib.sha256("\n".join(everything).encode()).hexdigest(),
        )

    def file(self, sha256: str) -> Path:
        """The file of a creative.

        Raises:
            NotThere: it is not one of ours.
        """
        path = self._files.get(sha256, self.content(sha256))
        if not path.is_file():
            raise NotThere(f"no creative {sha256}")
        return path

    def content(self, sha256: str) -> Path:
        """Where the file of a creative that the operator added lies."""
        return self._folder / "content" / sha256[:2] / sha256

    def add_group(self, group: Group) -> None:
        """A segment of the operator's own.

        Raises:
            SegmentTaken: there is one of that name.
            BadRule: its rule is none.
        """
        Rule.read(group.rule)
        with alone(self._folder):
            data = self._added()
            if any(group.id == known.id for known in self._groups) or any(
                group.id == row["id"] for row in data["segments"]
            ):
                raise SegmentTaken(f"there is a segment {group.id} already")
            data["segments"].append(
                {"id": group.id, "households": group.households, "rule": group.rule,
                 "words": group.words}
            )  # fmt: skip
            self._keep(data)

    def book(self, creative: Creative, segment: str, octets: bytes) -> None:
        """A spot for a segment, and its file. The same again replaces the booking.

        Raises:
            NoSegment: there is no such segment.
        """
        with alone(self._folder):
            data = self._added()
            known = {g.id for g in self._groups} | {row["id"] for row in data["segments"]}
            if segment not in known:
                raise NoSegment(f"no segment {segment}; there are {', '.join(sorted(known))}")
            write_whole(self.content(creative.id), octets)
            data["spots"] = [
                row
                for row in data["spots"]
                if (row["sha256"], row["campaign"], row["segment"])
                != (creative.id, creative.campaign, segment)
            ]
            data["spots"].append(_row(creative, segment))
            self._keep(data)

    def _added(self) -> dict[str, Any]:
        try:
            octets = (self._folder / _FILE).read_bytes()
        except FileNotFoundError:
            return {"v": 1, "segments": [], "spots": []}
        data = strict_json.loads(octets, cap=_CAP)
        assert isinstance(data, dict)
        return data

    def _keep(self, data: dict[str, Any]) -> None:
        write_whole(self._folder / _FILE, strict_json.dumps(data))


def _ours(catalogue: Catalogue) -> list[Booking]:
    bookings = []
    for spot in catalogue.creatives:
        if not spot.segments or not spot.file.is_file():
            continue
        segments = spot.segments
        if "limburg" in segments:
            segments = (*segments, _TOO_SMALL)
        creative = Creative(
            id=spot.sha256,
            size=spot.file.stat().st_size,
            frames=spot.frames,
            rate=PAL,
            campaign=spot.campaign,
            advertiser=spot.advertiser,
            category=spot.category,
            title=spot.title,
            gain_db=round(TARGET_LUFS - spot.lufs, 2),
        )
        bookings.append(Booking(creative, segments))
    return bookings


def _row(creative: Creative, segment: str) -> dict[str, Any]:
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
        "not_before": _optional(creative.not_before),
        "not_after": _optional(creative.not_after),
        "cap": creative.cap,
        "cap_hour": creative.cap_hour,
        "cap_day": creative.cap_day,
        "cap_lifetime": creative.cap_lifetime,
        "gap_s": creative.gap_s,
        "rating": creative.rating,
        "segment": segment,
    }


def _booking(row: dict[str, Any]) -> Booking:
    return Booking(
        Creative(
            id=row["sha256"],
            size=row["size"],
            frames=row["frames"],
            rate=FrameRate(*row["rate"]),
            campaign=row["campaign"],
            advertiser=row["advertiser"],
            category=row["category"],
            title=row["title"],
            gain_db=row["gain_db"],
            not_before=row["not_before"] and read_instant(row["not_before"]),
            not_after=row["not_after"] and read_instant(row["not_after"]),
            cap=row["cap"],
            # What was booked by an earlier version has none of these.
            cap_hour=row.get("cap_hour", 0),
            cap_day=row.get("cap_day", 0),
            cap_lifetime=row.get("cap_lifetime", 0),
            gap_s=row.get("gap_s", 0),
            rating=row.get("rating", ""),
        ),
        (row["segment"],),
    )


def _optional(at: datetime | None) -> str | None:
    return None if at is None else write_instant(at)
