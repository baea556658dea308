"""A thousand splices into transport streams that bring their own cues, across the clock's wrap.

One small programme is encoded once. Copies of it differ in their clock, which passes 33 bits
inside them, and in their cues: when they are sent and sent again, in which form, how they lie in
packets, what a splicer upstream added to them, and whether anybody registered CUEI for them.
Some are recordings that were joined in mid-group and begin with their first key picture.
The operator takes each copy in, the box plans and plays it, and only the pictures and sound that
come out are looked at: what a spot shows is read from its own picture code.
"""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest

from stb.adapters.media.picture_code import read_code
from stb.adapters.media.reader import Shot
from stb.adapters.signalled import signalled
from stb.cli import main
from stb.formats.breaks import announce
from stb.formats.scte35 import encode
from stb.formats.ts import (
    CUE_STREAM,
    PACKET,
    SectionAssembler,
    Stream,
    index_segment,
    packetise,
    packets_of,
    read_pmt,
    restamp,
    write_pmt,
)
from stb.model import signal as s
from stb.model.avail import Break, Spot
from stb.model.time import PAL, TICKS_WRAP
from stb.qa.plugin import Home
from stb.qa.render import open_programme, play
from tests.adapters.media.clips import Clip, Samples, at_48k, make

from .proof import REACH, heard

PROGRAMME = Clip("programme.ts", 210, 1920)
LENGTHS = (12, 25, 40)
A_LENGTH = 8
"""Creatives of each length: of one the house plays no more than twenty a day."""

SPOTS = tuple(
    Clip(f"spot-{frames}-{n}.{'ts' if n % 2 else 'mp4'}", 211 + A_LENGTH * kind + n, frames, gop=48)
    for kind, frames in enumerate(LENGTHS)
    for n in range(A_LENGTH)
)
BY_CODE = {clip.code: clip for clip in (PROGRAMME, *SPOTS)}
SPLICES = 500
MOST_PROGRAMMES = 20
CUES_PID, TABLES_PID = 0x1F5, 0x1000
STAYS = "splice.no_opportunity"
CUEI = b"\x05\x04CUEI"
RULE = {"fact": "children", "at_least": 1}

pytestmark = [pytest.mark.slow(seconds=45), pytest.mark.box(consent="yes")]


@dataclass
class Told:
    """What was looked at in all programmes of a test."""

    programmes: int = 0
    splices: int = 0
    opportunities: int = 0
    replaced: int = 0
    frames: int = 0
    windows: int = 0
    across: int = 0
    """Replaced spots inside which the clock wraps, or at whose edge it does."""
    wrong: list[str] = field(default_factory=list)


@pytest.mark.parametrize("registered", [True, False], ids=["registered", "unregistered"])
def test_five_hundred_splices_by_cues_in_the_stream_are_exact_across_the_wrap(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None], registered: bool,
):  # fmt: skip
    draw = random.Random(f"cues in a stream, registered: {registered}")
    operator = Operator(home, capsys)
    operator.sells(tmp_path)
    base = make(PROGRAMME, tmp_path).read_bytes()
    copies = [Copy.drawn(draw, n, registered=registered) for n in range(MOST_PROGRAMMES)]
    offered = 0
    taken: list[tuple[Copy, str]] = []
    while offered < SPLICES:
        copy = copies[len(taken)]
        taken.append((copy, operator.takes_in(tmp_path, copy, base)))
        offered += copy.edges
    operator.publishes()
    box = home.switch_on()
    told = Told()

    for copy, _ in taken:
        file = tmp_path / f"{copy.name}.ts"
        assert replaceable(signalled(str(file)).breaks) == [(s.at, s.frames) for s in copy.open]
    for copy, name in taken:
        open_programme(box.mediabox, name)
        shots: list[Shot] = []
        play(box.mediabox, show=shots.append)
        judge(copy, shots, told)

    for fact in ("programmes", "splices", "opportunities", "replaced", "frames", "windows",
                 "across"):  # fmt: skip
        record_property(fact, getattr(told, fact))
    record_property("wrong", len(told.wrong))
    assert told.wrong == []
    assert told.splices >= SPLICES
    assert told.across >= len(taken) // 4


