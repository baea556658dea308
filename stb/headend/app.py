"""The operator's interface over HTTP, as `docs/headend.md` states it.

Handlers run on the server's one thread, so nothing beneath needs a lock. An
error is JSON with a dotted code; a message too long is cut off while it comes.
"""

from __future__ import annotations

import asyncio
import re
from datetime import date
from typing import Annotated

from fastapi import FastAPI, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, HTMLResponse
from starlette.exceptions import HTTPException

from stb import __version__
from stb.errors import InputError, RefusedError, StbError, UnavailableError
from stb.formats import strict_json
from stb.formats.reports import (
    REPORT_CAP,
    TOKENS_CAP,
    read_answer_token_wish,
    read_token_wish,
    write_accepted,
    write_granted,
)
from stb.headend.errors import NotThere, TooMuch
from stb.headend.front import RETRY_AFTER_S
from stb.headend.home import home_page
from stb.headend.lists import GuideFile, m3u_text, packed
from stb.headend.operator import Operator

JSON = "application/json"
PLAYLIST = "application/vnd.apple.mpegurl"
SEGMENT = "video/mp2t"
_METADATA = re.compile(r"(timestamp|\d{1,9}\.(root|snapshot|targets|ads))\.json")

Day = Annotated[str, Path(pattern=r"^2\d{3}-\d\d-\d\d$")]
Number = Annotated[int, Path(ge=0, le=1 << 33)]
Sha = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


