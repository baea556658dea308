"""Taking media in: a programme with its breaks, and a targeted spot.

A programme keeps its size, rate and sound; it is wrapped anew, never encoded
anew, and how loud it is is noted beside it. Its breaks come from a cue list, or
from the SCTE 35 that its transport stream carries. A spot is decoded whole
first: its length is signed to the frame, and its loudness becomes a signed
gain.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from stb.errors import InputError
from stb.formats.breaks import understand
from stb.formats.ts import CueReader, FoundCue
from stb.formats.ts import signals as cue_signals
from stb.headend.cuesheet import fit_to_announce, limited, read_cue_sheet
from stb.headend.files import alone
from stb.headend.ingested import FACTS, write_facts
from stb.headend.inventory import TARGET_LUFS, Inventory
from stb.headend.measure import Damaged, Errors, Measured, measure
from stb.headend.remux import remux
from stb.model.avail import Break
from stb.model.bundle import Creative
from stb.model.service import Service

_BLOCK = 1 << 20


class NoBreakForCues(InputError):
    """A share of spots that is none."""

    code = "ingest.share"


class NoFlight(InputError):
    """A spot that would end before it begins."""

    code = "ingest.flight"


@dataclass(frozen=True, slots=True)
class Programme:
    """What is to be taken in. ``start`` None: always yesterday evening."""

    file: Path
    service: Service
    title: str
    cues: bytes | None = None
    share: Fraction = Fraction(1)
    start: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A spot that is to be booked, and for which segment."""

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


def gain_of(measured: Measured) -> float:
    """The gain in dB that brings it to -23 LUFS; 0 for what is silent."""
    return 0.0 if measured.silent else round(TARGET_LUFS - measured.lufs, 2)


def take_in(folder: Path, programme: Programme) -> str:
    """Put a programme on the shelf of the head-end in ``folder``; its id.

    The same file under the same title gets the same id and replaces what was there.

    Raises:
        InputError: not media, damaged, a codec that cannot be carried, bad cues.
    """
    if not 0 <= programme.share <= 1:
        raise NoBreakForCues(f"a share is from 0 to 1, not {float(programme.share)}")
    measured = measure(programme.file, Errors.COVERED)
    breaks = limited(_breaks(programme, measured), programme.share)
    name = f"{programme.service.id}-in-{_digest(programme)[:12]}"
    with alone(folder):
        shelf = folder / "programmes"
        making = shelf / f".{name}.{os.getpid()}"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        try:
            remuxed = remux(programme.file, making, measured)
            facts = write_facts(
                name,
                programme.service.id,
                title=programme.title,
                start=programme.start,
                measured=measured,
                gain_db=gain_of(measured),
                remuxed=remuxed,
                breaks=breaks,
                order=sum(1 for _ in shelf.glob(f"[!.]*/{FACTS}")),
            )
            (making / FACTS).write_text(json.dumps(facts, indent=1), encoding="utf-8")
            shutil.rmtree(shelf / name, ignore_errors=True)
            making.rename(shelf / name)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return name


def book(inventory: Inventory, offer: Offer) -> Creative:
    """Take a spot in and book it; what will be signed of it.

    Raises:
        InputError: not media, damaged, a segment that does not exist, or a time
            in which it never plays.
    """
    if offer.not_before and offer.not_after and offer.not_before >= offer.not_after:
        raise NoFlight(f"from {offer.not_before} to {offer.not_after} is no time at all")
    measured = measure(offer.file)
    if measured.damaged:
        raise Damaged(f"{offer.file.name}: {measured.damaged} pictures with an error in them")
    octets = offer.file.read_bytes()
    creative = Creative(
        id=hashlib.sha256(octets).hexdigest(),
        size=len(octets),
        frames=measured.frames,
        rate=measured.rate,
        campaign=offer.campaign,
        advertiser=offer.advertiser,
        category=offer.category,
        title=offer.title or offer.file.stem,
        gain_db=gain_of(measured),
        not_before=offer.not_before,
        not_after=offer.not_after,
        cap=offer.cap,
        cap_hour=offer.cap_hour,
        cap_day=offer.cap_day,
        cap_lifetime=offer.cap_lifetime,
        gap_s=offer.gap_s,
        rating=offer.rating,
    )
    inventory.book(creative, offer.segment, octets)
    return creative


def _breaks(programme: Programme, measured: Measured) -> tuple[Break, ...]:
    if programme.cues is not None:
        return read_cue_sheet(programme.cues, rate=measured.rate, frames=measured.frames)
    reader = CueReader()
    found: list[FoundCue] = []
    with programme.file.open("rb") as file:
        if file.read(1) != b"\x47":
            return ()  # not a transport stream, so without cues of its own
        file.seek(0)
        while octets := file.read(_BLOCK):
            found += reader.feed(octets)
    heard, _ = cue_signals(found)
    origin = reader.origin_ticks
    if not heard or origin is None:
        return ()
    understood = understand(heard, rate=measured.rate, origin_ticks=origin, length=measured.frames)
    return fit_to_announce(understood)


def _digest(programme: Programme) -> str:
    digest = hashlib.sha256(f"{programme.title}\n{programme.service.id}\n".encode())
    with programme.file.open("rb") as file:
        while octets := file.read(_BLOCK):
            digest.update(octets)
    return digest.hexdigest()
