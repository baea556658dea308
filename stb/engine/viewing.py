"""One viewing of a programme: its plan, its cueing and its falls back.

A break is decided when it comes near (ten seconds before it, or at once after
a seek into it), with all breaks before it that were not yet, and the decision
then stands for the whole viewing. Each is decided as in a viewing without a
pause or a jump: at the time at which it would have come, and as though what
was chosen in the breaks before it had been seen. So the way to a break does not
change what is in it. Only the clock on the wall and what is still on offer are
looked at when it really comes, and can only bring the broadcast's spot back.

Whatever goes wrong with a creative ends in the broadcast's own spot at the same frame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from stb.engine import objections, planner, splicer
from stb.engine.events import Event, SpotFailed
from stb.engine.impressions import Impressions
from stb.engine.planner import Viewing
from stb.engine.ports import Fault, Play
from stb.model.avail import Break, Spot
from stb.model.bundle import Creative, Inventory
from stb.model.place import BreakMade, Counted, Remembered, SpotMade
from stb.model.plan import Decision
from stb.model.time import FrameRate
from stb.model.timeline import Placed, Source, Timeline

CUE_AHEAD_S = 10
ARMED_AHEAD_S = 1
LATE = "media.late"
NOT_OFFERED = "plan.not_offered"


@dataclass(slots=True)
class Splicer:
    """The decisions of one viewing of ``media_id`` and the timeline made of them.

    ``started`` is when its first frame was shown, or would have been (UTC), ``own`` the
    plays it was the cause of. What an earlier part of the viewing decided is ``before``.
    """

    media_id: str
    rate: FrameRate
    frames: int
    breaks: tuple[Break, ...]
    decided: dict[str, tuple[Decision, ...]] = field(default_factory=dict)
    impressions: Impressions = field(default_factory=Impressions)
    started: datetime | None = None
    own: tuple[Play, ...] = ()
    before: dict[str, BreakMade] = field(default_factory=dict)
    _met: set[str] = field(default_factory=set)

    def cue(self, line: Timeline, frame: int, viewing: Callable[[], Viewing]) -> Timeline:
        """``line`` with every break decided that comes within the cueing time of ``frame``."""
        ahead = frame + self.rate.frames_in(CUE_AHEAD_S)
        due = [b for b in self.breaks if b.id not in self._met and b.at <= ahead and frame < b.end]
        if not due:
            return line
        about = viewing()
        for brk in self.breaks[: self.breaks.index(due[-1]) + 1]:
            if brk.id not in self.decided:
                self.decided[brk.id] = self._decided(brk, about)
        for brk in due:
            self._met.add(brk.id)
            self.decided[brk.id] = tuple(_standing(each, about) for each in self.decided[brk.id])
        return self._made()

    def _decided(self, brk: Break, about: Viewing) -> tuple[Decision, ...]:
        """What an earlier part of this viewing decided, or the plan of a viewing straight on."""
        made = self.before.pop(brk.id, None)
        planned = self._planned(brk, about)
        if made is None or [spot.id for spot in brk.spots] != [s.spot_id for s in made.spots]:
            return planned
        again = _again(brk, made, about.inventory)
        if any(d.creative and not objections.fits(d.spot, d.creative, self.rate) for d in again):
            return planned  # the spots are not those that were signalled then
        return _told(again, planned)

    def _planned(self, brk: Break, about: Viewing) -> tuple[Decision, ...]:
        """The plan of a viewing straight on."""
        frame = max(brk.at - self.rate.frames_in(CUE_AHEAD_S), 0)
        straight = replace(
            about,
            at=self._instant(frame, about),
            frame=frame,
            history=self._history(brk, about),
            decided=self._earlier(brk),
        )
        return planner.plan(brk, straight)

    def _history(self, brk: Break, about: Viewing) -> tuple[Play, ...]:
        """What was seen elsewhere, and what a viewing straight on sees before ``brk``."""
        elsewhere = (play for play in about.history if play not in self.own)
        here = (
            Play(chosen.id, chosen.campaign, self._instant(decision.spot.end, about))
            for decision in self._earlier(brk)
            if (chosen := decision.creative) is not None
        )
        return (*elsewhere, *here)

    def _earlier(self, brk: Break) -> tuple[Decision, ...]:
        """What was decided for the breaks before ``brk``."""
        before = self.breaks[: self.breaks.index(brk)]
        return tuple(made for each in before for made in self.decided.get(each.id, ()))

    def _instant(self, frame: int, about: Viewing) -> datetime:
        """When ``frame`` comes in a viewing straight on."""
        started = self.started or about.at - self.rate.length(about.frame)
        return started + self.rate.length(frame)

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
               if b.id not in self._met and frame + 1 < b.end]  # fmt: skip
        due += [placed.at - armed for placed in line.run
                if placed.item.source is Source.CREATIVE and placed.at - armed > frame]  # fmt: skip
        return min(due, default=line.frames) - 1

    def withdrawn(self, line: Timeline, frame: int, reason: str) -> Timeline:
        """``line`` with the broadcast from ``frame`` on: nothing tailored any more."""
        self.before.clear()
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
                self.before.pop(brk.id, None)
                self._met.discard(brk.id)

    # -- stopped, and gone on with -----------------------------------------------------

    @property
    def memory(self) -> Remembered | None:
        """What this viewing must remember to be the same when it is gone on with."""
        if self.started is None:
            return None
        made = {name: _break_made(name, decisions) for name, decisions in self.decided.items()}
        known = self.before | made
        return Remembered(
            self.media_id,
            self.started,
            tuple(known[brk.id] for brk in self.breaks if brk.id in known),
            self.impressions.tallies,
            tuple(Counted(play.creative, play.campaign, play.at) for play in self.own),
        )

    def recall(self, remembered: Remembered) -> None:
        """Be the viewing that ``remembered`` is of."""
        self.started = remembered.started
        self.before = {made.break_id: made for made in remembered.breaks}
        self.impressions = Impressions.of(remembered.tallies)
        self.own = tuple(Play(p.creative_id, p.campaign, p.at) for p in remembered.plays)

    def grown(self, frames: int, breaks: tuple[Break, ...]) -> Timeline:
        """The timeline now that more of the programme has been broadcast."""
        self.frames, self.breaks = frames, breaks
        return self._made()

    # -- looking -----------------------------------------------------------------------

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
        """The decisions of the last break that was come to and is over, and of the next one."""
        over: tuple[Decision, ...] = ()
        for brk in self.breaks:
            if frame < brk.end:
                return (*over, *self.decided.get(brk.id, ()))
            if brk.id in self._met:
                over = self.decided[brk.id]
        return over

    def _decision(self, brk: Break, frame: int) -> Decision | None:
        decisions = self.decided.get(brk.id, ())
        return next((d for d in decisions if d.spot.at <= frame < d.spot.end), None)

    def _made(self) -> Timeline:
        return splicer.timeline(self.media_id, self.frames, self.breaks, self.decided)


def _standing(decision: Decision, about: Viewing) -> Decision:
    """``decision``, or the broadcast's spot if the clock or the offer now speaks against it."""
    creative = decision.creative
    if creative is None:
        return decision
    until = about.at + about.rate.length(max(decision.spot.end - about.frame, 0))
    viewed = objections.Occasion((about.local(about.at), about.local(until)))
    rating = about.programme.rating if about.programme is not None else ""
    offered = {c.id for bundle in about.inventory.active(about.at) for c in bundle.creatives}
    reason = (
        (about.barred or (NOT_OFFERED if creative.id not in offered else ""))
        or objections.in_general(
            creative, about.in_force, at=about.at, ready=about.inventory.ready, rating=rating
        )
        or objections.of_the_hour(creative, about.in_force, viewed)
    )
    return replace(decision, creative=None, reason=reason) if reason else decision


