"""Every screen the box can show, each reached as a viewer reaches it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from stb.engine.policy import Hold
from stb.engine.snapshot import Intent, Pin, Supply, Trouble
from stb.model.consent import Answer, Method, Purpose
from stb.model.key import Key
from stb.model.place import Place
from stb.model.portrait import Portrait
from stb.ui.context import Context, Extras
from tests.ui import world
from tests.ui.world import Viewer

EXTRAS = Extras((17, 3_000), ("video 31 frames, sound 0.9 s", "network 12.4 MB, 3 segments"), 25.0)


def gallery(context: Context) -> dict[str, Callable[[], Viewer]]:
    """By name, how to come to each screen with this language and measure."""

    def start(**changes: object) -> Viewer:
        made = Viewer(world.snapshot(**changes), context).sees()
        return made.wait(5)

    def agreed(**changes: object) -> Viewer:
        return start(consents=world.answered(), segments=(world.FAMILIES,),
                     decisions=world.DECISIONS, **changes)  # fmt: skip

    def playing(frame: int = 3_000, **changes: object) -> Viewer:
        return agreed(playing=world.recorded(frame), **changes)

    def paused() -> Viewer:
        return playing().sees(playing=world.recorded(3_000, intent=Intent.PAUSE))

    def strict(
        frame: int, hold: Hold | None = None, bound: tuple[str, ...] = ("b1", "b2")
    ) -> Viewer:
        """On a service where breaks are not jumped over."""
        return agreed(playing=replace(world.recorded(frame), bound=bound, hold=hold))

    def lacking(frame: int) -> Viewer:
        """Spots that did not come, or came and were refused."""
        return playing(frame).sees(decisions=world.NOT_HAD, inventory=world.REFUSED)

    def left(*places: Place) -> Viewer:
        return start(places=places or (world.left(),))

    def behind_pin(viewer: Viewer) -> Viewer:
        return viewer.sees(pin=Pin(open=True))

    def ordering() -> Viewer:
        return behind_pin(start().press(Key.STORE, Key.OK, Key.OK))

    def ordered() -> Viewer:
        viewer = ordering().press(Key.OK)
        return viewer.sees(orders=(world.booked(),), rentals=(world.rented(),))

    def privacy() -> Viewer:
        return agreed(sent=world.SENT, waiting_reports=1).press(Key.PRIVACY)

    def my_group(**changes: object) -> Viewer:
        facts: dict[str, object] = {
            "consents": world.answered(),
            "segments": (world.FAMILIES,),
            "portrait": world.PORTRAIT,
            "inventory": replace(world.INVENTORY, postcodes=world.TABLE),
        }
        return behind_pin(start(**(facts | changes)).press(Key.PRIVACY, Key.GREEN))

    def fact(place: int) -> Viewer:
        return my_group().press(*[Key.DOWN] * place, Key.OK)

    def set_at_start() -> Viewer:
        consents = world.answered(method=Method.START_SWITCH)
        return start(consents=consents, segments=(world.FAMILIES,))

    def wrong_pin() -> Viewer:
        viewer = start().press(Key.STORE, Key.OK, Key.OK).type("9999")
        return viewer.wait(0.2).sees(pin=Pin(wrong=1)).wait(0.1)

    def trouble() -> Viewer:
        until = world.NOW + timedelta(minutes=5)
        return start(troubles=(Trouble("catch_up.not_allowed", "Dijkwacht", until),))

    return {
        "standby": lambda: start(on=False),
        "live": start,
        "banner": lambda: start().press(Key.INFO),
        "digits": lambda: start().type("6"),
        "unknown": lambda: start().type("11").press(Key.OK),
        "volume": lambda: start().press(Key.INFO, Key.VOLUME_UP),
        "waiting": lambda: start(playing=replace(world.live(), supply=Supply.WAITING)),
        "failed": lambda: start(playing=replace(world.live(), supply=Supply.FAILED)),
        "guide": lambda: start().press(Key.GUIDE),
        "guide-past": lambda: start().press(Key.GUIDE, Key.LEFT, Key.LEFT, Key.DOWN),
        "guide-hole": lambda: start().press(Key.GUIDE, *[Key.GREEN] * 3),
        "detail": lambda: start().press(Key.GUIDE, Key.LEFT, Key.LEFT, Key.LEFT, Key.INFO),
        "catch-up": lambda: start().press(Key.CATCH_UP),
        "catch-up-services": lambda: start().press(Key.CATCH_UP, Key.LEFT, Key.DOWN),
        "catch-up-days": lambda: start().press(Key.CATCH_UP, Key.UP, Key.RIGHT),
        "catch-up-number": lambda: start().press(Key.CATCH_UP).type("12"),
        "catch-up-skeleton": lambda: start().press(Key.CATCH_UP, *[Key.RED] * 4),
        "player": lambda: playing().press(Key.OK),
        "paused": paused,
        "player-strict": lambda: strict(3_000).press(Key.OK),
        "player-strict-one": lambda: strict(12_000, bound=("b2",)).press(Key.OK),
        "held": lambda: strict(7_700, Hold("b1", 9_050)),
        "held-then-on": lambda: strict(7_700, Hold("b1", 9_050, 31_000)).press(Key.OK),
        "go-on": lambda: left().press(Key.CATCH_UP, Key.OK),
        "go-on-film": lambda: start(rentals=(world.rented(),), places=(world.left_film(),)).press(
            Key.STORE, Key.OK, Key.OK),
        "catch-up-left": lambda: left().press(Key.CATCH_UP),
        "detail-left": lambda: left().press(Key.CATCH_UP, Key.INFO),
        "detail-airing": lambda: start().press(Key.INFO, Key.INFO),
        "kept": lambda: behind_pin(
            left(*(world.left(250 * (n + 40), back=n) for n in range(9))).press(
                Key.PRIVACY, Key.RIGHT, Key.DOWN, Key.OK)),
        "kept-playing": lambda: behind_pin(
            start(playing=world.recorded(), places=(world.here(), world.left_film())).press(
                Key.PRIVACY, Key.RIGHT, Key.DOWN, Key.OK)),
        "kept-sure": lambda: behind_pin(
            left().press(Key.PRIVACY, Key.RIGHT, Key.DOWN, Key.OK)).press(Key.OK),
        "kept-none": lambda: behind_pin(start().press(
            Key.PRIVACY, Key.RIGHT, Key.DOWN, Key.OK)),
        "spot": lambda: playing(7_530),
        "why": lambda: playing(7_530).press(Key.CORNER, Key.WHY),
        "why-broadcast": lambda: playing(8_100).press(Key.WHY),
        "why-not-had": lambda: lacking(7_530).press(Key.WHY),
        "why-refused": lambda: lacking(8_100).press(Key.WHY),
        "why-none": lambda: start(playing=world.recorded(100)).press(Key.WHY),
        "corner": lambda: playing(7_700).press(Key.CORNER),
        "corner-note": lambda: start().press(Key.CORNER),
        "corner-note-off": lambda: start().press(Key.CORNER, Key.CORNER),
        "consent": lambda: start().sees(question=Purpose.TAILORED_SPOTS),
        "consent-yes": lambda: start().sees(question=Purpose.TAILORED_SPOTS).wait(1).press(
            Key.LEFT),
        "consent-more": lambda: start().sees(question=Purpose.TAILORED_SPOTS).wait(1).press(
            Key.DOWN),
        "privacy": privacy,
        "privacy-no": lambda: start(consents=world.answered(Answer.NO)).press(
            Key.PRIVACY, Key.DOWN),
        "privacy-child": lambda: start(household=world.CHILD).press(Key.PRIVACY),
        "privacy-ran-out": lambda: start(consents=world.ran_out()).press(Key.PRIVACY),
        "my-group": my_group,
        "my-group-end": lambda: my_group().press(*[Key.DOWN] * 10),
        "my-group-none": lambda: my_group(segments=()),
        "my-group-waits": lambda: my_group(
            segments=(), portrait=replace(world.PORTRAIT, waits=True, why=())),
        "my-group-no": lambda: behind_pin(start(portrait=Portrait(world.KNOWN[:4])).press(
            Key.PRIVACY, Key.GREEN)),
        "my-group-unknown": lambda: behind_pin(start().press(Key.PRIVACY, Key.GREEN)),
        "fact": lambda: fact(7).press(Key.DOWN),
        "fact-digits": lambda: fact(1).type("20"),
        "fact-refused": lambda: fact(3).type("99").press(Key.OK),
        "fact-province": lambda: fact(2).press(*[Key.DOWN] * 8),
        "fact-address": lambda: fact(0),
        "receipts": lambda: start(consents=world.ran_out()).press(
            Key.PRIVACY, Key.RIGHT, Key.DOWN, Key.DOWN, Key.OK),
        "receipts-none": lambda: start().press(
            Key.PRIVACY, Key.RIGHT, Key.DOWN, Key.DOWN, Key.OK),
        "as-shown": lambda: start(consents=world.ran_out()).press(
            Key.PRIVACY, Key.RIGHT, Key.DOWN, Key.DOWN, Key.OK, Key.DOWN, Key.OK),
        "declared": lambda: start().press(
            Key.PRIVACY, Key.RIGHT, *[Key.DOWN] * 3, Key.OK),
        "declared-envelope": lambda: start().press(
            Key.PRIVACY, Key.RIGHT, *[Key.DOWN] * 3, Key.OK, Key.DOWN, Key.DOWN),
        "declared-answer": lambda: start().press(
            Key.PRIVACY, Key.RIGHT, *[Key.DOWN] * 3, Key.OK, *[Key.DOWN] * 4),
        "declared-nothing": lambda: start().press(
            Key.PRIVACY, Key.RIGHT, *[Key.DOWN] * 3, Key.OK, *[Key.DOWN] * 9),
        "reset": lambda: behind_pin(start(orders=(world.booked(delivered=False),)).press(
            Key.PRIVACY, Key.RIGHT, *[Key.DOWN] * 4, Key.OK)),
        "reset-sure": lambda: behind_pin(start().press(
            Key.PRIVACY, Key.RIGHT, *[Key.DOWN] * 4, Key.OK)).press(Key.OK),
        "consent-tips": lambda: start().press(Key.PRIVACY, Key.DOWN, Key.OK).wait(1),
        "consent-figures": lambda: start().press(Key.PRIVACY, Key.DOWN, Key.DOWN, Key.OK).wait(1),
        "consent-figures-more": lambda: start().press(
            Key.PRIVACY, Key.DOWN, Key.DOWN, Key.OK).wait(1).press(Key.DOWN),
        "consent-tips-more": lambda: start().press(
            Key.PRIVACY, Key.DOWN, Key.OK).wait(1).press(Key.DOWN),
        "consent-pin": lambda: start(household=world.WITH_PIN).sees(
            question=Purpose.TAILORED_SPOTS).wait(1).press(Key.RIGHT, Key.OK).type("14"),
        "privacy-set": lambda: set_at_start().press(Key.PRIVACY),
        "pin": lambda: start().press(Key.STORE, Key.OK, Key.OK).type("14"),
        "pin-wrong": wrong_pin,
        "pin-shut": lambda: start(pin=Pin(wrong=3, shut_until=world.NOW + timedelta(minutes=9))
                                  ).press(Key.STORE, Key.OK, Key.OK),
        "sent": lambda: behind_pin(privacy().press(Key.RIGHT, Key.OK)),
        "sent-none": lambda: behind_pin(start().press(Key.PRIVACY, Key.RIGHT, Key.OK)),
        "sent-empty": lambda: behind_pin(
            start(sent=(*world.SENT, world.EMPTY)).press(Key.PRIVACY, Key.RIGHT, Key.OK)),
        "bytes-envelope": lambda: behind_pin(
            privacy().press(Key.RIGHT, Key.OK)).press(Key.DOWN, Key.OK),
        "bytes": lambda: behind_pin(privacy().press(Key.RIGHT, Key.OK)).press(Key.OK),
        "store": lambda: start().press(Key.STORE, Key.RIGHT, Key.RIGHT),
        "store-empty": lambda: start(products=()).press(Key.STORE),
        "product": lambda: start().press(Key.STORE, Key.OK),
        "product-rented": lambda: start(rentals=(world.rented(),)).press(Key.STORE, Key.OK),
        "order": ordering,
        "ordered": ordered,
        "menu": lambda: start().press(Key.MENU),
        "keys": lambda: start().press(Key.HELP),
        "about": lambda: start().press(Key.MENU, *[Key.DOWN] * 6, Key.OK),
        "tips-first": lambda: start().press(Key.MENU, Key.DOWN, Key.DOWN, Key.OK).wait(1),
        "tips": lambda: start(consents=world.ran_out()).press(
            Key.MENU, Key.DOWN, Key.DOWN, Key.OK),

        "ended": lambda: playing().sees(playing=world.recorded(44_999, supply=Supply.ENDED)),
        "trouble": trouble,
        "unreachable": lambda: start(headend_reachable=False),
        "set-at-start": set_at_start,
        "overlay": lambda: playing(7_600).press(Key.OVERLAY),
    }  # fmt: skip
