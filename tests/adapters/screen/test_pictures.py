from __future__ import annotations

import io
from pathlib import Path

import pygame
import pytest

from stb.adapters.screen.cache import SurfaceCache
from stb.adapters.screen.pictures import (
    LARGEST_FILE,
    MOST_PIXELS,
    MOST_SCANS,
    Gallery,
    declared_size,
    initials,
)
from stb.adapters.screen.words import Fonts


def encoded(size: tuple[int, int], colour: tuple[int, ...], kind: str = "png") -> bytes:
    surface = pygame.Surface(size, pygame.SRCALPHA if len(colour) == 4 else 0, 32)
    surface.fill(colour)
    file = io.BytesIO()
    pygame.image.save(surface, file, f"x.{kind}")
    return file.getvalue()


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path, Fonts(tmp_path), SurfaceCache(8 << 20))


def test_a_still_covers_its_place(gallery, tmp_path):
    (tmp_path / "ferry.jpg").write_bytes(encoded((400, 400), (200, 30, 40), "jpg"))

    still = gallery.get("ferry", (320, 180), radius=0, dimmed=False)

    assert still.get_size() == (320, 180)
    assert abs(still.get_at((2, 2)).r - 200) < 6
    assert abs(still.get_at((317, 177)).r - 200) < 6


def test_a_logo_with_transparency_is_shown_whole(gallery, tmp_path):
    (tmp_path / "logo.png").write_bytes(encoded((300, 100), (200, 30, 40, 128)))

    logo = gallery.get("logo", (120, 120), radius=20, dimmed=False)

    assert abs(logo.get_at((60, 60)).a - 128) <= 3
    assert logo.get_at((60, 20)).a == 0
    assert abs(logo.get_at((1, 60)).a - 128) <= 3


def test_a_name_without_a_file_gets_its_initials_on_a_colour_of_its_own(gallery):
    first = gallery.get("de-veerboot", (320, 180), radius=8, dimmed=False)
    second = gallery.get("de-keuken", (320, 180), radius=8, dimmed=False)

    assert first.get_at((20, 90)) != second.get_at((20, 90))
    assert first.get_at((0, 0)).a == 0


@pytest.mark.parametrize(
    ("name", "letters"), [("spoor-negen", "SN"), ("logos/sirius-6.png", "S6"), ("…", "·")]
)
def test_initials_are_at_most_two(name, letters):
    assert initials(name) == letters


def test_names_cannot_leave_the_folder(gallery, tmp_path):
    (tmp_path.parent / "secret.png").write_bytes(encoded((40, 40), (1, 255, 1)))

    shown = gallery.get("../secret", (40, 40), radius=0, dimmed=False)

    assert tuple(shown.get_at((20, 4)))[:3] != (1, 255, 1)


def test_a_brought_picture_takes_the_place_of_the_stand_in(gallery):
    gallery.get("own-1", (32, 18), radius=0, dimmed=False)

    gallery.bring("own-1", encoded((64, 36), (10, 200, 30)))

    assert gallery.get("own-1", (32, 18), radius=0, dimmed=False).get_at((16, 9))[1] == 200


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + bytes(40),
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n" + bytes(8) + (60_000).to_bytes(4, "big") * 2,
        b"\xff\xd8\xff\xe0\x00\x10" + bytes(14),
        encoded((40, 40), (9, 9, 9))[:60],
    ],
)
def test_a_bad_picture_is_not_shown_and_stops_nothing(gallery, data):
    gallery.bring("bad", data)

    assert gallery.get("bad", (64, 36), radius=4, dimmed=True).get_size() == (64, 36)


def too_much_work() -> dict[str, bytes]:
    photo = encoded((64, 36), (10, 200, 30), "jpg")
    scan = photo[photo.index(b"\xff\xda") : -2]
    return {
        "pixels": encoded((MOST_PIXELS // 8 + 1, 8), (10, 200, 30)),
        "bytes": encoded((64, 36), (10, 200, 30)) + bytes(LARGEST_FILE),
        "scans": photo[:-2] + scan * MOST_SCANS + photo[-2:],
    }


@pytest.mark.parametrize("what", ["pixels", "bytes", "scans"])
def test_a_picture_that_takes_too_much_work_is_not_decoded(gallery, caplog, what):
    gallery.bring("heavy", too_much_work()[what])

    assert gallery.get("heavy", (32, 18), radius=0, dimmed=False).get_at((16, 2))[1] != 200
    assert "not shown" in caplog.text


def test_a_chunk_that_would_end_beyond_the_file_is_not_waited_for(gallery, caplog):
    """Its decoder reads on behind the end, up to two gigabytes of nothing."""
    whole = encoded((24, 16), (10, 200, 30))
    gallery.bring("long", whole[:-12] + b"\x7f\xff\xff\xf0teXt" + whole[-12:])

    assert gallery.get("long", (32, 18), radius=0, dimmed=False).get_at((16, 2))[1] != 200
    assert "beyond the file" in caplog.text


def test_a_picture_is_decoded_by_who_brings_it_and_not_by_who_shows_it(gallery, caplog):
    gallery.bring("bad", encoded((40, 40), (9, 9, 9))[:60])
    assert "not usable:" in caplog.text

    caplog.clear()
    gallery.get("bad", (64, 36), radius=0, dimmed=False)
    assert "not usable:" not in caplog.text


def test_a_large_picture_that_was_brought_is_shown_like_a_small_one(gallery):
    gallery.bring("large", encoded((1920, 1080), (10, 200, 30)))

    shown = gallery.get("large", (32, 18), radius=0, dimmed=False).get_at((16, 9))
    assert all(abs(a - b) < 8 for a, b in zip(shown[:3], (10, 200, 30), strict=True))


@pytest.mark.parametrize("kind", ["png", "jpg"])
def test_the_size_is_read_from_the_head(kind):
    assert declared_size(encoded((123, 45), (1, 2, 3), kind)) == (123, 45)


def test_logos_are_at_hand_before_they_are_asked_for(tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "logo.png").write_bytes(encoded((320, 180), (200, 30, 40, 128)))
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    ready = Gallery(folder, Fonts(tmp_path), SurfaceCache(8 << 20))

    (folder / "logo.png").unlink()
    shown = {name: ready.get(name, (64, 36), radius=0, dimmed=False) for name in ("logo", "broken")}

    assert abs(shown["logo"].get_at((32, 18)).a - 128) <= 3
    assert shown["broken"].get_at((3, 3)).a == 255


def test_a_still_is_read_when_it_is_asked_for(tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    still = encoded((320, 180), (200, 30, 40))
    ready = Gallery(folder, Fonts(tmp_path), SurfaceCache(8 << 20))

    (folder / "still.png").write_bytes(still)

    assert abs(ready.get("still", (64, 36), radius=0, dimmed=False).get_at((9, 9)).r - 200) < 6
