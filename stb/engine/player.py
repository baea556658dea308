"""The player: what the viewer wants, what there is to show, and where in it.

Three axes, not one list of states: intent (play or pause), supply (is the
frame there) and place (a frame of a timeline). "Playing" is derived. The state
is a value and holds no decoder, so it can be saved at any frame; the deck is
primed from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from stb.engine.policy import Hold
from stb.engine.snapshot import Intent, Playing, Supply
from stb.engine.splicer import OPEN_ENDED, broadcast, live
from stb.model.avail import Break
from stb.model.media import Form, LiveWindow, Opened
from stb.model.product import Product
from stb.model.schedule import Programme
from stb.model.time import PAL, FrameRate
from stb.model.timeline import Placed, Timeline


@dataclass(frozen=True, slots=True)
class Player:
    """One piece of media on the screen. ``edge`` is the first live frame not there yet.

    ``moved`` says that the frame was shown in the last step, so the next step
    shows the next one; after a seek, a pause or a wait the frame stands.
    """

    form: Form
    media_id: str
    title: str
    rate: FrameRate = PAL
    frame: int = 0
    frames: int = 0
    edge: int = 0
    first: int = 0
    intent: Intent = Intent.PLAY
    supply: Supply = Supply.WAITING
    moved: bool = False
    programme: Programme | None = None
    product: Product | None = None
    breaks: tuple[Break, ...] = ()
    timeline: Timeline | None = None
    on_air: Placed | None = None
    reason: str = ""

    @property
    def opened(self) -> bool:
        return self.timeline is not None

    def with_opened(self, opened: Opened) -> Player:
        return replace(
            self,
            rate=opened.rate,
            frames=opened.frames,
            breaks=opened.breaks,
            timeline=broadcast(opened.id, opened.frames, opened.breaks),
        )

    def with_window(self, window: LiveWindow) -> Player:
        """The live window moved; a position that fell out of it joins again."""
        joined = self.opened and window.first <= self.frame < window.edge
        return replace(
            self,
            rate=window.rate,
            first=window.first,
            edge=window.edge,
            frame=self.frame if joined else window.start,
            moved=self.moved and joined,
            timeline=self.timeline or live(window.id),
        )

    def at(self, frame: int) -> Player:
        """At another frame, kept inside what there is."""
        last = max(self.frames - 1, 0) if self.form is not Form.LIVE else max(self.edge - 1, 0)
        inside = max(self.first, min(frame, last))
        return replace(self, frame=inside, moved=False, supply=Supply.WAITING, on_air=None)

    def advanced(self) -> Player:
        """One frame further, if the last one was shown and the viewer wants to see more."""
        if not self.moved or self.intent is Intent.PAUSE:
            return replace(self, moved=False)
        if self.form is not Form.LIVE and self.frame + 1 >= self.frames:
            return replace(self, moved=False, supply=Supply.ENDED)
        return replace(self, frame=self.frame + 1)

    def stepped(self, by: int) -> Player:
        """Standing still, ``by`` frames from here."""
        return replace(self.at(self.frame + by), intent=Intent.PAUSE)

    def grown(self, frames: int, breaks: tuple[Break, ...], line: Timeline) -> Player:
        """With more of a programme that is still being broadcast; past its old end, go on."""
        grown = replace(self, frames=frames, breaks=breaks, timeline=line)
        ended = self.supply is Supply.ENDED and frames > self.frames
        return grown.at(self.frames) if ended else grown

    def supplied(self, *, ready: bool) -> Player:
        """With the deck's answer whether the frame can be shown in this step."""
        if self.supply in (Supply.ENDED, Supply.FAILED):
            return self
        if not ready or self.timeline is None:
            return replace(self, supply=Supply.WAITING, moved=False)
        return replace(self, supply=Supply.READY, moved=self.intent is Intent.PLAY)

    def failed(self, reason: str) -> Player:
        return replace(self, supply=Supply.FAILED, moved=False, reason=reason)

    def seen(self, bound: tuple[str, ...], hold: Hold | None) -> Playing:
        """What is on the screen; ``bound`` and ``hold`` are what the policy says of its breaks."""
        return Playing(
            form=self.form,
            media_id=self.media_id,
            title=self.title,
            rate=self.rate,
            frame=self.frame,
            frames=self.frames,
            intent=self.intent,
            supply=self.supply,
            programme=self.programme,
            product=self.product,
            breaks=self.breaks,
            timeline=self.timeline,
            on_air=self.on_air,
            reason=self.reason,
            bound=bound,
            hold=hold,
        )


def length_left(placed: Placed, frame: int) -> int:
    """Frames of ``placed`` from ``frame`` on; 0 where its end is not known."""
    return 0 if placed.item.frames == OPEN_ENDED else placed.end - frame
