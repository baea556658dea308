"""Three hundred boxes, killed while they order and update: each order once, each file whole."""

from __future__ import annotations

import hashlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from tuf.api.metadata import Metadata

from stb.adapters.order_seal import genuine
from stb.adapters.store import SqliteStore
from stb.qa.plugin import Home

KILLS = 300
BEGIN = datetime.fromisoformat("2026-11-18T01:30:00+01:00")
LATER = timedelta(days=1)
"""Between two lives: what is fetched at night is fetched in each."""


class Boxes:
    """The process that makes boxes, and what they tell."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._rest = b""
        self.confirmed: list[str] = []
        self.reached = {"up": 0, "ordered": 0, "updated": 0}

    def lines(self, *, until: float) -> Iterator[list[str]]:
        """What is told before the clock says ``until``."""
        assert self._process.stdout is not None
        while True:
            while b"\n" in self._rest:
                line, _, self._rest = self._rest.partition(b"\n")
                yield self._heard(line.decode().split())
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._process.stdout], [], [], left)[0]:
                return
            said = os.read(self._process.stdout.fileno(), 65536)
            assert said, "the process that makes boxes has ended"
            self._rest += said

    def _heard(self, words: list[str]) -> list[str]:
        if words[0] == "ordered":
            self.confirmed.append(words[1])
        if words[0] in self.reached:
            self.reached[words[0]] += 1
        return words

    def wait_for(self, word: str) -> list[str]:
        for words in self.lines(until=time.monotonic() + 60):
            if words[0] in (word, "gone"):
                return words
        raise AssertionError(f"{word!r} was not told in a minute")

    def one_killed(self, life: int, at: datetime, chance: Random) -> None:
        """A box that is killed at an instant that is drawn: how far it came, and a little more."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{life} {at.isoformat()}\n".encode())
        self._process.stdin.flush()
        box = int(self.wait_for("box")[1])
        for word in ("up", "ordered", "updated", "ordered")[: chance.choice((0, 1, 1, 1, 2, 2, 3))]:
            assert self.wait_for(word)[0] == word, "a box ended by itself"
        for _ in self.lines(
            until=time.monotonic() + chance.uniform(0, chance.choice((0.02, 0.1, 0.3)))
        ):
            pass
        os.kill(box, signal.SIGKILL)
        assert self.wait_for("gone") == ["gone", str(int(signal.SIGKILL))]


@contextmanager
def boxes(home: Home, folder: Path) -> Iterator[Boxes]:
    root = folder / "root.json"
    root.write_bytes(home.headend.root())
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("killed_box.py")),
         str(home.wanted.data), home.headend.url, str(root)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    with process:
        try:
            made = Boxes(process)
            made.wait_for("ready")
            yield made
        finally:
            assert process.stdin is not None
            process.stdin.close()


def check_whole(folder: Path) -> None:
    """Every file with a final name is whole: creatives by their hash, metadata by its form."""
    for creative in (folder / "content" / "c").glob("*/*"):
        assert hashlib.sha256(creative.read_bytes()).hexdigest() == creative.name
    for file in (folder / "trust").rglob("*.json"):
        role = json.loads(file.read_bytes())
        if "signed" in role:
            Metadata.from_bytes(file.read_bytes())


@pytest.mark.slow
def test_what_was_confirmed_is_booked_once_and_all_is_whole_after_three_hundred_kills(
    stocked: Home, tmp_path: Path
):
    chance = Random(1117)
    folder = stocked.wanted.data / "box" / stocked.wanted.household
    begins = BEGIN
    with boxes(stocked, tmp_path) as made:
        for life in range(KILLS):
            begins += LATER
            stocked.clock.jump(begins)
            fetched = sorted((folder / "content" / "c").glob("*/*"))
            for creative in chance.sample(fetched, min(2, len(fetched))):
                creative.unlink()

            made.one_killed(life, begins, chance)

            check_whole(folder)
        assert min(made.reached.values()) > KILLS / 12

    delivered = stocked.switch_on(at=begins + LATER)
    delivered.press("POWER")
    for _ in range(20):
        delivered.wait(timedelta(hours=6).total_seconds())
    assert all(state.delivered for state in delivered.snapshot.orders)
    ledger = stocked.headend.ledger()
    booked = [row["id"] for row in ledger["orders"]]
    assert len(booked) == len(set(booked))
    assert set(made.confirmed) <= set(booked)
    assert len(made.confirmed) == len(set(made.confirmed))
    assert {state.order.id for state in delivered.snapshot.orders} == set(booked)
    assert ledger["held"] == []
    (chain,) = ledger["chains"]
    assert (chain["orders"], chain["whole"]) == (len(booked), True)
    stocked.unplug(delivered)
    with closing(SqliteStore(folder)) as store:
        assert store.notes == ()
        assert store.queued() == ()
        assert all(genuine(sent.body) for sent in store.sent())
