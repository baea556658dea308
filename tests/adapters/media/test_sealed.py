"""Sealed files: nothing of a file is shown that is not what was signed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from stb.adapters.media.errors import MediaChanged, MediaGone
from stb.adapters.media.reader import Reader
from stb.adapters.media.source import SealedMedia
from stb.model.time import PAL
from tests.adapters.media.clips import Clip
from tests.adapters.media.proof import seen

CLIP = Clip("sealed.mp4", 41, 60)

Made = Callable[[Clip], Path]


@pytest.fixture
def sealed(made: Made, tmp_path: Path) -> SealedMedia:
    octets = made(CLIP).read_bytes()
    path = tmp_path / "creative"
    path.write_bytes(octets)
    return SealedMedia(path, hashlib.sha256(octets).hexdigest())


def test_a_file_that_goes_while_it_plays_plays_to_its_end(sealed: SealedMedia) -> None:
    reader = Reader(sealed, in_frame=0, play_rate=PAL, at=0)
    shots = [next(reader)]

    sealed.path.unlink()
    shots += [next(reader) for _ in range(CLIP.frames - 1)]
    reader.close()

    assert seen(shots) == [(CLIP.code, n) for n in range(CLIP.frames)]


def test_a_file_that_was_swapped_is_not_shown(sealed: SealedMedia, made: Made) -> None:
    sealed.path.write_bytes(made(Clip("other.mp4", 42, 60)).read_bytes())

    with pytest.raises(MediaChanged) as changed:
        next(Reader(sealed, in_frame=0, play_rate=PAL, at=0))

    assert changed.value.code == "media.changed"


def test_a_file_that_is_gone_is_told_as_gone(sealed: SealedMedia) -> None:
    sealed.path.unlink()

    with pytest.raises(MediaGone):
        next(Reader(sealed, in_frame=0, play_rate=PAL, at=0))
