"""Hostile messages: the same for the same seed, and what breaks a reader is kept."""

from __future__ import annotations

import io
import itertools
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from stb.cli import main
from stb.cli.fuzz import NAMES, quiet_libraries
from stb.formats.scte35 import CueError, decode
from stb.qa.fuzz import LEAST_REPEATS, Target, fuzz, messages
from stb.qa.fuzz_targets import TARGETS


def counting() -> Callable[[], float]:
    """A timer on which every look takes a second."""
    return itertools.count().__next__


def refusing_seven(message: bytes) -> None:
    if b"7" in message:
        raise ZeroDivisionError("seven")
    raise CueError("test", "refused")


def target(read: Callable[[bytes], object]) -> Target:
    return Target("own", read, (b"abc",), (CueError,), tokens=(b"7",))


def test_the_verb_offers_every_reader() -> None:
    assert set(NAMES) == set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_of_a_target_is_read(name: str) -> None:
    one = TARGETS[name]()

    for seed in one.seeds:
        one.read(seed)


@pytest.mark.parametrize("name", TARGETS)
def test_hostile_messages_are_read_or_refused(name: str) -> None:
    found = fuzz(TARGETS[name](), n=300, seed=7, timer=counting())

    assert found.broken is None
    assert found.messages == found.read + found.refused == 300
    assert found.refused > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_twenty_thousand_hostile_messages_are_read_or_refused(name: str) -> None:
    found = fuzz(TARGETS[name](), n=20_000, seed=11, timer=counting())

    assert found.broken is None
    assert found.messages == 20_000


def test_the_same_seed_makes_the_same_messages() -> None:
    one = TARGETS["scte35"]()

    first = list(itertools.islice(messages(one, Random(3)), 200))
    again = list(itertools.islice(messages(one, Random(3)), 200))
    other = list(itertools.islice(messages(one, Random(4)), 200))

    assert first == again != other


def test_mended_messages_reach_behind_the_checksum() -> None:
    def code(message: bytes) -> str:
        try:
            decode(message)
        except CueError as error:
            return error.code
        return "read"

    codes = set(map(code, itertools.islice(messages(TARGETS["scte35"](), Random(1)), 3000)))

    assert {"read", "cue.crc", "cue.truncated", "cue.command", "cue.descriptors"} <= codes


def test_another_exception_ends_the_run_with_its_message() -> None:
    found = fuzz(target(refusing_seven), n=1000, seed=1, timer=counting())

    assert found.broken is not None
    assert b"7" in found.broken.message
    assert found.broken.what == "ZeroDivisionError: seven"
    assert found.messages == found.broken.number + 1


def test_a_reader_that_prints_is_broken() -> None:
    found = fuzz(target(lambda message: sys.stdout.write("hello")), n=10, seed=1, timer=counting())

    assert found.broken is not None
    assert found.broken.what == "something was printed"


def test_the_slowest_are_read_again_for_a_bounded_time_and_told_of() -> None:
    looks = 0

    def read(message: bytes) -> None:
        nonlocal looks
        looks += 1

    told: list[tuple[int, int]] = []
    again: list[tuple[int, int]] = []
    fuzz(
        target(read), n=20, seed=1, timer=counting(), tell=lambda *at: told.append(at),
        tell_slowest=lambda *at: again.append(at),
    )  # fmt: skip

    # On this timer all that is measured takes longer than it may.
    assert looks <= 20 + 20 + 8 * LEAST_REPEATS
    assert again == [(done, 8) for done in range(8)]
    assert [done for done, _ in told] == [*range(1, 21), 20]


def test_what_breaks_a_reader_is_told_at_once_and_not_measured() -> None:
    again: list[tuple[int, int]] = []

    fuzz(target(refusing_seven), n=1000, seed=1, timer=counting(),
         tell_slowest=lambda *at: again.append(at))  # fmt: skip

    assert again == []


def test_the_help_says_of_every_reader_what_it_reads(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fuzz", "--help"]) == 0

    listed = capsys.readouterr().out.partition("readers,")[2].partition("examples:")[0]
    words = re.findall(r"[a-z0-9]+", listed)
    assert {name: words.count(name) for name in NAMES} == dict.fromkeys(NAMES, 1)


def test_what_a_library_prints_to_the_terminal_is_nowhere_and_what_we_print_is_there() -> None:
    """Of the system's own stream of errors: C libraries write past `sys.stderr`."""
    said = subprocess.run(
        [sys.executable, "-c", _QUIET], capture_output=True, text=True, check=True, timeout=60
    )

    assert said.stderr.split() == ["ours", "after", "library-after"]


_QUIET = """
import os, sys
from stb.cli.fuzz import quiet_libraries

try:
    with quiet_libraries():
        os.write(2, b"library\\n")
        print("ours", file=sys.stderr)
        raise KeyboardInterrupt
except KeyboardInterrupt:
    print("after", file=sys.stderr, flush=True)
os.write(2, b"library-after\\n")
"""


def test_where_errors_go_to_no_file_of_the_system_nothing_is_redirected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours = io.StringIO()
    monkeypatch.setattr(sys, "stderr", ours)

    with quiet_libraries():
        sys.stderr.write("ours\n")

    assert ours.getvalue() == "ours\n"


def test_the_verb_tells_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fuzz", "scte35", "--n", "500", "--seed", "2", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["messages"], told["seed"]) == (500, 2)
    assert {"messages_per_second", "slowest_ms", "slowest_median_ms"} <= set(told)


def test_the_verb_keeps_what_breaks_a_reader(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TARGETS, "scte35", lambda: target(refusing_seven))

    assert main(["fuzz", "scte35", "--out", str(tmp_path)]) == 1

    (kept,) = tmp_path.iterdir()
    assert b"7" in kept.read_bytes()
    assert str(kept) in capsys.readouterr().err
