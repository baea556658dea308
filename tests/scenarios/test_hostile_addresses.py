"""Lists and media from elsewhere lead nowhere: no file, no other host at home, no other origin.

A victim listens on loopback at an address that nobody named; it must never hear a connection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, suppress
from datetime import UTC
from fractions import Fraction
from pathlib import Path

import pytest

from stb.adapters.clock import SystemClock
from stb.adapters.headend import media_fetch
from stb.adapters.http import Http, Stream
from stb.adapters.library import Fetch, Library
from stb.adapters.media.container import open_media
from stb.adapters.media.probe import probe
from stb.adapters.media.source import BytesMedia, FileMedia, Segment, SegmentedMedia
from stb.adapters.own_lineup import OwnFetch, OwnLineup
from stb.engine.ports import OpenCatchUp, OpenLive
from stb.errors import StbError
from stb.model.service import Service
from stb.qa.plugin import Home
from tests.adapters.media.clips import Clip, make
from tests.adapters.wire import Peer, Server, answer

SECRET = b"#EXTM3U\nroot:x:0:0:not for you\n"


class Ear:
    """Hears every connection, and answers with what looks like a segment."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []

    def __call__(self, peer: Peer) -> None:
        self.heard.append(peer.request())
        peer.send(answer(SECRET))


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def victim(ear: Ear) -> Iterator[Server]:
    with Server(ear) as server:
        yield server


def targets(victim: Server, secret: Path) -> list[str]:
    """Every way that is known to name the victim or the file."""
    port = victim.port
    return [
        f"http://127.0.0.1:{port}/x.ts", f"http://127.1:{port}/x.ts",
        f"http://2130706433:{port}/x.ts", f"http://0x7f.0.0.1:{port}/x.ts",
        f"http://0:{port}/x.ts", f"http://[::ffff:127.0.0.1]:{port}/x.ts",
        f"//127.0.0.1:{port}/x.ts", f"HTTP://127.0.0.1:{port}/x.ts",
        f"http://user@127.0.0.1:{port}/x.ts", f"http://tv.example@127.0.0.1:{port}/x.ts",
        f"http://127.0.0.1.:{port}/x.ts", f"tcp://127.0.0.1:{port}", f"rtp://127.0.0.1:{port}",
        f"crypto+http://127.0.0.1:{port}/x.ts", f"hls+http://127.0.0.1:{port}/x.m3u8",
        f"cache:http://127.0.0.1:{port}/x.ts", f"async:http://127.0.0.1:{port}/x.ts",
        secret.as_uri(), f"file:{secret}", f"{secret}", f"concat:{secret}|{secret}",
        f"subfile,,start,0,end,9,,:{secret}", f"subfile:{secret}", f"data:text/plain,{port}",
        "pipe:0", f"FILE://{secret}", f"file://localhost{secret}", f"crypto:{secret}",
    ]  # fmt: skip


def playlist(uri: str) -> str:
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{uri}\n#EXT-X-ENDLIST\n"


FORMS: dict[str, Callable[[str], str]] = {
    "segment": playlist,
    "map": lambda uri: playlist("a.m4s").replace("#EXTINF", f'#EXT-X-MAP:URI="{uri}"\n#EXTINF'),
    "key": lambda uri: playlist("a.ts").replace(
        "#EXTINF", f'#EXT-X-KEY:METHOD=AES-128,URI="{uri}"\n#EXTINF'
    ),
    "session key": lambda uri: "#EXTM3U\n#EXT-X-SESSION-KEY:METHOD=AES-128,"
    f'URI="{uri}"\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n',
    "variant": lambda uri: f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{uri}\n",
    "rendition": lambda uri: '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="n",'
    f'URI="{uri}"\n#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="a"\na.m3u8\n',
    "interstitial": lambda uri: playlist("a.ts").replace(
        "#EXTINF",
        '#EXT-X-PROGRAM-DATE-TIME:2026-11-18T19:30:00Z\n#EXT-X-DATERANGE:ID="i",CLASS='
        f'"com.apple.hls.interstitial",START-DATE="2026-11-18T19:30:00Z",X-ASSET-URI="{uri}"\n'
        "#EXTINF",
    ),
    "content steering": lambda uri: f'#EXTM3U\n#EXT-X-CONTENT-STEERING:SERVER-URI="{uri}"\n'
    "#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_playlist_from_elsewhere_leads_to_no_file_and_no_address_at_home(
    form: str, victim: Server, ear: Ear, tmp_path: Path
):
    secret = tmp_path / "secret.ts"
    secret.write_bytes(SECRET)
    asked: list[str] = []
    for uri in targets(victim, secret):
        text = FORMS[form](uri).encode()

        def serve(peer: Peer, text: bytes = text) -> None:
            while request := peer.request():
                asked.append(request.split(b" ")[1].decode())
                peer.send(answer(text))

        with Server(serve) as elsewhere, closing(OwnFetch({"localhost"})) as fetch:
            url = f"http://localhost:{elsewhere.port}/list.m3u8"
            opened(fetch, url, hosts=frozenset({"localhost"}))

    assert ear.heard == []
    assert {path.rpartition(".")[2] for path in asked} <= {"m3u8", "ts", "m4s"}, set(asked)


