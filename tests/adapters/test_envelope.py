"""Envelopes: equal from without, readable by one, and refused when anything is changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from stb.adapters.envelope import BadCollectorKey, seal
from stb.formats.envelope import CONTENT_CAP, SEALED_OCTETS, BadEnvelope, emptied, filled
from stb.headend.envelopes import Opener, kept_opener

OPENER = Opener(X25519PrivateKey.generate())


@given(content=st.binary(max_size=CONTENT_CAP))
def test_what_is_sealed_has_one_length_and_is_opened_whole(content: bytes) -> None:
    envelope = seal(content, OPENER.key)

    assert len(envelope) == SEALED_OCTETS
    assert OPENER.opened(envelope) == content


def test_the_same_content_is_never_the_same_envelope() -> None:
    assert len({seal(b"the same", OPENER.key) for _ in range(8)}) == 8


def test_more_than_an_envelope_holds_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="holds"):
        seal(bytes(CONTENT_CAP + 1), OPENER.key)


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(32), bytes(33)], ids=len)
def test_a_key_that_keeps_no_secret_is_refused(key: bytes) -> None:
    with pytest.raises(BadCollectorKey):
        seal(b"content", key)


@given(at=st.integers(0, SEALED_OCTETS - 1), change=st.integers(1, 255))
def test_an_envelope_changed_on_its_way_is_refused(at: int, change: int) -> None:
    envelope = bytearray(seal(b"content", OPENER.key))

    envelope[at] ^= change

    with pytest.raises(BadEnvelope):
        OPENER.opened(bytes(envelope))


@given(octets=st.binary(max_size=2 * SEALED_OCTETS))
def test_any_bytes_are_refused(octets: bytes) -> None:
    with pytest.raises(BadEnvelope):
        OPENER.opened(octets)


def test_an_envelope_for_another_collector_stays_shut() -> None:
    other = Opener(X25519PrivateKey.generate())

    with pytest.raises(BadEnvelope):
        other.opened(seal(b"content", OPENER.key))


@pytest.mark.parametrize(
    "octets", [filled(b"a")[:-1], b"\xff" * 1024, filled(b"a")[:-1] + b"\1"], ids=len
)
def test_what_was_not_filled_up_as_it_must_be_is_refused(octets: bytes) -> None:
    with pytest.raises(BadEnvelope):
        emptied(octets)


def test_the_collector_keeps_its_key(tmp_path: Path) -> None:
    assert kept_opener(tmp_path).key == kept_opener(tmp_path).key
