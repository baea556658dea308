"""The judge of the faults is not deaf: what is heard where it may not be, or is not, he tells.

A viewing is put together here as a box would show it, frame by frame, and then one thing in it
is made wrong.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stb.engine.events import Event, Line, OnAir, SpotSeen, SpotShown
from stb.formats.picture_code import BLACK, CELLS, WHITE, cells
from stb.model.time import PAL
from stb.model.timeline import Source
from tests.adapters.media.clips import Clip, at_48k

from .fault_judge import SAMPLES, Report, judged
from .fault_kinds import Disk, gone, without_sound
from .fault_viewer import INSTANTS, Director, Fault, Got
from .faulty_house import BETWEEN, CREATIVES, SPOT, House, Slot, campaign_of, mute

CELL, LINES = 10, 5
"""The picture code's cells in a picture of 320 by 180."""


class Viewing:
    """Of a house with one break, up to its second spot; ``first`` and ``second`` play in it."""

    def __init__(self) -> None:
        self.house = House(Path(), Path(), 1, "own", {"c0": CREATIVES[0], "c1": CREATIVES[4]})
        self.got = Got()
        self.log: list[Line] = []
        self.director = Director(
            None, self.house, Disk(), random.Random(0), [], [], longest_s=0  # type: ignore[arg-type]
        )  # fmt: skip

    @property
    def first(self) -> Slot:
        return self.house.slots[0]

    @property
    def second(self) -> Slot:
        return self.house.slots[1]

    @property
    def report(self) -> Report:
        return judged(self.house, self.got, self.log, self.director)

    def laid(self, creative: str, *, kind: Callable[..., None]) -> None:
        self.director.happened.append((Fault(self.first, kind, INSTANTS[0], 0), creative))

    def played(self, *, silent: frozenset[str] = frozenset()) -> Viewing:
        """The programme, c0, c1 and the programme; of those in ``silent`` the media are mute."""
        self._programme(self.first.at - BETWEEN, self.first.at)
        self._spot(self.first, "c0", silent)
        self._spot(self.second, "c1", silent)
        self._programme(self.second.end, self.second.end + BETWEEN)
        return self

    def _programme(self, start: int, end: int) -> None:
        whole = self.house.programme
        self._note(OnAir(start, Source.PROGRAMME, "own", start, end - start))
        for frame in range(start, end):
            self._frame(frame, whole, number=frame, into=frame)

    def _spot(self, slot: Slot, creative: str, silent: frozenset[str]) -> None:
        clip = self.house.creatives[creative]
        media = mute(clip) if creative in silent else clip
        self._note(OnAir(slot.at, Source.CREATIVE, creative, 0, SPOT))
        for into in range(SPOT):
            number = int(into * clip.rate.fraction / PAL.fraction)
            self._frame(slot.at + into, media, number=number, into=into)
            self._counted(slot.at + into, into + 1, creative)

    def _frame(self, frame: int, clip: Clip, *, number: int, into: int) -> None:
        got = self.got
        row = np.repeat(np.where(cells(clip.code, number), WHITE, BLACK).astype(np.uint8), CELL)
        assert row.size == CELLS * CELL
        sound = np.zeros((2, SAMPLES), np.float32)
        if clip.sound:
            sound[:] = at_48k(clip.code, 48_000, clip.samples)[into * SAMPLES :][:SAMPLES]
        got.frames.append(frame)
        got.feet.append(np.tile(row, (LINES, 1)))
        got.sounds.append(sound)
        got.lines.append(len(self.log))
        got.logged.append(len(self.log))

    def _counted(self, frame: int, seen: int, creative: str) -> None:
        name = campaign_of(self.house.creatives[creative])
        for quartile in range(1, 5):
            if seen == -(-quartile * SPOT // 4):
                self._note(SpotShown(frame, creative, name, quartile))
        if seen == -(-3 * SPOT // 4):
            self._note(SpotSeen(frame, creative, name))

    def _note(self, event: Event) -> None:
        self.log.append(Line(0, datetime(2026, 11, 18, tzinfo=UTC), event))

    def at(self, frame: int) -> int:
        """The place of ``frame`` among what was got."""
        return self.got.frames.index(frame)


@pytest.fixture
def viewing() -> Viewing:
    return Viewing()


def test_a_viewing_as_it_should_be_is_right(viewing: Viewing) -> None:
    report = viewing.played().report

    assert report.wrong == []
    assert (report.frames, report.plays, report.silent) == (2 * SPOT + 2 * BETWEEN, 2, 0)


def test_media_without_sound_are_right_to_be_silent_wherever_they_play(viewing: Viewing) -> None:
    viewing.laid("c1", kind=without_sound)

    report = viewing.played(silent=frozenset({"c1"})).report

    assert report.wrong == []
    assert report.silent == SPOT


@pytest.mark.parametrize("where", ["programme", "first spot", "second spot"])
def test_a_silence_of_whole_media_that_have_sound_is_told(viewing: Viewing, where: str) -> None:
    viewing.laid("c0", kind=without_sound)
    viewing.played()
    start, end = {
        "programme": (viewing.first.at - BETWEEN, viewing.first.at),
        "first spot": (viewing.first.at, viewing.first.end),
        "second spot": (viewing.second.at, viewing.second.end),
    }[where]

    for frame in range(start, end):
        viewing.got.sounds[viewing.at(frame)][:] = 0

    assert viewing.report.wrong
    assert all(line.startswith(f"frame {start}: sound (") for line in viewing.report.wrong)


@pytest.mark.parametrize("into", [0, 1, 40, SPOT - 1])
def test_one_silent_frame_is_told(viewing: Viewing, into: int) -> None:
    viewing.played().got.sounds[viewing.at(viewing.first.at + into)][:] = 0

    assert viewing.report.wrong


@pytest.mark.parametrize("into", [0, 40, SPOT - 1])
def test_a_single_sample_in_media_without_sound_is_told(viewing: Viewing, into: int) -> None:
    viewing.laid("c0", kind=without_sound)
    viewing.played(silent=frozenset({"c0"}))

    viewing.got.sounds[viewing.at(viewing.first.at + into)][1, 7] = 1e-4

    assert viewing.report.wrong == [
        f"frame {viewing.first.at}: something is heard of creative-0.mp4, without sound"
    ]


def test_media_without_sound_that_nobody_laid_there_are_told(viewing: Viewing) -> None:
    viewing.laid("c0", kind=without_sound)
    viewing.laid("c1", kind=gone)

    report = viewing.played(silent=frozenset({"c0", "c1"})).report

    assert len(report.wrong) == SPOT
    assert report.wrong[0] == (
        f"frame {viewing.second.at}: nobody took the sound of creative-4.mp4 away"
    )


def test_sound_that_ends_in_the_middle_of_a_spot_with_its_media_is_told(viewing: Viewing) -> None:
    viewing.laid("c0", kind=without_sound)
    viewing.played()
    silent = Viewing().played(silent=frozenset({"c0"}))

    for frame in range(viewing.first.at + 40, viewing.first.end):
        n = viewing.at(frame)
        viewing.got.feet[n], viewing.got.sounds[n] = silent.got.feet[n], silent.got.sounds[n]

    assert viewing.report.wrong == [
        f"frame {viewing.first.at + 40}: a creative came in the middle of its spot"
    ]


def test_sound_a_sample_off_is_told(viewing: Viewing) -> None:
    viewing.played()

    for frame in range(viewing.second.at, viewing.second.end):
        sound = viewing.got.sounds[viewing.at(frame)]
        sound[:] = np.roll(sound, 1, axis=1)

    assert viewing.report.wrong


@pytest.mark.parametrize(
    "change",
    [
        lambda event: replace(event, frame=event.frame - 1, id="c1"),
        lambda event: replace(event, source=Source.BROADCAST, id="gen"),
    ],
)
def test_a_log_that_names_another_is_told(viewing: Viewing, change: Any) -> None:
    viewing.laid("c0", kind=without_sound)
    viewing.played(silent=frozenset({"c0"}))
    n = next(
        n for n, line in enumerate(viewing.log)
        if isinstance(line.event, OnAir) and line.event.id == "c0"
    )  # fmt: skip

    viewing.log[n] = replace(viewing.log[n], event=change(viewing.log[n].event))

    assert f"frame {viewing.first.at} shows creative-0.mp4, the log says" in viewing.report.wrong[0]
