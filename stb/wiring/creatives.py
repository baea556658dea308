"""The creatives on the disk, as the deck plays them: each with the gain that was signed for it."""

from __future__ import annotations

from stb.adapters.content import ContentStore
from stb.adapters.media.lane import MediaChoice
from stb.adapters.media.source import SealedMedia
from stb.engine.ports import Clock
from stb.model.bundle import Inventory


class Creatives:
    """Where each creative lies, and the gain that was signed for it."""

    def __init__(self, content: ContentStore, clock: Clock) -> None:
        self._content, self._clock = content, clock
        self._gains: dict[str, float] = {}

    def take(self, inventory: Inventory) -> None:
        listed = (creative for bundle in inventory.bundles for creative in bundle.creatives)
        self._gains = {creative.id: creative.gain_db for creative in listed}

    def choice(self, creative_id: str) -> MediaChoice:
        """The file of a creative, which plays only if it is what was signed."""
        self._content.hand_out(creative_id, self._clock.utc())
        media = SealedMedia(self._content.path(creative_id), creative_id)
        return MediaChoice(media, self._gains.get(creative_id, 0.0))
