"""Whether a spot is as it should be: each figure beside its limit, with a verdict.

A box can play any size, any rate that goes with the programme's, and applies the
signed gain; so most of what deviates is told and taken. Refused is what no box
could show exactly. Limits stand in one table, each with its source; marks are
those of `stb.model.rules` ([v] read there, [house] good custom, ours to change).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from stb.headend.measured import TARGET_LUFS, Measured, Picture, Sound
from stb.headend.slots import Slots


class Verdict(Enum):
    """OK: as it should be. DEVIATES: it can be played. UNPLAYABLE: not exactly."""

    OK = "ok"
    DEVIATES = "deviates"
    UNPLAYABLE = "unplayable"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a spot is held to; seconds, LU, LUFS and dBTP."""

    lufs_off: float = 0.5  # EBU R 128 s1 [v]
    peak_dbtp: float = -1.0  # EBU R 128 s1 [v]
    short_term: float = -18.0  # EBU R 128 s1 [v]
    black_s: Fraction = Fraction(1, 5)  # [house]
    silent_s: Fraction = Fraction(1, 2)  # [house]
    sound_late_s: Fraction = Fraction(1, 25)  # [house]: a frame, at either end
    sound_short_s: Fraction = Fraction(1, 10)  # what a box allows at the end of a spot
    sound_gap_s: Fraction = Fraction(1, 200)  # what a box allows within
    most_lines: int = 1080  # [house]: what a box decodes in time
    aspects: frozenset[str] = frozenset({"16:9", "4:3"})  # what a box admits
    layouts: frozenset[str] = frozenset({"mono", "stereo"})  # what a box admits
    matrices: frozenset[int] = frozenset({1, 2, 5, 6})  # BT.709, BT.601 or unstated: the same
    most_frames: int = 60 * 60 * 60  # the form of a manifest
    most_bytes: int = 1 << 30  # the form of a manifest


