"""One box for all tests of this room that only look; without pictures, on its service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from stb.headend.assets import find_assets
from stb.headend.catalogue import read_catalogue
from stb.qa.driver import Driver
from stb.qa.plugin import AT
from stb.wiring.assembly import build
from stb.wiring.configuration import Configuration, Pictures, Time
from tests.scenarios.conftest import stock

pytest_plugins = ["pytester"]


@pytest.fixture(scope="package")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
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
