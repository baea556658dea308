"""`stb headend ingest|spot|campaign|publish` as an operator and his scripts use them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from stb.cli import headend as verbs
from stb.cli import main

from .advert import Advert, write
from .material import write_clip

HEADINGS = {"Head-end": (verbs.register,)}


@dataclass
class Desk:
    """An operator at his keyboard: ``out`` and ``err`` are what the last verb printed."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    out: str = ""
    err: str = ""

    def stb(self, *words: object) -> int:
        self.capsys.readouterr()
        code = main(["headend", *map(str, words), "--data", str(self.folder / "data")], HEADINGS)
        self.out, self.err = self.capsys.readouterr()
        return code

    def facts(self, *words: object) -> object:
        """The JSON that a verb prints."""
        assert self.stb(*words, "--json") == 0, self.err
        return json.loads(self.out)

    @property
    def last(self) -> str:
        return self.out.splitlines()[-1]


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


@pytest.fixture(scope="module")
def adverts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("adverts")
    kinds = {
        "loud": Advert(frames=250, loud=3.0),
        "odd": Advert(frames=60, rate=Fraction(30), layout="5.1", hertz=44_100, loud=2.0),
    }
    return {name: write(folder / f"{name}.mp4", advert) for name, advert in kinds.items()}


BOOKED = ("--campaign", "acme", "--segment", "limburg")


# -- spots -------------------------------------------------------------------------------


def test_a_check_prints_every_figure_beside_its_limit_and_books_nothing(
    desk: Desk, adverts: dict[str, Path]
):
    assert desk.stb("spot", "check", adverts["loud"]) == 0

    lines = {line.split("  ")[0]: line.split() for line in desk.out.splitlines()}
    assert lines["loudness"][-1] == "deviates"
    assert lines["rate"][-1] == lines["length"][-1] == lines["pictures"][-1] == "ok"
    assert "-23.0 LUFS +/-0.5" in desk.out
    assert not (desk.folder / "data" / "headend" / "operator.json").exists()


@pytest.mark.parametrize(
    ("name", "options", "code"),
    [("loud", (), 0), ("loud", ("--strict",), 1), ("odd", (), 1)],
)
def test_a_check_exits_as_an_add_would(
    desk: Desk, adverts: dict[str, Path], name: str, options: tuple[str, ...], code: int
):
    assert desk.stb("spot", "check", adverts[name], *options) == code
    assert desk.stb("spot", "add", adverts[name], *BOOKED, *options) == code


def test_a_refusal_is_one_line_with_the_figures_and_what_to_do(
    desk: Desk, adverts: dict[str, Path]
):
    assert desk.stb("spot", "add", adverts["odd"], *BOOKED) == 1

    assert desk.out == ""
    assert desk.err.count("\n") == 1
    assert desk.err.startswith("stb: odd.mp4: rate 30 a second (should be a whole multiple or part")
    assert "aac 44100 Hz, 5.1" in desk.err
    assert "--conform" in desk.err
    assert desk.err.endswith("[spot.refused]\n")


def test_an_add_prints_the_id_alone_and_tells_the_report_on_stderr(
    desk: Desk, adverts: dict[str, Path]
):
    assert desk.stb("spot", "add", adverts["loud"], *BOOKED) == 0

    (sha256,) = desk.out.splitlines()
    assert len(sha256) == 64
    assert "measured" in desk.err
    assert "2 figures off: --conform would mend what it can" in desk.err


def test_for_machines_everything_is_json_a_refusal_too(desk: Desk, adverts: dict[str, Path]):
    assert desk.stb("spot", "add", adverts["odd"], *BOOKED, "--json") == 1
    refused = json.loads(desk.out)
    booked = desk.facts("spot", "add", adverts["odd"], *BOOKED, "--conform")

    assert refused["id"] is None
    assert {row["name"] for row in refused["refused"]} == {"rate", "sound"}
    assert isinstance(booked, dict)
    assert (booked["frames"], booked["rate"]) == (50, "25")
    assert booked["lufs"] == pytest.approx(-23, abs=0.2)
    assert booked["peak_dbtp"] <= -1
    assert "44100 Hz 5.1 became 48000 Hz stereo" in booked["conformed"]


