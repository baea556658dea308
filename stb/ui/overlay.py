"""The developer's overlay: what the box knows, in figures that stand in columns."""

from __future__ import annotations

from collections.abc import Iterator

from stb.engine.splicer import OPEN_ENDED
from stb.model.media import Form
from stb.model.timeline import Item, Source
from stb.ui.scene import Node, Panel, Rect, Scene, Text
from stb.ui.screen import Moment

_X, _Y, _LINE = 96, 122, 35
_W, _BESIDE_WHY = 1000, 900
_LABEL_W = 210
_MOST = 25

Row = tuple[str, str]


def overlay(moment: Moment, *, beside_why: bool = False) -> Scene:
    """Rows of figures; narrower where the panel that says why lies beside them."""
    wide = _BESIDE_WHY if beside_why else _W
    rows = (*_box(moment), *_playing(moment), *_plan(moment), *_stock(moment))[:_MOST]
    height = len(rows) * _LINE + 32
    nodes: list[Node] = [Panel(Rect(_X - 32, _Y - 16, wide + 64, height), colour="glass-deep")]
    for n, (label, value) in enumerate(rows):
        y = _Y + n * _LINE
        nodes.append(
            Text(f"overlay-{label or 'more'}-label", label, Rect(_X, y, _LABEL_W, _LINE),
                 style="mono", colour="muted")
        )  # fmt: skip
        nodes.append(
            Text(f"overlay-{label or 'more'}", value,
                 Rect(_X + _LABEL_W, y, wide - _LABEL_W, _LINE), style="mono", cut=True)
        )  # fmt: skip
    return tuple(nodes)


def _box(moment: Moment) -> Iterator[Row]:
    snapshot, extras = moment.snapshot, moment.context.extras
    service = snapshot.service
    shown = "" if extras.fps is None else f"   {extras.fps:5.1f} fps"
    yield "step", f"{snapshot.step:>9}{shown}"
    yield "utc", f"{snapshot.now:%Y-%m-%d %H:%M:%S}.{snapshot.now.microsecond // 1000:03}"
    yield "service", "-" if service is None else f"{service.number} {service.id}"
    yield "place", snapshot.place


def _playing(moment: Moment) -> Iterator[Row]:
    playing = moment.snapshot.playing
    if playing is None:
        return
    frame, live = playing.frame, playing.form is Form.LIVE
    yield "media", playing.media_id
    yield "state", f"{playing.form.value}  {playing.intent.value}  {playing.supply.value}"
    yield "frame", f"{frame:>9} / {'live' if live else playing.frames}   {playing.rate} fps"
    yield "timecode", f"{playing.rate.timecode(frame)}"
    placed = playing.on_air
    if placed is not None:
        item = placed.item
        yield "on air", f"{item.source.value} {_named(moment, item)}"
        frames = "live" if live or item.frames >= OPEN_ENDED else item.frames
        yield "in frame", f"{item.in_frame + frame - placed.at:>9} / {frames}"
    extras = moment.context.extras
    if extras.picture:
        yield "picture", extras.picture
    code = extras.picture_code
    yield "code read", "-" if code is None else f"clip {code[0]:>3}  frame {code[1]:>7}"


def _plan(moment: Moment) -> Iterator[Row]:
    """The decisions of the break that is on air, or is next."""
    playing, decisions = moment.snapshot.playing, moment.snapshot.decisions
    if playing is None or not decisions:
        return
    coming = (each for each in decisions if each.spot.end > playing.frame)
    current = next(coming, decisions[-1])
    mine = [each for each in decisions if each.break_id == current.break_id][:6]
    for n, made in enumerate(mine):
        what = f"{made.reason}" if made.creative is None else f"{Source.CREATIVE.value} "
        if made.creative is not None:
            what += _short(made.creative.campaign)
        label = "plan" if n == 0 else ""
        yield label, f"{_short(made.spot.id):<18} {what}"


def _stock(moment: Moment) -> Iterator[Row]:
    snapshot = moment.snapshot
    inventory = snapshot.inventory
    yield "segments", ", ".join(segment.id for segment in snapshot.segments) or "-"
    yield "bundles", f"{len(inventory.bundles)} held, {len(inventory.ready)} creatives ready"
    for refusal in inventory.refusals[:2]:
        what = refusal.what.removeprefix("bundles/").removesuffix(".json")
        yield "refused", f"{what}: {refusal.code}"
    yield "outbox", f"{snapshot.waiting_reports} waiting, {len(snapshot.sent)} sent"
    for n, line in enumerate(moment.context.extras.buffers):
        yield "buffers" if n == 0 else "", line


def _named(moment: Moment, item: Item) -> str:
    """The item's id; of a creative, the head of its hash and the campaign it is for."""
    if item.source is not Source.CREATIVE:
        return item.id
    held = (c for bundle in moment.snapshot.inventory.bundles for c in bundle.creatives)
    campaign = next((c.campaign for c in held if c.id == item.id), "")
    return f"{item.id[:12]} {campaign}"


def _short(name: str) -> str:
    return name if len(name) <= 18 else f"{name[:17]}…"
