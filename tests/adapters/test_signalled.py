"""What is told of a playlist besides its breaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from stb.adapters.signalled import Signalled, signalled

HEAD = """#EXTM3U
#EXT-X-TARGETDURATION:4
#EXT-X-PROGRAM-DATE-TIME:2026-11-18T20:30:00Z
"""


def of(tmp_path: Path, *lines: str) -> Signalled:
    file = tmp_path / "programme.m3u8"
    file.write_text(HEAD + "\n".join([*lines, ""]), encoding="utf-8")
    return signalled(str(file))


def test_an_interstitial_is_told_in_a_note_and_is_no_break(tmp_path: Path) -> None:
    found = of(
        tmp_path, "#EXTINF:4,", "a.ts",
        '#EXT-X-DATERANGE:ID="i1",CLASS="com.apple.hls.interstitial",'
        'START-DATE="2026-11-18T20:30:02.5Z",X-ASSET-URI="https://a.example/x.m3u8"',
    )  # fmt: skip

    assert found.breaks == ()
    assert "line 6: interstitial i1 at 2.500 s: https://a.example/x.m3u8" in found.notes


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("#EXT-X-CUE-OUT:DURATION=9\n#EXT-OATCLS-SCTE35:/DAA", "line 7: EXT-OATCLS-SCTE35"),
        ('#EXT-X-DATERANGE:ID="x",SCTE35-OUT=0xFC', "line 6: EXT-X-DATERANGE"),
        ("#EXT-X-KEY:METHOD=AES-128\n#EXTINF:4,\nb.ts", "encrypted"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    found = of(tmp_path, "#EXTINF:4,", "a.ts", line)

    assert any(said in note for note in found.notes)
