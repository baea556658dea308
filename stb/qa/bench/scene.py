"""What the parts of the benchmark work with: our own material, and a house to measure in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stb.adapters.clock import VirtualClock
from stb.engine.commands import LoadGuide
from stb.errors import UnavailableError
from stb.headend.assets import find_assets
from stb.headend.catalogue import Catalogue, Kind, Reel, read_catalogue
from stb.headend.server import HeadEnd
from stb.model.schedule import Programme
from stb.qa.bench.figures import Timers
from stb.qa.driver import Driver
from stb.wiring.assembly import build
from stb.wiring.configuration import Configuration, Pictures, Switch, Time

AT = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
_STEPS = 250


def _silent(_: str) -> None:
    """Nobody is told."""


class NoProgramme(UnavailableError):
    """The guide has no programme to measure with."""

    code = "bench.programme"


@dataclass(frozen=True, slots=True)
class Setting:
    """``seconds`` is about how long each figure may take; ``folder`` is empty and ours.

    ``tell`` is for work that takes its time.
    """

    timers: Timers
    seconds: float
    folder: Path
    tell: Callable[[str], None] = _silent

    @property
    def frames(self) -> int:
        """How many frames a round of decoding takes: up to ten seconds of television."""
        return max(10, min(250, round(self.seconds * 25)))

    @property
    def catalogue(self) -> Catalogue:
        return read_catalogue(find_assets())

    @property
    def film(self) -> Reel:
        """The longest reel: 720p25."""
        return max(self.catalogue.reels, key=lambda reel: (reel.kind is Kind.FILM, reel.frames))


@dataclass(frozen=True, slots=True)
class House:
    """An operator and a box without pictures, on a clock that stands."""

    headend: HeadEnd
    clock: VirtualClock
    box: Driver

    def programme(self) -> Programme:
        """The longest programme of yesterday in which spots may be replaced.

        Raises:
            NoProgramme: there is none.
        """
        mediabox = self.box.mediabox
        yesterday = (mediabox.now - timedelta(days=1)).date()
        mediabox.send(LoadGuide(yesterday))
        mediabox.step()
        mediabox.run_until(lambda box: not box.box.busy, steps=_STEPS)
        snapshot = mediabox.snapshot
        tailored = [service.id for service in snapshot.lineup.services if service.tailored]
        found = [
            programme
            for service in tailored
            for programme in snapshot.schedule.of_service(service)
            if programme.start.date() == yesterday and programme.can_be_caught_up(mediabox.now)
        ]
        if not found:
            raise NoProgramme("no programme of yesterday can be caught up")
        return max(found, key=lambda programme: (programme.end - programme.start, programme.id))


@contextmanager
def house(setting: Setting, name: str) -> Iterator[House]:
    """A house of its own, with consent given and every spot on its disk."""
    clock = VirtualClock(AT)
    wanted = Configuration(
        data=setting.folder / name, time=Time.VIRTUAL, at=AT, pictures=Pictures.NONE,
        consent=Switch.YES, keeps=False,
    )  # fmt: skip
    with HeadEnd(wanted.data, clock=clock, seed=wanted.seed) as headend:
        built = build(wanted, clock=clock, headend=headend)
        with built.mediabox as mediabox:
            driver = Driver(mediabox)
            driver.settle()
            yield House(headend, clock, driver)
