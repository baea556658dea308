"""The catalogue of the material: what was made, by which recipe, with which hash.

``assets/media/catalogue.json`` is what head-end, box and tests read. Every file
carries the hash of its *recipe*: the canonical JSON of everything that decides
what the file holds by intention (clips with their scores and hand-kept
versions, layout, encoder settings). So refactoring a drawing changes nothing;
a change worth new files is announced by raising the clip's ``version``. That a
file still shows what its recipe draws is proved by tests that draw single
frames anew and compare them with the decoded ones.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stb.studio import encode, sound
from stb.studio.clips import CLIPS, CREATIVES, Clip, Creative
from stb.studio.reels import REELS, Reel
from stb.studio.score import Score
from stb.studio.transport import FIRST_PTS, FRAMES_PER_SEGMENT

NAME = "catalogue.json"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Encoder settings of a kind of file. ``cap``: kbit/s; ``bit_rate``: of the sound, bit/s."""

    crf: float = 33.5
    cap: int = 350
    bit_rate: int = 76_000


QUALITY = {
    "programme": Quality(),
    "football": Quality(crf=34, cap=480),
    "break": Quality(crf=35, cap=320),
    "sirius": Quality(),
    "film": Quality(crf=36, cap=260),
    "creative": Quality(crf=35, cap=320),
}


def quality(made: Reel | Creative) -> Quality:
    """How it is encoded: by its scene where that asks for more, else by its kind."""
    if isinstance(made, Creative):
        return QUALITY["creative"]
    return QUALITY.get(made.scene, QUALITY[made.kind])


def recipe(made: Reel | Creative) -> str:
    """The hash of everything that decides, by intention, what the file holds."""
    clips = [made.clip] if isinstance(made, Creative) else [laid.clip for laid in made.layout]
    kind = "creative" if isinstance(made, Creative) else made.kind
    record = {
        "clips": [_intention(clip) for clip in clips],
        "quality": dataclasses.asdict(quality(made)),
        "encode": encode.VERSION,
        "sound": sound.VERSION,
        "kind": kind,
    }
    canonical = json.dumps(record, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _intention(clip: Clip) -> dict[str, Any]:
    return {
        "id": clip.id,
        "code": clip.code,
        "frames": clip.frames,
        "drawing": clip.drawing,
        "score": _played(clip.score),
        "version": clip.version,
    }


def _played(score: Score) -> dict[str, Any]:
    """The score, without a trim that there is not."""
    record = dataclasses.asdict(score)
    if not score.trim:
        del record["trim"]
    return record


def reel_entry(reel: Reel, content: bytes, segments: tuple[tuple[int, int], ...]) -> dict[str, Any]:
    """What the catalogue says of a reel's file."""
    entry: dict[str, Any] = {
        "id": reel.id,
        "file": f"reels/{reel.id}.ts",
        "kind": reel.kind,
        "scene": reel.scene,
        "frames": reel.frames,
        "layout": [
            {"clip": laid.clip.id, "at": laid.at, "frames": laid.frames} for laid in reel.layout
        ],
        "first_pts": FIRST_PTS,
        "segments": [list(place) for place in segments],
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "recipe": recipe(reel),
    }
    if reel.edition:
        entry["edition"] = reel.edition
    if reel.featured:
        entry["featured"] = True
    return entry


def creative_entry(creative: Creative, content: bytes, lufs: float) -> dict[str, Any]:
    """What the catalogue says of a creative's file."""
    clip = creative.clip
    return {
        "id": clip.id,
        "clip": clip.id,
        "file": f"creatives/{clip.id}.mp4",
        "frames": clip.frames,
        "campaign": creative.campaign,
        "advertiser": clip.advertiser,
        "category": clip.category,
        "title": clip.title,
        "segments": list(creative.segments),
        "lufs": round(lufs, 2),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "recipe": recipe(creative),
    }


def clip_entry(clip: Clip) -> dict[str, Any]:
    """What the catalogue says of a clip."""
    entry: dict[str, Any] = {
        "id": clip.id,
        "code": clip.code,
        "role": clip.role.value,
        "frames": clip.frames,
        "title": clip.title,
    }
    if clip.advertiser:
        entry |= {"advertiser": clip.advertiser, "category": clip.category}
    return entry


def written(out: Path) -> dict[str, Any]:
    """The catalogue in ``out``, or an empty one."""
    path = out / NAME
    if not path.exists():
        return {
            "v": 1,
            "segment_frames": FRAMES_PER_SEGMENT,
            "clips": [],
            "reels": [],
            "creatives": [],
        }
    catalogue: dict[str, Any] = json.loads(path.read_text())
    return catalogue


def write(out: Path, made: Mapping[str, dict[str, Any]]) -> None:
    """Write the catalogue of all that is made, in the order of the recipes."""
    reels = [made[reel.id] for reel in REELS if reel.id in made]
    creatives = [made[c.clip.id] for c in CREATIVES if c.clip.id in made]
    used = {laid["clip"] for reel in reels for laid in reel["layout"]}
    used |= {creative["clip"] for creative in creatives}
    catalogue = {
        "v": 1,
        "segment_frames": FRAMES_PER_SEGMENT,
        "clips": [clip_entry(clip) for clip in CLIPS if clip.id in used],
        "reels": reels,
        "creatives": creatives,
    }
    text = json.dumps(catalogue, indent=1, ensure_ascii=False) + "\n"
    (out / NAME).write_text(text, encoding="utf-8")
