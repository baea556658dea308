"""The relay, by real HTTP between a sender and a collector that both are recorded."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests
import uvicorn

from stb.formats.envelope import SEALED_OCTETS
from stb.headend.relay import Relay, build_relay
from tests.adapters.wire import Peer, Server, always, answer, closed_port

ENVELOPE = bytes(range(256)) * 4 + b"x" * (SEALED_OCTETS - 1024)


@contextmanager
def relaying(collector: str) -> Iterator[str]:
    """A relay to ``collector``; its URL."""
    listening = socket.create_server(("127.0.0.1", 0))
    app = build_relay(Relay(collector))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/relay/v1"
    finally:
        server.should_exit = True
        thread.join()


def posted(url: str, body: bytes) -> int:
    headers = {"Cookie": "box=7", "X-Forwarded-For": "192.0.2.7", "User-Agent": "household-7"}
    return requests.post(url, data=body, headers=headers, timeout=10).status_code


def test_the_collector_gets_the_envelope_and_not_one_word_of_its_sender():
    heard: list[bytes] = []

    def collector(peer: Peer) -> None:
        while request := peer.request():
            heard.append(request)
            peer.send(answer(b"{}"))

    with Server(collector) as server, relaying(server.url) as url:
        assert posted(url, ENVELOPE) == 200

    (request,) = heard
    head, _, _ = request.partition(b"\r\n\r\n")
    assert {line.split(b":")[0].lower() for line in head.splitlines()[1:]} == {
        b"host", b"content-type", b"content-length", b"connection"}  # fmt: skip
    assert not [word for word in (b"box=7", b"192.0.2.7", b"household-7") if word in request]


@pytest.mark.parametrize("size", [0, SEALED_OCTETS - 1, SEALED_OCTETS + 1, 100_000])
def test_what_is_not_the_size_of_an_envelope_is_not_handed_on(size: int):
    with relaying(f"http://127.0.0.1:{closed_port()}") as url:
        assert posted(url, b"x" * size) in {413, 422}


@pytest.mark.parametrize("said", [b"", b"nonsense\r\n", b"x" * 5000, answer(status="500 Broken")])
def test_a_collector_that_fails_is_told_as_not_now(said: bytes):
    with Server(always(said)) as server, relaying(server.url) as url:
        assert posted(url, ENVELOPE) == 503


def test_a_collector_that_is_not_there_is_told_as_not_now():
    with relaying(f"http://127.0.0.1:{closed_port()}") as url:
        assert posted(url, ENVELOPE) == 503


@pytest.mark.parametrize(
    ("url", "at"),
    [
        ("https://collector.example/", ("collector.example", 443)),
        ("http://collector.example/", ("collector.example", 80)),
        ("https://collector.example:8443/", ("collector.example", 8443)),
    ],
)
def test_without_a_port_it_is_that_of_the_scheme(url: str, at: tuple[str, int]):
    assert Relay(url).at == at
