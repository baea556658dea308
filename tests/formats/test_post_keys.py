"""The keys for envelopes and tokens, as they are signed."""

from __future__ import annotations

import json

import pytest

from stb.errors import InputError
from stb.formats.post_keys import read_post_keys, week_challenge, write_post_keys
from stb.formats.privacy_pass import TokenKey, write_key
from stb.model.report import PostKeys

KEYS = PostKeys(b"e" * 32, write_key(TokenKey((1 << 2047) + 1)), "tokens.mediabox")


def test_keys_come_back_as_they_were_written():
    assert read_post_keys(write_post_keys(KEYS)) == KEYS


@pytest.mark.parametrize(
    "change",
    [
        {"household": "7"}, {"v": 2}, {"envelope_key": "ab"}, {"token_key": "AAAA"},
        {"token_key": "A"}, {"issuer": "Tokens!"},
    ],
)  # fmt: skip
def test_keys_in_another_form_are_refused(change: dict[str, object]):
    data = json.dumps(json.loads(write_post_keys(KEYS)) | change).encode()

    with pytest.raises(InputError):
        read_post_keys(data)


def test_each_week_and_each_issuer_has_a_challenge_of_its_own():
    asked = [("a", "2026-W47"), ("a", "2026-W48"), ("b", "2026-W47")]

    assert len({week_challenge(issuer, week) for issuer, week in asked}) == 3
