from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.errors import InputError
from stb.formats.bundle import (
    Claim,
    bundle_path,
    read_bundle,
    read_custom,
    read_index,
    read_rule,
    write_bundle,
    write_custom,
    write_index,
    write_rule,
)
from stb.model.bundle import (
    BadBundle,
    Bundle,
    Campaign,
    Cap,
    Creative,
    Generic,
    Pace,
    Scope,
    Sponsor,
)
from stb.model.household import BadRule, Rule, Segment, SegmentTooSmall
from stb.model.time import NTSC, PAL

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
RULE = {"all": [{"fact": "youngest_child", "at_most": 5}, {"not": {"fact": "adults", "is": 0}}]}
SPOT = Creative(
    "ab" * 32, 7_500_000, 750, PAL, "acme-w47", "Acme", "toys", "Blokken", -1.5,
    MONDAY, MONDAY + timedelta(days=3), 4,
)  # fmt: skip
WORDS = {"nl": "Gezinnen met een kind onder de zes", "en": "Families with a child under six"}


def manifest(**facts) -> bytes:
    stated = {
        "segment": "young-families",
        "households": 18_250,
        "week": "2026-W47",
        "valid_from": MONDAY,
        "valid_to": MONDAY + timedelta(days=7),
        "words": WORDS,
        "rule": Rule.read(RULE),
        "creatives": (SPOT, Creative("cd" * 32, 1, 375, NTSC, "b")),
    }
    return write_bundle(**{**stated, **facts})


def test_a_bundle_comes_back_as_it_was_written():
    bundle = read_bundle(manifest())

    assert bundle == Bundle(
        Segment("young-families", 18_250, Rule.read(RULE), WORDS),
        "2026-W47",
        MONDAY,
        MONDAY + timedelta(days=7),
        (SPOT, Creative("cd" * 32, 1, 375, NTSC, "b")),
    )


def test_what_few_bundles_state_comes_back_too_and_is_left_out_where_it_says_nothing():
    spot = replace(SPOT, cap_hour=2, cap_day=5, cap_lifetime=40, gap_s=600, rating="12")
    generics = (Generic("gen-dehoek", "Supermarkt De Hoek", "retail"), Generic("gen-x"))

    bundle = read_bundle(manifest(creatives=(spot,), generics=generics))

    assert (bundle.creatives, bundle.generics) == ((spot,), generics)
    assert not {"generics", "rating", "gap_s"} & set(json.loads(manifest())["creatives"][0])


def test_what_a_campaign_an_advertiser_and_a_sponsor_ask_for_comes_back_too():
    stated = {
        "creatives": (replace(SPOT, audience="children", aspect="16:9", channels=2),),
        "generics": (Generic("gen-x", "A", "food", "Nu", "a-w47", "ab" * 32, -22.6),),
        "campaigns": (
            Campaign("acme-w47", MONDAY, MONDAY + timedelta(days=9), Fraction(1, 4), Pace.FRONT),
            Campaign("b"),
            Campaign("never", goal=Fraction(0)),
        ),
        "caps": (Cap(scope=Scope.ADVERTISER, name="Acme", hour=1, day=2, week=3, lifetime=4,
                     stream=5, gap_s=6),),
        "sponsors": (Sponsor("sirius-6", "Twee Keukens", "Acme", "food"),),
    }  # fmt: skip

    bundle = read_bundle(manifest(**stated))

    assert {name: getattr(bundle, name) for name in stated} == stated
    assert not {"campaigns", "caps", "sponsors"} & set(json.loads(manifest()))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("campaigns", [{"name": "a", "goal_permille": 1001}]),
        ("campaigns", [{"name": "a", "pace": "late"}]),
        ("caps", [{"scope": "household", "name": "a"}]),
        ("caps", [{"scope": "creative", "name": "a", "day": -1}]),
        ("sponsors", [{"service": "a"}]),
        ("generics", [{"spot": "a", "lufs": 3}]),
    ],
)
def test_what_they_ask_for_in_another_form_refuses_its_manifest(key, value):
    stated = json.loads(manifest())
    stated[key] = value

    with pytest.raises(InputError):
        read_bundle(json.dumps(stated).encode())