# -- the given ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Copy:
    """One programme: its breaks, where its clock wraps, and how its cues are carried."""

    name: str
    breaks: tuple[Break, ...]
    wraps_at: int
    adjustment: int
    marks: tuple[bytes, bytes]
    """Descriptors that are added to the programme and to the cue stream in the PMT."""
    form: str
    seed: int
    first: int
    """The frame of the base that is shown first."""

    @property
    def origin(self) -> int:
        """The time stamp of the base's first picture."""
        return (TICKS_WRAP - PAL.ticks(self.wraps_at)) % TICKS_WRAP

    @property
    def edges(self) -> int:
        return len({edge for spot in self.open for edge in (spot.at, spot.end)})

    @property
    def open(self) -> tuple[Spot, ...]:
        """The spots that may be replaced, in frames as they are shown."""
        return tuple(
            replace(spot, at=spot.at - self.first)
            for brk in self.breaks
            for spot in brk.spots
            if spot.replaceable
        )

    @classmethod
    def drawn(cls, draw: random.Random, number: int, *, registered: bool) -> Copy:
        first = 2 * PROGRAMME.gop if number % 4 == 2 else 0
        breaks = tuple(_breaks(draw, first))
        spots = [spot for brk in breaks for spot in brk.spots if spot.replaceable]
        spot = draw.choice(spots)
        wraps_at = (
            draw.randint(1, breaks[0].at),  # before all breaks
            spot.at,
            draw.randint(spot.at + 1, spot.end - 1),
            draw.randint(breaks[0].end, breaks[-1].at),
        )[number % 4]
        marks = (b"", b"")
        if registered:
            marks = (CUEI, b"") if draw.random() < 0.5 else (b"", CUEI)
        return cls(
            f"copy-{number}", breaks, wraps_at, draw.choice((0, draw.randrange(1, TICKS_WRAP))),
            marks, ("each by itself", "together", "inserts")[number % 3], draw.getrandbits(32),
            first,
        )  # fmt: skip


def _breaks(draw: random.Random, first: int) -> Iterator[Break]:
    """Breaks up to the end of the programme, no more spots of a length than there are creatives."""
    at, number = first + draw.randint(30, 90), 0
    while True:
        lengths = draw.sample(LENGTHS * 4, draw.randint(2, 6))
        if at + sum(lengths) + 50 > PROGRAMME.frames:
            return
        number += 1
        begins, spots = at, []
        is_open = [draw.random() < 0.75 for _ in lengths]
        is_open[draw.randrange(len(lengths))] = True
        for part, (frames, free) in enumerate(zip(lengths, is_open, strict=True), 1):
            why = "" if free else STAYS
            spots.append(Spot(f"b{number}-{part}", at, frames, free, why, part, len(lengths)))
            at += frames
        yield Break(f"b{number}", begins, at - begins, tuple(spots))
        at += draw.randint(3, 40)


@dataclass(frozen=True, slots=True)
class Operator:
    """Who takes programmes and spots in, by the verbs that he would type."""

    home: Home
    capsys: pytest.CaptureFixture[str]

    def does(self, *verb: str) -> str:
        """Run a verb of `stb headend`; the last word that it printed."""
        self.capsys.readouterr()
        code = main(["headend", *verb, "--data", str(self.home.wanted.data)])
        told = self.capsys.readouterr()
        assert code == 0, told.err
        return (told.out.split() or [""])[-1]

    def sells(self, folder: Path) -> None:
        rule = folder / "rule.json"
        rule.write_text(json.dumps(RULE), encoding="utf-8")
        self.does("segment", "add", "testers", "--households", "100", "--rule", str(rule))
        for clip in SPOTS:
            self.does("spot", "add", str(make(clip, folder)), "--campaign", f"c-{clip.code}",
                      "--segment", "testers")  # fmt: skip

    def takes_in(self, folder: Path, copy: Copy, base: bytes) -> str:
        file = folder / f"{copy.name}.ts"
        file.write_bytes(cued(copy, base))
        return self.does("ingest", str(file), "--service", "6", "--title", copy.name)

    def publishes(self) -> None:
        self.does("publish", "--at", self.home.clock.utc().isoformat())


