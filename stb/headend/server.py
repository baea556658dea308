"""The head-end as a server of its own, in a thread, on loopback only."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import socket
import threading
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any, TypeVar

import uvicorn

from stb.engine.ports import Clock
from stb.errors import UnavailableError
from stb.headend.app import build_app
from stb.headend.catalogue import Catalogue
from stb.headend.certificates import Credentials
from stb.headend.faults import Faults
from stb.headend.front import App, Asked, Front
from stb.headend.ledger import Facts as Booked
from stb.headend.operator import Operator
from stb.headend.relay import Relay, build_relay
from stb.model.facts import Facts

LOOPBACK = "127.0.0.1"
_FLUSH_S = 0.5
"""So soon another process finds a request in the record."""

T = TypeVar("T")

log = logging.getLogger(__name__)
# Embedded in a television it has nobody to print to; who wants to hear it attaches a handler.
for _name in ("uvicorn", "stb.headend"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


class PortTaken(UnavailableError):
    """The port that was asked for cannot be listened on."""

    code = "headend.port"


class HeadEnd:
    """The simulated operator, served over HTTP.

    Time comes from ``clock`` alone; it may stand still, run fast and jump. State
    lies in ``data/headend``.
    """

    def __init__(
        self,
        data: Path,
        *,
        clock: Clock,
        seed: int = 1,
        assets: Path | None = None,
        catalogue: Catalogue | None = None,
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        """``prepare`` is called first in the thread that serves.

        Raises:
            NoMaterial: there is nothing to play.
        """
        self._prepare = prepare
        self.operator = Operator(data, clock=clock, seed=seed, assets=assets, catalogue=catalogue)
        self._server: uvicorn.Server | None = None
        self._relay: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._flush_is_due = False
        self.url = self.relay_url = ""

    @property
    def faults(self) -> Faults:
        """What goes wrong, on request."""
        return self.operator.faults

    def start(
        self, port: int = 0, *, relay_port: int = 0, credentials: Credentials | None = None
    ) -> str:
        """Serve from now on, by https with ``credentials``; the base URL, ending in a slash.

        The relay of envelopes, which should be somebody else's, is at `relay_url`.

        Raises:
            PortTaken: a port cannot be listened on. 0 takes a free one.
        """
        if self._thread is not None:
            return self.url
        listening, relaying = _listen(port), _listen(relay_port)
        self.url, self.relay_url = _url(listening, credentials), _url(relaying, credentials)
        relay = Relay(self.url, authority=None if credentials is None else credentials.authority)
        self._server = self._served(build_app(self.operator), credentials, record=self._note)
        self._relay = self._served(build_relay(relay), credentials, record=lambda _: None)
        ready = threading.Event()
        serving = ((self._server, listening), (self._relay, relaying))
        self._thread = threading.Thread(
            target=self._run, args=(serving, ready), name="headend", daemon=True
        )
        self._thread.start()
        ready.wait()
        return self.url

    def _served(
        self, app: App, credentials: Credentials | None, *, record: Callable[[Asked], None]
    ) -> uvicorn.Server:
        front = Front(app, faults=self.faults, record=record, hang_up=self._hang_up)
        return uvicorn.Server(
            uvicorn.Config(
                front,
                log_config=None,
                access_log=False,
                lifespan="off",
                server_header=False,
                timeout_keep_alive=30,
                timeout_graceful_shutdown=2,
                ssl_certfile=None if credentials is None else credentials.certificate,
                ssl_keyfile=None if credentials is None else credentials.key,
            )
        )

    def stop(self) -> None:
        """Serve no more; what is in hand is finished first."""
        if self._thread is None or self._server is None or self._relay is None:
            return
        self._server.should_exit = self._relay.should_exit = True
        self._thread.join()
        self._thread = self._server = self._relay = self._loop = None
        self._flush_is_due = False
        self.operator.close()

    def root(self) -> bytes:
        """The root metadata that a box is built with."""
        return self._there(self._root)

    def enrol(self, household: str, facts: Facts) -> bytes:
        """Hand a set out to a household of these facts; the credential that lies in it."""
        return self._there(
            lambda: self.operator.repository.administration.enrol(
                household, facts, self.operator.now()
            )
        )

    def credential(self, household: str) -> bytes:
        """What lies in the set of a household, also of one that no set is told of."""
        return self._there(lambda: self.operator.repository.administration.credential(household))

    def ledger(self) -> Booked:
        """Orders, counts of plays, and every request that came in."""
        return self.operator.ledger.facts()

    def know_box(self, subscriber: str, key: str) -> None:
        """A household's box signs its orders with this key from now on (its public half, hex)."""
        self.operator.ledger.enrol((subscriber,))
        self.operator.ledger.orders.enrol(subscriber, key, now=self.operator.now())

    def publish(self) -> None:
        """Sign and publish this week's and next week's bundles anew."""
        self._there(self._publish)

    def __enter__(self) -> HeadEnd:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # -- the server's thread -----------------------------------------------------------

    def _run(
        self, serving: tuple[tuple[uvicorn.Server, socket.socket], ...], ready: threading.Event
    ) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            ready.set()
            await asyncio.gather(
                *(server.serve(sockets=[listening]) for server, listening in serving)
            )

        self._prepare()
        asyncio.run(serve())

    def _there(self, work: Callable[[], T]) -> T:
        """``work`` done on the server's thread, or here when there is none."""
        if self._loop is None:
            return work()
        done: concurrent.futures.Future[T] = concurrent.futures.Future()

        def run() -> None:
            try:
                done.set_result(work())
            except BaseException as error:  # noqa: BLE001 - it is raised to the caller
                done.set_exception(error)

        self._loop.call_soon_threadsafe(run)
        return done.result()

    def _root(self) -> bytes:
        return self.operator.repository.root(self.operator.now())

    def _publish(self) -> None:
        self.operator.repository.publish(self.operator.now(), self.faults)

    def _note(self, asked: Asked) -> None:
        self.operator.ledger.note(asked)
        if self._loop is not None and not self._flush_is_due:
            self._flush_is_due = True
            self._loop.call_later(_FLUSH_S, self._flush)

    def _flush(self) -> None:
        self._flush_is_due = False
        self.operator.ledger.flush()

    def _hang_up(self, scope: MutableMapping[str, Any]) -> None:
        """Close the connection of a request without a word."""
        servers = [server for server in (self._server, self._relay) if server is not None]
        for protocol in [each for s in servers for each in s.server_state.connections]:
            if getattr(protocol, "client", None) == scope.get("client"):
                transport = getattr(protocol, "transport", None)
                if transport is not None:
                    transport.close()


def _url(listening: socket.socket, credentials: Credentials | None) -> str:
    scheme = "http" if credentials is None else "https"
    return f"{scheme}://{LOOPBACK}:{listening.getsockname()[1]}/"


def _listen(port: int) -> socket.socket:
    # Told that it is TCP, asyncio sends small answers at once (TCP_NODELAY), else 40 ms late.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
    except OSError as error:
        listening.close()
        raise PortTaken(f"port {port} of {LOOPBACK} is taken: {error.strerror}") from error
    listening.listen(128)
    return listening
