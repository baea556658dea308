#!/usr/bin/env python3
"""Start the virtual Mediabox: `python3 run_box.py [VERB ...]`.

The first start makes an environment (`.venv` in the checkout or, where that cannot be written,
one in the user's cache folder) from locked and hashed requirements. Every start then hands over
to `stb` with the same arguments; a later start needs no pip and no network. `test` also installs
what the tests need.

Standard library only, and no syntax newer than Python 3.8, so that an old Python gets far enough
to say that it is too old.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, Iterator

ROOT = Path(__file__).resolve().parent
OLDEST, NEWEST = (3, 11), (3, 14)
FETCHED_MB = {"runtime": 85, "tests": 115, "studio": 110}
LOCKS = {"test": "tests", "studio": "studio"}  # by verb; all others need what the box needs
PIP_MB, ROOM_MB = 30, 700
"""What pip alone takes on disk, and what all takes while it unpacks."""

REFUSED, UNREACHABLE, INTERRUPTED = 1, 3, 130

CLEAR_LINE = "\r\x1b[K" if sys.stderr.isatty() and os.name != "nt" else ""
STAMP, UNFINISHED, LOCK = "stb-stamp.json", "stb-unfinished", "stb-lock"
NO_NETWORK = (
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "NameResolutionError",
    "NewConnectionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProtocolError",
    "ProxyError",
    "Network is unreachable",
    "Max retries exceeded",
)
PIP_MISLEADS = {"PIP_QUIET", "PIP_VERBOSE", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_DRY_RUN"}
NO_TRUST = ("CERTIFICATE_VERIFY_FAILED", "certificate verify failed")
NO_ROOM = ("No space left on device", "Disk quota exceeded", "Errno 28", "not enough space")


class CannotStart(Exception):
    """The environment cannot be made; the message says what to do."""

    def __init__(self, message: str, code: int = REFUSED) -> None:
        super().__init__(message)
        self.code = code


def main(args: list[str]) -> int:
    try:
        unfit = refusal(sys.version_info[:2], sys.implementation.name)
        if unfit:
            raise CannotStart(unfit)
        python = environment(wanted=LOCKS.get(args[0] if args else "", "runtime"))
        return hand_over([str(python), "-P", "-m", "stb", *args])
    except CannotStart as reason:
        say(str(reason))
        return reason.code
    except KeyboardInterrupt:
        say("stopped")
        return INTERRUPTED


def refusal(version: tuple[int, ...], implementation: str = "cpython") -> str | None:
    """Why this Python cannot run the box, in one line, or None if it can."""
    if implementation == "cpython" and OLDEST <= tuple(version) <= NEWEST:
        return None
    found = "{} {}.{}".format(implementation, *version)
    return (
        "the box runs on CPython {}.{} to {}.{}, and this is {}: start it with one of those".format(
            *OLDEST, *NEWEST, found
        )
    )


def hand_over(command: list[str]) -> int:
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(command[0], command)  # noqa: S606 (a process in our place, so signals reach it)
    with contextlib.suppress(KeyboardInterrupt):
        return subprocess.call(command)
    return INTERRUPTED


def environment(wanted: str) -> Path:
    """The Python of an environment in which ``wanted`` (a lock file's name) is installed."""
    stamp = due_stamp(wanted)
    for place in places():
        if is_fresh(place, stamp):
            return python_of(place)
    try:
        place = first_writable(places())
        with held(place):
            if not is_fresh(place, stamp):
                make(place, wanted, stamp)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise CannotStart(no_room(ROOT)) from error
        raise CannotStart("cannot make the environment: {}".format(error)) from error
    return python_of(place)


def places() -> list[Path]:
    """Where the environment may be, best first."""
    if os.name == "nt":
        cache = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        cache = Path.home() / "Library" / "Caches"
    else:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return [ROOT / ".venv", cache / "stb" / "venv-{}".format(digest(str(ROOT).encode())[:12])]


def first_writable(candidates: list[Path]) -> Path:
    for place in candidates:
        try:
            place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=str(place)):
                return place
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise
    raise CannotStart(
        "neither {} nor {} can be written: give the box one of them".format(*candidates)
    )


