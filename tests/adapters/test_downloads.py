"""What a download tells whoever serves it: nothing by which a box is known again.

Each rule through every door by which bytes come in: JSON and playlists, media by parts, the
user's own lists, and signed metadata.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from stb.adapters.http import Http
from stb.adapters.http_errors import HttpRedirect
from stb.adapters.own_lineup import OwnFetch
from stb.adapters.tuf_client import Network
from stb.errors import StbError
from stb.formats.uri import UrlError, place_of
from tests.adapters.wire import Peer, Server, answer, closed_port

BRANDS = (
    "Set-Cookie: id=7; Path=/; Max-Age=31536000", 'ETag: "box-7"',
    "Last-Modified: Wed, 18 Nov 2026 07:07:07 GMT", "Cache-Control: private, max-age=31536000",
    "Strict-Transport-Security: max-age=31536000", "Accept-CH: Device-Memory",
    "WWW-Authenticate: Basic realm=x",
)  # fmt: skip
"""What a server may put on a box to know it by later."""

Door = Callable[[str], object]


def by_get(url: str) -> object:
    with closing(Http(url)) as http:
        return [http.get("a/x", cap=99), http.get("a/y", cap=99)]


def by_parts(url: str) -> object:
    with closing(Http(url)) as http:
        for name in ("a/x", "a/y"):
            with suppress(StbError), http.stream(name, start=5, total_s=5) as stream:
                b"".join(stream.chunks)
        return None


def by_own_list(url: str) -> object:
    with closing(OwnFetch({place_of(url)})) as fetch:
        return [fetch(f"{url}/a/x"), fetch(f"{url}/a/y")]


def by_own_stream(url: str) -> object:
    with closing(OwnFetch({place_of(url)})) as fetch:
        for name in ("x", "y"):
            with fetch.stream(f"{url}/a/{name}", total_s=5) as stream:
                b"".join(stream.chunks)
        return None


DOORS: dict[str, Door] = {
    "get": by_get, "parts": by_parts, "own list": by_own_list, "own stream": by_own_stream,
}  # fmt: skip


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest) -> Door:
    return DOORS[request.param]


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment that would route and name every request, were it asked."""
    proxy = f"http://user:secret@127.0.0.1:{closed_port()}"
    for name in ("http_proxy", "https_proxy", "all_proxy", "ftp_proxy"):
        monkeypatch.setenv(name, proxy)
        monkeypatch.setenv(name.upper(), proxy)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))


def heard(door: Door) -> list[dict[str, str]]:
    """The heads of all requests, by lower-case name; every answer tries to brand the box."""
    heads: list[dict[str, str]] = []

    def serve(peer: Peer) -> None:
        while request := peer.request():
            lines = request.decode().split("\r\n\r\n")[0].split("\r\n")[1:]
            heads.append({k.lower(): v.strip() for k, _, v in (x.partition(":") for x in lines)})
            peer.send(answer(b"x" * 9, headers=list(BRANDS)))

    with Server(serve) as server:
        door(server.url)
    assert len(heads) == 2
    return heads


def test_a_download_carries_no_cookie_and_keeps_none(door: Door):
    assert not any("cookie" in head for head in heard(door))


def test_a_download_carries_no_etag_and_asks_for_no_change_since(door: Door):
    conditions = {"etag", "if-none-match", "if-modified-since", "if-range", "if-match"}

    assert not any(conditions & set(head) for head in heard(door))


def test_a_download_carries_no_referrer(door: Door):
    assert not any({"referer", "origin"} & set(head) for head in heard(door))


def test_a_download_carries_no_name_or_password_of_the_machine(door: Door):
    named = {"authorization", "proxy-authorization", "from"}

    assert not any(named & set(head) for head in heard(door))


def test_a_download_carries_the_same_few_headers_from_every_box(door: Door):
    first, second = heard(door)

    assert first == second
    assert set(first) <= {"host", "user-agent", "accept-encoding", "range"}
    assert (first["user-agent"], first["accept-encoding"]) == ("Mediabox/1", "identity")


def test_a_download_asks_no_proxy_of_the_environment(door: Door):
    assert all(head["host"].startswith("127.0.0.1:") for head in heard(door))


@pytest.fixture
def elsewhere() -> Iterator[tuple[Server, list[bytes]]]:
    """Another host, and what it hears."""
    asked: list[bytes] = []

    def serve(peer: Peer) -> None:
        asked.append(peer.request())
        peer.send(answer(b"x"))

    with Server(serve) as server:
        yield server, asked


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_download_follows_no_redirect_to_another_host(
    door: Door, status: int, elsewhere: tuple[Server, list[bytes]]
):
    other, asked = elsewhere

    def serve(peer: Peer) -> None:
        while peer.request():
            away = f"Location: http://localhost:{other.port}/id-7"
            peer.send(answer(status=f"{status} Away", headers=[away]))

    with Server(serve) as server, suppress(HttpRedirect, UrlError):
        door(server.url)

    assert asked == []


def test_signed_metadata_is_fetched_by_the_same_door():
    heads: list[str] = []

    def serve(peer: Peer) -> None:
        while request := peer.request():
            heads.append(request.decode())
            peer.send(answer(b"{}", headers=list(BRANDS)))

    with Server(serve) as server, closing(Http(server.url)) as http:
        fetcher = Network(http)
        for name in ("timestamp.json", "snapshot.json"):
            b"".join(fetcher.fetch(f"{server.url}/metadata/{name}"))
        host = f"127.0.0.1:{server.port}"

    for head in heads:
        assert head.split("\r\n")[1:] == [
            f"Host: {host}", "User-Agent: Mediabox/1", "Accept-Encoding: identity", "", "",
        ]  # fmt: skip
    assert len(heads) == 2
