"""A segment that will be wanted, fetched while its reader is still busy with another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

from stb.adapters.media.source import SegmentedMedia
from stb.errors import StbError


@contextmanager
def fetched_meanwhile(media: SegmentedMedia, index: int) -> Iterator[None]:
    """Fetch segment ``index`` of ``media`` beside the block, which is about segment 0.

    That one is fetched first, and the other is waited for at the end, however that comes: so
    an origin is asked in the same order every time. A failure is not told: who reads the segment
    asks again.

    Raises:
        StbError: segment 0 cannot be had.
    """
    media.init_of(0)
    media.bytes_of(0)
    thread = Thread(target=_fetch, args=(media, index), name="fetch meanwhile", daemon=True)
    begun = False
    with suppress(RuntimeError):  # no thread is started while the process ends
        thread.start()
        begun = True
    try:
        yield
    finally:
        if begun:
            thread.join()


def _fetch(media: SegmentedMedia, index: int) -> None:
    with suppress(StbError):
        media.bytes_of(index)
