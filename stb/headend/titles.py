"""What programmes are called: titles and synopses by scene, the same every week."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from stb.headend.assets import read_json

DEFAULT = "default"
_LATE_RATINGS = ("12", "14", "16", "18")


@dataclass(frozen=True, slots=True)
class Title:
    title: str
    synopsis: str
    rating: str
    contents: tuple[str, ...]
    edition: str = ""
    """The edition of the scene that shows this title itself, if one does."""


@dataclass(frozen=True, slots=True)
class Genre:
    """What is made of one scene. ``lengths`` in minutes, ``kids``: a children's programme."""

    category: str
    lengths: tuple[int, ...]
    titles: tuple[Title, ...]
    subtitles: tuple[str, ...]
    kids: bool

    def fitting(self, edition: str, *, late: bool, own: bool) -> tuple[Title, ...]:
        """The titles for an edition of the scene; ``own``: what the pictures themselves say.

        Before eight in the evening nothing that is rated 12 or more.
        """
        fitting = tuple(
            title
            for title in self.titles
            if title.edition in ("", edition) and (late or title.rating not in _LATE_RATINGS)
        )
        named = tuple(title for title in fitting if title.edition)
        return named if own and named else fitting or self.titles


@dataclass(frozen=True, slots=True)
class Genres:
    """The genre of every scene; a scene that has none of its own is like another."""

    by_scene: dict[str, Genre]
    like: dict[str, str]

    def named(self, scene: str) -> str:
        """The key of the genre of ``scene``."""
        known = self.like.get(scene, scene)
        return known if known in self.by_scene else DEFAULT

    def of(self, scene: str) -> Genre:
        return self.by_scene[self.named(scene)]


def read_genres(assets: Path) -> Genres:
    """The operator's titles."""
    data = read_json(assets / "headend" / "programmes.json")
    return Genres(
        {
            scene: Genre(
                category=row["category"],
                lengths=tuple(row["lengths"]),
                titles=tuple(
                    Title(
                        title=title["title"],
                        synopsis=title["synopsis"],
                        rating=title.get("rating", row["rating"]),
                        contents=tuple(title.get("contents", row["contents"])),
                        edition=title.get("edition", ""),
                    )
                    for title in row["titles"]
                ),
                subtitles=tuple(row["subtitles"]),
                kids=row["kids"],
            )
            for scene, row in data["scenes"].items()
        },
        data["like"],
    )
