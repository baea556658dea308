"""Consent as it is felt: a no leaves no trace, a withdrawal is obeyed at the next frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stb.engine.commands import ForgetUse
from stb.engine.events import Answered, SpotSeen
from stb.headend.catalogue import Catalogue
from stb.model.consent import Answer, Method
from stb.qa.driver import Driver
from stb.qa.plugin import Home

from . import remote
from .conftest import NUMBER, Evening, stock
from .proof import items, judge
from .watching import first_swap, kept, play_breaks, swapped, watch, watch_from


@pytest.mark.box(household="refuser", pictures="none")
def test_a_no_leaves_the_broadcast_on_air_and_not_a_word_of_a_profile_on_the_disk(
    home: Home, catalogue: Catalogue, evening: Evening
):
    stock(home.wanted.data, "refuser", catalogue)
    box = home.switch_on()

    remote.open_catch_up(box, NUMBER, evening.programme)
    remote.answer(box, "no")
    log = play_breaks(box, evening)

    assert swapped(log) == []
    assert {reason for _, reason in kept(box)} == {"consent.none", "splice.no_opportunity"}
    assert box.snapshot.segments == ()
    assert [line.event for line in box.as_run if isinstance(line.event, SpotSeen)] == []
    erase_place(box)
    home.unplug(box)
    assert traces(home, catalogue, evening) == set()


@pytest.mark.box(household="refuser", pictures="none")
def test_before_any_answer_nothing_is_tailored_and_nothing_of_a_profile_is_on_the_disk(
    home: Home, catalogue: Catalogue, evening: Evening
):
    stock(home.wanted.data, "refuser", catalogue)
    box = home.switch_on()

    remote.open_catch_up(box, NUMBER, evening.programme)
    before = box.state.frame
    box.wait(5)

    assert box.state.screen == "consent"
    assert box.state.frame == before
    assert box.snapshot.segments == ()
    home.unplug(box)
    assert traces(home, catalogue, evening) == set()


def test_a_withdrawal_in_mid_spot_shows_the_broadcast_at_the_next_frame(
    stocked: Home, evening: Evening
):
    box = stocked.switch_on()
    remote.open_catch_up(box, NUMBER, evening.programme)
    remote.answer(box, "yes")
    _, spot = first_swap(box, evening)
    before = watch_from(box, spot.at - 5, until=spot.at + 60)
    assert box.state.place == "creative"

    box.press("PRIVACY")
    last = box.state.frame
    box.mediabox.press(remote.key("OK"))
    box.steps()
    after = watch(box, until=last + 50)

    assert box.state.screen == "privacy"
    assert box.state.consent == "no"
    assert after.frames[0] == last + 1
    assert after.codes == [evening.broadcast.at(frame).code for frame in after.frames]
    log = items(box.as_run)
    verdict = judge(before, log, evening.broadcast) + judge(after, log, evening.broadcast)
    assert verdict.wrong == ()
    answers = [line.event for line in box.as_run if isinstance(line.event, Answered)]
    assert [(a.answer, a.method) for a in answers][-1] == (Answer.NO, Method.PRIVACY_PAGE)


@pytest.mark.box(pictures="none")
def test_a_withdrawal_erases_the_profile_and_the_waiting_reports_from_the_disk(
    stocked: Home, evening: Evening, catalogue: Catalogue
):
    box = stocked.switch_on()
    remote.open_catch_up(box, NUMBER, evening.programme)
    remote.answer(box, "yes")
    assert swapped(play_breaks(box, evening))
    assert box.snapshot.waiting_reports
    assert traces(stocked, catalogue, evening)

    remote.withdraw(box)

    assert box.snapshot.waiting_reports == 0
    assert traces(stocked, catalogue, evening) == {evening.id}, "the place alone, to go on from"
    erase_place(box)
    assert traces(stocked, catalogue, evening) == set()
    box.press("POWER")
    box.wait(8 * 86_400)
    assert stocked.headend.operator.ledger.counted() == {}


def erase_place(box: Driver) -> None:
    """Leave the programme, and erase where: that needs no consent, and is no profile."""
    box.press("EXIT", "STOP")
    box.mediabox.send(ForgetUse())
    box.steps(2)


def traces(home: Home, catalogue: Catalogue, evening: Evening) -> set[str]:
    """Words of a profile that any byte of the box's own files spells.

    Left out are the operator's files, which are the same for every box: the signed
    metadata, the manifests of all segments, and the creatives.
    """
    words = {creative.campaign for creative in catalogue.creatives}
    words |= {creative.sha256 for creative in catalogue.creatives}
    words |= {segment for creative in catalogue.creatives for segment in creative.segments}
    words.add(evening.id)
    folder = home.wanted.data / "box" / home.wanted.household
    found: set[str] = set()
    for file in own_files(folder):
        octets = file.read_bytes()
        found |= {word for word in words if word.encode() in octets}
    return found


def own_files(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        if file.is_file() and not {"content", "trust"} & set(file.relative_to(folder).parts):
            yield file
