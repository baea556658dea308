"""run_box.py: what it says and does before `stb` runs, without pip and without a network."""

from __future__ import annotations

import ast
import errno
import importlib.util
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
POSIX = pytest.mark.skipif(os.name == "nt", reason="the stand-in for Python is a shell script")


def launcher_in(checkout: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_box", checkout / "run_box.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with no more in it than the launcher reads, in a path with a space."""
    place = tmp_path / "my box"
    (place / "requirements").mkdir(parents=True)
    for name in ("run_box.py", "pyproject.toml"):
        shutil.copy(ROOT / name, place / name)
    for name in ("runtime", "tests"):
        shutil.copy(ROOT / "requirements" / f"{name}.txt", place / "requirements")
    return place


@pytest.fixture
def launcher(checkout: Path) -> ModuleType:
    return launcher_in(checkout)


@pytest.fixture
def finished(checkout: Path, launcher: ModuleType) -> Path:
    """An environment that says it is finished; its Python prints its arguments and returns 7."""
    place = checkout / ".venv"
    (place / "bin").mkdir(parents=True)
    python = place / "bin" / "python"
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\nexit 7\n')
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    (place / launcher.STAMP).write_text(
        json.dumps({**launcher.due_stamp("runtime"), **launcher.due_stamp("tests")})
    )
    return place


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (3, 14)])
def test_every_python_from_the_oldest_to_the_newest_is_taken(
    launcher: ModuleType, version: tuple[int, int]
) -> None:
    assert launcher.refusal(version) is None


@pytest.mark.parametrize(
    ("version", "implementation"),
    [((3, 8), "cpython"), ((3, 10), "cpython"), ((3, 15), "cpython"), ((3, 11), "pypy")],
)
def test_another_python_is_told_in_one_line_which_one_to_take(
    launcher: ModuleType, version: tuple[int, int], implementation: str
) -> None:
    told = launcher.refusal(version, implementation)

    assert "CPython 3.11 to 3.14" in told
    assert f"{implementation} {version[0]}.{version[1]}" in told
    assert "\n" not in told


def test_the_launcher_is_read_by_a_python_that_is_too_old() -> None:
    source = (ROOT / "run_box.py").read_text(encoding="utf-8")

    tree = ast.parse(source, feature_version=(3, 8))

    nodes = list(ast.walk(tree))
    plain = [node for node in nodes if isinstance(node, ast.Import)]
    named = {alias.name for node in plain for alias in node.names}
    named |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in named} <= set(sys.stdlib_module_names)


@POSIX
def test_a_later_start_hands_every_argument_and_the_exit_code_on(
    checkout: Path, finished: Path, tmp_path: Path
) -> None:
    started = subprocess.run(
        [sys.executable, checkout / "run_box.py", "tv", "--household", "young family"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.stdout.splitlines() == ["-P", "-m", "stb", "tv", "--household", "young family"]
    assert (started.returncode, started.stderr) == (7, "")


@POSIX
@pytest.mark.parametrize("changed", ["requirements/runtime.txt", "pyproject.toml"])
def test_an_environment_is_stale_once_what_it_was_made_from_has_changed(
    checkout: Path, launcher: ModuleType, finished: Path, changed: str
) -> None:
    assert launcher.is_fresh(finished, launcher.due_stamp("runtime"))

    with (checkout / changed).open("a") as file:
        file.write("# another line\n")

    assert not launcher.is_fresh(finished, launcher.due_stamp("runtime"))


@POSIX
@pytest.mark.parametrize("damage", ["unfinished", "without python", "without stamp", "torn stamp"])
def test_a_half_made_environment_is_not_taken_for_a_finished_one(
    launcher: ModuleType, finished: Path, damage: str
) -> None:
    match damage:
        case "unfinished":
            (finished / launcher.UNFINISHED).touch()
        case "without python":
            (finished / "bin" / "python").unlink()
        case "without stamp":
            (finished / launcher.STAMP).unlink()
        case "torn stamp":
            (finished / launcher.STAMP).write_text('{"python": "3.1')

    assert not launcher.is_fresh(finished, launcher.due_stamp("runtime"))


@POSIX
def test_an_environment_for_the_television_does_not_do_for_the_tests(
    launcher: ModuleType, finished: Path
) -> None:
    (finished / launcher.STAMP).write_text(json.dumps(launcher.due_stamp("runtime")))

    assert launcher.is_fresh(finished, launcher.due_stamp("runtime"))
    assert not launcher.is_fresh(finished, launcher.due_stamp("tests"))


def test_where_the_checkout_cannot_be_written_the_environment_goes_to_the_cache(
    launcher: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "a file").touch()
    unwritable, cache = tmp_path / "a file" / ".venv", tmp_path / "cache" / "venv"

    assert launcher.first_writable([unwritable, cache]) == cache
    with pytest.raises(launcher.CannotStart, match="can be written"):
        launcher.first_writable([unwritable, unwritable])


def test_of_two_starts_at_once_the_second_waits(launcher: ModuleType, tmp_path: Path) -> None:
    with launcher.held(tmp_path), (tmp_path / launcher.LOCK).open("a+") as second:
        assert not launcher.try_lock(second)

    with (tmp_path / launcher.LOCK).open("a+") as second:
        assert launcher.try_lock(second)


UNREACHED = "WARNING: Retrying after connection broken by 'NewConnectionError(...)'"


@pytest.mark.parametrize(
    ("said", "told", "code"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "no room", 1),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "not the one that was locked", 1),
        ("ERROR: No matching distribution found for av==18.1.0", "found for av==18.1.0", 1),
        (f"{UNREACHED}\nERROR: No matching distribution found for av", "no network", 3),
        (f"{UNREACHED}\nERROR: [Errno 28] No space left on device", "no room", 1),
        (f"{UNREACHED}\nERROR: [SSL: CERTIFICATE_VERIFY_FAILED]", "PIP_CERT", 3),
    ],
)
def test_what_pip_failed_on_is_told_in_one_line(
    launcher: ModuleType, tmp_path: Path, said: str, told: str, code: int
) -> None:
    failure = launcher.why_pip_failed(["Collecting av", *said.splitlines(), ""], tmp_path, "tests")

    assert told in str(failure)
    assert "\n" not in str(failure)
    assert failure.code == code


def test_a_disk_without_room_is_told_before_anything_is_fetched(
    launcher: ModuleType, tmp_path: Path
) -> None:
    free = shutil.disk_usage(tmp_path).free >> 20

    with pytest.raises(launcher.CannotStart, match="no room on the disk") as refused:
        launcher.ensure_room(tmp_path, free + 1_000_000)

    assert refused.value.code == 1


def test_a_write_that_finds_no_room_stops_the_search_for_a_place(
    launcher: ModuleType, tmp_path: Path
) -> None:
    class FullDisk(type(tmp_path)):  # type: ignore[misc]
        def mkdir(self, *_args: object, **_options: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OSError, match="No space left"):
        launcher.first_writable([FullDisk(tmp_path / "a"), tmp_path / "b"])


@pytest.mark.parametrize("name", ["runtime", "tests"])
def test_every_locked_requirement_is_one_version_with_hashes_and_no_address(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = text.replace("\\\n", " ").splitlines()
    pinned = [line for line in entries if line.strip() and not line.strip().startswith("#")]

    assert len(pinned) > 20
    assert [line for line in pinned if "==" not in line or "--hash=sha256:" not in line] == []
    assert "://" not in text
    assert "index" not in text


def test_the_tests_environment_holds_all_that_the_television_has() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        return {line.split(" ")[0] for line in text.splitlines() if line[:1].isalpha()}

    assert pins("runtime") < pins("tests")


@pytest.mark.slow
def test_without_a_network_the_first_start_says_so_and_returns_three(
    checkout: Path, tmp_path: Path
) -> None:
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}

    started = subprocess.run(
        [sys.executable, checkout / "run_box.py"],
        cwd=tmp_path,
        env={**kept, **nowhere, "PIP_NO_CACHE_DIR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode == 3
    assert started.stderr.splitlines()[-1].startswith("mediabox: no network, and this start")
