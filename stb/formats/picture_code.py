"""The picture code: which clip, and which of its frames, a picture shows.

Every frame that the studio makes carries 32 cells along its bottom edge, each
a 32nd of the picture wide, together a 36th of it high (40 x 20 pixels at
720p), written in the luma alone: video white is a one, video black a nought.
Most significant first: 8 bits of clip number, 16 of frame number, 8 of check.
A viewer never sees them (the box hides them as overscan); a tester reads them
back from the output and so knows which frame was on air.

Units: frame numbers count from nought at the first frame of the clip. Levels
are 8 bit luma of BT.601/709 studio range, or anything else linear in it.
"""

from __future__ import annotations

from collections.abc import Sequence

CELLS = 32
HEIGHT_FRACTION = 36
"""The row of cells is the last 1/36 of the picture's lines."""

BLACK, WHITE = 16, 235
THRESHOLD = 125

CLIPS = 1 << 8
FRAMES = 1 << 16

_SALT = 0xA5
"""So that a row of all noughts, a black picture, does not read as a code."""


def check(clip: int, frame: int) -> int:
    """The 8 check bits for ``clip`` and ``frame``."""
    low, high = frame & 0xFF, frame >> 8
    return (_SALT ^ (clip * 7) ^ (low * 3) ^ (high * 5)) & 0xFF


def cells(clip: int, frame: int) -> tuple[bool, ...]:
    """The 32 cells from left to right; true is white.

    Raises:
        ValueError: ``clip`` does not fit 8 bits or ``frame`` 16.
    """
    if not 0 <= clip < CLIPS:
        raise ValueError(f"clip number {clip} does not fit 8 bits")
    if not 0 <= frame < FRAMES:
        raise ValueError(f"frame number {frame} does not fit 16 bits")
    word = clip << 24 | frame << 8 | check(clip, frame)
    return tuple(bool(word >> (CELLS - 1 - cell) & 1) for cell in range(CELLS))


def read(levels: Sequence[float]) -> tuple[int, int] | None:
    """The clip and frame number in 32 mean luma levels, left to right.

    None where the check bits do not agree: the picture carries no code, or it
    was damaged. Take each level from the middle of its cell (half its width,
    a line or two half way up), where compression does not reach.

    Raises:
        ValueError: not 32 levels.
    """
    if len(levels) != CELLS:
        raise ValueError(f"{len(levels)} levels for {CELLS} cells")
    word = 0
    for level in levels:
        word = word << 1 | (level > THRESHOLD)
    clip, frame = word >> 24, word >> 8 & 0xFFFF
    return (clip, frame) if word & 0xFF == check(clip, frame) else None
