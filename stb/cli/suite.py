"""`stb test`: the project's own tests, from a checkout."""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from pathlib import Path

from stb.cli.verbs import Verbs
from stb.errors import RefusedError

_EXIT_CODES = {0: 0, 2: 130, 4: 2}
"""pytest's codes that mean something else here; all others are 1, refused."""


class NoTestsHere(RefusedError):
    """The tests, or what they need, are not part of this installation."""

    code = "install.tests"


def register(verbs: Verbs) -> None:
    parser = verbs.add(
        "test", run, help="the project's own tests; pytest's arguments may follow", passes_on=True
    )
    parser.add_argument("--slow", action="store_true", help="also the tests that take long")


def run(arguments: argparse.Namespace) -> int:
    checkout = Path(__file__).resolve().parents[2]
    if not (checkout / "tests").is_dir():
        raise NoTestsHere("the tests come with a checkout: `python3 run_box.py test` in there")
    if importlib.util.find_spec("pytest") is None:
        raise NoTestsHere("pytest is not installed: `python3 run_box.py test` brings it")
    chosen = [] if arguments.slow else ["-m", "not slow"]
    command = [sys.executable, "-m", "pytest", *chosen, *arguments.rest]
    finished = subprocess.call(command, cwd=checkout)
    return _EXIT_CODES.get(finished, 1)
