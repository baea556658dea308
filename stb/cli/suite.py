"""`stb test`: the project's own tests, from a checkout, in as many processes as there are cores.

With `--slow` in two turns: first all that does not mind what runs beside it; then, in a process
of their own with nothing beside it, the tests that judge what happens in real time. How tests are
shared out is for `tests/conftest.py`.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from stb.cli.verbs import Verbs
from stb.errors import InputError, RefusedError

_EXIT_CODES = {0: 0, 2: 130, 4: 2}
"""pytest's codes that mean something else here; all others are 1, refused."""

_NONE_CHOSEN = 5
"""pytest's code where no test was chosen: in one of two turns that is nothing wrong."""

_STOPPED = (2, 3, 4)
"""pytest's codes after which there is no use in going on."""

_ONLY_LISTS = {"--collect-only", "--co"}

_MOST = 8
"""More processes end no sooner: the longest test takes two minutes."""

_LAST_WORDS_S = 15
"""So long pytest has to say how far it came, once it was stopped."""


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
        help="also the tests that take long, at last those in real time: half an hour on two cores",
    )  # fmt: skip
    parser.add_argument(
        "--beside", type=int, metavar="N",
        help="so many tests at a time, but one of those in real time"
        " (default: one a core; 1 where pytest's arguments follow, but for --slow)",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    checkout = Path(__file__).resolve().parents[2]
    if not (checkout / "tests").is_dir():
        raise NoTestsHere("the tests come with a checkout: `python3 run_box.py test` in there")
    if importlib.util.find_spec("pytest") is None:
        raise NoTestsHere("pytest is not installed: `python3 run_box.py test` brings it")
    tests = arguments.beside
    if tests is None:
        tests = cores() if arguments.slow or not arguments.rest else 1
    if _ONLY_LISTS.intersection(arguments.rest):
        tests = min(tests, 1)
    if tests < 1:
        raise NoneAtATime(f"{tests} tests at a time are none")
    turns = [("tests", ("-m", "not slow and not paced", *beside(tests)))]
    if arguments.slow:
        longest_first = beside(tests, one_by_one=True)
        turns = [
            (
                f"all tests but those in real time, {tests} at a time",
                ("-m", "not paced", *longest_first, "--durations=15"),
            ),
            ("the tests in real time, for some eight minutes", ("-m", "paced", "--durations=15")),
        ]
    codes: list[int] = []
    for number, (what, chosen) in enumerate(turns, start=1):
        if len(turns) > 1:
            print(f"stb: {number} of {len(turns)}: {what}", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "pytest", *chosen, *arguments.rest]
        codes.append(called(command, cwd=checkout))
        if codes[-1] in _STOPPED:
            break
    return _EXIT_CODES.get(joined(codes), 1)


def cores() -> int:
    """How many processes have a core of their own."""
    ours = getattr(os, "sched_getaffinity", None)
    return min(_MOST, len(ours(0)) if ours is not None else os.cpu_count() or 1)


def beside(tests: int, *, one_by_one: bool = False) -> tuple[str, ...]:
    """What pytest is given to run so many tests at a time.

    In folders, so that what a folder has in common is made once; or each the next in line,
    as long as some take minutes.
    """
    if tests == 1:
        return ()
    shared_out = ("load", "--maxschedchunk", "1") if one_by_one else ("worksteal",)
    return ("-n", str(tests), "--dist", *shared_out)


def called(command: Sequence[str], *, cwd: Path) -> int:
    """The code of ``command``; where it is stopped, after its last words.

    Ctrl-C reaches everything that the terminal started, so it is not handed on.
    """
    with subprocess.Popen(command, cwd=cwd) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            try:
                process.wait(_LAST_WORDS_S)
            except (KeyboardInterrupt, subprocess.TimeoutExpired):
                process.terminate()
            raise


def joined(codes: list[int]) -> int:
    """One code for several turns: what was wrong in one of them, else that of those chosen."""
    wrong = [code for code in codes if code not in (0, _NONE_CHOSEN)]
    if wrong:
        return wrong[0]
    return _NONE_CHOSEN if all(code == _NONE_CHOSEN for code in codes) else 0
