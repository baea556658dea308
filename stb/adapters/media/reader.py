"""Exactly the frames and the samples that an item of the timeline asks for.

Picture n is found by its time stamp, never by counting what was decoded. Sound
is counted on the *timeline*: the shot at presentation frame p carries the
samples from round(T_p * 48000) to round(T_p+1 * 48000), so items laid end to end
have neither gap nor overlap, and lengths never drift.

A media at r*k in a service at r shows every k-th picture, a media at r/k each
picture k times; other ratios are refused.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from av import VideoFrame
from av.audio.frame import AudioFrame

from stb.adapters.media.container import Care
from stb.adapters.media.errors import (
    FFMPEG,
    MediaTruncated,
    MediaUndecodable,
    MediaUnsteady,
    RateRefused,
    undecodable,
)
from stb.adapters.media.feed import Feed, Timed
from stb.adapters.media.probe import MediaFacts, facts_of_head, probe
from stb.adapters.media.source import BytesMedia, Head, Media, Run, SegmentedMedia
from stb.adapters.media.track import Sound, SoundTrack, silence
from stb.adapters.media.upright import quarters, upright
from stb.errors import StbError
from stb.model.time import FrameRate

LONGEST_FREEZE_S: Final = 10
"""A tolerant reader repeats a picture no longer than this."""

TAIL_S: Final = Fraction(1, 2)
"""So much may lack at the end of a broadcast; its last picture stays."""

LONGEST_SILENCE_S: Final = Fraction(1, 200)
"""So much sound may lack between others in a media that is read strictly."""

SILENT_TAIL_S: Final = Fraction(1, 10)
"""Sound may end so long before the pictures, also in a media that is read strictly."""

SOUND_LAG_S: Final = 3
"""Sound that is further behind the pictures than this is taken for missing."""


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """What is on air for one frame; ``index`` is its presentation frame.

    ``aspect`` is that of the whole picture as it is to be seen.
    """

    index: int
    picture: VideoFrame
    sound: Sound
    aspect: Fraction


def step_of(media_rate: FrameRate, play_rate: FrameRate) -> Fraction:
    """Media frames for each frame of the service: a whole number, or 1 over one.

    Raises:
        RateRefused: any other ratio.
    """
    ratio = media_rate.fraction / play_rate.fraction
    if 1 not in (ratio.numerator, ratio.denominator):
        raise RateRefused(f"{media_rate} frames a second in a service at {play_rate}")
    return ratio


def read(
    media: Media,
    *,
    in_frame: int,
    frames: int,
    play_rate: FrameRate,
    at: int = 0,
    gain_db: float = 0.0,
    care: Care = Care.TOLERANT,
    facts: MediaFacts | None = None,
) -> Iterator[Shot]:
    """``frames`` shots from ``in_frame``, for presentation frame ``at`` onwards.

    Frames count at ``play_rate``. Raises what `Reader` raises.
    """
    reader = Reader(
        media,
        in_frame=in_frame,
        play_rate=play_rate,
        at=at,
        gain_db=gain_db,
        care=care,
        facts=facts,
    )
    with closing(reader):
        for _ in range(frames):
            yield next(reader)


def first_shot(media: SegmentedMedia, head: Head, *, at: int) -> Shot | None:
    """The first picture of a stream by itself, its sound not there yet; None if it is damaged."""
    alone = BytesMedia(head.octets, media.name)
    facts, _ = facts_of_head(head.octets, head.rate)
    silent = replace(facts, has_sound=False)
    reader = Reader(alone, in_frame=0, play_rate=head.rate, at=at, facts=silent)
    with closing(reader):
        try:
            return next(reader)
        except StbError:
            return None


class Reader:
    """Shots of ``media`` from ``in_frame`` to its end, one `next` at a time.

    For one thread, except `stop` and `starved`. ``faults`` counts pictures that
    were missing or damaged and were made good by the one before (TOLERANT; a
    STRICT reader raises instead).

    Raises, from `next`:
        RateRefused: the rates do not fit.
        UnavailableError: file or segment cannot be had.
        MediaTruncated: the media has ended.
        MediaUndecodable, MediaUnreadable: it cannot be decoded or opened.
        MediaUnsteady: read strictly, frames of it lack a picture or have two.
        StopIteration: it was stopped.
    """

    def __init__(
        self,
        media: Media,
        *,
        in_frame: int,
        play_rate: FrameRate,
        at: int,
        gain_db: float = 0.0,
        care: Care = Care.TOLERANT,
        facts: MediaFacts | None = None,
        threads: int = 1,
    ) -> None:
        self.media = media
        self._rate = play_rate
        self._in = in_frame
        self._at = at
        self._gain_db = gain_db
        self._care = care
        self._facts = facts
        self._threads = threads
        self._done = 0
        self._step = Fraction(1)
        self._feed: Feed | None = None
        self._packets: Iterator[Timed] = iter(())
        self._undecoded: deque[Timed] = deque()
        self._decoded: deque[tuple[int, VideoFrame]] = deque()
        self._last: tuple[int, VideoFrame] | None = None
        self._run: Run | None = None
        self._run_ends: Fraction | None = None
        self._ended = True
        self._track: SoundTrack | None = None
        self._stopped = False
        self.faults = 0

    def __iter__(self) -> Iterator[Shot]:
        return self

    def __next__(self) -> Shot:
        if self._stopped:
            raise StopIteration
        frame = self._in + self._done
        try:
            self._open_for(frame)
            picture = self._picture(int(frame * self._step))
            sound = self._sound(self._at + self._done)
        except FFMPEG as error:
            if self._stopped:
                raise StopIteration from error
            raise undecodable(self.media.name, error) from error
        except MediaTruncated as error:
            if self._stopped:
                raise StopIteration from error
            raise
        self._done += 1
        aspect = self.facts.aspect
        if turns := quarters(picture):
            picture, aspect = upright(picture), 1 / aspect if turns % 2 else aspect
        return Shot(self._at + self._done - 1, picture, sound, aspect)

    def stop(self) -> None:
        """Make the reader end soon; from any thread."""
        self._stopped = True
        if self._feed is not None:
            self._feed.stop()

    def close(self) -> None:
        """Let go of the file; only from the thread that reads."""
        self._stopped = True
        if self._feed is not None:
            self._feed.close()
        self._undecoded.clear()
        self._decoded.clear()

    @property
    def starved(self) -> bool:
        """Whether it waits for a live segment that has not been announced yet."""
        return self._feed is not None and self._feed.starved

    @property
    def facts(self) -> MediaFacts:
        """The media's facts, probed when they were not handed in."""
        if self._facts is None:
            self._facts = probe(self.media)
        return self._facts

    def _open_for(self, frame: int) -> None:
        """Have the feed open that holds ``frame``: the first, or that of a new run."""
        seconds = self._rate.seconds(frame)
        if self._feed is not None:
            if self._run_ends is None and self._ended:
                self._run_ends = self._end_of_run(self._run)
            if self._run_ends is None or seconds < self._run_ends:
                return
            if isinstance(self.media, SegmentedMedia) and seconds >= self.media.edge:
                return
            self._feed.close()
        self._step = step_of(self.facts.rate, self._rate)
        if self._care is Care.STRICT and self.facts.undecodable:
            raise MediaUndecodable(f"{self.media.name}: does not begin with a keyframe")
        if self._care is Care.STRICT and not self.facts.steady:
            raise MediaUnsteady(f"{self.media.name}: not one picture for each of its frames")
        self._run = self.media.run_at(seconds) if isinstance(self.media, SegmentedMedia) else None
        self._run_ends = self._end_of_run(self._run)
        self._feed = Feed(
            self.media,
            self.facts,
            seconds=seconds,
            care=self._care,
            run=self._run,
            threads=self._threads,
        )
        if self._stopped:
            self._feed.stop()
        self._packets = self._feed.packets()
        self._undecoded.clear()
        self._decoded.clear()
        self._ended = False
        if self.facts.has_sound:
            first = self._rate.sample(frame)
            self._track = SoundTrack(
                self.facts.sample_rate,
                first,
                gain_db=self._gain_db,
                patient=self._run is not None,
            )

    def _end_of_run(self, run: Run | None) -> Fraction | None:
        if run is None or not isinstance(self.media, SegmentedMedia):
            return None
        return self.media.run_ends(run)

    def _picture(self, wanted: int) -> VideoFrame:
        while self._last is None or self._last[0] < wanted:
            if not self._decoded and not self._decode():
                return self._at_end(wanted)
            if not self._decoded:
                continue
            index, _ = self._decoded[0]
            if index > wanted:
                return self._missing(wanted)
            self._last = self._decoded.popleft()
        return self._last[1]

    def _missing(self, wanted: int) -> VideoFrame:
        """The picture before, in place of one that the media has not."""
        if self._care is Care.STRICT:
            raise MediaUndecodable(f"{self.media.name}: frame {wanted} is missing")
        self.faults += 1
        if self._last is None:
            return self._decoded[0][1]
        if wanted - self._last[0] > LONGEST_FREEZE_S * self.facts.rate.fraction:
            raise MediaUndecodable(f"{self.media.name}: no picture from {self._last[0]}")
        return self._last[1]

    def _at_end(self, wanted: int) -> VideoFrame:
        lacking = wanted - self._last[0] if self._last is not None else None
        bearable = self.facts.rate.frames_in(TAIL_S) if self._care is Care.TOLERANT else 0
        if self._last is None or lacking is None or lacking > bearable:
            raise MediaTruncated(f"{self.media.name}: ends before frame {wanted}")
        self.faults += 1
        return self._last[1]

    def _sound(self, presented: int) -> Sound:
        samples = self._rate.sample(presented + 1) - self._rate.sample(presented)
        track = self._track
        if track is None:
            return silence(samples)
        while track.samples < samples and not self._ended:
            many = len(self._undecoded) > SOUND_LAG_S * self.facts.rate.num // self.facts.rate.den
            newest = self._undecoded[-1].at if many else None
            if newest is not None and newest - track.ends > SOUND_LAG_S:
                track.skip_to(newest - SOUND_LAG_S + 1)
            else:
                self._pump()
        if self._care is Care.STRICT and track.missing > track.rate * LONGEST_SILENCE_S:
            raise MediaUndecodable(f"{self.media.name}: {track.missing} samples are missing")
        if self._care is Care.STRICT and track.samples < samples and self._is_before_the_tail():
            raise MediaTruncated(f"{self.media.name}: its sound ends before its pictures")
        return track.take(samples)

    def _is_before_the_tail(self) -> bool:
        """Whether more is to come than the last tenth of a second, which may lack its sound."""
        left = self.facts.frames - int((self._in + self._done) * self._step)
        return left > self.facts.rate.frames_in(SILENT_TAIL_S)

    def _decode(self) -> bool:
        """Decode one more packet of pictures; False at the end."""
        while not self._undecoded:
            if self._ended:
                return False
            self._pump()
        self._decode_picture(self._undecoded.popleft())
        return True

    def _pump(self) -> None:
        """Take one packet: decode it if it is sound, keep it if it is a picture."""
        timed = next(self._packets, None)
        if timed is None:
            self._ended = True
            if self._track is not None:
                self._track.finish()
            return
        if timed.packet.is_corrupt:
            self._damaged(None)
        if timed.is_picture:
            self._undecoded.append(timed)
        elif self._track is not None:
            self._decode_sound(self._track, timed)

    def _decode_picture(self, timed: Timed) -> None:
        try:
            frames = timed.packet.decode()
        except FFMPEG as error:
            # Where it only does away with what was never decoded, its picture comes with the next.
            if not timed.looks_back:
                self._damaged(error)
            return
        for frame in frames:
            if isinstance(frame, VideoFrame):
                if frame.is_corrupt:
                    self._damaged(None)
                self._decoded.append((self._index_of(frame), frame))

    def _damaged(self, error: Exception | None) -> None:
        if self._care is Care.STRICT:
            raise MediaUndecodable(f"{self.media.name}: {error or 'damaged picture'}") from error
        self.faults += 1

    def _index_of(self, frame: VideoFrame) -> int:
        stamp = frame.pts if frame.pts is not None else frame.dts
        if stamp is None or self._feed is None:
            before = self._decoded[-1] if self._decoded else self._last
            return before[0] + 1 if before is not None else 0
        position = self._feed.position(stamp * _base(frame))
        return self.facts.rate.frames_in(position)

    def _decode_sound(self, track: SoundTrack, timed: Timed) -> None:
        try:
            frames = timed.packet.decode()
        except FFMPEG as error:
            if self._care is Care.STRICT:
                raise undecodable(self.media.name, error) from error
            return
        for frame in frames:
            if isinstance(frame, AudioFrame) and self._feed is not None:
                at = None
                if frame.pts is not None:
                    at = self._feed.position(frame.pts * _base(frame))
                track.put(frame, at, since=timed.since, until=timed.until)


def _base(frame: VideoFrame | AudioFrame) -> Fraction:
    if frame.time_base is None:
        raise MediaUndecodable("a time stamp without a time base")
    return frame.time_base
