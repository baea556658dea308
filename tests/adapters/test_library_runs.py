"""Breaks of playlists whose clock is not one: where they are told, the pictures must be.

Two clips follow each other, each on a clock of its own, and the break lies in the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote, urlsplit

from stb.adapters.http import Http
from stb.adapters.library import Library
from stb.adapters.media.lane import MediaChoice
from stb.adapters.media.picture_code import read_code
from stb.adapters.media.probe import probe
from stb.adapters.media.reader import read
from stb.adapters.media.source import FileMedia
from stb.engine.ports import OpenCatchUp
from stb.formats.hls import daterange
from stb.formats.scte35 import encode
from stb.formats.ts import PACKET, declare_cues, packetise
from stb.model import signal as s
from stb.model.avail import Spot
from stb.model.time import PAL, TICKS_WRAP
from stb.model.timeline import Item, Source
from tests.adapters.media.clips import Clip, make

FIRST = Clip("first.ts", 41, 200, gop=50, timestamps_from=100)
SECOND = Clip("second.ts", 42, 200, gop=50, timestamps_from=100_000)
CUES = 0x1F5
START = datetime(2026, 11, 18, 20, 30, tzinfo=UTC)
LATER = START + timedelta(hours=5)


def library() -> Library:
    def fetch(url: str) -> bytes:
        return Path(unquote(urlsplit(url).path)).read_bytes()

    http = Http("http://127.0.0.1:9/")
    return Library(
        fetch,
        creative=lambda name: MediaChoice(FileMedia(Path(name))),
        open_stream=lambda url: http.stream(url, start=0, total_s=1),
    )


def opened(folder: Path, *lines: str) -> tuple[Library, tuple[Spot, ...], int]:
    """The library with that playlist open, its spots, and its length in frames."""
    listed = folder / "programme.m3u8"
    head = ("#EXTM3U", "#EXT-X-TARGETDURATION:8", "#EXT-X-PLAYLIST-TYPE:VOD")
    listed.write_text("\n".join([*head, *lines, "#EXT-X-ENDLIST", ""]), encoding="utf-8")
    shelf = library()
    told, notes = shelf.open_recording(OpenCatchUp("p", listed.as_uri()))
    assert notes == ()
    return shelf, tuple(spot for brk in told.breaks for spot in brk.spots), told.frames


def shown(shelf: Library, frames: Sequence[int]) -> list[tuple[int, int] | None]:
    media = shelf.resolve("p", Item(Source.PROGRAMME, "p", 0, 1)).media
    return [
        read_code(next(iter(read(media, in_frame=frame, frames=1, play_rate=PAL))).picture)
        for frame in frames
    ]


def segment(clip: Clip, folder: Path, *before: str) -> list[str]:
    return [*before, "#EXTINF:8,", make(clip, folder).name]


def dated(at: datetime) -> str:
    return f"#EXT-X-PROGRAM-DATE-TIME:{at.isoformat()}"


def break_in(clip: Clip, folder: Path, frame: int, frames: int, at: datetime) -> str:
    """A date range for ``frame`` of ``clip``, whose first picture is dated ``at``."""
    origin = probe(FileMedia(make(clip, folder))).first_pts_ticks
    command = s.SpliceInsert(
        7, True, (origin + PAL.ticks(frame)) % TICKS_WRAP,
        duration=s.BreakDuration(PAL.ticks(frames), auto_return=True),
    )  # fmt: skip
    when = at + timedelta(microseconds=frame * 40_000)
    return daterange("x", when, section=encode(s.SpliceSection(command)))


def test_behind_a_discontinuity_a_break_is_told_where_its_pictures_are(tmp_path: Path) -> None:
    shelf, spots, frames = opened(
        tmp_path,
        *segment(FIRST, tmp_path, dated(START)),
        *segment(SECOND, tmp_path, "#EXT-X-DISCONTINUITY", dated(LATER)),
        break_in(SECOND, tmp_path, 75, 50, LATER),
    )

    assert spots == (Spot("7", 275, 50, replaceable=True),)
    assert frames == 400
    assert shown(shelf, (199, 200, 274, 275, 325)) == [
        (41, 199), (42, 0), (42, 74), (42, 75), (42, 125),
    ]  # fmt: skip


def test_behind_a_gap_a_break_is_told_where_its_pictures_are(tmp_path: Path) -> None:
    """Eight seconds are missing, on one clock."""
    origin = probe(FileMedia(make(FIRST, tmp_path))).origin
    behind = Clip("behind.ts", 43, 200, gop=50, timestamps_from=500)
    assert probe(FileMedia(make(behind, tmp_path))).origin == origin + Fraction(16)

    shelf, spots, frames = opened(
        tmp_path,
        *segment(FIRST, tmp_path, dated(START)),
        *["#EXT-X-GAP", "#EXTINF:8,", "gone.ts"],
        *segment(behind, tmp_path),
        break_in(behind, tmp_path, 75, 50, START + timedelta(seconds=16)),
    )

    assert spots == (Spot("7", 275, 50, replaceable=True),)
    assert frames == 400
    assert shown(shelf, (199, 200, 275)) == [(41, 199), (43, 0), (43, 75)]


def test_in_a_recording_of_two_clocks_a_break_is_told_where_its_pictures_are(
    tmp_path: Path,
) -> None:
    """Two recordings laid end to end, the second with a cue on its own clock."""
    origin = probe(FileMedia(make(SECOND, tmp_path))).first_pts_ticks
    command = s.SpliceInsert(
        7, True, (origin + PAL.ticks(75)) % TICKS_WRAP,
        duration=s.BreakDuration(PAL.ticks(50), auto_return=True),
    )  # fmt: skip
    cue, _ = packetise(encode(s.SpliceSection(command)), pid=CUES, counter=0)
    first, second = (
        declare_cues(make(clip, tmp_path).read_bytes(), pid=CUES) for clip in (FIRST, SECOND)
    )
    middle = len(second) // PACKET // 8 * PACKET
    file = tmp_path / "both.ts"
    file.write_bytes(first + second[:middle] + cue + second[middle:])
    shelf = library()

    told, _ = shelf.open_recording(OpenCatchUp("p", file.as_uri()))

    assert [spot for brk in told.breaks for spot in brk.spots] == [
        Spot("7", 275, 50, replaceable=True)
    ]
    assert shown(shelf, (199, 200, 275, 325)) == [(41, 199), (42, 0), (42, 75), (42, 125)]
