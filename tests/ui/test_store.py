"""Films and games: from the shelf to the film, with a PIN and a price in between."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from stb.engine.commands import EnterPin, LockAgain, PlaceOrder, PlayRental, PlayRentalOn
from stb.engine.snapshot import Pin
from stb.model.key import Key
from stb.model.report import Tariff
from stb.ui.scene import Icon, Picture
from tests.ui import world
from tests.ui.world import Viewer, viewer


def at_pin() -> Viewer:
    return viewer().press(Key.STORE, Key.OK, Key.OK)


def at_order() -> Viewer:
    return at_pin().sees(pin=Pin(open=True))


def test_the_shelf_goes_left_and_right_and_tells_of_the_focused_one():
    someone = viewer().press(Key.STORE, Key.RIGHT)

    assert (someone.screen, someone.focus) == ("store", "poster:nachttrein")
    assert someone.text("store-title") == "De Nachttrein"
    assert someone.text("store-price") == "€3.99"
    assert someone.press(*[Key.RIGHT] * 20).focus == "poster:kikker"
    assert someone.press(*[Key.LEFT] * 20).focus == "poster:stormvloed"


def test_the_focused_poster_is_larger():
    scene = viewer().press(Key.STORE).scene
    first, second, *_ = sorted(
        (n for n in scene if isinstance(n, Picture)), key=lambda n: not n.focused
    )

    assert first.rect.h / second.rect.h > 1.05


def test_ordering_asks_for_the_pin_first():
    someone = at_pin()

    assert (someone.screen, someone.sent) == ("pin", ())
    assert someone.text("pin-reason") == "to order"


def test_four_digits_go_to_the_box_and_no_fifth():
    someone = at_pin().type("147")
    assert someone.sent == ()

    assert someone.press(Key.DIGIT_0).sent == (EnterPin("1470"),)
    assert someone.press(Key.DIGIT_9).sent == ()


def test_the_digits_are_never_shown():
    someone = at_pin().type("147")

    assert not any("1" in node.text for node in someone.scene
                   if hasattr(node, "text") and node.role != "clock")  # fmt: skip
    assert sum(isinstance(n, Icon) and n.name == "dot" for n in someone.scene) == 3


def test_a_wrong_pin_says_how_many_tries_are_left():
    someone = at_pin().type("0000").wait(0.1).sees(pin=Pin(wrong=1))
    assert someone.text("pin-state") == "That is not right. 2 tries left."

    someone.type("0000").wait(0.1).sees(pin=Pin(wrong=2)).wait(0.1)
    assert someone.text("pin-state") == "That is not right. One try left."


def test_the_third_wrong_pin_shuts_it_for_a_quarter_of_an_hour():
    someone = at_pin().type("0000")
    shut = Pin(wrong=3, shut_until=someone.snapshot.now + timedelta(minutes=15))

    someone.wait(0.1).sees(pin=shut)

    assert someone.text("pin-state").startswith("Three wrong tries. Try again from 20:52")
    assert someone.type("1470").sent == ()


def test_left_erases_a_digit_and_back_cancels():
    someone = at_pin().type("14").press(Key.LEFT).type("470")

    assert someone.sent == (EnterPin("1470"),)
    assert someone.press(Key.BACK).screen == "product"


def test_the_order_says_the_price_that_is_ordered():
    someone = at_order()
    assert (someone.screen, someone.text("order-price")) == ("order", "€4.99")

    shown = [someone.text(f"order-{part}") for part in ("heading", "title", "price", "terms")]
    terms = Tariff(1, sha256("\n".join(shown).encode()).hexdigest())
    assert someone.press(Key.OK).sent == (PlaceOrder("stormvloed", 499, terms),)


def test_a_second_ok_does_not_order_twice():
    someone = at_order().press(Key.OK)

    assert someone.press(Key.OK).sent == ()
    assert someone.press(Key.OK, held=True).sent == ()


def test_a_held_ok_does_not_order():
    assert at_order().press(Key.OK, held=True).sent == ()


def test_cancelling_orders_nothing_and_locks_again():
    someone = at_order().press(Key.RIGHT, Key.OK)

    assert (someone.screen, someone.sent) == ("product", (LockAgain(),))


def test_ordered_is_drawn_only_when_the_box_has_it():
    someone = at_order().press(Key.OK).wait(0.2)
    assert someone.screen == "order"

    someone.sees(orders=(world.booked(delivered=False),), rentals=(world.rented(),))
    assert someone.screen == "ordered"
    assert someone.text("ordered-state") == "Your order is kept and will be sent."
    assert LockAgain() in someone.sent


def test_an_earlier_order_of_the_same_film_is_not_taken_for_this_one():
    someone = viewer(orders=(world.booked(),)).press(Key.STORE, Key.OK, Key.OK)
    someone.sees(pin=Pin(open=True)).press(Key.OK).wait(0.2)

    assert someone.screen == "order"


def test_an_order_that_was_refused_can_be_given_again():
    someone = at_order().press(Key.OK).wait(5)

    (again,) = someone.press(Key.OK).sent
    assert isinstance(again, PlaceOrder)


def test_ok_on_ordered_plays():
    someone = at_order().press(Key.OK)
    someone.sees(orders=(world.booked(),), rentals=(world.rented(),))

    assert someone.press(Key.OK).sent == (PlayRental("stormvloed"),)
    assert someone.screen == "live"


def test_what_is_rented_plays_without_a_pin_and_says_until_when():
    someone = viewer(rentals=(world.rented(),)).press(Key.STORE, Key.OK)

    assert someone.text("product-terms") == "Yours until Friday 20 November, 20:37"
    assert someone.press(Key.OK).sent == (PlayRental("stormvloed"),)


def test_a_film_that_was_left_is_asked_where_from():
    rented, place = world.rented(), world.left_film()

    someone = viewer(rentals=(rented,), places=(place,)).press(Key.STORE, Key.OK, Key.OK)
    assert (someone.screen, someone.focus) == ("go-on", "button:go-on")
    assert (someone.text("go-on"), someone.text("button:go-on")) == ("Stormvloed", "Go on at 12:34")
    assert someone.press(Key.OK).sent == (PlayRentalOn("stormvloed"),)

    again = viewer(rentals=(rented,), places=(place,)).press(Key.STORE, Key.OK, Key.OK)
    assert again.press(Key.RIGHT, Key.OK).sent == (PlayRental("stormvloed"),)


def test_an_ended_rental_is_for_sale_again():
    old = world.rented(world.NOW - timedelta(hours=49))

    someone = viewer(rentals=(old,)).press(Key.STORE, Key.OK)

    assert someone.focus == "button:order"
