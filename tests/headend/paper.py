"""A catalogue on paper: enough material for every promise of the schedule, without files."""

from __future__ import annotations

from pathlib import Path

from stb.headend.catalogue import Catalogue, catalogue_of

SCENES = (
    "news",
    "football",
    "kitchen",
    "nature",
    "quiz",
    "cartoon",
    "weather",
    "city",
    "music",
    "talk",
)
SPOTS = (250, 500, 375, 250, 500, 250)


def paper_catalogue() -> Catalogue:
    clips, reels = [], []
    for number, (scene, edition) in enumerate((s, e) for s in SCENES for e in "ab"):
        clip = f"{scene}-{edition}"
        clips.append({"id": clip, "code": number + 1, "role": "programme", "frames": 480})
        reels.append(
            _reel(clip, kind="programme", segments=5, layout=[(clip, 480)])
            | {"scene": scene, "edition": edition}
        )
    clips += [
        {
            "id": f"spot-{number}",
            "code": 100 + number,
            "role": "spot",
            "frames": SPOTS[number % len(SPOTS)],
            "advertiser": "Supermarkt De Hoek" if number == 2 else f"Adverteerder {number}",
            "category": "alcohol" if number == 13 else "retail",
        }
        for number in range(20)
    ]
    for number in range(5):
        opener, closer = f"opener-{number}", f"closer-{number}"
        clips += [
            {"id": opener, "code": 150 + number, "role": "opener", "frames": 75},
            {"id": closer, "code": 160 + number, "role": "closer", "frames": 50},
        ]
        spots = [(c["id"], c["frames"]) for c in clips if c["role"] == "spot"]
        chosen = [spots[(number * 4 + n) % 20] for n in range(5)]
        used = 75 + sum(frames for _, frames in chosen)
        segments = -(-(used + 50) // 96)
        layout = [(opener, 75), *chosen, (closer, segments * 96 - used)]
        reels.append(_reel(f"break-{number}", kind="break", segments=segments, layout=layout))
    return catalogue_of({"clips": clips, "reels": reels, "creatives": []}, Path("nowhere"))


def _reel(reel_id: str, *, kind: str, segments: int, layout: list[tuple[str, int]]) -> dict:
    laid, at = [], 0
    for clip, frames in layout:
        laid.append({"clip": clip, "at": at, "frames": frames})
        at += frames
    return {
        "id": reel_id,
        "file": f"reels/{reel_id}.ts",
        "kind": kind,
        "frames": segments * 96,
        "layout": laid,
        "segments": [[n * 1000, 1000] for n in range(segments)],
        "first_pts": 126000,
    }
