"""What the operator has to offer: segments, campaigns, and the targeted spots booked for each.

Ours come from `assets/`; what an operator adds by the verbs stands in one file
of the data folder, so a running head-end sees it without being told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Any

from stb.errors import InputError
from stb.formats import strict_json
from stb.headend.assets import read_json
from stb.headend.bookings import (
    Booking,
    Campaign,
    Group,
    Stock,
    booking_row,
    campaign_row,
    group_row,
    read_booking,
    read_campaign,
    read_group,
)
from stb.headend.catalogue import Catalogue
from stb.headend.counting import check_beside, judged, released
from stb.headend.errors import NotThere
from stb.headend.files import alone, copy_whole, make_folder, write_whole
from stb.headend.ingested import Shelf
from stb.headend.measured import TARGET_LUFS
from stb.headend.readable import check_readable
from stb.headend.slots import Slots, slots_of
from stb.model.bundle import Creative
from stb.model.household import Rule
from stb.model.time import PAL, FrameRate

_FILE = "operator.json"
_CAP = 4 << 20
_LISTS = ("segments", "campaigns", "spots", "rates")


class SegmentTaken(InputError):
    """A segment of that name exists already."""

    code = "segment.taken"


class NoSegment(InputError):
    """A spot is booked for a segment that does not exist."""

    code = "segment.unknown"


class CampaignTaken(InputError):
    """A campaign of that name exists already."""

    code = "campaign.taken"


class NoCampaign(InputError):
    """There is no campaign of that name."""

    code = "campaign.unknown"


class CampaignInUse(InputError):
    """A campaign that still has spots is to be removed."""

    code = "campaign.in_use"


class NoSpot(InputError):
    """There is no spot of that id, or more than one."""

    code = "spot.unknown"


class NotOurs(InputError):
    """A spot or a campaign that comes with the material is to be changed."""

    code = "spot.material"


class BadState(InputError):
    """What the operator booked cannot be read back."""

    code = "headend.state"


class Spots(Enum):
    """What becomes of the spots of a campaign that is removed."""

    STAY = "stay"
    GO_TOO = "go too"


class Inventory:
    """Segments, campaigns and spots, ours and the operator's own, these in ``folder``.

    Raises:
        FolderUnusable: the folder cannot be made, or not written in.
    """

    def __init__(self, folder: Path, *, assets: Path, catalogue: Catalogue) -> None:
        make_folder(folder)
        self._folder = folder
        self._catalogue = catalogue
        self._shelf = Shelf(folder)
        self._groups = tuple(
            read_group(row) for row in read_json(assets / "headend" / "segments.json")["segments"]
        )
        self._files = {creative.sha256: creative.file for creative in catalogue.creatives}
        self._bookings = tuple(_ours(catalogue))

    @property
    def folder(self) -> Path:
        return self._folder

    def stock(self) -> Stock:
        """What there is to publish now."""
        return self._stock_of(self._added())

    def _stock_of(self, data: dict[str, Any]) -> Stock:
        groups = (*self._groups, *(read_group(row) for row in data["segments"]))
        bookings = (*self._bookings, *(read_booking(row) for row in data["spots"]))
        found = judged(groups, released(self._folder))
        kept = {row["id"]: read_campaign(row) for row in data["campaigns"]}
        campaigns = tuple(
            kept.get(name) or Campaign(name, kept=False)
            for name in dict.fromkeys((*(b.creative.campaign for b in bookings), *kept))
        )
        rates = self._rates(data)
        everything = (
            *(f"{g}" for g in found.groups),
            *(f"{b.creative} {b.segments}" for b in bookings),
            *(f"{c}" for c in campaigns if c.kept),
            f"{rates}",
        )
        mark = hashlib.sha256("\n".join(everything).encode()).hexdigest()
        return Stock(groups, bookings, mark, campaigns, rates, found.groups, found.refused)

    def slots(self) -> Slots:
        """The rates of our programmes, and the lengths of the slots in them."""
        return slots_of(self._catalogue, self._shelf.all(), self._rates(self._added()))

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

    # -- segments ------------------------------------------------------------------------

    def add_group(self, group: Group) -> None:
        """A segment of the operator's own.

        Raises:
            SegmentTaken: there is one of that name.
            BadRule: its rule is none.
            GroupRefused: it may not be published, or others not beside it.
        """
        Rule.read(group.rule)
        check_beside(group, self.stock(), released(self._folder))
        with alone(self._folder):
            data = self._added()
            if group.id in self._segments(data):
                raise SegmentTaken(f"there is a segment {group.id} already")
            data["segments"].append(group_row(group))
            self._keep_more(data)

    def check_segment(self, segment: str) -> None:
        """Nothing, if there is a segment of that name.

        Raises:
            NoSegment: there is none; the message names those there are.
        """
        known = self._segments(self._added())
        if segment not in known:
            raise NoSegment(f"no segment {segment}; there are {', '.join(sorted(known))}")

    # -- campaigns -----------------------------------------------------------------------

    def campaign(self, campaign_id: str) -> Campaign:
        """A campaign, also one that has nothing but spots.

        Raises:
            NoCampaign: there is none; the message names those there are.
        """
        stock = self.stock()
        found = stock.campaign(campaign_id)
        if found is None:
            named = ", ".join(sorted(one.id for one in stock.campaigns))
            raise NoCampaign(f"no campaign {campaign_id}; there are {named or 'none'}")
        return found

    def add_campaign(self, campaign: Campaign) -> None:
        """A campaign that nobody wrote down yet.

        Raises:
            CampaignTaken: somebody did.
        """
        with alone(self._folder):
            data = self._added()
            if any(row["id"] == campaign.id for row in data["campaigns"]):
                raise CampaignTaken(
                    f"there is a campaign {campaign.id} already; `campaign edit` changes it"
                )
            data["campaigns"].append(campaign_row(campaign))
            self._keep_more(data)

    def edit_campaign(self, campaign_id: str, change: Callable[[Campaign], Campaign]) -> Campaign:
        """What ``change`` makes of a campaign; one that had only spots is written down.

        Raises:
            NoCampaign: there is none.
        """
        with alone(self._folder):
            after = replace(change(self.campaign(campaign_id)), kept=True)
            data = self._added()
            data["campaigns"] = [row for row in data["campaigns"] if row["id"] != campaign_id]
            data["campaigns"].append(campaign_row(after))
            self._keep_more(data)
        return after

    def remove_campaign(self, campaign_id: str, whose: Spots) -> int:
        """Remove a campaign; how many of its spots went with it.

        Raises:
            NoCampaign, NotOurs: there is none, or it comes with the material.
            CampaignInUse: it has spots, and they were to stay.
        """
        with alone(self._folder):
            self.campaign(campaign_id)
            if any(b.creative.campaign == campaign_id for b in self._bookings):
                raise NotOurs(f"campaign {campaign_id} comes with the material and stays")
            data = self._added()
            spots = [row for row in data["spots"] if row["campaign"] == campaign_id]
            if spots and whose is Spots.STAY:
                raise CampaignInUse(
                    f"campaign {campaign_id} still has spots ({len(spots)} booked); --with-spots"
                    " removes them too"
                )
            data["campaigns"] = [row for row in data["campaigns"] if row["id"] != campaign_id]
            self._keep_spots(data, [row for row in data["spots"] if row not in spots])
        return len(spots)

    # -- spots ---------------------------------------------------------------------------

    def book(self, booking: Booking, media: Path) -> None:
        """A spot for its segments, and its file. The same again replaces the booking.

        Raises:
            NoSegment: there is no such segment.
            NotReadable: a manifest cannot hold it.
        """
        creative = booking.creative
        with alone(self._folder):
            data = self._added()
            for segment in booking.segments:
                self.check_segment(segment)
            data["spots"] = [
                row
                for row in data["spots"]
                if (row["sha256"], row["campaign"]) != (creative.id, creative.campaign)
                or row["segment"] not in booking.segments
            ]
            data["spots"] += [booking_row(creative, one, booking) for one in booking.segments]
            check_readable(self._stock_of(data))
            if not self.content(creative.id).is_file():
                copy_whole(media, self.content(creative.id))
            self._keep(data)

    def spots(self, named: str) -> tuple[Booking, ...]:
        """All bookings of the one creative whose id, title or beginning of an id is given.

        Raises:
            NoSpot: there is none, or more than one.
        """
        found = tuple(one for one in self.stock().bookings if one.is_called(named))
        ids = {b.creative.id for b in found}
        if len(ids) != 1:
            what = "no spot" if not ids else f"{len(ids)} spots"
            raise NoSpot(f"{what} called {named}; `stb headend spot list` shows ids and titles")
        return found

    def remove_spot(self, named: str, *, segment: str = "") -> Creative:
        """Take a spot out of all segments, or out of one; its file goes with the last.

        Raises:
            NoSpot, NotOurs: there is none of that name, or it comes with the material.
        """
        with alone(self._folder):
            found = self.spots(named)
            creative = found[0].creative
            own = [b for b in found if b.own and (not segment or segment in b.segments)]
            if not own:
                if any(b.own for b in found):
                    raise NoSpot(f"{named} is not booked for {segment}")
                raise NotOurs(f"{named} comes with the material and stays")
            data = self._added()
            self._keep_spots(data, [
                row for row in data["spots"]
                if row["sha256"] != creative.id or (segment and row["segment"] != segment)
            ])  # fmt: skip
        return creative

    def allow_rate(self, rate: FrameRate) -> None:
        """Programmes are made at this rate, too, though none was taken in so far."""
        with alone(self._folder):
            data = self._added()
            if rate not in self._rates(data):
                data["rates"].append([rate.num, rate.den])
                self._keep(data)

    # -- the file ------------------------------------------------------------------------

    def _segments(self, data: dict[str, Any]) -> set[str]:
        return {group.id for group in self._groups} | {row["id"] for row in data["segments"]}

    def _rates(self, data: dict[str, Any]) -> tuple[FrameRate, ...]:
        stated = (FrameRate(*rate) for rate in data["rates"])
        return tuple(dict.fromkeys((PAL, *stated, *(one.rate for one in self._shelf.all()))))

    def _added(self) -> dict[str, Any]:
        nothing: dict[str, Any] = {"v": 1} | {name: [] for name in _LISTS}
        try:
            octets = (self._folder / _FILE).read_bytes()
        except FileNotFoundError:
            return nothing
        try:
            data = strict_json.loads(octets, cap=_CAP)
            if not isinstance(data, dict):
                raise ValueError("not an object")
            data = nothing | data
            for name, read in zip(_LISTS, (read_group, read_campaign, read_booking), strict=False):
                for row in data[name]:
                    read(row)
        except (InputError, KeyError, TypeError, ValueError) as error:
            raise BadState(
                f"{self._folder / _FILE} cannot be read back: {error}; put an earlier copy there"
            ) from error
        return data

    def _keep_more(self, data: dict[str, Any]) -> None:
        """Keep ``data`` with what was added, if a box could read all of it."""
        check_readable(self._stock_of(data))
        self._keep(data)

    def _keep(self, data: dict[str, Any]) -> None:
        write_whole(self._folder / _FILE, strict_json.dumps(data))

    def _keep_spots(self, data: dict[str, Any], spots: list[dict[str, Any]]) -> None:
        """Keep these spots only; files that no spot names any more go after the list."""
        gone = {row["sha256"] for row in data["spots"]} - {row["sha256"] for row in spots}
        data["spots"] = spots
        self._keep(data)
        for file in map(self.content, gone):
            file.unlink(missing_ok=True)
            with suppress(OSError):  # others lie beside it
                file.parent.rmdir()


def _ours(catalogue: Catalogue) -> list[Booking]:
    bookings = []
    for spot in catalogue.creatives:
        if not spot.segments or not spot.file.is_file():
            continue
        segments = spot.segments
        if "limburg" in segments:
            segments = (*segments, "too-small")
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
        bookings.append(Booking(creative, segments, file=spot.file.name, own=False))
    return bookings
