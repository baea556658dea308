"""Neighbours go through the collectors as boxes do, and are the same in every run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stb.adapters.clock import VirtualClock
from stb.engine.figures import SENDINGS
from stb.engine.post import SLOTS_A_WEEK
from stb.headend.server import HeadEnd
from stb.qa.neighbours import Neighbours, Outcome, Spot

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
SPOTS = (Spot("ab" * 32, "vlaai"), Spot("cd" * 32, "mergel"))


def lived(data: Path, *, homes: int, spots: tuple[Spot, ...] = SPOTS) -> tuple[Outcome, HeadEnd]:
    clock = VirtualClock(EVENING)
    with HeadEnd(data, clock=clock) as headend:
        neighbours = Neighbours(headend, clock, homes=homes, spots=spots)
        outcome = neighbours.live(1)
        neighbours.close()
    return outcome, headend


def test_a_week_of_neighbours_is_as_many_envelopes_each_and_counts_what_they_saw(tmp_path: Path):
    outcome, headend = lived(tmp_path, homes=2)

    facts = headend.ledger()
    assert outcome.envelopes == facts["envelopes"] == 2 * (SLOTS_A_WEEK + SENDINGS)
    assert (outcome.token_requests, facts["refused"]) == (4, 0)
    assert facts["plays"] == {}
    counted = headend.operator.ledger.counted()
    assert counted["vlaai"] > counted["mergel"] > 0


def test_the_same_week_again_counts_nothing_twice(tmp_path: Path):
    _, first = lived(tmp_path, homes=1)
    counted = first.operator.ledger.counted()

    outcome, again = lived(tmp_path, homes=1)

    assert again.operator.ledger.counted() == counted
    assert outcome.envelopes == SLOTS_A_WEEK + SENDINGS


@pytest.mark.parametrize(("spots", "weeks"), [(SPOTS, 2), ((), 1), ((), 3)])
def test_what_is_told_of_the_way_counts_up_to_all_that_leaves(
    tmp_path: Path, spots: tuple[Spot, ...], weeks: int
):
    clock = VirtualClock(EVENING)
    told: list[tuple[int, int]] = []
    with HeadEnd(tmp_path, clock=clock) as headend:
        neighbours = Neighbours(headend, clock, homes=1, spots=spots)
        outcome = neighbours.live(weeks, lambda done, whole: told.append((done, whole)))
        neighbours.close()

    assert {whole for _, whole in told} == {outcome.envelopes}
    assert told[-1][0] == outcome.envelopes
    assert [done for done, _ in told] == sorted(done for done, _ in told)


@pytest.mark.slow
def test_a_thousand_answers_release_shares_within_their_error(tmp_path: Path):
    outcome, headend = lived(tmp_path, homes=1000, spots=())

    (figure,) = headend.operator.figures.told()
    assert figure.answers == outcome.homes
    for kind, share in figure.shares.items():
        assert abs(share.value - outcome.truth[kind] / 1000) < 4 * share.standard_error
