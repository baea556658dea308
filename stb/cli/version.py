"""`stb version`: what is installed, to be pasted into a report."""

from __future__ import annotations

import argparse
import platform
from importlib import metadata

from stb import __version__
from stb.cli.output import print_json
from stb.cli.verbs import Verbs

_TOLD = ("av", "pygame-ce", "cryptography", "tuf", "requests", "fastapi", "numpy")


def register(verbs: Verbs) -> None:
    verbs.add("version", run, help="what is installed, for a report", prints_facts=True)


def run(arguments: argparse.Namespace) -> int:
    packages = {name: metadata.version(name) for name in _TOLD}
    python = f"{platform.python_implementation()} {platform.python_version()}"
    machine = f"{platform.system()} {platform.machine()}"
    if arguments.json:
        print_json({"stb": __version__, "python": python, "machine": machine, "packages": packages})
    else:
        print(f"stb {__version__}, {python}, {machine}")
        print(", ".join(f"{name} {version}" for name, version in packages.items()))
    return 0
