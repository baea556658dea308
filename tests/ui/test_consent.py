"""The question about tailored spots, rule by rule (the numbers are those of the rules)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stb.engine.commands import AnswerConsent, SetPower
from stb.model.consent import Answer, Method, Purpose
from stb.model.key import Key
from stb.ui import notices
from stb.ui.scene import Icon, Panel, Text
from stb.ui.theme import STYLES
from tests.ui import world
from tests.ui.world import Viewer, viewer


def asked(language: str = "en") -> Viewer:
    """A viewer before the question, after the guard of half a second."""
    return viewer(language).sees(question=Purpose.TAILORED_SPOTS).wait(1)


def answer(viewer: Viewer) -> Answer | None:
    answers = [c for c in viewer.sent if isinstance(c, AnswerConsent)]
    return answers[0].answer if answers else None


def buttons(viewer: Viewer) -> tuple[tuple[Text, Panel], tuple[Text, Panel]]:
    """The words and the ground of yes and of no."""
    scene = viewer.scene
    made = []
    for role in ("yes", "no"):
        at = next(n for n, node in enumerate(scene) if isinstance(node, Text) and node.role == role)
        text, ground = scene[at], scene[at - 1]
        assert isinstance(text, Text)
        assert isinstance(ground, Panel)
        made.append((text, ground))
    return made[0], made[1]


def test_the_question_comes_when_the_box_asks_it():
    someone = viewer()

    someone.sees(question=Purpose.TAILORED_SPOTS)

    assert someone.screen == "consent"


def test_rule_2_yes_and_no_have_the_same_size_row_style_and_colour():
    (yes, yes_ground), (no, no_ground) = buttons(asked())

    assert (yes.rect.w, yes.rect.h, yes.rect.y) == (no.rect.w, no.rect.h, no.rect.y)
    assert (yes.style, yes.colour) == (no.style, no.colour)
    assert (yes_ground.rect.w, yes_ground.rect.h) == (no_ground.rect.w, no_ground.rect.h)
    assert yes_ground.colour == no_ground.colour


def test_rule_3_yes_and_no_are_both_two_presses():
    yes = asked().press(Key.LEFT).press(Key.OK)
    no = asked().press(Key.RIGHT).press(Key.OK)

    assert (answer(yes), answer(no)) == (Answer.YES, Answer.NO)


def test_rule_4_neither_has_the_focus_at_first_and_a_line_says_how_to_choose():
    someone = asked()

    assert someone.focus == ""
    assert "left or right" in someone.text("consent-choose")


def test_rule_4_ok_before_a_choice_answers_nothing():
    someone = asked().press(Key.OK)

    assert someone.sent == ()
    assert someone.screen == "consent"


def test_rule_5_nothing_but_tailored_spots_is_asked():
    someone = asked().press(Key.LEFT, Key.OK)

    assert [c.purpose for c in someone.sent if isinstance(c, AnswerConsent)] == [
        Purpose.TAILORED_SPOTS
    ]


@pytest.mark.parametrize("key", [Key.BACK, Key.EXIT])
def test_rule_7_leaving_is_a_no(key: Key):
    assert answer(asked().press(key)) is Answer.NO


def test_rule_7_leaving_is_a_no_even_with_yes_in_focus():
    assert answer(asked().press(Key.LEFT, Key.BACK)) is Answer.NO


def test_rule_7_power_off_is_a_no():
    someone = asked().press(Key.POWER)

    assert answer(someone) is Answer.NO
    assert SetPower(on=False) in someone.sent


def test_rule_7_a_minute_without_a_key_is_a_no():
    someone = asked()

    assert answer(someone.wait(58)) is None
    assert answer(someone.wait(2)) is Answer.NO
    assert someone.screen == "live"


@pytest.mark.parametrize("key", [Key.OK, Key.LEFT, Key.RIGHT, Key.BACK, Key.EXIT, Key.DOWN])
def test_rule_8_a_key_within_half_a_second_does_nothing(key: Key):
    someone = viewer().sees(question=Purpose.TAILORED_SPOTS)
    before = someone.scene

    someone.wait(0.4).press(key)

    assert (someone.sent, someone.screen, someone.focus) == ((), "consent", "")
    assert someone.scene == before


def test_rule_8_a_key_in_the_very_step_of_the_question_does_not_reach_it():
    someone = viewer().press(Key.CATCH_UP)
    asking = world.snapshot(question=Purpose.TAILORED_SPOTS, step=5_000)
    someone.snapshot = asking

    someone.press(Key.BACK)

    assert (someone.sent, someone.screen) == ((), "consent")


@pytest.mark.parametrize("key", [Key.OK, Key.BACK, Key.EXIT, Key.RIGHT])
def test_rule_8_a_held_key_never_answers(key: Key):
    someone = asked().press(Key.LEFT)

    someone.press(key, held=True)

    assert someone.sent == ()
    assert someone.focus == "yes"


def test_rule_8_a_held_power_key_does_not_answer():
    assert asked().press(Key.POWER, held=True).sent == ()


def test_rule_9_the_programme_is_behind_it_and_nothing_stops_it():
    someone = asked()

    assert type(someone.scene[0]).__name__ == "Video"
    assert someone.sent == ()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_rule_12_the_first_layer_has_at_most_sixty_words_of_24_pixels_at_720_lines(language: str):
    shown = [n for n in asked(language).scene if isinstance(n, Text)]

    assert sum(len(node.text.split()) for node in shown) <= 60
    assert all(STYLES[node.style].size * 720 / 1080 >= 24 for node in shown)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_rule_13_reading_on_names_all_that_must_be_named(language: str):
    someone = asked(language).press(Key.DOWN)
    shown = [n.text for n in someone.scene if isinstance(n, Text)]

    for label, text in notices.words(Purpose.TAILORED_SPOTS, language).details:
        assert label in shown
        assert text in shown
    assert len(notices.words(Purpose.TAILORED_SPOTS, language).details) == 6


@pytest.mark.parametrize("key", [Key.BACK, Key.UP, Key.INFO, Key.OK])
def test_reading_on_answers_nothing_and_leads_back_to_the_question(key: Key):
    someone = asked().press(Key.INFO).press(Key.LEFT, Key.RIGHT)
    assert someone.sent == ()

    someone.press(key)

    assert (someone.sent, someone.screen, someone.focus) == ((), "consent", "")
    assert someone.text("consent-heading")


def test_rule_14_no_sign_stands_beside_either_answer():
    assert not [node for node in asked().scene if isinstance(node, Icon)]


def test_rule_14_each_in_focus_looks_like_the_other_in_focus():
    (yes, yes_ground), _ = buttons(asked().press(Key.LEFT))
    _, (no, no_ground) = buttons(asked().press(Key.RIGHT))

    assert (yes.colour, yes.style, yes.focused) == (no.colour, no.style, no.focused)
    assert (yes_ground.colour, yes_ground.shadow) == (no_ground.colour, no_ground.shadow)
    assert (yes_ground.rect.w, yes_ground.rect.h) == (no_ground.rect.w, no_ground.rect.h)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_rule_17_the_answer_carries_version_language_and_hash_of_every_word(language: str):
    someone = asked(language).press(Key.LEFT, Key.OK)

    (given,) = (c for c in someone.sent if isinstance(c, AnswerConsent))
    assert given.method is Method.POPUP
    assert given.notice == notices.notice(Purpose.TAILORED_SPOTS, language)
    assert (given.notice.version, given.notice.language) == (notices.VERSION, language)


def test_rule_17_another_language_is_another_text():
    dutch = notices.notice(Purpose.TAILORED_SPOTS, "nl")
    english = notices.notice(Purpose.TAILORED_SPOTS, "en")

    assert dutch.text_sha256 != english.text_sha256


@pytest.mark.parametrize("language", ["nl", "en"])
def test_rule_17_no_word_is_shown_that_the_hash_does_not_cover(language: str):
    covered = notices.words(Purpose.TAILORED_SPOTS, language).all_words()
    first = asked(language)
    second = asked(language).press(Key.DOWN)

    shown = [n.text for v in (first, second) for n in v.scene if isinstance(n, Text)]
    assert set(shown) == set(covered)


def test_rule_22_the_same_choices_stand_in_the_same_order_every_time():
    (yes, _), (no, _) = buttons(asked("nl"))

    assert yes.rect.x < no.rect.x
    assert [b[0].rect for b in buttons(asked("en"))] == [yes.rect, no.rect]


def test_rule_30_a_clock_put_back_does_not_answer_nor_lock_the_viewer_out():
    someone = asked()

    someone.sees(now=someone.snapshot.now - timedelta(hours=3))
    assert someone.screen == "consent"
    someone.press(Key.RIGHT, Key.OK)

    assert answer(someone) is Answer.NO


def test_rule_30_a_clock_put_forward_ends_in_a_no():
    someone = asked()

    someone.sees(now=someone.snapshot.now + timedelta(days=400))

    assert answer(someone) is Answer.NO


def test_once_answered_it_does_not_come_back_while_the_box_takes_it_in():
    someone = asked().press(Key.LEFT, Key.OK)

    assert someone.screen == "live"
    someone.press(Key.VOLUME_UP)
    assert someone.screen == "live"


def test_it_goes_away_when_the_box_no_longer_asks():
    someone = asked().sees(question=None)

    assert (someone.screen, someone.sent) == ("live", ())


def test_it_comes_over_another_screen_and_leaves_that_as_it_was():
    someone = viewer().press(Key.GUIDE)
    before = someone.focus

    someone.sees(question=Purpose.TAILORED_SPOTS).wait(1)
    someone.press(Key.RIGHT, Key.OK).sees(question=None)

    assert (someone.screen, someone.focus) == ("guide", before)


def test_keys_of_other_screens_do_not_leave_it():
    someone = asked().press(Key.GUIDE, Key.MENU, Key.CHANNEL_UP, Key.DIGIT_5, Key.PRIVACY)

    assert (someone.screen, someone.sent) == ("consent", ())
