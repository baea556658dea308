"""What a viewing remembers comes back as it was, or is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.errors import InputError
from stb.formats.viewing import read_remembered, write_remembered
from stb.model.place import BreakMade, Counted, Remembered, SpotMade, Tally

START = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
names = st.text("abcdefghijklmnopqrstuvwxyz0123456789.-_", min_size=1, max_size=40)
frames = st.integers(0, 1 << 30)
instants = st.integers(0, 10**12).map(lambda n: START + timedelta(microseconds=n))
spots = st.builds(SpotMade, names, names | st.just(""), names, names | st.just(""))
tallies = st.builds(
    Tally, frames, names, st.lists(st.tuples(frames, frames), max_size=4).map(tuple),
    st.integers(0, 4), st.booleans(),
)  # fmt: skip
viewings = st.builds(
    Remembered,
    st.from_regex(r"[a-z0-9][a-z0-9-]{0,40}", fullmatch=True),
    instants,
    st.lists(st.builds(BreakMade, names, st.lists(spots, max_size=4).map(tuple)),
             max_size=3).map(tuple),
    st.lists(tallies, max_size=3).map(tuple),
    st.lists(st.builds(Counted, names, names, instants), max_size=3).map(tuple),
)  # fmt: skip


@given(viewings)
def test_what_is_written_is_read(remembered: Remembered):
    assert read_remembered(write_remembered(remembered)) == remembered


@pytest.mark.parametrize("data", [b"", b"{}", b'{"v":2}', b"\xff", b"[" * 100_000])
def test_anything_else_is_refused(data: bytes):
    with pytest.raises(InputError):
        read_remembered(data)


@given(st.binary(max_size=300))
def test_no_bytes_end_in_another_error(data: bytes):
    with pytest.raises(InputError):
        read_remembered(data)
