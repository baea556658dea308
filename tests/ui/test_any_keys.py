"""Whatever is pressed: nothing breaks, one thing has the focus, and no yes comes by itself."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from stb.engine.commands import AnswerConsent
from stb.model.consent import Answer
from stb.model.key import Key
from stb.ui import television
from stb.ui.scene import Panel, Picture, Text
from stb.ui.screens import SCREENS
from stb.ui.screens.consent import Consent
from tests.engine.conftest import furnished
from tests.ui import world

KEYS = st.sampled_from(Key)
PRESSES = st.lists(st.tuples(KEYS, st.booleans(), st.integers(1, 20)), max_size=60)
TO_THE_QUESTION = (
    Key.DIGIT_6, Key.OK, Key.CATCH_UP, Key.UP, Key.RIGHT, Key.DOWN, Key.OK,
)  # fmt: skip
NAMES = {*SCREENS, "banner", "digits"}


@settings(max_examples=40)
@given(st.booleans(), PRESSES)
def test_any_keys_lead_somewhere_and_back(asked: bool, presses: list[tuple[Key, bool, int]]):
    room, view, context = furnished(), television.View(), world.context()
    start = [(key, False, 10) for key in TO_THE_QUESTION] if asked else []

    for key, held, steps in [*start, *presses]:
        top = view.top
        view, commands = television.press(view, key, room.box.snapshot, context, held=held)
        for command in commands:
            if isinstance(command, AnswerConsent) and command.answer is Answer.YES:
                assert isinstance(top, Consent)
                assert (top.place, key, held) == (Answer.YES, Key.OK, False)
            room.box.send(command)
        for _ in range(steps):
            view, more = television.tick(view, room.run(), context)
            for command in more:
                assert not isinstance(command, AnswerConsent) or command.answer is Answer.NO
                room.box.send(command)
        scene = television.scene(view, room.box.snapshot, context)
        focused = [n for n in scene if isinstance(n, (Text, Panel, Picture)) and n.focused]
        assert len(focused) <= 1
        assert view.screen in NAMES

    for _ in range(8):
        view, commands = television.press(view, Key.BACK, room.box.snapshot, context)
        for command in commands:
            room.box.send(command)
        for _ in range(15):
            view, _ = television.tick(view, room.run(), context)
    assert view.screen in {"live", "banner", "standby", "player"}
