"""A small world for the screens: services, a schedule, a household, and a viewer with a remote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from stb.engine.commands import Command
from stb.engine.snapshot import (
    Intent,
    OrderState,
    Pin,
    Playing,
    Snapshot,
    Supply,
)
from stb.model import postcodes
from stb.model.avail import Break, Spot
from stb.model.bundle import Bundle, Creative, Inventory, Refusal
from stb.model.consent import Answer, ConsentRecord, Consents, Method, Notice, Purpose
from stb.model.facts import Known, Origin
from stb.model.household import Household, Rule, Segment
from stb.model.key import Key
from stb.model.media import Form
from stb.model.place import Place
from stb.model.plan import Decision, Rejected
from stb.model.portrait import Portrait
from stb.model.postcodes import Postcodes
from stb.model.product import Product, Rental
from stb.model.report import Kind, Order, Sent
from stb.model.schedule import Programme, Schedule
from stb.model.service import Lineup, Service
from stb.model.telemetry import Watched
from stb.model.time import PAL
from stb.model.timeline import Item, Placed, Source, Timeline
from stb.model.viewed import Part, Viewed
from stb.remotes.keyboard import KEYS, WINDOW_KEYS
from stb.ui import notices, television
from stb.ui.context import Context, Extras
from stb.ui.theme import STYLES

NOW = datetime(2026, 11, 18, 19, 37, 12, tzinfo=UTC)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")

NAMES = (
    (1, "Oranje Een"), (2, "Oranje Twee"), (3, "Oranje Drie"), (4, "Luxor 4"), (5, "Luxor 5"),
    (6, "Sirius 6"), (7, "Luxor 7"), (8, "Vesper"), (9, "Spoor Negen"), (10, "Luxor 8"),
    (12, "Lijn Vijf"), (14, "Bulletin 24"), (20, "Wereldreis"), (81, "Oranje Een Extra"),
)  # fmt: skip
TAILORED = {6, 8, 9, 12}
TITLES = (
    ("Het Late Bulletin", "Nieuws", "AL", 20), ("Twee Keukens", "Koken", "AL", 50),
    ("De Slimste Buur", "Amusement", "AL", 43), ("Dijkwacht", "Drama", "12", 55),
    ("Wad Nu?", "Natuur", "AL", 27), ("Gezond Weer Op", "Informatief", "6", 33),
    ("Nachttrein naar de Noordkaap", "Reizen", "9", 74), ("Reclame en bericht", "", "", 3),
    ("Grachtenzicht", "Drama", "16", 48), ("Het Weer", "Informatief", "AL", 7),
)  # fmt: skip
SYNOPSIS = (
    "Op het wad raakt een oude schipper zijn kompas kwijt. Zijn kleindochter gaat op zoek, "
    "en vindt veel meer dan een kompas: een brief die niemand mocht lezen."
)


def lineup() -> Lineup:
    return Lineup(
        tuple(
            Service(
                id=name.lower().replace(" ", "-"),
                number=number,
                name=name,
                live_url="live",
                catch_up_url="" if number == 20 else "catch-up/{programme}",
                catch_up_days=7,
                tailored=number in TAILORED,
                logo="",
            )
            for number, name in NAMES
        )
    )


def schedule(days: range = range(-1, 2)) -> Schedule:
    """From midnight UTC of the day before NOW to that of the day after, without holes."""
    programmes = []
    for n, service in enumerate(lineup().services):
        at = NOW.replace(hour=0, minute=0, second=0) + timedelta(days=days.start, minutes=7 * n)
        end = NOW.replace(hour=0, minute=0, second=0) + timedelta(days=days.stop)
        place = n
        while at < end:
            title, category, rating, minutes = TITLES[place % len(TITLES)]
            programmes.append(
                Programme(
                    id=f"{service.id}-{at:%Y%m%dT%H%MZ}",
                    service_id=service.id,
                    start=at,
                    end=at + timedelta(minutes=minutes),
                    title=title,
                    subtitle="Aflevering 3",
                    synopsis=SYNOPSIS,
                    category=category,
                    rating=rating,
                    contents=("fear", "language") if rating in {"12", "16"} else (),
                    still="",
                )
            )
            at += timedelta(minutes=minutes)
            place += 1
    return Schedule.of(tuple(programmes))


FAMILIES = Segment(
    "young-families",
    18_250,
    Rule.read({"fact": "youngest_child", "at_most": 6}),
    {"nl": "Gezinnen met een kind van hooguit zes jaar",
     "en": "Families with a child of six or younger"},
)  # fmt: skip


def creative(n: int = 1, *, frames: int = 500, advertiser: str = "Fietsfabriek Fluks") -> Creative:
    return Creative(
        id=f"{n:064x}", size=4_000_000, frames=frames, rate=PAL, campaign="fluks-voorjaar",
        advertiser=advertiser, category="bicycles", title="De bakfiets die alles kan",
    )  # fmt: skip


SPOT_A = Spot("gen-11", 7_500, 500, replaceable=True, number=1, expected=3)
SPOT_B = Spot("gen-12", 8_000, 750, replaceable=True, number=2, expected=3)
SPOT_C = Spot("gen-13", 8_750, 250, replaceable=False, reason="splice.no_opportunity")
BREAKS = (Break("b1", 7_450, 1_600, (SPOT_A, SPOT_B, SPOT_C)), Break("b2", 30_000, 1_500))
DECISIONS = (
    Decision("b1", SPOT_A, creative(), "plan.chosen", "young-families",
             (Rejected(creative(2, frames=250, advertiser="Speelgoed Olifant"), "plan.length"),
              Rejected(creative(3, advertiser="Polderbank"), "plan.cap"))),
    Decision("b1", SPOT_B, None, "plan.no_fit",
             rejected=(Rejected(creative(), "plan.twice_in_break"),)),
    Decision("b1", SPOT_C, None, "splice.no_opportunity"),
)  # fmt: skip
BUNDLE = Bundle(
    FAMILIES, "2026-W47", NOW - timedelta(days=2), NOW + timedelta(days=5), (creative(),)
)
INVENTORY = Inventory(
    (BUNDLE,),
    frozenset({creative().id}),
    (Refusal("bundles/2026-W47/too-small.json", "segment.too_small", "99 households"),),
)

NOT_HAD = (
    Decision("b1", SPOT_A, creative(), "plan.chosen", "young-families",
             (Rejected(creative(2, advertiser="Speelgoed Olifant"), "creative.not_ready"),
              Rejected(creative(3, advertiser="Polderbank"), "creative.not_ready"))),
    Decision("b1", SPOT_B, None, "creative.not_ready",
             rejected=(Rejected(creative(2, advertiser="Speelgoed Olifant"),
                                "creative.not_ready"),)),
)  # fmt: skip
REFUSED = Inventory(
    (BUNDLE,), INVENTORY.ready, (Refusal(creative(2).id, "creative.hash", "has another hash"),)
)
"""The second of the two did not come yet; the first came and was not what was signed."""

FILM = Product(
    "stormvloed", "Stormvloed", "Een dijkgraaf ziet het water stijgen, en niemand luistert. "
    "Als de nacht valt moet ze kiezen: het dorp, of haar dochter aan de overkant.", 499,
    "film/stormvloed", 2024, 108, "12", "Drama", "",
)  # fmt: skip
PRODUCTS = (
    FILM,
    Product("nachttrein", "De Nachttrein", SYNOPSIS, 399, "x", 2022, 96, "9", "Thriller"),
    Product("eb", "Eb en Vloed", SYNOPSIS, 299, "x", 2019, 121, "AL", "Romance"),
    Product("haas", "Haas en Egel", SYNOPSIS, 499, "x", 2025, 82, "6", "Family"),
    Product("poldermist", "Poldermist", SYNOPSIS, 349, "x", 2023, 101, "16", "Crime"),
    Product("blok", "Blokkenregen", "Stapel tot de maan.", 199, "x", 2026, 0, "AL", "Puzzle",
            kind="game"),
    Product("kikker", "Kikker op Weg", "Spring over.", 199, "x", 2026, 0, "AL", "Arcade",
            kind="game"),
)  # fmt: skip
ORDER = Order("a1b2c3d4e5f60718", "household-1", "stormvloed", "Stormvloed", 499, "EUR", NOW)
SENT = (
    Sent(Kind.AD_PLAY, b'{"campaign":"fluks-voorjaar","creative":"' + b"0" * 63
         + b'1","token":"' + b"AAJ6" * 118 + b'","v":1,"week":"2026-W47"}',
         NOW - timedelta(hours=3), "to bill the advertiser for a spot shown", 1072, "5e" * 32),
    Sent(Kind.ORDER, b'{"at":"2026-11-18T19:37:12Z","currency":"EUR","id":"a1b2c3d4e5f60718",'
         b'"price_cents":499,"product":"stormvloed","subscriber":"household-1",'
         b'"title":"Stormvloed","v":1}', NOW - timedelta(minutes=4), "to bill what was ordered"),
)  # fmt: skip


EMPTY = Sent(
    Kind.AD_PLAY, b'{"v":1}', NOW - timedelta(hours=2), "to bill the advertiser for a spot shown",
    1072, "e7" * 32,
)  # fmt: skip


def live(service: Service | None = None) -> Playing:
    return Playing(
        Form.LIVE, f"live/{service.id if service else ''}", "", PAL, 4_300_000, 0, Intent.PLAY,
        Supply.READY,
    )  # fmt: skip


def recorded(
    frame: int = 3_000, *, intent: Intent = Intent.PLAY, supply: Supply = Supply.READY
) -> Playing:
    """A programme of 30 minutes with two breaks, one spot of the first swapped."""
    run = (
        Placed(0, Item(Source.PROGRAMME, "p", 0, 7_500)),
        Placed(7_500, Item(Source.CREATIVE, creative().id, 0, 500)),
        Placed(8_000, Item(Source.BROADCAST, "gen-12", 8_000, 1_000)),
        Placed(9_000, Item(Source.PROGRAMME, "p", 9_000, 36_000)),
    )
    timeline = Timeline(run)
    programme = next(
        p for p in schedule().of_service("sirius-6") if p.title == "Dijkwacht" and p.end < NOW
    )
    return Playing(
        Form.CATCH_UP, programme.id, programme.title, PAL, frame, timeline.frames, intent, supply,
        programme=programme, breaks=BREAKS, timeline=timeline, on_air=timeline.at(frame),
    )  # fmt: skip


def left(frame: int = 18_850, *, back: int = 0) -> Place:
    """The ``back``-th programme before the last on Sirius 6, left at ``frame``."""
    ended = [p for p in schedule().of_service("sirius-6") if p.end <= NOW]
    programme = ended[-1 - back]
    return Place(
        programme.id, "sirius-6", programme.title, PAL, frame, 45_000, NOW - timedelta(hours=1),
        programme.end + timedelta(days=7),
    )  # fmt: skip


def left_film(frame: int = 18_850) -> Place:
    """The film that was rented, left at ``frame``."""
    return Place(
        FILM.media_id, "", FILM.title, PAL, frame, 162_000, NOW - timedelta(minutes=4),
        rented().until,
    )  # fmt: skip


def here(frame: int = 2_900) -> Place:
    """Where the programme is that plays, as it was last written down."""
    return replace(left(frame), media_id=recorded().media_id, title=recorded().title)


def answered(
    answer: Answer = Answer.YES, *, method: Method = Method.POPUP, at: datetime = NOW
) -> Consents:
    record = ConsentRecord(
        "r1", Purpose.TAILORED_SPOTS, answer, at - timedelta(hours=2), method, Notice(1, "nl", "0")
    )
    return Consents((record,))


WITH_PIN = Household("young-family", "Familie De Wit", pin="1470", pin_for_consent=True)
CHILD = Household("child", "Kinderkamer", pin="1470", child_profile=True)


KNOWN = (
    Known("address", "Vleutenseweg 340, Utrecht", Origin.OPERATOR),
    Known("postcode", "3543", Origin.OPERATOR),
    Known("province", "noord-holland", Origin.VIEWER, "utrecht"),
    Known("children", 2, Origin.OPERATOR),
    Known("youngest_child", 1, Origin.VIEWER, None),
    Known("oldest_adult", None, Origin.VIEWER, 36),
    Known("genders", ("woman", "man"), Origin.SET_UP),
    Known("packages", ("basic", "kids", "bergbeklimmen"), Origin.OPERATOR),
    Known("income_class", 3, Origin.POSTCODE),
    Known("families_class", 5, Origin.POSTCODE),
    Known("watches_most", "children", Origin.VIEWING),
)
PORTRAIT = Portrait(
    KNOWN,
    (
        Viewed("2026-W46", Watched.CHILDREN, Part.MORNING, 5_400),
        Viewed("2026-W47", Watched.CHILDREN, Part.EVENING, 1_800),
        Viewed("2026-W47", Watched.NEWS, Part.EVENING, 1_260),
    ),
    ("children", "youngest_child"),
)
_OPEN, _BOUGHT = "Bureau Voorbeeldcijfers (verzonnen)", "Datahuis Voorbeeld (verzonnen)"
TABLE = Postcodes(
    (
        postcodes.Source("Wijken in klassen", _OPEN, 2025, ("families_class",)),
        postcodes.Source("Koopkrachtkaart", _BOUGHT, 2025, ("income_class",), bought=True),
    )
)


def ran_out() -> Consents:
    """A yes of two years ago that ran out, and a no to tips."""
    notice = notices.notice(Purpose.TAILORED_SPOTS, "nl")
    yes = ConsentRecord(
        "r1", Purpose.TAILORED_SPOTS, Answer.YES, NOW - timedelta(days=500), Method.POPUP, notice
    )
    over = ConsentRecord(
        "r2", Purpose.TAILORED_SPOTS, Answer.NO, NOW - timedelta(days=135), Method.RAN_OUT,
        notice, "r1",
    )  # fmt: skip
    tips = notices.notice(Purpose.VIEWING_TIPS, "en")
    no = ConsentRecord("r3", Purpose.VIEWING_TIPS, Answer.NO, NOW, Method.PRIVACY_PAGE, tips)
    return Consents((yes, over, no))


def snapshot(**changes: object) -> Snapshot:
    """The box on Sirius 6, live, on a Wednesday evening, nothing asked or agreed yet."""
    services = lineup()
    base = Snapshot(
        step=1_000,
        now=NOW,
        on=True,
        lineup=services,
        schedule=schedule(),
        service=services.service("sirius-6"),
        playing=live(services.service("sirius-6")),
        volume=40,
        muted=False,
        consents=Consents(),
        question=None,
        household=Household("young-family", "Familie De Wit", pin="1470"),
        segments=(),
        inventory=INVENTORY,
        decisions=(),
        products=PRODUCTS,
        rentals=(),
        orders=(),
        sent=(),
        waiting_reports=0,
        pin=Pin(),
        troubles=(),
        headend_reachable=True,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def rented(at: datetime = NOW) -> Rental:
    return Rental(FILM, ORDER.id, at)


def booked(*, delivered: bool = True) -> OrderState:
    return OrderState(ORDER, delivered)


def monospaced(text: str, style: str) -> int:
    """Wider than the real type by far: what fits by this, fits."""
    return round(len(text) * STYLES[style].size * 0.5)


def context(
    language: str = "en",
    *,
    say: Callable[[str], str] = str,
    measure: Callable[[str, str], int] = monospaced,
    extras: Extras | None = None,
) -> Context:
    return Context(
        language=language,
        say=say,
        local=lambda at: at.astimezone(AMSTERDAM),
        measure=measure,
        host="127.0.0.1:8780",
        keyboard=KEYS,
        window_keys=WINDOW_KEYS,
        extras=extras or Extras(),
    )


@dataclass
class Viewer:
    """Somebody with a remote before a box that does nothing by itself.

    ``sent`` are the commands of the last key or of the last passing of time.
    """

    snapshot: Snapshot
    context: Context
    view: television.View = television.View()  # noqa: RUF009
    sent: tuple[Command, ...] = ()

    def press(self, *keys: Key, held: bool = False) -> Viewer:
        for key in keys:
            self.view, self.sent = television.press(
                self.view, key, self.snapshot, self.context, held=held
            )
        return self

    def type(self, digits: str) -> Viewer:
        return self.press(*(Key(digit) for digit in digits))

    def wait(self, seconds: float) -> Viewer:
        """Let time pass in one go, and the view look at the new snapshot."""
        now = self.snapshot.now + timedelta(seconds=seconds)
        steps = max(1, round(seconds * 25))
        return self.sees(now=now, step=self.snapshot.step + steps)

    def sees(self, **changes: object) -> Viewer:
        """The box has changed."""
        changes.setdefault("step", self.snapshot.step + 1)
        self.snapshot = replace(self.snapshot, **changes)  # type: ignore[arg-type]
        self.view, self.sent = television.tick(self.view, self.snapshot, self.context)
        return self

    @property
    def screen(self) -> str:
        return self.view.screen

    @property
    def focus(self) -> str:
        return television.focus(self.view, self.snapshot, self.context)

    @property
    def scene(self) -> television.Scene:
        return television.scene(self.view, self.snapshot, self.context)

    def text(self, role: str) -> str:
        """The first words of that role on the screen, or nothing."""
        from stb.ui.scene import Text

        return next((n.text for n in self.scene if isinstance(n, Text) and n.role == role), "")


def viewer(language: str = "en", **changes: object) -> Viewer:
    """A viewer who has been looking for a while: the first banner is away."""
    made = Viewer(snapshot(**changes), context(language))
    made.sees()
    return made.wait(5)
