"""Why a request failed, in words: the innermost reason, and what to type instead."""

from __future__ import annotations

import ssl
from http.client import BadStatusLine, RemoteDisconnected
from ipaddress import ip_address
from urllib.parse import urlsplit

_NO_TLS = frozenset({
    "WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "UNKNOWN_PROTOCOL",
    "PACKET_LENGTH_TOO_LONG",
})  # fmt: skip
"""How OpenSSL calls an answer that is no TLS, by its version."""

_ALERT = "\x15\x03"
"""How an answer by TLS begins that says no."""


def plain(error: BaseException) -> str:
    """The innermost reason of ``error``, without the libraries' own wrapping."""
    seen = _innermost(error)
    said = (seen.strerror if isinstance(seen, OSError) else None) or f"{seen}"
    return said[:200] or type(seen).__name__


def other_scheme(url: str, error: BaseException) -> str:
    """What to type where ``error`` looks as if ``url`` had the wrong one of http and https.

    Nothing where it does not. Plain http is for this machine only, and is offered for no other.
    """
    parts, seen = urlsplit(url), _innermost(error)
    if parts.scheme == "https" and isinstance(seen, ssl.SSLError) and seen.reason in _NO_TLS:
        if _is_this_machine(parts.hostname or ""):
            return f"; it does not speak https: try http://{parts.netloc}/"
        return "; no https is spoken there"
    refused = isinstance(seen, BadStatusLine) and str(seen).startswith(_ALERT)
    if parts.scheme == "http" and (refused or isinstance(seen, RemoteDisconnected)):
        return f"; if it speaks https, try https://{parts.netloc}/"
    return ""


def _innermost(error: BaseException) -> BaseException:
    seen = error
    while (inner := seen.__cause__ or seen.__context__) is not None:
        seen = inner
    return seen


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
