"""What a splice message says, and what a programme signals."""

from __future__ import annotations

import base64
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from stb.cli import main
from stb.formats.breaks import announce
from stb.formats.hls import Entry, Placed, daterange, write_vod
from stb.formats.scte35 import encode
from stb.formats.ts import (
    PACKET,
    Pmt,
    SectionAssembler,
    declare_cues,
    index_segment,
    packetise,
    packets_of,
    read_pmt,
    restamp,
    write_pmt,
)
from stb.model import signal as s
from stb.model.avail import Break, Spot
from stb.model.time import PAL
from tests.adapters.media.clips import Clip, make
from tests.adapters.wire import Peer, Server, answer

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "scte35-vectors.json").read_text())
START = datetime(2026, 11, 17, 20, 0, tzinfo=UTC)
CUES, TABLES = 0x1F0, 0x1000

SPOTS = (
    Spot("gen-1", 75, 50, replaceable=True, number=1, expected=2),
    Spot("gen-2", 125, 25, replaceable=False, reason="splice.no_opportunity", number=2, expected=2),
)
BREAK = Break("b1", 50, 125, SPOTS)
TOLD = {
    "breaks": [
        {
            "id": "b1",
            "at_frame": 50,
            "frames": 125,
            "spots": [
                {"id": "gen-1", "at_frame": 75, "frames": 50, "replaceable": True, "reason": ""},
                {
                    "id": "gen-2",
                    "at_frame": 125,
                    "frames": 25,
                    "replaceable": False,
                    "reason": "splice.no_opportunity",
                },
            ],
        }
    ]
}


@pytest.fixture(scope="module")
def plain() -> bytes:
    """Eight seconds of a small picture in a transport stream."""
    file = io.BytesIO()
    with av.open(file, "w", format="mpegts") as out:
        video: Any = out.add_stream("libx264", rate=25, options={"g": "25", "sc_threshold": "0"})
        video.width, video.height, video.pix_fmt = 64, 36, "yuv420p"
        for n in range(200):
            picture = av.VideoFrame.from_ndarray(np.full((36, 64, 3), n, np.uint8), format="rgb24")
            picture.pts = n
            out.mux(video.encode(picture))
        out.mux(video.encode(None))
    return file.getvalue()


def cued(stream: bytes, *, registered: bool = True) -> bytes:
    """The stream with the cues of BREAK in a stream of their own, a little into it."""
    origin = index_segment(stream).video_pts
    assert origin is not None
    declared = bytearray(declare_cues(stream, pid=CUES))
    for at, packet in packets_of(bytes(declared)):
        if not registered and (packet[1] & 0x1F) << 8 | packet[2] == TABLES:
            (section,) = SectionAssembler().feed(packet)
            pmt = read_pmt(section)
            bare = write_pmt(Pmt(pmt.program, pmt.pcr_pid, pmt.streams))
            declared[at : at + PACKET] = packetise(bare, pid=TABLES, counter=packet[3])[0]
    packets, counter = b"", 0
    for cue in announce((BREAK,), rate=PAL, origin_ticks=origin):
        octets, counter = packetise(encode(cue.section), pid=CUES, counter=counter)
        packets += octets
    early = len(declared) // PACKET // 8 * PACKET
    return bytes(declared[:early] + packets + declared[early:])


def playlist(*, dated: bool, origin: int = 0) -> str:
    """One segment of eight seconds; ``dated`` with the cues of BREAK."""
    cues = [
        Placed(
            PAL.seconds(cue.at),
            daterange(
                cue.id,
                START + timedelta(seconds=float(PAL.seconds(cue.at))),
                section=encode(cue.section),
                planned_seconds=PAL.seconds(cue.frames),
            ),
        )
        for cue in announce((BREAK,), rate=PAL, origin_ticks=origin)
    ]
    return write_vod([Entry("0.ts", PAL.seconds(200), date=START)], cues=cues if dated else [])


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("form", ["hex", "base64"])
@pytest.mark.parametrize("vector", VECTORS["valid"], ids=lambda vector: vector["name"])
def test_a_published_message_is_told_as_it_was_published(
    vector: dict[str, Any], form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, "cue", "decode", vector[form]) == vector["expected"]


