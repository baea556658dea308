"""Builds a Mediabox: every adapter once, joined to the engine's ports.

This is the one module that builds the egress, so whoever wants to know what can
leave the box reads it, `stb.engine.privacy` and `stb.adapters.egress`.
"""

from __future__ import annotations

import hashlib
import ssl
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from stb.adapters import assets, language
from stb.adapters.clock import SystemClock, VirtualClock
from stb.adapters.courier import Handler, LiveCourier, Noted, VirtualCourier
from stb.adapters.egress import HttpEgress, SteppedEgress
from stb.adapters.headend import headend_handlers
from stb.adapters.http import PATIENT_S, Http
from stb.adapters.ids import RandomIds, SecretEntropy, SeededEntropy, SeededIds
from stb.adapters.library import Library
from stb.adapters.lock import FolderLock
from stb.adapters.media.blind import BlindDeck
from stb.adapters.media.deck import Deck
from stb.adapters.media.lane import MediaChoice
from stb.adapters.media.probe import probe
from stb.adapters.media.source import FileMedia
from stb.adapters.own_lineup import OwnLineup
from stb.adapters.priority import give_way
from stb.adapters.sealer import Sealer
from stb.adapters.store import SqliteStore
from stb.adapters.trusted_time import BUILT
from stb.adapters.updater import Updates
from stb.engine.box import Box
from stb.engine.commands import AnswerConsent
from stb.engine.ports import (
    FetchGuide,
    FetchLineup,
    OpenCatchUp,
    OpenLive,
    OpenRental,
    Request,
    Result,
)
from stb.engine.setup import Ports, Settings
from stb.errors import InputError, UnavailableError
from stb.formats.reports import write_report
from stb.headend.server import HeadEnd
from stb.model.bundle import Inventory
from stb.model.consent import Answer, Consents, Method, Purpose
from stb.model.schedule import Schedule
from stb.model.service import Lineup
from stb.ui import notices
from stb.wiring.admitting import content_store
from stb.wiring.configuration import Configuration, Pictures, Switch, Time
from stb.wiring.context import context
from stb.wiring.creatives import Creatives
from stb.wiring.households import household as named_household
from stb.wiring.installing import installed
from stb.wiring.mediabox import Mediabox
from stb.wiring.origins import allowed_from, media_from, streams_from
from stb.wiring.telling import Tell, telling, telling_headend, untold
from stb.wiring.visitor import Visitor, programme_id

PATIENCE_S = 60.0
"""How long a decoder may take on the virtual clock before a frame counts as missing."""

UNPROVEN = (
    "no --credential for that head-end, so nothing is proven to it: orders are held until its"
    " operator books them, and no tokens are asked for"
)

Choose = Callable[[str], MediaChoice]
"""The media of a creative, by its id."""


class NoTrust(InputError):
    """There is no root of signatures for a head-end."""

    code = "trust.no_root"


@dataclass(frozen=True, slots=True)
class Built:
    """A Mediabox, and what a tester wants at hand beside it."""

    mediabox: Mediabox
    headend: HeadEnd | None
    clock: SystemClock | VirtualClock


def visiting(configuration: Configuration, source: str) -> tuple[Configuration, str]:
    """The configuration in which ``source`` can be watched, and the id to watch.

    A path of a file is shown as a programme of a service of its own.

    Raises:
        InputError: the file is no media that can be decoded.
    """
    path = Path(source)
    if not path.is_file():
        return configuration, source
    probe(FileMedia(path))
    return replace(configuration, programme=path), programme_id(path)


def assemble(configuration: Configuration, *, tell: Tell = untold) -> Mediabox:
    """A Mediabox that is switched on and has not made a step.

    ``tell`` gets what is wrong in the user's own lists, a line each, and that another
    head-end does not answer.

    Raises:
        RefusedError: another Mediabox uses the folder.
        UnavailableError: the folder cannot be used, or a port is taken.
        InputError: the household is malformed.
    """
    return build(configuration, tell=tell).mediabox


def build(
    configuration: Configuration,
    *,
    clock: VirtualClock | None = None,
    headend: HeadEnd | None = None,
    tell: Tell = untold,
    disk: Callable[[Choose], Choose] = lambda choose: choose,
) -> Built:
    """As `assemble`, with what stands around it.

    ``headend`` already serves and is not stopped with the box; ``clock`` is the
    one that it lives by. ``disk`` may put another choice of a creative's media in
    the place of that from the disk: one that is slow, or fails.
    """
    closing = ExitStack()
    try:
        return _Builder(configuration, closing, clock).built(headend, tell, disk)
    except BaseException:
        closing.close()
        raise


