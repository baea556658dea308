"""Addresses of the past: templates of channel lists, filled in for a programme.

Placeholders stand as ``{name}`` or ``${name}``, some with a format or a divisor
behind a colon: ``{utc:YmdHM}``, ``{duration:60}``. All times are UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from stb.errors import InputError
from stb.formats.m3u.values import CatchUp, CatchUpMode, ChannelEntry

QUERY = "?utc={utc}&lutc={lutc}"
"""What a channel without a source of its own gets behind its address."""

_PLACEHOLDER = re.compile(r"\$?\{([A-Za-z-]+)(?::([^{}]{1,40}))?\}")
_LETTER = re.compile(r"[YmdHMS]")
_FLUSSONIC = re.compile(r"(https?://[^/]+)/(.+)/([^/?]*?)(mpegts|\.m3u8)(\?.+)?")
_FLUSSONIC_BARE = re.compile(r"(https?://[^/]+)/(.+)/([^/?]*)(\?.+)?")
_XTREAM = re.compile(r"(https?://[^/]+)/(?:live/)?([^/]+)/([^/]+)/([^/.?]+)(\.m3u8?|\.ts)?")


class CatchUpError(InputError):
    """A channel whose address of the past cannot be made."""

    code = "m3u.catchup"


def expand(
    template: str,
    *,
    start: datetime,
    end: datetime,
    now: datetime,
    catchup_id: str = "",
) -> str:
    """``template`` with the times of a programme; what it does not know stays.

    Raises:
        ValueError: a time without a zone.
    """
    if start.tzinfo is None or end.tzinfo is None or now.tzinfo is None:
        raise ValueError("times of a template need a zone")
    begin, finish, present = (int(each.timestamp()) for each in (start, end, now))
    moments = {
        "utc": start, "start": start, "utcend": end, "end": end,
        "lutc": now, "now": now, "timestamp": now,
    }  # fmt: skip
    lengths = {"duration": finish - begin, "offset": present - begin}

    def filled(match: re.Match[str]) -> str:
        name, form = match.groups()
        if name in moments:
            if form is None:
                return str(int(moments[name].timestamp()))
            return _LETTER.sub(lambda each: _letter(moments[name], each.group()), form)
        if name in lengths:
            divisor = int(form) if form and form.isdecimal() else 1
            return str(max(0, lengths[name]) // max(1, divisor))
        if name in ("Y", "m", "d", "H", "M", "S") and form is None:
            return _letter(start, name)
        return catchup_id if name == "catchup-id" else match.group()

    return _PLACEHOLDER.sub(filled, template)


def catch_up_url(
    entry: ChannelEntry,
    *,
    start: datetime,
    end: datetime,
    now: datetime,
    catchup_id: str = "",
) -> str:
    """The address at which ``entry`` shows what it showed from ``start`` to ``end``.

    Raises:
        CatchUpError: no catch-up, or none that fits the channel's address.
    """
    if entry.catch_up is None:
        raise CatchUpError(f"{entry.name} has no catch-up")
    template = _template(entry.url, entry.catch_up)
    if "{catchup-id}" in template and not catchup_id:
        raise CatchUpError(f"{entry.name} needs the programme's catch-up id")
    correction = entry.catch_up.correction
    return expand(
        template,
        start=start - correction,
        end=end - correction,
        now=now,
        catchup_id=catchup_id,
    )


def live_url(entry: ChannelEntry, *, now: datetime) -> str:
    """The address of the channel itself; lists put the time of asking in some."""
    return expand(entry.url, start=now, end=now, now=now)


def _template(url: str, catch_up: CatchUp) -> str:
    match catch_up.mode:
        case CatchUpMode.DEFAULT if catch_up.source:
            return catch_up.source
        case CatchUpMode.DEFAULT | CatchUpMode.APPEND:
            return url + catch_up.source if catch_up.source else _with_query(url)
        case CatchUpMode.SHIFT:
            return _with_query(url)
        case CatchUpMode.FLUSSONIC | CatchUpMode.FLUSSONIC_TS:
            return _flussonic(url, in_ts=catch_up.mode is CatchUpMode.FLUSSONIC_TS)
        case CatchUpMode.XTREAM:
            return _xtream(url)
        case CatchUpMode.VOD:
            return catch_up.source or "{catchup-id}"


def _with_query(url: str) -> str:
    return url + ("&" + QUERY[1:] if "?" in url else QUERY)


def _flussonic(url: str, *, in_ts: bool) -> str:
    match = _FLUSSONIC.fullmatch(url)
    if match is not None:
        host, channel, name, kind, query = match.groups(default="")
        if kind == "mpegts":
            return f"{host}/{channel}/timeshift_abs-${{start}}.ts{query}"
        prefix = "" if name == "index" else f"{name}-"
        return f"{host}/{channel}/{prefix}timeshift_rel-{{offset:1}}.m3u8{query}"
    match = _FLUSSONIC_BARE.fullmatch(url)
    if match is None:
        raise CatchUpError("the address is not one of flussonic's")
    host, channel, _, query = match.groups(default="")
    if in_ts:
        return f"{host}/{channel}/timeshift_abs-${{start}}.ts{query}"
    return f"{host}/{channel}/timeshift_rel-{{offset:1}}.m3u8{query}"


def _xtream(url: str) -> str:
    match = _XTREAM.fullmatch(url)
    if match is None:
        raise CatchUpError("the address is not one of xtream's")
    host, user, word, channel, kind = match.groups(default="")
    past = "{duration:60}/{Y}-{m}-{d}:{H}-{M}"
    return f"{host}/timeshift/{user}/{word}/{past}/{channel}{kind or '.ts'}"


def _letter(moment: datetime, letter: str) -> str:
    width = 4 if letter == "Y" else 2
    at = moment.astimezone(UTC)
    value = {"Y": at.year, "m": at.month, "d": at.day, "H": at.hour, "M": at.minute}
    return f"{value.get(letter, at.second):0{width}}"
