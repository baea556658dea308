"""The television as one value: what lies on the screen, and what a key makes of it.

The view is a picture (live or recorded) with screens stacked on it. Only the
top one hears keys; what it has no use for goes to the keys that work
everywhere. Nothing here acts or reads a clock: a key gives a new view and
commands for the box, and time comes in with the snapshot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from stb.engine.commands import AnswerConsent, Command, LockAgain, SetMute, SetPower, SetVolume
from stb.engine.snapshot import Snapshot
from stb.model.consent import Method
from stb.model.key import Key
from stb.model.media import Form
from stb.ui import marks
from stb.ui import scene as scenes
from stb.ui.context import Context
from stb.ui.overlay import overlay
from stb.ui.scene import Scene
from stb.ui.screen import Back, Home, Moment, Open, Outcome, Screen, Stay, Unused
from stb.ui.screens.catch_up import CatchUp
from stb.ui.screens.consent import Consent
from stb.ui.screens.guide import Guide
from stb.ui.screens.keys import Keys
from stb.ui.screens.live import Live
from stb.ui.screens.menu import Menu
from stb.ui.screens.player import BAR_MS, Player
from stb.ui.screens.privacy import Privacy
from stb.ui.screens.standby import Standby
from stb.ui.screens.store import Store
from stb.ui.screens.why import Why

VOLUME_MS = 2_000
VOLUME_STEP = 5
CORNER_MS = 3_000
"""How long it is said what the key for the corner did, where nothing is to be seen of it."""

OPENED_BY: dict[Key, Callable[[Moment], Screen]] = {
    Key.GUIDE: Guide.opened,
    Key.CATCH_UP: CatchUp.opened,
    Key.STORE: lambda _: Store(),
    Key.PRIVACY: lambda _: Privacy(),
    Key.MENU: lambda _: Menu(),
    Key.HELP: lambda _: Keys(),
}
"""Keys that open a screen from anywhere."""

COLOURED = {
    Key.RED: Key.GUIDE,
    Key.GREEN: Key.CATCH_UP,
    Key.YELLOW: Key.STORE,
    Key.BLUE: Key.PRIVACY,
}
"""What the coloured keys stand for over a bare picture."""

_ZAPPING = {Key.CHANNEL_UP, Key.CHANNEL_DOWN, Key.LAST}


@dataclass(frozen=True, slots=True)
class View:
    """``above`` are the screens over the picture, the top one last.

    ``unreachable`` is when the head-end was first found out of reach, -1 while it is in.
    ``ms`` counts the milliseconds of looking, forwards only, also when the clock is put
    back; ``seen`` is the time at which it was last added to. ``media`` is what the
    player was opened for. ``answered`` is the step of the last answer to a question.
    """

    live: Live = field(default=Live())
    player: Player | None = None
    above: tuple[Screen, ...] = ()
    standby: bool = False
    ms: int = 0
    seen: datetime | None = None
    media: str = ""
    volume_until: int = 0
    overlay: bool = False
    corner: bool = False
    corner_until: int = 0
    answered: int = -1
    unreachable: int = -1

    @property
    def top(self) -> Screen:
        if self.standby:
            return Standby()
        if self.above:
            return self.above[-1]
        return self.live if self.player is None or self.live.digits else self.player

    @property
    def screen(self) -> str:
        """The name of what has the keys, for QA: "live", "guide", "consent", ..."""
        return self.top.name


Result = tuple[View, tuple[Command, ...]]


def press(
    view: View, key: Key, snapshot: Snapshot, context: Context, *, held: bool = False
) -> Result:
    """What a key of the remote makes of the view; ``held`` says that it repeats."""
    view, moment = _looked(view, snapshot, context, held=held)
    if key is Key.POWER:
        return view, () if held else _power(view, moment)
    if view.standby:
        return view, ()
    everywhere = _everywhere(view, key, moment)
    if everywhere is not None:
        return everywhere
    if isinstance(view.top, Consent):
        return _go(view, view.top.press(key, moment), moment)
    outcome = view.top.press(key, moment)
    if isinstance(outcome, Unused) and (not view.above or isinstance(view.top, Why)):
        return _at_picture(view, key, moment)
    if isinstance(outcome, Unused):
        return _elsewhere(view, key, moment)
    return _go(view, outcome, moment)


def tick(view: View, snapshot: Snapshot, context: Context) -> Result:
    """What the passing of time makes of the view: time-outs, and what the box asks for."""
    view, moment = _looked(view, snapshot, context)
    if view.standby:
        return view, ()
    live, commands = view.live.passed(moment)
    player = None if view.player is None else view.player.passed(moment)
    view = replace(view, live=live, player=player)
    if view.volume_until and moment.ms >= view.volume_until:
        view = replace(view, volume_until=0)
    if view.corner_until and moment.ms >= view.corner_until:
        view = replace(view, corner_until=0)
    if view.above:
        view, more = _go(view, view.top.tick(moment), moment)
        commands += more
    return view, commands


def scene(view: View, snapshot: Snapshot, context: Context) -> Scene:
    """All that is on the screen, in the order of drawing."""
    moment = Moment(snapshot, context, view.ms)
    top = view.top
    if view.standby:
        return top.scene(moment)
    base = view.player or view.live
    drawn = (view.above[-1] if view.above else base).scene(moment)
    bare = not view.above
    return (
        *drawn,
        *(view.live.over(moment) if bare and base is not view.live else ()),
        *(marks.corner(moment, left=not bare) if view.corner and _open(top) else ()),
        *(marks.corner_note(moment, on=view.corner, left=not bare)
          if view.corner_until and not isinstance(top, Consent) else ()),
        *(marks.volume(moment) if view.volume_until else ()),
        *(() if isinstance(top, Consent) else _troubles(view, moment)),
        *(overlay(moment, beside_why=isinstance(top, Why)) if view.overlay else ()),
        *marks.start_switch(moment, foot=bool(view.above) and top.covers),
    )  # fmt: skip


def focus(view: View, snapshot: Snapshot, context: Context) -> str:
    """The role of what has the focus, or an empty text."""
    return scenes.focus(scene(view, snapshot, context))


def spoken(view: View, snapshot: Snapshot, context: Context) -> str:
    """What a voice says of what lies on the screen, or nothing."""
    return view.top.spoken(Moment(snapshot, context, view.ms))


# -- time and the box ----------------------------------------------------------------


def _looked(
    view: View, snapshot: Snapshot, context: Context, *, held: bool = False
) -> tuple[View, Moment]:
    """The view at the snapshot's time, with what the box has changed under it."""
    passed = timedelta(0) if view.seen is None else max(timedelta(0), snapshot.now - view.seen)
    ms = view.ms + passed // timedelta(milliseconds=1)
    seen = snapshot.now - passed % timedelta(milliseconds=1)
    view = replace(view, ms=ms, seen=seen)
    moment = Moment(snapshot, context, ms, held)
    if not snapshot.on:
        return replace(View(live=view.live.bare()), standby=True, ms=ms, seen=seen,
                       overlay=view.overlay), moment  # fmt: skip
    since = -1 if snapshot.headend_reachable else max(view.unreachable, 0) or ms
    view = _with_base(replace(view, standby=False, unreachable=since), moment)
    asked = snapshot.question
    if asked is not None and snapshot.step > view.answered and not _asking(view):
        question = Consent.asked(asked, Method.POPUP, moment)
        view = replace(view, above=(*view.above, question))
    return view, moment


