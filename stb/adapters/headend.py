"""Asks a head-end for lineup, guide and store, at its own address and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from stb.adapters.courier import Handler, Noted
from stb.adapters.http import Http
from stb.engine.ports import FetchGuide, FetchLineup, FetchStore, Request, UpdateInventory
from stb.formats.headend import (
    GUIDE_CAP,
    LINEUP_CAP,
    STORE_CAP,
    read_guide,
    read_lineup,
    read_store,
)
from stb.model.bundle import Inventory

_read_guide = lru_cache(maxsize=16)(read_guide)
"""A day's guide is asked for every few hours and seldom changes: read once while it does not."""

SEGMENT_CAP = 64 << 20
"""The largest piece of media or playlist that is taken."""


def headend_handlers(http: Http, update: Callable[[], Inventory]) -> dict[type[Request], Handler]:
    """Who answers what where the head-end at ``http`` answers all but media."""

    def lineup(_: FetchLineup) -> Noted:
        data = http.get("v1/lineup", cap=LINEUP_CAP)
        return Noted(*read_lineup(data, base_url=http.base_url))

    def guide(asked: FetchGuide) -> Noted:
        data = http.get(f"v1/guide/{asked.day.isoformat()}", cap=GUIDE_CAP)
        return Noted(*_read_guide(data))

    def store(_: FetchStore) -> Noted:
        data = http.get("v1/store", cap=STORE_CAP)
        return Noted(*read_store(data, base_url=http.base_url))

    return {
        FetchLineup: lineup,
        FetchGuide: guide,
        FetchStore: store,
        UpdateInventory: lambda _: update(),
    }


def media_fetch(http: Http) -> Callable[[str], bytes]:
    """Fetches playlists and segments, from the head-end's own origin only."""
    return lambda url: http.get(url, cap=SEGMENT_CAP)
