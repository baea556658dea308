"""The story that the demonstration tells, scene by scene, and the fact that each ends in.

One script for the window, for the presenter's keys and for the test. A scene
presses keys as a viewer would; ``until`` is what must be true of the box before
the story goes on, so a story that was told is a story that held.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from stb.engine.snapshot import Playing, Supply
from stb.model.key import Key
from stb.model.media import Form
from stb.model.report import Kind
from stb.model.timeline import Source
from stb.ui.captions import Place
from stb.ui.scene import Video
from stb.wiring.mediabox import Mediabox, consent_word

BEGINS = datetime.fromisoformat("2026-11-18T20:33:00+01:00")
"""A Wednesday evening, when the programmes of half past eight have begun."""

LATER = timedelta(days=8)
"""By then every play has been reported: that happens one to seven days after the viewing."""


PATIENCE_S = 60
"""How long a scene may take to come true, if nothing is said of it."""


class Act(Enum):
    """What a scene does that is no key of the remote."""

    TYPE_PIN = "type the household's PIN"
    TO_LAST_SPOT = "go to the last seconds of the break"
    TO_TAILORED_SPOT = "go to the seconds before a tailored spot"
    WAIT_A_WEEK = "let eight days go by"


Fact = Callable[[Mediabox], bool]

Deed = Key | Act | Fact
"""A key, something else that is done, or a fact that is waited for."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One caption, what is done under it, and how long it can be read.

    ``does`` is pressed one after the other, ``pause_s`` apart; ``until`` must become
    true; ``lasts_s`` counts from then. The captions take ``{name}`` and ``{pin}`` of
    the household and the number of ``{services}``. ``stirs`` is pressed now and then while
    a presenter talks: a question that nobody touches for a minute takes that for a no.
    ``patience_s`` is how long ``until`` is waited for.
    """

    name: str
    nl: str
    en: str
    does: tuple[Deed, ...] = ()
    until: Fact = lambda _: True
    lasts_s: float = 6.0
    pause_s: float = 1.2
    place: Place = Place.FOOT
    stirs: Key | None = None
    patience_s: int = PATIENCE_S


# -- facts ---------------------------------------------------------------------------


def on_screen(name: str) -> Fact:
    """Whether the screen of that name has the keys."""
    return lambda box: box.view.screen == name


def live(box: Mediabox) -> bool:
    """Whether pictures of a live service are on the screen."""
    playing = _playing(box)
    return playing is not None and playing.form is Form.LIVE


def on_air(source: Source) -> Fact:
    """Whether something of ``source`` is what the viewer sees now."""

    def holds(box: Mediabox) -> bool:
        playing = _playing(box)
        placed = None if playing is None else playing.on_air
        return placed is not None and placed.item.source is source

    return holds


def answered(word: str) -> Fact:
    """Whether consent to tailored spots stands so: yes, no or ask."""
    return lambda box: consent_word(box.snapshot) == word


def in_corner(box: Mediabox) -> bool:
    """Whether the broadcast's own spot stands in a corner."""
    return any(isinstance(node, Video) and node.feed == "broadcast" for node in box.scene)


def spots_here(box: Mediabox) -> bool:
    """Whether every spot for this household's group is on the box, or refused for good."""
    held = box.snapshot.inventory
    group = {segment.id for segment in box.snapshot.segments}
    wanted = {
        creative.id
        for bundle in held.active(box.now)
        if bundle.segment.id in group
        for creative in bundle.creatives
    }
    return bool(wanted) and wanted <= held.ready | {each.what for each in held.refusals}


def play_noted(box: Mediabox) -> bool:
    """Whether so much of a spot was shown that it will be reported."""
    return box.snapshot.waiting_reports > 0


def booked(box: Mediabox) -> bool:
    """Whether the operator has the order."""
    return any(order.delivered for order in box.snapshot.orders)


def film_plays(box: Mediabox) -> bool:
    """Whether the film that was ordered runs."""
    playing = _playing(box)
    return playing is not None and playing.form is Form.RENTAL and playing.frame > 0