class _Builder:
    def __init__(
        self, configuration: Configuration, closing: ExitStack, clock: VirtualClock | None
    ) -> None:
        self._wanted = configuration
        self._closing = closing
        self._assets = assets.folder()
        self._household = named_household(configuration.household).household
        self._virtual = configuration.time is Time.VIRTUAL
        self._clock = clock or self._clock_wanted()
        self._folder = self._box_folder()

    def built(self, headend: HeadEnd | None, tell: Tell, disk: Callable[[Choose], Choose]) -> Built:
        if headend is None and self._wanted.headend is None:
            headend = HeadEnd(
                self._wanted.data,
                clock=self._clock,
                seed=self._wanted.seed,
                assets=self._assets,
                prepare=give_way,
            )
            headend.start(self._wanted.headend_port)
            self._closing.callback(headend.stop)
        url = self._wanted.headend or (headend.url if headend is not None else "")
        root = self._root(headend)
        own_headend = headend if self._wanted.headend is None else None
        self._household, set_up = installed(self._household, own_headend, self._wanted.credential)
        credential = b"" if set_up is None else set_up.credential
        if not credential and headend is not None:  # it tells nothing of more households
            credential = headend.credential(self._household.id)
        if not credential:
            tell(UNPROVEN)
        verify = self._verify()
        http = (
            Http(url, verify=verify, gap_s=PATIENT_S, total_s=PATIENT_S)
            if self._virtual
            else Http(url, verify=verify)
        )
        self._closing.callback(http.close)
        store = SqliteStore(self._folder, credential=credential)
        self._closing.callback(store.close)
        if headend is not None:
            with suppress(UnavailableError):  # no room for a key: it is made when it is needed
                headend.know_box(self._household.id, store.order_seal.public)
        content = content_store(self._folder, self._wanted, self._closing)
        ids = SeededIds(self._drawn(store)) if self._virtual else RandomIds()
        entropy = SeededEntropy(self._drawn(store)) if self._virtual else SecretEntropy()
        updates = Updates(
            http,
            root=root,
            folder=self._folder / "trust",
            clock=self._clock,
            entropy=entropy,
            seen=store,
            content=content,
            set_up=set_up,
            earliest=BUILT if self._wanted.at is None else None,
        )
        relay_url = self._wanted.relay or (headend.relay_url if headend is not None else "")
        cached = _posting(updates.load_cached(), relay_url)
        creatives = Creatives(content, self._clock)
        creatives.take(cached)
        own = self._own_lineup()
        library = Library(
            media_from(http, own),
            creative=disk(creatives.choice),
            open_stream=streams_from(http, own),
            allowed_hosts=allowed_from(http, own),
        )
        self._closing.callback(library.close)
        handlers = self._handlers(
            http, lambda: _posting(updates.update(), relay_url), library, creatives
        )
        if own is not None:
            handlers = telling(handlers | own.handlers(), tell)
        elif self._wanted.headend is not None:
            handlers = telling_headend(handlers, tell)
        courier = VirtualCourier(handlers) if self._virtual else LiveCourier(handlers)
        egress = (SteppedEgress if self._virtual else HttpEgress)(
            url, relay_url=relay_url, verify=verify
        )
        self._closing.callback(courier.close)
        self._closing.callback(egress.close)
        deck, corner = self._decks(library)
        settings = Settings(
            self._household,
            self._wanted.seed,
            local=language.local,
            encode=write_report,
            notice_version=notices.VERSION,
            profile=self._wanted.profile,
        )
        sealer = Sealer(entropy.below, credential=credential, seeds=store.seeds)
        ports = Ports(self._clock, courier, egress, store, deck, ids, entropy, sealer)
        box = Box(settings, ports, inventory=cached)
        self._switch_consent(box, Consents(store.consents(), notices.VERSION))
        mediabox = Mediabox(
            box,
            clock=self._clock,
            context=context(self._wanted, self._assets, host=url),
            deck=deck if isinstance(deck, Deck) else None,
            corner=corner,
            media_facts=library.facts,
            closing=self._closing,
        )
        return Built(mediabox, headend, self._clock)

    def _root(self, headend: HeadEnd | None) -> bytes:
        """The root of all signatures, from the file that was named or from our own head-end."""
        if self._wanted.trust is not None:
            try:
                return self._wanted.trust.read_bytes()
            except OSError as error:
                raise NoTrust(f"{self._wanted.trust}: {error.strerror}") from error
        if headend is None:
            raise NoTrust("another head-end needs --trust ROOT.json, the root of its signatures")
        return headend.root()

    def _verify(self) -> str | bool:
        """What https is judged by: the authority that was named, or the system's."""
        authority = self._wanted.authority
        if authority is not None and not authority.is_file():
            raise NoTrust(f"{authority}: there is no such certificate")
        if authority is not None:
            try:
                ssl.create_default_context(cafile=authority)
            except OSError as error:  # what OpenSSL says of it names neither file nor reason
                raise NoTrust(f"{authority}: no certificate can be read in it") from error
        return True if authority is None else str(authority)

    # -- parts ---------------------------------------------------------------------------

    def _clock_wanted(self) -> SystemClock | VirtualClock:
        at = self._wanted.at
        if not self._virtual:
            return SystemClock(at)
        if at is None:
            raise ValueError("a virtual clock is set to a time")
        return VirtualClock(at)

    def _box_folder(self) -> Path:
        """Where the box keeps its state; one that keeps nothing gets a place that goes with it."""
        if not self._wanted.keeps:
            scratch = tempfile.TemporaryDirectory(prefix="mediabox-", ignore_cleanup_errors=True)
            self._closing.callback(scratch.cleanup)
            return Path(scratch.name)
        lock = FolderLock(self._wanted.data, name="television.lock")
        self._closing.callback(lock.close)
        return self._wanted.data / "box" / self._household.id

    def _drawn(self, store: SqliteStore) -> int:
        """A seed that no other household has, and no later start on the same database."""
        done = len(store.consents()) + len(store.orders()) + len(store.sent())
        names = f"{self._wanted.seed}/{self._household.id}/{done}{''.join(store.notes)}"
        return int.from_bytes(hashlib.sha256(names.encode()).digest()[:8], "big")

    def _handlers(
        self, http: Http, fetch: Callable[[], Inventory], library: Library, creatives: Creatives
    ) -> dict[type[Request], Handler]:
        def update() -> Inventory:
            found = fetch()
            creatives.take(found)
            return found

        handlers = headend_handlers(http, update)
        handlers[OpenCatchUp] = lambda asked: Noted(*library.open_recording(asked))
        handlers[OpenRental] = lambda asked: Noted(*library.open_recording(asked))
        handlers[OpenLive] = lambda asked: Noted(*library.open_live(asked))
        if self._wanted.programme is not None:
            visitor = Visitor(self._wanted.programme, self._clock.utc())
            handlers |= _with_visitor(visitor, handlers)
        return handlers

    def _own_lineup(self) -> OwnLineup | None:
        if self._wanted.lineup is None:
            return None
        own = OwnLineup(
            self._wanted.lineup, self._wanted.guide, clock=self._clock, zone=language.ZONE
        )
        self._closing.callback(own.fetch.close)
        return own

    def _decks(self, library: Library) -> tuple[Deck | BlindDeck, Deck | None]:
        """The deck of the screen, and the one of the corner."""
        if self._wanted.pictures is Pictures.NONE:
            return BlindDeck(), None
        patience = PATIENCE_S if self._virtual else 0.0
        decks = [Deck(library.resolve, patience_s=patience) for _ in range(2)]
        for deck in decks:
            self._closing.callback(deck.close)
        return decks[0], decks[1]

    def _switch_consent(self, box: Box, before: Consents) -> None:
        """Answer for the viewer where a start switch says so; the record and the screen say it."""
        if self._wanted.consent is Switch.ASK:
            return
        purpose = Purpose.TAILORED_SPOTS
        answer = Answer(self._wanted.consent.value)
        last = before.latest(purpose)
        now = self._clock.utc()
        if last is None or last.answer is not answer or before.is_due(purpose, now):
            notice = notices.notice(purpose, self._wanted.language)
            box.send(AnswerConsent(purpose, answer, Method.START_SWITCH, notice))


def _posting(inventory: Inventory, relay_url: str) -> Inventory:
    """``inventory``, without the keys for envelopes where nobody hands them on."""
    return inventory if relay_url else replace(inventory, post=None)


def _with_visitor(
    visitor: Visitor, handlers: dict[type[Request], Handler]
) -> dict[type[Request], Handler]:
    """The handlers of lineup and guide, with a file's service and programme put in."""

    def lineup(asked: FetchLineup) -> Noted:
        answer = handlers_before[FetchLineup](asked)
        found, notes = _parts(answer)
        assert isinstance(found, Lineup)
        return Noted(visitor.joined(found), notes)

    def guide(asked: FetchGuide) -> Noted:
        answer = handlers_before[FetchGuide](asked)
        found, notes = _parts(answer)
        assert isinstance(found, Schedule)
        return Noted(visitor.listed(found, asked.day), notes)

    handlers_before = dict(handlers)
    return {FetchLineup: lineup, FetchGuide: guide}


def _parts(answer: Result | Noted) -> tuple[Result, tuple[str, ...]]:
    return (answer.result, answer.notes) if isinstance(answer, Noted) else (answer, ())
