"""Every candidate is chosen or refused, and what is said of it is so: told by an oracle."""

from __future__ import annotations

from hypothesis import given, settings

from stb.engine.planner import CHOSEN, NEARNESS, WHOLE_BREAK, plan
from stb.model.bundle import Creative

from .small_breaks import (
    Case,
    Choice,
    apart,
    cases,
    clashes,
    offered,
    on_air,
    order,
    plays_this_week,
    rules_of,
    speaks_against,
)


def of_the_break(case: Case, choice: Choice, place: int, one: Creative) -> set[str]:
    """All codes that are true of a candidate in a break as it was decided."""
    aired = on_air(case, choice)
    taken = choice[place]
    met: set[str] = set()
    for n, other in enumerate(aired):
        if n != place:
            met |= clashes(case, one, other)
        if abs(n - place) == 1 and apart(case, one.category, other.category):
            met.add("plan.neighbour")
    if met:
        return met
    if taken is None:
        most = rules_of(case).most_replaced(len(choice))
        return {"plan.share"} if sum(each is not None for each in choice) == most else set()
    mine = (order(case, one), plays_this_week(case, one))
    theirs = (order(case, taken), plays_this_week(case, taken))
    if mine < theirs:
        return set()
    if mine == theirs:
        return {"plan.outdrawn"}
    return {"plan.other_group" if mine[0] > theirs[0] else "plan.seen_more"}


@settings(max_examples=300)
@given(cases())
def test_every_candidate_is_chosen_or_refused_for_a_reason_that_is_true(case: Case):
    brk, _ = case
    decisions = plan(*case)
    choice = tuple(decision.creative for decision in decisions)

    for place, (spot, decision) in enumerate(zip(brk.spots, decisions, strict=True)):
        told = [(each.creative, each.reason) for each in decision.rejected]
        if not spot.replaceable:
            assert (decision.reason, told) == (spot.reason, [])
            continue
        candidates = [one for one, _ in told] + [one for one in choice[place : place + 1] if one]
        assert sorted(one.id for one in candidates) == sorted(one.id for one in offered(case))
        for one, reason in told:
            own = speaks_against(case, place, one)
            assert reason in (own or of_the_break(case, choice, place, one)), (one, own)
        if decision.creative is not None:
            assert speaks_against(case, place, decision.creative) == set()


@settings(max_examples=100)
@given(cases())
def test_what_is_said_of_a_spot_is_said_of_the_candidate_that_came_nearest(case: Case):
    for decision in plan(*case):
        reasons = [each.reason for each in decision.rejected]
        assert reasons == sorted(reasons, key=NEARNESS.index, reverse=True)
        assert decision.reason in {CHOSEN, decision.spot.reason, *NEARNESS, *WHOLE_BREAK}
        if decision.creative is None and decision.spot.replaceable and reasons:
            nearest = reasons[0] if reasons[0] != "plan.length" else "plan.no_fit"
            assert decision.reason == nearest
