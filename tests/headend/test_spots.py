"""Spots and campaigns in the operator's books, and what of them is published."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from stb.formats.bundle import read_bundle
from stb.headend.bookings import Campaign, Caps
from stb.headend.catalogue import read_catalogue
from stb.headend.conform import CannotConform
from stb.headend.errors import FolderBusy
from stb.headend.faults import Faults
from stb.headend.files import alone, workplace
from stb.headend.inventory import (
    CampaignInUse,
    CampaignTaken,
    Inventory,
    NoCampaign,
    NoSpot,
    NotOurs,
    Spots,
)
from stb.headend.readable import NotReadable, check_readable
from stb.headend.repository import Repository
from stb.headend.spots import Bar, Offer, Shape, SpotRefused, book
from stb.headend.summary import summarise
from stb.model import bundle as signed
from stb.model.bundle import Cap, Pace, Scope
from stb.model.time import NTSC, PAL

from .advert import Advert, write
from .conftest import EVENING

ADVERT = Advert(frames=60, rate=Fraction(30), loud=3.0)
PLAIN = Advert(frames=50)


@pytest.fixture
def repository(tmp_path: Path, material: Path) -> Repository:
    return Repository(tmp_path / "headend", assets=material, catalogue=read_catalogue(material))


@pytest.fixture
def inventory(repository: Repository) -> Inventory:
    return repository.inventory


def files_in(folder: Path) -> set[str]:
    """Names of all files but keys, locks and what is published."""
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in (".pem", ".db") and "repository" not in path.parts
    }


def published(repository: Repository, segment: str) -> signed.Bundle:
    octets = repository.manifests(EVENING)[f"bundles/2026-W47/{segment}.json"]
    return read_bundle(octets)


# -- spots -------------------------------------------------------------------------------


def test_a_spot_that_no_box_could_show_exactly_is_refused_and_leaves_nothing(
    inventory: Inventory, tmp_path: Path
):
    file = write(tmp_path / "a.mp4", ADVERT)

    with pytest.raises(SpotRefused, match=r"rate 30 a second .* --conform encodes it anew"):
        book(inventory, Offer(file, "c", "limburg"))

    assert files_in(tmp_path / "headend") == set()
    with pytest.raises(NoCampaign):
        inventory.campaign("c")


def test_a_spot_that_deviates_is_taken_and_refused_by_a_strict_bar(
    inventory: Inventory, tmp_path: Path
):
    file = write(tmp_path / "a.mp4", replace(PLAIN, loud=3.0))

    with pytest.raises(SpotRefused) as refused:
        book(inventory, Offer(file, "c", "limburg", bar=Bar.STRICT))
    booked = book(inventory, Offer(file, "c", "limburg"))

    off = {check.name for check in refused.value.checks}
    assert off == {"length", "loudness", "short-term"}
    assert booked.creative.gain_db == pytest.approx(
        -23 - booked.report.measured.loudness.lufs, abs=0.01
    )


def test_what_no_box_could_read_is_not_booked_and_leaves_nothing(
    inventory: Inventory, tmp_path: Path
):
    spot = write(tmp_path / "spot.mp4", PLAIN)
    before = files_in(inventory.folder), inventory.stock()

    with pytest.raises(NotReadable, match=r"retired.*title"):
        book(inventory, Offer(spot, "c", "retired", title="x" * 201))
    with pytest.raises(NotReadable, match=r"retired.*advertiser"):
        book(inventory, Offer(spot, "c", "retired", advertiser="x" * 201))

    assert (files_in(inventory.folder), inventory.stock()) == before


def test_one_spot_more_than_a_manifest_holds_is_not_booked(inventory: Inventory):
    stock = inventory.stock()
    one = stock.bookings[0]
    full = tuple(
        replace(one, creative=replace(one.creative, id=f"{n:064x}"), segments=("retired",))
        for n in range(201)
    )

    check_readable(replace(stock, bookings=full[:200]))
    with pytest.raises(NotReadable, match=r"retired.*200"):
        check_readable(replace(stock, bookings=full))


def test_a_file_with_a_long_name_has_as_much_of_it_for_a_title_as_there_is_room(
    inventory: Inventory, tmp_path: Path
):
    spot = write(tmp_path / f"{'n' * 240}.mp4", PLAIN)

    title = book(inventory, Offer(spot, "c", "retired")).creative.title

    assert len(title) == 200
    assert title.startswith("nnn")


def test_a_conformed_spot_is_booked_as_what_came_out_with_how_it_was_made(
    inventory: Inventory, tmp_path: Path
):
    file = write(tmp_path / "a.mp4", ADVERT)

    booked = book(inventory, Offer(file, "c", "limburg", shape=Shape.CONFORMED))
    (kept,) = inventory.spots(booked.creative.id[:8])

    assert (booked.creative.frames, booked.creative.rate) == (50, PAL)
    assert abs(booked.creative.gain_db) < 0.2
    assert (booked.creative.aspect, booked.creative.channels) == ("16:9", 2)
    assert kept.creative == booked.creative
    assert kept.done == booked.report.done
    assert "60 frames at 30 became 50 at 25" in kept.done
    assert {row["verdict"] for row in kept.report} == {"ok", "deviates"}  # two seconds: no slot
    assert inventory.content(booked.creative.id).stat().st_size == booked.creative.size


def test_a_conformed_spot_may_still_be_refused_by_a_strict_bar(
    inventory: Inventory, tmp_path: Path
):
    file = write(tmp_path / "a.mp4", ADVERT)

    with pytest.raises(SpotRefused, match=r"length 2 s .* It was conformed"):
        book(inventory, Offer(file, "c", "limburg", shape=Shape.CONFORMED, bar=Bar.STRICT))


def test_a_length_is_cut_and_never_stretched(inventory: Inventory, tmp_path: Path):
    file = write(tmp_path / "a.mp4", ADVERT)
    offer = Offer(file, "c", "limburg", shape=Shape.CONFORMED, length=Fraction(1))

    assert book(inventory, offer).creative.frames == 25
    with pytest.raises(CannotConform, match=r"3\.000 s cannot be made"):
        book(inventory, replace(offer, length=Fraction(3)))


@pytest.mark.parametrize("step", ["tell", "tell_coding"])
def test_an_interrupt_leaves_no_half_files(inventory: Inventory, tmp_path: Path, step: str):
    file = write(tmp_path / "a.mp4", ADVERT)
    offer = Offer(file, "c", "limburg", shape=Shape.CONFORMED)

    def interrupt(_done: int, _whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        book(inventory, offer, **{step: interrupt})

    assert files_in(tmp_path / "headend") == set()
    assert not (tmp_path / "headend" / "work").exists()
    assert book(inventory, offer).creative.frames == 50


def test_what_a_killed_one_left_behind_goes_with_the_next(tmp_path: Path):
    left = tmp_path / "work" / "half.mp4"
    left.parent.mkdir()
    left.write_bytes(b"half")

    with workplace(tmp_path) as work:
        assert list(work.iterdir()) == []
    assert not left.exists()


def test_two_at_once_are_told_apart_from_a_fault(tmp_path: Path):
    with (
        workplace(tmp_path),
        pytest.raises(FolderBusy, match="another verb is at work"),
        workplace(tmp_path, patience_s=0.05),
    ):
        pass
    with alone(tmp_path):  # who books meanwhile need not wait for who encodes
        pass


def test_a_spot_taken_out_of_one_segment_stays_in_the_other(inventory: Inventory, tmp_path: Path):
    file = write(tmp_path / "a.mp4", PLAIN)
    sha256 = book(inventory, Offer(file, "c", "limburg")).creative.id
    book(inventory, Offer(file, "c", "sports"))

    inventory.remove_spot("a", segment="limburg")
    assert [booking.segments for booking in inventory.spots("a")] == [("sports",)]
    assert inventory.content(sha256).is_file()
    inventory.remove_spot(sha256[:10])

    with pytest.raises(NoSpot):
        inventory.spots("a")
    assert not inventory.content(sha256).exists()


def test_what_comes_with_the_material_stays(inventory: Inventory):
    with pytest.raises(NotOurs):
        inventory.remove_spot("eigen-500")
    with pytest.raises(NotOurs):
        inventory.remove_campaign("campaign-0", Spots.GO_TOO)


def test_a_name_that_is_none_is_no_spot(inventory: Inventory):
    for name in ("", "a", "eigen", "0" * 64):
        with pytest.raises(NoSpot):
            inventory.spots(name)


def test_a_spot_at_the_rate_of_a_programme_taken_in_or_allowed_is_taken(
    repository: Repository, tmp_path: Path
):
    file = write(tmp_path / "a.mp4", Advert(frames=60, rate=NTSC.fraction))

    booked = book(repository.inventory, Offer(file, "c", "limburg", rate=NTSC))

    assert booked.creative.rate == NTSC
    assert published(repository, "limburg").rates == (PAL, NTSC)
    assert published(repository, "sports").goes(NTSC)


def test_a_rate_is_allowed_only_by_a_spot_that_was_taken(inventory: Inventory, tmp_path: Path):
    file = write(tmp_path / "a.mp4", ADVERT)  # at 30, which does not go with 29.97 either

    with pytest.raises(SpotRefused):
        book(inventory, Offer(file, "c", "limburg", rate=NTSC))

    assert inventory.stock().rates == (PAL,)


# -- campaigns ---------------------------------------------------------------------------

BEGINS, ENDS = EVENING - timedelta(days=7), EVENING + timedelta(days=7)
ACME = Campaign(
    "acme", "Acme, autumn", "Acme", "bank", "12", BEGINS, ENDS,
    Caps(hour=1, day=2, week=5, lifetime=20, stream=1, gap_s=600), Fraction(1, 4), Pace.FRONT,
)  # fmt: skip


def test_a_campaign_is_published_with_its_flight_its_goal_and_its_caps(
    repository: Repository, tmp_path: Path
):
    inventory = repository.inventory
    inventory.add_campaign(ACME)
    book(inventory, Offer(write(tmp_path / "a.mp4", PLAIN), "acme", "limburg"))

    bundle = published(repository, "limburg")

    assert signed.Campaign("acme", BEGINS, ENDS, Fraction(1, 4), Pace.FRONT) in bundle.campaigns
    assert bundle.caps == (
        Cap(scope=Scope.CAMPAIGN, name="acme", hour=1, day=2, week=5, lifetime=20, stream=1,
            gap_s=600),
    )  # fmt: skip
    (creative,) = (one for one in bundle.creatives if one.campaign == "acme")
    assert (creative.advertiser, creative.category, creative.rating) == ("Acme", "bank", "12")
    assert published(repository, "sports").caps == ()


def test_what_a_spot_says_of_itself_stands_before_what_its_campaign_says(
    repository: Repository, tmp_path: Path
):
    inventory = repository.inventory
    inventory.add_campaign(ACME)
    file = write(tmp_path / "a.mp4", PLAIN)
    book(inventory, Offer(file, "acme", "limburg", category="alcohol", rating="16"))

    (creative,) = (c for c in published(repository, "limburg").creatives if c.campaign == "acme")

    assert (creative.advertiser, creative.category, creative.rating) == ("Acme", "alcohol", "16")


def test_a_campaign_comes_to_be_with_its_first_spot_and_can_be_edited(
    repository: Repository, tmp_path: Path
):
    inventory = repository.inventory
    file = write(tmp_path / "a.mp4", PLAIN)
    book(inventory, Offer(file, "c", "limburg", "Acme", "bank"))
    begun = inventory.campaign("c")

    after = inventory.edit_campaign("c", lambda one: replace(one, goal=Fraction(1, 2)))

    assert (begun.kept, begun.advertiser, begun.category) == (True, "Acme", "bank")
    assert inventory.campaign("c") == after
    assert [one.goal for one in published(repository, "limburg").campaigns] == [Fraction(1, 2)]


def test_a_campaign_is_written_down_once_and_removed_with_or_without_its_spots(
    inventory: Inventory, tmp_path: Path
):
    inventory.add_campaign(ACME)
    with pytest.raises(CampaignTaken):
        inventory.add_campaign(ACME)
    sha256 = book(inventory, Offer(write(tmp_path / "a.mp4", PLAIN), "acme", "limburg")).creative.id

    with pytest.raises(CampaignInUse, match="--with-spots"):
        inventory.remove_campaign("acme", Spots.STAY)
    assert inventory.remove_campaign("acme", Spots.GO_TOO) == 1

    with pytest.raises(NoCampaign):
        inventory.campaign("acme")
    assert not inventory.content(sha256).exists()


def test_what_an_earlier_version_booked_is_still_read(inventory: Inventory, tmp_path: Path):
    row = {
        "sha256": "ab" * 32, "size": 5, "frames": 250, "rate": [25, 1], "campaign": "old",
        "advertiser": "Oud", "category": "", "title": "Oud", "gain_db": -1.5, "not_before": None,
        "not_after": "2026-12-01T00:00:00Z", "cap": 3, "segment": "limburg",
    }  # fmt: skip
    (tmp_path / "headend" / "operator.json").write_text(
        json.dumps({"v": 1, "segments": [], "spots": [row]})
    )

    (kept,) = inventory.spots("Oud")

    assert (kept.creative.cap, kept.creative.gap_s, kept.report) == (3, 0, ())
    assert kept.creative.not_after == datetime(2026, 12, 1, tzinfo=UTC)
    assert not inventory.campaign("old").kept


# -- publishing --------------------------------------------------------------------------


def test_a_first_publication_is_told_by_segment_and_the_next_by_what_changed(
    repository: Repository, tmp_path: Path
):
    first = summarise(repository.manifests(EVENING), repository.published_manifests())
    repository.refresh(EVENING, Faults())
    inventory = repository.inventory
    file = write(tmp_path / "a.mp4", PLAIN)
    book(inventory, Offer(file, "c", "limburg", title="Nieuw"))
    inventory.edit_campaign("c", lambda one: replace(one, caps=Caps(week=2)))
    second = summarise(repository.manifests(EVENING), repository.published_manifests())
    repository.publish(EVENING, Faults())
    inventory.edit_campaign("c", lambda one: replace(one, caps=Caps(week=3)))
    third = summarise(repository.manifests(EVENING), repository.published_manifests())
    inventory.remove_campaign("c", Spots.GO_TOO)
    last = summarise(repository.manifests(EVENING), repository.published_manifests())

    assert "+ segment limburg: 31760 households, 2 spots" in first.changes
    assert second.changes == ("+ limburg: Nieuw (c)", "+ limburg: caps campaign c")
    assert third.changes == ("~ limburg: caps campaign c: week 2 -> 3",)
    assert last.changes == ("- limburg: Nieuw (c)", "- limburg: caps campaign c")
    assert second.spots == first.spots + 1
    assert second.bytes == first.bytes + file.stat().st_size
    assert second.weeks == ("2026-W47", "2026-W48")


def test_a_dry_run_signs_and_writes_nothing(repository: Repository, tmp_path: Path):
    summarise(repository.manifests(EVENING), repository.published_manifests())

    assert not (tmp_path / "headend" / "keys").exists()
    assert not (tmp_path / "headend" / "repository").exists()


def test_the_same_again_changes_nothing(repository: Repository):
    repository.refresh(EVENING, Faults())
    later = EVENING + timedelta(days=7)

    summary = summarise(repository.manifests(later), repository.published_manifests())

    assert summary.changes == ()
