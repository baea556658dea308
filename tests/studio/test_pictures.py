from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest

ASSETS = Path(__file__).parents[2] / "assets"


def size(name: str) -> tuple[int, int]:
    content = (ASSETS / "pictures" / f"{name}.png").read_bytes()
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def rows(name: str, part: str) -> list[dict[str, str]]:
    listed = json.loads((ASSETS / "headend" / name).read_text(encoding="utf-8"))
    found: list[dict[str, str]] = listed[part]
    return found


def test_every_service_has_a_logo():
    for service in rows("services.json", "services"):
        assert size(service["id"]) == (320, 180), service["id"]


def test_every_film_that_is_sold_has_a_poster():
    for product in rows("store.json", "products"):
        assert size(product["id"]) == (400, 600), product["id"]


def test_every_programme_has_a_still(catalogue):
    for reel in catalogue["reels"]:
        if reel["kind"] == "programme":
            assert size(f"{reel['scene']}-{reel['edition']}") == (640, 360), reel["id"]


def test_a_still_is_drawn_by_the_recipe_of_its_clip():
    pytest.importorskip("skia", reason="only building material needs Skia")
    from stb.studio.pictures import STILL_FRAMES, draw_still

    name = "kitchen-b"

    assert len(draw_still(name, STILL_FRAMES[name], 480)) == pytest.approx(
        (ASSETS / "pictures" / f"{name}.png").stat().st_size, rel=0.2
    )
