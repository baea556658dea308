"""A film or a game: its page, the order with its price, and that it was ordered.

"Ordered" is drawn only when the order is in the snapshot, so when the box has
it on disk. The price on the button is the price in the command.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from stb.engine.commands import PlaceOrder, PlayRental
from stb.engine.snapshot import OrderState
from stb.model.key import Key
from stb.model.product import Product, Rental
from stb.ui import layout, words
from stb.ui.genres import mark
from stb.ui.layout import Paragraph
from stb.ui.scene import Align, Icon, Panel, Picture, Rect, Scene, Text, Video
from stb.ui.screen import Back, Home, Moment, Open, Outcome, Screen, Stay, Unused
from stb.ui.screens.go_on import entered_film
from stb.ui.screens.live import rating
from stb.ui.screens.pin import PinEntry
from stb.ui.tariff import tariff

ANSWER_MS = 4_000
"""After so long without an order in the snapshot, the button can be pressed again."""

_CARD = Rect(448, 232, 1024, 616)


@dataclass(frozen=True, slots=True)
class ProductPage(Screen):
    product_id: str

    @property
    def name(self) -> str:
        return "product"

    def press(self, key: Key, moment: Moment) -> Outcome:
        product = _product(moment, self.product_id)
        match key:
            case Key.OK if product is not None and not moment.held:
                return self._chosen(product, moment)
            case Key.BACK | Key.INFO:
                return Back()
            case Key.EXIT:
                return Home()
            case _:
                return Unused()

    def _chosen(self, product: Product, moment: Moment) -> Outcome:
        if rental_of(moment, product.id) is not None:
            return entered_film(self, product, moment)
        order = OrderPage(product.id, product.price_cents)
        if moment.snapshot.pin.open:
            return Open(self, (order,))
        return Open(self, (PinEntry(order, mark("to order")),))

    def scene(self, moment: Moment) -> Scene:
        product = _product(moment, self.product_id)
        if product is None:
            text = moment.say("That is no longer for sale")
            return (*layout.backdrop(), *layout.heading(moment, text))
        return (
            *layout.backdrop(),
            Picture(product.poster, Rect(96, 130, 540, 810), radius=16,
                    label=product.title),
            layout.clock(moment),
            *_age(moment, product),
            *layout.column(moment, Rect(720, 150, 1104, 500), self._told(moment, product)),
            *self._buy(moment, product),
            *layout.keys_line(moment, ("", moment.say("BACK: one step back"))),
        )  # fmt: skip

    def _told(self, moment: Moment, product: Product) -> tuple[Paragraph, ...]:
        about = product_facts(moment, product)
        return (
            Paragraph("product-title", product.title, style="title", most=2),
            Paragraph("product-facts", about, colour="muted", before=8, most=1),
            Paragraph("product-synopsis", product.synopsis, before=28, most=5),
        )

    def _buy(self, moment: Moment, product: Product) -> Scene:
        price = words.price(product.price_cents, moment.language)
        rental = rental_of(moment, product.id)
        if rental is not None:
            text = _begin(moment, game=product.kind == "game")
            until = words.moment(moment.local(rental.until), moment.language)
            below = moment.say("Yours until {until}").format(until=until)
        else:
            text = moment.say("Order for {price}").format(price=price)
            below = moment.say("To watch for 48 hours. On your next bill, with VAT in the price.")
        return (
            *layout.button("button:order" if rental is None else "button:watch", text,
                           Rect(720, 724, 560, 100), focused=True, style="lead-strong"),
            Text("product-terms", below, Rect(720, 846, 1104, 48), style="small",
                 colour="muted"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OrderPage(Screen):
    """The order, to be confirmed. ``placed_ms`` is when it was given to the box, -1 before.

    ``before`` counts the orders of this product that there were when it was given.
    """

    product_id: str
    price_cents: int
    cancelling: bool = False
    placed_ms: int = -1
    before: int = 0

    behind_pin = True
    covers = False

    @property
    def name(self) -> str:
        return "order"

    def press(self, key: Key, moment: Moment) -> Outcome:
        waiting = self.placed_ms >= 0
        match key:
            case Key.LEFT if not waiting:
                return Stay(replace(self, cancelling=False))
            case Key.RIGHT if not waiting:
                return Stay(replace(self, cancelling=True))
            case Key.OK if self.cancelling and not moment.held:
                return Back()
            case Key.OK if not waiting and not moment.held:
                placed = replace(self, placed_ms=moment.ms, before=len(self._orders(moment)))
                terms = tariff(part.text for part in self._told(moment))
                return Stay(placed, (PlaceOrder(self.product_id, self.price_cents, terms),))
            case Key.BACK:
                return Back()
            case Key.EXIT:
                return Home()
        return Unused()

    def _orders(self, moment: Moment) -> tuple[OrderState, ...]:
        return tuple(o for o in moment.snapshot.orders if o.order.product == self.product_id)

    def tick(self, moment: Moment) -> Outcome:
        if self.placed_ms < 0:
            return Stay(self)
        made = self._orders(moment)
        if len(made) > self.before:
            return Stay(Ordered(self.product_id, made[-1].order.id))
        if moment.ms - self.placed_ms >= ANSWER_MS:
            return Stay(replace(self, placed_ms=-1))
        return Stay(self)

    def _told(self, moment: Moment) -> tuple[Paragraph, ...]:
        """All that stands above the buttons: what is agreed to."""
        product = _product(moment, self.product_id)
        title = product.title if product else self.product_id
        price = words.price(self.price_cents, moment.language)
        return (
            Paragraph("order-heading", moment.say("Order this?"), style="heading"),
            Paragraph("order-title", title, style="lead-strong", before=20, most=2),
            Paragraph("order-price", price, style="title", colour="accent", before=12),
            Paragraph("order-terms", moment.say("To watch for 48 hours. On your next bill, with "
                      "VAT in the price. The operator learns what you ordered, to bill it."),
                      colour="muted", before=12),
        )  # fmt: skip

    def scene(self, moment: Moment) -> Scene:
        waiting = self.placed_ms >= 0
        text = moment.say("One moment") if waiting else moment.say("Order")
        return (
            Video(dim=0.6),
            Panel(_CARD, colour="glass-deep", radius=16, shadow=True),
            *layout.column(moment, Rect(528, 272, 864, 420), self._told(moment)),
            *layout.button("button:confirm", text, Rect(528, 704, 416, 96),
                           focused=not self.cancelling, style="lead-strong"),
            *layout.button("button:cancel", moment.say("Cancel"), Rect(976, 704, 416, 96),
                           focused=self.cancelling, style="lead-strong"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ordered(Screen):
    """It was ordered, and can be watched at once."""

    product_id: str
    order_id: str

    covers = False

    @property
    def name(self) -> str:
        return "ordered"

    def press(self, key: Key, moment: Moment) -> Outcome:
        match key:
            case Key.OK if not moment.held:
                return Home((PlayRental(self.product_id),))
            case Key.BACK:
                return Back()
            case Key.EXIT:
                return Home()
        return Unused()

    def scene(self, moment: Moment) -> Scene:
        orders = moment.snapshot.orders
        state = next((o for o in orders if o.order.id == self.order_id), None)
        if state is None:
            return (Video(dim=0.6),)
        rental = rental_of(moment, self.product_id)
        product = _product(moment, self.product_id)
        game = product is not None and product.kind == "game"
        return (
            Video(dim=0.6),
            Panel(_CARD, colour="glass-deep", radius=16, shadow=True),
            Icon("check", Rect(528, 280, 72, 72), colour="accent"),
            Text("ordered-heading", moment.say("Ordered"), Rect(632, 276, 760, 80),
                 style="title"),
            *layout.column(moment, Rect(528, 384, 864, 300),
                           _receipt(moment, state, rental)),
            *layout.button("button:watch", _begin(moment, game=game),
                           Rect(528, 704, 416, 96), focused=True, style="lead-strong"),
            Text("hint", moment.say("BACK: later"), Rect(976, 704, 416, 96), colour="muted",
                 align=Align.CENTRE),
        )  # fmt: skip


def _age(moment: Moment, product: Product) -> Scene:
    """The Kijkwijzer age, after the line of facts."""
    titles = min(2, layout.lines_of(moment, product.title, "title", 1104))
    y = 150 + layout.height("title", titles) + 8
    x = 720 + moment.context.measure(product_facts(moment, product), "body") + 20
    return rating(product.rating, x, y)


def _begin(moment: Moment, *, game: bool) -> str:
    return moment.say("Play the game") if game else moment.say("Watch")


def _receipt(moment: Moment, state: OrderState, rental: Rental | None) -> tuple[Paragraph, ...]:
    order = state.order
    until = ""
    if rental is not None:
        until = moment.say("Yours until {until}").format(
            until=words.moment(moment.local(rental.until), moment.language)
        )
    said = (
        moment.say("The operator has your order.")
        if state.delivered
        else moment.say("Your order is kept and will be sent.")
    )
    price = words.price(order.price_cents, moment.language)
    number = moment.say("Order number {number}").format(number=order.id[:8])
    return (
        Paragraph("ordered-title", f"{order.title}  ·  {price}", style="lead-strong", most=2),
        Paragraph("ordered-until", until, before=12),
        Paragraph("ordered-state", said, colour="muted", before=12),
        Paragraph("ordered-number", number, style="small", colour="muted", before=4),
    )


def _product(moment: Moment, product_id: str) -> Product | None:
    rented = (rental.product for rental in moment.snapshot.rentals)
    every = (*moment.snapshot.products, *rented)
    return next((product for product in every if product.id == product_id), None)


def rental_of(moment: Moment, product_id: str) -> Rental | None:
    """The rental of a product that is valid now."""
    return next(
        (
            rental
            for rental in reversed(moment.snapshot.rentals)
            if rental.product.id == product_id and rental.valid(moment.now)
        ),
        None,
    )


def product_facts(moment: Moment, product: Product) -> str:
    """Year, length, genre and age in one line."""
    more = [str(product.year)] if product.year else []
    if product.minutes:
        more.append(moment.say("{minutes} min").format(minutes=product.minutes))
    return layout.facts(moment, category=product.category, rating=product.rating, more=more)
