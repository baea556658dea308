"""A score: in what scale, pace and setting a clip's sound is played."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """``root`` and ``voice`` are MIDI pitches; ``textures`` pairs of name and level.

    ``motif``: (degree of the scale, beats) of a brand's jingle. ``voice``: somebody
    talks around that pitch; nought for nobody. ``trim``: decibels off the level, for sounds
    that the codec makes louder.
    """

    root: float = 60
    scale: str = "major"
    bpm: float = 104
    lead: tuple[str, ...] = ("pluck",)
    backing: tuple[str, ...] = ("strings",)
    bass: bool = True
    density: float = 0.65
    divisions: tuple[int, ...] = (1, 2, 2, 3)
    textures: tuple[tuple[str, float], ...] = (("brushes", 1.0),)
    texture_share: float = 0.62
    voice: float = 0
    voice_level: float = 1.0
    motif: tuple[tuple[int, float], ...] = ()
    trim: float = 0.0
