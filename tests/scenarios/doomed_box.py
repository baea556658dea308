"""A box in a process of its own that dies at a chosen instant, as when the power goes.

    doomed_box.py FACTS.json

What it does: ``withdraw``: enters a programme, plays into its first break, says "in the
break", waits for a line on its input, presses the two keys that withdraw, and dies at the
``dies``-th statement of its database after the key (-1: with the frame in which the key was
obeyed). ``post``: lives for an hour and dies at the ``dies``-th envelope, ``where``: before
it is taken off in the database, before it is sent, or before its answer is heard; or when an
issuer has answered, before its tokens are heard.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from stb.adapters.egress import SteppedEgress
from stb.adapters.store import SqliteStore
from stb.engine.ports import Delivered, Delivery
from stb.model.report import Kind, Outgoing
from stb.qa.driver import Driver, key_named
from stb.qa.render import open_programme
from stb.wiring import assembly
from stb.wiring.configuration import Configuration, Pictures, Switch, Time


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


class Doomed(SteppedEgress):
    """The door out of a box that dies at its ``dies``-th envelope."""

    dies, where = 0, ""

    def send(self, report: Outgoing) -> None:
        if report.kind is Kind.AD_PLAY:
            Doomed.dies -= 1
            if Doomed.dies == 0 and Doomed.where == "before it is sent":
                die()
        super().send(report)

    def collect(self) -> tuple[Delivery, ...]:
        delivered = super().collect()
        if Doomed.dies == 0 and Doomed.where == "before its answer is heard" and delivered:
            die()
        granted = any(isinstance(each, Delivered) and each.answer for each in delivered)
        if granted and Doomed.where == "before its tokens are heard":
            die()
        return delivered


class DoomedStore(SqliteStore):
    """A database whose process dies before the ``dies``-th envelope is taken off."""

    def post(self, *taken: Any, **with_it: Any) -> None:
        if Doomed.dies == 1 and Doomed.where == "before it is taken off":
            die()
        super().post(*taken, **with_it)


def box_of(facts: dict[str, Any]) -> Driver:
    Doomed.dies, Doomed.where = facts["dies"], facts.get("where", "")
    assembly.SteppedEgress = Doomed  # type: ignore[misc]
    assembly.SqliteStore = DoomedStore  # type: ignore[misc]
    wanted = Configuration(
        data=Path(facts["data"]),
        at=datetime.fromisoformat(facts["at"]),
        time=Time.VIRTUAL,
        pictures=Pictures.NONE,
        consent=Switch("ask"),
        headend=facts["headend"],
        relay=facts["relay"],
        trust=Path(facts["trust"]),
        credential=Path(facts["credential"]),
    )
    return Driver(assembly.build(wanted).mediabox)


def withdraw(box: Driver, facts: dict[str, Any]) -> None:
    box.settle()
    playing = open_programme(box.mediabox, facts["programme"])
    box.seek(playing.breaks[0].at - 25, unhindered=True)
    box.wait_until(lambda box: box.state.place == "creative")
    say(f"in the break, {box.snapshot.waiting_reports} waiting")
    sys.stdin.readline()  # meanwhile the network went
    box.press("PRIVACY")
    box.mediabox.press(key_named("OK"))
    left = facts["dies"]
    if left >= 0:
        doom(box, left)
    box.steps(1)
    if left < 0:
        die()
    say("withdrawn")


def doom(box: Driver, left: int) -> None:
    """Die when the database has begun so many statements from now on."""
    begun = 0

    def count(_statement: str) -> None:
        nonlocal begun
        begun += 1
        if begun > left:
            die()

    store = box.mediabox.box._ports.store
    store._db._sql.set_trace_callback(count)  # type: ignore[attr-defined]


def post(box: Driver) -> None:
    box.settle()
    box.press("POWER")
    box.wait(3600)
    say("an hour went by")


if __name__ == "__main__":
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    driver = box_of(told)
    if told["does"] == "withdraw":
        withdraw(driver, told)
    else:
        post(driver)
