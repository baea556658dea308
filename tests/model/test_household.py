from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.model.household import (
    BadRule,
    Rule,
    Segment,
    SegmentTooSmall,
    segments_of,
)

FACTS = {
    "postcode": "6041",
    "province": "limburg",
    "youngest_child": 3,
    "packages": ("basic", "sport"),
    "pets": True,
}


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ({}, True),
        ({"fact": "province", "is": "limburg"}, True),
        ({"fact": "province", "is": "utrecht"}, False),
        ({"fact": "pets", "is": True}, True),
        ({"fact": "youngest_child", "at_most": 3}, True),
        ({"fact": "youngest_child", "at_most": 2}, False),
        ({"fact": "youngest_child", "at_least": 3}, True),
        ({"fact": "youngest_child", "at_least": 4}, False),
        ({"fact": "packages", "has": "sport"}, True),
        ({"fact": "packages", "has": "spor"}, False),
        ({"fact": "postcode", "in": ["6000-6499"]}, True),
        ({"fact": "postcode", "in": ["6042-6499", "5800-5999"]}, False),
        ({"fact": "postcode", "in": ["6041"]}, True),
        ({"fact": "province", "in": ["gelderland", "limburg"]}, True),
        ({"all": []}, True),
        ({"any": []}, False),
        ({"all": [{}, {"not": {}}]}, False),
        ({"any": [{"not": {}}, {}]}, True),
    ],
)
def test_a_rule_over_known_facts(rule, holds):
    assert Rule.read(rule).holds(FACTS) is holds


@pytest.mark.parametrize(
    "test",
    [{"is": "x"}, {"at_least": 0}, {"at_most": 9}, {"has": "x"}, {"in": ["0-9"]}],
)
def test_a_test_of_an_unknown_fact_is_false(test):
    assert not Rule.read({"fact": "shoe_size", **test}).holds(FACTS)


@pytest.mark.parametrize(
    ("fact", "test"),
    [("province", {"at_least": 0}), ("province", {"has": "l"}), ("packages", {"at_most": 9}),
     ("packages", {"in": ["sport"]})],
)  # fmt: skip
def test_a_test_that_does_not_suit_the_fact_is_false(fact, test):
    assert not Rule.read({"fact": fact, **test}).holds(FACTS)


@pytest.mark.parametrize(
    "data",
    [
        None, [], "x", 1, {"all": {}}, {"any": None}, {"all": [], "any": []}, {"not": []},
        {"fact": "a"}, {"fact": "a", "is": None}, {"fact": "a", "is": 1.5}, {"fact": 1, "is": 1},
        {"fact": "a", "is": 1, "has": "x"}, {"fact": "a", "at_least": "1"},
        {"fact": "a", "at_least": True}, {"fact": "a", "in": []}, {"fact": "a", "in": "x"},
        {"fact": "a", "in": [None]}, {"fact": "a", "__class__": "x"}, {"python": "1 + 1"},
        {"fact": "x" * 65, "is": 1}, {"all": [{}] * 65}, {"fact": "a", "in": ["x"] * 65},
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused(data):
    with pytest.raises(BadRule):
        Rule.read(data)


def nested(depth: int) -> dict[str, object]:
    rule: dict[str, object] = {}
    for _ in range(depth):
        rule = {"not": rule}
    return rule


def test_a_rule_nests_eight_deep_and_no_deeper():
    assert Rule.read(nested(8)).holds({})
    with pytest.raises(BadRule):
        Rule.read(nested(9))


facts = st.dictionaries(
    st.sampled_from(["a", "b"]),
    st.integers(0, 3) | st.sampled_from(["x", "y"]) | st.booleans(),
)


@given(facts)
def test_not_all_is_any_not(known):
    parts = [{"fact": "a", "is": 1}, {"fact": "b", "is": "x"}]
    not_all = Rule.read({"not": {"all": parts}})
    any_not = Rule.read({"any": [{"not": part} for part in parts]})

    assert not_all.holds(known) is any_not.holds(known)


@pytest.mark.parametrize("households", [99, 1, 0, -1])
def test_a_segment_of_fewer_than_a_hundred_cannot_be_made(households):
    with pytest.raises(SegmentTooSmall) as raised:
        Segment("too-small", households, Rule.read({}))

    assert (raised.value.segment, raised.value.households) == ("too-small", households)


def test_a_household_fits_its_segments_the_smallest_first():
    published = (
        Segment("large", 1000, Rule.read({})),
        Segment("other", 100, Rule.read({"not": {}})),
        Segment("small", 100, Rule.read({"fact": "province", "is": "limburg"})),
        Segment("also-small", 100, Rule.read({})),
    )

    fitting = segments_of(FACTS, published)

    assert [segment.id for segment in fitting] == ["also-small", "small", "large"]


def test_a_segment_is_told_in_the_viewers_words_or_dutch_or_its_name():
    segment = Segment("sport", 100, Rule.read({}), {"nl": "Sport", "en": "Sports"})

    assert segment.in_words("en") == "Sports"
    assert segment.in_words("de") == "Sport"
    assert Segment("sport", 100, Rule.read({})).in_words("nl") == "sport"
