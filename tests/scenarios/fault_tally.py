"""What a hundred faults came to: how many of which kind, and how late anything was for them."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field

from stb.engine.events import SpotFailed
from stb.wiring.mediabox import Mediabox

from .fault_judge import Report
from .fault_kinds import ALWAYS_GIVES_UP, OF_THE_FILE
from .fault_show import Glass, Timed
from .fault_viewer import INSTANTS, Director

NEAR = 25
LATE_S = 0.002


@dataclass
class Times:
    """Seconds that frames took, near a fault or elsewhere."""

    late: list[float] = field(default_factory=list)
    """From the instant at which a frame's sound was heard until it was on the glass."""
    late_waited: list[float] = field(default_factory=list)
    """Meanwhile, and since the frame before, waiting for a processor."""
    apart: list[float] = field(default_factory=list)
    """From one frame on the glass to the next."""
    took: list[float] = field(default_factory=list)
    """From the asking for a frame until it was in hand, which it is some frames ahead."""
    worked: list[float] = field(default_factory=list)
    """Of those, with a processor."""
    waited: list[float] = field(default_factory=list)
    """Of those, waiting for a processor."""
    left_out: int = 0
    anew: int = 0
    """Frames with which the sound began again after the viewer jumped or paused."""

    def __str__(self) -> str:
        late, took = _over(self.late), _over(self.took)
        late_alone, alone = _over(self.late, self.late_waited), _over(self.took, self.waited)
        return (
            f"{late} of {len(self.late)} frames over 2 ms late on the glass, {late_alone} but for "
            f"waits for a processor ({_spread(self.late)}); {self.left_out} left out, "
            f"{self.anew} began anew\n"
            f"    apart on the glass: {_spread(self.apart)}\n"
            f"    in hand over 2 ms after asking: {took}, {alone} but for waits for a processor; "
            f"with a processor {_spread(self.worked)}"
        )


@dataclass
class Tally:
    """What a hundred faults came to."""

    kinds: Counter[str] = field(default_factory=Counter)
    instants: Counter[str] = field(default_factory=Counter)
    given_up: Counter[str] = field(default_factory=Counter)
    reports: list[Report] = field(default_factory=list)
    near: Times = field(default_factory=Times)
    elsewhere: Times = field(default_factory=Times)
    stood: int = 0
    not_given_up: list[str] = field(default_factory=list)

    @property
    def faults(self) -> int:
        return self.kinds.total()

    @property
    def wrong(self) -> list[str]:
        return [line for report in self.reports for line in report.wrong]

    @property
    def left_out(self) -> list[int]:
        return [frame for report in self.reports for frame in report.left_out]

    def add(self, director: Director, report: Report, mediabox: Mediabox) -> None:
        self.reports.append(report)
        failed = {
            (line.event.creative, director.house.slot_at(line.event.frame))
            for line in mediabox.box.as_run
            if isinstance(line.event, SpotFailed)
        }
        for fault, creative in director.happened:
            name = fault.kind.__name__
            self.kinds[name] += 1
            self.instants[fault.instant] += 1
            self.given_up[name] += (creative, fault.slot) in failed
            sure = fault.kind in ALWAYS_GIVES_UP or fault.kind in OF_THE_FILE
            if sure and fault.instant == INSTANTS[0] and (creative, fault.slot) not in failed:
                self.not_given_up.append(f"{name} at {fault.slot.at}")

    def add_times(self, glass: Glass, timed: Timed, director: Director) -> None:
        """Of a show in real time."""
        edges = [
            line.event.frame for line in timed.box.as_run if isinstance(line.event, SpotFailed)
        ]
        near = {frame + n for frame in edges for n in range(-NEAR, NEAR + 1)}

        def times(frame: int) -> Times:
            return self.near if frame in near else self.elsewhere

        for frame, late in glass.late.items():
            # Where nothing was heard before, a picture is due when it is there.
            if frame in glass.anew and frame in director.afresh:
                times(frame).anew += 1
            else:
                times(frame).late.append(late)
                times(frame).late_waited.append(glass.waited[frame])
        for (before, since), (frame, now) in zip(glass.put, glass.put[1:], strict=False):
            if frame == before + 1 and frame not in director.afresh:
                times(frame).apart.append(now - since)
            elif frame > before + 1 and frame not in director.jumps:
                times(frame).left_out += frame - before - 1
        for frame, took in timed.took.items():
            times(frame).took.append(took)
            times(frame).worked.append(timed.worked[frame])
            times(frame).waited.append(timed.waited[frame])
        self.stood += timed.stood

    def __str__(self) -> str:
        frames = sum(report.frames for report in self.reports)
        windows = sum(report.windows for report in self.reports)
        silent = sum(report.silent for report in self.reports)
        plays = sum(report.plays for report in self.reports)
        rows = [f"  {name}: {count}, given up {self.given_up[name]}"
                for name, count in sorted(self.kinds.items())]  # fmt: skip
        lines = [
            f"{self.faults} faults: {frames} frames, {windows} windows of sound, "
            f"{silent} frames without sound, {plays} plays",
            *rows,
            f"  instants: {dict(self.instants)}",
            f"  left out by the presenter: {len(self.left_out)}, stood {self.stood}",
        ]
        if self.near.took:
            lines += [
                f"  near a fault: {self.near}",
                f"  elsewhere: {self.elsewhere}",
                f"  load {os.getloadavg()[0]:.1f}",
            ]
        return "\n".join(lines)


def _over(seconds: list[float], without: list[float] | None = None) -> int:
    """How many take over 2 ms; less what is ``without``, where that is given."""
    less = without if without is not None else [0.0] * len(seconds)
    return sum(each - part > LATE_S for each, part in zip(seconds, less, strict=True))


def _spread(seconds: list[float]) -> str:
    if not seconds:
        return "none"
    ordered = [1000 * each for each in sorted(seconds)]
    middle, most = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
    return f"median {middle:.2f}, 99 % {most:.2f}, worst {ordered[-1]:.2f} ms"
