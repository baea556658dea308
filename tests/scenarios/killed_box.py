"""Boxes that order and update until they are killed, each in a process of its own.

One process loads the software once and forks a box for every line that it reads: the number of
the life, and the time at which it begins. A box tells on a line when it is up, when the screen
says that an order was made, and when a night of updating is over.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from stb.qa.driver import Driver
from stb.wiring.assembly import assemble
from stb.wiring.configuration import Configuration, Pictures, Time
from tests.scenarios import remote

PIN = "1470"
NIGHT = timedelta(hours=6).total_seconds()


def tell(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def live(wanted: Configuration) -> None:
    """Order a film, let a night go by, order the next; without end."""
    box = Driver(assemble(wanted))
    box.settle()
    tell("up")
    box.wait_until(lambda box: box.snapshot.products)
    while True:
        held = {
            rental.product.id for rental in box.snapshot.rentals if rental.valid(box.snapshot.now)
        }
        product = next(each for each in box.snapshot.products if each.id not in held)
        before = {state.order.id for state in box.snapshot.orders}
        assert remote.order(box, product.id, PIN).screen == "ordered"
        (made,) = {state.order.id for state in box.snapshot.orders} - before
        tell("ordered", made)
        box.press("EXIT", "POWER")
        box.wait(NIGHT)
        tell("updated")
        box.press("POWER")
        box.settle()


def main(data: Path, headend: str, root: Path) -> None:
    tell("ready")
    for line in sys.stdin:
        life, at = line.split()
        box = os.fork()
        if box == 0:
            live(Configuration(
                data=data, at=datetime.fromisoformat(at), seed=int(life), time=Time.VIRTUAL,
                pictures=Pictures.NONE, headend=headend, trust=root,
            ))  # fmt: skip
        tell("box", box)
        _, how = os.waitpid(box, 0)
        tell("gone", os.WTERMSIG(how) if os.WIFSIGNALED(how) else "by itself")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
