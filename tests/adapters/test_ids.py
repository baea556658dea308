from __future__ import annotations

import re

import pytest

from stb.adapters.ids import RandomIds, SecretEntropy, SeededEntropy, SeededIds


@pytest.mark.parametrize("ids", [RandomIds(), SeededIds(1)], ids=["random", "seeded"])
def test_ids_are_128_bits_of_hex_and_never_the_same(ids):
    drawn = [ids.new() for _ in range(1000)]

    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in drawn)
    assert len(set(drawn)) == 1000


@pytest.mark.parametrize("entropy", [SecretEntropy(), SeededEntropy(1)], ids=["secret", "seeded"])
def test_draws_are_even_over_their_range(entropy):
    drawn = [entropy.below(4) for _ in range(4000)]

    assert {drawn.count(n) // 850 for n in range(4)} == {1}


def test_a_seed_repeats_and_another_seed_does_not():
    def run(seed: int) -> list[object]:
        ids, entropy = SeededIds(seed), SeededEntropy(seed)
        return [ids.new(), ids.new(), *(entropy.below(1000) for _ in range(5))]

    assert run(7) == run(7)
    assert run(7) != run(8)


def test_nothing_lies_below_nought():
    with pytest.raises(ValueError, match="below"):
        SeededEntropy(1).below(0)
