"""Journeys with the remote control: keys alone, read off the screen where they lead."""

from __future__ import annotations

from datetime import timedelta

from stb.adapters import language
from stb.model.consent import Purpose
from stb.model.key import Key
from stb.model.schedule import Programme
from stb.qa.driver import Driver, key_named
from stb.wiring.mediabox import State


def open_catch_up(box: Driver, number: int, programme: Programme) -> State:
    """Tune by number, open Terugkijken, go to the day and the still, and press OK."""
    open_catch_up_page(box, number, programme)
    return box.wait_until(lambda box: box.snapshot.playing is not None
                          and box.snapshot.playing.media_id == programme.id
                          and box.snapshot.playing.timeline is not None)  # fmt: skip


def open_catch_up_page(box: Driver, number: int, programme: Programme) -> State:
    """As far as the OK: what comes of it depends on whether the programme was left."""
    box.press(*str(number))
    box.wait_until(lambda box: box.state.service == number)
    box.press("CATCH-UP")
    today = language.local(box.mediabox.now).date()
    days = today - language.local(programme.start).date()
    box.press(*["RED"] * (days // timedelta(days=1)))
    box.wait_until(lambda box: "programme:" in box.state.focus)
    _to_still(box, f"programme:{programme.id}")
    return box.press("OK")


def _to_still(box: Driver, wanted: str) -> None:
    passed: set[str] = set()
    while box.state.focus != wanted:
        assert box.state.focus not in passed, f"{wanted} is not among the stills: {passed}"
        passed.add(box.state.focus)
        before = box.state.focus
        box.press("RIGHT")
        if box.state.focus == before:
            box.press("LEFT", "LEFT", "DOWN")


def answer(box: Driver, word: str) -> State:
    """Choose the answer whose button is ``word`` ("yes" or "no") on the screen, and OK."""
    box.wait_until(lambda box: box.state.screen == "consent")
    box.wait(1)
    for key in ("LEFT", "RIGHT"):
        if box.press(key).focus == word:
            return box.press("OK")
    raise AssertionError(f"no answer {word!r} on the screen:\n{box.text}")


def withdraw(box: Driver) -> State:
    """The privacy page's switch, on which the focus already is."""
    return box.press("PRIVACY", "OK")


def order(box: Driver, product_id: str, pin: str) -> State:
    """Find a product in the store, order it with the PIN, until the screen says so."""
    box.press("STORE")
    box.wait_until(lambda box: "poster:" in box.state.focus)
    while box.state.focus != f"poster:{product_id}":
        before = box.state.focus
        assert box.press("RIGHT").focus != before, f"{product_id} is not in the store"
    box.press("OK", "OK", *pin)
    box.wait_until(lambda box: box.state.screen == "order")
    box.press("OK")
    return box.wait_until(lambda box: box.state.screen == "ordered")


def agreed(box: Driver) -> bool:
    return box.snapshot.allows(Purpose.TAILORED_SPOTS)


def key(name: str) -> Key:
    return key_named(name)
