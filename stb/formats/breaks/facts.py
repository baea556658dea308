"""Breaks as QA reads them: what was understood of any programme, ready for JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stb.model.avail import Break


def break_facts(breaks: Iterable[Break]) -> dict[str, Any]:
    """``breaks`` with the names that QA reads, ready for JSON."""
    return {
        "breaks": [
            {
                "id": one.id,
                "at_frame": one.at,
                "frames": one.frames,
                "spots": [
                    {
                        "id": spot.id,
                        "at_frame": spot.at,
                        "frames": spot.frames,
                        "replaceable": spot.replaceable,
                        "reason": spot.reason,
                    }
                    for spot in one.spots
                ],
            }
            for one in breaks
        ]
    }
