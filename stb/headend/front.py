"""In front of every answer: the record of requests, who may ask, and the faults.

The record holds what a server cannot help seeing: method, path and sizes. It
is what shows that two boxes of different segments ask the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from stb.formats import strict_json
from stb.headend.faults import Faults, Outage

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

RETRY_AFTER_S = 30
_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_COLLECTORS = ("/orders/", "/tokens/", "/telemetry-tokens/", "/envelopes/")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in. Sizes are of the bodies, in bytes."""

    method: str
    path: str
    status: int
    received: int
    sent: int


class Front:
    """An ASGI application around another."""

    def __init__(
        self,
        app: App,
        *,
        faults: Faults,
        record: Callable[[Asked], None],
        hang_up: Callable[[Scope], None],
    ) -> None:
        self._app, self._faults, self._record = app, faults, record
        self._hang_up = hang_up

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = str(scope["path"])
        passing = _Passing(scope["method"], path, receive, send, self._record)
        try:
            await self._answer(path, scope, passing)
        finally:
            passing.ended()

    async def _answer(self, path: str, scope: Scope, passing: _Passing) -> None:
        faults = self._faults
        if faults.slow_s:
            await asyncio.sleep(faults.slow_s)
        collector = path.startswith(_COLLECTORS)
        if faults.outage is Outage.REFUSED:
            await self._break_off(scope)
        elif faults.outage is Outage.UNAVAILABLE or (collector and faults.collector_down):
            await passing.refuse(503, "headend.down", "not now", retry_after_s=RETRY_AFTER_S)
        elif not _is_local(scope):
            await passing.refuse(403, "headend.foreign", "asked in a name or from a page not ours")
        elif faults.cuts(path):
            passing.half = True
            await self._app(scope, passing.receive, passing.send)
            await self._break_off(scope)
        else:
            await self._app(scope, passing.receive, passing.send)

    async def _break_off(self, scope: Scope) -> None:
        self._hang_up(scope)
        await asyncio.sleep(0.01)  # the protocol learns of it before we return


class _Passing:
    """The messages of one request on their way, counted.

    A request is recorded before its last byte goes out, so that whoever has the
    answer finds it in the record.
    """

    def __init__(
        self,
        method: str,
        path: str,
        receive: Receive,
        send: Send,
        record: Callable[[Asked], None],
    ) -> None:
        self._method, self._path = method, path
        self._receive, self._send, self._record = receive, send, record
        self._status = self._received = self._sent = 0
        self.half = False
        self._broken_off = self._recorded = False

    def ended(self) -> None:
        """Record the request, once."""
        if not self._recorded:
            self._recorded = True
            self._record(Asked(self._method, self._path, self._status, self._received, self._sent))

    async def receive(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
        elif self.half:
            await self._send_half(message)
            return
        else:
            self._sent += len(message.get("body", b""))
            if not message.get("more_body"):
                self.ended()
        await self._send(message)

    async def refuse(self, status: int, code: str, message: str, *, retry_after_s: int = 0) -> None:
        """An error instead of an answer."""
        body = strict_json.dumps({"error": code, "message": message})
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
        if retry_after_s:
            headers.append((b"retry-after", str(retry_after_s).encode()))
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})

    async def _send_half(self, message: Message) -> None:
        if self._broken_off:
            return
        self._broken_off = True
        body = message.get("body", b"")
        kept = body[: len(body) // 2]
        self._sent += len(kept)
        await self._send({"type": "http.response.body", "body": kept, "more_body": True})


def _is_local(scope: Scope) -> bool:
    """Whether the request names a loopback host and comes from no web page elsewhere."""
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    host = headers.get(b"host", "")
    origin = headers.get(b"origin", "")
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return name in _HOSTS and origin in ("", f"{scope.get('scheme', 'http')}://{host}")
