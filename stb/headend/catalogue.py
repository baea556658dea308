"""The material that was made for the operator: clips, reels and creatives.

A reel is one encode of a whole number of segments; its segments are byte
ranges of its file. A break reel holds an opener, generic spots and a closer in
one encode, so that every edge inside it is exact to the sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from stb.errors import UnavailableError
from stb.headend.assets import read_json


class NoMaterial(UnavailableError):
    """The catalogue of media is not there, or holds nothing to play."""

    code = "headend.no_material"


class Role(Enum):
    """What a clip is for."""

    PROGRAMME = "programme"
    SPOT = "spot"
    OPENER = "opener"
    CLOSER = "closer"
    FILM = "film"
    IDENT = "ident"


class Kind(Enum):
    """What a reel is for."""

    PROGRAMME = "programme"
    BREAK = "break"
    FILM = "film"


@dataclass(frozen=True, slots=True)
class Clip:
    """One drawn clip; ``code`` is what its picture code says."""

    id: str
    code: int
    role: Role
    frames: int
    title: str = ""
    advertiser: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Laid:
    """A clip and the frame of its reel at which it starts."""

    clip: Clip
    at: int
    frames: int


@dataclass(frozen=True, slots=True)
class Reel:
    """``segments``: (offset, length) in the file of each 96 frames."""

    id: str
    file: Path
    kind: Kind
    scene: str
    edition: str
    frames: int
    layout: tuple[Laid, ...]
    segments: tuple[tuple[int, int], ...]
    first_pts: int

    @property
    def spots(self) -> tuple[Laid, ...]:
        return tuple(laid for laid in self.layout if laid.clip.role is Role.SPOT)


@dataclass(frozen=True, slots=True)
class Creative:
    """A targeted spot of ours. ``segments``: for whom the operator books it, where stated."""

    id: str
    file: Path
    frames: int
    campaign: str
    advertiser: str
    category: str
    title: str
    lufs: float
    sha256: str
    segments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All material, in the order of the file."""

    clips: tuple[Clip, ...]
    reels: tuple[Reel, ...]
    creatives: tuple[Creative, ...]

    def of_kind(self, kind: Kind) -> tuple[Reel, ...]:
        return tuple(reel for reel in self.reels if reel.kind is kind)

    def reel(self, reel_id: str) -> Reel:
        """The reel of that id.

        Raises:
            KeyError: there is none.
        """
        for reel in self.reels:
            if reel.id == reel_id:
                return reel
        raise KeyError(reel_id)


def read_catalogue(assets: Path) -> Catalogue:
    """What ``assets/media/catalogue.json`` lists.

    Raises:
        NoMaterial: no catalogue, or one without a programme and a break.
    """
    folder = assets / "media"
    try:
        data = read_json(folder / "catalogue.json")
    except FileNotFoundError as missing:
        raise NoMaterial(f"no material at {folder}: run `stb studio build`") from missing
    catalogue = catalogue_of(data, folder)
    for kind in (Kind.PROGRAMME, Kind.BREAK):
        if not catalogue.of_kind(kind):
            raise NoMaterial(f"no {kind.value} reel in {folder / 'catalogue.json'}")
    return catalogue


def catalogue_of(data: dict[str, Any], folder: Path) -> Catalogue:
    """The catalogue that the JSON value ``data`` states; files lie in ``folder``."""
    clips = {row["id"]: _clip(row) for row in data["clips"]}
    reels = tuple(_reel(row, folder, clips) for row in data["reels"])
    creatives = tuple(_creative(row, folder) for row in data.get("creatives", ()))
    return Catalogue(tuple(clips.values()), reels, creatives)


def _clip(row: dict[str, Any]) -> Clip:
    return Clip(
        id=row["id"],
        code=row["code"],
        role=Role(row["role"]),
        frames=row["frames"],
        title=row.get("title", ""),
        advertiser=row.get("advertiser") or "",
        category=row.get("category") or "",
    )


def _reel(row: dict[str, Any], folder: Path, clips: dict[str, Clip]) -> Reel:
    return Reel(
        id=row["id"],
        file=folder / row["file"],
        kind=Kind(row["kind"]),
        scene=row.get("scene") or "",
        edition=row.get("edition") or "a",
        frames=row["frames"],
        layout=tuple(
            Laid(clips[laid["clip"]], laid["at"], laid["frames"]) for laid in row["layout"]
        ),
        segments=tuple((offset, length) for offset, length in row["segments"]),
        first_pts=row["first_pts"],
    )


def _creative(row: dict[str, Any], folder: Path) -> Creative:
    return Creative(
        id=row["id"],
        file=folder / row["file"],
        frames=row["frames"],
        campaign=row["campaign"],
        advertiser=row.get("advertiser") or "",
        category=row.get("category") or "",
        title=row.get("title", ""),
        lufs=row.get("lufs", -23.0),
        sha256=row["sha256"],
        segments=tuple(row.get("segments", ())),
    )
