"""Painted screens kept as files, one by one or many on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pygame
from numpy.typing import NDArray


def save(surface: pygame.Surface, file: Path) -> Path:
    """Write ``surface`` as a PNG; folders are made."""
    file.parent.mkdir(parents=True, exist_ok=True)
    pygame.image.save(surface, file)
    return file


def load(file: Path) -> pygame.Surface:
    """A picture that was saved."""
    return pygame.image.load(file)


def pixels(surface: pygame.Surface) -> NDArray[np.uint8]:
    """A copy of what is on ``surface``: uint8, (height, width, 3), RGB."""
    return np.ascontiguousarray(pygame.surfarray.array3d(surface).swapaxes(0, 1))


def sheet(shots: Sequence[pygame.Surface], *, columns: int, width: int) -> pygame.Surface:
    """All ``shots`` (of one shape) small, ``columns`` beside each other, on ``width`` pixels."""
    gap = max(2, width // 120)
    across = (width - gap * (columns + 1)) // columns
    first = shots[0].get_size()
    down = round(across * first[1] / first[0])
    rows = -(-len(shots) // columns)
    surface = pygame.Surface((width, gap + rows * (down + gap)), 0, 32)
    surface.fill((24, 28, 34))
    for at, shot in enumerate(shots):
        place = (gap + at % columns * (across + gap), gap + at // columns * (down + gap))
        surface.blit(pygame.transform.smoothscale(shot, (across, down)), place)
    return surface
