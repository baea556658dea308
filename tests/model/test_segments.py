"""Which groups of a week may be used beside each other, and which are refused."""

from __future__ import annotations

import pytest

from stb.model.household import Counted, Rule, Segment, matched
from stb.model.segments import INTERSECTS, UNCOUNTED, kinds, objections

LIMBURG = {"fact": "province", "is": "limburg"}
SPORT = {"fact": "packages", "has": "sport"}
YOUNG = {"fact": "youngest_child", "at_most": 6}


def group(
    name: str, rule: object, households: int = 5_000, counted: Counted = Counted.ADMINISTRATION
) -> Segment:
    return Segment(name, households, Rule.read(rule), counted=counted)


def refused(*groups: Segment) -> dict[str, str]:
    return {name: one.code for name, one in objections(groups).items()}


def test_groups_over_what_the_operator_knows_stand_beside_each_other():
    assert refused(group("limburg", LIMBURG), group("sports", SPORT), group("all", {})) == {}


@pytest.mark.parametrize("fact", ["shoe_size", "address", "household", "segment"])
def test_a_group_over_what_nobody_counts_is_refused(fact: str):
    assert refused(group("x", {"fact": fact, "is": "1"})) == {"x": UNCOUNTED}


def test_what_is_watched_is_not_counted_by_the_operator():
    watched = group("fans", {"fact": "watches_most", "is": "sport"})

    assert refused(watched) == {"fans": UNCOUNTED}


def test_what_is_watched_is_counted_by_telemetry_and_nothing_besides_is():
    rule = {"fact": "watches_most", "is": "sport"}

    assert refused(group("fans", rule, counted=Counted.TELEMETRY)) == {}
    for other in (LIMBURG, {"all": [rule, LIMBURG]}, {"not": rule}, {}):
        assert refused(group("x", other, counted=Counted.TELEMETRY)) == {"x": UNCOUNTED}
    assert kinds(Rule.read({"fact": "watches_most", "in": ["sport", "news"]})) == ("sport", "news")


@pytest.mark.parametrize(
    "rule",
    [
        {"all": [LIMBURG, SPORT]},
        {"all": [SPORT, {"all": [YOUNG, LIMBURG]}]},
        {"all": [LIMBURG, {"not": SPORT}]},
    ],
)
def test_a_group_made_where_two_others_intersect_is_refused_and_they_are_not(rule: object):
    made = group("made", rule, 400)

    assert refused(group("limburg", LIMBURG), group("sports", SPORT), made) == {"made": INTERSECTS}
    assert refused(group("limburg", LIMBURG), made) == {}


def test_a_group_so_near_another_that_the_difference_is_too_small_is_refused():
    wide = group("limburg", LIMBURG, 5_000)
    rule = {"all": [LIMBURG, YOUNG]}

    assert refused(wide, group("near", rule, 4_901)) == {"near": INTERSECTS}
    assert refused(wide, group("near", rule, 4_900)) == {}


def test_a_group_that_one_more_alternative_makes_a_little_wider_is_refused_too():
    either = group("either", {"any": [LIMBURG, SPORT]}, 5_099)

    assert refused(group("limburg", LIMBURG, 5_000), either) == {"limburg": INTERSECTS}


def test_one_definition_counted_in_two_ways_is_refused_twice():
    assert refused(group("a", LIMBURG, 500), group("b", LIMBURG, 501)) == {
        "a": UNCOUNTED, "b": UNCOUNTED,
    }  # fmt: skip


def test_the_answer_does_not_depend_on_the_order():
    groups = [
        group("limburg", LIMBURG), group("sports", SPORT),
        group("made", {"all": [LIMBURG, SPORT]}, 400),
    ]  # fmt: skip

    assert refused(*groups) == refused(*reversed(groups)) == {"made": INTERSECTS}


def test_the_facts_for_which_a_rule_holds_are_named_in_its_order():
    facts = {"children": 2, "youngest_child": 3, "province": "limburg"}

    assert matched(Rule.read({"all": [YOUNG, LIMBURG]}), facts) == ("youngest_child", "province")
    assert matched(Rule.read({"any": [SPORT, LIMBURG]}), facts) == ("province",)
    assert matched(Rule.read({"not": SPORT}), facts) == ("packages",)
    assert matched(Rule.read({}), facts) == ()
