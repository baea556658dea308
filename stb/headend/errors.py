"""What the head-end answers when it cannot give what was asked."""

from __future__ import annotations

from stb.errors import InputError, RefusedError, UnavailableError


class NotThere(InputError):
    """No such service, programme, segment or file, or none at this time."""

    code = "headend.not_found"


class NotYet(UnavailableError):
    """It will be there: not one segment of it has been broadcast so far."""

    code = "headend.not_yet"


class TooMuch(InputError):
    """A message larger than its kind may be."""

    code = "headend.too_large"


class FolderUnusable(RefusedError):
    """The folder for the head-end's state cannot be made, or not written in."""

    code = "headend.folder"


class FolderBusy(RefusedError):
    """Another process works in the head-end's folder, and did not end in time."""

    code = "headend.busy"
