"""What the loopback page answers: its files, the picture, the keys, and who may ask."""

from __future__ import annotations

import asyncio
import io
import re
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import pygame
from fastapi import Body, FastAPI, HTTPException, Response
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse

from stb.adapters.screen import icons
from stb.model.key import Key

WEB = Path(__file__).parent / "web"
BOUNDARY = "picture"
MOST_VIEWERS = 8
STILL_WITHIN_S = 2.0
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
ICON_SIZE = 64
FONTS = frozenset({"Inter-Regular.otf", "Inter-SemiBold.otf", "JetBrainsMono-Regular.ttf"})
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self';"
    " frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
KEPT = {**HEADERS, "Cache-Control": "max-age=86400"}
"""For what is the same every time."""

Asgi = Callable[
    [
        MutableMapping[str, Any],
        Callable[[], Awaitable[MutableMapping[str, Any]]],
        Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ],
    Awaitable[None],
]


class Audience:
    """Who watches. Pictures come from the box's thread, viewers live on the server's loop."""

    def __init__(self) -> None:
        self.port = 0
        self.facts: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._queues: dict[asyncio.Queue[bytes | None], asyncio.AbstractEventLoop] = {}
        self._still: pygame.Surface | None = None
        self._asked = threading.Event()
        self._given = threading.Event()
        self._closed = False

    @property
    def watching(self) -> bool:
        return bool(self._queues)

    @property
    def stills_wanted(self) -> bool:
        return self._asked.is_set()

    def give(self, picture: bytes) -> None:
        """A JPEG for every viewer, in the place of one that was not yet taken."""
        with self._lock:
            for queue, loop in self._queues.items():
                loop.call_soon_threadsafe(_replace, queue, picture)

    def give_still(self, surface: pygame.Surface) -> None:
        self._still = surface
        self._asked.clear()
        self._given.set()

    def still(self) -> pygame.Surface | None:
        """The next picture that is shown; the last one, or None, if none comes in time."""
        self._given.clear()
        self._asked.set()
        self._given.wait(STILL_WITHIN_S)
        return self._still

    def close(self) -> None:
        """Let every viewer's stream end."""
        with self._lock:
            self._closed = True
            for queue, loop in self._queues.items():
                if not loop.is_closed():
                    loop.call_soon_threadsafe(_replace, queue, None)

    def join(self) -> asyncio.Queue[bytes | None] | None:
        """A place for one more viewer, or None if it is full."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=1)
        with self._lock:
            if self._closed or len(self._queues) >= MOST_VIEWERS:
                return None
            self._queues[queue] = asyncio.get_running_loop()
        return queue

    def leave(self, queue: asyncio.Queue[bytes | None]) -> None:
        with self._lock:
            self._queues.pop(queue, None)


def _replace(queue: asyncio.Queue[bytes | None], picture: bytes | None) -> None:
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(picture)


async def pictures(audience: Audience, queue: asyncio.Queue[bytes | None]) -> AsyncIterator[bytes]:
    """Parts of a multipart answer, until the page closes or the viewer goes."""
    try:
        while (picture := await queue.get()) is not None:
            head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n"
            yield head.encode() + b"\r\n" + picture + b"\r\n"
    finally:
        audience.leave(queue)


class Guard:
    """Lets only this machine's own pages through; everything else gets 403."""

    def __init__(self, inner: Asgi, audience: Audience) -> None:
        self._inner = inner
        self._audience = audience

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        if scope["type"] != "http":
            return
        refused = refusal(scope["headers"], self._audience.port)
        if refused:
            answer = JSONResponse({"detail": refused}, status_code=403, headers=HEADERS)
            await answer(scope, receive, send)
        else:
            await self._inner(scope, receive, send)


