"""The gallery: every screen, reached by the keys a viewer presses, over what was really on air.

A few sittings in front of the box, each a series of steps from one screen to the
next. One box serves every language and size, since a screen is a value: a step
is taken once, and what is on the screen then is painted as often as it is asked
for. The clock is virtual and the ids are seeded, so the files of two runs are
the same to the byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from stb.adapters import assets, language
from stb.adapters.media.deinterlace import told
from stb.adapters.media.picture_code import read_code
from stb.adapters.media.view import Viewer
from stb.adapters.screen import shots
from stb.adapters.screen.painter import Painted, Painter
from stb.engine.snapshot import Supply
from stb.errors import InputError, RefusedError
from stb.headend.faults import Faults, Outage
from stb.model.timeline import Source
from stb.qa.driver import Driver
from stb.ui import television
from stb.ui.context import Extras
from stb.wiring.assembly import build
from stb.wiring.configuration import Configuration, Switch

SIZES = ((1280, 720), (1920, 1080))
HOST = "http://127.0.0.1:8780/"
"""Shown for the head-end's address, whose port is another one every time."""

_SHEET = (4, 1920)
_LATER = timedelta(days=8)


class UnknownShot(InputError):
    """The gallery has no picture of that name."""

    code = "shots.name"


class WrongScreen(RefusedError):
    """The keys of a picture led to another screen than the one it is of; nothing is painted."""

    code = "shots.screen"


@dataclass(frozen=True, slots=True)
class Room:
    """A viewer's box, and what may go wrong at the operator's."""

    box: Driver
    faults: Faults


Step = Callable[[Room], object]


