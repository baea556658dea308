from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from stb.adapters.clock import VirtualClock
from stb.adapters.courier import Noted
from stb.adapters.http import Http
from stb.adapters.http_errors import HttpPrivate, HttpRedirect
from stb.adapters.own_lineup import OwnFetch, OwnLineup
from stb.engine.ports import FetchGuide
from stb.errors import InputError, UnavailableError
from stb.formats.uri import UrlError
from stb.model.schedule import Programme
from tests.adapters.wire import Peer, Server, always, answer

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)

M3U = """#EXTM3U
#EXTINF:-1 tvg-id="een.nl" tvg-chno="7" group-title="Thuis",Eén
http://192.168.1.5:8080/een.m3u8
#EXTINF:-1,Twee
opname/twee.ts
#EXTINF:-1 tvg-chno="7",Drie
https://tv.example/drie.m3u8
#EXTINF:-1,Kwaad
file:///etc/passwd
"""

XMLTV = """<?xml version="1.0"?><tv>
<channel id="een.nl"><display-name>Eén</display-name></channel>
<programme channel="een.nl" start="20261118203000 +0100" stop="20261118205500 +0100">
<title lang="nl">Journaal</title><desc>Het nieuws.</desc><category>Nieuws</category>
<rating system="Kijkwijzer"><value>AL</value></rating></programme>
<programme channel="een.nl" start="20261119000000 +0000"><title>Nacht</title></programme>
<programme channel="een.nl" start="gisteren"><title>Stuk</title></programme>
<programme channel="twee.nl" start="20261118203000 +0100" stop="20261118205500 +0100">
<title>Niet</title>
</programme></tv>
"""


def own(lineup: object, guide: object | None = None) -> OwnLineup:
    return OwnLineup(
        str(lineup), None if guide is None else str(guide), clock=VirtualClock(EVENING), zone=UTC
    )


@dataclass(slots=True)
class Given(OwnFetch):
    """A list as it was fetched."""

    content: bytes = b""

    def __call__(self, url: str, *, cap: int = 0, total_s: float | None = None) -> bytes:
        return self.content


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "own.m3u").write_text(M3U, "utf-8")
    (tmp_path / "own.xml").write_text(XMLTV, "utf-8")
    return tmp_path


def services(noted: Noted) -> list[tuple[int, str, str]]:
    return [(s.number, s.name, s.live_url) for s in noted.result.services]


def test_a_list_in_a_file_is_the_users_own_word(files):
    noted = own(files / "own.m3u").lineup()

    assert services(noted) == [
        (1, "Twee", (files / "opname" / "twee.ts").as_uri()),
        (2, "Drie", "https://tv.example/drie.m3u8"),
        (7, "Eén", "http://192.168.1.5:8080/een.m3u8"),
    ]
    assert any("line 8" in note and "Kwaad" in note for note in noted.notes)


def test_the_hosts_of_a_file_are_known_before_it_is_asked_for(files):
    assert own(files / "own.m3u").fetch.named == {"192.168.1.5:8080", "tv.example:443"}


def test_a_list_at_an_address_leads_to_public_hosts_and_its_own():
    listed = M3U + "#EXTINF:-1,Vier\nvier.ts\n#EXTINF:-1,Vijf\nhttp://localhost:1/vijf.ts\n"
    with Server(always(answer(listed.encode()))) as server:
        own_lineup = own(f"{server.url}/lijst/tv.m3u")
        with closing(own_lineup.fetch):
            noted = own_lineup.lineup()

        assert services(noted) == [
            (1, "Twee", f"{server.url}/lijst/opname/twee.ts"),
            (2, "Vier", f"{server.url}/lijst/vier.ts"),
            (7, "Drie", "https://tv.example/drie.m3u8"),
        ]  # fmt: skip
        left_out = " ".join(noted.notes)
        assert all(name in left_out for name in ("Eén", "Kwaad", "Vijf"))
        assert "url.private" in left_out


@pytest.mark.parametrize(("host", "shown"), [("192.168.1.9", True), ("127.0.0.1", False)])
def test_a_list_may_name_another_port_of_its_own_host_but_not_on_this_machine(host, shown):
    listed = f"#EXTM3U\n#EXTINF:-1,Een\nhttp://{host}:5004/v1\n" + M3U.partition("\n")[2]
    own_lineup = own(f"http://{host}/lineup.m3u")
    own_lineup.fetch = Given({f"{host}:80"}, content=listed.encode())

    noted = own_lineup.lineup()

    assert (f"http://{host}:5004/v1" in [url for _, _, url in services(noted)]) is shown
    assert ("Een: " in " ".join(noted.notes)) is not shown
    assert ("192.168.1.5:8080" in own_lineup.fetch.named) is False


