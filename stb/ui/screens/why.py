"""Why this spot: the group, the campaign, the rule, what was passed over, and what it replaces.

A panel at the right over the running picture. It follows what is on air; in
the programme it tells of the last spot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stb.engine.commands import Stop
from stb.engine.snapshot import Playing
from stb.model.bundle import Creative
from stb.model.household import Segment
from stb.model.key import Key
from stb.model.plan import Decision
from stb.model.timeline import Source
from stb.ui import layout, reasons, words
from stb.ui.layout import Paragraph
from stb.ui.scene import Panel, Rect, Scene, Video
from stb.ui.screen import Back, Home, Moment, Outcome, Screen, Unused

_CARD = Rect(1056, 54, 816, 972)
_INNER = Rect(1104, 82, 720, 862)
_MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Why(Screen):
    covers = False

    @property
    def name(self) -> str:
        return "why"

    def press(self, key: Key, moment: Moment) -> Outcome:  # noqa: ARG002
        match key:
            case Key.BACK | Key.WHY | Key.OK:
                return Back()
            case Key.EXIT:
                return Back()
            case Key.STOP:
                return Home((Stop(),))
            case _:
                return Unused()

    def scene(self, moment: Moment) -> Scene:
        told = layout.column(moment, _INNER, _told(moment))
        foot = layout.bottom(told) + 20
        return (
            Video(),
            Panel(Rect(_CARD.x, _CARD.y, _CARD.w, foot + 60 - _CARD.y), colour="glass-deep",
                  radius=16, shadow=True),
            *told,
            *layout.keys_line(moment, ("", moment.say("BACK: close")), y=foot, left=_INNER.x),
        )  # fmt: skip


def decision(playing: Playing, decisions: tuple[Decision, ...]) -> Decision | None:
    """What was decided for the spot on air, or for the last that was."""
    begun = [each for each in decisions if each.spot.at <= playing.frame]
    return max(begun, key=lambda each: each.spot.at, default=None)


def _told(moment: Moment) -> Iterator[Paragraph]:
    playing = moment.snapshot.playing
    made = None if playing is None else decision(playing, moment.snapshot.decisions)
    if playing is None or made is None:
        yield _title(moment.say("Why this spot?"))
        yield Paragraph(
            "why-none", moment.say("No spot has been on air here yet."), colour="muted", before=16
        )
        return
    on_air = playing.on_air
    tailored = on_air is not None and on_air.item.source is Source.CREATIVE
    over = on_air is None or on_air.item.source is Source.PROGRAMME
    yield _title(moment.say("The last spot") if over else moment.say("Why this spot?"))
    if made.creative is None or not (tailored or over):
        yield from _broadcast(moment, made)
    else:
        yield from _tailored(moment, made)
    yield from _rejected(moment, made)


def _title(text: str) -> Paragraph:
    return Paragraph("why-heading", text, style="heading")


def _fact(role: str, label: str, value: str, *, colour: str = "text") -> Iterator[Paragraph]:
    yield Paragraph(f"{role}-label", label, style="small", colour="muted", before=14)
    yield Paragraph(role, value, colour=colour, most=3)


def _tailored(moment: Moment, made: Decision) -> Iterator[Paragraph]:
    creative = made.creative
    assert creative is not None
    about = "  ·  ".join(part for part in (creative.title, creative.advertiser) if part)
    yield Paragraph("why-spot", about or creative.id[:16], style="lead-strong", colour="accent",
                    before=8, most=2)  # fmt: skip
    segment = _segment(moment, made.segment)
    if segment is not None:
        homes = moment.say("{count} households").format(
            count=words.number(segment.households, moment.language)
        )
        yield from _fact("why-group", moment.say("Your group"),
                         reasons.segment_words(moment, segment))  # fmt: skip
        yield Paragraph("why-homes", homes)
        yield from _fact("why-rule", moment.say("The rule, checked on this box"),
                         reasons.rule_sentence(moment, segment.rule))  # fmt: skip
    yield from _fact("why-campaign", moment.say("Campaign"), creative.campaign)
    yield from _fact("why-replaces", moment.say("In place of"), _spot(moment, made))


def _broadcast(moment: Moment, made: Decision) -> Iterator[Paragraph]:
    yield Paragraph("why-spot", moment.say("The spot of the broadcast"), style="lead-strong",
                    before=8)  # fmt: skip
    told = moment.say("The whole country sees this one.")
    yield Paragraph("why-all", told, colour="muted", before=4)
    yield from _fact("why-reason", moment.say("Not replaced, because"),
                     reasons.why_stays(moment, made), colour="accent")  # fmt: skip
    yield from _fact("why-replaces", moment.say("Spot"), _spot(moment, made))


def _spot(moment: Moment, made: Decision) -> str:
    playing = moment.snapshot.playing
    spot = reasons.spot_words(moment, made.spot.id)
    if playing is None:
        return spot
    seconds = float(playing.rate.seconds(made.spot.frames))
    return moment.say("{spot}, {seconds} seconds").format(spot=spot, seconds=f"{seconds:g}")


def _rejected(moment: Moment, made: Decision) -> Iterator[Paragraph]:
    chosen = made.creative
    rejected = [r for r in made.rejected if chosen is None or r.creative.id != chosen.id]
    if not rejected:
        return
    yield Paragraph("why-rejected-label", moment.say("Not chosen"), style="small", colour="muted",
                    before=14)  # fmt: skip
    by_reason: dict[str, dict[str, None]] = {}
    for each in rejected:
        why = reasons.why_passed_over(moment, each)
        by_reason.setdefault(why, {})[_passed_over(each.creative, chosen)] = None
    for reason, names in [*by_reason.items()][:_MOST_REASONS]:
        yield Paragraph("why-rejected", ", ".join(names), style="small", most=2)
        yield Paragraph("why-rejected-reason", reason, style="small",
                        colour="muted", most=2)  # fmt: skip
    more = len(by_reason) - _MOST_REASONS
    if more > 0:
        yield Paragraph("why-rejected-more", moment.say("and {count} more").format(count=more),
                        style="small", colour="muted")  # fmt: skip


def _passed_over(creative: Creative, chosen: Creative | None) -> str:
    """Who was not chosen: the advertiser, or the spot's title where the advertiser was."""
    if chosen is not None and _advertiser(creative) == _advertiser(chosen):
        return creative.title or creative.id[:16]
    return _advertiser(creative)


def _advertiser(creative: Creative) -> str:
    return creative.advertiser or creative.campaign


def _segment(moment: Moment, segment_id: str) -> Segment | None:
    snapshot = moment.snapshot
    held = (*snapshot.segments, *(bundle.segment for bundle in snapshot.inventory.bundles))
    return next((segment for segment in held if segment.id == segment_id), None)
