"""Taking a spot in: measured, judged, encoded anew where that is asked, and booked.

As it is, a spot is refused only where no box could show it exactly; what else
deviates is told, and the signed gain brings it to -23 LUFS. A strict bar refuses
whatever deviates. Conformed, it is made anew in the house format, and what came
out is measured and judged like any other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from fractions import Fraction
from pathlib import Path

from stb.errors import InputError, RefusedError
from stb.formats.fields import LONGEST_LINE
from stb.formats.text import clean_line
from stb.headend.bookings import Booking, Campaign
from stb.headend.conform import conform
from stb.headend.files import workplace
from stb.headend.inventory import Inventory, NoCampaign
from stb.headend.judge import Check, Verdict, aspect_of, judge
from stb.headend.measure import Tell, measure, untold
from stb.headend.measured import Measured
from stb.headend.slots import Slots
from stb.model.bundle import Creative
from stb.model.time import FrameRate

_BLOCK = 1 << 20
_COLOURS = {1: "bt709", 5: "bt470bg", 6: "smpte170m", 9: "bt2020nc", 10: "bt2020c"}


class NoFlight(InputError):
    """A flight that would end before it begins."""

    code = "ingest.flight"


class SpotRefused(RefusedError):
    """A spot that is not as it should be: every figure beside its limit."""

    code = "spot.refused"

    def __init__(self, name: str, checks: tuple[Check, ...], what_to_do: str) -> None:
        super().__init__(f"{name}: {'; '.join(map(str, checks))}. {what_to_do}")
        self.checks = checks


class Shape(Enum):
    """In which form a spot is booked: the file itself, or one made of it."""

    AS_IT_IS = "as it is"
    CONFORMED = "conformed"


class Bar(Enum):
    """What is refused: what cannot be played exactly, or whatever deviates."""

    PLAYABLE = "playable"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Offer:
    """A spot that is to be booked, and for which segment.

    ``rate`` and ``length`` are those to conform to: the services' rate, and seconds; None: the
    first rate of the operator's programmes, and the length of a slot that it nearly has.
    """

    file: Path
    campaign: str
    segment: str
    advertiser: str = ""
    category: str = ""
    title: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None
    cap: int = 0
    cap_hour: int = 0
    cap_day: int = 0
    cap_lifetime: int = 0
    gap_s: int = 0
    rating: str = ""
    audience: str = ""
    shape: Shape = Shape.AS_IT_IS
    bar: Bar = Bar.PLAYABLE
    rate: FrameRate | None = None
    length: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A file, as measured and as judged; ``done``: how it was conformed, in words."""

    file: Path
    measured: Measured
    checks: tuple[Check, ...]
    done: tuple[str, ...] = ()
    before: tuple[Check, ...] = ()

    def those(self, *verdicts: Verdict) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.verdict in verdicts)


@dataclass(frozen=True, slots=True)
class Booked:
    """What will be signed, and what it was judged by."""

    creative: Creative
    report: Report


def look_at(file: Path, slots: Slots, *, tell: Tell = untold) -> Report:
    """What the file is, decoded from end to end.

    Raises:
        InputError: not media, or not one picture decodes.
    """
    measured = measure(file, tell=tell)
    return Report(file, measured, judge(measured, size=file.stat().st_size, slots=slots))


