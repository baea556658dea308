"""The relay: takes envelopes from boxes and hands them on, so that neither end sees both.

It sees who sends and cannot open what he sends; the collector opens what it cannot trace.
That holds only as far as somebody else than the operator runs it, who logs nothing: this
one stands beside the simulated head-end for want of somebody else. It hands on the body
and not one header, waits for nothing, and keeps no record.
"""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response

from stb.formats.envelope import SEALED_OCTETS

PATIENCE_S: Final = 10.0
_LONGEST_LINE: Final = 256
_TYPE: Final = "application/octet-stream"


class Relay:
    """Hands envelopes on to the collector at ``url``, whose https is judged by ``authority``."""

    def __init__(self, url: str, *, authority: Path | None = None) -> None:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        self._host, self._port = parts.hostname or "", parts.port or (443 if secure else 80)
        self._tls = None
        if secure:
            self._tls = ssl.create_default_context(cafile=authority)

    @property
    def at(self) -> tuple[str, int]:
        """Host and port of the collector."""
        return self._host, self._port

    async def hand_on(self, envelope: bytes) -> bool:
        """Whether the collector took ``envelope``; it is tried once."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._handed_on(envelope)
        except (OSError, TimeoutError, ValueError):
            return False

    async def _handed_on(self, envelope: bytes) -> bool:
        reader, writer = await asyncio.open_connection(
            self._host, self._port, ssl=self._tls, limit=_LONGEST_LINE
        )
        try:
            head = (
                f"POST /envelopes/v1 HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n"
                f"Content-Type: {_TYPE}\r\nContent-Length: {len(envelope)}\r\n"
                "Connection: close\r\n\r\n"
            )
            writer.write(head.encode("ascii") + envelope)
            await writer.drain()
            return (await reader.readline()).startswith(b"HTTP/1.1 200 ")
        finally:
            writer.close()


def build_relay(relay: Relay) -> FastAPI:
    """The application of ``relay``: one address, which takes an envelope and nothing else."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.post("/relay/v1")
    async def forward(request: Request) -> Response:
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > SEALED_OCTETS:
                return Response(status_code=413)
        if len(body) != SEALED_OCTETS:
            return Response(status_code=422)
        return Response(status_code=200 if await relay.hand_on(bytes(body)) else 503)

    return app
