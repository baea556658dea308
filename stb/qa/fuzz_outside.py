"""More readers that `stb fuzz` knows: what is no broadcast, and comes from outside all the same.

A collector's answers, tokens and envelopes, household files, cue lists, pictures, requests of
the loopback page, and what a box finds on its own disk.
"""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from typing import Any

from stb.adapters import assets
from stb.adapters.screen import pictures
from stb.adapters.screen.cache import SurfaceCache
from stb.adapters.screen.page_app import Audience, app
from stb.adapters.screen.words import Fonts
from stb.errors import InputError, RefusedError
from stb.formats import envelope, privacy_pass
from stb.formats.bundle import (
    Claim,
    read_custom,
    read_index,
    read_revoked,
    write_custom,
    write_index,
)
from stb.formats.household import HouseholdFile, read_household_file, write_household
from stb.formats.proof import holds, proven
from stb.formats.reports import (
    MOST_TOKENS,
    read_accepted,
    read_answer_token_wish,
    read_token_wish,
    write_accepted,
    write_report,
)
from stb.formats.strict_json import dumps, loads
from stb.formats.viewing import read_remembered, write_remembered
from stb.headend.cuesheet import read_cue_sheet
from stb.model.household import Fact, Household
from stb.model.key import Key
from stb.model.place import BreakMade, Counted, Remembered, SpotMade, Tally
from stb.model.report import AnswerTokenWish, TokenWish
from stb.model.time import PAL
from stb.qa.fuzz import Target
from stb.qa.fuzz_kept import receipts_target, rows_target
from stb.qa.fuzz_metadata import metadata_target
from stb.qa.fuzz_script import script_target
from stb.qa.fuzz_told import postcodes_target, provisioning_target

_AT = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
_JSON = (b'"', b"{", b"[", b"]", b"}", b",", b"1e999", b"NaN", b"9" * 5000, b"\\ud800", b"\xe2\x80")
_BAD = (InputError, RefusedError)


def _json(name: str, read: Callable[[bytes], object], *seeds: bytes) -> Target:
    return Target(name, read, seeds, _BAD, tokens=_JSON, structured=True)


# -- JSON of every kind ------------------------------------------------------------------


def _index() -> Target:
    index = write_index(["bundles/2026-W47/sports.json"], ["ab" * 32])
    custom = dumps(write_custom(Claim("sports", "2026-W47", 100)))

    def read(message: bytes) -> object:
        if b"households" in message:
            return read_custom(loads(message, cap=1 << 16))
        return read_index(message), read_revoked(message)

    return _json("index", read, index, custom)


def _answers() -> Target:
    return _json("answers", read_accepted, write_accepted(["0" * 32, "1" * 32]))


def _household() -> Target:
    facts: dict[str, Fact] = {"postcode": "6211", "children": 2, "packages": ("sport",)}
    home = HouseholdFile(Household("young-family", "Gezin", facts, "1470"), {"nl": "Gezin"})
    return _json("household", read_household_file, write_household(home))


def _cues() -> Target:
    spots = [{"id": "gen-1", "frames": 50, "replaceable": True}, {"id": "gen-2", "frames": 75}]
    sheet = [
        {"break": "b1", "at": "00:00:04:00", "spots": spots},
        {"break": "b2", "at": 900, "spots": spots},
    ]
    return _json("cues", lambda m: read_cue_sheet(m, rate=PAL, frames=3000), dumps(sheet))


def _viewing() -> Target:
    spot = SpotMade("gen-1", "ab" * 32, "", "sports")
    whole = Remembered(
        "programme-1", _AT, (BreakMade("b1", (spot,)),),
        (Tally(50, "ab" * 32, ((0, 20), (30, 40)), 2, counted=False),),
        (Counted("ab" * 32, "acme", _AT),),
    )  # fmt: skip
    return _json("viewing", read_remembered, write_remembered(whole))


# -- tokens and envelopes ----------------------------------------------------------------


def _wishes() -> Target:
    """Requests for tokens; none but the two that a set made may be proven."""
    credential, request = bytes(range(32)), "A" * 348
    week = proven(TokenWish("limburg", "2026-W47", (request,) * MOST_TOKENS), credential)
    period = proven(AnswerTokenWish("limburg", "2026-W45", request), credential)

    def read(message: bytes) -> object:
        reader = read_token_wish if b"week" in message else read_answer_token_wish
        wish = reader(message)
        if holds(wish, credential) and wish not in (week, period):
            raise AssertionError("a wish that no set made is proven")
        return wish

    return _json("wishes", read, write_report(week), write_report(period))


def _token() -> Target:
    key = privacy_pass.TokenKey((1 << 2047) + 1)
    request = privacy_pass.write_request(key, bytes(256))
    token = b"\x00\x02" + bytes(range(96)) + bytes(256)

    def read(message: bytes) -> object:
        if message.startswith(b"0"):
            return privacy_pass.read_key(message)
        if len(message) < len(token):
            return privacy_pass.read_request(message, key)
        return privacy_pass.read_token(message)

    return Target("token", read, (privacy_pass.write_key(key), request, token), _BAD)


def _envelope() -> Target:
    return Target("envelope", envelope.emptied, (envelope.filled(b"{}"),), _BAD, tokens=(b"\0",))


# -- pictures ----------------------------------------------------------------------------


