"""What is wrong in the user's own lists and channels, told to him once, in words.

The box works on with what is good; the as-run log keeps the rest by its code. A
person who wrote a list himself wants to read it with its line, where he started
the television.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from stb.adapters.courier import Handler, Noted
from stb.engine.ports import FetchGuide, FetchLineup, OpenLive, Request, Result
from stb.errors import StbError

Tell = Callable[[str], None]
"""Takes one line for a person. May be called from several threads."""

_WHAT: dict[type[Request], str] = {
    FetchLineup: "channel list",
    FetchGuide: "guide",
    OpenLive: "channel",
}


def untold(_: str) -> None:
    """Tells nobody."""


def telling(handlers: dict[type[Request], Handler], tell: Tell) -> dict[type[Request], Handler]:
    """The same handlers; those of lists and channels tell what was malformed or missed."""
    once = _Once(tell)
    return {
        asked: _telling(handler, _WHAT[asked], once) if asked in _WHAT else handler
        for asked, handler in handlers.items()
    }


def _telling(handler: Handler, what: str, tell: Tell) -> Handler:
    def answer(request: Any) -> Result | Noted:
        name = f"{what} {request.service.number}" if isinstance(request, OpenLive) else what
        try:
            found = handler(request)
        except StbError as error:
            tell(f"{name}: {error} [{error.code}]")
            raise
        for note in found.notes if isinstance(found, Noted) else ():
            tell(f"{name}: {note}")
        return found

    return answer


def telling_headend(
    handlers: dict[type[Request], Handler], tell: Tell
) -> dict[type[Request], Handler]:
    """The same handlers; that of the lineup tells that a head-end does not answer, once.

    Everything else asks there as well: one line is enough.
    """
    told = False

    def first(line: str) -> None:
        nonlocal told
        if told:
            return
        told = True
        hint = "; --ca FILE names the authority that it is known by"
        unknown = "CERTIFICATE_VERIFY_FAILED" in line or "try https://" in line
        tell(line + (hint if unknown else ""))

    return {**handlers, FetchLineup: _telling(handlers[FetchLineup], "head-end", first)}


class _Once:
    """Tells each line the first time only: lists are read again every few hours."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._told: set[str] = set()
        self._lock = threading.Lock()

    def __call__(self, line: str) -> None:
        with self._lock:
            if line in self._told:
                return
            self._told.add(line)
            self._tell(line)
