"""M3U and XMLTV: the same services for ordinary players, catch-up included."""

from __future__ import annotations

import asyncio
import gzip
from datetime import date, timedelta

from stb.formats.m3u import CatchUp, CatchUpMode, ChannelEntry, write_channel_list
from stb.formats.xmltv import GuideChannel, GuideProgramme, Phrase, Rating, write_guide
from stb.headend.lru import Recent
from stb.headend.operator import Operator
from stb.model.schedule import Programme
from stb.model.service import Lineup, Service

PAST, AHEAD = 7, 3
"""Days of the guide that are listed."""

_NOW_AND_THEN = "catch-up-at/{service}/{{utc}}/index.m3u8"


def m3u_text(lineup: Lineup, *, base_url: str) -> str:
    """The lineup as a channel list whose addresses begin with ``base_url``."""
    return write_channel_list(
        [_entry(service, base_url) for service in lineup.services], guides=[f"{base_url}xmltv"]
    )


def _entry(service: Service, base_url: str) -> ChannelEntry:
    catch_up = None
    if service.catch_up_days:
        source = base_url + _NOW_AND_THEN.format(service=service.id)
        catch_up = CatchUp(CatchUpMode.DEFAULT, source, service.catch_up_days)
    return ChannelEntry(
        name=service.name,
        url=base_url + service.live_url,
        number=service.number,
        guide_id=service.id,
        guide_name=service.name,
        groups=(service.group,),
        catch_up=catch_up,
    )


class GuideFile:
    """The guide of the past week and the days to come as XMLTV, written once a day.

    It takes a second or two to write, and viewers are served meanwhile: days
    are laid out one by one, the text is made in another thread.
    """

    def __init__(self, operator: Operator) -> None:
        self._operator = operator
        self._written: Recent[tuple[date, tuple[Programme, ...]], asyncio.Task[bytes]] = Recent(2)

    async def octets(self) -> bytes:
        key = (self._operator.now().date(), self._operator.taken_in())
        return await self._written.get(key, lambda: asyncio.create_task(self._write(key[0])))

    async def _write(self, today: date) -> bytes:
        programmes: list[GuideProgramme] = []
        for n in range(-PAST, AHEAD + 1):
            programmes += map(_programme, self._operator.programmes(today + timedelta(days=n)))
            await asyncio.sleep(0)
        channels = [GuideChannel(s.id, (s.name,)) for s in self._operator.lineup.services]
        return (await asyncio.to_thread(write_guide, channels, programmes)).encode("utf-8")


def _programme(programme: Programme) -> GuideProgramme:
    return GuideProgramme(
        channel=programme.service_id,
        start=programme.start,
        stop=programme.end,
        titles=(Phrase(programme.title, "nl"),),
        subtitles_of_title=_phrase(programme.subtitle),
        descriptions=_phrase(programme.synopsis),
        categories=_phrase(programme.category),
        ratings=(Rating("Kijkwijzer", programme.rating),) if programme.rating else (),
        catchup_id=programme.id if programme.catch_up else "",
    )


def _phrase(text: str) -> tuple[Phrase, ...]:
    return (Phrase(text, "nl"),) if text else ()


def packed(octets: bytes) -> bytes:
    """``octets`` as gzip; the same for the same, so without a time in it."""
    return gzip.compress(octets, compresslevel=6, mtime=0)