_PICTURES = (
    (
        "iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAYAAAAMJL+VAAAAIUlEQVQ4jWM8oRHVwEBDwERLw0ctGLVg",
        "1IJRC0YtoBYAADwvAeooMRzsAAAAAElFTkSuQmCC",
    ),
    (
        "iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAIAAACDRijCAAAAHElEQVQ4jWM8oRHFQA3ARBVTRg0aNWjU",
        "oBFsEAAtZAFqL7kcoQAAAABJRU5ErkJggg==",
    ),
    (
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAUDBAQEAwUEBAQFBQUGBwwIBwcHBw8LCwkMEQ8SEhEPERET",
        "FhwXExQaFRERGCEYGh0dHx8fExciJCIeJBweHx7/2wBDAQUFBQcGBw4ICA4eFBEUHh4eHh4eHh4eHh4e",
        "Hh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh7/wAARCAAQABgDASIAAhEBAxEB/8QA",
        "HwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIh",
        "MUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVW",
        "V1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXG",
        "x8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQF",
        "BgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAV",
        "YnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOE",
        "hYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq",
        "8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDiaKKKg/egooooA//Z",
    ),
)
"""24 x 16 in one colour: PNG with and without transparency, JPEG."""


def _picture() -> Target:
    logging.getLogger(pictures.__name__).addHandler(logging.NullHandler())
    seeds = [base64.b64decode("".join(lines)) for lines in _PICTURES]
    folder = assets.folder()

    def read(message: bytes) -> object:
        gallery = pictures.Gallery(folder, Fonts(folder / "fonts"), SurfaceCache(8 << 20))
        gallery.bring("brought", message)
        drawn = gallery.get("brought", (32, 18), radius=2, dimmed=True, label="Naam")
        assert drawn.get_size() == (32, 18)
        try:
            return pictures.declared_size(message)
        except ValueError as error:
            raise InputError(str(error)) from error

    return Target("picture", read, tuple(seeds), _BAD, tokens=(b"IHDR", b"IDAT", b"\xff\xc0"))


# -- the loopback page -------------------------------------------------------------------

_PORT = 8000


class _Answered(InputError):
    """The page refused a request."""

    code = "page.refused"


def _page() -> Target:
    audience, pressed = Audience(), list[Key]()
    audience.port = _PORT
    served = app(audience, pressed.append, plan={"keys": []}, fonts=assets.folder() / "fonts")
    head = f"host: 127.0.0.1:{_PORT}\r\ncontent-type: application/json\r\n".encode()
    seeds = (
        b"POST /key\r\n" + head + b'\r\n{"key":"OK"}',
        b"POST /key\r\n" + head + f"origin: http://127.0.0.1:{_PORT}\r\n".encode()
        + b'\r\n{"key":"CHANNEL-UP"}',
        b"GET /state\r\n" + head + b"sec-fetch-site: same-origin\r\n\r\n",
        b"GET /fonts/Inter-Regular.otf\r\n" + head + b"range: bytes=0-9\r\n\r\n",
    )  # fmt: skip

    def read(message: bytes) -> object:
        pressed.clear()
        scope, body = _request(message)
        status = asyncio.run(_asked(served, scope, body))
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        ours = [f"{host}:{_PORT}".encode() for host in ("127.0.0.1", "localhost", "[::1]")]
        if pressed and (scope["method"] != "POST" or hosts[0].lower() not in ours):
            raise AssertionError(f"a key was pressed by {scope}")
        if status >= 500:
            raise AssertionError(f"status {status}")
        if status >= 400:
            raise _Answered(f"status {status}")
        return status

    tokens = (b"/../", b"%00", b"\r\nhost: evil.example", b"\r\norigin: null", b"\xff", b'"key"')
    return Target("page", read, seeds, _BAD, tokens=tokens)


def _request(message: bytes) -> tuple[dict[str, Any], bytes]:
    """A request as a server hands it on: names in lower case, no line ends in a value."""
    head, _, body = message.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    method, _, target = first.partition(b" ")
    path, _, query = target.partition(b"?")
    headers = [
        (name.strip().lower(), value.strip())
        for name, _, value in (line.partition(b":") for line in lines)
    ]
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1",
        "method": method.decode("latin-1").upper(), "scheme": "http",
        "path": path.decode("utf-8", "replace"), "raw_path": path, "query_string": query,
        "root_path": "", "headers": headers, "client": ("127.0.0.1", 1), "server": None,
    }, body  # fmt: skip


async def _asked(served: Any, scope: dict[str, Any], body: bytes) -> int:
    status: list[int] = []
    waiting = [body]

    async def receive() -> MutableMapping[str, Any]:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return {"type": "http.disconnect"}

    async def send(event: MutableMapping[str, Any]) -> None:
        if event["type"] == "http.response.start":
            status.append(event["status"])

    call: Awaitable[None] = served(scope, receive, send)
    await asyncio.wait_for(call, timeout=10)
    return status[0]


OUTSIDE: dict[str, Callable[[], Target]] = {
    "metadata": metadata_target,
    "index": _index,
    "answers": _answers,
    "wishes": _wishes,
    "token": _token,
    "envelope": _envelope,
    "household": _household,
    "provisioning": provisioning_target,
    "postcodes": postcodes_target,
    "cues": _cues,
    "viewing": _viewing,
    "rows": rows_target,
    "receipts": receipts_target,
    "picture": _picture,
    "page": _page,
    "script": script_target,
}
