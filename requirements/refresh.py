"""Write the lock files anew from pyproject.toml: `python requirements/refresh.py [--upgrade]`.

Needs `uv` (`pip install uv`) and a network. One resolution serves every Python from 3.11 to 3.14
on Linux, macOS and Windows, every file of every package is hashed, and afterwards each of those
machines is asked whether it finds a ready-built wheel for every line.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCKS = {
    "runtime": ["checkout"],
    "tests": ["checkout", "tests"],
    "studio": ["checkout", "studio"],
}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = (
    "x86_64-manylinux_2_28",
    "aarch64-manylinux_2_28",
    "aarch64-apple-darwin",  # cryptography has no wheel for Intel Macs any more
    "x86_64-pc-windows-msvc",
)
ENVIRONMENT = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": "14.0"}  # what PyAV is built for
COMPILE = [
    "uv",
    "pip",
    "compile",
    "--quiet",
    "--no-config",
    "--no-header",
    "--only-binary",
    ":all:",
]


def main(options: list[str]) -> int:
    for name, groups in LOCKS.items():
        chosen = [f"--group={group}" for group in groups]
        held = [] if name == "runtime" else ["--constraints", "requirements/runtime.txt"]
        lock = ["--generate-hashes", "--output-file", f"requirements/{name}.txt"]
        everywhere = ["--universal", "--python-version", PYTHONS[0], "--fork-strategy", "fewest"]
        uv([*everywhere, *chosen, *held, *lock, *options, "pyproject.toml"])
    for python, platform in itertools.product(PYTHONS, PLATFORMS):
        machine = ["--python-version", python, "--python-platform", platform]
        uv([*machine, "--no-deps", "requirements/tests.txt"])
        print(f"wheels for {python} on {platform}")
    return 0


def uv(options: list[str]) -> None:
    subprocess.run(
        [*COMPILE, *options],
        cwd=HERE.parent,
        check=True,
        stdout=subprocess.DEVNULL,
        env=ENVIRONMENT,
    )


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except subprocess.CalledProcessError as failed:
        sys.exit(failed.returncode)