def _with_base(view: View, moment: Moment) -> View:
    """Live or player, as the box plays; new media shows its bar."""
    playing = moment.snapshot.playing
    if playing is None or playing.form is Form.LIVE:
        above = tuple(each for each in view.above if not isinstance(each, Why))
        return replace(view, player=None, media="", above=above)
    if view.player is not None and playing.media_id == view.media:
        return view
    return replace(view, player=Player(bar_until=moment.ms + BAR_MS), media=playing.media_id)


def _troubles(view: View, moment: Moment) -> Scene:
    return marks.troubles(moment, unreachable_for=moment.ms - view.unreachable)


def _asking(view: View) -> bool:
    return any(isinstance(each, Consent) for each in view.above)


def _power(view: View, moment: Moment) -> tuple[Command, ...]:
    """On or to standby; leaving a question is a no to it."""
    if view.standby:
        return (SetPower(on=True),)
    refusals = tuple(
        each.refusal(moment) for each in view.above if isinstance(each, Consent)
    )  # fmt: skip
    locked = (LockAgain(),) if moment.snapshot.pin.open else ()
    return (*refusals, *locked, SetPower(on=False))


# -- keys ----------------------------------------------------------------------------


def _everywhere(view: View, key: Key, moment: Moment) -> Result | None:
    """Keys that do the same on every screen; None when this is none of them."""
    snapshot = moment.snapshot
    loud = replace(view, volume_until=moment.ms + VOLUME_MS)
    match key:
        case Key.VOLUME_UP:
            return loud, (*_sound(snapshot), SetVolume(min(100, snapshot.volume + VOLUME_STEP)))
        case Key.VOLUME_DOWN:
            return loud, (SetVolume(max(0, snapshot.volume - VOLUME_STEP)),)
        case Key.MUTE:
            return loud, () if moment.held else (SetMute(not snapshot.muted),)
        case Key.OVERLAY:
            return replace(view, overlay=view.overlay is moment.held), ()
        case Key.CORNER:
            until = view.corner_until if moment.held else moment.ms + CORNER_MS
            return replace(view, corner=view.corner is moment.held, corner_until=until), ()
    return None


