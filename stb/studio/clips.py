"""Every clip that is made: its number, length, drawing and score.

A clip is what the picture code and the sound code speak of. Reels are laid
out of clips (reels.py), creatives are one clip each. Raise a clip's ``version``
when its drawing changes in a way that is worth new files.

Codes: 1 to 29 programmes and films, 30 to 49 leaders, 50 to 99 generic spots,
100 and up creatives. Lengths are frames at 25 a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache

from stb.studio.score import Score
from stb.studio.scores import FILMS, LEADERS, PROGRAMMES
from stb.studio.scores_spots import SPOTS


class Role(Enum):
    """What a clip is on television."""

    PROGRAMME = "programme"
    SPOT = "spot"
    OPENER = "opener"
    CLOSER = "closer"
    FILM = "film"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """``drawing`` is a name in stb.studio.drawings; ``advertiser`` of spots only."""

    id: str
    code: int
    role: Role
    frames: int
    title: str
    drawing: str
    score: Score
    advertiser: str = ""
    category: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Creative:
    """A spot that may be put in the place of a generic one, and for whom."""

    clip: Clip
    campaign: str
    segments: tuple[str, ...]


def _programme(code: int, scene: str, edition: str, title: str) -> Clip:
    name = f"{scene}-{edition}"
    return Clip(
        id=name,
        code=code,
        role=Role.PROGRAMME,
        frames=480,
        title=title,
        drawing=name,
        score=PROGRAMMES[name],
    )


def _film(code: int, name: str, title: str) -> Clip:
    return Clip(
        id=name,
        code=code,
        role=Role.FILM,
        frames=960,
        title=title,
        drawing=name,
        score=FILMS[name],
    )


def _leaders(code: int, style: str, opener: int, closer: int) -> tuple[Clip, Clip]:
    return (
        Clip(
            id=f"opener-{style}",
            code=code,
            role=Role.OPENER,
            frames=opener,
            title="Reclame",
            drawing=f"opener-{style}",
            score=LEADERS[style],
        ),
        Clip(
            id=f"closer-{style}",
            code=code + 1,
            role=Role.CLOSER,
            frames=closer,
            title="Einde reclame",
            drawing=f"closer-{style}",
            score=LEADERS[style],
        ),
    )


def _spot(
    code: int,
    name: str,
    frames: int,
    advertiser: str,
    category: str,
    title: str,
) -> Clip:
    """``name`` ends in the drawing's name: ``gen-dehoek``, ``olifant-10``."""
    drawing = (
        name.removeprefix("gen-").rsplit("-", 1)[0]
        if name[-2:].isdigit()
        else (name.removeprefix("gen-"))
    )
    return Clip(
        id=name,
        code=code,
        role=Role.SPOT,
        frames=frames,
        title=title,
        drawing=drawing,
        score=SPOTS[drawing],
        advertiser=advertiser,
        category=category,
    )


SCENES = (
    ("news", "Het Late Bulletin", "Half Acht"),
    ("football", "Doelpunt Live", "Avondvoetbal"),
    ("nature", "Wad Nu?", "Bosgeluiden"),
    ("kitchen", "Twee Keukens", "Het Bakhuis"),
    ("quiz", "De Slimste Buur", "Weet Jij Veel"),
    ("cartoon", "Bolle Kip", "Kapitein Kat"),
    ("weather", "Het Weer", "Weer Voor Morgen"),
    ("talk", "Aan Tafel bij Tess", "Koffie in de Kas"),
    ("drama", "Grachtenzicht", "Winter op de Gracht"),
    ("train", "Spoorzicht", "Over de Bergen"),
)

PROGRAMME_CLIPS = tuple(
    _programme(2 * i + 1 + k, scene, edition, title)
    for i, (scene, *titles) in enumerate(SCENES)
    for k, (edition, title) in enumerate(zip("ab", titles, strict=True))
)

FILM_CLIPS = (
    _film(21, "nachttrein", "Nachttrein"),
    _film(22, "dijkwacht", "Dijkwacht"),
)

LEADER_CLIPS = (
    *_leaders(30, "sirius", 48, 35),
    *_leaders(32, "vesper", 90, 71),
    *_leaders(34, "spoor", 75, 57),
    *_leaders(36, "lijn", 75, 57),
    *_leaders(38, "luxor", 75, 57),
)

GENERIC_CLIPS = (
    _spot(50, "gen-dehoek", 500, "Supermarkt De Hoek", "retail", "Alleen in Noord-Holland"),
    _spot(51, "gen-zoem", 750, "Zoem", "mobility", "De stilste van de straat"),
    _spot(52, "gen-morgenrood", 250, "Koffie Morgenrood", "food", "Eerst koffie"),
    _spot(53, "gen-kaasboer", 375, "Kaasboer Kees", "food", "Jong, belegen, oud"),
    _spot(54, "gen-glinster", 250, "Glinster", "household", "Wit dat blinkt"),
    _spot(55, "gen-polderbank", 375, "Polderbank", "bank", "Sparen op vaste grond"),
    _spot(56, "gen-vangnet", 500, "Verzekeraar Vangnet", "insurance", "Wij vangen u op"),
    _spot(57, "gen-rodehaan", 500, "Brouwerij De Rode Haan", "alcohol", "Gebrouwen met geduld"),
    _spot(58, "gen-lotoland", 375, "LotoLand", "lottery", "Zaterdag trekking"),
    _spot(59, "gen-komeet", 500, "Komeet Mobiel", "telecom", "Tot achter de dijk bereik"),
    _spot(60, "gen-spijker", 500, "Bouwmarkt Spijker", "retail", "Zelf doen is leuker"),
    _spot(61, "gen-waterwolf", 375, "Musical Waterwolf", "culture", "Nu in het theater"),
)

