"""Hostile scripts: lines for a box that is only of paper, so that reading them is what is tried."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from stb.errors import InputError, RefusedError
from stb.model.key import Key
from stb.qa import script
from stb.qa.driver import Driver
from stb.qa.fuzz import Target
from stb.wiring.mediabox import Mediabox, State

_AT = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
_LEAP = timedelta(hours=1)
_MOST_STEPS = 200_000


@dataclass
class _Paper:
    """Where a box would be; time leaps on, so that no wait is long."""

    now: datetime = _AT
    steps: int = 0
    snapshot: object = field(default_factory=lambda: SimpleNamespace(playing=None))

    @property
    def state(self) -> State:
        return State(6, "live", "", "live", "ask", 0, 0, True, "", self.now)

    def press(self, key: Key, *, held: bool = False) -> None:
        pass

    def send(self, command: object) -> None:
        pass

    def step(self) -> None:
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise AssertionError("a line keeps the box at work without end")
        self.now += _LEAP

    def run_to(self, until: datetime) -> None:
        self.now = max(self.now, until)


class _OnPaper(Driver):
    """A driver that writes no picture."""

    def save(self, path: Path) -> Path:
        return path

    @property
    def text(self) -> str:
        return ""

    @property
    def log(self) -> str:
        return ""


def script_target() -> Target:
    """`stb.qa.script`, over a box of paper."""

    def read(message: bytes) -> object:
        paper = _Paper()
        told: list[dict[str, object]] = []
        lines = message.decode("utf-8", "replace").splitlines()
        driver = _OnPaper(cast(Mediabox, paper))
        script.run(driver, lines, out=Path("out"), emit=told.append)
        return told

    seeds = (
        b'{"press":["6","OK"]}', b'{"hold":"RIGHT","for":1.5}', b'{"wait":"00:00:10:00"}',
        b'{"wait":4}', b'{"seek":3000}', b'{"pause":true}', b'{"frame_step":-1}',
        b'{"wait_until":{"screen":"live"},"timeout":"00:00:05:00"}',
        b'{"expect":{"screen":"live","service":6}}', b'{"frame":"guide.png"}', b'{"state":true}',
        b'{"screen":true}', b'{"as_run":true}', b'{"clock":"2026-11-19T20:30:00+01:00"}',
        b'{"watch":"sirius-6-20261118T0227Z"}',
    )  # fmt: skip
    return Target(
        "script", read, seeds, (InputError, RefusedError),
        tokens=(b"1e999", b"1e18", b"9" * 5000, b"NaN", b"\\ud800", b"\\u0000", b"../", b"-"),
        structured=True,
    )  # fmt: skip