def refusal(headers: list[tuple[bytes, bytes]], port: int) -> str:
    """Why a request with these ``headers`` may not be answered; empty if it may."""
    named: dict[str, list[str]] = {}
    for name, value in headers:
        named.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    ours = {f"{host}:{port}" for host in LOOPBACK} | (LOOPBACK if port == 80 else set())
    hosts = named.get("host", [])
    if len(hosts) != 1 or hosts[0].lower() not in ours:
        return "this page answers to its loopback address only"
    if any(origin != f"http://{hosts[0]}" for origin in named.get("origin", [])):
        return "this page answers to itself only"
    if any(site not in ("same-origin", "none") for site in named.get("sec-fetch-site", [])):
        return "this page answers to itself only"
    return ""


def app(
    audience: Audience, keys: Callable[[Key], None], *, plan: dict[str, Any], fonts: Path
) -> Asgi:
    """The page's server: ``keys`` gets each key that is pressed."""
    served = FastAPI(title="Mediabox", docs_url=None, redoc_url=None, openapi_url=None)
    _serve_page(served, plan=plan, fonts=fonts)
    _serve_television(served, audience, keys)
    return Guard(served, audience)


def _serve_page(served: FastAPI, *, plan: dict[str, Any], fonts: Path) -> None:
    """What the page is made of."""

    @served.get("/")
    def page() -> FileResponse:
        return FileResponse(WEB / "page.html", headers=HEADERS)

    @served.get("/page.{ending}")
    def file(ending: str) -> FileResponse:
        if ending not in ("css", "js"):
            raise HTTPException(404)
        return FileResponse(WEB / f"page.{ending}", headers=HEADERS)

    @served.get("/plan")
    def layout() -> JSONResponse:
        return JSONResponse(plan, headers=HEADERS)

    @served.get("/icons/{name}.png")
    def icon(name: str) -> Response:
        if name not in icons.NAMES:
            raise HTTPException(404)
        return Response(_icon(name, fonts), media_type="image/png", headers=KEPT)

    @served.get("/fonts/{name}")
    def font(name: str) -> FileResponse:
        if name not in FONTS or not (fonts / name).is_file():
            raise HTTPException(404)
        return FileResponse(fonts / name, headers=KEPT)


def _serve_television(served: FastAPI, audience: Audience, keys: Callable[[Key], None]) -> None:
    """What is seen on the page, and the keys that are pressed there."""

    @served.get("/state")
    def state() -> JSONResponse:
        return JSONResponse(audience.facts, headers=HEADERS)

    @served.get("/picture.png")
    def picture() -> Response:
        still = audience.still()
        if still is None:
            raise HTTPException(503, "no picture yet")
        return Response(_png(still), media_type="image/png", headers=HEADERS)

    @served.get("/picture.mjpeg")
    async def stream() -> Response:
        queue = audience.join()
        if queue is None:
            raise HTTPException(503, f"no more than {MOST_VIEWERS} can watch")
        return StreamingResponse(
            pictures(audience, queue),
            media_type=f"multipart/x-mixed-replace; boundary={BOUNDARY}",
            headers=HEADERS,
        )

    @served.post("/key", status_code=204)
    def press(key: Annotated[str, Body(embed=True, max_length=24)]) -> None:
        pressed = key_named(key)
        if pressed is None:
            raise HTTPException(422, "no such key")
        keys(pressed)


def key_named(name: str) -> Key | None:
    """The key that scripts call ``name`` ("OK", "CHANNEL-UP", "5"), whatever its case."""
    wanted = re.sub(r"[ _]", "-", name.strip().lower())
    return next((key for key in Key if key.value == wanted), None)


@cache
def _icon(name: str, fonts: Path) -> bytes:
    digits = pygame.font.Font(fonts / "Inter-Bold.otf", ICON_SIZE // 2)
    drawn = icons.draw(name, ICON_SIZE, (255, 255, 255, 255), digits)
    return _png(drawn) if drawn else b""


def _png(surface: pygame.Surface) -> bytes:
    file = io.BytesIO()
    pygame.image.save(surface, file, "picture.png")
    return file.getvalue()