def test_ninety_nine_households_can_be_written_and_are_refused():
    with pytest.raises(SegmentTooSmall):
        read_bundle(manifest(segment="too-small", households=99))


def test_a_hundred_households_are_enough():
    assert read_bundle(manifest(households=100)).segment.households == 100


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("v", 2), ("households", "18250"), ("households", True), ("week", "2026-W54"),
        ("segment", "Young families"), ("extra", 1), ("rule", []), ("rule", {"python": "1"}),
        ("words", {"nl": 1}), ("words", {"klingon": "x"}), ("valid_to", "2026-11-16T00:00:00Z"),
        ("creatives", [{}]), ("valid_from", None),
    ],
)  # fmt: skip
def test_a_manifest_in_another_form_is_refused_whole(key, value):
    stated = json.loads(manifest())
    stated[key] = value

    with pytest.raises(InputError):
        read_bundle(json.dumps(stated).encode())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sha256", "AB" * 32), ("sha256", "ab"), ("size", 0), ("size", 1 << 31), ("frames", 0),
        ("rate", [25]), ("rate", [25, 0]), ("gain_db", 99), ("campaign", "a b"), ("cap", -1),
        ("cap_hour", 1001), ("gap_s", "600"), ("rating", "PG"), ("not_before", "now"), ("x", 1),
    ],
)  # fmt: skip
def test_a_creative_in_another_form_refuses_its_manifest(key, value):
    stated = json.loads(manifest())
    stated["creatives"][0][key] = value

    with pytest.raises(BadBundle):
        read_bundle(json.dumps(stated).encode())


def test_one_file_cannot_have_two_lengths():
    again = Creative(SPOT.id, SPOT.size, 375, PAL, "other")

    with pytest.raises(BadBundle):
        read_bundle(manifest(creatives=(SPOT, again)))


def test_one_file_may_serve_two_campaigns():
    again = Creative(SPOT.id, SPOT.size, SPOT.frames, PAL, "other")

    assert len(read_bundle(manifest(creatives=(SPOT, again))).creatives) == 2


def some(of):
    return st.lists(of, min_size=1, max_size=3)


rules = st.recursive(
    st.just({})
    | st.builds(lambda f, v: {"fact": f, "is": v}, st.text("ab"), st.integers() | st.booleans())
    | st.builds(lambda f, v: {"fact": f, "in": v}, st.text("ab"), some(st.text("1-")))
    | st.builds(lambda f, v: {"fact": f, "has": v}, st.text("ab"), st.text("ab")),
    lambda inner: st.builds(lambda k, p: {k: p}, st.sampled_from(["all", "any"]), some(inner))
    | st.builds(lambda p: {"not": p}, inner),
    max_leaves=6,
)  # fmt: skip


@given(rules)
def test_a_rule_is_written_as_it_was_read(data):
    try:
        rule = Rule.read(data)
    except BadRule:
        return

    assert write_rule(rule) == data
    assert read_rule(json.dumps(data).encode()) == rule


def test_the_index_names_every_bundle_once():
    paths = [bundle_path("2026-W47", "sports"), bundle_path("2026-W48", "sports")]

    assert read_index(write_index([*paths, paths[0]])) == tuple(paths)


@pytest.mark.parametrize("path", ["bundles/../x.json", "/etc/passwd", "bundles/2026-W47/a/b.json",
                                  "bundles/2026-W47/.json", "bundles/2026-W47/A.json"])  # fmt: skip
def test_an_index_that_points_elsewhere_is_refused(path):
    with pytest.raises(BadBundle):
        read_index(write_index([path]))


def test_the_metadata_repeats_what_the_manifest_claims():
    claim = Claim.of(read_bundle(manifest()))

    assert read_custom(write_custom(claim)) == claim
    assert claim.path == "bundles/2026-W47/young-families.json"


def test_a_small_segment_is_refused_by_what_the_metadata_repeats():
    with pytest.raises(SegmentTooSmall):
        read_custom({"segment": "too-small", "week": "2026-W47", "households": 99})


@pytest.mark.parametrize("custom", [None, {}, {"segment": "a", "week": "2026-W47"}, "x"])
def test_a_bundle_without_a_claim_in_the_metadata_is_refused(custom):
    with pytest.raises(BadBundle):
        read_custom(custom)
