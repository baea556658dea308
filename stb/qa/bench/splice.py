"""Playing in time with splices all along: what comes late, and what an edge costs.

The programme is a film reel and every half second a creative, or the return from
one. The loop is that of the presenter: ask, take, convert for the screen, wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from stb.adapters.media.deck import Deck
from stb.adapters.media.lane import MediaChoice
from stb.adapters.media.source import FileMedia
from stb.adapters.media.view import Viewer
from stb.engine.splicer import fall_back
from stb.model.time import PAL
from stb.model.timeline import Item, Placed, Source, Timeline
from stb.qa.bench.figures import Row, Timers, at_most, percentile
from stb.qa.bench.scene import Setting

STRETCH = (13, 12)
"""Frames of the programme and of a creative, in turns: 60 splices in 30 seconds."""

FRAME_S = 1 / 25
LATE_S = 0.002
_PATIENCE_S = 5.0
_POLL_S = 0.001


@dataclass(slots=True)
class Played:
    """What a paced run came to; times in seconds."""

    splices: int = 0
    frames: int = 0
    late: int = 0
    dropped: int = 0
    given_up: int = 0
    at_edges: list[float] = field(default_factory=list)
    elsewhere: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    """Processor time of the presenter's thread at the edges: what is left where nobody waits."""


def splice(setting: Setting) -> Iterator[Row]:
    """A paced run of ``seconds``, or the film's length if that is shorter."""
    films = setting.film
    frames = min(films.frames, max(50, round(setting.seconds * 25)))
    creatives = {each.id: FileMedia(each.file) for each in setting.catalogue.creatives}
    line = _timeline(frames, tuple(creatives))

    def resolve(_: str, item: Item) -> MediaChoice:
        if item.source is Source.CREATIVE:
            return MediaChoice(creatives[item.id])
        return MediaChoice(FileMedia(films.file))

    deck = Deck(resolve)
    try:
        played = _paced(deck, line, setting.timers)
    finally:
        deck.close()
    edge = percentile(played.at_edges, 0.95) * 1000
    other = percentile(played.elsewhere, 0.95) * 1000
    of = f"of {played.frames} frames, {played.splices} splices"
    yield Row("splice", f"frames dropped {of}", played.dropped, "frames",
              target=at_most(0, of_ratio=False))  # fmt: skip
    yield Row("splice", "frames in hand over 2 ms after asking", played.late, "frames")
    yield Row("splice", "creatives given up as late", played.given_up, "creatives")
    yield Row("splice", "taking a frame at an edge, 95 %", edge, "ms",
              "taking any other, 95 %", other, at_most(1, of_ratio=False))  # fmt: skip
    worked = percentile(played.worked, 0.95) * 1000
    yield Row("splice", "the same, in processor time of its thread", worked, "ms")
    yield Row("splice", "taking a frame at an edge, worst", max(played.at_edges) * 1000, "ms",
              "taking any other, worst", max(played.elsewhere) * 1000)  # fmt: skip


def _timeline(frames: int, creatives: tuple[str, ...]) -> Timeline:
    """Programme and creatives in turns, each creative from its first frame."""
    run: list[Placed] = []
    at = turn = 0
    while at < frames:
        length = min(STRETCH[turn % 2], frames - at)
        if turn % 2 and frames - at > length:
            item = Item(Source.CREATIVE, creatives[turn // 2 % len(creatives)], 0, length)
        else:
            item = Item(Source.PROGRAMME, "film", at, length)
        run.append(Placed(at, item))
        at += length
        turn += 1
    return Timeline(tuple(run))


def _paced(deck: Deck, line: Timeline, timers: Timers) -> Played:
    edges = {placed.at for placed in line.run[1:]}
    played = Played(splices=len(edges))
    viewer = Viewer()
    deck.load("film", line, rate=PAL, start=0)
    _until_there(deck, 0, timers)
    start = timers.wall()
    for frame in range(line.frames):
        early = start + frame * FRAME_S - timers.wall()
        if early > 0:
            timers.sleep(early)
        asked, begun = timers.wall(), timers.thread()
        there = deck.ready(frame)
        for fault in deck.faults():
            played.given_up += 1
            line = fall_back(line, fault.frame, "film")
            deck.replace(line, at=frame)
        shot = deck.take(frame) if there else None
        took, worked = timers.wall() - asked, timers.thread() - begun
        if frame in edges:
            played.worked.append(worked)
        if shot is None:
            waited = _until_there(deck, frame, timers)
            start += waited
            took += waited
            shot = deck.take(frame)
        played.late += took > LATE_S
        played.dropped += int(took / FRAME_S)
        (played.at_edges if frame in edges else played.elsewhere).append(took)
        viewer.seen(shot)
        played.frames += 1
    return played


def _until_there(deck: Deck, frame: int, timers: Timers) -> float:
    """Wait for ``frame``; the seconds that it took."""
    begun = timers.wall()
    while not deck.ready(frame) and timers.wall() - begun < _PATIENCE_S:
        timers.sleep(_POLL_S)
    return timers.wall() - begun