@pytest.mark.parametrize("vector", VECTORS["invalid"], ids=lambda vector: vector["name"])
def test_an_invalid_message_is_one_line_with_its_code(
    vector: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cue", "decode", vector["hex"], "--json"]) == 1

    seen = capsys.readouterr()
    assert seen.out == ""
    assert seen.err.count("\n") == 1
    assert "[cue." in seen.err


@pytest.mark.parametrize("form", ["hex", "base64", "bytes"])
def test_a_message_may_come_by_standard_input(
    form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    vector = VECTORS["valid"][0]
    octets = bytes.fromhex(vector["hex"]) if form == "bytes" else vector[form].encode() + b"\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(octets)))

    assert told(capsys, "cue", "decode", "-") == vector["expected"]


def test_a_message_can_be_read_without_json(capsys: pytest.CaptureFixture[str]) -> None:
    vector = next(v for v in VECTORS["valid"] if v["name"] == "Sample 14.2 splice_insert")

    assert main(["cue", "decode", vector["hex"]]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert "command: splice_insert" in lines
    assert f"  splice_event_id: {vector['expected']['command_fields']['splice_event_id']}" in lines


@pytest.mark.parametrize("registered", [True, False])
def test_cues_in_a_transport_stream_are_breaks(
    registered: bool, plain: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "programme.ts"
    file.write_bytes(cued(plain, registered=registered))

    assert told(capsys, "cues", str(file)) == TOLD


def test_a_recording_that_begins_within_a_packet_tells_its_breaks(
    plain: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cut.ts"
    file.write_bytes(bytes(60) + cued(plain))

    assert told(capsys, "cues", str(file)) == TOLD


def test_cues_in_a_playlist_are_breaks(
    plain: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    origin = index_segment(plain).video_pts
    assert origin is not None
    (tmp_path / "0.ts").write_bytes(plain)
    (tmp_path / "programme.m3u8").write_text(playlist(dated=True, origin=origin))

    assert told(capsys, "cues", str(tmp_path / "programme.m3u8")) == TOLD


def test_cues_in_the_segments_of_a_playlist_without_any_are_breaks(
    plain: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "0.ts").write_bytes(cued(plain))
    (tmp_path / "programme.m3u8").write_text(playlist(dated=False))

    assert told(capsys, "cues", str(tmp_path / "programme.m3u8")) == TOLD


def test_a_playlist_whose_segments_are_gone_still_tells_its_breaks_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "programme.m3u8").write_text(playlist(dated=True, origin=123_456))

    assert main(["cues", str(tmp_path / "programme.m3u8"), "--json"]) == 0

    seen = capsys.readouterr()
    assert json.loads(seen.out) == TOLD
    assert "25 frames a second assumed" in seen.err


def test_breaks_can_be_read_without_json(
    plain: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "programme.ts"
    file.write_bytes(cued(plain))

    assert main(["cues", str(file)]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "break b1 at frame 50, 125 frames",
        "  spot gen-1 at frame 75, 50 frames: replaceable",
        "  spot gen-2 at frame 125, 25 frames: stays (splice.no_opportunity)",
    ]


Serving = Callable[[Callable[[str], Iterable[bytes]]], str]


@pytest.fixture
def serving() -> Iterator[Serving]:
    """Serves on loopback what a function of the path gives, from its head on."""
    with ExitStack() as servers:

        def serve(answers: Callable[[str], Iterable[bytes]]) -> str:
            def peer_of(peer: Peer) -> None:
                while request := peer.request():
                    for part in answers(request.split()[1].decode()):
                        if not peer.send(part):
                            return

            return f"http://127.0.0.1:{servers.enter_context(Server(peer_of)).port}"

        yield serve


def test_cues_are_read_from_addresses_of_streams_and_of_playlists(
    plain: bytes, serving: Serving, capsys: pytest.CaptureFixture[str]
) -> None:
    origin = index_segment(plain).video_pts
    assert origin is not None
    files = {
        "/programme.ts": cued(plain, registered=False),
        "/programme.m3u8": playlist(dated=True, origin=origin).encode(),
        "/0.ts": plain,
    }
    redirects = {"/elsewhere": "/programme.m3u8"}

    def answers(path: str) -> Iterable[bytes]:
        if path in redirects:
            return [answer(status="302 Found", headers=[f"Location: {redirects[path]}"])]
        return [answer(files[path]) if path in files else answer(status="404 Not Found")]

    url = serving(answers)

    assert told(capsys, "cues", f"{url}/programme.ts") == TOLD
    assert told(capsys, "cues", f"{url}/programme.m3u8") == TOLD
    assert told(capsys, "cues", f"{url}/elsewhere") == TOLD
    assert main(["cues", f"{url}/absent.ts"]) == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_a_stream_without_an_end_is_listened_to_for_a_while(
    plain: bytes, serving: Serving, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = cued(plain)

    def endless(_: str) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
        yield stream
        while True:
            yield ts_null() * 50

    assert main(["cues", serving(endless) + "/live", "--listen", "0.5", "--json"]) == 0

    seen = capsys.readouterr()
    assert json.loads(seen.out) == TOLD
    assert "listening" in seen.err
    assert "went on" in seen.err


def ts_null() -> bytes:
    return b"\x47\x1f\xff\x10".ljust(PACKET, b"\xff")


def test_cues_in_segments_behind_a_discontinuity_count_from_there(
    plain: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = index_segment(plain)
    other = bytes(restamp(plain, index, shift_ticks=77_777_777, continuity={}))
    (tmp_path / "0.ts").write_bytes(plain)
    (tmp_path / "1.ts").write_bytes(cued(other))
    listed = [Entry("0.ts", PAL.seconds(200)), Entry("1.ts", PAL.seconds(200), discontinuity=True)]
    (tmp_path / "programme.m3u8").write_text(write_vod(listed))

    (brk,) = told(capsys, "cues", str(tmp_path / "programme.m3u8"))["breaks"]

    assert (brk["at_frame"], brk["frames"]) == (250, 125)
    assert [(spot["at_frame"], spot["replaceable"]) for spot in brk["spots"]] == [
        (275, True), (325, False),
    ]  # fmt: skip


@pytest.mark.parametrize("later_s", [0, 40, 100_000])
def test_a_playlist_of_fragments_counts_from_their_own_clock(
    later_s: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hundred thousand seconds are more than 33 bits hold."""
    clip = Clip("whole.mp4", 9, 200, gop=50, fragmented=True, sound="")
    octets = later(make(clip, tmp_path).read_bytes(), later_s)
    with av.open(io.BytesIO(octets)) as container:
        stamps = [p.pts * p.time_base for p in container.demux(video=0) if p.pts is not None]
    places = [at for at, kind in boxes(octets) if kind in (b"moof", b"mfra")]
    (tmp_path / "init.mp4").write_bytes(octets[: places[0]])
    (tmp_path / "0.m4s").write_bytes(octets[places[0] : places[-1]])
    listed = playlist(dated=True, origin=round(min(stamps) * 90_000)).replace("0.ts", "0.m4s")
    listed = listed.replace("#EXTINF", '#EXT-X-MAP:URI="init.mp4"\n#EXTINF', 1)
    (tmp_path / "programme.m3u8").write_text(listed)

    assert min(stamps) >= later_s
    assert told(capsys, "cues", str(tmp_path / "programme.m3u8")) == TOLD


def later(octets: bytes, seconds: int) -> bytes:
    """A fragmented MP4 whose fragments are decoded ``seconds`` later (tfdt)."""
    patched = bytearray(octets)
    at = octets.index(b"mdhd")
    units = seconds * int.from_bytes(octets[at + 16 : at + 20], "big")
    at = octets.find(b"tfdt")
    while at > 0:
        assert octets[at + 4] == 1
        time = int.from_bytes(octets[at + 8 : at + 16], "big") + units
        patched[at + 8 : at + 16] = time.to_bytes(8, "big")
        at = octets.find(b"tfdt", at + 4)
    return bytes(patched)


def boxes(octets: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(octets):
        yield at, octets[at + 4 : at + 8]
        at += int.from_bytes(octets[at : at + 4], "big")


def test_what_has_no_cues_has_no_breaks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = make(Clip("plain.mp4", 9, 25), tmp_path)

    assert told(capsys, "cues", str(file)) == {"breaks": []}


def test_without_segments_or_dates_a_section_is_told_and_not_touched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    section = s.SpliceSection(
        s.SpliceInsert(7, True, 123_456, duration=s.BreakDuration(90_000, auto_return=True))
    )
    tag = "#EXT-OATCLS-SCTE35:" + base64.b64encode(encode(section)).decode()
    listed = f"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\na.ts\n{tag}\n#EXTINF:4,\nb.ts\n"
    (tmp_path / "programme.m3u8").write_text(listed)

    (brk,) = told(capsys, "cues", str(tmp_path / "programme.m3u8"))["breaks"]

    assert (brk["at_frame"], brk["frames"]) == (100, 25)
    assert brk["spots"][0]["reason"] == "splice.disagrees"


@pytest.mark.parametrize("place", ["note.txt", "absent.ts", ".", "ftp://a.example/x.ts"])
def test_what_is_no_programme_is_refused_in_a_line(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "note.txt").write_text("nothing to see")

    assert main(["cues", place if "://" in place else str(tmp_path / place)]) == 1

    seen = capsys.readouterr()
    assert seen.out == ""
    assert seen.err.count("\n") == 1
    assert "[cues." in seen.err
