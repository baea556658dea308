"""Whatever goes wrong, the broadcast's own spot is on air and the log says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from stb.adapters.media.lane import MediaChoice
from stb.adapters.media.source import BytesMedia
from stb.engine.events import OnAir, SpotFailed, SpotSeen
from stb.engine.snapshot import Supply
from stb.headend.catalogue import Catalogue
from stb.headend.faults import EVERY, Faults, Outage
from stb.model.timeline import Source
from stb.qa.driver import Driver
from stb.qa.plugin import Home
from stb.qa.render import open_programme
from stb.wiring.assembly import Choose, build

from .conftest import Evening, stock
from .proof import items, judge
from .watching import (
    creative_at,
    first_swap,
    kept,
    play_breaks,
    refusals,
    swapped,
    watch,
    watch_from,
)

without_pictures = pytest.mark.box(consent="yes", pictures="none")
decoded = pytest.mark.box(consent="yes")


@without_pictures
def test_a_group_of_less_than_a_hundred_households_is_refused(home: Home, catalogue: Catalogue):
    stock(home.wanted.data, "limburg", catalogue)

    box = home.switch_on(household="limburg")

    assert refusals(box)["bundles/2026-W47/too-small.json"] == "bundle.too_small"
    assert "too-small" not in {b.segment.id for b in box.snapshot.inventory.bundles}
    assert [segment.id for segment in box.snapshot.segments] == ["limburg"]


@without_pictures
def test_a_bundle_with_one_byte_changed_is_refused_and_the_broadcast_stays(
    stocked: Home, evening: Evening, faults: Faults
):
    faults.tampered.add("young-families")

    box = stocked.switch_on()

    assert refusals(box)["bundles/2026-W47/young-families.json"] == "trust.length_or_hash"
    assert swapped(play_breaks(box, evening)) == []
    assert {reason for _, reason in kept(box)} <= {"plan.no_segment", "splice.no_opportunity"}


@without_pictures
def test_once_the_bundle_is_whole_again_the_next_break_is_tailored(
    stocked: Home, evening: Evening, faults: Faults
):
    faults.tampered.add(EVERY)
    box = stocked.switch_on()
    assert box.snapshot.inventory.bundles == ()

    faults.clear()
    box.press("POWER")
    box.wait(timedelta(hours=7).total_seconds())
    box.press("POWER")
    box.settle()

    assert "young-families" in {b.segment.id for b in box.snapshot.inventory.bundles}
    assert swapped(play_breaks(box, evening))


@without_pictures
def test_expired_metadata_brings_nothing_new_and_names_the_reason(
    stocked: Home, evening: Evening, faults: Faults
):
    faults.expired_metadata = True

    box = stocked.switch_on()

    assert refusals(box)["metadata"] == "trust.expired"
    assert swapped(play_breaks(box, evening)) == []


@without_pictures
def test_what_was_admitted_before_the_metadata_expired_runs_to_its_own_end(
    stocked: Home, evening: Evening, faults: Faults
):
    box = stocked.switch_on()
    stocked.unplug(box)

    faults.expired_metadata = True
    box = stocked.switch_on()

    assert swapped(play_breaks(box, evening))


@without_pictures
def test_a_creative_that_is_withheld_leaves_the_broadcast_and_is_named(
    stocked: Home, evening: Evening, faults: Faults, catalogue: Catalogue
):
    missing = [c for c in catalogue.creatives if "young-families" in c.segments]
    for creative in missing:
        faults.withheld.add(creative.sha256)
        forget(stocked, creative.sha256)

    box = stocked.switch_on()
    play_breaks(box, evening)

    assert {refusals(box)[creative.sha256] for creative in missing} == {"http.status"}
    assert "creative.not_ready" in {reason for _, reason in kept(box)}
    assert not any(isinstance(line.event, SpotSeen) for line in box.as_run)


@without_pictures
def test_a_creative_of_another_length_than_is_signed_is_never_ready(
    stocked: Home, faults: Faults, catalogue: Catalogue
):
    wrong = min(catalogue.creatives, key=lambda creative: creative.frames)
    faults.wrong_length.add(wrong.sha256)
    forget(stocked, wrong.sha256)

    box = stocked.switch_on()

    assert refusals(box)[wrong.sha256] == "creative.frames"
    assert wrong.sha256 not in box.snapshot.inventory.ready


@without_pictures
def test_a_file_already_on_the_disk_is_not_ready_for_a_length_it_has_not(
    stocked: Home, faults: Faults, catalogue: Catalogue
):
    wrong = min(catalogue.creatives, key=lambda creative: creative.frames)
    faults.wrong_length.add(wrong.sha256)

    box = stocked.switch_on()

    assert wrong.sha256 not in box.snapshot.inventory.ready


@decoded
def test_a_decoder_error_in_mid_spot_ends_in_the_broadcast_at_the_same_position(
    stocked: Home, evening: Evening
):
    """Signed and whole by its hash, and yet no decoder takes the middle of it."""
    built = build(
        stocked.wanted, clock=stocked.clock, headend=stocked.headend, disk=undecodable(stocked)
    )
    box = Driver(built.mediabox)
    stocked.boxes.append(box)
    box.settle()
    _, spot = first_swap(box, evening)
    creative = creative_at(box, spot)

    taken = watch_from(box, spot.at - 25, until=spot.end + 25)

    (failed,) = [line.event for line in box.as_run if isinstance(line.event, SpotFailed)]
    assert failed.creative == creative
    assert spot.at < failed.frame < spot.end
    log = items(box.as_run)
    verdict = judge(taken, log, evening.broadcast)
    assert verdict.wrong == ()
    assert taken.frames == list(range(spot.at - 25, spot.end + 25))
    assert OnAir(failed.frame, Source.BROADCAST, spot.id, failed.frame,
                 spot.end - failed.frame) in log  # fmt: skip
    assert not any(isinstance(line.event, SpotSeen) for line in box.as_run)


@decoded
def test_a_file_that_is_damaged_on_the_disk_while_it_is_armed_changes_nothing_on_air(
    stocked: Home, evening: Evening
):
    box = stocked.switch_on()
    _, spot = first_swap(box, evening)
    creative = creative_at(box, spot)
    damage(file_of(stocked, creative))

    taken = watch_from(box, spot.at - 25, until=spot.end)

    assert judge(taken, items(box.as_run), evening.broadcast).wrong == ()
    assert taken.frames == list(range(spot.at - 25, spot.end))
    (seen,) = [line.event for line in box.as_run if isinstance(line.event, SpotSeen)]
    assert seen.creative == creative


@decoded
def test_a_file_that_is_damaged_on_the_disk_before_it_is_armed_is_not_shown_for_one_frame(
    stocked: Home, evening: Evening
):
    box = stocked.switch_on()
    for creative in box.snapshot.inventory.ready:
        damage(file_of(stocked, creative))
    _, spot = first_swap(box, evening)

    taken = watch_from(box, spot.at - 25, until=spot.at + 50)

    assert judge(taken, items(box.as_run), evening.broadcast).wrong == ()
    assert taken.codes[-1] == evening.broadcast.at(spot.at + 49).code
    assert taken.frames == list(range(spot.at - 25, spot.at + 50))
    assert not any(isinstance(line.event, SpotSeen) for line in box.as_run)


@decoded
def test_creatives_that_vanished_from_the_disk_leave_the_broadcast(stocked: Home, evening: Evening):
    box = stocked.switch_on()
    for creative in box.snapshot.inventory.ready:
        forget(stocked, creative)

    _, spot = first_swap(box, evening)
    taken = watch_from(box, spot.at - 25, until=spot.at + 50)

    assert judge(taken, items(box.as_run), evening.broadcast).wrong == ()
    assert taken.codes[-1] == evening.broadcast.at(spot.at + 49).code
    assert taken.frames == list(range(spot.at - 25, spot.at + 50))


@decoded
def test_a_head_end_that_is_gone_for_a_while_costs_time_and_no_frame(
    stocked: Home, evening: Evening, faults: Faults
):
    box = stocked.switch_on()
    open_programme(box.mediabox, evening.id)
    box.play_until(100)

    faults.outage = Outage.REFUSED
    box.wait(30)
    stood = box.state.frame
    box.wait(30)
    assert box.state.frame == stood
    assert box.snapshot.playing.supply is Supply.WAITING
    assert stood > 200, "what was fetched ahead is shown first"
    faults.clear()
    taken = watch(box, until=stood + 100)

    assert taken.frames == list(range(stood, stood + 100))
    assert judge(taken, items(box.as_run), evening.broadcast).wrong == ()


# -- the given and the then ------------------------------------------------------------


def forget(home: Home, creative: str) -> None:
    for file in home.wanted.data.glob(f"box/*/content/c/*/{creative}"):
        file.unlink()


def file_of(home: Home, creative: str) -> Path:
    """Where the box keeps it."""
    return home.wanted.data / "box/young-family/content/c" / creative[:2] / creative


def undecodable(home: Home) -> Callable[[Choose], Choose]:
    """For `build`: every creative with a damaged middle, as if it had been signed so."""

    def disk(choose: Choose) -> Choose:
        def chosen(creative: str) -> MediaChoice:
            data = bytearray(file_of(home, creative).read_bytes())
            half, third = len(data) // 2, len(data) // 3
            data[half : half + third] = b"\xff" * third
            return replace(choose(creative), media=BytesMedia(bytes(data)))

        return chosen

    return disk


def damage(path: Path) -> None:
    """Overwrite the middle of a file with noise that no decoder takes for pictures."""
    with path.open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(size // 2)
        file.write(b"\xff" * (size // 3))
