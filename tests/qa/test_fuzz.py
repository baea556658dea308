"""Hostile messages: the same for the same seed, and what breaks a reader is kept."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from stb.cli import main
from stb.cli.fuzz import NAMES
from stb.formats.scte35 import CueError, decode
from stb.qa.fuzz import Target, fuzz, messages
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
