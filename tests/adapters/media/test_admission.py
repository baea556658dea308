"""What a box finds out about a creative when it comes in."""

from __future__ import annotations

import hashlib
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from stb.adapters.examiner import Examiner, Unplayable, WrongFrames
from stb.adapters.media.admission import answered
from stb.adapters.media.container import MOST_PIXELS
from stb.adapters.media.source import BytesMedia, FileMedia
from stb.formats.verdict import Found, Unfit
from stb.model.bundle import Creative
from stb.model.time import PAL
from tests.adapters.media.clips import Clip, make
from tests.adapters.media.test_forms import unsteady

SPOT = Clip("spot.mp4", 61, 50, gop=25)


class Nowhere:
    def kept(self, sha256: str) -> Found | None:
        return None

    def keep(self, sha256: str, found: Found) -> None:
        """Forget it."""


def judged(path: Path, frames: int = 50) -> str:
    """The code with which the real process refuses a creative, "" if it is admitted."""
    octets = path.read_bytes()
    creative = Creative(hashlib.sha256(octets).hexdigest(), len(octets), frames, PAL, "acme")
    try:
        Examiner(Nowhere()).admit(path, creative)
    except Unplayable as unplayable:
        return unplayable.code
    except WrongFrames:
        return "wrong length"
    return ""


def test_a_creative_is_found_with_its_length_rate_picture_and_sound(tmp_path: Path):
    found = answered(FileMedia(make(SPOT, tmp_path)))

    assert isinstance(found, Found)
    assert (found.frames, found.decoded, found.rate) == (50, 50, PAL)
    assert (found.width, found.height, found.aspect) == (320, 180, Fraction(16, 9))
    assert (found.sample_rate, found.channels) == (48_000, 2)


@pytest.mark.parametrize(
    "clip",
    [
        SPOT,
        replace(SPOT, name="spot.ts"),
        replace(SPOT, name="spot.mkv"),
        replace(SPOT, name="silent.mp4", sound=""),
        replace(SPOT, name="deep.mp4", form="yuv420p10le"),
        replace(SPOT, name="slow.mp4", sample_rate=44_100),
        replace(SPOT, name="opus.mkv", sound="libopus"),
        replace(SPOT, name="old.ts", picture="mpeg2video", sound="mp2"),
    ],
    ids=lambda clip: clip.name,
)
def test_whatever_is_played_is_decoded_behind_the_walls_as_well(tmp_path: Path, clip: Clip):
    path = make(clip, tmp_path)
    here = answered(FileMedia(path))

    assert isinstance(here, Found)
    assert judged(path, here.frames) == ""


def spoilt(path: Path, at: int) -> Path:
    octets = bytearray(path.read_bytes())
    octets[at : at + 400] = bytes(each ^ 0x5A for each in octets[at : at + 400])
    path.write_bytes(octets)
    return path


def test_one_whose_first_pictures_do_not_decode_is_refused(tmp_path: Path):
    path = make(replace(SPOT, name="spoilt.mp4", sound=""), tmp_path)
    at = path.read_bytes().index(b"mdat") + 1200  # behind the parameter sets, in the first picture

    assert judged(spoilt(path, at)) == "media.decode"


def test_one_whose_last_pictures_do_not_decode_is_refused(tmp_path: Path):
    path = make(replace(SPOT, name="late.mp4", sound="", gop=10), tmp_path)
    octets = path.read_bytes()
    at = octets.index(b"mdat")
    (size,) = struct.unpack(">I", octets[at - 4 : at])

    assert judged(spoilt(path, at - 4 + size - 2000)) == "media.decode"


def test_one_that_is_cut_short_is_refused(tmp_path: Path):
    path = make(replace(SPOT, fragmented=True, name="cut.mp4"), tmp_path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])

    assert judged(path) in ("media.open", "media.decode", "media.truncated", "wrong length")


def test_what_is_no_media_is_refused(tmp_path: Path):
    path = tmp_path / "letter.mp4"
    path.write_text("not a film")

    assert judged(path) == "media.open"


def test_one_whose_pictures_come_at_no_steady_rate_is_refused(tmp_path: Path):
    assert judged(unsteady(tmp_path / "vfr.mp4")) == "media.unsteady"


# -- bombs -----------------------------------------------------------------------------


