"""Media by its name: live services in all their forms, recordings, and what they say of breaks."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

import av
import numpy as np
import pytest

from stb.adapters.http import Http, Stream
from stb.adapters.library import Library
from stb.adapters.media.deck import Deck
from stb.adapters.media.lane import MediaChoice
from stb.adapters.media.probe import rate_of_head
from stb.adapters.media.reader import Shot, read
from stb.adapters.media.source import FileMedia, Segment, SegmentedMedia
from stb.engine import splicer
from stb.engine.ports import OpenCatchUp, OpenLive
from stb.errors import UnavailableError
from stb.formats.ts import Cutter
from stb.model.service import Service
from stb.model.time import PAL
from stb.model.timeline import Item, Source


@pytest.fixture(scope="module")
def stream() -> bytes:
    """Ten seconds of a small picture, a point of access every second."""
    return recorded(250)


def recorded(frames: int) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format="mpegts") as out:
        video = out.add_stream("libx264", rate=25, options={"g": "25", "sc_threshold": "0"})
        video.width, video.height, video.pix_fmt = 64, 36, "yuv420p"
        for n in range(frames):
            level = np.full((36, 64, 3), n % 256, np.uint8)
            picture = av.VideoFrame.from_ndarray(level, format="rgb24")
            picture.pts = n
            out.mux(video.encode(picture))
        out.mux(video.encode(None))
    return file.getvalue()


class Server:
    """Serves what stands in ``pages``; ``endless`` ones keep their connection open."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.endless: set[str] = set()
        self.over = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = outer.pages.get(self.path)
                self.send_response(200 if body is not None else 404)
                if self.path not in outer.endless:
                    self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")
                if self.path in outer.endless:
                    self.wfile.flush()
                    outer.over.wait(20)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def stop(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def library(server: Server) -> Iterator[Library]:
    http = Http(server.url)
    library = opener(lambda url: http.get(url, cap=1 << 20), http)
    yield library
    library.close()
    http.close()


def opener(fetch: Callable[[str], bytes], http: Http) -> Library:
    def creative(name: str) -> MediaChoice:
        raise UnavailableError(name)

    return Library(
        fetch,
        creative=creative,
        open_stream=lambda url: http.stream(url, start=0, total_s=60),
        allowed_hosts=lambda _: {"127.0.0.1"},
    )


def service(url: str) -> Service:
    return Service("own-1", 1, "Own", live_url=url)


def playlist(first: int, count: int) -> bytes:
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:10", f"#EXT-X-MEDIA-SEQUENCE:{first}"]
    for n in range(first, first + count):
        lines += ["#EXTINF:10.0,", f"{n}.ts"]
    return "\n".join([*lines, ""]).encode()


def test_frames_of_a_live_service_keep_their_number_as_its_window_moves(
    server: Server, library: Library, stream: bytes
):
    server.pages |= {f"/{n}.ts": stream for n in range(9)}
    ask = OpenLive(service(server.url + "live.m3u8"))

    server.pages["/live.m3u8"] = playlist(0, 4)
    first, _ = library.open_live(ask)
    server.pages["/live.m3u8"] = playlist(2, 4)
    later, _ = library.open_live(ask)

    assert (first.first, first.start, first.edge) == (0, 250, 1000)
    assert (later.first, later.start, later.edge) == (500, 750, 1500)


def test_a_gap_in_a_live_service_takes_no_time_and_is_never_asked_for(
    server: Server, library: Library, stream: bytes
):
    server.pages |= {f"/{n}.ts": stream for n in range(9) if n != 4}
    ask = OpenLive(service(server.url + "live.m3u8"))
    gap = b"#EXT-X-GAP\n#EXTINF:10.0,\n4.ts\n"

    server.pages["/live.m3u8"] = playlist(0, 4)
    library.open_live(ask)
    server.pages["/live.m3u8"] = playlist(2, 2) + gap
    within, _ = library.open_live(ask)
    server.pages["/live.m3u8"] = playlist(3, 1) + gap + b"#EXTINF:10.0,\n5.ts\n"
    behind, _ = library.open_live(ask)

    assert (within.first, within.edge) == (500, 1000)
    assert (behind.first, behind.edge) == (750, 1250)
    media = library.resolve("live:own-1", Item(Source.PROGRAMME, "own-1", 1000, 1)).media
    assert isinstance(media, SegmentedMedia)
    assert media.run_at(Fraction(45)).first == 4


def test_a_playlist_with_an_end_is_a_service_that_plays_from_its_start(
    server: Server, library: Library, stream: bytes
):
    server.pages |= {f"/{n}.ts": stream for n in range(9)}
    server.pages["/vod.m3u8"] = playlist(0, 5) + b"#EXT-X-ENDLIST\n"
    ask = OpenLive(service(server.url + "vod.m3u8"))

    first, _ = library.open_live(ask)
    later, _ = library.open_live(ask)

    assert (first.first, first.start, first.edge) == (0, 0, 1250)
    assert later == first


def test_a_service_that_was_lost_for_long_goes_on_with_higher_frames(
    server: Server, library: Library, stream: bytes
):
    server.pages |= {f"/{n}.ts": stream for n in range(99)}
    ask = OpenLive(service(server.url + "live.m3u8"))

    server.pages["/live.m3u8"] = playlist(0, 3)
    first, _ = library.open_live(ask)
    server.pages["/live.m3u8"] = playlist(50, 3)
    later, _ = library.open_live(ask)

    assert later.first == first.edge
    assert later.edge == first.edge + 750


def test_a_viewer_who_joins_waits_for_no_segment_before_the_one_he_sees(
    server: Server,
):
    seconds = [piece.octets for piece in Cutter().feed(recorded(1300))]
    server.pages |= {f"/{n}.ts": b"".join(seconds[10 * n : 10 * n + 10]) for n in range(5)}
    server.pages["/live.m3u8"] = playlist(0, 5)
    fetched: list[str] = []

    def fetch(url: str) -> bytes:
        fetched.append(url.rpartition("/")[2])
        return server.pages[f"/{fetched[-1]}"]

    http = Http(server.url)
    library = opener(fetch, http)

    window, _ = library.open_live(OpenLive(service(server.url + "live.m3u8")))
    media = library.resolve("live:own-1", Item(Source.PROGRAMME, "own-1", 0, 1)).media
    shots = list(read(media, in_frame=window.start, frames=1, play_rate=PAL))
    library.close()
    http.close()

    assert window.start == 500
    assert [shot.index for shot in shots] == [0]
    # The first of the list says what it is; then come the one that is seen and what lies ahead.
    assert fetched[:3] == ["live.m3u8", "0.ts", "2.ts"]
    assert "1.ts" not in fetched


def test_a_transport_stream_without_a_playlist_is_a_live_service(
    server: Server, library: Library, stream: bytes
):
    server.pages["/channel"] = stream
    server.endless.add("/channel")

    window, _ = library.open_live(OpenLive(service(server.url + "channel")))
    choice = library.resolve("live:own-1", Item(Source.PROGRAMME, "own-1", 0, 1))

    assert (window.rate, window.first) == (PAL, 0)
    assert window.edge >= 1
    assert choice.media.name == server.url + "channel"


class Live:
    """A stream that comes as far as it is let, picture by picture."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._let = threading.Semaphore(0)
        self._over = threading.Event()

    @contextmanager
    def opened(self, _: str) -> Iterator[Stream]:
        yield Stream(0, -1, self._chunks())

    def come(self, pictures: int) -> None:
        self._let.release(pictures)

    def stop(self) -> None:
        self._over.set()
        self.come(1)

    def _chunks(self) -> Iterator[bytes]:
        packets = [self._stream[at : at + 188] for at in range(0, len(self._stream), 188)]
        yield packets[0]
        for packet in packets[1:]:
            if b"\0\0\1\xe0" in packet:
                self._let.acquire()
                if self._over.is_set():
                    return
            yield packet
        self._let.acquire()


@pytest.fixture
def joining(stream: bytes) -> Iterator[tuple[Live, Library, Deck]]:
    live = Live(stream)

    def nothing(url: str) -> bytes:
        raise UnavailableError(url)

    def creative(name: str) -> MediaChoice:
        raise UnavailableError(name)

    library = Library(nothing, creative=creative, open_stream=live.opened)
    deck = Deck(library.resolve)
    yield live, library, deck
    library.close()
    live.stop()
    deck.close()


def awaited(deck: Deck, frame: int) -> Shot:
    """The shot of ``frame``, though the stream may have to bring it first."""
    until = time.monotonic() + 20
    while (shot := deck.wait(frame)) is None:
        assert time.monotonic() < until, f"frame {frame} never came"
    return shot


def test_the_first_picture_of_a_stream_is_shown_when_the_second_begins(
    joining: tuple[Live, Library, Deck],
):
    live, library, deck = joining
    live.come(3)

    window, _ = library.open_live(OpenLive(service("http://127.0.0.1/stream")))
    deck.load("live:own-1", splicer.live("own-1"), rate=window.rate, start=window.start)
    first = awaited(deck, 0)

    assert (window.rate, window.start, window.edge) == (PAL, 0, 1)
    assert first.index == 0
    assert not first.sound.any()


def test_a_stream_that_begins_within_a_packet_and_comes_in_small_pieces_is_one(stream: bytes):
    live = Live(stream[50:])
    live.come(1000)
    library = Library(unreachable, creative=unreachable, open_stream=live.opened)

    window, _ = library.open_live(OpenLive(service("http://127.0.0.1/stream")))

    assert window.rate == PAL
    assert window.edge >= 1
    library.close()
    live.stop()


def unreachable(url: str) -> NoReturn:
    raise UnavailableError(url)


def test_a_stream_that_is_watched_while_it_comes_shows_what_its_segments_hold(
    joining: tuple[Live, Library, Deck], stream: bytes
):
    live, library, deck = joining
    pieces = Cutter().feed(stream)
    whole = SegmentedMedia(
        [Segment(str(n), piece.seconds) for n, piece in enumerate(pieces)],
        lambda name: pieces[int(name)].octets,
    )

    live.come(40)
    window, _ = library.open_live(OpenLive(service("http://127.0.0.1/stream")))
    deck.load("live:own-1", splicer.live("own-1"), rate=window.rate, start=window.start)
    shown = []
    for n in range(150):
        live.come(1)
        shot = awaited(deck, n)
        shown.append(shot.picture.to_ndarray().tobytes())

    expected = read(whole, in_frame=0, frames=150, play_rate=PAL)
    assert shown == [shot.picture.to_ndarray().tobytes() for shot in expected]


@pytest.mark.parametrize("step", [1800, 3599, 3601, 3750, 7200])
def test_a_rate_that_the_first_two_pictures_do_not_bear_out_is_not_believed(
    stream: bytes, step: int
):
    assert rate_of_head(stream, 3600) == PAL
    assert rate_of_head(stream, step) is None


def test_a_stream_whose_clock_begins_again_shows_every_picture_once(
    server: Server, library: Library, stream: bytes
):
    server.pages["/channel"] = stream * 2
    server.endless.add("/channel")
    ask = OpenLive(service(server.url + "channel"))

    while library.open_live(ask)[0].edge < 475:
        pass
    live = library.resolve("live:own-1", Item(Source.PROGRAMME, "own-1", 0, 1)).media
    shown = [
        round(shot.picture.to_ndarray(format="gray")[:36].mean())
        for shot in read(live, in_frame=0, frames=450, play_rate=PAL)
    ]

    once = shown[:250]
    assert len(set(once)) > 200
    assert shown == [*once, *once[:200]]


def test_a_stream_that_ends_is_opened_again_behind_what_was_seen(
    server: Server, library: Library, stream: bytes
):
    server.pages["/channel"] = stream
    ask = OpenLive(service(server.url + "channel"))

    first, _ = library.open_live(ask)
    windows = [library.open_live(ask)[0] for _ in range(50)]

    assert all(window.edge >= first.edge for window in windows)
    assert all(one.edge <= other.edge for one, other in pairwise(windows))


def test_a_stream_that_was_left_for_one_that_fails_comes_back(
    server: Server, library: Library, stream: bytes
):
    server.pages["/channel"] = stream
    server.endless.add("/channel")
    ask = OpenLive(service(server.url + "channel"))
    before, _ = library.open_live(ask)

    with pytest.raises(UnavailableError):
        library.open_live(OpenLive(Service("own-2", 2, "Gone", live_url=server.url + "gone.m3u8")))
    joined, _ = library.open_live(ask)

    live = library.resolve("live:own-1", Item(Source.PROGRAMME, "own-1", 0, 1)).media
    assert joined.first >= before.edge
    assert not live.ended


def test_a_stream_in_which_no_picture_comes_is_not_followed_on(server: Server, library: Library):
    server.pages["/radio"] = b"G" + bytes(187) + b"G" + bytes(187)
    ask = OpenLive(service(server.url + "radio"))

    for _ in range(3):
        with pytest.raises(UnavailableError):
            library.open_live(ask)

    following = [t for t in threading.enumerate() if t.name == "ts stream" and t.is_alive()]
    for thread in following:
        thread.join(5)
    assert not any(thread.is_alive() for thread in following)


def test_a_service_that_opens_late_does_not_disturb_the_one_that_is_watched(
    server: Server, stream: bytes
):
    slow, http = threading.Event(), Http(server.url)
    server.pages |= {f"/{n}.ts": stream for n in range(9)}
    server.pages |= {"/late.m3u8": playlist(0, 3), "/live.m3u8": playlist(0, 4)}

    def fetch(url: str) -> bytes:
        if url.endswith("late.m3u8"):
            slow.wait(20)
        return http.get(url, cap=1 << 20)

    library = opener(fetch, http)
    late = OpenLive(Service("own-2", 2, "Late", live_url=server.url + "late.m3u8"))
    thread = threading.Thread(target=library.open_live, args=(late,))
    thread.start()
    ask = OpenLive(service(server.url + "live.m3u8"))
    first, _ = library.open_live(ask)
    playing = library.resolve("live:own-1", Item(Source.PROGRAMME, "own-1", 0, 1)).media
    slow.set()
    thread.join()
    server.pages["/live.m3u8"] = playlist(1, 4)
    later, _ = library.open_live(ask)

    assert (first.edge, later.edge) == (1000, 1250)
    assert library.resolve("live:own-1", Item(Source.PROGRAMME, "own-1", 0, 1)).media is playing
    library.close()
    http.close()


def test_of_all_that_was_opened_only_the_last_few_are_kept(
    server: Server, library: Library, stream: bytes
):
    server.pages |= {"/a.m3u8": playlist(0, 1) + b"#EXT-X-ENDLIST\n", "/0.ts": stream}

    for n in range(9):
        library.open_recording(OpenCatchUp(f"p{n}", server.url + "a.m3u8"))

    assert library.facts("p8").frames == 250
    with pytest.raises(UnavailableError):
        library.resolve("p0", Item(Source.PROGRAMME, "p0", 0, 1))


def test_a_file_is_a_service_that_plays_from_its_start(
    library: Library, stream: bytes, tmp_path: Path
):
    path = tmp_path / "mine.ts"
    path.write_bytes(stream)

    window, _ = library.open_live(OpenLive(service(path.as_uri())))

    assert (window.start, window.edge) == (0, 250)


def test_a_recording_says_its_rate_and_length(server: Server, library: Library, stream: bytes):
    server.pages |= {"/a.m3u8": playlist(0, 3) + b"#EXT-X-ENDLIST\n"}
    server.pages |= {f"/{n}.ts": stream for n in range(3)}

    opened, notes = library.open_recording(OpenCatchUp("p", server.url + "a.m3u8"))

    assert (opened.rate, opened.frames, opened.breaks, notes) == (PAL, 750, (), ())
    assert library.facts("p").seconds == Fraction(30)


def test_what_cannot_be_reached_says_so(server: Server, library: Library):
    with pytest.raises(UnavailableError):
        library.open_recording(OpenCatchUp("p", server.url + "nowhere.m3u8"))


@pytest.mark.parametrize(
    ("stated", "programme", "spot"),
    [
        ("", 0.0, -1.5),
        ("#X-MEDIABOX-GAIN:-6.25", -6.25, -1.5),
        ("#X-MEDIABOX-GAIN:+4.00", 0.0, -5.5),
        ("#X-MEDIABOX-GAIN:+4000", 0.0, -1.5),
    ],
)
def test_a_loud_programme_is_turned_down_and_a_spot_in_a_quiet_one(
    server: Server, stream: bytes, stated: str, programme: float, spot: float
) -> None:
    http = Http(server.url)
    server.pages = {
        "/0.ts": stream,
        "/list.m3u8": f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n{stated}\n#EXTINF:10,\n0.ts\n"
        "#EXT-X-ENDLIST\n".encode(),
    }
    library = Library(
        lambda url: http.get(url, cap=1 << 20),
        creative=lambda name: MediaChoice(FileMedia(Path(name)), -1.5),
        open_stream=lambda url: http.stream(url, start=0, total_s=60),
        allowed_hosts=lambda _: {"127.0.0.1"},
    )

    library.open_recording(OpenCatchUp("p", f"{server.url}list.m3u8"))

    played = library.resolve("p", Item(Source.PROGRAMME, "p", 0, 10))
    tailored = library.resolve("p", Item(Source.CREATIVE, "spot", 0, 10))
    library.close()
    http.close()
    assert (played.gain_db, tailored.gain_db) == (programme, spot)
