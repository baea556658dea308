"""What a box finds out about a creative when it comes in."""

from __future__ import annotations

from pathlib import Path

import pytest

from stb.adapters.media.admission import FIRST_FRAMES, admitted
from stb.errors import InputError
from stb.model.time import PAL
from tests.adapters.media.clips import Clip, make
from tests.adapters.media.test_forms import unsteady

SPOT = Clip("spot.mp4", 61, 50, gop=25)


def test_a_creative_is_admitted_with_its_length_and_rate(tmp_path: Path):
    facts = admitted(make(SPOT, tmp_path))

    assert (facts.frames, facts.rate) == (50, PAL)


def test_one_shorter_than_what_is_looked_at_is_admitted(tmp_path: Path):
    few = FIRST_FRAMES // 2

    facts = admitted(make(Clip("few.mp4", 62, few), tmp_path))

    assert facts.frames == few


def test_one_whose_first_pictures_do_not_decode_is_refused(tmp_path: Path):
    path = make(Clip("spoilt.mp4", 63, 50, gop=25, sound=""), tmp_path)
    octets = bytearray(path.read_bytes())
    at = octets.index(b"mdat") + 1200  # behind the parameter sets, in the first picture
    octets[at : at + 400] = bytes(each ^ 0x5A for each in octets[at : at + 400])
    path.write_bytes(octets)

    with pytest.raises(InputError) as refused:
        admitted(path)
    assert refused.value.code == "media.decode"


def test_what_is_no_media_is_refused(tmp_path: Path):
    path = tmp_path / "letter.mp4"
    path.write_text("not a film")

    with pytest.raises(InputError) as refused:
        admitted(path)
    assert refused.value.code == "media.open"


def test_one_whose_pictures_come_at_no_steady_rate_is_refused(tmp_path: Path):
    with pytest.raises(InputError) as refused:
        admitted(unsteady(tmp_path / "vfr.mp4"))
    assert refused.value.code == "media.unsteady"
