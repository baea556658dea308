"""What may lie over any screen: troubles, volume, the corner picture, and the permanent mark."""

from __future__ import annotations

from stb.model.consent import Answer, Method, Purpose
from stb.model.timeline import Source
from stb.ui import layout, reasons
from stb.ui.scene import Align, Bar, Icon, Panel, Rect, Scene, Text, Video
from stb.ui.screen import Moment

_CARD_W = 960
UNREACHABLE_MS = 10_000


def troubles(moment: Moment, *, unreachable_for: int) -> Scene:
    """The latest trouble as a calm card: what, and what to do. Nothing, when all is well.

    That the head-end cannot be reached (for so many milliseconds) is said at first, and
    remains as a small sign; why there is no channel at all is said as long as that is so.
    """
    snapshot = moment.snapshot
    if snapshot.troubles:
        what, advice = reasons.trouble(moment, snapshot.troubles[-1])
        return _card("warning", what, advice)
    if snapshot.no_lineup is not None:
        return _card("warning", moment.say("There is no channel to show"), str(snapshot.no_lineup))
    if not snapshot.headend_reachable and unreachable_for >= UNREACHABLE_MS:
        return (
            Panel(Rect(932, layout.TOP, 56, 56), radius=28),
            Icon("offline", Rect(942, layout.TOP + 10, 36, 36), colour="warn", role="offline"),
        )
    if not snapshot.headend_reachable:
        return _card(
            "offline",
            moment.say("No connection to the operator"),
            moment.say("We keep trying. The guide may be out of date."),
        )
    return ()


def _card(sign: str, what: str, advice: str) -> Scene:
    x = (1920 - _CARD_W) // 2
    return (
        Panel(Rect(x, 54, _CARD_W, 132), colour="glass-deep", shadow=True),
        Icon(sign, Rect(x + 40, 94, 52, 52), colour="warn"),
        Text("trouble", what, Rect(x + 128, 72, _CARD_W - 160, 48), style="body-strong", cut=True),
        Text("trouble-advice", advice, Rect(x + 128, 120, _CARD_W - 160, 48), style="small",
             colour="muted", cut=True),
    )  # fmt: skip


def volume(moment: Moment) -> Scene:
    """How loud it is, in figures and as a bar."""
    snapshot = moment.snapshot
    rect = Rect(1304, 596, 520, 96)
    sign = "mute" if snapshot.muted else "volume"
    text = moment.say("Mute") if snapshot.muted else str(snapshot.volume)
    return (
        Panel(rect, shadow=True, radius=48),
        Icon(sign, Rect(rect.x + 32, rect.y + 24, 48, 48)),
        Bar(Rect(rect.x + 104, rect.y + 42, 276, 12),
            0.0 if snapshot.muted else snapshot.volume / 100, role="volume-bar"),
        Text("volume", text, Rect(rect.x + 392, rect.y, 96, rect.h), style="body-strong",
             align=Align.RIGHT),
    )  # fmt: skip


def corner(moment: Moment, *, left: bool) -> Scene:
    """The broadcast's own picture in an upper corner, while another one is on air."""
    if not _tailored(moment):
        return ()
    x, y = (96, 122) if left else (1296, 54)
    return (
        Panel(Rect(x, y, 528, 352), colour="glass", radius=16, shadow=True),
        Video(rect=Rect(x + 16, y + 16, 496, 279), feed="broadcast"),
        Text("corner", moment.say("The broadcast's own spot"), Rect(x + 16, y + 300, 496, 46),
             style="small", align=Align.CENTRE),
    )  # fmt: skip


def corner_note(moment: Moment, *, on: bool, left: bool) -> Scene:
    """Where the corner will be: that it is on or off, while there is nothing to be in it."""
    if _tailored(moment):
        return ()
    text = moment.say("The broadcast stays out of the corner")
    if on:
        text = moment.say("The broadcast comes in the corner once there is a tailored spot")
    x, y = (96, 122) if left else (1296, 54)
    lines = layout.lines_of(moment, text, "small", 480)
    high = layout.height("small", lines)
    return (
        Panel(Rect(x, y, 528, high + 40), colour="glass-deep", radius=16, shadow=True),
        Text("corner-note", text, Rect(x + 24, y + 20, 480, high), style="small", lines=lines),
    )


def _tailored(moment: Moment) -> bool:
    """Whether another picture than the broadcast's is on air."""
    playing = moment.snapshot.playing
    on_air = None if playing is None else playing.on_air
    return on_air is not None and on_air.item.source is Source.CREATIVE


def start_switch(moment: Moment, *, foot: bool) -> Scene:
    """The permanent mark of a consent that was set at the start and not by the viewer."""
    consents = moment.snapshot.consents
    if not consents.set_by_switch:
        return ()
    record = consents.latest(Purpose.TAILORED_SPOTS)
    if record is None or record.method is not Method.START_SWITCH:
        text = moment.say("Consent set at the start")
    elif record.answer is Answer.YES:
        text = moment.say("Consent set at the start: yes")
    else:
        text = moment.say("Consent set at the start: no")
    width = moment.context.measure(text, "small") + 8
    if foot:
        rect = Rect(layout.RIGHT - width, layout.FOOT, width, 44)
        return (Text("set-at-start", text, rect, style="small", colour="warn", align=Align.RIGHT),)
    rect = Rect(layout.LEFT, layout.TOP, width, 48)
    return (
        Panel(Rect(rect.x - 20, rect.y, width + 40, 48), radius=24),
        Text("set-at-start", text, rect, style="small", colour="warn"),
    )
