"""A server on loopback that answers with the very bytes a test gives it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Self


def answer(body: bytes = b"", *, status: str = "200 OK", headers: Iterable[str] = ()) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


class Peer:
    """One connection: reads requests, sends bytes; what it cannot send it forgets."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection

    def request(self) -> bytes:
        """The next request with its body, or nothing at the end."""
        data = b""
        while b"\r\n\r\n" not in data:
            if not (chunk := self._socket.recv(65536)):
                return b""
            data += chunk
        head, _, body = data.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        while len(body) < length:
            body += self._socket.recv(65536)
        return head + b"\r\n\r\n" + body

    def send(self, data: bytes) -> bool:
        try:
            self._socket.sendall(data)
        except OSError:
            return False
        return True


class Server:
    """Serves every connection with ``serve(peer)`` in a thread; a context manager."""

    def __init__(self, serve: Callable[[Peer], None]) -> None:
        self._serve = serve
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def port(self) -> int:
        return self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            thread = threading.Thread(target=self._talk, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            self._serve(Peer(connection))


def always(data: bytes) -> Callable[[Peer], None]:
    """Answers every request with the same bytes, and keeps the connection."""

    def serve(peer: Peer) -> None:
        while peer.request():
            peer.send(data)

    return serve


def once(data: bytes) -> Callable[[Peer], None]:
    """Answers one request and hangs up."""

    def serve(peer: Peer) -> None:
        peer.request()
        peer.send(data)

    return serve


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