def python_of(place: Path) -> Path:
    return place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


# --- is what is there still what is asked for? ----------------------------------------------------


def due_stamp(wanted: str) -> dict[str, str]:
    """What a finished environment says of itself; any difference means work to do."""
    return {
        "python": "{}.{}".format(*sys.version_info),
        "root": str(ROOT),
        "project": digest((ROOT / "pyproject.toml").read_bytes()),
        wanted: digest(lock_file(wanted).read_bytes()),
    }


def stamp_of(place: Path) -> dict[str, str]:
    try:
        found = json.loads((place / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def is_fresh(place: Path, due: dict[str, str]) -> bool:
    found = stamp_of(place)
    return (
        all(found.get(name) == value for name, value in due.items())
        and not (place / UNFINISHED).exists()
        and python_of(place).exists()
    )


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def lock_file(wanted: str) -> Path:
    return ROOT / "requirements" / (wanted + ".txt")


# --- making it -----------------------------------------------------------------------------------


def make(place: Path, wanted: str, due: dict[str, str]) -> None:
    """Bring the environment in ``place`` to ``due``; a half-made one is made anew."""
    found, unfinished = stamp_of(place), place / UNFINISHED
    moved = any(found.get(name, due[name]) != due[name] for name in ("python", "root"))
    started = time.monotonic()
    if moved or unfinished.exists() or not serves(python_of(place)):
        empty(place)
        ensure_room(place, ROOM_MB)
        progress("making an environment in {}".format(place))
        unfinished.touch()
        create(place)
        found = {}
    unfinished.touch()
    if found.get(wanted) != due[wanted]:
        install_locked(place, wanted)
    install_box(place)
    stamp = json.dumps({**found, **due}, indent=1)
    (place / STAMP).write_text(stamp, encoding="utf-8")
    unfinished.unlink()
    say("ready after {:.0f} s".format(time.monotonic() - started))


def serves(python: Path) -> bool:
    """Whether ``python`` runs, is of our version and has pip."""
    if not python.exists():
        return False
    question = "import pip, sys; print('{}.{}'.format(*sys.version_info))"
    answer = subprocess.run(
        [str(python), "-I", "-c", question], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    return answer.stdout.decode().strip() == "{}.{}".format(*sys.version_info)


def empty(place: Path) -> None:
    for entry in place.iterdir():
        if entry.name == LOCK:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(str(entry))
        else:
            entry.unlink()


def create(place: Path) -> None:
    base = getattr(sys, "_base_executable", None) or sys.executable
    made = subprocess.run(
        [base, "-I", "-m", "venv", str(place)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        close_fds=False,
    )
    if made.returncode == 0:
        return
    ensurepip = importlib.util.find_spec("ensurepip")
    if ensurepip is None or ensurepip.origin is None:
        raise CannotStart(
            "this Python comes without venv; on Debian and Ubuntu "
            "`sudo apt install python{}.{}-venv` adds it, then start again".format(
                *sys.version_info
            )
        )
    ensure_room(place, PIP_MB)  # venv keeps to itself why its pip did not come
    raise CannotStart("cannot make an environment: " + last_error(made.stdout.splitlines()))


def install_locked(place: Path, wanted: str) -> None:
    lock = lock_file(wanted)
    pinned = [line for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line]
    hashed = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--no-compile"]
    done, lines = pip(place, [*hashed, "--retries", "2", "-r", str(lock)], total=len(pinned))
    if done:
        return
    failure = why_pip_failed(lines, place, wanted)
    if failure.code == UNREACHABLE:
        # pip installs nothing before it has fetched everything, so what was there still works.
        (place / UNFINISHED).unlink()
    raise failure


def install_box(place: Path) -> None:
    """The checkout itself, editable: code is read where it stands, entry points are found."""
    progress("installing the box itself")
    offline = ["--no-deps", "--no-index", "--no-build-isolation", "--force-reinstall"]
    done, lines = pip(place, [*offline, "-e", str(ROOT)])
    if not done:
        raise why_pip_failed(lines, place, "runtime")


def pip(place: Path, options: list[str], total: int = 0) -> tuple[bool, list[str]]:
    """Run `pip install`: whether it worked, and all that it said, unseen so far."""
    command = [str(python_of(place)), "-I", "-m", "pip", "install", "--no-input"]
    quiet = ["--progress-bar", "off", "--disable-pip-version-check", "--no-warn-script-location"]
    kept = {name: value for name, value in os.environ.items() if name not in PIP_MISLEADS}
    running = subprocess.Popen(
        [*command, *quiet, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env={**kept, "PIP_USER": "0"},
        close_fds=False,
    )
    lines: list[str] = []
    seen = 0
    assert running.stdout is not None
    try:
        for line in running.stdout:
            lines.append(line.rstrip())
            if line.startswith(("Collecting ", "Requirement already", "Ignoring ")) and total:
                seen = min(seen + 1, total)
                progress("fetching package {} of {}".format(seen, total))
            elif line.startswith("Installing collected") and total:
                progress("installing {} packages".format(total))
        return running.wait() == 0, lines
    finally:
        if running.poll() is None:
            running.kill()
            running.wait()


def why_pip_failed(lines: list[str], place: Path, wanted: str) -> CannotStart:
    def said(*signs: str) -> bool:
        return any(sign in line for line in lines for sign in signs)

    if said(*NO_ROOM):
        return CannotStart(no_room(place))
    if said("DO NOT MATCH THE HASHES"):
        return CannotStart(
            "a package that came is not the one that was locked, so nothing was installed"
        )
    if said(*NO_TRUST):
        return CannotStart(
            "the certificate of the package source is not trusted here; "
            "behind a company's proxy, name its certificates in PIP_CERT",
            UNREACHABLE,
        )
    if said(*NO_NETWORK):
        return CannotStart(
            "no network, and this start has to fetch its packages (about {} MB): "
            "connect, then start again".format(FETCHED_MB[wanted]),
            UNREACHABLE,
        )
    return CannotStart("cannot install: " + last_error(lines))


def last_error(lines: list[str]) -> str:
    errors = [line for line in lines if line.startswith(("ERROR:", "Error:", "OSError"))]
    said = [line for line in lines if line.strip()]
    return (errors or said or ["no reason given"])[-1]


def ensure_room(place: Path, megabytes: int) -> None:
    if shutil.disk_usage(str(place)).free < megabytes << 20:
        raise CannotStart(no_room(place))


def no_room(place: Path) -> str:
    return "no room on the disk: free {} MB for {} and as much for {}, then start again".format(
        ROOM_MB, place, tempfile.gettempdir()
    )


@contextlib.contextmanager
def held(place: Path) -> Iterator[None]:
    """Hold the environment: of two starts at once the second waits for the first.

    The children inherit the lock, so that a pip whose start was killed is waited for too.
    """
    with (place / LOCK).open("a+") as lock:
        os.set_inheritable(lock.fileno(), True)
        if not try_lock(lock):
            say("another start is making the environment; waiting for it")
            while not try_lock(lock):
                time.sleep(0.2)
        yield  # closing the file lets go


def try_lock(lock: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            lock.seek(0)
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            return False
        raise
    return True


# --- what the viewer reads, on stderr so that a verb's own output stays clean --------------------


def say(text: str) -> None:
    print(CLEAR_LINE + "mediabox: " + text, file=sys.stderr, flush=True)


def progress(text: str) -> None:
    """One line, written over; where there is no terminal, a line for each phase."""
    if CLEAR_LINE:
        width = shutil.get_terminal_size().columns - 1
        print(CLEAR_LINE + ("mediabox: " + text)[:width], end="", file=sys.stderr, flush=True)
    elif not text.startswith("fetching package") or " 1 of " in text:
        say(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
