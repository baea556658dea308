"""`stb test`: the project's own tests, from a checkout.

With `--slow` in two turns: first all that does not mind what runs beside it; then, in a process
of their own with nothing beside it, the tests that judge what happens in real time.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from pathlib import Path

from stb.cli.verbs import Verbs
from stb.errors import InputError, RefusedError

_EXIT_CODES = {0: 0, 2: 130, 4: 2}
"""pytest's codes that mean something else here; all others are 1, refused."""

_NONE_CHOSEN = 5
"""pytest's code where no test was chosen: in one of two turns that is nothing wrong."""

_STOPPED = (2, 3, 4)
"""pytest's codes after which there is no use in going on."""


class NoTestsHere(RefusedError):
    """The tests, or what they need, are not part of this installation."""

    code = "install.tests"


class NoneAtATime(InputError):
    """Fewer tests at a time than one."""

    code = "test.beside"


def register(verbs: Verbs) -> None:
    parser = verbs.add(
        "test", run, help="the project's own tests; pytest's arguments may follow", passes_on=True
    )
    parser.add_argument(
        "--slow", action="store_true",
        help="also the tests that take long, at last those in real time: most of an hour",
    )  # fmt: skip
    parser.add_argument(
        "--beside", type=int, metavar="N", default=1,
        help="so many tests at a time, but one of those in real time (default: 1)",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    checkout = Path(__file__).resolve().parents[2]
    if not (checkout / "tests").is_dir():
        raise NoTestsHere("the tests come with a checkout: `python3 run_box.py test` in there")
    if importlib.util.find_spec("pytest") is None:
        raise NoTestsHere("pytest is not installed: `python3 run_box.py test` brings it")
    if arguments.beside < 1:
        raise NoneAtATime(f"{arguments.beside} tests at a time are none")
    together = beside(arguments.beside)
    turns = [("tests", ("-m", "not slow and not paced", *together))]
    if arguments.slow:
        turns = [
            ("all tests but those in real time", ("-m", "not paced", *together, "--durations=15")),
            ("the tests in real time, for some eight minutes", ("-m", "paced", "--durations=15")),
        ]
    codes: list[int] = []
    for number, (what, chosen) in enumerate(turns, start=1):
        if len(turns) > 1:
            print(f"stb: {number} of {len(turns)}: {what}", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "pytest", *chosen, *arguments.rest]
        codes.append(subprocess.call(command, cwd=checkout))
        if codes[-1] in _STOPPED:
            break
    return _EXIT_CODES.get(joined(codes), 1)


def beside(tests: int) -> tuple[str, ...]:
    """What pytest is given to run so many tests at a time."""
    return ("-n", str(tests), "--dist", "worksteal") if tests > 1 else ()


def joined(codes: list[int]) -> int:
    """One code for several turns: what was wrong in one of them, else that of those chosen."""
    wrong = [code for code in codes if code not in (0, _NONE_CHOSEN)]
    if wrong:
        return wrong[0]
    return _NONE_CHOSEN if all(code == _NONE_CHOSEN for code in codes) else 0
