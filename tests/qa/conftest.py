"""One box for all tests of this room that only look; without pictures, on its service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from stb.engine.commands import SetPower, Stop
from stb.headend.assets import find_assets
from stb.headend.catalogue import read_catalogue
from stb.qa.driver import Driver
from stb.qa.plugin import AT
from stb.wiring.assembly import build
from stb.wiring.configuration import Configuration, Pictures, Time
from tests.scenarios.conftest import stock


@pytest.fixture
def driver(shared: Driver) -> Driver:
    """The box, brought back to its service whatever the test before it did."""
    if (shared.state.screen, shared.state.place) != ("live", "live"):
        shared.mediabox.send(SetPower(True), Stop())
        shared.press("EXIT")
        shared.wait(10)
    return shared


@pytest.fixture(scope="package")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    data = tmp_path_factory.mktemp("data")
    stock(data, "young-family", read_catalogue(find_assets()))
    wanted = Configuration(
        data=data,
        time=Time.VIRTUAL,
        at=datetime.fromisoformat(AT),
        pictures=Pictures.NONE,
    )
    with build(wanted).mediabox as mediabox:
        driver = Driver(mediabox)
        driver.settle()
        yield driver
