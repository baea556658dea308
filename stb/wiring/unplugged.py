"""A box without its line: its folder on the disk, and nobody asked, told or served.

What a viewer decides about what is kept of him needs no operator. So it is done by the box's
own rules, on its own folder, with a courier that brings nothing and a door that lets nothing
out; what is owed waits for the next start.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from stb.adapters import assets, language
from stb.adapters.clock import SystemClock
from stb.adapters.content import ContentStore
from stb.adapters.http import Http
from stb.adapters.ids import RandomIds, SecretEntropy
from stb.adapters.media.blind import BlindDeck
from stb.adapters.provisioning import SetUp
from stb.adapters.sealer import Sealer
from stb.adapters.store import FILE, SqliteStore
from stb.adapters.trusted_time import BUILT
from stb.adapters.updater import Updates
from stb.engine.box import Box
from stb.engine.ports import Arrival, Delivery, Request
from stb.engine.setup import Ports, Settings
from stb.errors import RefusedError, StbError
from stb.formats.reports import write_report
from stb.headend.provisioning import Administration
from stb.model.bundle import Creative, Inventory
from stb.model.household import Household
from stb.model.report import Outgoing
from stb.ui import notices
from stb.ui.context import Context
from stb.wiring.configuration import Configuration
from stb.wiring.context import context
from stb.wiring.households import household as named_household
from stb.wiring.installing import installed

NOWHERE = "http://unplugged.invalid/"
"""Asked by nobody; the name is one that leads nowhere (RFC 2606)."""


class NeverOn(RefusedError):
    """No box of the household was ever switched on here."""

    code = "privacy.no_box"


@dataclass(frozen=True, slots=True)
class Looked:
    """A box as it lies on the disk; ``context`` is for screens, ``store`` its open database."""

    box: Box
    context: Context
    store: SqliteStore


def folder_of(wanted: Configuration) -> Path:
    """Where the box of the household keeps its state.

    Raises:
        NeverOn: it was never switched on here.
        InputError: there is no such household.
    """
    household = named_household(wanted.household).household
    folder = wanted.data / "box" / household.id
    if not (folder / FILE).is_file():
        others = sorted(file.parent.name for file in (wanted.data / "box").glob(f"*/{FILE}"))
        there = f"there are those of {', '.join(others)}" if others else "--data names the folder"
        raise NeverOn(f"{folder}: no box of this household has been switched on here; {there}")
    return folder


@contextmanager
def unplugged(wanted: Configuration) -> Iterator[Box]:
    """The box of the household, to be given commands; what it is told it does at once.

    Raises:
        NeverOn: it was never switched on here.
        RefusedError: another process has it: the television is on.
    """
    folder = folder_of(wanted)
    household = named_household(wanted.household).household
    with closing(SqliteStore(folder)) as store:
        yield _box(wanted, household, store, Inventory())


@contextmanager
def looked_into(wanted: Configuration) -> Iterator[Looked]:
    """The box of the household as it lies there, with what was fetched until now.

    Nothing in its folder changes. What the operator told of the household is opened with the
    credential that was named, or with the one that our own operator handed out.

    Raises:
        As `unplugged`.
    """
    folder = folder_of(wanted)
    household, set_up = _set_up(wanted)
    with closing(SqliteStore(folder)) as store, ExitStack() as stack:
        held = _held(folder, store, set_up, SystemClock(wanted.at), stack)
        box = _box(wanted, household, store, held)
        yield Looked(box, context(wanted, assets.folder(), host=wanted.headend or ""), store)


def _box(wanted: Configuration, household: Household, store: SqliteStore, held: Inventory) -> Box:
    settings = Settings(
        household,
        wanted.seed,
        local=language.local,
        encode=write_report,
        notice_version=notices.VERSION,
        profile=wanted.profile,
    )
    entropy = SecretEntropy()
    clock, sealer = SystemClock(wanted.at), Sealer(entropy.below)
    ports = Ports(
        clock, NoCourier(), NoEgress(), store, BlindDeck(), RandomIds(), entropy, sealer
    )  # fmt: skip
    return Box(settings, ports, inventory=held)


class NoCourier:
    """Takes every request, and never brings an answer."""

    def ask(self, request: Request) -> None:
        """Nobody is asked."""

    def collect(self) -> tuple[Arrival, ...]:
        return ()


class NoEgress:
    """Takes every report, and lets none out; what was kept to be sent stays kept."""

    def send(self, report: Outgoing) -> None:
        """Nothing leaves."""

    def collect(self) -> tuple[Delivery, ...]:
        return ()


# -- what was fetched ----------------------------------------------------------------------


def _set_up(wanted: Configuration) -> tuple[Household, SetUp | None]:
    """The household as its set knows it, and its credential, where one is at hand."""
    household = named_household(wanted.household).household
    if wanted.credential is not None:
        found = installed(household, None, wanted.credential)
        return found[0], found[1]
    ours = Administration(wanted.data / "headend")
    with suppress(OSError, StbError):  # whatever became of the operator's own files
        if ours.knows(household.id):
            handed = SetUp(household.id, ours.credential(household.id))
            return replace(household, facts={}), handed
    return household, None


def _held(
    folder: Path, store: SqliteStore, set_up: SetUp | None, clock: SystemClock, stack: ExitStack
) -> Inventory:
    """What lies verified on the disk; read from a copy, so that reading leaves no trace.

    The root is the newest that the box came to trust. Without one nothing was ever fetched.
    """
    scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mediabox-look-")))
    copy = scratch / "trust"
    with suppress(FileNotFoundError):
        shutil.copytree(folder / "trust", copy)
    root = copy / "metadata" / "root.json"
    if not root.is_file():
        return Inventory()
    http = Http(NOWHERE)
    stack.callback(http.close)
    updates = Updates(
        http,
        root=root.read_bytes(),
        folder=copy,
        clock=clock,
        entropy=SecretEntropy(),
        seen=_Seen(store),
        content=ContentStore(scratch / "content", admit=_as_it_is),
        set_up=set_up,
        earliest=BUILT,
    )
    return updates.load_cached()


def _as_it_is(_: Path, __: Creative) -> None:
    """Nothing is decoded to be looked at."""


class _Seen:
    """The highest versions seen, to be read and not to be raised."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def highest(self, role: str) -> tuple[int, str]:
        return self._store.highest(role)

    def keep_highest(self, role: str, version: int, keys: str) -> None:
        """Nothing is written for having looked."""
