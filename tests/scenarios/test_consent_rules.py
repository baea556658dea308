"""The thirty rules of consent, one after the other; each can be broken, and then one test fails.

A viewer before a screen stands for what is shown, a box on fakes for what it does, the real
database where bytes on the disk count. More of most rules is tested beside the modules.
"""

from __future__ import annotations

import itertools
import json
import shutil
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from stb.adapters import assets, language
from stb.adapters.screen import shots
from stb.adapters.screen.painter import Painter
from stb.adapters.screen.words import Fonts, Measure
from stb.adapters.store import SqliteStore
from stb.cli import main
from stb.engine.commands import (
    AnswerConsent,
    EnterPin,
    FactoryReset,
    LockAgain,
    NotMySegment,
    Pause,
    PlaceOrder,
    PlayRental,
    Resume,
    SeekTo,
    SetVolume,
    StartOver,
    Tune,
)
from stb.engine.events import OnAir
from stb.engine.snapshot import Pin, Snapshot
from stb.model.consent import (
    NO_RESTS,
    YES_LASTS,
    Answer,
    Consents,
    Method,
    Notice,
    Purpose,
    State,
)
from stb.model.key import Key
from stb.model.timeline import Source
from stb.qa.driver import Driver
from stb.ui import notices, television
from stb.ui.context import Context
from stb.ui.scene import Icon, Panel, Rect, Scene, Text, Video
from stb.ui.screens.consent import question
from stb.ui.theme import COLOURS, STYLES
from tests.engine.conftest import NOTICE, Room, furnished
from tests.ui import walk, world
from tests.ui.hexdump import read_to_the_end
from tests.ui.world import Viewer, viewer

SPOTS, TIPS, FIGURES = Purpose.TAILORED_SPOTS, Purpose.VIEWING_TIPS, Purpose.TELEMETRY
YES, NO = Answer.YES, Answer.NO
BUTTONS = {YES: Rect(408, 672, 532, 108), NO: Rect(980, 672, 532, 108)}


# -- helpers ---------------------------------------------------------------------------


def asked(spoken: str = "en", purpose: Purpose = SPOTS, **changes: object) -> Viewer:
    """Somebody before a question, after the guard of half a second."""
    if purpose is SPOTS:
        return viewer(spoken, **changes).sees(question=purpose).wait(1)
    downs = [Key.DOWN] * notices.ASKED.index(purpose)
    return viewer(spoken, **changes).press(Key.PRIVACY, *downs, Key.OK).wait(1)


def answers(someone: Viewer) -> list[Answer]:
    return [c.answer for c in someone.sent if isinstance(c, AnswerConsent)]


def told(room: Room, purpose: Purpose, answer: Answer) -> Snapshot:
    return room.tell(AnswerConsent(purpose, answer, Method.PRIVACY_PAGE, NOTICE))


def raw(folder: Path) -> bytes:
    return b"".join(f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file())


def typeset(spoken: str) -> Context:
    words = language.words(assets.folder(), spoken)
    return world.context(spoken, say=words, measure=Measure(Fonts(assets.folder() / "fonts")))


def painted(scene: Scene) -> NDArray[np.uint8]:
    """The pixels of a scene at its own size, over black."""
    return shots.pixels(Painter((1920, 1080), assets.folder()).paint(scene, picture=None))


