"""The picture and the remote on a page of this machine, for where no window can be opened.

Only this machine may look: the server listens on the loopback address, and
refuses a request whose Host is not a name of it (a foreign name that was made
to point here), or whose Origin or fetch metadata say that another site sent
it. Nothing changes on a GET. There is no sound on the page, and it says so.

A picture is encoded once for all who watch, at most 12.5 times a second, and
only while somebody does. A slow viewer misses pictures, and holds up nobody.
"""

from __future__ import annotations

import io
import logging
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pygame
import uvicorn

from stb.adapters.screen.page_app import Audience, app
from stb.adapters.screen.remote import plan
from stb.errors import UnavailableError
from stb.model.key import Key
from stb.ui.context import KeyRow

log = logging.getLogger(__name__)

EVERY_S = 1 / 12.5
STARTED_WITHIN_S, STOPPED_WITHIN_S = 10.0, 4.0


class PortTaken(UnavailableError):
    """The page cannot be served on the port that was asked for."""

    code = "page.port"

    def __init__(self, port: int, why: str) -> None:
        super().__init__(f"cannot serve the page on port {port}: {why}")
        self.port = port


class Page:
    """One page; `show` and `state` are called by the box's thread, ``keys`` by the server's.

    ``keys`` must only note the key (a queue): it is called on another thread.
    """

    def __init__(
        self,
        keys: Callable[[Key], None],
        *,
        assets: Path,
        rows: Sequence[KeyRow] = (),
        language: str = "nl",
    ) -> None:
        pygame.font.init()
        self._audience = Audience()
        self._app = app(self._audience, keys, plan=plan(rows, language), fonts=assets / "fonts")
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._next_at = 0.0

    def start(self, port: int = 0) -> str:
        """Serve on the loopback address; the page's URL. 0 takes a free port.

        Raises:
            PortTaken: somebody else serves there.
        """
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(("127.0.0.1", port))
        except OSError as error:
            listening.close()
            raise PortTaken(port, str(error)) from error
        bound = int(listening.getsockname()[1])
        self._audience.port = bound
        config = uvicorn.Config(
            self._app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([listening],), name="page", daemon=True
        )
        self._thread.start()
        until = time.monotonic() + STARTED_WITHIN_S
        while not self._server.started:
            if time.monotonic() > until or not self._thread.is_alive():
                raise PortTaken(bound, "the server did not start")
            time.sleep(0.005)
        return f"http://127.0.0.1:{bound}/"

    def show(self, surface: pygame.Surface) -> None:
        """This is the picture now; it is looked at only during the call."""
        if self._audience.stills_wanted:
            self._audience.give_still(surface.copy())
        now = time.monotonic()
        if now < self._next_at or not self._audience.watching:
            return
        self._next_at = max(self._next_at + EVERY_S, now)
        file = io.BytesIO()
        pygame.image.save(surface, file, "picture.jpg")
        self._audience.give(file.getvalue())

    def state(self, facts: Mapping[str, Any]) -> None:
        """What ``/state`` says from now on.

        The page itself shows ``digits`` (front panel), ``light`` (a CSS colour), ``title``
        and ``line``, a sentence for who cannot see the picture.
        """
        self._audience.facts = dict(facts)

    def stop(self) -> None:
        """Send everybody away and close."""
        self._audience.close()
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(STOPPED_WITHIN_S)
            if self._thread.is_alive():
                log.warning("the page's server is still busy after %s s", STOPPED_WITHIN_S)
        self._server = self._thread = None
