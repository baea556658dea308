"""A house with its operator, and what the operator broadcast there yesterday evening."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from stb.headend.assets import find_assets
from stb.headend.catalogue import Catalogue, read_catalogue
from stb.headend.dayparts import FEATURED_SERVICE, PRIME
from stb.headend.server import HeadEnd
from stb.model.schedule import Programme
from stb.qa.plugin import Home
from stb.qa.recorder import Recorder

from .proof import Broadcast

YESTERDAY = date(2026, 11, 17)
NUMBER = 6
"""The logical channel number of the service with the featured programme."""


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return read_catalogue(find_assets())


@dataclass(frozen=True, slots=True)
class Evening:
    """The featured programme of Sirius 6, yesterday at about half past seven."""

    programme: Programme
    broadcast: Broadcast

    @property
    def id(self) -> str:
        return self.programme.id


@pytest.fixture
def evening(headend: HeadEnd, catalogue: Catalogue) -> Evening:
    return evening_of(headend, catalogue)


def evening_of(headend: HeadEnd, catalogue: Catalogue) -> Evening:
    operator = headend.operator
    events = operator.schedule.day(FEATURED_SERVICE, YESTERDAY)
    event = next(
        e for e in events
        if e.part == PRIME and operator.schedule.featured in [p.reel for p in e.content_breaks]
    )  # fmt: skip
    clips = {creative.sha256: creative.id for creative in catalogue.creatives}
    return Evening(event.programme, Broadcast(event, clips))


@pytest.fixture
def stocked(home: Home, catalogue: Catalogue) -> Home:
    """The house with the creatives already on the box's disk, as after a night of fetching."""
    stock(home.wanted.data, home.wanted.household, catalogue)
    return home


def stock(data: Path, household: str, catalogue: Catalogue) -> None:
    """Put every creative where the box of ``household`` keeps what it has checked."""
    for creative in catalogue.creatives:
        kept = data / "box" / household / "content" / "c" / creative.sha256[:2] / creative.sha256
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(creative.file, kept)


@pytest.fixture
def recorder(headend: HeadEnd) -> Iterator[Recorder]:
    """A recorder at the socket in front of the operator."""
    with Recorder("127.0.0.1", port_of(headend.url)) as recording:
        yield recording


@pytest.fixture
def relay_recorder(headend: HeadEnd) -> Iterator[Recorder]:
    """A recorder at the socket in front of the relay."""
    with Recorder("127.0.0.1", port_of(headend.relay_url)) as recording:
        yield recording


def port_of(url: str) -> int:
    return int(url.rstrip("/").rpartition(":")[2])