def opened(fetch: OwnFetch | Http, url: str, *, hosts: frozenset[str]) -> None:
    """Open what is at ``url`` live and as a recording, and read it; it may fail as it likes."""
    get: Fetch = media_fetch(fetch) if isinstance(fetch, Http) else fetch

    def no_creative(_: str) -> None:
        raise AssertionError("no creative is asked for")

    def stream(url: str) -> AbstractContextManager[Stream]:
        if isinstance(fetch, Http):
            return fetch.stream(url, start=0, total_s=5)
        return fetch.stream(url, total_s=5)

    library = Library(
        get, creative=no_creative, open_stream=stream, allowed_hosts=lambda _: hosts  # type: ignore[arg-type]
    )  # fmt: skip
    with closing(library):
        for request, work in (
            (OpenLive(Service("own-1", 1, "Een", url)), library.open_live),
            (OpenCatchUp("a", url), library.open_recording),
        ):
            with suppress(StbError):
                work(request)  # type: ignore[operator]


def test_a_playlist_of_the_head_end_leads_to_no_other_origin_at_all(
    victim: Server, ear: Ear, tmp_path: Path
):
    secret = tmp_path / "secret.ts"
    secret.write_bytes(SECRET)
    for uri in [*targets(victim, secret), "http://tv.example/x.ts", "https://127.0.0.1/x.ts"]:

        def serve(peer: Peer, text: bytes = playlist(uri).encode()) -> None:
            while peer.request():
                peer.send(answer(text))

        with Server(serve) as headend, closing(Http(headend.url)) as http:
            url = f"{headend.url}/catch-up/a/index.m3u8"
            opened(http, url, hosts=frozenset({"127.0.0.1"}))

    assert ear.heard == []


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 Other", "307 There", "308 Thus"])
def test_a_redirect_from_elsewhere_leads_to_no_address_at_home(
    status: str, victim: Server, ear: Ear, tmp_path: Path
):
    secret = tmp_path / "secret.ts"
    secret.write_bytes(SECRET)
    for uri in targets(victim, secret):
        there = answer(status=status, headers=[f"Location: {uri}"])

        def serve(peer: Peer, there: bytes = there) -> None:
            while peer.request():
                peer.send(there)

        with Server(serve) as elsewhere, closing(OwnFetch({"localhost"})) as fetch:
            with suppress(StbError):
                fetch(f"http://localhost:{elsewhere.port}/x.ts")

    assert ear.heard == []


def test_a_list_of_channels_from_elsewhere_leads_to_no_file_and_no_address_at_home(
    victim: Server, ear: Ear, tmp_path: Path
):
    secret = tmp_path / "secret.ts"
    secret.write_bytes(SECRET)
    uris = targets(victim, secret)
    lines = "".join(
        f'#EXTINF:-1 tvg-logo="{uri}" url-tvg="{uri}" catchup="default" catchup-source="{uri}",{n}'
        f"\n{uri}\n"
        for n, uri in enumerate(uris)
    )
    listed = f'#EXTM3U url-tvg="{uris[0]}" x-tvg-url="{uris[0]}"\n{lines}'.encode()

    def serve(peer: Peer) -> None:
        while peer.request():
            peer.send(answer(listed))

    with Server(serve) as elsewhere:
        own = OwnLineup(f"http://localhost:{elsewhere.port}/tv.m3u", clock=SystemClock(), zone=UTC)
        with closing(own.fetch):
            services: tuple[Service, ...] = ()
            with suppress(StbError):
                services = own.lineup().result.services  # type: ignore[union-attr]
            for service in services:
                opened(own.fetch, service.live_url, hosts=frozenset(own.fetch.named))

    assert ear.heard == []
    assert all(service.live_url.startswith("http") for service in services)


