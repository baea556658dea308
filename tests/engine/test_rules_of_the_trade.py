"""The nineteen rules of the trade, each by its name: that it holds, and what is said by it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from stb.engine import impressions
from stb.engine import policy as engine_policy
from stb.engine.planner import CHOSEN, NEARNESS, WHOLE_BREAK, Viewing, plan
from stb.engine.ports import Play
from stb.model.avail import Break, Spot
from stb.model.bundle import (
    Bundle,
    Campaign,
    Cap,
    Creative,
    Generic,
    Inventory,
    Pace,
    Scope,
    Sponsor,
)
from stb.model.plan import Decision
from stb.model.rows import Caps, Children, Trade
from stb.model.rulebook import ROWS
from stb.model.rules import Profile, in_force, of
from stb.model.schedule import Programme
from stb.model.service import BreakPolicy, Service
from stb.model.time import PAL

from .conftest import bundle, creative

LATE = datetime(2026, 11, 18, 22, 30, tzinfo=UTC)
TODAY = in_force(Profile.TODAY, LATE.date())
CHOICES = {"plan.search_ended", "plan.other_group", "plan.seen_more", "plan.outdrawn"}
"""What the objective decides, and no rule."""


def row(*lengths: int, name: str = "b") -> Break:
    spots, at = [], 100
    for n, frames in enumerate(lengths):
        spots.append(Spot(f"{name}-{n}", at, frames, replaceable=True))
        at += frames
    return Break(name, 100, at - 100, tuple(spots))


def week(*creatives: Creative, **said: object) -> Bundle:
    return replace(bundle(*creatives), **said)  # type: ignore[arg-type]


def about(held: Bundle, **changes: object) -> Viewing:
    start = LATE - timedelta(days=1)
    quiz = Programme("p", "sirius-6", start, start + timedelta(hours=1), "De Slimste Buur")
    made = Viewing(
        "p", PAL, LATE, Inventory((held,), frozenset(one.id for one in held.creatives)),
        ("young-families",), "", 1, local=lambda utc: utc, frame=100, programme=quiz,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def alone(one: Creative, *, said: dict[str, object] | None = None, **changes: object) -> str:
    """Why ``one`` is refused for the only spot of a break, empty where it is chosen."""
    (decision,) = plan(row(one.frames), about(week(one, **(said or {})), **changes))
    return decision.rejected[0].reason if decision.rejected else ""


def named(one: str, advertiser: str = "", category: str = "", **more: object) -> Creative:
    return replace(creative(one, category=category, **more), advertiser=advertiser or f"adv-{one}")


def chosen(decisions: tuple[Decision, ...]) -> list[str]:
    return [made.creative.id for made in decisions if made.creative is not None]


def decided(*creatives: Creative) -> tuple[Decision, ...]:
    """What another break of this viewing holds."""
    return tuple(
        Decision("earlier", Spot(f"e-{n}", 9 * n, 9, replaceable=True), one, CHOSEN)
        for n, one in enumerate(creatives)
    )


# -- the table itself ------------------------------------------------------------------


def test_each_of_the_nineteen_rules_has_its_rows():
    assert Counter(row.trade for row in ROWS).keys() == set(Trade)
    assert sorted(trade.value for trade in Trade) == list(range(1, 20))


@pytest.mark.parametrize("profile", [Profile.OF_2019, Profile.TODAY])
def test_in_every_year_with_tailored_spots_all_nineteen_hold(profile: Profile):
    held = {row.trade for row in in_force(profile, LATE.date()).rows}

    assert held == set(Trade)


def test_every_reason_of_the_planner_rests_on_a_row_or_on_the_objective():
    grounds = {code for row in ROWS for code in row.codes}

    assert {*NEARNESS, *WHOLE_BREAK} - grounds - CHOICES <= {
        "plan.banned", "plan.category_hours", "plan.category_slot",
    }  # fmt: skip
    # The three are for a row that somebody adds for a category of his own.


# -- 1 to 4 ----------------------------------------------------------------------------


def test_rule_1_consent_without_a_yes_nothing_is_tailored():
    (decision,) = plan(row(125), about(week(creative("a")), barred="consent.none", segments=()))

    assert (decision.creative, decision.reason, decision.rejected) == (None, "consent.none", ())


@pytest.mark.parametrize(("frames", "reason"), [(124, "plan.length"), (126, "plan.length"),
                                                (125, "")])  # fmt: skip
def test_rule_2_exact_duration_not_a_frame_more_or_less(frames: int, reason: str):
    (decision,) = plan(row(125), about(week(creative("a", frames))))

    assert [each.reason for each in decision.rejected] == ([reason] if reason else [])


def test_rule_3_share_of_generics_in_2019_every_second_spot_stays():
    stock = [named(name) for name in "abcdef"]
    of_2019 = in_force(Profile.OF_2019, LATE.date())

    decisions = plan(row(*[125] * 4), about(week(*stock), rules=of_2019))

    assert len(chosen(decisions)) == 2
    assert {made.reason for made in decisions if made.creative is None} == {"plan.share"}


@pytest.mark.parametrize(
    ("campaign", "reason"),
    [
        (Campaign("campaign-a", not_before=LATE + timedelta(seconds=1)), "plan.flight_not_begun"),
        (Campaign("campaign-a", not_after=LATE), "plan.flight_over"),
        (Campaign("campaign-a", LATE, LATE + timedelta(seconds=1)), ""),
    ],
)
def test_rule_4_flight_dates_of_a_campaign_hold_for_all_its_creatives(
    campaign: Campaign, reason: str
):
    assert alone(creative("a"), said={"campaigns": (campaign,)}) == reason


# -- 5 ---------------------------------------------------------------------------------


def share_taken(campaign: Campaign, *, at: datetime = LATE, breaks: int = 1_500) -> float:
    """In how many of the breaks of many viewings a campaign takes part."""
    held = week(creative("a"), campaigns=(campaign,))
    taken = 0
    for n in range(breaks):
        brk = row(125, name=f"b{n % 5}")
        taken += bool(chosen(plan(brk, about(held, at=at, media_id=f"p{n // 5}"))))
    return taken / breaks


def test_rule_5_pacing_takes_the_goals_share_of_all_breaks():
    assert share_taken(Campaign("campaign-a", goal=Fraction(1, 4))) == pytest.approx(0.25, abs=0.04)
    assert share_taken(Campaign("campaign-a", goal=Fraction(0)), breaks=50) == 0
    assert share_taken(Campaign("campaign-a"), breaks=50) == 1


@pytest.mark.parametrize(("day", "expected"), [(0, 0.6), (5, 0.4), (10, 0.2)])
def test_rule_5_pacing_front_loaded_takes_more_at_first_and_less_at_last(day: int, expected: float):
    begins = LATE - timedelta(days=day)
    front = Campaign("campaign-a", begins, begins + timedelta(days=10, seconds=1),
                     Fraction(2, 5), Pace.FRONT)  # fmt: skip

    assert share_taken(front, breaks=1_000) == pytest.approx(expected, abs=0.06)


def test_rule_5_pacing_says_so_and_says_the_same_again():
    held = week(creative("a"), campaigns=(Campaign("campaign-a", goal=Fraction(1, 2)),))
    told = [plan(row(125, name=f"b{n}"), about(held)) for n in range(20)]

    assert told == [plan(row(125, name=f"b{n}"), about(held)) for n in range(20)]
    assert {made.reason for (made,) in told} == {CHOSEN, "plan.paced"}


def test_rule_5_pacing_is_drawn_for_the_campaign_and_not_for_each_of_its_spots():
    stock = [replace(creative(name), campaign="one") for name in "abcdef"]
    held = week(*stock, campaigns=(Campaign("one", goal=Fraction(1, 2)),))

    for n in range(10):
        (decision,) = plan(row(125, name=f"b{n}"), about(held))
        paced = [each.reason == "plan.paced" for each in decision.rejected]
        assert any(paced) == all(paced)


def test_rule_5_pacing_is_drawn_in_each_household_apart_and_the_same_again_in_one():
    held = week(creative("a"), campaigns=(Campaign("campaign-a", goal=Fraction(1, 2)),))

    def taken(home: str) -> list[bool]:
        return [bool(chosen(plan(row(125, name=f"b{n}"), about(held, household=home))))
                for n in range(40)]  # fmt: skip

    assert taken("one") == taken("one")
    differing = sum(one != other for one, other in zip(taken("one"), taken("other"), strict=True))
    assert 8 < differing < 32


# -- 6 and 7 ---------------------------------------------------------------------------

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("cap", "reason"),
    [
        (Cap(scope=Scope.CREATIVE, name="a", day=1), "plan.cap_creative"),
        (Cap(scope=Scope.CREATIVE, name="b", day=1), ""),
        (Cap(scope=Scope.CREATIVE, name="a", hour=1), ""),
        (Cap(scope=Scope.CAMPAIGN, name="campaign-a", week=1), "plan.cap"),
        (Cap(scope=Scope.CAMPAIGN, name="campaign-a", day=1), "plan.cap_day"),
        (Cap(scope=Scope.CAMPAIGN, name="campaign-a", lifetime=2), ""),
        (Cap(scope=Scope.ADVERTISER, name="advertiser-a", lifetime=1), "plan.cap_advertiser"),
        (Cap(scope=Scope.ADVERTISER, name="advertiser-a", gap_s=7_201), "plan.recent"),
        (Cap(scope=Scope.ADVERTISER, name="advertiser-a", gap_s=7_200), ""),
    ],
)
def test_rule_6_frequency_caps_of_a_creative_a_campaign_and_an_advertiser(cap: Cap, reason: str):
    seen = (Play("a", "campaign-a", LATE - 2 * HOUR),)

    assert alone(creative("a"), said={"caps": (cap,)}, history=seen) == reason


@pytest.mark.parametrize(
    ("scope", "reason"),
    [
        (Scope.CREATIVE, "plan.cap_creative"),
        (Scope.CAMPAIGN, "plan.cap_day"),
        (Scope.ADVERTISER, "plan.cap_advertiser"),
    ],
)
def test_rule_6_frequency_caps_of_the_house_are_rows(scope: Scope, reason: str):
    house = Caps(trade=Trade.FREQUENCY_CAPS, name="of ours", source="a test", scope=scope, day=2)
    rules = of((*ROWS, house), profile=Profile.TODAY, on=LATE.date())
    seen = tuple(Play("a", "campaign-a", LATE - n * HOUR) for n in (1, 2))

    assert alone(creative("a"), rules=rules, history=seen) == reason
    assert alone(creative("a"), rules=rules, history=seen[1:]) == ""


def test_rule_6_frequency_caps_the_strictest_of_all_wins():
    caps = tuple(Cap(scope=Scope.CAMPAIGN, name="campaign-a", day=day) for day in (9, 2, 5))
    seen = tuple(Play("x", "campaign-a", LATE - n * HOUR) for n in (1, 2))

    assert alone(creative("a", cap_day=7), said={"caps": caps}, history=seen) == "plan.cap_day"


@pytest.mark.parametrize(
    ("scope", "name"),
    [(Scope.CREATIVE, "a"), (Scope.CAMPAIGN, "campaign-a"), (Scope.ADVERTISER, "advertiser-a")],
)
def test_rule_6_frequency_caps_per_stream_count_what_this_viewing_chose(scope: Scope, name: str):
    one = creative("a")
    caps = (Cap(scope=scope, name=name, stream=2),)

    assert alone(one, said={"caps": caps}, decided=decided(one)) == ""
    assert alone(one, said={"caps": caps}, decided=decided(one, one)) == "plan.cap_stream"


def test_rule_6_frequency_caps_hold_inside_a_break_where_nobody_names_the_advertiser():
    stock = [replace(creative(name, cap_day=1), campaign="one", advertiser="") for name in "ab"]

    decisions = plan(row(125, 125), about(week(*stock)))

    assert len(chosen(decisions)) == 1
    assert {made.reason for made in decisions} == {CHOSEN, "plan.twice_in_break"}


@pytest.mark.parametrize(
    "own",
    [Generic("b-1", campaign="campaign-a"), Generic("b-1", creative="a")],
)
def test_rule_7_recency_not_the_same_as_a_spot_of_the_broadcast_that_stays(own: Generic):
    (first, _) = plan(row(125, 250), about(week(creative("a"), generics=(own,))))

    assert (first.creative, first.reason) == (None, "plan.twice_in_break")


def test_rule_7_recency_a_least_gap_between_two_plays():
    seen = (Play("a", "campaign-a", LATE - timedelta(seconds=599)),)

    assert alone(creative("a", gap_s=600), history=seen) == "plan.recent"
    assert alone(creative("a", gap_s=599), history=seen) == ""


# -- 8 ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (named("x", "adv-a", "bank"), ""),
        (named("x", "adv-b", "bank"), "plan.competitor_in_stream"),
        (named("x", "adv-b", "toys"), ""),
    ],
)
def test_rule_8_competitive_exclusion_holds_for_the_whole_programme(other: Creative, reason: str):
    assert alone(named("a", "adv-a", "bank"), decided=decided(other)) == reason


def test_rule_8_competitive_exclusion_counts_spots_that_will_stay_in_breaks_to_come():
    stays = Spot("gen-bank", 9_000, 125, replaceable=False, reason="splice.no_opportunity")
    later = Break("later", 9_000, 125, (stays,))
    said = {"generics": (Generic("gen-bank", "adv-b", "bank"),)}

    refused = alone(named("a", "adv-a", "bank"), said=said, breaks=(later,))

    assert refused == "plan.competitor_in_stream"


SPONSOR = Sponsor("sirius-6", "De Slimste Buur", "Kaasboer Kees", "food")


def test_rule_8_adjacency_beside_the_programme_nothing_of_its_sponsors_trade():
    pie = named("pie", "Vlaaierij Sjef", "food")

    decisions = plan(row(125, 125, 125), about(week(pie, sponsors=(SPONSOR,))))

    assert [made.reason for made in decisions] == ["plan.sponsor", CHOSEN, "plan.sponsor"]
    elsewhere = replace(SPONSOR, title="Dijkwacht")
    assert alone(pie, said={"sponsors": (elsewhere,)}) == ""


def test_rule_8_adjacency_no_sports_car_in_a_childrens_programme():
    cartoon = replace(about(week()).programme, category="Jeugd")  # type: ignore[type-var]
    rows = tuple(each for each in ROWS if not isinstance(each, Children))
    open_to_all = of(rows, profile=Profile.TODAY, on=LATE.date())
    car = creative("car", category="sports-cars")

    assert alone(car, programme=cartoon) == "plan.children"
    assert alone(car, programme=cartoon, rules=open_to_all) == "plan.unsuitable"
    assert alone(creative("toy", category="toys"), programme=cartoon, rules=open_to_all) == ""


# -- 9 to 15 ---------------------------------------------------------------------------


def test_rule_9_alcohol_on_both_clocks():
    beer = creative("beer", category="alcohol")
    seven = replace(about(week()).programme, start=LATE - timedelta(hours=28))  # type: ignore[type-var]

    assert alone(beer) == ""
    assert alone(beer, at=LATE - timedelta(hours=2)) == "plan.alcohol_hours"
    assert alone(beer, programme=seven) == "plan.alcohol_slot"


def test_rule_10_gambling_never():
    assert alone(creative("bet", category="gambling")) == "plan.gambling"


def test_rule_11_childrens_programmes_are_left_alone_and_each_candidate_is_told():
    cartoon = replace(about(week()).programme, category="Kids")  # type: ignore[type-var]

    (decision,) = plan(row(125), about(week(creative("a"), creative("b", 250)), programme=cartoon))

    assert [each.reason for each in decision.rejected] == ["plan.children"] * 2


@pytest.mark.parametrize(
    ("audience", "category", "on", "reason"),
    [
        ("children", "food", LATE.date(), "plan.food_for_children"),
        ("children", "toys", LATE.date(), ""),
        ("", "food", LATE.date(), ""),
        ("children", "food", date(2014, 12, 31), ""),
    ],
)
def test_rule_11_food_is_not_aimed_at_children(audience: str, category: str, on: date, reason: str):
    rules = of(ROWS, profile=Profile.TODAY, on=on)
    before = replace(rules, tailored=True)

    assert alone(creative("a", category=category, audience=audience), rules=before) == reason


def test_rule_12_kijkwijzer_a_spot_is_never_rated_above_its_programme():
    film = replace(about(week()).programme, rating="16")  # type: ignore[type-var]

    assert alone(creative("a", rating="12")) == "plan.rating"
    assert alone(creative("a", rating="12"), programme=film) == ""
    assert alone(creative("a", rating="18"), programme=film) == "plan.rating"


def test_rule_13_ad_time_is_unchanged_to_the_frame():
    stock = [
        named(name, frames=frames) for name, frames in zip("abc", (125, 250, 125), strict=True)
    ]

    decisions = plan(row(125, 250, 125), about(week(*stock)))

    assert len(chosen(decisions)) == 3
    assert [made.creative.frames for made in decisions if made.creative] == [125, 250, 125]


@pytest.mark.parametrize(
    ("lufs", "reason"),
    [(None, ""), (-22.0, ""), (-24.0, ""), (-21.9, "plan.loudness"), (-24.1, "plan.loudness")],
)
def test_rule_14_loudness_within_one_unit_of_the_spot_replaced(lufs: float | None, reason: str):
    assert alone(creative("a"), said={"generics": (Generic("b-0", lufs=lufs),)}) == reason


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"aspect": "16:9", "channels": 2, "colour": "bt709"}, ""),
        ({"aspect": "9:16"}, "plan.aspect"),
        ({"channels": 6}, "plan.channels"),
        ({"colour": "bt2020"}, "plan.colour"),
    ],
)
def test_rule_15_technical_fit_of_what_the_bundle_states(form: dict[str, object], reason: str):
    assert alone(creative("a", **form)) == reason


def test_rule_15_technical_fit_only_what_came_whole_to_this_box():
    held = week(creative("a"))

    refused = alone(creative("a"), inventory=Inventory((held,), frozenset()))

    assert refused == "creative.not_ready"


# -- 16 to 19 --------------------------------------------------------------------------


def test_rule_16_fallback_ladder_the_next_candidate_and_then_the_broadcast():
    first, second = named("a"), named("b")
    held = week(first, second)

    both = chosen(plan(row(125), about(held)))
    other = "b" if both == ["a"] else "a"
    left = about(held, inventory=Inventory((held,), frozenset({other})))
    none = about(held, inventory=Inventory((held,), frozenset()))

    assert chosen(plan(row(125), left)) == [other]
    assert chosen(plan(row(125), none)) == []


def test_rule_17_impression_is_the_share_that_the_rulebook_says():
    assert impressions.SEEN_SHARE == TODAY.seen == Fraction(3, 4)


@pytest.mark.parametrize("frame", [0, 99, 150])
def test_rule_18_seeking_changes_nothing_in_the_choice(frame: int):
    held = week(*(named(name) for name in "abcdef"))

    assert plan(row(125, 125), about(held, frame=frame)) == plan(row(125, 125), about(held))


@pytest.mark.parametrize(
    ("profile", "policy"),
    [
        (Profile.OF_2006, BreakPolicy.FREE),
        (Profile.OF_2019, BreakPolicy.FREE),
        (Profile.TODAY, BreakPolicy.NO_FAST_FORWARD),
    ],
)
def test_rule_19_trick_play_in_a_break_is_the_operators_to_say_since_2021(
    profile: Profile, policy: BreakPolicy
):
    service = Service("sirius-6", 6, "Sirius 6", "live", break_policy=BreakPolicy.NO_FAST_FORWARD)
    (row,) = (each for each in ROWS if each.trade is Trade.TRICK_PLAY)

    assert "2021" in row.source
    assert engine_policy.in_force(service, None, profile) is policy
