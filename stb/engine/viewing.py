"""One viewing of a programme: its plan, its cueing and its falls back.

A break is decided when it comes near (ten seconds before it, or at once after
a seek into it) and the decision then stands for the whole viewing. Whatever
goes wrong with a creative ends in the broadcast's own spot at the same frame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from stb.engine import planner, splicer
from stb.engine.events import Event, SpotFailed
from stb.engine.impressions import Impressions
from stb.engine.planner import Viewing
from stb.engine.ports import Fault
from stb.model.avail import Break
from stb.model.bundle import Creative
from stb.model.plan import Decision
from stb.model.time import FrameRate
from stb.model.timeline import Placed, Source, Timeline

CUE_AHEAD_S = 10
ARMED_AHEAD_S = 1
LATE = "media.late"


@dataclass(slots=True)
class Splicer:
    """The decisions of one viewing of ``media_id`` and the timeline made of them."""

    media_id: str
    rate: FrameRate
    frames: int
    breaks: tuple[Break, ...]
    decided: dict[str, tuple[Decision, ...]] = field(default_factory=dict)
    impressions: Impressions = field(default_factory=Impressions)

    def cue(self, line: Timeline, frame: int, viewing: Callable[[], Viewing]) -> Timeline:
        """``line`` with every break decided that comes within the cueing time of ``frame``."""
        ahead = frame + self.rate.frames_in(CUE_AHEAD_S)
        due = [
            b for b in self.breaks if b.id not in self.decided and b.at <= ahead and frame < b.end
        ]
        if not due:
            return line
        about = viewing()
        for brk in due:
            self.decided[brk.id] = planner.plan(brk, about)
        return self._made()

    def armed(
        self, line: Timeline, frame: int, ready: Callable[[int], bool]
    ) -> tuple[Timeline, tuple[Event, ...]]:
        """``line``, or the broadcast for a creative not primed a second before its edge."""
        edge = frame + self.rate.frames_in(ARMED_AHEAD_S)
        if edge >= line.frames:
            return line, ()
        coming = line.at(edge)
        if coming.at != edge or coming.item.source is not Source.CREATIVE or ready(edge):
            return line, ()
        return self.fall_back(line, edge, LATE)

    def faulted(
        self, line: Timeline, frame: int, fault: Fault
    ) -> tuple[Timeline, tuple[Event, ...]]:
        """``line`` with a creative that the deck cannot go on with given up in time."""
        at = max(fault.frame, frame)
        if at >= line.frames or line.at(at).item.source is not Source.CREATIVE:
            return line, ()
        return self.fall_back(line, at, fault.error.code)

    def fall_back(self, line: Timeline, at: int, reason: str) -> tuple[Timeline, tuple[Event, ...]]:
        """The broadcast's own spot from ``at`` on, and the decision changed to say so."""
        failed = line.at(at).item.id
        found = splicer.spot_at(self.breaks, at)
        if found is None:
            return line, ()
        brk, spot = found
        self.decided[brk.id] = tuple(
            replace(decision, creative=None, reason=reason) if decision.spot == spot else decision
            for decision in self.decided.get(brk.id, ())
        )
        return splicer.fall_back(line, at, spot.id), (SpotFailed(at, failed, reason),)

    def quiet_until(self, line: Timeline, frame: int) -> int:
        """The last frame after ``frame`` up to which `cue` and `armed` have nothing to do."""
        ahead, armed = (self.rate.frames_in(s) for s in (CUE_AHEAD_S, ARMED_AHEAD_S))
        due = [max(b.at - ahead, frame + 1) for b in self.breaks
               if b.id not in self.decided and frame + 1 < b.end]  # fmt: skip
        due += [placed.at - armed for placed in line.run
                if placed.item.source is Source.CREATIVE and placed.at - armed > frame]  # fmt: skip
        return min(due, default=line.frames) - 1

    def withdrawn(self, line: Timeline, frame: int, reason: str) -> Timeline:
        """``line`` with the broadcast from ``frame`` on: nothing tailored any more."""
        for brk in self.breaks:
            if frame < brk.end and brk.id in self.decided:
                self.decided[brk.id] = tuple(
                    replace(decision, creative=None, reason=reason)
                    if decision.creative is not None and frame < decision.spot.end
                    else decision
                    for decision in self.decided[brk.id]
                )
        here = line.at(frame)
        if here.item.source is not Source.CREATIVE or here.at == frame:
            return self._made()
        found = splicer.spot_at(self.breaks, frame)
        spot_id = found[1].id if found else self.media_id
        cut = splicer.fall_back(line, frame, spot_id)
        later = self._made()
        kept = tuple(p for p in cut.run if p.at < here.end)
        return Timeline((*kept, *(p for p in later.run if p.at >= here.end)))

    def asked_again(self, frame: int) -> None:
        """Breaks that have not begun are decided anew, as after a yes."""
        for brk in self.breaks:
            if frame < brk.at:
                self.decided.pop(brk.id, None)

    def reason(self, placed: Placed) -> tuple[str, str | None]:
        """Why ``placed`` shows the broadcast's own spot, and the creative that came nearest."""
        found = splicer.spot_at(self.breaks, placed.at)
        if found is None:
            return "", None
        decision = self._decision(found[0], placed.at)
        if decision is None:
            return found[1].reason or "plan.not_decided", None
        near = [r.creative.id for r in decision.rejected if r.reason == decision.reason]
        return decision.reason, near[0] if near else None

    def creative(self, placed: Placed) -> tuple[int, Creative] | None:
        """Where the spot of ``placed`` starts, and the creative chosen for it."""
        found = splicer.spot_at(self.breaks, placed.at)
        if found is None:
            return None
        decision = self._decision(found[0], placed.at)
        if decision is None or decision.creative is None:
            return None
        return decision.spot.at, decision.creative

    def at(self, frame: int) -> tuple[Decision, ...]:
        """The decisions of the break at or after ``frame`` that comes first."""
        for brk in self.breaks:
            if frame < brk.end:
                return self.decided.get(brk.id, ())
        return ()

    def _decision(self, brk: Break, frame: int) -> Decision | None:
        decisions = self.decided.get(brk.id, ())
        return next((d for d in decisions if d.spot.at <= frame < d.spot.end), None)

    def _made(self) -> Timeline:
        return splicer.timeline(self.media_id, self.frames, self.breaks, self.decided)
