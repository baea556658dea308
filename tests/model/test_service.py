from __future__ import annotations

import pytest

from stb.model.service import Lineup, Service

SIX, EIGHT, TWELVE = (Service(f"s{n}", n, f"Service {n}") for n in (6, 8, 12))
LINEUP = Lineup((TWELVE, SIX, EIGHT))


def test_services_stand_in_the_order_of_their_numbers_which_have_holes():
    assert LINEUP.services == (SIX, EIGHT, TWELVE)
    assert LINEUP.numbered(8) is EIGHT
    assert LINEUP.numbered(7) is None


def test_a_service_is_found_by_its_id():
    assert LINEUP.service("s12") is TWELVE
    assert LINEUP.service("s7") is None


@pytest.mark.parametrize(
    ("start", "by", "found"),
    [("s6", 1, EIGHT), ("s12", 1, SIX), ("s6", -1, TWELVE), ("s8", -1, SIX), ("s6", 7, EIGHT)],
)
def test_up_and_down_go_round_the_ends(start, by, found):
    assert LINEUP.beside(start, by) is found


def test_from_a_service_that_is_gone_down_leads_to_the_last():
    assert LINEUP.beside("gone", -1) is TWELVE


def test_an_empty_lineup_has_no_neighbour():
    assert Lineup().beside("s6", 1) is None


@pytest.mark.parametrize("double", [Service("s6", 9, "X"), Service("other", 6, "X")])
def test_two_services_never_share_a_number_or_an_id(double):
    with pytest.raises(ValueError, match="share"):
        Lineup((SIX, double))