def build_app(operator: Operator) -> FastAPI:
    """The application that serves ``operator``."""
    app = FastAPI(
        title="Head-end of the virtual Mediabox",
        version=__version__,
        description="The operator, simulated. The interface stands in docs/headend.md.",
        docs_url="/openapi",
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.add_exception_handler(StbError, _failed)
    app.add_exception_handler(HTTPException, _http_failed)
    app.add_exception_handler(RequestValidationError, _unfit)
    _facts(app, operator)
    _media(app, operator)
    _lists(app, operator)
    _repository(app, operator)
    _collectors(app, operator)
    return app


def _facts(app: FastAPI, operator: Operator) -> None:
    @app.get("/", response_class=HTMLResponse)
    async def home() -> Response:
        return HTMLResponse(home_page(operator))

    @app.get("/v1/lineup")
    async def lineup() -> Response:
        return Response(operator.lineup_json(), media_type=JSON)

    @app.get("/v1/guide/{day}")
    async def guide(day: Day) -> Response:
        try:
            asked = date.fromisoformat(day)
        except ValueError as error:
            raise NotThere(f"no day {day}") from error
        return Response(operator.guide_json(asked), media_type=JSON)

    @app.get("/v1/store")
    async def store() -> Response:
        return Response(operator.store_json(), media_type=JSON)


def _media(app: FastAPI, operator: Operator) -> None:
    @app.get("/live/{service}/index.m3u8")
    async def live_playlist(service: str) -> Response:
        return _playlist(operator.live.playlist(service, operator.now()))

    @app.get("/live/{service}/{k}.ts")
    async def live_segment(service: str, k: Number) -> Response:
        return Response(operator.live.segment(service, k, operator.now()), media_type=SEGMENT)

    @app.get("/catch-up/{programme}/index.m3u8")
    async def catch_up_playlist(programme: str) -> Response:
        return _playlist(operator.catch_up_playlist(programme))

    @app.get("/catch-up/{programme}/{n}.ts")
    async def catch_up_segment(programme: str, n: Number) -> Response:
        return Response(operator.catch_up_segment(programme, n), media_type=SEGMENT)

    @app.get("/catch-up-at/{service}/{utc}/index.m3u8")
    async def past_playlist(service: str, utc: Number) -> Response:
        return _playlist(operator.catch_up_playlist(operator.programme_at(service, utc)))

    @app.get("/catch-up-at/{service}/{utc}/{n}.ts")
    async def past_segment(service: str, utc: Number, n: Number) -> Response:
        programme = operator.programme_at(service, utc)
        return Response(operator.catch_up_segment(programme, n), media_type=SEGMENT)

    @app.get("/film/{product}/index.m3u8")
    async def film_playlist(product: str) -> Response:
        return _playlist(operator.films.playlist(product))

    @app.get("/film/{product}/{n}.ts")
    async def film_segment(product: str, n: Number) -> Response:
        return Response(operator.films.segment(product, n), media_type=SEGMENT)


def _lists(app: FastAPI, operator: Operator) -> None:
    guide_file = GuideFile(operator)

    @app.get("/m3u")
    async def m3u(request: Request) -> Response:
        text = m3u_text(operator.lineup, base_url=str(request.base_url))
        return Response(text, media_type="audio/x-mpegurl")

    @app.get("/xmltv")
    async def xmltv(request: Request) -> Response:
        octets = await guide_file.octets()
        headers = {"Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            octets, headers["Content-Encoding"] = packed(octets), "gzip"
        return Response(octets, media_type="application/xml", headers=headers)

    @app.get("/xmltv.gz")
    async def xmltv_gz() -> Response:
        return Response(packed(await guide_file.octets()), media_type="application/gzip")


def _repository(app: FastAPI, operator: Operator) -> None:
    repository, faults = operator.repository, operator.faults

    @app.get("/repository/metadata/{name}")
    async def metadata(name: str) -> Response:
        if not _METADATA.fullmatch(name):
            raise NotThere(f"no metadata {name}")
        return Response(
            repository.metadata(name, now=operator.now(), faults=faults), media_type=JSON
        )

    @app.get("/repository/targets/{path:path}")
    async def target(path: str) -> Response:
        return Response(repository.target(path, faults=faults), media_type=JSON)

    @app.get("/repository/content/c/{head}/{sha256}")
    async def content(head: str, sha256: Sha) -> Response:
        if head != sha256[:2]:
            raise NotThere(f"no creative {head}/{sha256}")
        return FileResponse(
            repository.creative(sha256, faults=faults), media_type="application/octet-stream"
        )


def _collectors(app: FastAPI, operator: Operator) -> None:
    @app.post("/orders/v1")
    async def orders(request: Request) -> Response:
        body = await body_of(request, cap=REPORT_CAP)
        accepted = operator.ledger.orders.take(body, received=operator.now())
        return Response(write_accepted(accepted), media_type=JSON)

    @app.post("/tokens/v1")
    async def tokens(request: Request) -> Response:
        wish = read_token_wish(await body_of(request, cap=TOKENS_CAP))
        operator.collector.admit(wish, operator.now())
        granted = []
        for each in wish.requests:
            granted.append(operator.collector.sign(each))
            await asyncio.sleep(0)  # a signature is milliseconds; pictures go between them
        return Response(write_granted(granted), media_type=JSON)

    @app.post("/telemetry-tokens/v1")
    async def telemetry_tokens(request: Request) -> Response:
        wish = read_answer_token_wish(await body_of(request, cap=REPORT_CAP))
        operator.collector.admit_answer(wish, operator.now())
        return Response(write_granted([operator.collector.sign(wish.request)]), media_type=JSON)

    @app.post("/envelopes/v1")
    async def envelopes(request: Request) -> Response:
        operator.collector.take(await body_of(request, cap=REPORT_CAP), operator.now())
        return Response(b"{}", media_type=JSON)


async def body_of(request: Request, *, cap: int) -> bytes:
    """The message, of at most ``cap`` bytes.

    Raises:
        TooMuch: it is longer.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > cap:
            raise TooMuch(f"a message of over {cap} bytes")
    return bytes(body)


def _playlist(text: str) -> Response:
    return Response(text, media_type=PLAYLIST, headers={"Cache-Control": "no-cache"})


async def _failed(_: Request, error: Exception) -> Response:
    assert isinstance(error, StbError)
    match error:
        case NotThere():
            status = 404
        case TooMuch():
            status = 413
        case InputError():
            status = 422
        case RefusedError():
            status = 403
        case UnavailableError():
            status = 503
        case _:
            status = 500
    headers = {"Retry-After": str(RETRY_AFTER_S)} if status == 503 else None
    return _error(status, error.code, str(error), headers)


async def _http_failed(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = {404: "headend.not_found", 405: "headend.method"}.get(error.status_code, "headend.http")
    return _error(error.status_code, code, str(error.detail), dict(error.headers or {}))


async def _unfit(request: Request, _: Exception) -> Response:
    return _error(422, "headend.address", f"not an address of ours: {request.url.path}", None)


def _error(status: int, code: str, message: str, headers: dict[str, str] | None) -> Response:
    body = strict_json.dumps({"error": code, "message": message[:500]})
    return Response(body, status_code=status, media_type=JSON, headers=headers)
