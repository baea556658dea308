"""Channel lists as the head-end serves them, for this box and other players."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from stb.formats.m3u.values import ChannelEntry

_UNFIT = re.compile(r'[\x00-\x1f\x7f"]')


def write_channel_list(entries: Sequence[ChannelEntry], *, guides: Sequence[str] = ()) -> str:
    """The list of ``entries``; its header names the guides."""
    header = "#EXTM3U"
    if guides:
        header += f' x-tvg-url="{",".join(map(_fit, guides))}"'
    lines = [header]
    for entry in entries:
        attributes = " ".join(f'{key}="{_fit(value)}"' for key, value in _attributes(entry))
        lines.append(f"#EXTINF:-1 {attributes}".rstrip() + f",{_fit(entry.name)}")
        lines += [f"#KODIPROP:{_fit(key)}={_fit(value)}" for key, value in entry.properties]
        lines += [
            f"#EXTVLCOPT:{option}={_fit(value)}"
            for key, value in entry.headers
            if (option := _VLC_OPTIONS.get(key))
        ]
        lines.append(_fit(entry.url))
    return "\n".join([*lines, ""])


_VLC_OPTIONS = {"User-Agent": "http-user-agent", "Referer": "http-referrer"}


def _attributes(entry: ChannelEntry) -> Iterator[tuple[str, str]]:
    plain: tuple[tuple[str, str], ...] = (
        ("tvg-id", entry.guide_id),
        ("tvg-name", entry.guide_name),
        ("tvg-chno", "" if entry.number is None else str(entry.number)),
        ("tvg-logo", entry.logo),
        ("tvg-shift", _hours(entry.guide_shift)),
        ("group-title", ";".join(entry.groups)),
        ("radio", "true" if entry.radio else ""),
        ("realtime", "" if entry.realtime else "false"),
        ("provider", entry.provider),
        ("provider-type", entry.provider_type),
        ("provider-logo", entry.provider_logo),
        ("provider-countries", ";".join(entry.countries)),
        ("provider-languages", ";".join(entry.languages)),
        ("media", "true" if entry.media else ""),
        ("media-dir", entry.media_folder),
        ("media-size", "" if entry.media_size is None else str(entry.media_size)),
    )
    past = entry.catch_up
    if past is not None:
        plain += (
            ("catchup", past.mode.value),
            ("catchup-source", past.source),
            ("catchup-days", "" if past.days is None else str(past.days)),
            ("catchup-correction", _hours(past.correction)),
        )
    yield from ((key, value) for key, value in plain if value)
    yield from entry.attributes


def _hours(shift: timedelta) -> str:
    return f"{shift / timedelta(hours=1):g}" if shift else ""


def _fit(text: str) -> str:
    """``text`` without what would end a line or a quote."""
    return _UNFIT.sub(" ", text)
