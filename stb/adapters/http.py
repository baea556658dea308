"""One way to fetch: from one origin, bounded in size and time, saying nothing of the box.

No redirects, no proxy from the environment, no cookies, no compression, no
header that tells one box from another. A server that drips its answer is cut
off at the total deadline, while it sends its headers too. What the libraries
raise ends here.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as Urllib3Timeout

from stb.adapters.alarm import Alarm
from stb.adapters.http_errors import (
    HttpEncoded,
    HttpOrigin,
    HttpPrivate,
    HttpRedirect,
    HttpSlow,
    HttpStatus,
    HttpTooLarge,
    HttpUnreachable,
)
from stb.adapters.http_reason import other_scheme, plain
from stb.formats.uri import is_public

AGENT = "Mediabox/1"
JSON = "application/json"
GAP_S = 10.0
"""The longest silence."""

TOTAL_S = 60.0
"""The longest answer, where the caller does not say."""

PATIENT_S = 120.0
"""On the virtual clock nobody waits, and a slow machine must not change what happens."""

_CHUNK = 1 << 16
_TIMED_OUT = (requests.Timeout, Urllib3Timeout, TimeoutError)
_WENT_WRONG = (requests.RequestException, HTTPError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: any status that is no redirect, and at most ``cap`` bytes."""

    status: int
    body: bytes
    retry_after_s: int = 0


@dataclass(frozen=True, slots=True)
class Stream:
    """A body as it comes: from byte ``start`` of the whole, ``length`` bytes, -1 if not said."""

    start: int
    length: int
    chunks: Iterator[bytes]


