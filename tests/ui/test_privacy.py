"""The privacy page: withdrawing, agreeing, the group, and what left the box."""

from __future__ import annotations

import json
from dataclasses import replace

from stb.engine.commands import AnswerConsent, EnterPin, LockAgain
from stb.engine.snapshot import Pin
from stb.model.consent import Answer, Method, Purpose
from stb.model.key import Key
from stb.ui import notices
from stb.ui.scene import Icon, Text
from stb.ui.screens.consent import Consent
from stb.ui.screens.sent import hex_lines, pretty, wrapped
from tests.ui import walk, world
from tests.ui.world import Viewer, viewer


def agreed(**changes: object) -> Viewer:
    return viewer(consents=world.answered(), segments=(world.FAMILIES,), **changes)


def icons(someone: Viewer) -> set[str]:
    return {n.name for n in someone.scene if isinstance(n, Icon)}


def test_rule_10_withdrawing_is_two_presses_no_more_than_agreeing():
    someone = agreed().press(Key.PRIVACY).press(Key.OK)

    notice = notices.notice(Purpose.TAILORED_SPOTS, "en")
    assert someone.sent == (
        AnswerConsent(Purpose.TAILORED_SPOTS, Answer.NO, Method.PRIVACY_PAGE, notice),
    )


def test_rule_10_it_can_be_withdrawn_from_every_screen_in_at_most_four_presses():
    for name, reach in walk.gallery(world.context("en")).items():
        someone = reach().sees(consents=world.answered(), question=None, on=True,
                               household=world.snapshot().household)  # fmt: skip
        keys = [Key.PRIVACY, Key.OK]
        if isinstance(someone.view.top, Consent):  # a question is left first, its words before it
            keys = [Key.EXIT, *keys]

        someone.press(*keys)

        assert len(keys) <= 4
        assert [c.answer for c in someone.sent if isinstance(c, AnswerConsent)] == [Answer.NO], name


def test_a_held_ok_withdraws_nothing():
    assert agreed().press(Key.PRIVACY).press(Key.OK, held=True).sent == ()


def test_switching_on_shows_the_question_with_neither_in_focus():
    someone = viewer().press(Key.PRIVACY, Key.OK)

    assert (someone.screen, someone.focus, someone.sent) == ("consent", "", ())
    someone.wait(1).press(Key.LEFT, Key.OK)
    assert [c.method for c in someone.sent if isinstance(c, AnswerConsent)] == [Method.PRIVACY_PAGE]
    assert someone.screen == "privacy"


def test_the_switch_says_what_is_in_force_and_how_it_came_about():
    someone = agreed().press(Key.PRIVACY)

    assert "switch-on" in icons(someone)
    assert someone.text("switch-given") == (
        "Yes: Wednesday 18 November, 18:37, in the question on the screen."
    )


def test_a_consent_set_at_the_start_is_marked_on_the_page_and_on_the_picture():
    someone = viewer(consents=world.answered(method=Method.START_SWITCH))

    assert someone.text("set-at-start") == "Consent set at the start: yes"
    someone.press(Key.PRIVACY)
    assert "set at the start, not by the viewer" in someone.text("switch-given")
    assert someone.text("set-at-start")


def test_a_refusal_set_at_the_start_is_marked_too():
    consents = world.answered(Answer.NO, method=Method.START_SWITCH)

    assert viewer(consents=consents).text("set-at-start") == "Consent set at the start: no"


def test_an_answer_by_the_viewer_carries_no_mark():
    assert agreed().text("set-at-start") == ""


def test_the_group_is_in_words_with_its_households():
    someone = agreed().press(Key.PRIVACY)

    assert someone.text("group") == "Families with a child of six or younger"
    assert someone.text("group-homes") == "18,250 households"


def test_without_a_yes_no_group_is_shown():
    someone = viewer(segments=(world.FAMILIES,)).press(Key.PRIVACY)

    assert someone.text("group") == "None. Without a yes, no group is looked for."


def test_what_left_is_behind_the_pin():
    someone = agreed(sent=world.SENT).press(Key.PRIVACY, Key.RIGHT, Key.OK)
    assert someone.screen == "pin"

    someone.type("1470")
    assert someone.sent == (EnterPin("1470"),)
    assert someone.screen == "pin"
    assert someone.sees(pin=Pin(open=True)).screen == "sent"