@dataclass(frozen=True, slots=True)
class Sitting:
    """Steps by the name of the picture that is taken after each, in their order.

    ``as_run`` is the file that the screen of what is kept names; nothing is written to it.
    """

    steps: Mapping[str, Step]
    consent: Switch = Switch.ASK
    as_run: Path | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pictures, in which sizes and languages. No name is all of them."""

    names: frozenset[str] = frozenset()
    sizes: Sequence[tuple[int, int]] = SIZES
    languages: Sequence[str] = field(default=language.LANGUAGES)


Progress = Callable[[int, int], None]
"""Called with the pictures done and the pictures there are."""


def take(
    configuration: Configuration, wanted: Wanted, out: Path, *, progress: Progress | None = None
) -> list[Path]:
    """Write every picture wanted as ``out``/NAME-WxH-LANG.png; the files, in order.

    Raises:
        UnknownShot: a name that the gallery has not.
        NotReached: a screen was not come to; the message says where the box was.
        WrongScreen: the keys of a picture led to another screen.
    """
    if unknown := wanted.names - set(names()):
        raise UnknownShot(
            f"no picture {', '.join(sorted(unknown))}; there are {', '.join(names())}"
        )
    taken = wanted.names or frozenset(names())
    whole = len(taken) * len(wanted.sizes) * len(wanted.languages)
    camera = _Camera(wanted, out)
    for sitting in SITTINGS:
        last = max((n for n, name in enumerate(sitting.steps) if name in taken), default=-1)
        if last < 0:
            continue
        for name, room in _seated(configuration, sitting, last):
            if name in taken:
                camera.take(name, room.box)
                if progress is not None:
                    progress(len(camera.files), whole)
    return camera.files


def contact_sheet(files: Iterable[Path], to: Path) -> Path:
    """All pictures of one shape small on one, four beside each other."""
    columns, width = _SHEET
    pictures = [shots.load(file) for file in files]
    return shots.save(shots.sheet(pictures, columns=columns, width=width), to)


def names() -> tuple[str, ...]:
    """Every picture there is, in the order of taking."""
    return tuple(name for sitting in SITTINGS for name in sitting.steps)


def _seated(
    configuration: Configuration, sitting: Sitting, last: int
) -> Iterable[tuple[str, Room]]:
    """The room after each step of a sitting, up to the step of number ``last``."""
    wanted = replace(configuration, consent=sitting.consent, keeps=False, as_run=sitting.as_run)
    built = build(wanted)
    assert built.headend is not None
    with built.mediabox as mediabox:
        room = Room(Driver(mediabox), built.headend.faults)
        room.box.settle()
        for name, step in list(sitting.steps.items())[: last + 1]:
            step(room)
            check(name, room.box)
            yield name, room


def check(name: str, box: Driver) -> None:
    """That the box is on the screen that the picture of that name is of.

    Raises:
        WrongScreen: it is on another one.
    """
    shown, wanted = box.mediabox.view.screen, SCREEN_OF.get(name, name)
    if shown != wanted:
        raise WrongScreen(
            f"the picture {name!r} is of the screen {wanted!r}, and the box is on {shown!r}: "
            "what came before it in the gallery led elsewhere"
        )


class _Camera:
    """Paints what is on the screen in every size and language, and keeps it."""

    def __init__(self, wanted: Wanted, out: Path) -> None:
        self._painters = [Painter(size, assets.folder()) for size in wanted.sizes]
        self._words = {each: language.words(assets.folder(), each) for each in wanted.languages}
        self._viewer = Viewer()
        self._out = out
        self.files: list[Path] = []

    def take(self, name: str, box: Driver) -> None:
        mediabox = box.mediabox
        shot = mediabox.shot()
        picture = self._viewer.seen(shot)
        broadcast = self._viewer.seen(mediabox.beneath())
        code = None if shot is None else read_code(shot.picture)
        extras = Extras(code, picture="" if shot is None else told(shot.picture))
        for each, say in self._words.items():
            context = replace(mediabox.context, language=each, say=say, host=HOST, extras=extras)
            scene = television.scene(mediabox.view, mediabox.snapshot, context)
            for painter in self._painters:
                painted = painter.paint(scene, picture=picture, broadcast=broadcast)
                self._keep(painted, name, each)

    def _keep(self, painted: Painted, name: str, spoken: str) -> None:
        width, height = painted.get_size()
        self.files.append(shots.save(painted, self._out / f"{name}-{width}x{height}-{spoken}.png"))


# -- steps ---------------------------------------------------------------------------


def _keys(*pressed: str, after: float = 0.0) -> Step:
    """Press keys, then let ``after`` seconds go by."""

    def step(room: Room) -> None:
        room.box.press(*pressed)
        room.box.wait(after)

    return step


def _then(*steps: Step) -> Step:
    def step(room: Room) -> None:
        for each in steps:
            each(room)

    return step


def _wait(seconds: float) -> Step:
    return lambda room: room.box.wait(seconds)


def _picture(room: Room) -> None:
    """Wait until pictures come."""
    room.box.wait_until(_shows)


def _shows(box: Driver) -> bool:
    playing = box.snapshot.playing
    return playing is not None and playing.supply is Supply.READY


def _on_air(source: Source, *, for_s: int) -> Step:
    """Play until something of ``source`` has been on air for so long."""

    def holds(box: Driver) -> bool:
        playing = box.snapshot.playing
        placed = None if playing is None else playing.on_air
        return (
            playing is not None
            and placed is not None
            and placed.item.source is source
            and playing.frame - placed.at >= playing.rate.frames_in(for_s)
        )

    return lambda room: room.box.wait_until(holds, timeout=150)


def _sent_all(room: Room) -> None:
    """A week goes by in standby, in which the box sends what it has to send."""
    room.box.press("POWER")
    room.box.mediabox.skip_to(room.box.mediabox.now + _LATER)
    room.box.wait_until(lambda box: box.snapshot.waiting_reports == 0)
    room.box.press("POWER")
    _picture(room)


def _outage(room: Room) -> None:
    room.faults.outage = Outage.REFUSED


def _recovered(room: Room) -> None:
    room.faults.outage = Outage.NONE


def _unreachable(room: Room) -> None:
    room.box.wait_until(lambda box: not box.snapshot.headend_reachable)


def _delivered(room: Room) -> None:
    room.box.wait_until(lambda box: any(order.delivered for order in box.snapshot.orders))


def _pin(room: Room, digits: slice) -> None:
    room.box.press(*room.box.snapshot.household.pin[digits])


SITTINGS: tuple[Sitting, ...] = (
    Sitting(
        {
            "live": _then(_wait(38), _keys("7", "OK"), _picture, _wait(3)),
            "digits": _then(_wait(2), _keys("1", "2")),
            "no-channel": _keys("BACK", "1", "1", "OK"),
            "volume": _then(_wait(7), _keys("VOLUME-UP")),
            "menu": _then(_wait(3), _keys("MENU", "DOWN")),
            "keys": _keys("EXIT", "HELP"),
            "guide": _then(_keys("EXIT", "6", "OK"), _picture, _keys("GUIDE")),
            "guide-past": _keys("LEFT", "LEFT", "DOWN", "DOWN"),
            "detail": _keys("INFO"),
            "catch-up": _keys("EXIT", "CATCH-UP", after=0.5),
            "catch-up-days": _keys("RED"),
            "consent": _then(_keys("GREEN", "OK"), _picture, _wait(1)),
            "consent-yes": _keys("LEFT"),
            "consent-more": _keys("DOWN"),
            "player": _then(_keys("BACK", "LEFT", "OK", after=12), _keys("OK")),
            "tailored": _then(_keys("NEXT-BREAK"), _on_air(Source.CREATIVE, for_s=2)),
            "swapped": _keys("WHY", after=1),
            "corner": _keys("CORNER", "BACK", after=0.5),
            "overlay": _keys("CORNER", "OVERLAY", after=0.5),
            "broadcast": _then(
                _keys("OVERLAY"), _on_air(Source.BROADCAST, for_s=3), _keys("WHY")
            ),
            "store": _then(_keys("STOP"), _picture, _wait(5), _keys("STORE", "RIGHT")),
            "film": _keys("OK"),
            "pin": _then(_keys("OK"), lambda room: _pin(room, slice(2))),
            "pin-wrong": _then(_keys("0", "0", after=0.5)),
            "order": lambda room: _pin(room, slice(4)),
            "ordered": _then(_keys("OK"), _delivered, _wait(0.5)),
            "film-plays": _then(_keys("OK"), _picture, _wait(6), _keys("OK")),
            "privacy": _keys("PRIVACY"),
            "figures": _then(_keys("EXIT", "STOP"), _sent_all, _wait(5)),
            "sent": _then(
                _keys("RIGHT", "OK", "PRIVACY", "RIGHT", "OK"), lambda room: _pin(room, slice(4))
            ),
            "bytes": _keys("OK"),
            "no-group": _keys("BACK", "BACK", "LEFT", "OK", after=0.5),
            "unreachable": _then(
                _keys("EXIT"), _wait(1), _outage, _keys("GUIDE", "GREEN", "GREEN"), _unreachable,
                _keys("EXIT"),
            ),
            "no-picture": _then(_keys("8", "OK"), _wait(12)),
            "standby": _then(_recovered, _keys("POWER")),
        }
    ),
    Sitting(
        {
            "held": _then(
                _wait(2), _keys("1", "2", "OK"), _picture, _keys("CATCH-UP", after=0.5),
                _keys("OK", after=1), _keys("RIGHT", "OK"), _picture, _wait(2),
                _keys(*["FAST-FORWARD"] * 12, after=3), _keys("OK"),
            ),
            "paused": _keys("PLAY-PAUSE", "STEP-FORWARD", "STEP-FORWARD"),
            "go-on": _then(
                _keys("STOP"), _picture, _wait(5), _keys("CATCH-UP", after=0.5), _keys("OK")
            ),
            "kept": _then(
                _keys("EXIT", "PRIVACY", "RIGHT", "DOWN", "OK"), lambda room: _pin(room, slice(4))
            ),
        },
        as_run=Path("as-run.jsonl"),
    ),
    Sitting(
        {
            "set-at-start": _then(_wait(4), _keys("6", "OK"), _picture, _wait(6)),
            "my-group": _then(
                _keys("PRIVACY", "GREEN"), lambda room: _pin(room, slice(4)), _wait(1)
            ),
            "fact": _keys(*["DOWN"] * 8, "OK"),
            "fact-number": _keys("BACK", "UP", "UP", "UP", "OK", "7"),
        },
        Switch.YES,
    ),
    Sitting(
        {
            "about": _then(
                _wait(2), _keys("6", "OK"), _picture, _wait(5), _keys("MENU", *["DOWN"] * 6, "OK")
            ),
            "tips-asked": _then(_keys("EXIT", "MENU", *["DOWN"] * 2, "OK"), _wait(2)),
            "tips": _keys("RIGHT", "OK", after=0.5),
            "declared": _keys("EXIT", "PRIVACY", "RIGHT", *["DOWN"] * 3, "OK"),
            "declared-last": _keys(*["DOWN"] * 5),
            "receipts": _keys("BACK", "UP", "OK"),
            "as-shown": _keys("OK"),
            "reset": _then(
                _keys("BACK", "BACK", "DOWN", "DOWN", "OK"), lambda room: _pin(room, slice(4))
            ),
            "reset-sure": _keys("OK"),
        }
    ),
)  # fmt: skip
"""The gallery."""

SCREEN_OF = {
    "live": "banner", "no-channel": "live", "volume": "live", "guide-past": "guide",
    "catch-up-days": "catch-up", "consent-yes": "consent", "consent-more": "consent",
    "tailored": "player", "swapped": "why", "corner": "player", "overlay": "player",
    "broadcast": "why", "film": "product", "pin-wrong": "pin", "film-plays": "player",
    "figures": "consent", "no-group": "privacy", "unreachable": "live", "no-picture": "live",
    "tips-asked": "consent", "declared-last": "declared", "reset-sure": "reset",
    "held": "player", "paused": "player", "set-at-start": "live", "fact-number": "fact",
}  # fmt: skip
"""The screen that a picture is of, where the picture is not called after it."""
