"""The house itself: which way imports point, who asks the clock, what may stand in a file."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import stb

ROOT = Path(__file__).resolve().parents[1]
CODE = ROOT / "stb"
BIN = Path(sys.executable).parent
LONGEST = 400
"""Lines of a module that a newcomer still reads in a sitting."""

WRITTEN = (".md", ".py", ".toml", ".txt", ".json", ".jsonl", ".po", ".html", ".js", ".css")


def contracts_in(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / "lint-imports", "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def contract_names() -> set[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]}


def modules() -> list[Path]:
    return sorted(path for path in CODE.rglob("*.py") if "__pycache__" not in path.parts)


def rooms() -> set[str]:
    folders = {path.name for path in CODE.iterdir() if (path / "__init__.py").exists()}
    files = {path.stem for path in CODE.glob("*.py") if not path.stem.startswith("__")}
    return folders | files


def test_imports_keep_every_contract() -> None:
    checked = contracts_in(ROOT)

    assert checked.returncode == 0, checked.stdout


def test_every_contract_can_be_broken(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(CODE, tmp_path / "stb", ignore=shutil.ignore_patterns("__pycache__"))
    for module, line in {
        "model/late.py": "import stb.engine",
        "engine/late.py": "import socket",
        "adapters/egress.py": "",
        "adapters/late.py": "import stb.adapters.egress\nimport m3u8\nimport av\nimport requests",
        "cli/late.py": "import requests\nimport pydantic",
        "headend/late.py": "import pygame",
        "qa/late.py": "import sqlite3",
    }.items():
        (tmp_path / "stb" / module).write_text(line + "\n")

    said = contracts_in(tmp_path).stdout

    assert {name for name in contract_names() if f"{name} BROKEN" in said} == contract_names()


def test_the_map_names_every_room_and_no_other() -> None:
    drawn = (stb.__doc__ or "").split("one line do not know each other.\n")[1]
    lines = [line.strip() for line in drawn.splitlines() if line.startswith("    ")]
    named = {word for line in lines for word in line.split("  ")[0].split()}
    named |= {word for line in lines for word in line.split() if word in rooms()}

    assert named == rooms()


def test_the_map_of_a_room_names_modules_that_are_there() -> None:
    """A line of a map is four spaces, a subject and names; or more names, further in."""
    maps = {path.parent: path.read_text(encoding="utf-8") for path in CODE.glob("*/__init__.py")}
    named = {
        room / name
        for room, text in maps.items()
        for names in re.findall(r"^ {4}.*  (\w+(?:, \w+)*),?$", text, re.MULTILINE)
        for name in names.split(", ")
    }

    assert {one.parent.name for one in named} >= {
        "engine", "model", "formats", "ui", "adapters", "headend", "wiring", "qa"}  # fmt: skip
    assert [one for one in named if not one.is_dir() and not one.with_suffix(".py").exists()] == []


@pytest.mark.parametrize(
    ("code", "room", "allowed"),
    [
        ("import datetime\n\ndatetime.datetime.now(datetime.UTC)\n", "engine", False),
        ("import datetime\n\ndatetime.datetime.now(datetime.UTC)\n", "headend", False),
        ("import time\n\ntime.sleep(1)\n", "qa", False),
        ("import uuid\n\nuuid.uuid4()\n", "wiring", False),
        ("import time\n\ntime.time()\n", "adapters", True),
    ],
)
def test_only_adapters_ask_the_clock_or_wait(code: str, room: str, allowed: bool) -> None:
    ruff = [BIN / "ruff", "check", "--no-cache", "--select", "TID251"]

    checked = subprocess.run(
        [*ruff, "--stdin-filename", f"stb/{room}/late.py", "-"],
        cwd=ROOT,
        input=code,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.returncode == 0) is allowed, checked.stdout


def test_no_module_outside_the_adapters_asks_the_clock_or_waits() -> None:
    ruff = [BIN / "ruff", "check", "--no-cache", "--select", "TID251", "stb"]

    checked = subprocess.run(ruff, cwd=ROOT, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout


def test_every_module_can_be_read_in_a_sitting() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules()
    }

    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_every_module_says_first_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules()
        if path.read_text(encoding="utf-8").strip()
        and not path.read_text(encoding="utf-8").startswith('"""')
    ]

    assert silent == []


def test_no_file_names_the_host_of_a_package_registry() -> None:
    hosts = [".".join(parts) for parts in (("pypi", "org"), ("npmjs", "org"), ("npmjs", "com"))]
    hosts += ["python" + "hosted", ".".join(("debian", "org"))]
    tops = ("stb", "tests", "docs", "assets", "requirements", ".ci")
    files = [path for top in tops for path in (ROOT / top).rglob("*") if path.suffix in WRITTEN]
    files += [path for path in ROOT.iterdir() if path.suffix in WRITTEN]

    named = {
        str(path.relative_to(ROOT))
        for path in files
        if any(host in path.read_text(encoding="utf-8", errors="replace") for host in hosts)
    }

    assert len(files) > 50
    assert named == set()