class Http:
    """Requests to the origin of ``base_url``; safe to use from several threads.

    ``verify`` is a file of certificates to trust for https, or the system's own.
    ``public_only`` refuses an address of the home network, whatever the name.

    Raises:
        ValueError: ``base_url`` is not http or https with a host.
    """

    def __init__(
        self,
        base_url: str,
        *,
        verify: str | bool = True,
        public_only: bool = False,
        gap_s: float = GAP_S,
        total_s: float = TOTAL_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            raise ValueError(f"not the address of a server: {base_url}")
        self.base_url = base_url if base_url.endswith("/") else base_url + "/"
        self._origin = parts[:2]
        self._gap_s, self._total_s = gap_s, total_s
        self._monotonic, self._public_only = monotonic, public_only
        self._session = _session(verify)
        self._alarm = Alarm()
        self._heard = False

    def close(self) -> None:
        self._session.close()
        self._alarm.dismiss()

    def get(self, path: str, *, cap: int, total_s: float | None = None) -> bytes:
        """The body at ``path`` (relative to the base, or absolute in its origin).

        Raises:
            UnavailableError: http.unreachable, http.status, http.slow.
            InputError: http.too_large, http.redirect, http.origin, http.encoded.
        """
        with self._answered("GET", path, {}, None, total_s) as (url, answer, chunks):
            if answer.status_code != 200:
                raise HttpStatus(url, answer.status_code, retry_after_s=_retry_after(answer))
            return _joined(url, chunks, cap)

    @contextmanager
    def stream(self, path: str, *, start: int, total_s: float) -> Iterator[Stream]:
        """The body at ``path`` from byte ``start``, where the server can, else from 0.

        Raises:
            UnavailableError, InputError: as `get`; http.status 416 when ``start`` is
                past the end. Also raised while the chunks are read.
        """
        headers = {"Range": f"bytes={start}-"} if start else {}
        with self._answered("GET", path, headers, None, total_s) as (url, answer, chunks):
            match answer.status_code:
                case 200:
                    begins = 0
                case 206 if _range_start(answer) == start:
                    begins = start
                case status:
                    raise HttpStatus(url, status, retry_after_s=_retry_after(answer))
            yield Stream(begins, _length(answer), chunks)

    def post(
        self, path: str, body: bytes, *, cap: int, close: bool = False, form: str = JSON
    ) -> Answer:
        """What the server answers to a ``body`` of a media type; with ``close`` on its own wire.

        Raises:
            UnavailableError: http.unreachable, http.slow.
            InputError: http.too_large, http.redirect, http.origin, http.encoded.
        """
        headers = {"Content-Type": form}
        if close:
            headers["Connection"] = "close"
        with self._answered("POST", path, headers, body, None) as (url, answer, chunks):
            return Answer(answer.status_code, _joined(url, chunks, cap), _retry_after(answer))

    @contextmanager
    def _answered(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes | None,
        total_s: float | None,
    ) -> Iterator[tuple[str, requests.Response, Iterator[bytes]]]:
        url = urljoin(self.base_url, path)
        if urlsplit(url)[:2] != self._origin:
            raise HttpOrigin(f"{url} is not at {self.base_url}")
        deadline = self._monotonic() + (self._total_s if total_s is None else total_s)
        with self._cut_off_at(url, deadline):
            answer = self._session.request(
                method,
                url,
                headers=headers,
                data=body,
                stream=True,
                allow_redirects=False,
                timeout=self._gap_s,
            )
        self._heard = True
        try:
            if 300 <= answer.status_code < 400:
                raise HttpRedirect(url, answer.headers.get("Location", ""))
            if answer.headers.get("Content-Encoding", "identity") != "identity":
                raise HttpEncoded(f"{url} is compressed")
            yield url, answer, self._chunks(url, answer, deadline)
        finally:
            answer.close()

    def _chunks(self, url: str, answer: requests.Response, deadline: float) -> Iterator[bytes]:
        """The body, one read of the socket at a time, so that a drip cannot hide in one call."""
        while True:
            if self._monotonic() > deadline:
                raise HttpSlow(f"{url}: no whole answer in time")
            try:
                chunk = answer.raw.read1(_CHUNK, decode_content=False)
            except _WENT_WRONG as error:
                raise _translated(url, error, sent=True) from error
            if not chunk:
                return
            yield chunk

    @contextmanager
    def _cut_off_at(self, url: str, deadline: float) -> Iterator[None]:
        """Shut the connection of the request made in here at ``deadline``."""
        try:
            left_s = max(deadline - self._monotonic(), 0.0)
            guard = _Guard(self._alarm, left_s, self._public_only)
        except RuntimeError as error:  # no thread is started while the process ends
            raise HttpUnreachable(f"{url}: {error}", sent=False) from error
        _current.guard = guard
        try:
            yield
        except _WENT_WRONG as error:
            if guard.struck:
                raise HttpSlow(f"{url}: no answer in time", sent=guard.sent) from error
            # A server that was heard speaks what it is spoken to: then it is something else.
            hint = "" if self._heard else other_scheme(url, error)
            raise _translated(url, error, sent=guard.sent, hint=hint) from error
        finally:
            guard.disarm()
            _current.guard = None


# -- the session -----------------------------------------------------------------------


def _session(verify: str | bool) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.verify = verify
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.clear()
    session.headers.update({"User-Agent": AGENT, "Accept-Encoding": "identity"})
    for scheme in ("http://", "https://"):
        session.mount(scheme, _GuardedAdapter(pool_connections=1, pool_maxsize=8))
    return session


_current = threading.local()


class _Guard:
    """Shuts the socket of the request it guards when the time is up."""

    def __init__(self, alarm: Alarm, seconds: float, public_only: bool) -> None:
        self.public_only = public_only
        self.struck = self.sent = False
        self.connection: HTTPConnection | None = None
        self._alarm = alarm
        self._limit = alarm.set(seconds, self._strike)

    def disarm(self) -> None:
        self._alarm.lift(self._limit)

    def _strike(self) -> None:
        self.struck = True
        sock = self.connection.sock if self.connection is not None else None
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


def _guard() -> _Guard | None:
    """The guard of the request that this thread is making."""
    guard = getattr(_current, "guard", None)
    return guard if isinstance(guard, _Guard) else None


def _watch(connection: HTTPConnection) -> None:
    if (guard := _guard()) is not None:
        guard.connection = connection
        guard.sent = connection.sock is not None
        if connection.sock is not None and guard.public_only:
            _check_public(connection)


def _check_public(connection: HTTPConnection) -> None:
    """What a name resolved to is known only now, and nothing has been said yet."""
    assert connection.sock is not None
    address = str(connection.sock.getpeername()[0])
    if not is_public(address):
        connection.close()
        raise HttpPrivate(f"{connection.host} is {address}, an address of the home network")


class _GuardedConnection(HTTPConnection):
    def putrequest(self, *args: Any, **kwargs: Any) -> None:
        _watch(self)
        super().putrequest(*args, **kwargs)

    def connect(self) -> None:
        super().connect()
        _watch(self)


class _GuardedSecureConnection(_GuardedConnection, HTTPSConnection):
    """What is guarded goes on to the secure connection's own."""


class _GuardedPool(HTTPConnectionPool):
    ConnectionCls = _GuardedConnection


class _GuardedSecurePool(HTTPSConnectionPool):
    ConnectionCls = _GuardedSecureConnection


class _GuardedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        pools = {"http": _GuardedPool, "https": _GuardedSecurePool}
        self.poolmanager.pool_classes_by_scheme = pools


# -- answers ---------------------------------------------------------------------------


def _translated(
    url: str, error: Exception, *, sent: bool, hint: str = ""
) -> HttpSlow | HttpUnreachable:
    if isinstance(error, _TIMED_OUT):
        return HttpSlow(f"{url}: no answer in time", sent=sent)
    return HttpUnreachable(f"{url}: {plain(error)}{hint}", sent=sent)


def _joined(url: str, chunks: Iterator[bytes], cap: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > cap:
            raise HttpTooLarge(f"{url}: more than {cap} bytes")
    return bytes(body)


def _retry_after(answer: requests.Response) -> int:
    text = answer.headers.get("Retry-After", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else 0


def _length(answer: requests.Response) -> int:
    text = answer.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else -1


def _range_start(answer: requests.Response) -> int:
    unit, _, rest = answer.headers.get("Content-Range", "").partition(" ")
    first = rest.partition("-")[0]
    return int(first) if unit == "bytes" and first.isascii() and first.isdigit() else -1