def written(path: Path, sizes: list[tuple[int, int]], form: str) -> Path:
    """Plain pictures of those sizes, one encode after the other, laid end to end."""
    with path.open("wb") as file:
        for width, height in sizes:
            part = path.with_suffix(".part")
            with av.open(str(part), "w", format=form) as out:
                video = out.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
                video.width, video.height, video.pix_fmt = width, height, "yuv420p"
                grey = np.full((height * 3 // 2, width), 128, np.uint8)
                for _ in range(3):
                    frame = av.VideoFrame.from_ndarray(grey, format="yuv420p")
                    out.mux(video.encode(frame))
                out.mux(video.encode(None))
            file.write(part.read_bytes())
            part.unlink()
    return path


HUGE = (8192, 4320)


def test_a_bomb_of_few_bytes_and_huge_pictures_is_refused_before_it_goes_off(tmp_path: Path):
    path = written(tmp_path / "bomb.mp4", [HUGE], "mp4")
    assert HUGE[0] * HUGE[1] > MOST_PIXELS
    assert path.stat().st_size < 600_000 < HUGE[0] * HUGE[1] // 50

    assert judged(path, 3) == "media.too_large"


def test_a_bomb_behind_a_harmless_beginning_is_refused(tmp_path: Path):
    path = written(tmp_path / "hidden.ts", [(320, 180), HUGE], "mpegts")

    assert judged(path, 6) in ("media.decode", "media.too_large")


def test_as_large_as_may_be_is_decoded(tmp_path: Path):
    assert judged(written(tmp_path / "large.mp4", [(4096, 2304)], "mp4"), 3) == ""


# -- what a file would like to have opened ---------------------------------------------


@dataclass
class Ear:
    """A server at loopback that hears whoever comes."""

    port: int
    heard: list[bytes]


@pytest.fixture
def ear() -> Iterator[Ear]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        listening, heard = True, list[bytes]()

        def listen() -> None:
            while listening:
                try:
                    caller, _ = server.accept()
                except TimeoutError:
                    continue
                with caller:
                    caller.settimeout(1)
                    heard.append(caller.recv(4096))

        thread = threading.Thread(target=listen)
        thread.start()
        yield Ear(server.getsockname()[1], heard)
        listening = False
        thread.join()


def test_the_ear_hears_who_comes(ear: Ear):
    with socket.create_connection(("127.0.0.1", ear.port)) as caller:
        caller.sendall(b"here")
        caller.shutdown(socket.SHUT_WR)
        caller.recv(1)

    assert ear.heard == [b"here"]


PLAYLISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{url}\n#EXT-X-ENDLIST\n",
    "hls with a key": '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{url}"\n#EXTINF:4,\n{url}\n',
    "concat": "ffconcat version 1.0\nfile '{url}'\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video {port} RTP/AVP 96\n",
    "dash": '<?xml version="1.0"?><MPD><BaseURL>{url}</BaseURL></MPD>',
    "asx": '<asx version="3.0"><entry><ref href="{url}"/></entry></asx>',
    "smooth": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{url}\n",
}


@pytest.mark.parametrize("form", PLAYLISTS)
@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "/etc/passwd", "http://127.0.0.1:{port}/a.ts"]
)
def test_a_list_in_disguise_is_no_media_and_nothing_that_it_names_is_opened(
    ear: Ear, tmp_path: Path, form: str, url: str
):
    named = url.format(port=ear.port)
    path = tmp_path / "spot.mp4"
    path.write_text(PLAYLISTS[form].format(url=named, port=ear.port))

    # As the process sees it, but without its walls: the decoder itself asks for nothing.
    told = answered(BytesMedia(path.read_bytes()))

    assert isinstance(told, Unfit)
    assert told.code == "media.open"
    assert "root:" not in told.reason
    assert ear.heard == []


def test_behind_the_walls_it_is_no_media_either(ear: Ear, tmp_path: Path):
    path = tmp_path / "spot.mp4"
    path.write_text(PLAYLISTS["hls"].format(url=f"http://127.0.0.1:{ear.port}/a.ts"))

    assert judged(path) == "media.open"
    assert ear.heard == []


def test_a_film_that_says_its_pictures_lie_in_another_file_is_not_followed(
    ear: Ear, tmp_path: Path
):
    """A data reference of QuickTime: the pictures are at an address, not here."""
    octets = make(SPOT, tmp_path).read_bytes()
    url = f"http://127.0.0.1:{ear.port}/a".encode() + b"\0"
    here = struct.pack(">I4sI", 12, b"url ", 1)
    assert octets.count(here) == 2
    there = struct.pack(">I4sI", 12, b"url ", 0)

    told = answered(BytesMedia(octets.replace(here, there)))
    answered(
        BytesMedia(octets.replace(here, struct.pack(">I4sI", 12 + len(url), b"url ", 0) + url))
    )

    assert isinstance(told, Found | Unfit)
    assert ear.heard == []
