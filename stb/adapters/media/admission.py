"""Whether this box plays a creative, found out when it came in and not when it is due.

A process of its own: `python -m stb.adapters.media.admission SIZE MEMORY SECONDS`. The
creative comes through standard input, so there is no file to name; walls go up before
its first byte is read; every picture and every sound of it is decoded as strictly as on
air; and one line of JSON says what was found. Who started it believes nothing but that line.

The operator decoded every frame too, and the signature says that these are his bytes. What
only this box can know is whether its own decoder takes them.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys
from contextlib import closing
from typing import Final

import av

from stb.adapters.media.container import MOST_PIXELS, Care, open_media
from stb.adapters.media.errors import MediaTooLarge, MediaTruncated, MediaUnsteady
from stb.adapters.media.probe import MediaFacts, probe
from stb.adapters.media.reader import Reader
from stb.adapters.media.source import BytesMedia, Media
from stb.adapters.media.walls import close_in
from stb.errors import StbError
from stb.formats.verdict import CODES, TOO_MUCH, Answer, Found, Unfit, write_answer

VERSION: Final = 1
"""Of what a verdict says and how strictly it is found; what was judged by another is no verdict."""


def judged_by() -> str:
    """The name of this judge: the version of the trial, and of the decoder that it is held with."""
    text = f"{VERSION}-av{av.__version__}-ffmpeg{av.ffmpeg_version_info}-{platform.machine()}"
    return "".join(each if each.isalnum() or each in "-." else "_" for each in text)


def tried(media: Media) -> Found:
    """What ``media`` is, every frame of it decoded.

    Raises:
        InputError: it is no media; a picture or a sound lacks, does not decode, or is
            larger than any may be.
        UnavailableError: it cannot be read.
    """
    facts = probe(media)
    if facts.width * facts.height > MOST_PIXELS:
        raise MediaTooLarge(f"{media.name}: pictures of {facts.width}x{facts.height}")
    _decode(media, facts)
    with open_media(media) as opened:
        sound = opened.audio.codec_context.layout.nb_channels if opened.audio else 0
        matrix = int(opened.video.codec_context.colorspace)
    return Found(
        frames=facts.frames,
        decoded=facts.frames,
        rate=facts.rate,
        width=facts.width,
        height=facts.height,
        aspect=facts.aspect.limit_denominator(1000),
        sample_rate=facts.sample_rate,
        channels=sound,
        matrix=matrix,
    )


def answered(media: Media) -> Answer:
    """As `tried`, with what is wrong as an answer as well."""
    try:
        return tried(media)
    except MemoryError:
        return Unfit(TOO_MUCH, "more memory than a creative may take")
    except StbError as error:
        if isinstance(error.__cause__, MemoryError):
            return Unfit(TOO_MUCH, "more memory than a creative may take")
        return Unfit(error.code if error.code in CODES else "media.open", str(error))


def _decode(media: Media, facts: MediaFacts) -> None:
    """Decode all there is, up to the end of the file."""
    reader = Reader(media, in_frame=0, play_rate=facts.rate, at=0, care=Care.STRICT, facts=facts)
    with closing(reader):
        for _ in range(facts.frames):
            next(reader)
        try:
            next(reader)
        except MediaTruncated:
            return
    raise MediaUnsteady(f"{media.name}: more pictures than its {facts.frames} frames")


def _import_all() -> None:
    """Import what the decoder's library would import when it first meets a need for it."""
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if module.name not in ("av.__main__", "av.datasets"):
            importlib.import_module(module.name)


def main() -> None:
    """Read, decode, answer."""
    size, memory, seconds = (int(number) for number in sys.argv[1:4])
    _import_all()
    close_in(memory=memory, processor_s=seconds)
    octets = sys.stdin.buffer.read(size)
    if len(octets) == size:
        line = write_answer(answered(BytesMedia(octets, "creative")))
        os.write(sys.stdout.fileno(), line)
    # Nothing is tidied up: what a stranger's bytes may have spoilt is not called again.
    os._exit(0 if len(octets) == size else 1)


if __name__ == "__main__":
    main()
