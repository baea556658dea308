"""The screens and the box together: what a household does on an evening, key by key."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from stb.engine.snapshot import Snapshot
from stb.model.consent import Answer, Purpose
from stb.model.key import Key
from stb.ui import notices, television
from stb.ui.scene import Text
from tests.engine.conftest import Room, furnished
from tests.ui import world
from tests.ui.hexdump import read_to_the_end


@dataclass
class Sofa:
    """Somebody before a real box on a world in memory; one step is one frame."""

    room: Room
    view: television.View = field(default_factory=television.View)

    def press(self, *keys: Key) -> Sofa:
        """Keys a second apart, as somebody presses who reads."""
        for key in keys:
            self._take(television.press(self.view, key, self.snapshot, world.context()))
            self.run(25)
        return self

    def run(self, steps: int) -> Sofa:
        for _ in range(steps):
            snapshot = self.room.run()
            self._take(television.tick(self.view, snapshot, world.context()))
        return self

    def _take(self, result: television.Result) -> None:
        self.view, commands = result
        for command in commands:
            self.room.box.send(command)

    @property
    def snapshot(self) -> Snapshot:
        return self.room.box.snapshot

    def text(self, role: str) -> str:
        scene = television.scene(self.view, self.snapshot, world.context())
        return next((n.text for n in scene if isinstance(n, Text) and n.role == role), "")


@pytest.fixture
def sofa() -> Sofa:
    return Sofa(furnished()).run(30)


def to_the_question(sofa: Sofa) -> Sofa:
    return sofa.press(Key.DIGIT_6, Key.OK, Key.CATCH_UP, Key.UP, Key.RIGHT, Key.DOWN, Key.OK)


def test_the_first_catch_up_of_an_eligible_service_asks(sofa: Sofa):
    to_the_question(sofa)

    assert sofa.view.screen == "consent"


def test_yes_swaps_spots_and_why_says_it(sofa: Sofa):
    to_the_question(sofa).press(Key.LEFT, Key.OK)
    assert sofa.view.screen == "player"
    assert sofa.snapshot.allows(Purpose.TAILORED_SPOTS)

    while sofa.snapshot.place != "creative":
        sofa.run(1)
    sofa.press(Key.WHY)

    assert sofa.view.screen == "why"
    assert "advertiser" in sofa.text("why-spot")
    assert sofa.text("why-homes") == "18,250 households"


def test_the_record_carries_the_hash_of_the_very_words(sofa: Sofa):
    to_the_question(sofa).press(Key.LEFT, Key.OK)

    record = sofa.snapshot.consents.latest(Purpose.TAILORED_SPOTS)
    assert record is not None
    assert record.notice == notices.notice(Purpose.TAILORED_SPOTS, "en")


@pytest.mark.parametrize("keys", [(Key.RIGHT, Key.OK), (Key.BACK,), (Key.EXIT,)])
def test_no_in_any_way_shows_the_programme_with_the_spots_of_the_broadcast(
    sofa: Sofa, keys: tuple[Key, ...]
):
    to_the_question(sofa).press(*keys)

    assert sofa.view.screen == "player"
    record = sofa.snapshot.consents.latest(Purpose.TAILORED_SPOTS)
    assert record is not None
    assert record.answer is Answer.NO
    seen = set()
    while sofa.snapshot.playing is not None and sofa.snapshot.playing.frame < 1_000:
        sofa.run(1)
        seen.add(sofa.snapshot.place)
    assert "creative" not in seen


def test_a_minute_of_silence_is_a_no_and_the_programme_begins(sofa: Sofa):
    to_the_question(sofa).run(61 * 25)

    assert sofa.view.screen == "player"
    assert not sofa.snapshot.allows(Purpose.TAILORED_SPOTS)


def test_withdrawing_in_the_middle_is_two_presses_and_works_at_once(sofa: Sofa):
    to_the_question(sofa).press(Key.LEFT, Key.OK)
    while sofa.snapshot.place != "creative":
        sofa.run(1)

    sofa.press(Key.PRIVACY, Key.OK)

    assert not sofa.snapshot.allows(Purpose.TAILORED_SPOTS)
    assert sofa.snapshot.segments == ()
    assert sofa.text("switch-state") == "Off"


def test_a_film_is_ordered_with_the_pin_and_plays(sofa: Sofa):
    sofa.press(Key.STORE, Key.OK, Key.OK)
    assert sofa.view.screen == "pin"
    sofa.press(Key.DIGIT_1, Key.DIGIT_2, Key.DIGIT_3, Key.DIGIT_4)
    assert sofa.view.screen == "order"

    sofa.press(Key.OK)
    assert sofa.view.screen == "ordered"
    assert [o.order.price_cents for o in sofa.snapshot.orders] == [399]
    assert not sofa.snapshot.pin.open

    sofa.press(Key.OK)
    assert (sofa.view.screen, sofa.snapshot.place) == ("player", "rental")


def test_three_wrong_pins_shut_the_lock(sofa: Sofa):
    sofa.press(Key.STORE, Key.OK, Key.OK)

    sofa.press(*[Key.DIGIT_9] * 4)
    assert sofa.text("pin-state") == "That is not right. 2 tries left."
    sofa.press(*[Key.DIGIT_9] * 8)

    assert sofa.text("pin-state").startswith("Three wrong tries.")
    sofa.press(Key.DIGIT_1, Key.DIGIT_2, Key.DIGIT_3, Key.DIGIT_4)
    assert not sofa.snapshot.pin.open


def test_what_left_shows_the_order_to_the_byte(sofa: Sofa):
    sofa.press(Key.STORE, Key.OK, Key.OK)
    sofa.press(Key.DIGIT_1, Key.DIGIT_2, Key.DIGIT_3, Key.DIGIT_4, Key.OK)
    sofa.run(250).press(Key.EXIT, Key.PRIVACY, Key.RIGHT, Key.OK)
    sofa.press(Key.DIGIT_1, Key.DIGIT_2, Key.DIGIT_3, Key.DIGIT_4)
    assert sofa.view.screen == "sent"

    sofa.press(Key.OK)

    (sent,) = sofa.snapshot.sent
    shown = read_to_the_end(
        lambda: television.scene(sofa.view, sofa.snapshot, world.context()),
        lambda: sofa.press(Key.DOWN),
    )
    assert shown == sent.body


def test_power_during_the_question_is_a_no_and_it_is_not_asked_again(sofa: Sofa):
    to_the_question(sofa).press(Key.POWER)
    assert sofa.view.screen == "standby"

    sofa.press(Key.POWER)
    to_the_question(sofa)

    assert sofa.view.screen == "player"
