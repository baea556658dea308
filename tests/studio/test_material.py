"""The files under assets/media against their recipes, their catalogue and their codes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest

from stb.studio.catalogue import clip_entry, recipe
from stb.studio.clips import CLIPS, CREATIVES, clip_of_code, clip_of_id
from stb.studio.measure import r128
from stb.studio.reels import REELS
from stb.studio.sound import clip_sound
from stb.studio.transport import FIRST_PTS
from tests.studio.conftest import code_of, lag, luma

Sound = npt.NDArray[np.float32]
Heard = Callable[[Path], Sound]
Catalogue = dict[str, Any]


def entries(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [*catalogue["reels"], *catalogue["creatives"]]


def test_everything_that_has_a_recipe_was_made(catalogue: Catalogue):
    assert [e["id"] for e in catalogue["reels"]] == [reel.id for reel in REELS]
    assert [e["id"] for e in catalogue["creatives"]] == [c.clip.id for c in CREATIVES]
    assert catalogue["clips"] == [clip_entry(clip) for clip in CLIPS if used(catalogue, clip.id)]


def used(catalogue: Catalogue, clip_id: str) -> bool:
    laid = [place["clip"] for reel in catalogue["reels"] for place in reel["layout"]]
    return clip_id in laid or clip_id in [c["clip"] for c in catalogue["creatives"]]


def test_every_file_is_the_one_that_the_catalogue_names(media: Path, catalogue: Catalogue):
    for entry in entries(catalogue):
        content = (media / entry["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], entry["id"]
        assert len(content) == entry["bytes"]


def test_every_file_belongs_to_the_recipe_as_it_stands(catalogue: Catalogue):
    wanted = {reel.id: recipe(reel) for reel in REELS}
    wanted |= {creative.clip.id: recipe(creative) for creative in CREATIVES}

    assert {entry["id"]: entry["recipe"] for entry in entries(catalogue)} == wanted


def test_no_file_lies_there_that_the_catalogue_does_not_name(media: Path, catalogue: Catalogue):
    there = {str(p.relative_to(media)) for p in media.rglob("*") if p.suffix in {".ts", ".mp4"}}

    assert there == {entry["file"] for entry in entries(catalogue)}


def test_the_material_stays_small(media: Path):
    assert sum(p.stat().st_size for p in media.parent.rglob("*") if p.is_file()) < 60_000_000


def test_segments_tile_every_reel(catalogue: Catalogue):
    for reel in catalogue["reels"]:
        ends = [0, *(offset + length for offset, length in reel["segments"])]
        assert [offset for offset, _ in reel["segments"]] == ends[:-1]
        assert ends[-1] == reel["bytes"]
        assert len(reel["segments"]) * catalogue["segment_frames"] == reel["frames"]


@pytest.mark.parametrize("reel_id", ["break-1", "train-b"])
def test_a_reel_holds_its_pictures_in_rising_order_from_the_fixed_start(
    reel_id: str, media: Path, catalogue: Catalogue
):
    reel = next(r for r in catalogue["reels"] if r["id"] == reel_id)

    with av.open(str(media / reel["file"])) as source:
        packets = [(p.stream.type, p.pts, p.dts, p.is_keyframe) for p in source.demux() if p.size]

    video = [stamps for kind, *stamps in packets if kind == "video"]
    sound = [pts for kind, pts, *_ in packets if kind == "audio"]
    assert sorted(pts for pts, *_ in video) == [FIRST_PTS + 3600 * n for n in range(reel["frames"])]
    assert all(a < b for (_, a, _), (_, b, _) in pairwise(video))
    assert [n for n, (*_, key) in enumerate(video) if key] == list(range(0, reel["frames"], 48))
    blocks = reel["frames"] * 1920 // 1024
    assert sound == [FIRST_PTS + 1920 * k for k in range(blocks)]


@pytest.mark.parametrize("reel_id", ["break-1", "quiz-b"])
def test_every_key_picture_of_a_reel_says_its_clip_and_its_frame(
    reel_id: str, media: Path, catalogue: Catalogue
):
    reel = next(r for r in catalogue["reels"] if r["id"] == reel_id)

    seen = [code_of(picture) for picture in key_pictures(media / reel["file"])]

    assert seen == [code_at(reel, frame) for frame in range(0, reel["frames"], 48)]


def key_pictures(path: Path, count: int = 1000) -> list[npt.NDArray[np.uint8]]:
    with av.open(str(path)) as source:
        source.streams.video[0].codec_context.skip_frame = "NONKEY"
        out = []
        for frame in source.decode(video=0):
            out.append(luma(frame).copy())
            if len(out) == count:
                break
    return out


def code_at(reel: dict[str, Any], frame: int) -> tuple[int, int]:
    laid = next(p for p in reel["layout"] if p["at"] <= frame < p["at"] + p["frames"])
    return clip_of_id(laid["clip"]).code, frame - laid["at"]


def test_every_picture_around_an_edge_inside_a_break_is_the_right_one(
    media: Path, catalogue: Catalogue
):
    reel = next(r for r in catalogue["reels"] if r["id"] == "break-1")
    edge = reel["layout"][1]["at"]
    with av.open(str(media / reel["file"])) as source:
        decoded = source.decode(video=0)
        seen = [code_of(luma(frame)) for frame, _ in zip(decoded, range(edge + 10), strict=False)]

    assert seen == [code_at(reel, frame) for frame in range(edge + 10)]


def test_every_creative_begins_with_its_own_first_picture(media: Path, catalogue: Catalogue):
    for creative in catalogue["creatives"]:
        (first,) = key_pictures(media / creative["file"], 1)
        code = code_of(first)
        assert code is not None
        assert (clip_of_code(code[0]).id, code[1]) == (creative["clip"], 0)


def test_every_spot_is_at_broadcast_level(media: Path, catalogue: Catalogue, heard: Heard):
    for name, sound in spots(media, catalogue, heard):
        level, peak = r128(sound)
        assert level == pytest.approx(-23.0, abs=0.5), name
        assert peak <= -1.0, name


def spots(media: Path, catalogue: Catalogue, heard: Heard) -> list[tuple[str, Sound]]:
    out = [
        (c["id"], heard(media / c["file"])[:, : c["frames"] * 1920]) for c in catalogue["creatives"]
    ]
    for reel in catalogue["reels"]:
        if reel["kind"] == "break":
            whole = heard(media / reel["file"])
            out += [
                (laid["clip"], whole[:, laid["at"] * 1920 : (laid["at"] + laid["frames"]) * 1920])
                for laid in reel["layout"][1:-1]
            ]
    return out


def test_every_programme_is_near_broadcast_level(media: Path, catalogue: Catalogue, heard: Heard):
    for reel in catalogue["reels"]:
        if reel["kind"] == "programme":
            level, _ = r128(heard(media / reel["file"]))
            assert level == pytest.approx(-23.0, abs=1.0), reel["id"]


def test_the_sound_of_a_reel_lies_where_its_recipe_says(media: Path, heard: Heard):
    out, made = heard(media / "reels/talk-a.ts"), clip_sound("talk-a", tail=4096)

    for at in (4096, 100_000, 333_333, 480 * 1920 - 2048):
        found, margin = lag(out[:, at : at + 1024], made[:, at - 2048 : at + 3072])
        assert (found, margin > 0.02) == (0, True), at


def test_a_spot_in_a_break_starts_at_its_sample(media: Path, catalogue: Catalogue, heard: Heard):
    reel = next(r for r in catalogue["reels"] if r["id"] == "break-1")
    laid = reel["layout"][2]
    out, made = heard(media / reel["file"]), clip_sound(laid["clip"])
    start = laid["at"] * 1920

    for at in (2048, 9_000, laid["frames"] * 1920 - 4096):
        found, _ = lag(out[:, start + at : start + at + 1024], made[:, at - 2048 : at + 3072])
        assert found == 0


def test_a_join_of_two_reels_is_disturbed_for_one_block_only(media: Path):
    first, second = (aac_of(media / f"reels/{name}.ts") for name in ("news-b", "drama-a"))
    decoder = av.CodecContext.create("aac", "r")
    blocks = [f.to_ndarray() for u in first[-20:] + second[:20] for f in decoder.decode(u)]
    before, after = clip_sound("news-b", tail=4096), clip_sound("drama-a")
    end = before.shape[1] - 4096

    # ... 18 19 | 20 21 22 ...   blocks; the join is at the bar, block 20 is the cross-fade
    found, _ = lag(blocks[19], before[:, end - 1024 - 2048 : end + 2048])
    assert found == 0
    for k in (2, 3, 10):
        at = k * 1024
        found, _ = lag(blocks[20 + k], after[:, at - 2048 : at + 3072])
        assert found == 0
    alike = np.corrcoef(blocks[21].mean(axis=0), after[:, 1024:2048].mean(axis=0))[0, 1]
    assert alike > 0.8


def aac_of(path: Path) -> list[av.Packet]:
    with av.open(str(path)) as source:
        return [av.Packet(bytes(p)) for p in source.demux(audio=0) if p.size]


def test_the_files_show_what_their_recipes_draw(media: Path, catalogue: Catalogue):
    pytest.importorskip("skia", reason="only building material needs Skia")
    from stb.studio.canvas import Canvas
    from stb.studio.drawings import DRAWINGS

    canvas = Canvas()
    for entry in entries(catalogue):
        picture = key_pictures(media / entry["file"], 3)[2]
        code = code_of(picture)
        assert code is not None
        clip = clip_of_code(code[0])
        canvas.reset()
        DRAWINGS[clip.drawing](canvas, code[1], clip.frames)

        drawn = canvas.pixels[:700:4, ::4, 2::-1].astype(float) @ (0.2126, 0.7152, 0.0722)
        shown = (picture[:700:4, ::4].astype(float) - 16) * 255 / 219
        assert np.abs(drawn - shown).mean() < 5, f"{entry['id']}: {clip.id} at {code[1]}"
