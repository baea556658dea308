"""Films and games: a shelf of posters, and above it what the focused one is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stb.model.key import Key
from stb.model.product import Product
from stb.ui import layout, words
from stb.ui.scene import Icon, Node, Panel, Picture, Rect, Scene, Text
from stb.ui.screen import Back, Moment, Open, Outcome, Screen, Stay, Unused
from stb.ui.screens.live import rating
from stb.ui.screens.product import ProductPage, product_facts, rental_of

SHOWN = 6
_W, _H, _PITCH = 256, 384, 294


@dataclass(frozen=True, slots=True)
class Store(Screen):
    place: int = 0

    @property
    def name(self) -> str:
        return "store"

    def press(self, key: Key, moment: Moment) -> Outcome:
        offered = products(moment)
        last = max(0, len(offered) - 1)
        match key:
            case Key.LEFT:
                return Stay(replace(self, place=max(0, min(self.place, last) - 1)))
            case Key.RIGHT:
                return Stay(replace(self, place=min(last, self.place + 1)))
            case Key.OK | Key.INFO if offered:
                return Open(self, (ProductPage(offered[min(self.place, last)].id),))
            case Key.BACK | Key.STORE:
                return Back()
            case _:
                return Unused()

    def scene(self, moment: Moment) -> Scene:
        offered = products(moment)
        nodes: list[Node] = [
            *layout.backdrop(),
            *layout.heading(moment, moment.say("Films and games")),
        ]
        if not offered:
            nodes += (
                Panel(Rect(96 + n * _PITCH, 520, _W, _H), colour="skeleton") for n in range(SHOWN)
            )
        else:
            place = min(self.place, len(offered) - 1)
            nodes += _about(moment, offered[place])
            nodes += _shelf(moment, offered, place)
        nodes += layout.keys_line(
            moment, ("", moment.say("OK: more, and order")), ("", moment.say("BACK: one step back"))
        )
        return tuple(nodes)


def products(moment: Moment) -> tuple[Product, ...]:
    """Films first, then games, each in the operator's order."""
    return tuple(sorted(moment.snapshot.products, key=lambda p: (p.kind != "film", p.kind)))


def _about(moment: Moment, product: Product) -> Scene:
    rented = rental_of(moment, product.id)
    price = words.price(product.price_cents, moment.language)
    if rented is not None:
        until = words.moment(moment.local(rented.until), moment.language)
        price = moment.say("Yours until {until}").format(until=until)
    about = product_facts(moment, product)
    width = min(1240, moment.context.measure(about, "body") + 4)
    return (
        Text("store-title", product.title, Rect(96, 164, 1240, 62), style="heading", cut=True),
        Text("store-facts", about, Rect(96, 228, width, 44), colour="muted", cut=True),
        Text("store-synopsis", product.synopsis, Rect(96, 288, 1080, 132), lines=3, cut=True),
        Text("store-price", price, Rect(96, 428, 1240, 56), style="row", colour="accent"),
        *rating(product.rating, 96 + width + 20, 228),
    )  # fmt: skip


def _shelf(moment: Moment, offered: tuple[Product, ...], place: int) -> Scene:
    top = min(max(place - SHOWN // 2, 0), max(0, len(offered) - SHOWN))
    nodes: list[Node] = []
    late: Scene = ()
    for n in range(top, min(top + SHOWN, len(offered))):
        rect = Rect(96 + (n - top) * _PITCH, 530, _W, _H)
        drawn = _poster(moment, offered[n], rect, focused=n == place)
        if n == place:
            late = drawn
        else:
            nodes += drawn
    return (*nodes, *late)


def _poster(moment: Moment, product: Product, rect: Rect, *, focused: bool) -> tuple[Node, ...]:
    price = words.price(product.price_cents, moment.language)
    badge = moment.say("Rented") if rental_of(moment, product.id) else price
    width = moment.context.measure(badge, "small-strong") + 28
    y = rect.y + rect.h - 92  # above the line of words at the foot of a poster
    return (
        Picture(product.poster, rect.grown(14) if focused else rect,
                role=f"poster:{product.id}", focused=focused, label=product.title),
        Panel(Rect(rect.x + 10, y, width, 48), radius=24),
        Text("poster-price", badge, Rect(rect.x + 10 + 14, y, width - 24, 48),
             style="small-strong"),
        *((Icon("game", Rect(rect.x + rect.w - 58, rect.y + 12, 44, 44)),)
          if product.kind == "game" else ()),
    )  # fmt: skip