def book(
    inventory: Inventory, offer: Offer, *, tell: Tell = untold, tell_coding: Tell = untold
) -> Booked:
    """Take a spot in and book it; what will be signed of it.

    A campaign that nobody wrote down yet comes to be by its first spot.

    Raises:
        InputError: not media, a segment that does not exist, a time in which it
            never plays, or what does not fit the form of a manifest.
        SpotRefused: it cannot be played, or deviates where that is not allowed.
        CannotConform: it is not made right by encoding it anew.
    """
    if offer.not_before and offer.not_after and offer.not_before >= offer.not_after:
        raise NoFlight(f"from {offer.not_before} to {offer.not_after} is no time at all")
    inventory.check_segment(offer.segment)
    slots = inventory.slots()
    if offer.rate is not None:
        slots = replace(slots, rates=tuple(dict.fromkeys((*slots.rates, offer.rate))))
    with _made(inventory, offer, slots, tell, tell_coding) as report:
        refuse(report, offer.bar)
        creative = _creative(offer, report)
        booking = Booking(
            creative,
            (offer.segment,),
            report=tuple(as_row(check) for check in report.checks),
            done=report.done,
            file=offer.file.name,
        )
        if offer.rate is not None:
            inventory.allow_rate(offer.rate)
        inventory.book(booking, report.file)
    try:
        kept = inventory.campaign(offer.campaign).kept
    except NoCampaign:
        kept = False
    if not kept:
        inventory.edit_campaign(offer.campaign, lambda one: _begun(one, offer))
    return Booked(creative, report)


def refuse(report: Report, bar: Bar) -> None:
    """Nothing, if the spot may be taken.

    Raises:
        SpotRefused: with every figure and its limit.
    """
    unplayable = report.those(Verdict.UNPLAYABLE)
    strict = bar is Bar.STRICT
    faulty = report.those(Verdict.UNPLAYABLE, Verdict.DEVIATES) if strict else unplayable
    if not faulty:
        return
    if report.done:
        advice = "It was conformed; what is left is mended by a new mix or a new cut only"
    else:
        advice = "--conform encodes it anew" + (
            "" if unplayable else "; without --strict it is taken as it is"
        )
    raise SpotRefused(report.file.name, faulty, advice)


def as_row(check: Check) -> dict[str, str]:
    """A line of the report in JSON's types."""
    return {
        "name": check.name,
        "found": check.found,
        "wanted": check.wanted,
        "verdict": check.verdict.value,
    }


@contextmanager
def _made(
    inventory: Inventory, offer: Offer, slots: Slots, tell: Tell, tell_coding: Tell
) -> Iterator[Report]:
    """The report on the file that is booked: the one given, or one made of it."""
    given = look_at(offer.file, slots, tell=tell)
    if offer.shape is Shape.AS_IT_IS:
        yield given
        return
    rate = offer.rate or slots.rates[0]
    length = offer.length if offer.length is not None else given.measured.seconds
    frames = slots.frames_for(length, rate)
    with workplace(inventory.folder) as work:
        made = work / f"{offer.file.stem}.mp4"
        done = conform(
            offer.file, made, given.measured, rate=rate, frames=frames, tell=tell_coding
        )  # fmt: skip
        after = look_at(made, slots)
        yield Report(made, after.measured, after.checks, done, given.checks)


def _creative(offer: Offer, report: Report) -> Creative:
    measured = report.measured
    sound = measured.sound
    channels = {"mono": 1, "stereo": 2}.get(sound.layout, 0) if sound is not None else 0
    return Creative(
        id=_digest(report.file),
        size=report.file.stat().st_size,
        frames=measured.frames,
        rate=measured.rate,
        campaign=offer.campaign,
        advertiser=offer.advertiser,
        category=offer.category,
        title=offer.title or clean_line(offer.file.stem, longest=LONGEST_LINE),
        gain_db=measured.gain_db,
        not_before=offer.not_before,
        not_after=offer.not_after,
        cap=offer.cap,
        cap_hour=offer.cap_hour,
        cap_day=offer.cap_day,
        cap_lifetime=offer.cap_lifetime,
        gap_s=offer.gap_s,
        rating=offer.rating,
        audience=offer.audience,
        aspect=aspect_of(measured.picture),
        channels=channels,
        colour=_COLOURS.get(measured.picture.matrix, ""),
    )


def _begun(campaign: Campaign, offer: Offer) -> Campaign:
    return Campaign(campaign.id, campaign.title, offer.advertiser, offer.category)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while octets := file.read(_BLOCK):
            digest.update(octets)
    return digest.hexdigest()
