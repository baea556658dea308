"""What can go wrong with a fetch, each by its own name and code."""

from __future__ import annotations

from stb.errors import InputError, UnavailableError


class HttpUnreachable(UnavailableError):
    """Nobody answers there, or the connection broke; ``sent``: the request may have arrived."""

    code = "http.unreachable"

    def __init__(self, message: str, *, sent: bool = True) -> None:
        super().__init__(message)
        self.sent = sent


class HttpStatus(UnavailableError):
    """The server answered, but not with what was asked for."""

    code = "http.status"

    def __init__(self, url: str, status: int, *, retry_after_s: int = 0) -> None:
        super().__init__(f"{url}: status {status}")
        self.status, self.retry_after_s = status, retry_after_s


class HttpSlow(UnavailableError):
    """The answer did not come in time; ``sent``: the request may have arrived."""

    code = "http.slow"

    def __init__(self, message: str, *, sent: bool = True) -> None:
        super().__init__(message)
        self.sent = sent


class HttpTooLarge(InputError):
    """The answer is longer than it may be."""

    code = "http.too_large"


class HttpRedirect(InputError):
    """The server points elsewhere, to ``location``; the box does not follow."""

    code = "http.redirect"

    def __init__(self, url: str, location: str) -> None:
        super().__init__(f"{url} points to {location[:200]!r}; redirects are not followed")
        self.location = location


class HttpPrivate(InputError):
    """A name from outside leads to an address of the home network."""

    code = "http.private"


class HttpOrigin(InputError):
    """An address that lies outside the origin this connection is for."""

    code = "http.origin"


class HttpEncoded(InputError):
    """The answer is compressed though that was not asked for."""

    code = "http.encoded"
