"""What is in a publication, and what is new in it: for the one who publishes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_TITLE = "called"
_LISTS = {
    "campaigns": ("name",), "caps": ("scope", "name"), "generics": ("spot",),
    "sponsors": ("service", "title"),
}  # fmt: skip
"""Lists of a manifest, and what names a row of each."""

_WEEKLY = frozenset(("week", "valid_from", "valid_to", "creatives", "segment", "v"))
Rows = dict[tuple[str, ...], dict[str, Any]]

Manifests = Mapping[str, bytes]
"""Manifests by the name of their target."""


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """A segment's manifest: ``bytes`` of all its creatives."""

    segment: str
    households: int
    spots: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Summary:
    """``spots`` and ``bytes``: of all creatives, each once, as every box fetches them.

    ``changes`` against what was published before, in words.
    """

    weeks: tuple[str, ...]
    segments: tuple[SegmentLine, ...]
    spots: int
    bytes: int
    manifest_bytes: int
    changes: tuple[str, ...]


def summarise(manifests: Manifests, before: Manifests) -> Summary:
    """What ``manifests`` hold, and how they differ from those ``before``."""
    all_of = [json.loads(octets) for octets in manifests.values()]
    weeks = tuple(sorted({one["week"] for one in all_of}))
    first = _by_segment(all_of)
    sizes = {c["sha256"]: c["size"] for one in all_of for c in one["creatives"]}
    lines = tuple(
        SegmentLine(
            name,
            one["households"],
            len(one["creatives"]),
            sum({c["sha256"]: c["size"] for c in one["creatives"]}.values()),
        )
        for name, one in first.items()
    )
    old = _by_segment([json.loads(octets) for octets in before.values()])
    return Summary(
        weeks,
        lines,
        len(sizes),
        sum(sizes.values()),
        sum(map(len, manifests.values())),
        tuple(_changes(old, first)),
    )


def _by_segment(manifests: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The first week's manifest of every segment: the weeks differ in nothing but dates."""
    found: dict[str, dict[str, Any]] = {}
    for one in sorted(manifests, key=lambda each: each["valid_from"]):
        found.setdefault(one["segment"], one)
    return found


def _changes(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for name in sorted(old.keys() - new.keys()):
        yield f"- segment {name}"
    for name, one in new.items():
        if name in old:
            yield from _of_segment(name, old[name], one)
        else:
            spots = len(one["creatives"])
            yield f"+ segment {name}: {one['households']} households, {spots} spots"


def _of_segment(name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    yield from _listed(name, _spots(old), _spots(new))
    for fact, key in _LISTS.items():
        before, after = (
            {tuple(row[each] for each in key): row for row in one.get(fact, ())}
            for one in (old, new)
        )
        yield from _listed(name, _titled(before, fact), _titled(after, fact))
    for fact in sorted((old.keys() | new.keys()) - _WEEKLY - _LISTS.keys()):
        if old.get(fact) != new.get(fact):
            yield f"~ {name}: {fact} {old.get(fact, '-')} -> {new.get(fact, '-')}"


def _listed(segment: str, before: Rows, after: Rows) -> Iterator[str]:
    """What is gone, new and changed among rows of one kind."""
    for key in sorted(before.keys() - after.keys()):
        yield f"- {segment}: {before[key][_TITLE]}"
    for key, row in after.items():
        if key not in before:
            yield f"+ {segment}: {row[_TITLE]}"
        elif before[key] != row:
            yield f"~ {segment}: {row[_TITLE]}: {', '.join(_differing(before[key], row))}"


def _titled(rows: Rows, fact: str) -> Rows:
    """The rows with a name for people: campaigns acme."""
    return {key: row | {_TITLE: " ".join((fact, *key))} for key, row in rows.items()}


def _spots(manifest: dict[str, Any]) -> Rows:
    return {
        (one["sha256"], one["campaign"]): one
        | {_TITLE: f"{one['title'] or one['sha256'][:12]} ({one['campaign']})"}
        for one in manifest["creatives"]
    }


def _differing(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for fact in sorted(old.keys() | new.keys()):
        if old.get(fact) != new.get(fact):
            yield f"{fact} {old.get(fact, '-')} -> {new.get(fact, '-')}"
