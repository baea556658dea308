"""Languages and local time: catalogues of words, and the viewer's time zone.

Catalogues are .po files as translators write them, compiled in memory: there is
no build step and nothing to keep in step.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from stb.errors import InputError

LANGUAGES = ("nl", "en")
ZONE = ZoneInfo("Europe/Amsterdam")


class UnknownLanguage(InputError):
    """There is no catalogue for a language."""

    code = "language.unknown"


def words(assets: Path, language: str) -> Callable[[str], str]:
    """The translation from msgids into ``language``; a msgid without one stays.

    Raises:
        UnknownLanguage: the house does not speak it.
    """
    if language not in LANGUAGES:
        raise UnknownLanguage(f"no language {language!r}: there are {', '.join(LANGUAGES)}")
    path = assets / "locale" / language / "LC_MESSAGES" / "mediabox.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled).gettext


def local(utc: datetime) -> datetime:
    """The civil time in the Netherlands."""
    return utc.astimezone(ZONE)
