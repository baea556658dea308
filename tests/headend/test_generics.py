"""What is published of the broadcast's own spots: true to the material, and no swap the fewer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import av
import pytest

from stb.adapters.language import local
from stb.engine.planning import Signals, plan
from stb.headend.assets import find_assets
from stb.headend.catalogue import Catalogue, Kind, Reel, Role, read_catalogue
from stb.headend.cues import Offers, breaks_of
from stb.headend.generics import Broadcast, read_broadcast
from stb.headend.inventory import Inventory as Shelves
from stb.headend.loudness import Meter
from stb.headend.schedule import Schedule
from stb.headend.services import Station, lineup_of
from stb.headend.titles import read_genres
from stb.model.bundle import Bundle, Inventory
from stb.model.consent import Answer, ConsentRecord, Consents, Method, Notice, Purpose
from stb.model.household import Household, Segment
from stb.model.time import PAL
from stb.wiring.households import demo_households

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
VIEWED = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
ANSWERED = ConsentRecord(
    "1", Purpose.TAILORED_SPOTS, Answer.YES, MONDAY, Method.POPUP, Notice(1, "nl", "00" * 32)
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(find_assets())


@pytest.fixture(scope="module")
def told() -> Broadcast:
    return read_broadcast(find_assets())


def test_every_spot_of_a_break_is_named_as_the_catalogue_names_it(
    catalogue: Catalogue, told: Broadcast
) -> None:
    laid = {spot.clip for reel in catalogue.of_kind(Kind.BREAK) for spot in reel.spots}

    assert {(one.spot, one.advertiser, one.title) for one in told.generics} == {
        (clip.id, clip.advertiser, clip.title) for clip in laid
    }
    assert all(one.category for one in told.generics)
    assert all(clip.role is Role.SPOT for clip in laid)


@pytest.mark.slow
def test_every_spot_is_as_loud_as_is_published(catalogue: Catalogue, told: Broadcast) -> None:
    stated = {one.spot: one.lufs for one in told.generics}

    for reel in catalogue.of_kind(Kind.BREAK):
        for spot, lufs in measured(reel).items():
            assert stated[spot] == pytest.approx(lufs, abs=0.25), (reel.id, spot)


def measured(reel: Reel) -> dict[str, float]:
    """How loud each spot of a break is, from the first packet that begins in it to the last."""
    meters = {laid.clip.id: Meter() for laid in reel.spots}
    with av.open(str(reel.file)) as container:
        rate = container.streams.audio[0].rate
        heard = 0
        for frame in container.decode(audio=0):
            at = heard * PAL.num // (rate * PAL.den)
            heard += frame.samples
            for laid in reel.spots:
                if laid.at <= at < laid.at + laid.frames - 1:
                    meters[laid.clip.id].feed(frame)
    return {spot: meter.lufs() for spot, meter in meters.items()}


def test_a_folder_that_says_nothing_of_them_leaves_them_unnamed(tmp_path: Path) -> None:
    assert read_broadcast(tmp_path) == Broadcast()


@pytest.fixture(scope="module")
def stock(
    catalogue: Catalogue, told: Broadcast, tmp_path_factory: pytest.TempPathFactory
) -> Inventory:
    shelves = Shelves(
        tmp_path_factory.mktemp("operator"), assets=find_assets(), catalogue=catalogue
    )
    listed = shelves.stock()
    bundles = tuple(
        Bundle(
            Segment(group.id, group.households, group.condition, group.words), "2026-W47",
            MONDAY, MONDAY + timedelta(days=7), listed.creatives_of(group.id),
            generics=told.generics, sponsors=told.sponsors,
        )
        for group in listed.groups
        if group.households >= 100
    )  # fmt: skip
    return Inventory(bundles, frozenset(one.id for each in bundles for one in each.creatives))


@pytest.mark.parametrize("household", demo_households(), ids=lambda household: household.id)
def test_a_night_of_sirius_6_has_two_swaps_in_each_break_for_every_household_that_says_yes(
    catalogue: Catalogue,
    told: Broadcast,
    stations: tuple[Station, ...],
    stock: Inventory,
    household: Household,
) -> None:
    schedule = Schedule(
        1, stations=stations, catalogue=catalogue, genres=read_genres(find_assets())
    )
    service = lineup_of(stations).service("sirius-6")
    offers = Offers.of(catalogue.creatives, told.generics)
    assert service is not None

    swaps = [
        sum(made.creative is not None and made.break_id == brk.id for made in planned.decisions)
        for event in schedule.day("sirius-6", date(2026, 11, 17))
        if not event.kids and event.content_breaks
        for breaks in [breaks_of(event, offers)]
        for planned in [
            plan(
                Signals(service, event.programme, PAL, breaks[-1].end + 2_500, breaks),
                inventory=stock, household=household, consent=Consents((ANSWERED,)),
                history=(), at=VIEWED, draw=1, local=local,
            )
        ]
        for brk in breaks
    ]  # fmt: skip

    assert len(swaps) > 40
    assert set(swaps) == {2}
