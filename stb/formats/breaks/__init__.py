"""Signals in time to breaks and spots: what may be replaced, and why not.

Two steps. `collect` follows the signals as they came (duplicates, updates,
cancels, early ends) and leaves *segments*, each with its edges in ticks of the
programme. `assemble` lays these on whole frames and reads them together: which
spot lies in which placement opportunity, of which break.

    Break Start 0x22   |--------------------------------|
    opportunity 0x34          |------|
    spot 0x30          |------|------|------|               named, 1 of 3 replaceable

A spot may be replaced when a placement opportunity says so and its spots fill
it to the frame. A splice_insert or CUE-OUT with a length is an opportunity of
its own: without spots signalled inside, it is a break of one spot. One that
contains others only frames them. Whatever is in doubt stays as broadcast, and
its dotted reason says why (`Reason`).

Source: ETSI TS 103 752-1; ANSI/SCTE 35 2023.
"""

from __future__ import annotations

from collections.abc import Sequence

from stb.formats.breaks.announce import MOST_SPOTS, Cue, announce
from stb.formats.breaks.assemble import assemble
from stb.formats.breaks.collect import collect
from stb.formats.breaks.opened import Reason
from stb.model.avail import Break
from stb.model.signal import TimedSignal
from stb.model.time import FrameRate

__all__ = ["MOST_SPOTS", "Cue", "Reason", "announce", "understand"]


def understand(
    signals: Sequence[TimedSignal], *, rate: FrameRate, origin_ticks: int, length: int | None
) -> tuple[Break, ...]:
    """The breaks of a programme, in order, with their spots.

    ``origin_ticks`` is the time stamp of the programme's first frame (33 bits
    or unwrapped), ``length`` its frames, None while it is on air. Signals are
    in the order in which they were met. Breaks outside the programme are left
    out, spots that reach beyond it are cut and must stay.
    """
    return assemble(collect(signals, rate=rate, origin_ticks=origin_ticks), rate, length)
