from __future__ import annotations

from fractions import Fraction

import av
import numpy as np

from stb.adapters.media.reader import Shot
from stb.wiring.line import EARLY, Line

FRAME = 1920
PICTURE = av.VideoFrame(16, 16, "yuv420p")


def shot(index: int) -> Shot:
    return Shot(index, PICTURE, np.zeros((2, FRAME), np.float32), Fraction(1))


def line_of(count: int) -> Line:
    line = Line()
    for index in range(count):
        line.add(index * FRAME, shot(index))
    return line


def due(line: Line, heard: float) -> int | None:
    found = line.due(heard, frame=FRAME)
    return None if found is None else found.index


def test_a_picture_is_due_when_its_first_sample_is_heard_and_no_more_than_five_ms_before() -> None:
    line = line_of(2)

    assert due(line, 0) == 0
    assert EARLY == 240
    assert due(line, FRAME - EARLY - 1) is None
    assert due(line, FRAME - EARLY) == 1
    assert due(line, 10 * FRAME) is None
    assert (len(line), line.left_out) == (0, 0)


def test_what_is_overdue_by_less_than_a_frame_is_shown_and_what_follows_it_comes_sooner() -> None:
    line = line_of(3)

    assert [due(line, 1.8 * FRAME) for _ in range(3)] == [0, 1, None]
    assert due(line, 2 * FRAME) == 2
    assert line.left_out == 0


def test_what_was_overtaken_by_more_than_a_frame_is_left_out() -> None:
    line = line_of(6)

    assert due(line, 4.5 * FRAME) == 3
    assert due(line, 4.5 * FRAME) == 4
    assert line.left_out == 3


def test_the_wait_is_that_for_the_first_of_them() -> None:
    line = line_of(3)
    line.due(0, frame=FRAME)

    assert line.due_in(100.5) == FRAME - 100.5
    assert line.due_in(5 * FRAME) == 0
    assert Line().due_in(0) == 0


def test_the_last_is_known_and_all_can_be_forgotten() -> None:
    line = line_of(3)
    last = line.last

    line.clear()

    assert last is not None
    assert last.index == 2
    assert (len(line), line.last, due(line, 1e9)) == (0, None, None)
