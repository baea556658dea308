"""The pytest plug-in: a Mediabox and its head-end as fixtures.

    def test_the_guide_opens(box):
        box.press("GUIDE")

        assert box.state.screen == "guide"

A test says what it needs with a mark, whose arguments are those of
`stb.wiring.configuration.Configuration`:

    @pytest.mark.box(household="limburg", consent="yes", at="2026-11-18T20:30+01:00")

Box and head-end are real, on a virtual clock, on free loopback ports and in a
folder of their own; nothing sleeps. When a test fails, a picture of the screen
and the as-run log are kept under `out/qa` (`--box-out DIR`).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from stb.adapters.clock import VirtualClock
    from stb.headend.faults import Faults
    from stb.headend.server import HeadEnd
    from stb.qa.driver import Driver
    from stb.wiring.configuration import Configuration

AT = "2026-11-18T20:30:00+01:00"
_DRIVERS = pytest.StashKey[list["Driver"]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--box-out DIR`."""
    parser.addoption(
        "--box-out",
        type=Path,
        default=None,
        help="folder for the picture and the log of a failed box test (default: out/qa)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known, and let the boxes of all tests share what they found of creatives."""
    config.addinivalue_line(
        "markers", "box(household, consent, at, seed, language, pictures): the box of a test"
    )
    cache: pytest.Cache | None = getattr(config, "cache", None)  # none with -p no:cacheprovider
    if cache is not None:
        # Found by the real judge, in this session or one before it; kept apart for each
        # version of his code, so that what is changed there is judged anew.
        kept = cache.mkdir(f"stb-verdicts-{_judge_mark()}")
        os.environ.setdefault("STB_VERDICTS", str(kept))


def _judge_mark() -> str:
    folder = Path(__file__).resolve().parents[1] / "adapters" / "media"
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@dataclass
class Home:
    """A house with one household and an operator: boxes may come and go, its folder stays."""

    wanted: Configuration
    clock: VirtualClock
    headend: HeadEnd
    boxes: list[Driver] = field(default_factory=list)

    def switch_on(self, **changes: Any) -> Driver:
        """A box on this folder; `unplug` the one before it first."""
        from stb.qa.driver import Driver
        from stb.wiring.assembly import build

        wanted = replace(self.wanted, **changes)
        built = build(wanted, clock=self.clock, headend=self.headend)
        driver = Driver(built.mediabox, faults=self.headend.faults)
        self.boxes.append(driver)
        driver.settle()
        return driver

    def unplug(self, driver: Driver) -> None:
        """Take the power away: nothing is saved that was not saved already."""
        driver.mediabox.cut()
        self.boxes.remove(driver)

    def close(self) -> None:
        """Unplug all."""
        for driver in tuple(self.boxes):
            self.unplug(driver)


@pytest.fixture
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """The house of a test; nothing in it is switched on but the operator."""
    from stb.adapters.clock import VirtualClock
    from stb.headend.server import HeadEnd

    wanted = _wanted(request, tmp_path / "data")
    assert wanted.at is not None
    clock = VirtualClock(wanted.at)
    with HeadEnd(wanted.data, clock=clock, seed=wanted.seed) as headend:
        made = Home(wanted, clock, headend)
        request.node.stash[_DRIVERS] = made.boxes
        yield made
        made.close()


@pytest.fixture
def headend(home: Home) -> HeadEnd:
    """The operator: `faults`, `ledger()`, `url`."""
    return home.headend


@pytest.fixture
def faults(home: Home) -> Faults:
    """What goes wrong at the operator's, switched on and off by the test."""
    return home.headend.faults


@pytest.fixture
def box(home: Home) -> Driver:
    """A box that is on, tuned to a service, with lineup, guide and spots on its disk."""
    return home.switch_on()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Keep a picture and the log of every box of a test that fails."""
    outcome = yield
    report = outcome.get_result()
    drivers = item.stash.get(_DRIVERS, [])
    if report.when != "call" or not report.failed or not drivers:
        return
    out = item.config.getoption("--box-out") or item.config.rootpath / "out" / "qa"
    name = re.sub(r"[^\w.-]+", "_", item.nodeid)[-120:]
    for number, driver in enumerate(drivers):
        kept = out / f"{name}-{number}"
        kept.parent.mkdir(parents=True, exist_ok=True)
        picture = driver.save(kept.with_suffix(".png"))
        log = kept.with_suffix(".jsonl")
        log.write_text(driver.log, encoding="utf-8")
        report.sections.append(("Mediabox", f"{driver.state}\n{picture}\n{log}"))


def _wanted(request: pytest.FixtureRequest, data: Path) -> Configuration:
    from stb.wiring.configuration import Configuration, Pictures, Switch, Time

    marks = request.node.iter_markers("box")
    given = {name: value for mark in reversed([*marks]) for name, value in mark.kwargs.items()}
    at = given.pop("at", AT)
    return Configuration(
        data=data,
        time=Time.VIRTUAL,
        at=datetime.fromisoformat(at) if isinstance(at, str) else at,
        consent=Switch(given.pop("consent", "ask")),
        pictures=Pictures(given.pop("pictures", "decoded")),
        **given,
    )
