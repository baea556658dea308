from __future__ import annotations

import threading
from fractions import Fraction

import pytest

from stb.adapters.media.meanwhile import fetched_meanwhile
from stb.adapters.media.source import Segment, SegmentedMedia
from stb.errors import UnavailableError


class Origin:
    """Segments by name; ``asked`` in order, those in ``missing`` are not to be had."""

    def __init__(self, *missing: str) -> None:
        self.asked: list[str] = []
        self.missing = set(missing)
        self.is_asked = threading.Event()

    def media(self) -> SegmentedMedia:
        listed = tuple(Segment(f"{n}.ts", Fraction(4)) for n in range(4))
        return SegmentedMedia(listed, self._fetch, ended=False)

    def _fetch(self, url: str) -> bytes:
        self.asked.append(url)
        if url == "2.ts":
            self.is_asked.set()
        if url in self.missing:
            raise UnavailableError(url)
        return url.encode()


def test_a_segment_is_fetched_during_the_work_on_the_first_and_only_once():
    origin = Origin()
    media = origin.media()

    with fetched_meanwhile(media, 2):
        during = origin.is_asked.wait(10)

    assert during
    assert media.bytes_of(2) == b"2.ts"
    assert origin.asked == ["0.ts", "2.ts"]


def test_a_segment_that_cannot_be_had_is_asked_for_again_by_who_reads_it():
    origin = Origin("2.ts")
    media = origin.media()

    with fetched_meanwhile(media, 2):
        pass
    origin.missing.clear()

    assert media.bytes_of(2) == b"2.ts"
    assert origin.asked == ["0.ts", "2.ts", "2.ts"]


def test_where_the_first_cannot_be_had_nothing_else_is_asked_for():
    origin = Origin("0.ts")

    with pytest.raises(UnavailableError), fetched_meanwhile(origin.media(), 2):
        pass

    assert origin.asked == ["0.ts"]


def test_who_joins_at_the_first_segment_asks_for_it_once():
    origin = Origin()

    with fetched_meanwhile(origin.media(), 0):
        pass

    assert origin.asked == ["0.ts"]


def test_a_reader_that_fails_leaves_nobody_behind_that_still_fetches():
    origin = Origin()

    with pytest.raises(ValueError, match="no pictures"), fetched_meanwhile(origin.media(), 2):
        raise ValueError("no pictures in it")

    assert origin.asked == ["0.ts", "2.ts"]
    assert "fetch meanwhile" not in {thread.name for thread in threading.enumerate()}
