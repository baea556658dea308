"""The stage: what is on the screen, the deck beneath it, and the splicer beside it.

It joins three values (player, timeline, decisions) and turns what happens to
them into as-run events. Live and rented media are never spliced: only
catch-up of a service that the operator declared eligible has a splicer that
may choose.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from stb.engine import policy
from stb.engine.about import NO_CONSENT, About, viewing
from stb.engine.aired import came_on_air
from stb.engine.events import Event
from stb.engine.planner import Viewing
from stb.engine.ports import Play
from stb.engine.snapshot import Intent, Supply
from stb.engine.staging import Staging
from stb.engine.viewing import Splicer
from stb.model.bundle import Creative
from stb.model.media import Form
from stb.model.place import Remembered
from stb.model.plan import Decision
from stb.model.timeline import Placed, Source, Timeline

BREAK_LEAD_S = 5
ENDLESS = 1 << 40


class Stage(Staging):
    """At most one piece of media, with everything that belongs to showing it."""

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What was decided for the last break, and for the one at hand or the next one."""
        if self._splicer is None or self.player is None:
            return ()
        return self._splicer.at(self.player.frame)

    @property
    def memory(self) -> Remembered | None:
        """What this viewing must remember to be the same when it is gone on with."""
        return self._splicer.memory if self._splicer is not None else None

    def counted(self, play: Play) -> None:
        """A play followed from this viewing."""
        if self._splicer is not None:
            self._splicer.own = (*self._splicer.own, play)

    @property
    def held(self) -> tuple[tuple[str, ...], policy.Hold | None]:
        """The breaks that may not be jumped over, and the jump that waits."""
        guard = self._guard
        return ((), None) if guard is None else (guard.bound, guard.hold)

    # -- the viewer's wishes -----------------------------------------------------------

    def pause(self) -> None:
        if self.player is not None:
            self.player = replace(self.player, intent=Intent.PAUSE)

    def resume(self) -> None:
        if self.player is not None:
            self.player = replace(self.player, intent=Intent.PLAY)

    def step(self, by: int) -> None:
        """Stand still one frame further or back."""
        if self.player is None or not self.player.opened:
            return
        self.player = self.player.stepped(max(-1, min(by, 1)))
        self._deck.seek(self.player.frame)

    def seek(self, frame: int, *, unhindered: bool = False) -> None:
        """Go to ``frame`` of recorded media, or inside the live window, as the policy lets."""
        if self.player is None or not self.player.opened:
            return
        here, lands = self.player.frame, self.player.at(frame).frame
        if self._guard is not None and unhindered:
            self._guard.hold = None
        elif self._guard is not None:
            wanted, lands = lands, self._guard.landing(here, lands)
            if lands == here != wanted:
                return
        self._land(lands)

    def _land(self, frame: int) -> None:
        if self.player is not None:
            self.player = self.player.at(frame)
            self._told = None
            self._deck.seek(self.player.frame)

    def seek_break(self) -> None:
        """Go to five seconds before the first break that begins later than that."""
        player = self.player
        if player is None:
            return
        lead = player.rate.frames_in(BREAK_LEAD_S)
        coming = [brk.at for brk in player.breaks if brk.at - lead > player.frame]
        if coming:
            self.seek(coming[0] - lead)

    def consent_changed(self, *, yes: bool) -> None:
        """A yes lets later breaks be decided anew; a no takes the tailored spots away now."""
        if self.player is None or self._splicer is None or self.player.timeline is None:
            return
        if yes:
            self._splicer.asked_again(self.player.frame)
        else:
            line = self._splicer.withdrawn(self.player.timeline, self.player.frame, NO_CONSENT)
            self._replace(line)

    # -- one step ----------------------------------------------------------------------

    def saw(self, shown: tuple[int, ...] | None) -> tuple[Event, ...]:
        """Tally the presentation frames that reached the screen; None: that of the last step.

        Before anything is done to the player: what was seen before a jump was seen.
        """
        player = self.player
        if player is None or player.timeline is None:
            return ()
        if shown is None:
            shown = (player.frame,) if player.moved and player.on_air is not None else ()
        happened: list[Event] = []
        for frame in shown:
            if frame < player.timeline.frames:
                happened += self._count(player.timeline.at(frame), frame)
        return tuple(happened)

    def play(self, about: About, *, held: bool) -> tuple[Event, ...]:
        """Advance by a frame. ``held`` keeps the frame while a question is on the screen."""
        self._follow(about.now)
        if self.player is None or not self.player.opened:
            return ()
        happened: list[Event] = []
        if not held:
            self._advance()
        happened += self._splice(about)
        player = self.player.supplied(ready=self._deck.ready(self.player.frame))
        self.player = replace(player, moved=player.moved and not held)
        if player.moved and not held:
            self._tries = 0
            self._begun(about.now)
        happened += self._change()
        return tuple(happened)

    def _advance(self) -> None:
        """One frame further, and where a jump that waited is due, there."""
        player, guard = self.player, self._guard
        if player is None:
            return
        if guard is not None and player.moved:
            guard.played(player.frame, player.frame + 1)
        self.player = player.advanced()
        target = guard.released(self.player.frame) if guard is not None else None
        if target is not None:
            self._land(target)

    def _begun(self, now: datetime) -> None:
        """A picture moves: the viewing counts its time from here, if it is a new one."""
        player, splicer = self.player, self._splicer
        if splicer is not None and player is not None and splicer.started is None:
            splicer.started = now - splicer.rate.length(player.frame)

    def quiet_steps(self) -> int:
        """How many of the next steps only show the next frame, or the same one again.

        That is so until the item on air ends, or something is to be decided or told;
        where the deck is always ready. 0 where it cannot be told.
        """
        player = self.player
        if player is None or not player.opened or self._asked or self._load_again_at:
            return 0
        if not player.moved:
            stands = player.intent is Intent.PAUSE and player.supply is Supply.READY
            ended = player.supply is Supply.ENDED and not self._grows
            return ENDLESS if stands or ended else 0
        placed, line = player.on_air, player.timeline
        if placed is None or line is None:
            return 0
        last = placed.end - 1
        if self._splicer is not None:
            last = min(last, self._splicer.quiet_until(line, player.frame))
        if self._guard is not None and self._guard.hold is not None:
            last = min(last, self._guard.hold.end - 1)
        counted = self._counted(placed)
        quiet = ENDLESS if counted is None else counted[0].impressions.quiet(placed, *counted[1:])
        return max(0, min(last - player.frame, quiet))

    def pass_by(self, steps: int) -> None:
        """Be where ``steps`` steps lead, every frame shown; not more than `quiet_steps`."""
        player = self.player
        if player is None or not player.moved or player.on_air is None:
            return
        frames = range(player.frame, player.frame + steps)
        if self._guard is not None:
            self._guard.played(frames.start, frames.stop)
        counted = self._counted(player.on_air)
        if counted is not None:
            splicer, start, creative = counted
            splicer.impressions.passed(player.on_air, start, frames, creative)
        self.player = replace(player, frame=frames.stop)
        self._told = (frames.stop, player.on_air.item)

    def _splice(self, about: About) -> list[Event]:
        """Decide what comes near, and give up in time what cannot be shown."""
        player, splicer = self.player, self._splicer
        if player is None or player.timeline is None:
            return []
        happened: list[Event] = []
        line = player.timeline
        faults = self._deck.faults()
        if splicer is not None and player.form is Form.CATCH_UP:
            line = splicer.cue(line, player.frame, lambda: self._viewing(about))
            line, told = splicer.armed(line, player.frame, self._deck.ready)
            happened += told
        for fault in faults:
            before = line
            if splicer is not None:
                line, told = splicer.faulted(line, player.frame, fault)
                happened += told
            if line is before:
                happened += self._broken(fault.error, about.now)
        if line is not player.timeline:
            self._replace(line)
        return happened

    def _replace(self, line: Timeline) -> None:
        if self.player is not None:
            self.player = replace(self.player, timeline=line)
            self._deck.replace(line, at=self.player.frame)

    def _viewing(self, about: About) -> Viewing:
        if self.player is None:
            raise RuntimeError("nothing to plan for")
        return viewing(about, self.player, service=self._service, settings=self._settings)

    def _count(self, placed: Placed, frame: int) -> tuple[Event, ...]:
        """Tally ``frame`` of ``placed``, which was seen, if that is a creative."""
        counted = self._counted(placed)
        if counted is None:
            return ()
        splicer, start, creative = counted
        return splicer.impressions.shown(placed, start, frame, creative)

    def _counted(self, placed: Placed) -> tuple[Splicer, int, Creative] | None:
        """The creative that ``placed`` is, where its spot starts, and who keeps the tally of it."""
        splicer = self._splicer
        if splicer is None or placed.item.source is not Source.CREATIVE:
            return None
        chosen = splicer.creative(placed)
        if chosen is None or chosen[1].id != placed.item.id:
            return None
        return splicer, *chosen

    def _change(self) -> tuple[Event, ...]:
        """The as-run lines for a change of what is on air in this step."""
        player = self.player
        if player is None or player.supply is not Supply.READY or player.timeline is None:
            return ()
        placed = player.timeline.at(player.frame)
        self.player = replace(player, on_air=placed)
        told, self._told = self._told, (player.frame, placed.item)
        return came_on_air(placed, player.frame, told, self._splicer)
