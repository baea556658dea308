"""Which time signatures are judged by, whatever the clock of the box says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stb.adapters.clock import VirtualClock
from stb.adapters.http import Http
from stb.adapters.metadata import Expired, Metadata
from stb.adapters.trusted_time import BUILT, TrustedTime
from tests.adapters.memory_store import MemoryStore
from tests.adapters.repository import EVENING, Repository
from tests.adapters.wire import Server

DAY = timedelta(days=1)
YEAR = timedelta(days=365)


@pytest.fixture
def seen() -> MemoryStore:
    return MemoryStore()


def time_at(now: datetime, seen: MemoryStore, **given: datetime) -> TrustedTime:
    return TrustedTime(VirtualClock(now), seen, **given)


def test_while_nothing_is_known_the_clock_is_believed(seen):
    assert time_at(EVENING - YEAR, seen).utc() == EVENING - YEAR


def test_no_time_is_before_what_was_signed_last_also_after_a_restart(seen):
    time_at(EVENING, seen).signed(EVENING, until=EVENING + 2 * DAY)

    assert time_at(EVENING - YEAR, seen).utc() == EVENING
    assert time_at(datetime(1970, 1, 1, tzinfo=UTC), seen).utc() == EVENING
    assert time_at(EVENING + YEAR, seen).utc() == EVENING + YEAR


def test_what_is_signed_later_takes_an_earlier_word_back(seen):
    time = time_at(EVENING, seen)
    time.signed(EVENING + DAY, until=EVENING + 2 * DAY)
    time.signed(EVENING, until=EVENING + 2 * DAY)

    assert time.floor == EVENING


def test_a_time_beyond_the_end_of_the_metadata_that_states_it_is_not_believed(seen):
    time = time_at(EVENING, seen)

    time.signed(EVENING + 3650 * DAY, until=EVENING + 2 * DAY)
    time.signed(None, until=EVENING + 2 * DAY)

    assert time.floor is None


def test_a_machine_that_lost_the_time_is_older_than_its_program(seen):
    time = time_at(datetime(1970, 1, 1, tzinfo=UTC), seen, earliest=BUILT)

    assert time.utc() == BUILT


def test_a_kept_time_that_makes_no_sense_is_none(seen):
    for seconds in (-5, 0, 1 << 40):
        seen.keep_highest("published", seconds, "")
        assert time_at(EVENING, seen).floor is None


# -- metadata is judged by it ----------------------------------------------------------


class Box:
    def __init__(self, http: Http, folder: Path, root: bytes) -> None:
        self.clock, self.seen = VirtualClock(EVENING), MemoryStore()
        self.time = TrustedTime(self.clock, self.seen)
        self.metadata = Metadata(
            http, root=root, folder=folder, clock=self.clock, seen=self.seen,
            floor=lambda: self.time.floor,
        )  # fmt: skip


@pytest.fixture
def repository() -> Repository:
    repository = Repository()
    repository.publish()
    return repository


@pytest.fixture
def box(repository: Repository, tmp_path: Path) -> Iterator[Box]:
    with Server(repository.serve) as server, closing(Http(server.url)) as http:
        yield Box(http, tmp_path, repository.root)


def test_a_clock_that_is_put_back_brings_nothing_to_life_that_had_expired(box):
    trusted = box.metadata.refreshed()
    box.time.signed(trusted.ends - timedelta(hours=1), until=trusted.ends)
    box.clock.jump(EVENING - YEAR)
    assert box.metadata.refreshed().version == trusted.version

    box.seen.keep_highest("published", int((trusted.ends + DAY).timestamp()), "")

    with pytest.raises(Expired):
        box.metadata.refreshed()
    with pytest.raises(Expired):
        box.metadata.replayed()


def test_an_operator_whose_clock_ran_ahead_is_believed_again_by_what_is_newer(box, repository):
    trusted = box.metadata.refreshed()
    box.seen.keep_highest("published", int((trusted.ends + 3650 * DAY).timestamp()), "")
    with pytest.raises(Expired):
        box.metadata.refreshed()

    repository.publish()

    assert box.metadata.refreshed().version > trusted.version
