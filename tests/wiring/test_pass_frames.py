"""A script that waits, against the same one frame by frame: the same log, the same screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stb.engine.events import SpotSeen
from stb.qa.bench.scene import House
from stb.qa.driver import Driver
from stb.qa.plugin import AT
from stb.qa.render import open_programme
from stb.wiring.assembly import build
from stb.wiring.configuration import Configuration, Pictures, Switch, Time

Wait = Callable[[Driver, int], object]


def watched(data: Path, wait: Wait) -> tuple[str, object, object]:
    """Live, then a programme up to the end of its first break, then live again."""
    wanted = Configuration(
        data=data, time=Time.VIRTUAL, at=datetime.fromisoformat(AT), pictures=Pictures.NONE,
        consent=Switch.YES,
    )  # fmt: skip
    built = build(wanted)
    with built.mediabox as mediabox:
        box = Driver(mediabox)
        box.settle()
        wait(box, 130)
        assert built.headend is not None
        playing = open_programme(mediabox, House(built.headend, mediabox.clock, box).programme().id)
        first = playing.breaks[0]
        box.seek(first.at - 700)
        wait(box, first.frames + 800)
        box.press("INFO")
        wait(box, 300)
        box.press("STOP")
        wait(box, 201)
        assert any(isinstance(line.event, SpotSeen) for line in box.as_run)
        return box.log, mediabox.view, box.state


def stepping(box: Driver, frames: int) -> None:
    box.steps(frames)


def waiting(box: Driver, frames: int) -> None:
    box.mediabox.run_to(box.mediabox.now + timedelta(seconds=frames / 25))


@pytest.mark.slow
def test_waiting_tells_what_stepping_tells(tmp_path: Path) -> None:
    stepped = watched(tmp_path / "stepped", stepping)
    waited = watched(tmp_path / "waited", waiting)

    assert waited == stepped
