"""The parts that only reckon: the plan, the cue parser, and restamping a segment."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from stb.adapters.language import local
from stb.engine.planner import Viewing, plan
from stb.formats.scte35 import decode, encode
from stb.headend.prepared import laid_at, prepare
from stb.model import signal as s
from stb.model.avail import Break, Spot
from stb.model.bundle import Bundle, Creative, Inventory, iso_week
from stb.model.household import Rule, Segment
from stb.model.time import PAL
from stb.qa.bench.figures import Row, in_turns, timed
from stb.qa.bench.scene import AT, Setting

CREATIVES, SPOTS = 1_000, 15
LENGTHS = (250, 375, 500, 750)
CATEGORIES = ("retail", "cars", "food", "travel", "finance", "sport", "telecom", "care")


def planning(setting: Setting) -> Iterator[Row]:
    """A break of 15 spots, with a thousand creatives to choose from."""
    brk, viewing = _break(), _viewing()
    pairs = [(spot, one) for spot in brk.spots for one in viewing.inventory.bundles[0].creatives]

    def planned() -> float:
        return 1 / timed(lambda: plan(brk, viewing), setting.timers.wall)

    def looked_at() -> float:
        return 1 / timed(
            lambda: sum(spot.frames == one.frames for spot, one in pairs), setting.timers.wall
        )

    plans, looks = in_turns(planned, looked_at, timers=setting.timers, seconds=setting.seconds)
    yield Row("plan", f"{SPOTS} spots, {CREATIVES} creatives", plans, "plans a second",
              "comparing every pair's length", looks)  # fmt: skip


def _break() -> Break:
    at, spots = 1000, []
    for n in range(SPOTS):
        frames = LENGTHS[n % len(LENGTHS)]
        spots.append(Spot(f"gen-{n}", at, frames, replaceable=True, number=n + 1, expected=SPOTS))
        at += frames
    return Break("b", 1000, at - 1000, tuple(spots))


def _viewing() -> Viewing:
    chance = Random("creatives")
    creatives = tuple(
        Creative(
            f"{n:064x}", 1, chance.choice(LENGTHS), PAL, campaign=f"campaign-{n // 3}",
            advertiser=f"advertiser-{n // 9}", category=chance.choice(CATEGORIES), cap=5,
        )
        for n in range(CREATIVES)
    )  # fmt: skip
    segment = Segment("young-families", 1_000, Rule.read({}), {})
    monday = datetime(2026, 11, 16, tzinfo=UTC)
    bundle = Bundle(segment, iso_week(AT), monday, monday + timedelta(days=7), creatives)
    return Viewing(
        media_id="programme", rate=PAL, at=AT,
        inventory=Inventory((bundle,), frozenset(one.id for one in creatives)),
        segments=(segment.id,), barred="", seed=1, local=local,
    )  # fmt: skip


def parsing(setting: Setting) -> Iterator[Row]:
    """A time_signal with three segmentation descriptors, as a break's cue has."""
    upid = s.Upid(s.UpidType.URI, b"urn:mediabox.example:gen-1")
    kinds = (0x22, 0x34, 0x30)
    descriptors = tuple(s.Segmentation(n, kind, upid, 900_000) for n, kind in enumerate(kinds))
    section = encode(s.SpliceSection(s.TimeSignal(900_000), descriptors))

    def ours() -> float:
        return 1 / timed(lambda: decode(section), setting.timers.wall, times=1_000)

    def checksum() -> float:
        return 1 / timed(lambda: zlib.crc32(section), setting.timers.wall, times=1_000)

    parsed, summed = in_turns(ours, checksum, timers=setting.timers, seconds=setting.seconds)
    yield Row("scte35", f"cue of {len(section)} bytes", parsed, "a second",
              "a checksum over it, in C", summed)  # fmt: skip


def restamping(setting: Setting) -> Iterator[Row]:
    """A prepared segment of 3.84 s laid at another time, as the head-end serves it."""
    film = setting.film
    offset, length = film.segments[0]
    prepared = prepare(film.file.read_bytes()[offset : offset + length], with_cues=True)

    def ours() -> float:
        return timed(lambda: laid_at(prepared, 90_000), setting.timers.wall, times=20) * 1000

    def copied() -> float:
        return timed(lambda: bytearray(prepared.octets), setting.timers.wall, times=20) * 1000

    laid, copy = in_turns(ours, copied, timers=setting.timers, seconds=setting.seconds)
    yield Row("restamp", f"segment of {len(prepared.octets) // 1024} KB", laid, "ms",
              "copying it", copy)  # fmt: skip
