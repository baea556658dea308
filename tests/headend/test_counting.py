"""Which groups the operator may publish, and the lower bound of what only telemetry counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stb.cli import main
from stb.headend.bookings import Group
from stb.headend.counting import TELEMETRY_FILE, judged, lower_bound
from stb.model.household import Counted
from stb.model.segments import INTERSECTS, UNCOUNTED
from stb.model.telemetry import LIE, TRUTH, VALUES, Watched

FANS = Group("fans", 0, {"fact": "watches_most", "is": "sport"}, {}, Counted.TELEMETRY)


def answers(total: int, sport: float) -> dict[Watched, int]:
    """What ``total`` households answer, on the average, of which that share watches sport."""
    told = sport * TRUTH + (1 - sport) * LIE
    others = len(VALUES) - 1
    rest = {kind: round(total * (1 - told) / others) for kind in VALUES}
    return rest | {Watched.SPORT: round(total * told)}


def test_the_bound_lies_below_the_truth_and_comes_near_it_with_more_answers():
    found = [lower_bound(["sport"], answers(total, 0.3)) for total in (10_000, 1_000_000)]

    assert all(bound is not None for bound in found)
    few, many = (bound or 0 for bound in found)
    assert 0 < few < 3_000
    assert 290_000 < many < 300_000


def test_a_bound_for_two_kinds_takes_the_noise_of_both_away():
    bound = lower_bound(["sport", "news"], answers(1_000_000, 0.3))

    assert bound is not None
    assert 370_000 < bound < 300_000 + 700_000 // 9


@pytest.mark.parametrize("kinds", [["sport"], ["knitting"], []])
def test_below_a_thousand_answers_or_for_no_such_kind_it_is_unknown(kinds: list[str]):
    known = {} if kinds == ["sport"] else answers(10_000, 0.3)

    assert lower_bound(kinds, known) is None


def test_a_group_by_what_is_watched_is_published_with_its_bound_or_not_at_all():
    unknown = judged([FANS], {})
    known = judged([FANS], answers(10_000, 0.3))

    assert (unknown.groups, unknown.refused["fans"].code) == ((), UNCOUNTED)
    (group,) = known.groups
    assert group.households == lower_bound(["sport"], answers(10_000, 0.3))
    assert judged([FANS], answers(10_000, 0.0)).refused["fans"].code == "segment.too_small"


def test_a_group_that_is_to_be_refused_is_published_and_spoils_nothing():
    small = Group("small", 99, {}, {}, to_be_refused=True)

    assert judged([small], {}).groups == (small,)


# -- by the verbs ------------------------------------------------------------------------


def stb(folder: Path, *words: object) -> int:
    return main([*map(str, words), "--data", str(folder)])


@pytest.mark.parametrize(
    ("rule", "counts", "code"),
    [
        ({}, ("--households", 99), "segment.too_small"),
        ({"fact": "shoe_size", "is": 43}, ("--households", 500), UNCOUNTED),
        ({"fact": "watches_most", "is": "sport"}, ("--households", 500), UNCOUNTED),
        ({"fact": "watches_most", "is": "sport"}, ("--counted", "telemetry"), UNCOUNTED),
        ({"all": [{"fact": "packages", "has": "sport"},
                  {"all": [{"fact": "oldest_adult", "at_least": 67},
                           {"fact": "children", "at_most": 0}]}]}, ("--households", 500),
         INTERSECTS),
    ],
)  # fmt: skip
def test_a_group_that_no_box_would_take_is_refused_and_the_reason_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rule: object, counts: tuple[object, ...],
    code: str,
):  # fmt: skip
    file = tmp_path / "rule.json"
    file.write_text(json.dumps(rule))

    refused = stb(tmp_path, "headend", "segment", "add", "mine", "--rule", file, *counts)

    assert refused == 1
    assert code in capsys.readouterr().err
    assert stb(tmp_path, "headend", "segment", "list") == 0
    assert "mine" not in capsys.readouterr().out


def test_a_group_whose_count_became_known_is_published_and_one_whose_did_not_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    rule = tmp_path / "rule.json"
    rule.write_text('{"fact": "watches_most", "is": "sport"}')
    released = tmp_path / "headend" / TELEMETRY_FILE
    released.parent.mkdir()
    counts = {kind.value: count for kind, count in answers(10_000, 0.3).items()}
    released.write_text(json.dumps({"v": 1, "answers": counts}))
    add = ("headend", "segment", "add", "fans", "--counted", "telemetry", "--rule", rule)
    assert stb(tmp_path, *add) == 0
    capsys.readouterr()

    assert stb(tmp_path, "headend", "publish", "--dry-run") == 0
    known = capsys.readouterr()
    released.unlink()
    assert stb(tmp_path, "headend", "publish", "--dry-run") == 0
    unknown = capsys.readouterr()

    assert "fans" in known.out
    assert "fans is not published [segment.uncounted]" in unknown.err
    assert "fans" not in unknown.out


def test_households_are_listed_changed_and_told_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "limburg.key"
    assert stb(tmp_path, "headend", "household", "credential", "limburg", file) == 0
    assert len(bytes.fromhex(file.read_text())) == 32
    change = ("headend", "household", "set", "limburg")
    assert stb(tmp_path, *change, "packages=basic,sport", "youngest_child=") == 0
    assert stb(tmp_path, *change, "postcode=12345") == 1
    assert stb(tmp_path, *change, "shoe_size=43") == 1
    capsys.readouterr()

    assert stb(tmp_path, "headend", "household", "show", "limburg", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["version"], told["facts"]["packages"]) == (2, ["basic", "sport"])
    assert "youngest_child" not in told["facts"]
    assert stb(tmp_path, "headend", "household", "show", "nobody") == 1
