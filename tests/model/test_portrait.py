"""What is known of a household, and who says each fact."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stb.model import portrait
from stb.model.facts import BadFact, Known, Origin, checked
from stb.model.postcodes import Area, BadPostcodes, Postcodes, Source
from stb.model.telemetry import Watched
from stb.model.viewed import Part, Viewed, facts_of, kept_weeks, kind_of, part_of

SOURCE = Source("Klassen", "Bureau", 2025, ("income_class",))
TABLE = Postcodes(
    (SOURCE,),
    (Area(2060, 2079, {"income_class": 5}), Area(6000, 6499, {"income_class": 3})),
)
TOLD = {"postcode": "6041", "children": 1, "packages": ("basic",)}


def known(**more: object) -> dict[str, Known]:
    found = portrait.known(TOLD, by=Origin.OPERATOR, postcodes=TABLE, **more)  # type: ignore[arg-type]
    return {one.name: one for one in found}


def test_a_class_follows_from_the_digits_of_the_postcode():
    assert known()["income_class"] == Known("income_class", 3, Origin.POSTCODE)


def test_a_correction_wins_is_marked_and_leaves_what_was_told_in_sight():
    found = known(corrections={"postcode": "2061", "children": None})

    assert found["postcode"] == Known("postcode", "2061", Origin.VIEWER, "6041")
    assert found["children"] == Known("children", None, Origin.VIEWER, 1)
    assert found["packages"] == Known("packages", ("basic",), Origin.OPERATOR)
    assert found["income_class"].value == 5


def test_what_is_not_so_is_used_by_no_rule():
    found = tuple(known(corrections={"children": None}).values())

    assert "children" not in portrait.usable(found)


def test_a_fact_that_was_not_told_can_be_said_by_the_viewer():
    found = known(corrections={"oldest_adult": 71})

    assert found["oldest_adult"] == Known("oldest_adult", 71, Origin.VIEWER, None)


def test_without_consent_there_is_what_was_told_and_nothing_joined():
    told = portrait.told(TOLD, by=Origin.OPERATOR)

    assert {one.name for one in told} == set(TOLD)


@pytest.mark.parametrize(
    "digits", ["", "99999", "abcd", "0001", None, 6041, "\uff11\uff12\uff13\uff14"]
)
def test_a_postcode_that_is_none_has_no_class(digits: object):
    assert TABLE.classes(digits) == {}


@pytest.mark.parametrize(
    "areas",
    [
        (Area(1000, 1999, {"income_class": 1}), Area(1999, 2000, {"income_class": 1})),
        (Area(3000, 3999, {}), Area(1000, 1999, {})),
        (Area(1000, 1999, {"elderly_class": 1}),),
    ],
)
def test_a_table_out_of_order_or_without_its_source_is_refused(areas: tuple[Area, ...]):
    with pytest.raises(BadPostcodes):
        Postcodes((SOURCE,), areas)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("postcode", "1234 AB"), ("postcode", "0123"), ("children", True), ("children", 31),
        ("oldest_adult", 121), ("province", "Noord Holland"), ("packages", "sport"),
        ("packages", ["Sport!"]), ("income_class", 5), ("watches_most", "sport"), ("pets", 1),
    ],
)  # fmt: skip
def test_a_fact_that_it_cannot_be_is_refused(name: str, value: object):
    with pytest.raises(BadFact):
        checked(name, value)


def test_what_is_watched_most_is_known_from_an_hour_on_and_where_one_kind_leads():
    def viewed(*seconds: tuple[Watched, int]) -> dict[str, object]:
        return dict(facts_of(Viewed("2026-W47", k, Part.EVENING, s) for k, s in seconds))

    assert viewed((Watched.SPORT, 3_599)) == {}
    assert viewed((Watched.SPORT, 3_600)) == {"watches_most": "sport"}
    assert viewed((Watched.SPORT, 2_000), (Watched.NEWS, 2_000)) == {}
    assert viewed((Watched.SPORT, 2_000), (Watched.NEWS, 2_001)) == {"watches_most": "news"}


def test_four_weeks_are_kept_over_the_turn_of_a_year():
    at = datetime(2027, 1, 6, tzinfo=UTC)

    assert kept_weeks(at) == ("2026-W51", "2026-W52", "2026-W53", "2027-W01")


def test_a_day_has_four_parts_and_a_category_of_the_guide_a_kind():
    day = datetime(2026, 11, 18, tzinfo=UTC)

    parts = [part_of(day + timedelta(hours=hour)) for hour in (5, 6, 12, 18, 23)]
    assert parts == [Part.NIGHT, Part.MORNING, Part.AFTERNOON, Part.EVENING, Part.NIGHT]
    assert [kind_of(each) for each in ("Nieuws", "SPORT", "Toverij")] == [
        Watched.NEWS, Watched.SPORT, Watched.OTHER,
    ]  # fmt: skip
