"""What hides a request for tokens stays until the tokens are kept, and no longer."""

from __future__ import annotations

from collections import Counter

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from stb.adapters.blind_rsa import NotSigned
from stb.adapters.ids import SeededEntropy
from stb.adapters.sealer import Sealer, drawn_from
from stb.formats.privacy_pass import EXPONENT, MODULUS_OCTETS, write_key
from stb.formats.reports import from_base64, write_granted
from stb.headend.issuer import Issuer
from stb.model.report import PostKeys

WEEK = "2026-W47"


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer(generate_private_key(EXPONENT, 8 * MODULUS_OCTETS))


def test_an_answer_makes_its_tokens_again_until_they_are_kept(issuer: Issuer):
    sealer = Sealer(SeededEntropy(1).below)
    keys = PostKeys(b"k" * 32, write_key(issuer.key), "tokens.mediabox")
    asked = sealer.requests(WEEK, 2, keys)
    answer = write_granted([issuer.sign(from_base64(request)) for request in asked])

    lost = sealer.tokens(answer, WEEK)

    assert sealer.tokens(answer, WEEK) == lost
    assert sealer.requests(WEEK, 2, keys) == asked, "asked again the issuer signs it again"
    sealer.settled(WEEK)
    with pytest.raises(NotSigned):
        sealer.tokens(answer, WEEK)
    assert not set(sealer.requests(WEEK, 2, keys)) & set(asked)


def test_what_a_seed_draws_is_the_same_again_even_and_below_its_bound():
    bounds = (1, 2, 10, 256, 1 << 255, (1 << 2048) - 159)
    one, again, other = (drawn_from(seed * 32) for seed in (b"a", b"a", b"b"))

    drawn = [one(bound) for bound in bounds]

    assert drawn == [again(bound) for bound in bounds]
    assert drawn[-2:] != [other(bound) for bound in bounds][-2:]
    assert all(0 <= value < bound for value, bound in zip(drawn, bounds, strict=True))
    counts = Counter(one(10) for _ in range(10_000))
    assert sum((n - 1000) ** 2 / 1000 for n in counts.values()) < 27.88, "chi-square, 9 degrees"
