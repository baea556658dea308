"""Which channel of a guide belongs to a channel of a list."""

from __future__ import annotations

from collections.abc import Iterable

from stb.formats.xmltv.values import GuideChannel


class ChannelMatcher:
    """Finds by id, then by the list's name for the guide, then by the shown name.

    ``exact_case``: ids that differ in case only are different channels.
    """

    def __init__(self, channels: Iterable[GuideChannel], *, exact_case: bool = False) -> None:
        self._exact_case = exact_case
        self._ids: dict[str, str] = {}
        self._names: dict[str, str] = {}
        for channel in channels:
            self._ids.setdefault(self._key(channel.id), channel.id)
            for name in channel.names:
                self._names.setdefault(name.casefold(), channel.id)
                self._names.setdefault(name.replace(" ", "_").casefold(), channel.id)

    def match(self, *, guide_id: str = "", guide_name: str = "", name: str = "") -> str | None:
        """The id in the guide, or None when nothing of it fits."""
        found = self._ids.get(self._key(guide_id)) if guide_id else None
        for each in (guide_name, name):
            if found is None and each:
                found = self._names.get(each.casefold())
        return found

    def _key(self, text: str) -> str:
        return text if self._exact_case else text.casefold()