LIMITS = Limits()
_NAMED = {"16:9": Fraction(16, 9), "4:3": Fraction(4, 3)}
_PIXELS_OFF = Fraction(1, 100)
_COLOURS = {1: "BT.709", 2: "unstated", 5: "BT.601", 6: "BT.601", 9: "BT.2020"}


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report: what was measured, as text, and what it should be."""

    name: str
    found: str
    wanted: str
    verdict: Verdict

    def __str__(self) -> str:
        return f"{self.name} {self.found} (should be {self.wanted})"


def judge(
    measured: Measured, *, size: int, slots: Slots, limits: Limits = LIMITS
) -> tuple[Check, ...]:
    """The report on a spot in a file of ``size`` bytes, the pictures first."""
    return (
        *_whole(measured, size, slots, limits),
        *_pictures(measured, limits),
        *_sound(measured, limits),
    )


def aspect_of(picture: Picture) -> str:
    """The aspect as it is signed: 16:9 or 4:3 within a hundredth, else the nearest ratio."""
    for name, aspect in _NAMED.items():
        if abs(picture.aspect / aspect - 1) < _PIXELS_OFF:
            return name
    near = picture.aspect.limit_denominator(99)
    return f"{near.numerator}:{near.denominator}"


def _check(name: str, found: str, wanted: str, fine: bool, *, else_: Verdict) -> Check:
    return Check(name, found, wanted, Verdict.OK if fine else else_)


def _whole(m: Measured, size: int, slots: Slots, limits: Limits) -> Iterator[Check]:
    faults = {
        "missing": m.missing,
        "doubled": m.doubled,
        "with an error": m.damaged,
        "before the first key picture": m.headless,
    }
    told = ", ".join(f"{count} {what}" for what, count in faults.items() if count)
    yield _check(
        "pictures", f"{m.frames}, {told or 'all decode'}", "all decode, each once",
        not told, else_=Verdict.UNPLAYABLE,
    )  # fmt: skip
    rates = " or ".join(f"{rate}" for rate in slots.rates)
    yield _check(
        "rate", f"{m.rate} a second", f"a whole multiple or part of {rates}",
        slots.goes(m.rate), else_=Verdict.UNPLAYABLE,
    )  # fmt: skip
    if m.frames > limits.most_frames or size > limits.most_bytes:
        yield Check("file", f"{m.frames} frames, {size} bytes",
                    f"at most {limits.most_frames} frames, {limits.most_bytes} bytes",
                    Verdict.UNPLAYABLE)  # fmt: skip
    lengths = ", ".join(_seconds(length) for length in sorted(slots.lengths))
    yield _check(
        "length", f"{_seconds(m.seconds)} s", f"that of a slot: {lengths or 'there is none'}",
        m.seconds in slots.lengths, else_=Verdict.DEVIATES,
    )  # fmt: skip


def _pictures(m: Measured, limits: Limits) -> Iterator[Check]:
    one = m.picture
    aspect = aspect_of(one)
    yield _check(
        "picture", f"{one.codec} {one.width}x{one.height}, {aspect}",
        f"{' or '.join(sorted(limits.aspects))}", aspect in limits.aspects,
        else_=Verdict.UNPLAYABLE,
    )  # fmt: skip
    if one.height > limits.most_lines or one.sizes > 1:
        yield Check("size", f"{one.height} lines, {one.sizes} sizes",
                    f"at most {limits.most_lines}, 1", Verdict.DEVIATES)  # fmt: skip
    said = f"{one.form}, {_COLOURS.get(one.matrix, f'matrix {one.matrix}')}"
    yield _check(
        "colour", said + (", high dynamic range" if one.hdr else ""), "BT.709 or BT.601",
        one.matrix in limits.matrices and not one.hdr, else_=Verdict.UNPLAYABLE,
    )  # fmt: skip
    if one.form not in ("yuv420p", "yuvj420p"):
        yield Check("form", one.form, "yuv420p", Verdict.DEVIATES)
    if one.interlaced:
        yield Check("scan", f"{one.interlaced} interlaced", "progressive", Verdict.DEVIATES)
    if one.turned % 360:
        yield Check("upright", f"turned by {one.turned} degrees", "0", Verdict.DEVIATES)
    for name, frames in zip(("black at head", "black at tail"), one.black, strict=True):
        yield _check(
            name, f"{frames} frames", f"at most {limits.black_s * m.rate.fraction // 1}",
            m.rate.seconds(frames) <= limits.black_s, else_=Verdict.DEVIATES,
        )  # fmt: skip


def _sound(m: Measured, limits: Limits) -> Iterator[Check]:
    heard = m.sound
    if heard is None:
        yield Check("sound", "none", "mono or stereo", Verdict.DEVIATES)
        return
    found, wanted = f"{heard.codec} {heard.hertz} Hz, {heard.layout}", "mono or stereo"
    if heard.layout.endswith(" channels"):  # FFmpeg's name where the file only counts them
        found, wanted = f"{found} of no stated place", "stated in the file as mono or stereo"
    yield _check(
        "sound", found, wanted,
        heard.layout in limits.layouts, else_=Verdict.UNPLAYABLE,
    )  # fmt: skip
    yield from _laid(heard, limits)
    level = heard.loudness
    if level.silent:
        yield Check("loudness", "silence", f"{TARGET_LUFS} LUFS", Verdict.DEVIATES)
    else:
        # Meters show tenths, and s1 speaks of what a meter shows.
        yield _check(
            "loudness", f"{level.lufs:.1f} LUFS", f"{TARGET_LUFS} LUFS +/-{limits.lufs_off}",
            abs(round(level.lufs, 1) - TARGET_LUFS) <= limits.lufs_off + 1e-9,
            else_=Verdict.DEVIATES,
        )  # fmt: skip
        yield _check(
            "short-term", f"{level.short_term:.1f} LUFS", f"at most {limits.short_term} LUFS",
            round(level.short_term, 1) <= limits.short_term, else_=Verdict.DEVIATES,
        )  # fmt: skip
        yield from _peaks(heard, limits)
    for name, silent in zip(("silent at head", "silent at tail"), heard.silent, strict=True):
        yield _check(
            name, f"{_seconds(silent)} s", f"at most {_seconds(limits.silent_s)} s",
            silent <= limits.silent_s, else_=Verdict.DEVIATES,
        )  # fmt: skip


def _peaks(heard: Sound, limits: Limits) -> Iterator[Check]:
    level = heard.loudness
    yield _check(
        "true peak", f"{level.peak_dbtp:.1f} dBTP", f"at most {limits.peak_dbtp} dBTP",
        round(level.peak_dbtp, 1) <= limits.peak_dbtp, else_=Verdict.DEVIATES,
    )  # fmt: skip
    played = level.peak_dbtp + level.gain_db
    if round(played, 1) > limits.peak_dbtp:
        yield Check(
            "peak as played", f"{played:.1f} dBTP after {level.gain_db:+.1f} dB",
            f"at most {limits.peak_dbtp} dBTP", Verdict.DEVIATES,
        )  # fmt: skip


def _laid(heard: Sound, limits: Limits) -> Iterator[Check]:
    """Where the sound lies beneath the pictures."""
    late, short = heard.starts, -heard.ends
    if late > limits.sound_late_s:
        yield Check("sound begins", f"{_seconds(late)} s late",
                    f"at most {_seconds(limits.sound_late_s)} s", Verdict.DEVIATES)  # fmt: skip
    if short > limits.sound_short_s:
        yield Check("sound ends", f"{_seconds(short)} s early",
                    f"at most {_seconds(limits.sound_short_s)} s", Verdict.UNPLAYABLE)  # fmt: skip
    elif short > limits.sound_late_s:  # a hole before what follows, and somebody hears it
        yield Check("sound ends", f"{_seconds(short)} s early",
                    f"at most {_seconds(limits.sound_late_s)} s", Verdict.DEVIATES)  # fmt: skip
    elif -short > limits.sound_short_s:
        yield Check("sound ends", f"{_seconds(-short)} s late, which is cut",
                    f"at most {_seconds(limits.sound_short_s)} s", Verdict.DEVIATES)  # fmt: skip
    if heard.missing > limits.sound_gap_s:
        yield Check("sound missing", f"{_seconds(heard.missing)} s in between",
                    f"at most {_seconds(limits.sound_gap_s)} s", Verdict.UNPLAYABLE)  # fmt: skip


def _seconds(length: Fraction) -> str:
    """To the thousandth, without noughts at its end."""
    return f"{float(length):.3f}".rstrip("0").rstrip(".")
