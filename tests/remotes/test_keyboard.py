"""The keyboard as a remote."""

from __future__ import annotations

from stb.model.key import Key
from stb.remotes.keyboard import KEYS, WINDOW_KEYS
from stb.ui.screens.keys import COLUMNS, GROUPS


def test_every_key_of_the_box_is_on_the_keyboard_once():
    assert sorted(row.key.value for row in KEYS) == sorted(key.value for key in Key)


def test_no_keyboard_key_stands_for_two():
    names = [name.lower() for row in KEYS for name in row.names]

    assert len(names) == len(set(names))


def test_the_windows_own_keys_are_free():
    own = {name for row in WINDOW_KEYS for name in row.names}

    assert own == {"F2", "F11"}
    assert not own & {name.upper() for row in KEYS for name in row.names}


def test_every_key_says_what_it_does_in_both_languages():
    for row in (*KEYS, *WINDOW_KEYS):
        assert row.says("nl")
        assert row.says("en")
        assert row.says("nl") != row.says("en") or row.says("nl") in {"Menu", "Privacy"}


def test_every_group_has_its_place_on_the_screen():
    placed = [group for column in COLUMNS for group in column]

    assert sorted(placed) == sorted(GROUPS)
    assert {row.group for row in (*KEYS, *WINDOW_KEYS)} == set(GROUPS)
