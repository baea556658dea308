from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import closing

import pytest

from stb.adapters.http import Answer, Http
from stb.adapters.http_errors import (
    HttpEncoded,
    HttpOrigin,
    HttpRedirect,
    HttpSlow,
    HttpStatus,
    HttpTooLarge,
    HttpUnreachable,
)
from stb.adapters.http_reason import other_scheme
from stb.qa.recorder import Recorder
from tests.adapters.wire import Peer, Server, always, answer, closed_port, once

JSON = b'{"v":1}'


def fetch(server: Server, path: str = "/v1/lineup", *, cap: int = 100, total_s: float = 5) -> bytes:
    with closing(Http(server.url, gap_s=2, total_s=total_s)) as http:
        return http.get(path, cap=cap)


def test_a_body_comes_as_it_is():
    with Server(always(answer(JSON))) as server:
        assert fetch(server) == JSON


def test_a_request_says_nothing_of_the_box():
    said = []

    def serve(peer: Peer) -> None:
        said.append(peer.request())
        peer.send(answer(JSON, headers=["Set-Cookie: id=7; Path=/", 'ETag: "7"']))
        said.append(peer.request())
        peer.send(answer(JSON))

    with Server(serve) as server, closing(Http(server.url)) as http:
        http.get("v1/lineup", cap=100)
        http.get("v1/lineup", cap=100)

        port = server.port

    expected = (
        "GET /v1/lineup HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{port}\r\n"
        "User-Agent: Mediabox/1\r\n"
        "Accept-Encoding: identity\r\n\r\n"
    ).encode()
    assert said == [expected, expected]


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")

    with Server(always(answer(JSON))) as server:
        assert fetch(server) == JSON


def test_one_byte_over_the_cap_is_refused():
    with Server(always(answer(b"x" * 101))) as server:
        assert fetch(server, cap=101) == b"x" * 101
        with pytest.raises(HttpTooLarge):
            fetch(server, cap=100)


