"""What a household sees and hears of a programme, into a file.

The same box, splicer and deck as on the screen, on the virtual clock, without
the television's panels: the output is the programme's own frames with the
spots of the household in it, one after the other, none lost and none doubled.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from stb.adapters.media.reader import Shot
from stb.adapters.media.writer import Writer
from stb.engine.commands import LoadGuide, Watch
from stb.engine.snapshot import Playing, Supply
from stb.errors import InputError, UnavailableError
from stb.wiring.mediabox import Mediabox

DAYS_BACK = 8
_OPENING_STEPS = 250

Progress = Callable[[int, int], None]
"""Called with the frames done and the frames there are."""


class NoProgramme(InputError):
    """The guide has no programme of that id that can be caught up."""

    code = "render.programme"


class NoFrames(InputError):
    """None of the frames that were asked for is in the programme."""

    code = "render.frames"


class NotPlayed(UnavailableError):
    """The programme did not play to its end."""

    code = "render.stopped"


def open_programme(mediabox: Mediabox, programme_id: str) -> Playing:
    """Enter a programme of the last seven days; the box stands at its first frame.

    Raises:
        NoProgramme: the guide knows none of that id, or it has not begun.
        NotPlayed: its media cannot be opened.
    """
    for days in range(DAYS_BACK):
        mediabox.send(LoadGuide((mediabox.now - timedelta(days=days)).date()))
        mediabox.step()
        mediabox.run_until(lambda box: not box.box.busy, steps=_OPENING_STEPS)
        if (listed := mediabox.snapshot.schedule.programme(programme_id)) is not None:
            break
    else:
        raise NoProgramme(f"no programme {programme_id!r} in the guide of the last week")
    if mediabox.now < listed.start:
        raise NoProgramme(
            f"{programme_id} ({listed.title}) begins at {listed.start:%Y-%m-%d %H:%M} UTC,"
            f" and it is {mediabox.now:%Y-%m-%d %H:%M}: nothing of it is there yet"
        )
    mediabox.send(Watch(programme_id))
    mediabox.step()
    mediabox.run_until(_settled, steps=_OPENING_STEPS)
    playing = mediabox.snapshot.playing
    if playing is None or playing.media_id != programme_id or playing.supply is Supply.FAILED:
        troubles = "; ".join(trouble.text for trouble in mediabox.snapshot.troubles)
        raise NotPlayed(f"{programme_id} does not play: {troubles or 'no reason given'}")
    return playing


def inside(frames: range | None, playing: Playing) -> range:
    """Those of ``frames`` that the programme has; None stands for all.

    Raises:
        NoFrames: it has none of them.
    """
    if frames is None:
        return range(playing.frames)
    if frames.start >= playing.frames:
        raise NoFrames(
            f"no frames from {frames.start} to {frames.stop}: the programme has {playing.frames}"
        )
    return range(frames.start, min(frames.stop, playing.frames))


def play(
    mediabox: Mediabox,
    *,
    show: Callable[[Shot], None],
    until: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Play what is open frame by frame up to ``until`` (exclusive), its end by default.

    Raises:
        NotPlayed: it came to a stop before.
    """
    stood = 0
    done = -1
    while (playing := mediabox.snapshot.playing) is not None:
        end = playing.frames if until is None else min(until, playing.frames)
        if playing.supply is Supply.READY and playing.frame > done:
            shot = mediabox.shot()
            if shot is None:
                raise NotPlayed(f"frame {playing.frame} is on air and cannot be had")
            show(shot)
            done, stood = playing.frame, 0
            if progress is not None:
                progress(done + 1, end)
        if done + 1 >= end:
            return
        stood += 1
        if stood > _OPENING_STEPS:
            raise NotPlayed(f"stopped at frame {done + 1} of {end}: {playing.reason}")
        mediabox.step()
    raise NotPlayed("nothing plays")


def writing(writer: Writer) -> Callable[[Shot], None]:
    """A show that writes each frame and its sound to a file."""

    def show(shot: Shot) -> None:
        writer.write(shot.picture, shot.sound, aspect=shot.aspect)

    return show


def _settled(mediabox: Mediabox) -> bool:
    playing = mediabox.snapshot.playing
    return playing is not None and (
        playing.supply is Supply.FAILED
        or (playing.timeline is not None and playing.supply is Supply.READY)
    )