def test_leaving_what_left_locks_again():
    someone = agreed(sent=world.SENT).press(Key.PRIVACY, Key.RIGHT, Key.OK)
    someone.sees(pin=Pin(open=True))

    assert someone.press(Key.OK).sent == ()
    assert someone.press(Key.BACK).sent == ()
    assert someone.press(Key.BACK).sent == (LockAgain(),)
    assert (someone.screen, someone.focus) == ("privacy", "sent")


def test_another_key_out_of_what_left_locks_too():
    someone = agreed(sent=world.SENT).press(Key.PRIVACY, Key.RIGHT, Key.OK)
    someone.sees(pin=Pin(open=True))

    assert LockAgain() in someone.press(Key.EXIT).sent


def test_every_byte_of_a_message_can_be_read_back_from_the_screen():
    someone = agreed(sent=world.SENT).press(Key.PRIVACY, Key.RIGHT, Key.OK)
    someone.sees(pin=Pin(open=True)).press(Key.DOWN, Key.OK)
    assert someone.screen == "bytes"

    read: dict[str, str] = {}
    for _ in range(len(world.SENT[0].body) // 16):
        lines = [n.text for n in someone.scene if isinstance(n, Text) and n.role == "bytes"]
        read |= {line[:4]: line[7:56].replace(" ", "") for line in lines}
        someone.press(Key.DOWN)
    assert bytes.fromhex("".join(read[at] for at in sorted(read))) == world.SENT[0].body


def test_of_an_envelope_what_was_in_it_its_size_and_its_whole_hash_are_shown():
    """So that whoever records what leaves the box finds it in the list, and the other way round."""
    someone = agreed(sent=world.SENT).press(Key.PRIVACY, Key.RIGHT, Key.OK)
    someone.sees(pin=Pin(open=True)).press(Key.DOWN)

    assert someone.text("sent-size").endswith(" bytes, in an envelope of 1072")

    someone.press(Key.OK)
    assert " before sealing; on the wire an envelope of 1072" in someone.text("bytes-count")
    assert someone.text("bytes-sha256") == world.SENT[0].sha256


def test_an_empty_envelope_is_called_so_and_bills_nobody():
    someone = agreed(sent=(world.EMPTY,)).press(Key.PRIVACY, Key.RIGHT, Key.OK)
    someone.sees(pin=Pin(open=True))

    assert someone.text("sent:0") == "An empty envelope"
    assert someone.text("sent-purpose") == "So that every box sends as many"


def test_what_an_erased_envelope_held_is_not_told_by_its_name():
    erased = replace(world.EMPTY, body=b"")
    someone = agreed(sent=(erased,)).press(Key.PRIVACY, Key.RIGHT, Key.OK)

    assert someone.sees(pin=Pin(open=True)).text("sent:0") == "An envelope"


def test_a_long_message_scrolls_to_its_last_byte():
    body = bytes(range(256)) * 4
    lines = hex_lines(body)

    assert len(lines) == 64
    assert bytes.fromhex("".join(line[7:56].replace(" ", "") for line in lines)) == body


def test_a_body_that_is_no_json_is_shown_as_it_is():
    assert pretty(b"not json") == ("not json",)
    assert pretty(b"\xff\xfe") == ("��",)


def test_the_readable_form_says_the_same_as_the_bytes():
    body = world.SENT[1].body

    assert json.loads("\n".join(pretty(body))) == json.loads(body)


def test_nothing_sent_is_said_in_words():
    someone = viewer().press(Key.PRIVACY, Key.RIGHT, Key.OK).sees(pin=Pin(open=True))

    assert someone.text("sent-none") == "Nothing has left this box."


def test_no_byte_of_a_message_is_cut_in_the_list():
    line = '  "creative": "' + "0123456789abcdef" * 4 + '",'

    pieces = wrapped(line, 47)

    assert all(len(piece) <= 47 for piece in pieces)
    assert pieces[0] + "".join(piece.strip() for piece in pieces[1:]) == line
