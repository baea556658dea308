"""The one door out: the only module that sends what the box has to say.

Pipelines that share nothing: no connection, no thread, no id. An order counts as
delivered only when the collector names its id, and tokens when the issuer granted all.
An envelope goes to the relay, on a connection of its own, once: what comes back says
nothing, and whether it arrived is never asked. Whatever anybody answers is hostile.
Only wiring may import this (import contract "one door out").
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

from stb.adapters.http import PATIENT_S, Http
from stb.adapters.http_errors import HttpStatus
from stb.adapters.priority import give_way
from stb.engine.ports import Delivered, Delivery, Undelivered
from stb.errors import InputError, RefusedError, StbError, UnavailableError
from stb.formats.envelope import SEALED_OCTETS
from stb.formats.orders import read_order
from stb.formats.reports import (
    ANSWER_CAP,
    read_accepted,
    read_granted,
    read_report,
    write_report,
)
from stb.model.report import Kind, Outgoing

ORDERS_PATH = "orders/v1"
TOKENS_PATH = "tokens/v1"
ANSWER_TOKENS_PATH = "telemetry-tokens/v1"
RELAY_PATH = "relay/v1"
SEALED = "application/octet-stream"
LONGEST_RETRY_S = 24 * 3600
PATIENCE_S = 20.0
FORBIDDEN = 403
_ASKING = (Kind.TOKENS, Kind.TELEMETRY_TOKEN)

_log = logging.getLogger(__name__)


class Undeclared(RefusedError):
    """A body is not, to the byte, what its kind declares; it does not leave."""

    code = "egress.undeclared"


class NotAccepted(UnavailableError):
    """The collector answered without saying that it has this report."""

    code = "egress.not_accepted"


class NoTokens(RefusedError):
    """The issuer gives none: this household had its tokens, or it is the wrong time for them."""

    code = "egress.no_tokens"


class Unforeseen(UnavailableError):
    """A delivery went wrong in a way that nobody foresaw; diagnostics have the trace."""

    code = "egress.failed"


class SteppedEgress:
    """Sends when its answers are collected: one step after, every time the same.

    ``patience_s`` is for a whole answer, however it comes.
    """

    def __init__(
        self,
        collector_url: str,
        *,
        relay_url: str,
        verify: str | bool = True,
        patience_s: float = PATIENT_S,
    ) -> None:
        self._doors = _doors(collector_url, relay_url, verify, patience_s=patience_s)
        self._waiting: list[Outgoing] = []

    def send(self, report: Outgoing) -> None:
        self._waiting.append(report)

    def collect(self) -> tuple[Delivery, ...]:
        waiting, self._waiting = self._waiting, []
        return tuple(self._doors[report.kind](report) for report in waiting)

    def close(self) -> None:
        self._waiting.clear()


class HttpEgress:
    """Sends in real time, each kind in a thread of its own."""

    def __init__(self, collector_url: str, *, relay_url: str, verify: str | bool = True) -> None:
        doors = _doors(collector_url, relay_url, verify, patience_s=PATIENCE_S)
        self._done: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
        self._pipelines = {
            kind: _Pipeline(kind, deliver, self._done) for kind, deliver in doors.items()
        }

    def send(self, report: Outgoing) -> None:
        self._pipelines[report.kind].put(report)

    def collect(self) -> tuple[Delivery, ...]:
        done = []
        while not self._done.empty():
            done.append(self._done.get())
        return tuple(done)

    def close(self) -> None:
        """Stop sending; what waits stays in the outbox and is sent after the next start."""
        for pipeline in self._pipelines.values():
            pipeline.close()


class _Pipeline:
    """One kind's queue and the thread that empties it."""

    def __init__(
        self,
        kind: Kind,
        deliver: Callable[[Outgoing], Delivery],
        done: queue.SimpleQueue[Delivery],
    ) -> None:
        self._reports: queue.SimpleQueue[Outgoing | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._deliver, self._done = deliver, done
        threading.Thread(target=self._run, name=f"egress {kind.value}", daemon=True).start()

    def put(self, report: Outgoing) -> None:
        self._reports.put(report)

    def close(self) -> None:
        self._closed.set()
        self._reports.put(None)

    def _run(self) -> None:
        give_way()
        while (report := self._reports.get()) is not None and not self._closed.is_set():
            try:
                delivery = self._deliver(report)
            except Exception:  # noqa: BLE001  a thread that dies would keep back every later order
                _log.exception("%s failed", report.kind.value)
                delivery = Undelivered(report.ticket, Unforeseen(f"{report.kind.value} failed"))
            self._done.put(delivery)


# -- one delivery ----------------------------------------------------------------------


def _doors(
    collector_url: str, relay_url: str, verify: str | bool, *, patience_s: float
) -> dict[Kind, Callable[[Outgoing], Delivery]]:
    def connection(url: str) -> Http:
        return Http(url, verify=verify, gap_s=patience_s, total_s=patience_s)

    def to_operator(path: str, taken: Taken) -> Callable[[Outgoing], Delivery]:
        return lambda report: _deliver(report, connection(collector_url), path, taken)

    return {
        Kind.ORDER: to_operator(ORDERS_PATH, _order_taken),
        Kind.TOKENS: to_operator(TOKENS_PATH, _tokens_granted),
        Kind.AD_PLAY: lambda report: _relay(report, relay_url, connection),
        Kind.TELEMETRY_TOKEN: to_operator(ANSWER_TOKENS_PATH, _token_granted),
        Kind.TELEMETRY: lambda report: _relay(report, relay_url, connection),
    }


Taken = Callable[[Outgoing, bytes], None]
"""Raises StbError unless the answer says that the report was taken."""


def _deliver(report: Outgoing, http: Http, path: str, taken: Taken) -> Delivery:
    """One try, on a connection that is closed after it."""
    try:
        _check_declared(report)
        answer = http.post(path, report.body, cap=ANSWER_CAP, close=True)
        if answer.status == FORBIDDEN and report.kind in _ASKING:
            raise NoTokens(f"{path}: status {answer.status}")
        if answer.status != 200:
            raise HttpStatus(path, answer.status, retry_after_s=answer.retry_after_s)
        taken(report, answer.body)
    except StbError as error:
        _log.info("%s not delivered: %s", report.kind.value, error.code)
        asked = error.retry_after_s if isinstance(error, HttpStatus) else 0
        return Undelivered(report.ticket, error, min(asked, LONGEST_RETRY_S))
    finally:
        http.close()
    return Delivered(report.ticket, answer.body if report.kind in _ASKING else b"")


def _relay(report: Outgoing, url: str, connection: Callable[[str], Http]) -> Delivery:
    """One envelope to the relay; what becomes of it is not asked, since it is never resent."""
    try:
        if len(report.body) != SEALED_OCTETS:
            raise Undeclared(f"{report.kind.value}: not in an envelope of {SEALED_OCTETS} bytes")
        http = connection(url)
        try:
            http.post(RELAY_PATH, report.body, cap=ANSWER_CAP, close=True, form=SEALED)
        finally:
            http.close()
    except StbError as error:
        _log.info("an envelope may be lost: %s", error.code)
        return Undelivered(report.ticket, error)
    return Delivered(report.ticket)


def _order_taken(report: Outgoing, answer: bytes) -> None:
    """Whether the collector names the order's id; in doubt it is sent again, and booked once."""
    if read_order(report.body).order.id not in read_accepted(answer):
        raise NotAccepted("the collector did not name the order")


def _tokens_granted(_report: Outgoing, answer: bytes) -> None:
    read_granted(answer)


def _token_granted(_report: Outgoing, answer: bytes) -> None:
    read_granted(answer, count=1)


def _check_declared(report: Outgoing) -> None:
    try:
        canonical = write_report(read_report(report.kind, report.body))
    except InputError as error:
        raise Undeclared(f"{report.kind.value}: {error}") from error
    if canonical != report.body:
        raise Undeclared(f"{report.kind.value}: not in its canonical form")