def ground(pixels: NDArray[np.uint8], button: Rect, *, around: int = 8) -> NDArray[np.uint8]:
    """A button with what is close around it, its words blanked out."""
    box = button.grown(around)
    crop = pixels[box.y : box.y + box.h, box.x : box.x + box.w].copy()
    crop[:, box.w // 2 - 120 : box.w // 2 + 120] = 0
    return crop


def ink(pixels: NDArray[np.uint8], button: Rect) -> list[int]:
    """The colour farthest from the button's ground: that of its words."""
    crop = pixels[button.y : button.y + button.h, button.x : button.x + button.w].astype(int)
    farthest = np.abs(crop - crop[10, 30]).sum(axis=2).argmax()
    return [int(v) for v in crop.reshape(-1, 3)[farthest]]


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """WCAG 2.1's ratio of two colours, 0 to 255 each."""

    def light(colour: tuple[float, ...]) -> float:
        parts = [v / 255 for v in colour]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def over(colour: str, under: tuple[float, ...]) -> tuple[float, ...]:
    """A colour of the theme, with its opacity, laid over another."""
    top = COLOURS[colour]
    pairs = zip((top.r, top.g, top.b), under, strict=True)
    return tuple(each * top.a + below * (1 - top.a) for each, below in pairs)


def switches(someone: Viewer) -> list[str]:
    return [n.name for n in someone.scene if isinstance(n, Icon) and n.name.startswith("switch")]


def spots_aired(room: Room) -> list[tuple[int, int]]:
    """Where each spot began in the programme, and how long it was."""
    aired = [e for e in room.events if isinstance(e, OnAir) and e.frames]
    return [(e.frame, e.frames) for e in aired if e.source is not Source.PROGRAMME]


# -- the rules -------------------------------------------------------------------------


def test_rule_01_before_an_answer_nothing_about_viewing_is_sent_or_written(tmp_path: Path):
    with closing(SqliteStore(tmp_path)) as store:
        room = furnished(store=store)  # type: ignore[arg-type]
        room.watch()
        snapshot = room.run(250)

        assert snapshot.question is SPOTS
        assert room.egress.received == []
        assert (store.queued(), store.plays(), store.remembered()) == ((), (), ())
        assert (snapshot.segments, store.consents()) == ((), ())
        assert b"sirius-6-quiz" not in raw(tmp_path)


@pytest.mark.parametrize("spoken", ["nl", "en"])
def test_rule_02_yes_and_no_are_alike_to_the_pixel_on_the_first_layer(spoken: str):
    context = typeset(spoken)
    rest = painted(walk.gallery(context)["consent"]().scene)
    chosen = {
        answer: painted(Viewer(world.snapshot(), context).sees(question=SPOTS).wait(1)
                        .press(key).scene)
        for answer, key in ((YES, Key.LEFT), (NO, Key.RIGHT))
    }  # fmt: skip

    assert BUTTONS[YES].y == BUTTONS[NO].y
    assert (ground(rest, BUTTONS[YES]) == ground(rest, BUTTONS[NO])).all()
    assert ink(rest, BUTTONS[YES]) == ink(rest, BUTTONS[NO])
    assert (ground(chosen[YES], BUTTONS[YES]) == ground(chosen[NO], BUTTONS[NO])).all()
    assert ink(chosen[YES], BUTTONS[YES]) == ink(chosen[NO], BUTTONS[NO])
    assert ground(rest, BUTTONS[YES]).any(), "there is a button to be compared"


@pytest.mark.parametrize("purpose", Purpose)
def test_rule_03_yes_and_no_take_two_presses_each(purpose: Purpose):
    assert answers(asked(purpose=purpose).press(Key.LEFT, Key.OK)) == [YES]
    assert answers(asked(purpose=purpose).press(Key.RIGHT, Key.OK)) == [NO]


@pytest.mark.parametrize("purpose", Purpose)
def test_rule_04_neither_has_the_focus_and_a_line_says_how_to_choose(purpose: Purpose):
    someone = asked(purpose=purpose)

    assert someone.focus == ""
    assert "left or right" in someone.text("consent-choose")
    assert answers(someone.press(Key.OK)) == []


def test_rule_05_nothing_is_on_beforehand_and_each_purpose_is_answered_by_itself():
    page = viewer().press(Key.PRIVACY)
    assert switches(page) == ["switch-off"] * 3

    room = furnished()
    snapshot = told(room, TIPS, YES)

    assert [p for p in Purpose if snapshot.allows(p)] == [TIPS]
    assert {notices.words(p, "nl").body for p in Purpose} == {
        notices.words(p, "nl").body for p in notices.ASKED
    }
    assert len({notices.notice(p, "nl").text_sha256 for p in Purpose}) == 3


@pytest.mark.parametrize("wish", list(itertools.product((YES, NO), repeat=3)))
def test_rule_06_every_combination_is_kept_and_obeyed(wish: tuple[Answer, ...], tmp_path: Path):
    with closing(SqliteStore(tmp_path)) as store:
        room = furnished(store=store)  # type: ignore[arg-type]
        for purpose, answer in zip(Purpose, wish, strict=True):
            told(room, purpose, answer)
        room.restart()
        room.run(3)
        room.watch()

        snapshot = room.play_to(700)

    wanted = [purpose for purpose, answer in zip(Purpose, wish, strict=True) if answer is YES]
    assert [purpose for purpose in Purpose if snapshot.allows(purpose)] == wanted
    assert (snapshot.place == "creative") is (SPOTS in wanted)


@pytest.mark.parametrize("leave", [Key.BACK, Key.EXIT, Key.POWER, None])
@pytest.mark.parametrize("purpose", Purpose)
def test_rule_07_leaving_in_any_way_is_a_no(leave: Key | None, purpose: Purpose):
    someone = asked(purpose=purpose).press(Key.LEFT)

    left = someone.wait(61) if leave is None else someone.press(leave)

    assert answers(left) == [NO]


@pytest.mark.parametrize("key", [Key.OK, Key.LEFT, Key.RIGHT, Key.BACK, Key.EXIT, Key.DOWN])
def test_rule_08_a_key_within_half_a_second_or_held_down_answers_nothing(key: Key):
    early = viewer().sees(question=SPOTS).wait(0.44)
    before = early.scene
    held = asked().press(Key.LEFT)

    assert (early.press(key).sent, early.scene) == ((), before)
    assert (held.press(key, held=True).sent, held.focus) == ((), "yes")


def test_rule_09_the_programme_goes_on_at_the_same_frame_and_a_no_costs_nothing():
    room, untouched = furnished(), furnished()
    frame = room.watch().playing
    asking = room.run(100).playing
    after = room.answer(NO)
    plain = untouched.run()

    assert frame is not None
    assert asking is not None
    assert frame.frame == asking.frame
    assert after.playing is not None
    assert after.playing.frame in {asking.frame, asking.frame + 1}
    assert (after.lineup, after.products) == (plain.lineup, plain.products)
    assert not [node for node in asked().scene if isinstance(node, Video) and node.rect.w < 1920]


def test_rule_10_withdrawing_takes_no_more_presses_and_four_at_most_from_anywhere():
    on = Consents(tuple(replace(world.answered().records[0], id=p.value, purpose=p)
                        for p in Purpose))  # fmt: skip
    for name, reach in walk.gallery(world.context("en")).items():
        for n, purpose in enumerate(Purpose):
            someone = reach().wait(1).sees(consents=on, question=None, on=True,
                                           household=world.snapshot().household)  # fmt: skip
            if someone.screen in {"consent", "pin"}:  # it is left by a no, and not read on here
                continue
            keys = [Key.PRIVACY, *[Key.DOWN] * n, Key.OK]
            giving = [Key.PRIVACY, *[Key.DOWN] * n, Key.OK, Key.LEFT, Key.OK]

            someone.press(*keys)

            assert [(c.purpose, c.answer) for c in someone.sent
                    if isinstance(c, AnswerConsent)] == [(purpose, NO)], name  # fmt: skip
            assert len(keys) <= min(4, len(giving))


def test_rule_11_a_no_works_offline_at_once_and_leaves_no_byte_after_a_kill(tmp_path: Path):
    here, copy = tmp_path / "box", tmp_path / "as-it-lay-there"
    with closing(SqliteStore(here)) as store:
        room = furnished(store=store)  # type: ignore[arg-type]
        room.egress.down = True
        room.watch()
        room.answer(YES)
        room.play_to(900)
        told(room, SPOTS, YES)
        assert store.plays()
        assert store.waiting()
        assert b"campaign-a" in raw(here) or b"campaign-b" in raw(here)

        snapshot = room.answer(NO)
        shutil.copytree(here, copy)  # what a kill in the next instant leaves

    assert (snapshot.segments, snapshot.waiting_reports) == ((), 0)
    assert snapshot.place != "creative"
    assert b"campaign-" not in raw(copy)
    assert b"young-families" not in raw(copy)
    with closing(SqliteStore(copy)) as store:
        assert store.consents()[-1].state is State.WITHDRAWN
        kept = (store.plays(), store.waiting(), store.tokens(), store.remembered(), store.queued())
        assert kept == ((),) * 5
        assert store.plan() is None


@pytest.mark.parametrize("spoken", ["nl", "en"])
@pytest.mark.parametrize("purpose", Purpose)
def test_rule_12_sixty_words_of_24_pixels_and_contrast_at_most_and_at_least(
    spoken: str, purpose: Purpose
):
    shown = [n for n in asked(spoken, purpose).scene if isinstance(n, Text)]

    assert 20 < sum(len(node.text.split()) for node in shown) <= 60
    assert all(STYLES[node.style].size * 720 / 1080 >= 24 for node in shown)
    for under in ((0.0, 0.0, 0.0), (255.0, 255.0, 255.0)):  # the darkest and brightest picture
        card = over("glass-deep", tuple(v * 0.4 for v in under))
        for node in shown:
            behind = over("raised", card) if node.role in {"yes", "no"} else card
            assert contrast(over(node.colour, behind), behind) >= 4.5, node.role


@pytest.mark.parametrize("purpose", Purpose)
def test_rule_13_names_who_what_for_which_data_how_long_withdrawing_and_nobody_else(
    purpose: Purpose,
):
    labels = {
        "nl": ["Wie vraagt dit", "Waarvoor", "Welke gegevens", "Hoe lang", "Intrekken",
               "Wie krijgt ze nog meer"],
        "en": ["Who is asking", "What for", "Which data", "For how long", "Withdrawing",
               "Who else gets them"],
    }  # fmt: skip
    for spoken, wanted in labels.items():
        someone = Viewer(world.snapshot(), typeset(spoken)).sees().wait(5)
        downs = [Key.DOWN] * notices.ASKED.index(purpose)
        someone.press(Key.PRIVACY, *downs, Key.OK).wait(1).press(Key.DOWN)
        shown = [n.text for n in someone.scene if isinstance(n, Text)]

        assert [text for text in shown if text in wanted] == wanted
        assert shown[shown.index(wanted[0]) + 1].startswith("Merel Televisie")
        assert "twaalf maanden" in shown[shown.index(wanted[3]) + 1] or spoken == "en"
        assert shown[shown.index(wanted[5]) + 1] in {"Niemand.", "Nobody."}


@pytest.mark.parametrize("purpose", Purpose)
def test_rule_14_a_plain_yes_and_no_without_colour_or_sign_on_one_side(purpose: Purpose):
    scene = asked("nl", purpose).scene
    at = {n.role: i for i, n in enumerate(scene) if isinstance(n, Text) and n.role in {"yes", "no"}}
    (yes, no), (under_yes, under_no) = (
        [scene[at["yes"]], scene[at["no"]]], [scene[at["yes"] - 1], scene[at["no"] - 1]],
    )  # fmt: skip

    assert isinstance(yes, Text)
    assert isinstance(no, Text)
    assert isinstance(under_yes, Panel)
    assert isinstance(under_no, Panel)
    assert (yes.text, no.text) == ("Ja", "Nee")
    assert (yes.style, yes.colour) == (no.style, no.colour)
    assert (under_yes.colour, under_yes.shadow) == (under_no.colour, under_no.shadow)
    assert not [node for node in scene if isinstance(node, Icon)]


def test_rule_15_a_no_rests_six_months_and_a_yes_runs_out_after_twelve():
    room = furnished()
    room.watch()
    room.answer(NO)
    room.clock.at += NO_RESTS - timedelta(hours=1)
    rested = room.run()
    room.clock.at += timedelta(hours=2)
    due = room.run()

    yes = furnished()
    yes.answer(YES)
    yes.clock.at += YES_LASTS - timedelta(hours=1)
    holds = yes.run()
    yes.clock.at += timedelta(hours=2)
    over_now = yes.run(2)

    assert not rested.consents.is_due(SPOTS, rested.now)
    assert due.consents.is_due(SPOTS, due.now)
    assert holds.allows(SPOTS)
    assert not over_now.allows(SPOTS)
    assert [r.state for r in over_now.consents.records] == [State.GIVEN, State.RAN_OUT]


def test_rule_16_a_new_text_is_asked_of_those_who_said_yes_and_off_until_then():
    room = furnished()
    room.answer(YES)
    told(room, TIPS, NO)
    renewed = Consents(room.store.consents(), version=2)
    now = room.clock.utc()

    assert (renewed.allows(SPOTS, now), renewed.is_due(SPOTS, now)) == (False, True)
    assert (renewed.allows(TIPS, now), renewed.is_due(TIPS, now)) == (False, False)


@pytest.mark.parametrize("spoken", ["nl", "en"])
def test_rule_17_the_picture_that_was_shown_can_be_made_again_from_the_record(
    spoken: str, tmp_path: Path
):
    context = typeset(spoken)
    someone = Viewer(world.snapshot(), context).sees(question=SPOTS).wait(1)
    shown = painted(someone.scene)
    someone.press(Key.RIGHT, Key.OK)
    (command,) = (c for c in someone.sent if isinstance(c, AnswerConsent))
    with closing(SqliteStore(tmp_path)) as store:
        store.add_consent(command.record("r1", at=world.NOW))
        (record,) = store.consents()

    other = typeset("en" if spoken == "nl" else "nl")  # whoever looks may speak another
    looking = Viewer(world.snapshot(consents=Consents((record,))), other).sees().wait(5)
    looking.press(Key.PRIVACY, Key.RIGHT, Key.DOWN, Key.DOWN, Key.OK, Key.OK)

    assert looking.screen == "as-shown"
    assert record.notice == notices.notice(SPOTS, spoken)
    assert (painted(looking.scene) == shown).all()


def test_rule_17_and_18_the_verbs_list_paint_and_export_what_was_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    record = AnswerConsent(TIPS, YES, Method.POPUP, notices.notice(TIPS, "nl")).record(
        "r1", at=world.NOW
    )
    with closing(SqliteStore(tmp_path / "box" / "young-family")) as store:
        store.add_consent(record)
        (receipt,) = store.receipts.rows()
    data = ["--data", str(tmp_path)]

    assert main(["privacy", "answers", *data]) == 0
    assert "viewing-tips  given  pop-up  1-nl" in capsys.readouterr().out
    assert main(["privacy", "export", *data, "--out", str(tmp_path / "x.json")]) == 0
    assert main(["privacy", "picture", "r1", *data, "--out", str(tmp_path / "x.png")]) == 0
    assert main(["privacy", "picture", "r2", *data, "--out", str(tmp_path / "y.png")]) == 1

    export = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    answers = export["kept"][0]["holds"]
    (notice,) = answers["notices"]
    assert answers["receipts"] == [receipt.decode()]
    assert sha256("\n".join(notice["words"]).encode()).hexdigest() == notice["sha256"]
    assert notice["sha256"] == record.notice.text_sha256
    made = shots.pixels(shots.load(tmp_path / "x.png"))
    words = notices.words(TIPS, "nl")
    anew = Painter((1280, 720), assets.folder()).paint(question(words), picture=None)
    assert (made == shots.pixels(anew)).all()


def test_rule_18_a_receipt_is_there_at_any_time_without_a_pin():
    someone = viewer(consents=world.ran_out()).press(Key.PRIVACY, Key.RIGHT, Key.DOWN, Key.DOWN)

    someone.press(Key.OK)

    assert someone.screen == "receipts"
    states = [n.text for n in someone.scene if isinstance(n, Text) and n.role == "receipt-state"]
    assert states == ["No", "Expired", "Yes"]


def test_rule_19_in_a_child_profile_nothing_is_asked_and_all_is_off():
    room = furnished()
    room.household = replace(room.household, child_profile=True)
    room.answer(YES)  # by a parent, before
    room.restart()
    room.run(3)
    asking = room.watch()
    for purpose in Purpose:
        told(room, purpose, YES)
    snapshot = room.play_to(900)
    page = viewer(household=world.CHILD).press(Key.PRIVACY)

    assert asking.question is None
    assert not any(snapshot.allows(purpose) for purpose in Purpose)
    assert (snapshot.segments, room.store.plays()) == ((), ())
    assert "creative" not in {e.source.value for e in room.events if isinstance(e, OnAir)}
    assert page.press(Key.OK).screen == "privacy"


@pytest.mark.parametrize(("key", "answer"), [(Key.LEFT, YES), (Key.RIGHT, NO)])
def test_rule_20_the_pin_comes_before_either_answer_where_it_is_set(key: Key, answer: Answer):
    someone = asked(household=world.WITH_PIN).press(key, Key.OK)
    assert (someone.screen, someone.sent) == ("pin", ())

    assert someone.type("1470").sent == (EnterPin("1470"),)
    someone.sees(pin=Pin(open=True))

    assert answers(someone) == [answer]
    assert LockAgain() in someone.sent
    left = asked(household=world.WITH_PIN).press(key, Key.OK, Key.EXIT)
    assert answers(left) == [NO], "leaving needs no PIN"


def test_rule_21_a_script_has_no_shortcut_and_a_start_switch_is_marked_on_every_screen():
    verbs = {name for name in dir(Driver) if not name.startswith("_")}
    assert not [name for name in verbs if "consent" in name or "answer" in name]

    set_at_start = world.answered(method=Method.START_SWITCH)
    for name, reach in walk.gallery(world.context("en")).items():
        someone = reach().sees(consents=set_at_start)
        if someone.screen != "standby":
            assert someone.text("set-at-start") == "Consent set at the start: yes", name


def test_rule_22_the_same_choices_stand_in_the_same_order_every_time():
    seen = set()
    for purpose, spoken in itertools.product(Purpose, ("nl", "en")):
        for _ in range(2):
            scene = asked(spoken, purpose).scene
            seen.add(tuple((n.role, n.rect) for n in scene
                           if isinstance(n, Text) and n.role in {"yes", "no"}))  # fmt: skip

    assert len(seen) == 1
    ((yes, _), (no, _)) = seen.pop()
    assert (yes, no) == ("yes", "no")


def test_rule_23_the_privacy_page_shows_the_group_its_households_why_and_the_bytes():
    someone = viewer(consents=world.answered(), segments=(world.FAMILIES,), sent=world.SENT)
    someone.press(Key.PRIVACY)

    assert someone.text("group") == "Families with a child of six or younger"
    assert someone.text("group-homes") == "18,250 households"
    assert someone.text("group-note") == "Worked out here. The operator does not know it."
    someone.press(Key.RIGHT, Key.OK).sees(pin=Pin(open=True)).press(Key.DOWN, Key.OK)
    shown = read_to_the_end(lambda: someone.scene, lambda: someone.press(Key.DOWN))
    assert shown == world.SENT[0].body


def test_rule_24_a_wrong_group_is_put_right_and_stays_so():
    room = furnished()
    (segment,) = room.answer(YES).segments
    someone = viewer(consents=world.answered(), segments=(segment,)).press(Key.PRIVACY)
    assert someone.press(Key.YELLOW).sent == (NotMySegment(segment.id),)

    room.tell(*(c for c in someone.sent))
    room.restart()
    corrected = room.run(3)
    room.answer(NO)
    asked_anew = room.answer(YES)

    assert corrected.allows(SPOTS)
    assert corrected.segments == ()
    assert asked_anew.segments == (segment,), "the correction goes with the profile"


@pytest.mark.parametrize("purpose", Purpose)
def test_rule_25_both_buttons_are_read_aloud(purpose: Purpose):
    def said(someone: Viewer) -> str:
        return television.spoken(someone.view, someone.snapshot, someone.context)

    dutch = asked("nl", purpose)

    assert said(dutch).startswith(notices.words(purpose, "nl").heading)
    assert said(dutch.press(Key.LEFT)) == "Ja. Knop 1 van 2."
    assert said(dutch.press(Key.RIGHT)) == "Nee. Knop 2 van 2."
    assert said(asked("en", purpose).press(Key.RIGHT)) == "No. Button 2 of 2."


def test_rule_26_a_factory_reset_is_no_answer_and_keeps_only_what_is_owed(tmp_path: Path):
    with closing(SqliteStore(tmp_path)) as store:
        room = furnished(store=store)  # type: ignore[arg-type]
        room.watch()
        room.answer(YES)
        room.play_to(900)
        room.tell(EnterPin("1234"), PlaceOrder("film-1", 399))
        room.run(20)
        room.egress.down = True
        room.tell(EnterPin("1234"), PlaceOrder("film-1", 399))
        owed = [state.order for state in room.run(2).orders if not state.delivered]
        page = viewer(orders=room.box.snapshot.orders).press(
            Key.PRIVACY, Key.RIGHT, *[Key.DOWN] * 4, Key.OK).sees(pin=Pin(open=True))  # fmt: skip
        said = page.text("reset-owed")

        snapshot = room.tell(FactoryReset())
        left = raw(tmp_path)
        room.egress.down = False
        room.clock.at += timedelta(days=1)
        sent = room.run(5)

    assert len(owed) == 1
    assert (page.text("reset-owed-label"), said) == (
        "Not sent yet, so it stays until it is", owed[0].title,
    )  # fmt: skip
    assert snapshot.consents.records == ()
    assert snapshot.consents.is_due(SPOTS, snapshot.now)
    assert [state.order for state in snapshot.orders] == owed
    assert (snapshot.rentals, snapshot.sent, snapshot.places) == ((), (), ())
    assert b"campaign-" not in left
    assert [state.delivered for state in sent.orders] == [True]
    assert [o.body for o in room.egress.received].count(sent.sent[-1].body) == 1


def test_rule_27_ordering_works_with_all_off():
    room = furnished()
    for purpose in Purpose:
        told(room, purpose, NO)

    room.tell(EnterPin("1234"), PlaceOrder("film-1", 399))
    room.tell(PlayRental("film-1"))
    snapshot = room.run(20)

    assert [state.delivered for state in snapshot.orders] == [True]
    assert snapshot.place == "rental"


def test_rule_28_every_function_is_there_with_all_off():
    def evening(answer: Answer) -> list[object]:
        room = furnished()
        for purpose in Purpose:
            told(room, purpose, answer)
        did: list[object] = []
        for command in (Tune("sirius-6"), SetVolume(30), Tune("oranje-een")):
            snapshot = room.tell(command)
            did.append((snapshot.place, snapshot.service, snapshot.volume))
        room.watch()
        for command in (Pause(), Resume(), SeekTo(1_200), StartOver()):
            playing = room.tell(command).playing
            did.append(playing and (playing.intent, playing.frame, playing.frames))
        room.tell(EnterPin("1234"), PlaceOrder("film-1", 399))
        did.append(room.tell(PlayRental("film-1")).place)
        return did

    off = Consents(tuple(replace(world.answered(NO).records[0], id=p.value, purpose=p)
                         for p in Purpose))  # fmt: skip
    refused = viewer(consents=off).press(Key.MENU)

    assert evening(NO) == evening(YES)
    assert refused.scene == viewer().press(Key.MENU).scene


def test_rule_29_there_are_no_more_spots_with_all_on_than_with_all_off():
    aired = {}
    for answer in (YES, NO):
        room = furnished()
        for purpose in Purpose:
            told(room, purpose, answer)
        room.watch()
        room.play_to(1_400)
        aired[answer] = spots_aired(room)
        assert room.box.snapshot.playing is not None
        assert room.box.snapshot.playing.frames == 1_500

    assert aired[YES] == aired[NO]
    assert len(aired[NO]) > 2


@pytest.mark.parametrize("jump", [-20_000, -400, -1, 1, 182, 400, 3_650])
def test_rule_30_no_jump_of_the_clock_makes_a_yes_of_a_no_or_renews_one(jump: int):
    refused, agreed = furnished(), furnished()
    refused.answer(NO)
    agreed.answer(YES)
    agreed.clock.at += YES_LASTS
    agreed.run(2)

    for room in (refused, agreed):
        room.clock.at += timedelta(days=jump)
        assert not room.run(2).allows(SPOTS)
        room.restart()
        assert not room.run(2).allows(SPOTS)
        room.clock.at -= timedelta(days=jump) + YES_LASTS / 2
        assert not room.run(2).allows(SPOTS)


def test_the_notice_in_a_test_is_none_that_was_ever_shown():
    assert notices.shown(SPOTS, NOTICE) is None
    assert notices.shown(SPOTS, Notice(1, "nl", notices.notice(SPOTS, "nl").text_sha256))
