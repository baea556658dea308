"""`stb test`: the project's own tests, from a checkout.

With `--slow` in two turns: first all that may run side by side, one process to a processor;
then, with nothing beside them, the tests that judge what happens in real time.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from stb.cli.verbs import Verbs
from stb.errors import RefusedError

_EXIT_CODES = {0: 0, 2: 130, 4: 2}
"""pytest's codes that mean something else here; all others are 1, refused."""

_NONE_CHOSEN = 5
"""pytest's code where no test was chosen: in one of two turns that is nothing wrong."""

_STOPPED = (2, 3, 4)
"""pytest's codes after which there is no use in going on."""

MOST_BESIDE = 4
"""Each process decodes in threads of its own, and keeps the material of its tests."""


class NoTestsHere(RefusedError):
    """The tests, or what they need, are not part of this installation."""

    code = "install.tests"


def register(verbs: Verbs) -> None:
    parser = verbs.add(
        "test", run, help="the project's own tests; pytest's arguments may follow", passes_on=True
    )
    parser.add_argument(
        "--slow", action="store_true",
        help="also the tests that take long, at last those in real time: about half an hour",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    checkout = Path(__file__).resolve().parents[2]
    if not (checkout / "tests").is_dir():
        raise NoTestsHere("the tests come with a checkout: `python3 run_box.py test` in there")
    if importlib.util.find_spec("pytest") is None:
        raise NoTestsHere("pytest is not installed: `python3 run_box.py test` brings it")
    turns = slow_turns(os.cpu_count() or 1) if arguments.slow else (("-m", "not slow"),)
    codes: list[int] = []
    for number, chosen in enumerate(turns):
        if len(turns) > 1:
            what = ("side by side, then those in real time", "in real time")[number]
            print(f"stb: tests {what}", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "pytest", *chosen, *arguments.rest]
        codes.append(subprocess.call(command, cwd=checkout))
        if codes[-1] in _STOPPED:
            break
    return _EXIT_CODES.get(joined(codes), 1)


def slow_turns(processors: int) -> tuple[tuple[str, ...], ...]:
    """What pytest is given in each turn of all tests, on so many processors."""
    beside = min(processors, MOST_BESIDE)
    together = ("-n", str(beside), "--dist", "worksteal") if beside > 1 else ()
    return (("-m", "not paced", *together, "--durations=15"), ("-m", "paced", "--durations=15"))


def joined(codes: list[int]) -> int:
    """One code for several turns: what was wrong in one of them, else that of those chosen."""
    wrong = [code for code in codes if code not in (0, _NONE_CHOSEN)]
    if wrong:
        return wrong[0]
    return _NONE_CHOSEN if all(code == _NONE_CHOSEN for code in codes) else 0
