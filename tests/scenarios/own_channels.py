"""A home network: a server with channels in every form that people have them in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from stb.formats.ts import Cutter, Piece

LISTED = 6
"""Segments in the window of a live playlist."""

PIECE = 188 * 64

Body = bytes | Iterator[bytes]


class HomeServer:
    """Serves what ``pages`` say, by path; what is called is asked anew for each request."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | Callable[[], Body]] = {}
        self.asked: list[str] = []
        self._over = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                page = outer.pages.get(self.path)
                self.send_response(404 if page is None else 200)
                self.end_headers()
                body = page() if callable(page) else page or b""
                with suppress(OSError):
                    for piece in [body] if isinstance(body, bytes) else body:
                        self.wfile.write(piece)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}/"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def __enter__(self) -> HomeServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def shows(self, stream: bytes) -> None:
        """Serve a transport stream as HLS with an end, as HLS live, and bare, in a loop."""
        pieces = segments(stream)
        for n, piece in enumerate(pieces):
            self.pages[f"/{n}.ts"] = piece.octets
        self.pages["/vod.m3u8"] = playlist(pieces, 0) + b"#EXT-X-ENDLIST\n"
        self.pages["/live.m3u8"] = playlist(pieces[:LISTED], 0)
        self.pages["/master.m3u8"] = b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=800000\nlive.m3u8\n"
        self.pages["/loop"] = lambda: self._looped(stream)

    def _looped(self, stream: bytes) -> Iterator[bytes]:
        """The stream over and over, faster than it plays but not all at once."""
        at = 0
        while not self._over.wait(0.02):
            yield stream[at : at + PIECE]
            at = at + PIECE if at + PIECE < len(stream) else 0


def segments(stream: bytes) -> list[Piece]:
    """The stream cut where decoding may begin."""
    cutter = Cutter()
    return [*cutter.feed(stream), *cutter.feed(stream[: len(stream) // 2])]


def playlist(pieces: list[Piece], first: int) -> bytes:
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:4", f"#EXT-X-MEDIA-SEQUENCE:{first}"]
    for n, piece in enumerate(pieces, start=first):
        lines += ["#EXT-X-DISCONTINUITY"] if piece.jumped else []
        lines += [f"#EXTINF:{float(piece.seconds):.3f},", f"{n}.ts"]
    return "\n".join([*lines, ""]).encode()
