"""Watching: from entering a programme to every shot of it that a viewer got."""

from __future__ import annotations

from stb.engine.events import BundleRefused, OnAir, SpotRefused
from stb.engine.snapshot import Supply
from stb.model.avail import Break, Spot
from stb.model.timeline import Source
from stb.qa.driver import Driver
from stb.qa.render import open_programme

from .conftest import Evening
from .proof import Taken, items

LONGEST = 20_000


def watch(box: Driver, *, until: int) -> Taken:
    """Every shot from where the box is to frame ``until`` (exclusive)."""
    taken = Taken()
    for _ in range(LONGEST):
        playing = box.snapshot.playing
        assert playing is not None
        if playing.supply is Supply.READY and playing.frame not in taken.frames[-1:]:
            shot = box.mediabox.shot()
            assert shot is not None, f"black at frame {playing.frame}"
            taken.add(shot)
        if playing.frame >= until - 1:
            return taken
        box.steps()
    raise AssertionError(f"frame {until} was never shown; {box.state}")


def watch_from(box: Driver, frame: int, *, until: int) -> Taken:
    box.seek(frame)
    return watch(box, until=until)


def play_breaks(box: Driver, evening: Evening) -> list[OnAir]:
    """Watch every break of the programme without looking; what was on air."""
    playing = open_programme(box.mediabox, evening.id)
    for brk in playing.breaks:
        box.seek(brk.at - 10)
        box.play_until(brk.end + 10)
    return items(box.as_run)


def swapped(log: list[OnAir]) -> list[OnAir]:
    return [item for item in log if item.source is Source.CREATIVE]


def first_swap(box: Driver, evening: Evening) -> tuple[Break, Spot]:
    """The first spot that this box will replace, seen two seconds before its break."""
    playing = open_programme(box.mediabox, evening.id)
    for brk in playing.breaks:
        box.seek(brk.at - 50)
        for decision in box.snapshot.decisions:
            if decision.creative is not None:
                return brk, decision.spot
    raise AssertionError(f"nothing is replaced in {playing.media_id}")


def creative_at(box: Driver, spot: Spot) -> str:
    (decision,) = [each for each in box.snapshot.decisions if each.spot == spot]
    assert decision.creative is not None
    return decision.creative.id


def refusals(box: Driver) -> dict[str, str]:
    """Bundles, creatives and metadata that were refused, and why."""
    events = (line.event for line in box.as_run)
    return {event.what: event.reason for event in events if isinstance(event, BundleRefused)}


def kept(box: Driver) -> list[tuple[str, str]]:
    """Spots of the broadcast that were shown and not replaced, and why."""
    events = (line.event for line in box.as_run)
    return [(event.spot, event.reason) for event in events if isinstance(event, SpotRefused)]
