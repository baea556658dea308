"""Where media may come from: the head-end's origin, and what the user named in a list of his own.

A playlist leads on only to where the one who wrote it may lead: the head-end to its own origin,
a channel of the user's to public places and to those that he named himself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager

from stb.adapters.headend import media_fetch
from stb.adapters.http import Http, Stream
from stb.adapters.library import Fetch
from stb.adapters.own_lineup import OwnLineup
from stb.adapters.ts_stream import Open
from stb.formats.uri import place_of

ENDLESS_S = 7 * 24 * 3600.0
"""How long a stream without end is followed on one connection."""


def media_from(http: Http, own: OwnLineup | None) -> Fetch:
    """Media from the head-end's origin, and from the hosts of the user's own list."""
    headend = media_fetch(http)
    if own is None:
        return headend
    return lambda url: headend(url) if url.startswith(http.base_url) else own.fetch(url)


def allowed_from(http: Http, own: OwnLineup | None) -> Callable[[str], Collection[str]]:
    """Private places that a playlist may lead to, by where it lies.

    The head-end's to its own origin; one of the user's channels to what he named himself, so
    that a playlist from elsewhere never reaches a head-end on this machine.
    """
    of_headend = frozenset({place_of(http.base_url)})

    def allowed(url: str) -> Collection[str]:
        return of_headend if own is None or url.startswith(http.base_url) else own.fetch.named

    return allowed


def streams_from(http: Http, own: OwnLineup | None) -> Open:
    """Endless bodies, from the same places as `media_from`."""

    def open_stream(url: str) -> AbstractContextManager[Stream]:
        if own is None or url.startswith(http.base_url):
            return http.stream(url, start=0, total_s=ENDLESS_S)
        return own.fetch.stream(url, total_s=ENDLESS_S)

    return open_stream
