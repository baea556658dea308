"""Playing in time with splices all along: what comes late, and what an edge costs.

The programme is a film and every half second a creative, or the return from one,
all of one form. The loop is that of the presenter: ask, take, convert for the
screen, wait.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from stb.adapters.media.deck import Deck
from stb.adapters.media.lane import MediaChoice
from stb.adapters.media.source import FileMedia
from stb.adapters.media.view import Viewer
from stb.engine.ports import Fault
from stb.engine.splicer import fall_back
from stb.model.time import HD50, PAL, FrameRate
from stb.model.timeline import Item, Placed, Source, Timeline
from stb.qa.bench.figures import Row, Target, Timers, at_most, percentile
from stb.qa.bench.material import hd50
from stb.qa.bench.scene import Setting

SPLICES = 60
LATE_S = 0.002
_PATIENCE_S = 5.0
_POLL_S = 0.001


@dataclass(frozen=True, slots=True)
class Form:
    """What is played: ``lengths`` are frames of the programme and of a creative, in turns.

    Of the programme, ``loops`` frames are played over and over.
    """

    name: str
    rate: FrameRate
    programme: Path
    loops: int
    creatives: Mapping[str, Path]
    lengths: tuple[int, int]

    def resolve(self, _: str, item: Item) -> MediaChoice:
        """The media of an item, as a deck asks for it."""
        creative = item.source is Source.CREATIVE
        return MediaChoice(FileMedia(self.creatives[item.id] if creative else self.programme))

    def timeline(self, splices: int) -> Timeline:
        """Programme and creatives in turns, each creative from its first frame."""
        names = tuple(self.creatives)
        run: list[Placed] = []
        at = 0
        for turn in range(splices + 1):
            length = self.lengths[turn % 2]
            if turn % 2:
                item = Item(Source.CREATIVE, names[turn // 2 % len(names)], 0, length)
            else:
                item = Item(Source.PROGRAMME, "film", at % self.loops, length)
            run.append(Placed(at, item))
            at += length
        return Timeline(tuple(run))

    def without(self, line: Timeline, fault: Fault) -> Timeline:
        """``line`` with the programme in place of a creative from its fault on."""
        run: list[Placed] = []
        for placed in fall_back(line, fault.frame, "film").run:
            item = placed.item
            if item.source is Source.BROADCAST:
                item = replace(item, in_frame=item.in_frame % self.loops)
            run.append(Placed(placed.at, item))
        return Timeline(tuple(run))


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
    """Sixty splices at 720p25, and sixty at 1080p50; fewer where less than 10 s are given."""
    splices = max(3, min(SPLICES, round(setting.seconds * SPLICES / 10)))
    yield from _form(setting, _pal(setting), splices, held_to=True)
    yield from _form(setting, _hd(setting), splices, held_to=False)


def _pal(setting: Setting) -> Form:
    film = setting.film
    creatives = {each.id: each.file for each in setting.catalogue.creatives}
    # Not on its points of access: so far the reader has to decode ahead, as in real breaks.
    return Form("720p25", PAL, film.file, film.frames - 25, creatives, (13, 12))


def _hd(setting: Setting) -> Form:
    path, frames = hd50(setting)
    return Form("1080p50", HD50, path, frames, {"clip": path}, (25, 25))


def _form(setting: Setting, form: Form, splices: int, *, held_to: bool) -> Iterator[Row]:
    line = form.timeline(splices)
    setting.tell(f"bench splice: {line.frames / float(form.rate.fraction):.0f} s of {form.name}")
    deck = Deck(form.resolve)
    try:
        played = _paced(deck, form, line, setting.timers)
    finally:
        deck.close()

    def held(value: float) -> Target | None:
        return at_most(value, of_ratio=False) if held_to else None

    kept = "" if not played.dropped and not played.given_up else ", not held on this machine"
    of = f"of {played.frames}, {played.splices} splices{'' if held_to else kept}"
    edge, other = percentile(played.at_edges, 0.95), percentile(played.elsewhere, 0.95)
    yield Row("splice", f"{form.name}: frames dropped {of}", played.dropped, "frames",
              target=held(0))  # fmt: skip
    yield Row("splice", f"{form.name}: frames in hand over 2 ms after asking", played.late,
              "frames")  # fmt: skip
    yield Row("splice", f"{form.name}: creatives given up as late", played.given_up, "creatives")
    yield Row("splice", f"{form.name}: taking a frame at an edge, 95 %", edge * 1000, "ms",
              "taking any other, 95 %", other * 1000, held(1))  # fmt: skip
    yield Row("splice", f"{form.name}: the same, in processor time of its thread",
              percentile(played.worked, 0.95) * 1000, "ms cpu")  # fmt: skip
    yield Row("splice", f"{form.name}: taking a frame at an edge, worst",
              max(played.at_edges) * 1000, "ms",
              "taking any other, worst", max(played.elsewhere) * 1000)  # fmt: skip


def _paced(deck: Deck, form: Form, line: Timeline, timers: Timers) -> Played:
    edges = {placed.at for placed in line.run[1:]}
    frame_s = float(1 / form.rate.fraction)
    played = Played(splices=len(edges))
    viewer = Viewer()
    deck.load("film", line, rate=form.rate, start=0)
    _until_there(deck, 0, timers)
    start = timers.wall()
    for frame in range(line.frames):
        early = start + frame * frame_s - timers.wall()
        if early > 0:
            timers.sleep(early)
        asked, begun = timers.wall(), timers.thread()
        there = deck.ready(frame)
        for fault in deck.faults():
            played.given_up += 1
            line = form.without(line, fault)
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
        played.dropped += int(took / frame_s)
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