def _break_made(break_id: str, decisions: tuple[Decision, ...]) -> BreakMade:
    return BreakMade(
        break_id,
        tuple(
            SpotMade(d.spot.id, d.creative.id if d.creative else "", d.reason, d.segment)
            for d in decisions
        ),
    )


def _again(brk: Break, made: BreakMade, inventory: Inventory) -> tuple[Decision, ...]:
    """The decisions that were made; a creative that is in no bundle any more is not shown."""
    known = {c.id: c for bundle in inventory.bundles for c in bundle.creatives}
    return tuple(
        _spot_again(brk, spot, kept, known)
        for spot, kept in zip(brk.spots, made.spots, strict=True)
    )


def _told(again: tuple[Decision, ...], planned: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """Decisions that were made, with who was refused as far as a plan made now agrees."""
    return tuple(
        replace(d, rejected=p.rejected if (d.creative, d.reason) == (p.creative, p.reason) else ())
        for d, p in zip(again, planned, strict=True)
    )


def _spot_again(brk: Break, spot: Spot, made: SpotMade, known: dict[str, Creative]) -> Decision:
    creative = known.get(made.creative_id)
    reason = NOT_OFFERED if made.creative_id and creative is None else made.reason
    return Decision(brk.id, spot, creative, reason, made.segment if creative else "")