def test_an_endless_answer_is_cut_off_at_the_cap():
    def serve(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while peer.send(b"x" * 65536):
            pass

    with Server(serve) as server, pytest.raises(HttpTooLarge):
        fetch(server, cap=1 << 20)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_not_followed(status):
    with (
        Server(always(answer(status=status, headers=["Location: http://other/"]))) as server,
        pytest.raises(HttpRedirect, match="http://other/"),
    ):
        fetch(server)


def test_a_status_is_told():
    refused = answer(status="503 Busy", headers=["Retry-After: 120"])
    with Server(always(refused)) as server, pytest.raises(HttpStatus) as raised:
        fetch(server)

    assert (raised.value.status, raised.value.retry_after_s) == (503, 120)


@pytest.mark.parametrize("path", ["http://elsewhere/", "//elsewhere/x", "https://127.0.0.1/"])
def test_another_origin_is_not_asked(path):
    with Server(always(answer(JSON))) as server, pytest.raises(HttpOrigin):
        fetch(server, path)


def test_compression_that_was_not_asked_for_is_refused():
    with (
        Server(always(answer(b"x", headers=["Content-Encoding: gzip"]))) as server,
        pytest.raises(HttpEncoded),
    ):
        fetch(server)


def test_nobody_there_is_unreachable():
    with closing(Http(f"http://127.0.0.1:{closed_port()}")) as http, pytest.raises(HttpUnreachable):
        http.get("/", cap=1)


@pytest.mark.parametrize(
    "data",
    [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
     b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000 + b"\r\n"],
)  # fmt: skip
def test_an_answer_that_breaks_off_or_is_none_is_unreachable(data):
    with Server(once(data)) as server, pytest.raises(HttpUnreachable):
        fetch(server)


def drip(first: bytes) -> Server:
    def serve(peer: Peer) -> None:
        peer.request()
        peer.send(first)
        while peer.send(b"x"):
            never.wait(0.05)

    never = threading.Event()
    return Server(serve)


@pytest.mark.parametrize(
    "first", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Long: ", b""],
    ids=["body", "headers", "status"],
)  # fmt: skip
def test_a_dripping_answer_is_cut_off_at_the_deadline(first):
    with drip(first) as server:
        started = time.monotonic()
        with pytest.raises(HttpSlow):
            fetch(server, cap=1 << 20, total_s=0.4)

        assert time.monotonic() - started < 4


def test_silence_is_slow():
    stop = threading.Event()

    def serve(peer: Peer) -> None:
        peer.request()
        stop.wait(5)

    with Server(serve) as server, closing(Http(server.url, gap_s=0.2, total_s=5)) as http:
        with pytest.raises(HttpSlow):
            http.get("/", cap=1)
        stop.set()


def test_after_a_slow_answer_the_next_one_is_whole():
    with drip(b"") as slow, Server(always(answer(JSON))) as quick:
        with pytest.raises(HttpSlow):
            fetch(slow, total_s=0.2)
        assert fetch(quick) == JSON


def test_a_post_hands_back_any_status():
    busy = answer(b"no", status="503 Busy", headers=["Retry-After: 7"])
    with Server(always(busy)) as server, closing(Http(server.url)) as http:
        assert http.post("orders/v1", JSON, cap=10) == Answer(503, b"no", 7)


@pytest.mark.parametrize("said", ["soon", "-1", "9" * 11, "Wed, 21 Oct 2099 07:28:00 GMT", "٣"])
def test_a_strange_retry_after_counts_as_none(said):
    busy = answer(status="503 Busy").replace(
        b"\r\n\r\n", f"\r\nRetry-After: {said}\r\n\r\n".encode()
    )
    with Server(always(busy)) as server, closing(Http(server.url)) as http:
        assert http.post("orders/v1", JSON, cap=10).retry_after_s == 0


def test_a_stream_goes_on_where_it_was_broken_off():
    part = answer(b"world", status="206 Partial", headers=["Content-Range: bytes 5-9/10"])
    with (
        Server(always(part)) as server,
        closing(Http(server.url)) as http,
        http.stream("c/x", start=5, total_s=5) as stream,
    ):
        assert (stream.start, stream.length, b"".join(stream.chunks)) == (5, 5, b"world")


def test_a_server_that_cannot_go_on_starts_from_nought():
    with (
        Server(always(answer(b"helloworld"))) as server,
        closing(Http(server.url)) as http,
        http.stream("c/x", start=5, total_s=5) as stream,
    ):
        assert (stream.start, b"".join(stream.chunks)) == (0, b"helloworld")


def test_a_part_that_was_not_asked_for_is_refused():
    part = answer(b"world", status="206 Partial", headers=["Content-Range: bytes 4-9/10"])
    with (
        Server(always(part)) as server,
        closing(Http(server.url)) as http,
        pytest.raises(HttpStatus),
        http.stream("c/x", start=5, total_s=5),
    ):
        pass


@pytest.mark.parametrize("url", ["", "x", "file:///etc", "http://", "http://u:p@host/", "ftp://h"])
def test_what_is_no_server_is_a_mistake(url):
    with pytest.raises(ValueError, match="server"):
        Http(url)


def test_the_recorder_has_every_byte_both_ways():
    with Server(always(answer(JSON))) as server, Recorder("127.0.0.1", server.port) as recorder:
        with closing(Http(recorder.url)) as http:
            http.get("v1/lineup", cap=100)
            http.post("orders/v1", JSON, cap=100)
            http.post("plays/v1", JSON, cap=100, close=True)

        assert [(r.connection, r.method, r.target, r.body) for r in recorder.requests()] == [
            (1, "GET", "/v1/lineup", b""),
            (1, "POST", "/orders/v1", JSON),
            (1, "POST", "/plays/v1", JSON),
        ]
        assert recorder.requests()[0].headers == (
            ("host", recorder.url.removeprefix("http://")),
            ("user-agent", "Mediabox/1"),
            ("accept-encoding", "identity"),
        )
        assert bytes(recorder.connections[0].received) == answer(JSON) * 3
        assert recorder.bytes_sent().count(JSON) == 2


def test_what_is_no_http_is_recorded_all_the_same():
    with Server(once(b"")) as server, Recorder("127.0.0.1", server.port) as recorder:
        with socket.create_connection(("127.0.0.1", int(recorder.url.rpartition(":")[2]))) as sock:
            sock.sendall(b"\x00hello household-7\r\n\r\n")
            sock.recv(10)

        (request,) = recorder.requests()
        assert (request.method, request.body) == ("?", b"\x00hello household-7\r\n\r\n")


def says(server: Server, *, scheme: str) -> str:
    with (
        closing(Http(server.url.replace("http:", f"{scheme}:"), gap_s=2, total_s=5)) as http,
        pytest.raises(HttpUnreachable) as failed,
    ):
        http.get("v1/lineup", cap=100)
    return str(failed.value)


def test_https_asked_of_a_server_of_plain_http_says_what_to_type():
    def serve(peer: Peer) -> None:
        peer.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    with Server(serve) as server:
        assert f"try http://127.0.0.1:{server.port}/" in says(server, scheme="https")


@pytest.mark.parametrize("said", [b"", b"\x15\x03\x01\x00\x02\x02\x46"])
def test_plain_http_asked_of_a_server_of_https_says_what_to_type(said: bytes):
    def serve(peer: Peer) -> None:
        peer.request()
        peer.send(said)

    with Server(serve) as server:
        told = says(server, scheme="http")
        assert f"if it speaks https, try https://127.0.0.1:{server.port}/" in told


def test_a_server_that_was_heard_and_hangs_up_is_not_taken_for_another():
    answers = iter([answer(JSON, headers=["Connection: close"])])

    def serve(peer: Peer) -> None:
        peer.request()
        peer.send(next(answers, b""))

    with Server(serve) as server, closing(Http(server.url)) as http:
        http.get("v1/lineup", cap=100)
        with pytest.raises(HttpUnreachable) as failed:
            http.get("v1/lineup", cap=100)

    assert "https" not in str(failed.value)


def test_plain_http_is_offered_for_this_machine_alone():
    spoken = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number")
    spoken.reason = "WRONG_VERSION_NUMBER"

    assert "http://" not in other_scheme("https://tv.example/v1/lineup", spoken)
    assert "http://" in other_scheme("https://localhost:8780/v1/lineup", spoken)
    assert other_scheme("https://localhost:8780/", ConnectionRefusedError()) == ""