CREATIVES = tuple(
    Creative(clip=_spot(code, *about), campaign=campaign, segments=tuple(segments.split()))
    for code, campaign, segments, about in (
        (
            100,
            "olifant-najaar",
            "young-families",
            ("olifant", 500, "Speelgoed Olifant", "toys", "Een huis vol spelen"),
        ),
        (
            101,
            "sprint-schoen",
            "sports",
            ("sprint", 375, "Sprint Sport", "sport", "De nieuwe noppen"),
        ),
        (
            102,
            "vlaaierij-sjef",
            "limburg",
            ("vlaai", 500, "Vlaaierij Sjef", "food", "Vers oet Limburg"),
        ),
        (
            103,
            "wolkje-luiers",
            "young-families",
            ("wolkje", 375, "Wolkje", "baby", "Droog de nacht door"),
        ),
        (
            104,
            "fluks-bakfiets",
            "young-families noord-holland sports",
            ("fluks", 750, "Fietsfabriek Fluks", "mobility", "De hele familie mee"),
        ),
        (
            105,
            "meander-rijn",
            "retired high-income-postcodes limburg",
            ("meander", 750, "Meander Riviercruises", "travel", "Langzaam is ook een bestemming"),
        ),
        (
            106,
            "hoorhuis-test",
            "retired",
            ("hoorhuis", 375, "Het Hoorhuis", "health", "Gratis hoortest"),
        ),
        (
            107,
            "wandelmaat-laars",
            "retired limburg",
            ("wandelmaat", 500, "Wandelmaat", "sport", "Elke stap goed"),
        ),
        (
            108,
            "mergelrijk-week",
            "limburg",
            ("mergelrijk", 375, "Mergelrijk", "travel", "Ontdek het heuvelland"),
        ),
        (
            109,
            "noorderduin-strand",
            "noord-holland high-income-postcodes",
            ("noorderduin", 375, "Strandtenten Noorderduin", "travel", "Uitwaaien om de hoek"),
        ),
        (
            110,
            "pontje-markt",
            "noord-holland",
            ("pontmarkt", 500, "De Pontmarkt", "retail", "Elke zaterdag aan het water"),
        ),
        (
            111,
            "doelpunt-pakket",
            "sports",
            ("doelpuntpakket", 500, "Doelpunt Sport", "telecom", "Alle wedstrijden live"),
        ),
        (
            112,
            "eikenhaag-beheer",
            "high-income-postcodes",
            ("eikenhaag", 750, "Eikenhaag Bankiers", "bank", "Voor wie na u komt"),
        ),
        (
            113,
            "bries-zeilen",
            "high-income-postcodes noord-holland",
            ("bries", 375, "Zeilmakerij Bries", "sport", "Het water op"),
        ),
        (
            114,
            "olifant-najaar",
            "young-families",
            ("olifant-10", 250, "Speelgoed Olifant", "toys", "Een huis vol spelen (kort)"),
        ),
        (
            115,
            "sprint-schoen",
            "sports",
            ("sprint-10", 250, "Sprint Sport", "sport", "De nieuwe noppen (kort)"),
        ),
        (
            116,
            "vlaaierij-sjef",
            "limburg",
            ("vlaai-10", 250, "Vlaaierij Sjef", "food", "Vers oet Limburg (kort)"),
        ),
        (
            117,
            "hoorhuis-test",
            "retired",
            ("hoorhuis-10", 250, "Het Hoorhuis", "health", "Gratis hoortest (kort)"),
        ),
        (
            118,
            "noorderduin-strand",
            "noord-holland",
            ("noorderduin-10", 250, "Strandtenten Noorderduin", "travel", "Uitwaaien (kort)"),
        ),
        (
            119,
            "eikenhaag-beheer",
            "high-income-postcodes",
            ("eikenhaag-10", 250, "Eikenhaag Bankiers", "bank", "Voor wie na u komt (kort)"),
        ),
        (120, "gokgigant-bonus", "", ("gokgigant", 250, "GokGigant", "gambling", "Welkomstbonus")),
    )
)

CLIPS = (
    *PROGRAMME_CLIPS,
    *FILM_CLIPS,
    *LEADER_CLIPS,
    *GENERIC_CLIPS,
    *(creative.clip for creative in CREATIVES),
)


@cache
def clip_of_id(clip_id: str) -> Clip:
    """The clip of that name.

    Raises:
        KeyError: there is none.
    """
    return {clip.id: clip for clip in CLIPS}[clip_id]


@cache
def clip_of_code(code: int) -> Clip:
    """The clip whose pictures carry that number.

    Raises:
        KeyError: there is none.
    """
    return {clip.code: clip for clip in CLIPS}[code]
