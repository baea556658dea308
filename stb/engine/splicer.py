"""From breaks and decisions to the timeline, and back to the broadcast on a fault.

Everything here is arithmetic on immutable values. A replacement takes exactly
the frames of the spot it replaces, so nothing after it ever moves, and falling
back is the same position in the broadcast's own spot.
"""

from __future__ import annotations

from collections.abc import Mapping

from stb.model.avail import Break, Spot
from stb.model.plan import Decision
from stb.model.timeline import Item, Placed, Source, Timeline

OPEN_ENDED = 1 << 40
"""Frames of a live item: its end is not known."""


def broadcast(media_id: str, frames: int, breaks: tuple[Break, ...]) -> Timeline:
    """The programme as it was broadcast: its own pictures, spots named."""
    return timeline(media_id, frames, breaks, {})


def live(service_id: str) -> Timeline:
    """A live service: one item without a known end, whose frames are absolute."""
    return Timeline((Placed(0, Item(Source.PROGRAMME, service_id, 0, OPEN_ENDED)),))


def timeline(
    media_id: str,
    frames: int,
    breaks: tuple[Break, ...],
    decisions: Mapping[str, tuple[Decision, ...]],
) -> Timeline:
    """``frames`` frames of a programme with each decided spot laid over it.

    ``decisions`` by break id; a break that is not decided shows the broadcast.
    Spots that run past the end of the programme, or into another, are left to
    the broadcast as a part of the programme. A decision is for the frames of its
    spot: broadcasters name a spot that comes twice in a break by one id.
    """
    run: list[Placed] = []
    at = 0
    for brk in breaks:
        made = decisions.get(brk.id, ())
        chosen = {(decision.spot.at, decision.spot.frames): decision for decision in made}
        for spot in brk.spots:
            if spot.at < at or spot.end > frames or not spot.frames:
                continue
            if spot.at > at:
                run.append(_own(Source.PROGRAMME, media_id, at, spot.at - at))
            run.append(Placed(spot.at, _item(spot, chosen.get((spot.at, spot.frames)))))
            at = spot.end
    if at < frames:
        run.append(_own(Source.PROGRAMME, media_id, at, frames - at))
    return Timeline(tuple(run))


def fall_back(line: Timeline, frame: int, spot_id: str) -> Timeline:
    """The broadcast's own spot from presentation ``frame`` to the end of the creative there.

    What was shown of the creative before ``frame`` stays as it was.
    """
    run: list[Placed] = []
    for placed in line.run:
        if not placed.at <= frame < placed.end or placed.item.source is not Source.CREATIVE:
            run.append(placed)
            continue
        shown = frame - placed.at
        if shown:
            item = placed.item
            run.append(Placed(placed.at, Item(item.source, item.id, item.in_frame, shown)))
        run.append(_own(Source.BROADCAST, spot_id, frame, placed.end - frame))
    return Timeline(tuple(run))


def spot_at(breaks: tuple[Break, ...], frame: int) -> tuple[Break, Spot] | None:
    """The break and the spot that cover presentation ``frame``."""
    for brk in breaks:
        for spot in brk.spots:
            if spot.at <= frame < spot.end:
                return brk, spot
    return None


def _item(spot: Spot, decision: Decision | None) -> Item:
    if decision is None or decision.creative is None:
        return Item(Source.BROADCAST, spot.id, spot.at, spot.frames)
    return Item(Source.CREATIVE, decision.creative.id, 0, spot.frames)


def _own(source: Source, name: str, at: int, frames: int) -> Placed:
    return Placed(at, Item(source, name, at, frames))
