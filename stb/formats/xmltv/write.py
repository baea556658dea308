"""A guide as the head-end serves it, elements in the order of the DTD."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from stb.formats.xmltv.times import write_time
from stb.formats.xmltv.values import (
    CREDITS,
    Credit,
    Episode,
    GuideChannel,
    GuideProgramme,
    Phrase,
    Rating,
)

_UNFIT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_guide(
    channels: Sequence[GuideChannel],
    programmes: Sequence[GuideProgramme],
    *,
    generator: str = "Mediabox",
) -> str:
    """The guide as XMLTV; scores are written out of ten."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<!DOCTYPE tv SYSTEM "xmltv.dtd">',
        f"<tv generator-info-name={_quoted(generator)}>",
    ]
    lines += [line for channel in channels for line in _channel(channel)]
    lines += [line for programme in programmes for line in _programme(programme)]
    return "\n".join([*lines, "</tv>", ""])


def _channel(channel: GuideChannel) -> Iterator[str]:
    yield f"  <channel id={_quoted(channel.id)}>"
    yield from (f"    {_element('display-name', name)}" for name in channel.names)
    if channel.icon:
        yield f"    <icon src={_quoted(channel.icon)}/>"
    yield from (f"    {_element('url', url)}" for url in channel.urls)
    yield "  </channel>"


def _programme(programme: GuideProgramme) -> Iterator[str]:
    times = f'start="{write_time(programme.start)}"'
    if programme.stop is not None:
        times += f' stop="{write_time(programme.stop)}"'
    more = f" catchup-id={_quoted(programme.catchup_id)}" if programme.catchup_id else ""
    yield f"  <programme {times} channel={_quoted(programme.channel)}{more}>"
    yield from (f"    {line}" for line in _parts(programme))
    yield "  </programme>"


def _parts(one: GuideProgramme) -> Iterator[str]:
    yield from _phrases("title", one.titles)
    yield from _phrases("sub-title", one.subtitles_of_title)
    yield from _phrases("desc", one.descriptions)
    yield from _credits(one.credits)
    yield from _maybe("date", one.date)
    yield from _phrases("category", one.categories)
    yield from _phrases("keyword", one.keywords)
    yield from _maybe("language", one.language)
    yield from _maybe("orig-language", one.original_language)
    if one.minutes is not None:
        yield f'<length units="minutes">{one.minutes}</length>'
    yield from (f"<icon src={_quoted(icon)}/>" for icon in one.icons)
    yield from (_element("url", url) for url in one.urls)
    yield from _phrases("country", one.countries)
    yield from _episode(one.episode)
    yield from _video(one)
    if one.audio:
        yield f"<audio>{_element('stereo', one.audio)}</audio>"
    yield from _marks(one)
    yield from (f"<subtitles type={_quoted(kind)}/>" for kind in one.subtitles)
    if one.audio_described:
        yield "<audio-described/>"
    yield from (_rating(rating) for rating in one.ratings)
    for score in one.scores:
        system = f" system={_quoted(score.system)}" if score.system else ""
        yield f"<star-rating{system}><value>{float(score.value * 10):g}/10</value></star-rating>"
    yield from (_element("image", image) for image in one.images)


def _marks(one: GuideProgramme) -> Iterator[str]:
    if one.previously_shown:
        yield "<previously-shown/>"
    if one.premiere:
        yield "<premiere/>"
    if one.last_chance:
        yield "<last-chance/>"
    if one.new:
        yield "<new/>"


def _credits(listed: Sequence[Credit]) -> Iterator[str]:
    if not listed:
        return
    yield "<credits>"
    for one in sorted(listed, key=lambda each: CREDITS.index(each.kind)):
        role = f" role={_quoted(one.role)}" if one.role else ""
        yield f"  <{one.kind}{role}>{_fit(one.name)}</{one.kind}>"
    yield "</credits>"


def _episode(episode: Episode | None) -> Iterator[str]:
    if episode is None:
        return
    if episode.season is not None or episode.number is not None:
        of = "" if episode.parts is None else f"/{episode.parts}"
        counted = ".".join(
            "" if each is None else str(each - 1)
            for each in (episode.season, episode.number, episode.part)
        )
        yield f'<episode-num system="xmltv_ns">{counted}{of}</episode-num>'
    if episode.text:
        yield f'<episode-num system="onscreen">{_fit(episode.text)}</episode-num>'


def _video(one: GuideProgramme) -> Iterator[str]:
    parts = "" if one.colour else _element("colour", "no")
    if one.aspect:
        parts += _element("aspect", one.aspect)
    if one.quality:
        parts += _element("quality", one.quality)
    if parts:
        yield f"<video>{parts}</video>"


def _rating(rating: Rating) -> str:
    system = f" system={_quoted(rating.system)}" if rating.system else ""
    icon = f"<icon src={_quoted(rating.icon)}/>" if rating.icon else ""
    return f"<rating{system}>{_element('value', rating.value)}{icon}</rating>"


def _phrases(name: str, phrases: Sequence[Phrase]) -> Iterator[str]:
    for phrase in phrases:
        language = f" lang={_quoted(phrase.language)}" if phrase.language else ""
        yield f"<{name}{language}>{_fit(phrase.text)}</{name}>"


def _maybe(name: str, text: str) -> Iterator[str]:
    if text:
        yield _element(name, text)


def _element(name: str, text: str) -> str:
    return f"<{name}>{_fit(text)}</{name}>"


def _fit(text: str) -> str:
    return escape(_UNFIT.sub(" ", text))


def _quoted(text: str) -> str:
    return quoteattr(_UNFIT.sub(" ", text))