def all_left(box: Mediabox) -> bool:
    """Whether an order, tokens and envelopes have left, and nothing waits to leave."""
    kinds = {sent.kind for sent in box.snapshot.sent}
    return kinds == {Kind.ORDER, Kind.TOKENS, Kind.AD_PLAY} and not box.snapshot.waiting_reports


def both(one: Fact, other: Fact) -> Fact:
    """Whether two facts hold at once."""
    return lambda box: one(box) and other(box)


def _playing(box: Mediabox) -> Playing | None:
    playing = box.snapshot.playing
    return playing if playing is not None and playing.supply is Supply.READY else None


# -- the script ----------------------------------------------------------------------

STORY: tuple[Scene, ...] = (
    Scene(
        "welcome",
        "{name} heeft een Mediabox. De pincode in dit huis is {pin}.",
        "{name} has a Mediabox. The PIN of this house is {pin}.",
        until=live,
        place=Place.HEAD,
    ),
    Scene(
        "live",
        "Gewone televisie op {services} zenders. Aan live televisie verandert deze box niets.",
        "Ordinary television, {services} channels. This box changes nothing about live television.",
        (Key.EXIT, Key.CHANNEL_UP, Key.CHANNEL_UP, Key.CHANNEL_UP),
        until=live,
        lasts_s=3,
        place=Place.HEAD,
    ),
    Scene(
        "catch-up",
        "Terugkijken bij Sirius 6: een van de vier zenders waar reclame op maat mag.",
        "Catch-up on Sirius 6: one of the four channels where spots may be tailored.",
        (Key.EXIT, Key.DIGIT_6, Key.OK, Key.CATCH_UP),
        until=on_screen("catch-up"),
        lasts_s=4,
    ),
    Scene(
        "asked",
        "Eerst een vraag. Ja en nee zijn even groot, en niets is vooraf gekozen.",
        "First, a question. Yes and no are the same size, and nothing is chosen beforehand.",
        (Key.OK,),
        until=on_screen("consent"),
        lasts_s=11,
        stirs=Key.UP,
    ),
    Scene(
        "yes",
        "Dit huishouden zegt ja. Nu pas zoekt de box uit in welke groep het valt.",
        "This household says yes. Only now does the box work out which group it is in.",
        (Key.LEFT, Key.OK),
        until=both(answered("yes"), both(on_air(Source.PROGRAMME), spots_here)),
        lasts_s=4,
        patience_s=300,  # every spot is tried first, at what others leave of the processors
    ),
    Scene(
        "break",
        "Nog vijf seconden tot de reclame. Let op de overgang.",
        "Five seconds to the break. Watch the transition.",
        (Key.NEXT_BREAK,),
        until=on_air(Source.CREATIVE),
        lasts_s=0,
        place=Place.HEAD,
    ),
    Scene(
        "swapped",
        "Deze spot is voor hun groep. De rest van het land ziet nu een andere.",
        "This spot is for their group. The rest of the country sees another one now.",
        until=on_air(Source.CREATIVE),
        lasts_s=4,
        place=Place.HEAD,
    ),
    Scene(
        "corner",
        "In de hoek: de spot van de uitzending, op hetzelfde beeldje.",
        "In the corner: the broadcast’s own spot, at the very same frame.",
        (Key.CORNER,),
        until=in_corner,
        lasts_s=4,
    ),
    Scene(
        "why",
        "Waarom deze spot? Eén toets, en de box legt het uit.",
        "Why this spot? One key, and the box explains.",
        (Key.CORNER, Key.WHY),
        until=on_screen("why"),
        lasts_s=6,
        pause_s=0.4,
        place=Place.LEFT,
    ),
    Scene(
        "back",
        "Het blok wordt geen beeldje langer. Daarna gaat het programma gewoon verder.",
        "The break is not a frame longer. After it, the programme simply goes on.",
        (Key.BACK, play_noted, Act.TO_LAST_SPOT),
        until=on_air(Source.PROGRAMME),
        lasts_s=4,
        place=Place.HEAD,
    ),
    Scene(
        "store",
        "Dan een film. Ook bestellen gaat met de afstandsbediening.",
        "Then a film. Ordering is done with the remote control as well.",
        (Key.STOP, Key.EXIT, Key.STORE, Key.RIGHT),
        until=on_screen("store"),
        lasts_s=3,
    ),
    Scene(
        "film",
        "De prijs en de voorwaarden staan erbij, vóór er iets besteld is.",
        "The price and the terms are there, before anything is ordered.",
        (Key.OK,),
        until=on_screen("product"),
        lasts_s=4,
    ),
    Scene(
        "pin",
        "Bestellen kan alleen met de pincode: {pin}.",
        "Ordering takes the PIN: {pin}.",
        (Key.OK, Act.TYPE_PIN),
        until=on_screen("order"),
        lasts_s=3.5,
        pause_s=0.7,
    ),
    Scene(
        "ordered",
        "Besteld. De aanbieder krijgt één bericht, om de rekening te kunnen maken.",
        "Ordered. The operator gets one message, to make the bill.",
        (Key.OK,),
        until=both(on_screen("ordered"), booked),
        lasts_s=5,
    ),
    Scene(
        "film-plays",
        "En de film begint meteen.",
        "And the film begins at once.",
        (Key.OK,),
        until=film_plays,
        lasts_s=5,
        place=Place.HEAD,
    ),
    Scene(
        "later",
        "Acht dagen later. Intussen heeft de box gemeld dát er een spot is vertoond.",
        "Eight days later. Meanwhile the box has reported that a spot was shown.",
        (Key.STOP, Key.POWER, Act.WAIT_A_WEEK),
        until=both(on_screen("standby"), all_left),
        lasts_s=4,
    ),
    Scene(
        "figures",
        "Weer aan. Kijkcijfers zijn een aparte vraag, een week later gesteld.",
        "On again. Viewing figures are a question of their own, asked a week later.",
        (Key.POWER,),
        until=on_screen("consent"),
        lasts_s=6,
        stirs=Key.UP,
    ),
    Scene(
        "no-figures",
        "Hier zegt dit huishouden nee. Aan de spots verandert dat niets.",
        "Here this household says no. That changes nothing about the spots.",
        (Key.RIGHT, Key.OK),
        until=both(on_screen("live"), answered("yes")),
        lasts_s=3,
    ),
    Scene(
        "sent",
        "Achter de pincode: elk bericht dat deze box verliet. Meer is er niet.",
        "Behind the PIN: every message that left this box. There are no others.",
        (Key.PRIVACY, Key.RIGHT, Key.OK, Act.TYPE_PIN),
        until=on_screen("sent"),
        lasts_s=6,
        pause_s=0.7,
    ),
    Scene(
        "bytes",
        "Elke week 32 even grote enveloppen: met campagne, spot en week, of leeg.",
        "Every week 32 envelopes of one size: with campaign, spot and week, or empty.",
        (Key.OK,),
        until=on_screen("bytes"),
        lasts_s=7,
    ),
    Scene(
        "again",
        "Weer Terugkijken, en weer een spot op maat.",
        "Catch-up again, and a tailored spot again.",
        (
            Key.EXIT,
            Key.CATCH_UP,
            Key.OK,
            on_air(Source.PROGRAMME),
            Key.NEXT_BREAK,
            Act.TO_TAILORED_SPOT,
        ),
        until=on_air(Source.CREATIVE),
        lasts_s=3,
        place=Place.HEAD,
    ),
    Scene(
        "withdrawn",
        "Intrekken is twee toetsen. Het profiel wordt meteen gewist.",
        "Withdrawing is two keys. The profile is erased at once.",
        (Key.PRIVACY, Key.OK),
        until=both(answered("no"), on_screen("privacy")),
        lasts_s=5,
    ),
    Scene(
        "generic",
        "In hetzelfde blok draait meteen weer de spot van de uitzending.",
        "In the same break, the broadcast’s own spot is on at once.",
        (Key.EXIT, Key.WHY),
        until=both(on_air(Source.BROADCAST), on_screen("why")),
        lasts_s=7,
        pause_s=0.6,
        place=Place.LEFT,
    ),
    Scene(
        "end",
        "Dat was het. U zag alles wat deze box verliet.",
        "That was it. You saw all that left this box.",
        (Key.STOP, Key.EXIT),
        until=live,
        lasts_s=6,
        place=Place.HEAD,
    ),
)
