"""What can be wrong with a media, in the house's families.

FFmpeg's own exceptions never leave this room: each is translated where it is
caught, with the name of the media and the reason that FFmpeg gave.
"""

from __future__ import annotations

from av.error import FFmpegError

from stb.errors import InputError, RefusedError, StbError, TrustError, UnavailableError


class MediaGone(UnavailableError):
    """A file is not there, or a segment cannot be fetched."""

    code = "media.gone"


class MediaLate(UnavailableError):
    """A media could not be made ready before its edge."""

    code = "media.late"


class MediaChanged(TrustError):
    """A file on the disk is not the one that was signed."""

    code = "media.changed"


class MediaUnreadable(InputError):
    """No picture can be got out of it: not a media, or a codec we have not."""

    code = "media.open"


class MediaUndecodable(InputError):
    """A picture or a sound in the middle does not decode."""

    code = "media.decode"


class MediaTruncated(InputError):
    """A media ends before the frames that were promised."""

    code = "media.truncated"


class MediaUnsteady(MediaUndecodable):
    """Its pictures do not come at a steady rate: some frames lack theirs, or have two."""

    code = "media.unsteady"


class MediaTooLarge(InputError):
    """Its pictures are larger than any that the box may be sent."""

    code = "media.too_large"


class MediaUnwritable(UnavailableError):
    """A file cannot be written: no room, no right, no such folder."""

    code = "media.write"


class RateRefused(RefusedError):
    """The media's frame rate is neither a multiple nor a part of the service's."""

    code = "media.rate"


FFMPEG = (FFmpegError,)
"""What PyAV raises for what is wrong with a media. ValueError from it is our misuse."""


def unreadable(name: str, error: Exception) -> StbError:
    """The house's error for ``error``, met while opening the media ``name``."""
    if isinstance(error, StbError):
        return error
    if isinstance(error, OSError):
        return MediaGone(f"{name}: {error.strerror or error}")
    why = getattr(error, "strerror", None) or error
    return MediaUnreadable(f"{name} cannot be opened as media: {why}")


def undecodable(name: str, error: BaseException) -> StbError:
    """The house's error for ``error``, met while reading the media ``name``."""
    return error if isinstance(error, StbError) else MediaUndecodable(f"{name}: {error}")