def test_a_spot_is_shown_with_how_it_was_made_and_removed(desk: Desk, adverts: dict[str, Path]):
    desk.stb("spot", "add", adverts["odd"], *BOOKED, "--conform", "--title", "Zes kanalen",
             "--to", "2026-12-01", "--cap", "2")  # fmt: skip
    sha256 = desk.last

    assert desk.stb("spot", "show", "Zes kanalen") == 0
    shown = desk.out
    (facts,) = desk.facts("spot", "show", sha256[:8])
    assert desk.stb("spot", "remove", sha256[:8]) == 0
    assert desk.stb("spot", "show", sha256[:8]) == 1

    assert "campaign acme for limburg, to 2026-12-01, at most 2 a week" in shown
    assert "made of odd.mp4: encoded anew; 60 frames at 30 became 50 at 25" in shown
    assert facts["segments"] == ["limburg"]
    assert "`stb headend spot list`" in desk.err


def test_a_length_without_conforming_is_wrong_usage(desk: Desk, adverts: dict[str, Path]):
    assert desk.stb("spot", "add", adverts["loud"], *BOOKED, "--length", "5") == 2
    assert "--length goes with --conform" in desk.err


def test_a_segment_that_does_not_exist_is_told_before_any_work(
    desk: Desk, adverts: dict[str, Path]
):
    given = ("--campaign", "c", "--segment", "nobody", "--conform")

    assert desk.stb("spot", "add", adverts["odd"], *given) == 1
    assert "no segment nobody; there are" in desk.err


# -- campaigns ---------------------------------------------------------------------------


def test_a_campaign_is_added_shown_edited_and_removed(desk: Desk, adverts: dict[str, Path]):
    assert desk.stb("campaign", "add", "acme", "--advertiser", "Acme", "--category", "bank",
                    "--from", "2026-11-01", "--to", "2027-01-01", "--cap", 5, "--cap-day", 2,
                    "--gap", 600, "--goal", "25%", "--pace", "front") == 0  # fmt: skip
    desk.stb("spot", "add", adverts["loud"], *BOOKED)
    assert desk.stb("campaign", "show", "acme") == 0
    shown = desk.out
    assert desk.stb("campaign", "edit", "acme", "--to", "none", "--cap", 0, "--goal", "1/2") == 0
    edited = desk.facts("campaign", "show", "acme")

    assert "advertiser Acme, category bank" in shown
    assert "flight 2026-11-01 to 2027-01-01, goal 25% of all breaks, front" in shown
    assert "at most: 2 a day, 5 a week, 600 s apart" in shown
    assert "10 s  loud  for limburg" in shown
    assert isinstance(edited, dict)
    assert (edited["not_after"], edited["goal"], edited["pace"]) == (None, 0.5, "front")
    assert edited["not_before"] == "2026-10-31T23:00:00+00:00"
    assert (edited["caps"]["week"], edited["caps"]["day"], edited["plays"]) == (0, 2, None)
    assert desk.stb("campaign", "remove", "acme") == 1
    assert "--with-spots" in desk.err
    assert desk.stb("campaign", "remove", "acme", "--with-spots") == 0
    assert desk.stb("campaign", "show", "acme") == 1


def test_campaigns_are_listed_ours_too(desk: Desk):
    desk.stb("campaign", "add", "acme", "--goal", "0.1")

    listed = {row["id"]: row for row in desk.facts("campaign", "list")}  # type: ignore[attr-defined]
    assert desk.stb("campaign", "list") == 0

    assert (listed["acme"]["kept"], listed["acme"]["goal"]) == (True, 0.1)
    assert any(not row["kept"] and row["spots"] for row in listed.values())
    assert desk.last.split() == ["acme", "open", "10%", "0"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("campaign", "add", "a b"), 2),
        (("campaign", "add", "acme", "--goal", "2"), 2),
        (("campaign", "add", "acme", "--pace", "slow"), 2),
        (("campaign", "add", "acme", "--from", "2026-12-01", "--to", "2026-11-01"), 1),
        (("campaign", "add", "acme", "--from", "9999-12-31T23:59:59+00:00"), 2),
        (("campaign", "add", "acme", "--to", "0001-01-01"), 2),
        (("publish", "--at", "2198-12-31"), 2),
        (("campaign", "edit", "nobody", "--goal", "1"), 1),
        (("campaign", "remove", "olifant-najaar"), 1),
    ],
)
def test_what_no_campaign_can_be_is_told(desk: Desk, words: tuple[str, ...], code: int):
    assert desk.stb(*words) == code
    assert desk.out == ""
    assert desk.err