MEDIA = {
    "a playlist": lambda uri: playlist(uri).encode(),
    "a concat list": lambda uri: f"ffconcat version 1.0\nfile '{uri}'\n".encode(),
    "a session description": lambda uri: (
        f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {uri} RTP/AVP 33\n"
    ).encode(),
    "a manifest": lambda uri: (
        f'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><BaseURL>{uri}'
        "</BaseURL></Period></MPD>"
    ).encode(),
    "subtitles": lambda uri: f"WEBVTT\n\n00:00.000 --> 00:09.000\n{uri}\n".encode(),
}


@pytest.mark.parametrize("form", MEDIA)
def test_media_that_are_a_list_in_disguise_open_nothing(
    form: str, victim: Server, ear: Ear, tmp_path: Path
):
    secret = tmp_path / "secret.ts"
    secret.write_bytes(SECRET)
    for uri in targets(victim, secret):
        data = MEDIA[form](uri)
        file = tmp_path / "disguised.ts"
        file.write_bytes(data)
        piece = SegmentedMedia([Segment("a", Fraction(4))], lambda _, d=data: d)  # type: ignore[misc]
        for media in (BytesMedia(data), FileMedia(file), piece):
            with pytest.raises(StbError):
                open_media(media).close()

    assert ear.heard == []


def test_a_film_whose_data_are_said_to_lie_elsewhere_opens_nothing(
    victim: Server, ear: Ear, tmp_path: Path
):
    """An MP4 may name another file as the place of its samples (ISO/IEC 14496-12, 8.7.2)."""
    good = make(Clip("good.mp4", 31, 50), tmp_path).read_bytes()
    within = b"\x00\x00\x00\x0curl \x00\x00\x00\x01"
    assert within in good
    address = f"http://127.0.0.1:{victim.port}/x.ts".encode() + b"\0"
    elsewhere = (12 + len(address)).to_bytes(4, "big") + b"url \x00\x00\x00\x00" + address
    grown = grow(good, within, elsewhere)

    with suppress(StbError):
        probe(BytesMedia(grown))

    assert ear.heard == []


def grow(data: bytes, old: bytes, new: bytes) -> bytes:
    """``data`` with each ``old`` as ``new``, and the boxes around it as much longer."""
    boxes = (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref")

    def grown(part: bytes) -> bytes:
        out, at = b"", 0
        while at + 8 <= len(part):
            size, kind = int.from_bytes(part[at : at + 4], "big"), part[at + 4 : at + 8]
            body = part[at + 8 : at + size]
            if kind in boxes:
                skip = 8 if kind == b"dref" else 0
                body = body[:skip] + grown(body[skip:])
            whole = (8 + len(body)).to_bytes(4, "big") + kind + body
            out += new if whole == old else whole
            at += max(size, 8)
        return out

    changed = grown(data)
    assert new in changed
    return changed


def test_a_playlist_of_a_channel_of_the_users_reaches_no_head_end_on_this_machine(home: Home):
    asked: list[str] = []

    def serve(peer: Peer) -> None:
        while request := peer.request():
            asked.append(path := request.split(b" ")[1].decode())
            if path == "/tv.m3u":
                peer.send(answer(b"#EXTM3U\n#EXTINF:-1,Een\nlist.m3u8\n"))
            else:
                peer.send(answer(playlist(f"{home.headend.url}live/lured.ts").encode()))

    with Server(serve) as elsewhere:
        box = home.switch_on(lineup=f"http://localhost:{elsewhere.port}/tv.m3u")
        box.wait(4)

    assert "/list.m3u8" in asked
    assert [row for row in home.headend.ledger()["requests"] if "lured" in row["path"]] == []