def test_a_named_host_is_named_at_its_port_and_at_no_other():
    with Server(always(answer(b"x"))) as named, Server(always(answer(b"secret"))) as beside:
        with closing(OwnFetch({f"127.0.0.1:{named.port}"})) as fetch:
            assert fetch(named.url) == b"x"
            with pytest.raises(UrlError, match="home network"):
                fetch(beside.url)


def test_the_address_of_a_stream_is_a_channel_of_its_own():
    playlist = b"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n1.ts\n#EXT-X-ENDLIST\n"
    with Server(always(answer(playlist))) as server:
        own_lineup = own(f"{server.url}/zolder.m3u8")
        with closing(own_lineup.fetch):
            assert services(own_lineup.lineup()) == [
                (1, "zolder.m3u8", f"{server.url}/zolder.m3u8")
            ]


def test_programmes_are_matched_and_dated(files):
    own_lineup = own(files / "own.m3u", files / "own.xml")
    own_lineup.lineup()

    noted = own_lineup.handlers()[FetchGuide](FetchGuide(date(2026, 11, 18)))

    assert noted.result.of_service("own-7") == (
        Programme("own-7-20261118T193000Z", "own-7", EVENING, EVENING + timedelta(minutes=25),
                  "Journaal", "", "Het nieuws.", "Nieuws", "AL", catch_up=False),
    )  # fmt: skip
    assert list(noted.result.by_service) == ["own-7"]
    assert any("line 7" in note for note in noted.notes)


def test_a_programme_without_an_end_lasts_until_the_next_or_some_hours(files):
    own_lineup = own(files / "own.m3u", files / "own.xml")
    own_lineup.lineup()

    noted = own_lineup.handlers()[FetchGuide](FetchGuide(date(2026, 11, 19)))

    (night,) = noted.result.of_service("own-7")
    assert night.length == timedelta(hours=4)


def test_without_a_guide_every_day_is_empty(files):
    own_lineup = own(files / "own.m3u")
    own_lineup.lineup()

    noted = own_lineup.handlers()[FetchGuide](FetchGuide(date(2026, 11, 18)))

    assert noted == Noted(type(noted.result)())


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UnavailableError, match=r"gone\.m3u"):
        own(tmp_path / "gone.m3u").lineup()


@pytest.mark.parametrize("text", ["", "#EXTM3U\n", "#EXTM3U\n#EXTINF:-1,X\nfile:///etc/passwd\n"])
def test_a_list_without_a_channel_is_refused(tmp_path, text):
    (tmp_path / "own.m3u").write_text(text)

    with pytest.raises(InputError):
        own(tmp_path / "own.m3u").lineup()


def test_a_private_host_that_nobody_named_is_not_fetched_from():
    with Server(always(answer(b"x"))) as server, closing(OwnFetch()) as fetch:
        with pytest.raises(UrlError, match="home network"):
            fetch(server.url)
        fetch.named.add("127.0.0.1")
        assert fetch(server.url) == b"x"


def test_a_name_that_resolves_to_the_home_network_is_not_fetched_from():
    heard = []

    def serve(peer: Peer) -> None:
        heard.append(peer.request())

    with Server(serve) as server:
        http = Http(f"http://localhost:{server.port}", public_only=True)
        with closing(http), pytest.raises(HttpPrivate):
            http.get("/", cap=1)
    assert heard in ([], [b""])


def test_a_redirect_is_followed_only_to_where_one_may_go():
    def towards(place: str) -> bytes:
        return answer(status="302 Found", headers=[f"Location: {place}"])

    def serve(peer: Peer) -> None:
        while request := peer.request():
            match request.split(b" ")[1]:
                case b"/good":
                    peer.send(towards("/here"))
                case b"/bad":
                    peer.send(towards("http://10.0.0.1/admin"))
                case b"/round":
                    peer.send(towards("/round"))
                case _:
                    peer.send(answer(b"x"))

    with Server(serve) as server, closing(OwnFetch({"127.0.0.1"})) as fetch:
        assert fetch(f"{server.url}/good") == b"x"
        with pytest.raises(UrlError, match="home network"):
            fetch(f"{server.url}/bad")
        with pytest.raises(HttpRedirect):
            fetch(f"{server.url}/round")
