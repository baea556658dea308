"""Where a playlist may send the box: http and https, and no private address.

A list from elsewhere that names ``file:`` or an address of the home network
would make the box read for it. What the user named himself is his own choice:
those hosts are handed in. Names that resolve to a private address can only be
seen when they are resolved: `is_public` serves the adapter that does so.

Source: RFC 3986; RFC 6890 (by `ipaddress`).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from stb.errors import InputError

LONGEST_URL = 8_192

_NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+))*\.?", re.ASCII)
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_HOME_NAMES = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa", ".home")


class UrlError(InputError):
    """A URL that is malformed, or leads where a list from outside may not lead."""

    code = "url"

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = f"url.{code}"


def resolve(base_url: str, uri: str, *, allowed_hosts: Collection[str] = ()) -> str:
    """The absolute URL of ``uri`` as met in a document at ``base_url``.

    ``allowed_hosts`` are the places that the user named himself (`place_of`; a host
    without a port is all of its ports): they may be private. A document in a file may
    name files in its own folder and below it, no others.

    Raises:
        UrlError: url.malformed, url.length, url.scheme, url.private, url.file.
    """
    base = _split(base_url)
    reference = uri.strip().replace(" ", "%20")
    _ = _split(reference)
    joined = urljoin(base_url, reference) if base.scheme else reference
    target = _split(joined)
    match target.scheme:
        case "http" | "https":
            host = host_of(joined)
            if not is_named(joined, allowed_hosts) and not is_public(host):
                raise UrlError("private", f"{host} is an address of the home network")
        case "file":
            _check_folder(base, target)
        case "":
            raise UrlError("malformed", "a relative address without a base")
        case other:
            raise UrlError("scheme", f"scheme {other[:20]} is not played")
    return urlunsplit(target)


def host_of(url: str) -> str:
    """The host that ``url`` names, in lower case, without port and brackets.

    Raises:
        UrlError: it names none.
    """
    host = _split(url).hostname or ""
    if not host:
        raise UrlError("malformed", "no host in the address")
    return host


def place_of(url: str) -> str:
    """The host and the port that ``url`` leads to: ``tv.example:443``, ``[::1]:8080``.

    Raises:
        UrlError: it names no host.
    """
    host, parts = host_of(url), _split(url)
    port = parts.port if parts.port is not None else 443 if parts.scheme == "https" else 80
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_named(url: str, places: Collection[str]) -> bool:
    """Whether ``url`` leads to one of ``places``.

    Raises:
        UrlError: it names no host.
    """
    return host_of(url) in places or place_of(url) in places


def is_public(host: str) -> bool:
    """Whether ``host``, a name or an address, lies outside the home network."""
    name = host.lower().rstrip(".")
    try:
        address = ipaddress.ip_address(name.split("%", 1)[0])
    except ValueError:
        # 127.1, 0x7f000001 and 2130706433 all reach this machine.
        if _NUMERIC.fullmatch(name):
            return False
        return "." in name and not name.endswith(_HOME_NAMES)
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None and not inner.is_global:
            return False
    return address.is_global and not address.is_multicast


def may_be_this_machine(host: str) -> bool:
    """Whether ``host`` is a name or an address by which a machine reaches itself."""
    try:
        address = ipaddress.ip_address(host.split("%", 1)[0])
    except ValueError:
        return host == "localhost" or host.endswith(".localhost") or bool(_NUMERIC.fullmatch(host))
    return address.is_loopback or address.is_unspecified


def _split(url: str) -> SplitResult:
    if len(url) > LONGEST_URL:
        raise UrlError("length", f"{len(url)} characters")
    if _FORBIDDEN.search(url):
        raise UrlError("malformed", "space or control code in the address")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise UrlError("malformed", f"{error}") from error
    return parts


def _check_folder(base: SplitResult, target: SplitResult) -> None:
    """A file may be named by a file of the same folder or one above."""
    folder = base.path.rpartition("/")[0] + "/"
    climbs = "/../" in target.path or re.search(r"%2e|%2f|%5c", target.path, re.IGNORECASE)
    inside = base.scheme == "file" and target.path.startswith(folder) and not climbs
    if not inside or target.netloc not in ("", "localhost"):
        raise UrlError("file", "a list may not name a file outside its own folder")
