from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from stb.headend.assets import find_assets
from stb.headend.schedule import Schedule
from stb.headend.server import HeadEnd
from stb.headend.services import Station, read_stations
from stb.headend.titles import read_genres

from .material import write_media
from .paper import paper_catalogue

HOUSEHOLDS = ("limburg", "home-1", "home-2")
EVENING = datetime(2026, 11, 18, 19, 40, tzinfo=UTC)


class SetClock:
    """A clock that stands where it is put."""

    def __init__(self, at: datetime = EVENING) -> None:
        self.at = at

    def utc(self) -> datetime:
        return self.at


@pytest.fixture(scope="session")
def stations() -> tuple[Station, ...]:
    return read_stations(find_assets())


@pytest.fixture(scope="session")
def schedule(stations: tuple[Station, ...]) -> Schedule:
    """The real schedule, over material on paper."""
    return Schedule(
        1, stations=stations, catalogue=paper_catalogue(), genres=read_genres(find_assets())
    )


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Assets of the operator with small real media."""
    folder = tmp_path_factory.mktemp("assets")
    shutil.copytree(find_assets() / "headend", folder / "headend")
    write_media(folder)
    return folder


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def headend(tmp_path: Path, material: Path, clock: SetClock) -> Iterator[HeadEnd]:
    """A head-end that serves, with a folder of its own."""
    serving = HeadEnd(tmp_path, clock=clock, seed=1, assets=material)
    serving.operator.ledger.enrol(HOUSEHOLDS)
    serving.start()
    yield serving
    serving.stop()


@pytest.fixture
def http() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session