@pytest.mark.parametrize(
    "octets", [b"", b"[]", b'{"campaigns":[{"id":"acme"}]}', b'{"spots":7}', b'{"segments":[7]}']
)
def test_bookings_that_cannot_be_read_back_are_one_line_with_their_file(desk: Desk, octets: bytes):
    kept = desk.folder / "data" / "headend" / "operator.json"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(octets)

    assert desk.stb("campaign", "list") == 1
    assert desk.err.count("\n") == 1
    assert str(kept) in desk.err
    assert "headend.state" in desk.err


# -- programmes --------------------------------------------------------------------------


def test_an_ingest_tells_what_was_measured_and_prints_the_id_alone(desk: Desk):
    file = write_clip(desk.folder / "own.mp4", frames=200)
    cues = desk.folder / "cues.json"
    cues.write_text('[{"break":"b","at":50,"spots":[{"id":"g","frames":50,"replaceable":true}]}]')

    assert desk.stb("ingest", file, "--service", 8, "--title", "Mijn", "--cues", cues) == 0

    (name,) = desk.out.splitlines()
    assert name.startswith("vesper-in-")
    assert "200 frames at 25 (00:00:08:00), all decoded" in desk.err
    assert "h264 320x180, aac 48000 Hz stereo, -23.6 LUFS" in desk.err
    assert "1 break, 1 spot, 1 replaceable" in desk.err
    assert "segments" in desk.err


def test_an_ingest_in_json_has_all_figures(desk: Desk):
    file = write_clip(desk.folder / "own.mp4", frames=200)

    facts = desk.facts("ingest", file, "--service", 8, "--title", "Mijn", "--quick")

    assert isinstance(facts, dict)
    assert (facts["frames"], facts["rate"], facts["breaks"]) == (200, "25", [])
    assert facts["sound"]["lufs"] == pytest.approx(-23.6, abs=0.1)
    assert facts["bytes"] > 0


def test_a_service_that_does_not_exist_is_told_with_those_that_do(desk: Desk):
    file = write_clip(desk.folder / "own.mp4", frames=50)

    assert desk.stb("ingest", file, "--service", 999, "--title", "T") == 1
    assert "no service 999 in the lineup; there are 1 oranje-een" in desk.err


# -- publishing --------------------------------------------------------------------------


def test_publishing_tells_what_is_in_it_and_what_changed(desk: Desk, adverts: dict[str, Path]):
    at = ("--at", "2026-11-18T20:00:00+01:00")
    desk.stb("publish", *at)
    desk.stb("spot", "add", adverts["loud"], *BOOKED)
    assert desk.stb("publish", *at, "--dry-run") == 0
    tried = desk.out.splitlines()
    assert desk.stb("publish", *at) == 0
    done = desk.out.splitlines()
    assert desk.stb("publish", *at) == 0

    assert tried[0] == done[0] == "2026-W47 2026-W48"
    assert "+ limburg: loud (acme)" in tried
    assert "+ limburg: loud (acme)" in done
    assert tried[-1] == "nothing was published: --dry-run"
    assert any(line.startswith("valid until (UTC): timestamp 2026-11-20 19:00") for line in done)
    assert not any(line.startswith("valid until") for line in tried)
    assert desk.last == "nothing changed since the publication before"


def test_publishing_in_json_has_the_ends_of_all_roles(desk: Desk):
    facts = desk.facts("publish", "--at", "2026-11-18T20:00:00+01:00")

    assert isinstance(facts, dict)
    assert facts["published"] is True
    assert set(facts["ends"]) == {"root", "targets", "ads", "snapshot", "timestamp"}
    assert {row["segment"] for row in facts["summary"]["segments"]} >= {"limburg", "sports"}


# -- help --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        (("spot", "add"), ("--conform", "--strict", "unplayable", "plays an hour", "examples:")),
        (("campaign", "add"), ("--goal", "--pace", "examples:")),
        (("ingest",), ("CUES.json:", "--quick", "example:")),
        (("publish",), ("--dry-run", "changed")),
    ],
)
def test_the_help_says_what_happens(desk: Desk, verb: tuple[str, ...], words: tuple[str, ...]):
    assert desk.stb(*verb, "--help") == 0
    for word in words:
        assert word in desk.out
