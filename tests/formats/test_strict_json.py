from __future__ import annotations

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.errors import InputError
from stb.formats.strict_json import BadJson, JsonTooLarge, dumps, loads

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(st.characters(codec="utf-8"))
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc\"\\[{"), inner),
    max_leaves=20,
)  # fmt: skip


@given(json_values)
def test_what_is_written_is_read(value):
    assert loads(dumps(value), cap=1 << 20, deepest=64) == value


@given(
    st.binary(max_size=200) | st.text('[]{}"\\:,01eE.-NaInfity tru', max_size=60).map(str.encode)
)
def test_any_bytes_are_read_or_refused_as_bad_input(data):
    with suppress(InputError):
        loads(data, cap=100)


def test_equal_values_are_equal_bytes_whatever_the_order_of_their_keys():
    assert dumps({"b": 1, "a": [1.0, "é"]}) == '{"a":[1.0,"é"],"b":1}'.encode()


@pytest.mark.parametrize(
    "text",
    ['{"a":1,"a":2}', "NaN", "[Infinity]", "-Infinity", "1e999", '"\\ud800"', "{", "", '"\xff',
     "[1,]", "9" * 5000, '{"v":1}x'],
)  # fmt: skip
def test_what_two_readers_could_understand_differently_is_refused(text):
    with pytest.raises(BadJson):
        loads(text.encode("latin-1"), cap=10_000)


def test_one_byte_more_than_the_cap_is_refused_before_parsing():
    with pytest.raises(JsonTooLarge):
        loads(b"x" * 11, cap=10)


def test_nesting_is_counted_before_anything_is_built():
    assert loads(b"[" * 16 + b"]" * 16, cap=100) == eval("[" * 16 + "]" * 16)
    with pytest.raises(JsonTooLarge):
        loads(b"[" * 1_000_000, cap=2_000_000)


def test_brackets_inside_text_are_no_nesting():
    text = "[" * 100 + '"\\'

    assert loads(dumps({"a": text}), cap=1000) == {"a": text}


def test_an_unended_text_of_escapes_costs_no_more_than_its_length():
    with pytest.raises(BadJson):
        loads(b'"' + b'\\"' * 500_000 + b"\\", cap=2_000_000)


def test_a_number_that_is_none_is_never_written():
    with pytest.raises(ValueError, match="JSON"):
        dumps({"a": math.nan})