def cued(copy: Copy, base: bytes) -> bytes:
    """The base on the clock of ``copy``, with its cues 8, 5, 4 and 2 s ahead."""
    index = index_segment(base)
    assert index.video_pts is not None
    shift = copy.origin - index.video_pts
    stream = declared(bytes(restamp(base, index, shift_ticks=shift, continuity={})), copy)
    draw = random.Random(copy.seed)
    places = _places(base)
    due: dict[int, list[bytes]] = {place: [] for place in places[::50]}  # a heartbeat
    for at, section in _sections(copy):
        for ahead in (8, 5, 4, 2):
            frame = max(0, at - 25 * ahead)
            due.setdefault(places[frame], []).append(encode(section))
    null = encode(s.SpliceSection(s.SpliceNull()))
    # A recording that was joined begins half a group earlier; what was sent before is lost.
    last = places[copy.first - PROGRAMME.gop // 2] if copy.first else 0
    woven, counter = bytearray(), 0
    for place in sorted(place for place in due if place >= last):
        woven += stream[last:place]
        sections = due[place] or [null]
        if draw.random() < 0.5:
            packets, counter = _packed(sections, counter)
            woven += packets
        else:
            for section in sections:
                packets, counter = packetise(section, pid=CUES_PID, counter=counter)
                woven += packets
        last = place
    return bytes(woven + stream[last:])


def declared(stream: bytes, copy: Copy) -> bytes:
    """The stream with the cues in its PMT, registered or not."""
    patched = bytearray(stream)
    for at, packet in packets_of(stream):
        if (packet[1] & 0x1F) << 8 | packet[2] != TABLES_PID:
            continue
        (section,) = SectionAssembler().feed(packet)
        pmt = read_pmt(section)
        of_programme, of_stream = copy.marks
        streams = (*pmt.streams, Stream(CUE_STREAM, CUES_PID, of_stream))
        table = write_pmt(replace(pmt, descriptors=pmt.descriptors + of_programme, streams=streams))
        patched[at : at + PACKET] = packetise(table, pid=TABLES_PID, counter=packet[3])[0]
    return bytes(patched)


@cache
def _places(base: bytes) -> tuple[int, ...]:
    """The byte before which a cue is met, by frame: that of a picture no earlier than it."""
    with av.open(io.BytesIO(base), format="mpegts") as container:
        video = container.streams.video[0]
        stamps = [(p.pts, p.pos) for p in container.demux(video) if p.pts is not None and p.pos]
    first = min(pts for pts, _ in stamps)
    found = sorted((PAL.nearest_frame(pts - first), pos) for pts, pos in stamps)
    return tuple(pos // PACKET * PACKET for _, pos in found)


def _sections(copy: Copy) -> Iterator[tuple[int, s.SpliceSection]]:
    """The cues of a copy in its form, and the frames that they speak of."""
    if copy.form == "inserts":
        yield from _inserts(copy)
        return
    cues = announce(copy.breaks, rate=PAL, origin_ticks=copy.origin)
    by_frame: dict[int, list[s.Descriptor]] = {}
    for cue in cues:
        if copy.form == "together":
            by_frame.setdefault(cue.at, []).extend(cue.section.descriptors)
        else:
            yield cue.at, _adjusted(copy, cue.section)
    for at, descriptors in by_frame.items():
        pts = (copy.origin + PAL.ticks(at)) % TICKS_WRAP
        yield at, _adjusted(copy, s.SpliceSection(s.TimeSignal(pts), tuple(descriptors)))


def _inserts(copy: Copy) -> Iterator[tuple[int, s.SpliceSection]]:
    """A way out for each break, and one inside it for each spot that may be replaced."""
    event = 1
    for brk in copy.breaks:
        for extent in (brk, *(spot for spot in brk.spots if spot.replaceable)):
            pts = (copy.origin + PAL.ticks(extent.at)) % TICKS_WRAP
            length = s.BreakDuration(PAL.ticks(extent.frames), auto_return=True)
            yield (
                extent.at,
                _adjusted(copy, s.SpliceSection(s.SpliceInsert(event, True, pts, duration=length))),
            )
            event += 1


def _adjusted(copy: Copy, section: s.SpliceSection) -> s.SpliceSection:
    """``section`` as a splicer leaves it that restamped the stream: the times stay, it adds."""
    command = section.command
    assert isinstance(command, s.TimeSignal | s.SpliceInsert)
    assert command.pts_time is not None
    before = replace(command, pts_time=(command.pts_time - copy.adjustment) % TICKS_WRAP)
    return replace(section, command=before, pts_adjustment=copy.adjustment)


def _packed(sections: Sequence[bytes], counter: int) -> tuple[bytes, int]:
    """Sections one behind the other, over packet borders, as a pointer_field allows."""
    data = b"".join(sections)
    starts, at = set(), 0
    for section in sections:
        starts.add(at)
        at += len(section)
    packets = bytearray()
    at = 0
    while at < len(data):
        first = next((start for start in sorted(starts) if at <= start < at + 184), None)
        if first == at + 183:  # where the pointer itself would stand: begin it in the next packet
            size = 182
            header = bytes((0x47, CUES_PID >> 8, CUES_PID & 0xFF, 0x30 | counter))
            packets += header + bytes((1, 0)) + data[at : at + size]
        elif first is None:
            size = 184
            header = bytes((0x47, CUES_PID >> 8, CUES_PID & 0xFF, 0x10 | counter))
            packets += header + data[at : at + size].ljust(184, b"\xff")
        else:
            size = 183
            header = bytes((0x47, 0x40 | CUES_PID >> 8, CUES_PID & 0xFF, 0x10 | counter))
            packets += header + bytes((first - at,)) + data[at : at + size].ljust(183, b"\xff")
        at += size
        counter = (counter + 1) & 0x0F
    return bytes(packets), counter


# -- the then ----------------------------------------------------------------------------


def replaceable(breaks: Sequence[Break]) -> list[tuple[int, int]]:
    return [(spot.at, spot.frames) for brk in breaks for spot in brk.spots if spot.replaceable]


def judge(copy: Copy, shots: list[Shot], told: Told) -> None:
    """Look at every frame and every 1024 samples of a programme as it was seen."""
    told.programmes += 1
    told.frames += len(shots)
    told.opportunities += len(copy.open)
    wrong = told.wrong
    frames = PROGRAMME.frames - copy.first
    if [shot.index for shot in shots] != list(range(frames)):
        wrong.append(f"{copy.name}: frames missing or doubled")
        return
    codes = [read_code(shot.picture) for shot in shots]
    edges: set[int] = set()
    at = 0
    for spot in copy.open:
        at = _stretch(copy, PROGRAMME, shots, codes, range(at, spot.at), at + copy.first, told)
        shown = codes[at]
        clip = BY_CODE.get(shown[0] if shown else 0)
        if clip is None or clip is PROGRAMME or clip.frames != spot.frames:
            wrong.append(f"{copy.name}: {spot.id} at {spot.at} shows {shown}, no creative")
            at = _stretch(copy, PROGRAMME, shots, codes, range(at, spot.end), at + copy.first, told)
            continue
        told.replaced += 1
        told.across += spot.at <= copy.wraps_at - copy.first <= spot.end
        edges |= {spot.at, spot.end}
        at = _stretch(copy, clip, shots, codes, range(at, spot.end), 0, told)
    _stretch(copy, PROGRAMME, shots, codes, range(at, frames), at + copy.first, told)
    told.splices += len(edges)


def _stretch(
    copy: Copy, clip: Clip, shots: list[Shot], codes: list[tuple[int, int] | None], frames: range,
    first: int, told: Told,
) -> int:  # fmt: skip
    """``frames`` must be those of ``clip`` from ``first`` on, with its sound; where they end."""
    if not frames:
        return frames.stop
    for n, frame in enumerate(frames):
        if codes[frame] != (clip.code, first + n):
            told.wrong.append(
                f"{copy.name}: frame {frame} shows {codes[frame]}, not {(clip.code, first + n)}"
            )
    sound = np.concatenate([shots[frame].sound for frame in frames], axis=1)
    if sound.shape[1] != 1920 * len(frames):
        told.wrong.append(f"{copy.name}: frame {frames.start}: {sound.shape[1]} samples")
        return frames.stop
    count, off = heard(sound, _own(clip), 1920 * first)
    told.windows += count
    told.wrong += [f"{copy.name}: from frame {frames.start} ({clip.name}): {one}" for one in off]
    return frames.stop


@cache
def _own(clip: Clip) -> Samples:
    mono = at_48k(clip.code, clip.sample_rate, clip.samples)
    return np.pad(np.repeat(mono[None], 2, axis=0), ((0, 0), (REACH, REACH)))
