"""A recorder at the socket: every byte between the box and a server, both ways.

It stands between them as a plain TCP relay on loopback, so the box is told its
address instead of the server's and neither knows. What was recorded is read as
HTTP only afterwards; a proof of what left needs no trust in the box.
"""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import h11

_READ = 1 << 16
_LONG = 1 << 20


@dataclass(slots=True)
class Connection:
    """One connection: bytes ``sent`` by the box and ``received`` by it."""

    number: int
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One request as it stood on the wire, and the number of its connection."""

    connection: int
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Recorder:
    """A relay to ``host``:``port``; a context manager. `url` is what the box is told."""

    def __init__(self, host: str, port: int) -> None:
        self._to = (host, port)
        self._lock = threading.Lock()
        self._connections: list[Connection] = []
        self._threads: list[threading.Thread] = []
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self._start(self._accept)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def connections(self) -> tuple[Connection, ...]:
        with self._lock:
            return tuple(self._connections)

    def requests(self) -> tuple[Recorded, ...]:
        """All requests so far, connection by connection."""
        return tuple(r for each in self.connections for r in _requests(each))

    def bytes_sent(self) -> bytes:
        """Every byte that the box has sent, connection by connection."""
        return b"".join(bytes(each.sent) for each in self.connections)

    def close(self) -> None:
        self._closing.set()
        for thread in tuple(self._threads):
            thread.join()
        self._listener.close()

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self, work: object, *args: object) -> None:
        assert callable(work)
        thread = threading.Thread(target=work, args=args, name="recorder", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                box, _ = self._listener.accept()
            except TimeoutError:
                continue
            with self._lock:
                connection = Connection(len(self._connections) + 1)
                self._connections.append(connection)
            self._start(self._relay, box, connection)

    def _relay(self, box: socket.socket, connection: Connection) -> None:
        with box, suppress(OSError), socket.create_connection(self._to, timeout=5) as server:
            ways = {box: (server, connection.sent), server: (box, connection.received)}
            while ways and not self._closing.is_set():
                for source in select.select(list(ways), [], [], 0.05)[0]:
                    to, record = ways[source]
                    chunk = source.recv(_READ)
                    with self._lock:
                        record += chunk
                    if chunk:
                        to.sendall(chunk)
                    else:
                        del ways[source]
                        to.shutdown(socket.SHUT_WR)


def _requests(connection: Connection) -> Iterator[Recorded]:
    """The requests in the bytes that were sent; what is no HTTP is one request "?"."""
    reader = h11.Connection(h11.SERVER, max_incomplete_event_size=_LONG)
    reader.receive_data(bytes(connection.sent))
    head: h11.Request | None = None
    body = bytearray()
    try:
        while True:
            match reader.next_event():
                case h11.Request() as request:
                    head = request
                    body.clear()
                case h11.Data(data=data):
                    body += data
                case h11.EndOfMessage():
                    assert head is not None
                    yield _recorded(connection.number, head, bytes(body))
                    reader.send(h11.Response(status_code=200, headers=[("content-length", "0")]))
                    reader.send(h11.EndOfMessage())
                    if reader.our_state is not h11.DONE:
                        return
                    reader.start_next_cycle()
                case _:
                    return
    except h11.ProtocolError:
        yield Recorded(connection.number, "?", "", (), bytes(connection.sent))


def _recorded(number: int, head: h11.Request, body: bytes) -> Recorded:
    headers = tuple((n.decode("latin-1"), v.decode("latin-1")) for n, v in head.headers)
    return Recorded(
        number, head.method.decode("ascii"), head.target.decode("latin-1"), headers, body
    )