def _sound(snapshot: Snapshot) -> tuple[Command, ...]:
    return (SetMute(muted=False),) if snapshot.muted else ()


def _at_picture(view: View, key: Key, moment: Moment) -> Result:
    """A key that the top has no use for, when nothing covers the picture."""
    if view.above and view.player is not None:
        outcome = view.player.press(key, moment)
        if isinstance(outcome, Stay) and isinstance(outcome.screen, Player):
            return replace(view, player=outcome.screen), outcome.commands
    if view.player is not None and (key in _ZAPPING or key.digit is not None):
        return _go(replace(view, above=()), view.live.press(key, moment), moment)
    return _elsewhere(view, COLOURED.get(key, key), moment)


def _elsewhere(view: View, key: Key, moment: Moment) -> Result:
    """Keys that open a screen from anywhere. One that is open already is gone back to."""
    if key is Key.EXIT:
        return _go(view, Home(), moment)
    opened = OPENED_BY.get(key)
    if opened is None or moment.held:
        return view, ()
    screen = opened(moment)
    kept: list[Screen] = []
    for each in view.above:
        if each.name == screen.name or each.behind_pin:
            break
        kept.append(each)
    bare = replace(view, live=view.live.bare(), above=(*kept, screen))
    return bare, _locked(view, bare, moment)


def _go(view: View, outcome: Outcome, moment: Moment) -> Result:
    """The view after an outcome of its top screen."""
    if isinstance(outcome, Unused):
        return view, ()
    commands = outcome.commands
    match outcome:
        case Stay(screen):
            after = _with_top(view, screen)
        case Open(over, screens):
            under = _with_top(view, over)
            after = replace(under, above=(*under.above, *screens))
        case Back():
            after = replace(view, above=view.above[:-1])
        case _:
            after = replace(view, above=(), live=view.live.bare())
    if any(isinstance(command, AnswerConsent) for command in commands):
        after = replace(after, answered=moment.snapshot.step)
    return after, (*commands, *_locked(view, after, moment))


def _with_top(view: View, screen: Screen) -> View:
    if isinstance(screen, Live):
        return replace(view, live=screen)
    if isinstance(screen, Player):
        return replace(view, player=screen)
    return replace(view, above=(*view.above[:-1], screen))


def _locked(before: View, after: View, moment: Moment) -> tuple[Command, ...]:
    """Locks again on leaving what lies behind the PIN."""
    was = any(each.behind_pin for each in before.above)
    stays = any(each.behind_pin for each in after.above)
    return (LockAgain(),) if was and not stays and moment.snapshot.pin.open else ()


def _open(top: Screen) -> bool:
    """Whether the picture can be seen around what lies on it."""
    return isinstance(top, (Live, Player, Why))
