"""Material that is not ours: another size, rate and sound, its cues in its own stream."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest

from stb.adapters.media.picture_code import read_code
from stb.adapters.media.reader import Shot
from stb.cli import main
from stb.engine.events import OnAir
from stb.formats.breaks import announce
from stb.formats.scte35 import encode
from stb.formats.ts import PACKET, declare_cues, packetise
from stb.model.avail import Break, Spot
from stb.model.time import SAMPLE_RATE, FrameRate
from stb.model.timeline import Source
from stb.qa.plugin import Home
from stb.qa.render import open_programme, play
from tests.adapters.media.clips import Clip, at_48k, lag, make

from .proof import WINDOW, items

CUES_PID = 0x86
FIFTY = FrameRate(50)
PROGRAMME = Clip("programme.ts", 201, 1500, rate=FIFTY, sample_rate=44_100, sound="mp2", gop=50)
SPOTS = (
    Clip("spot-25.mp4", 202, 125, width=640, height=360, gop=25),
    Clip("spot-50.ts", 203, 200, rate=FIFTY, sample_rate=44_100, sound="mp2", gop=40),
)
BREAK = Break(
    "b1", 500, 800,
    (
        Spot("gen-1", 500, 250, replaceable=True),
        Spot("gen-2", 750, 350, replaceable=False, reason="splice.no_opportunity"),
        Spot("gen-3", 1100, 200, replaceable=True),
    ),
)  # fmt: skip
RULE = {"fact": "children", "at_least": 1}

pytestmark = pytest.mark.box(consent="yes")


def test_a_programme_with_its_cues_in_a_stream_of_their_own_is_spliced_exactly(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    programme = with_cues(make(PROGRAMME, tmp_path), (BREAK,))

    shots, log = seen(home, tmp_path, capsys, programme)

    assert aired(log) == [
        (0, "programme", 0, 500), (500, "creative", 0, 250), (750, "broadcast", 750, 350),
        (1100, "creative", 0, 200), (1300, "programme", 1300, 200),
    ]  # fmt: skip
    assert faults(shots, log, PROGRAMME) == []


def test_a_programme_with_a_cue_list_is_spliced_exactly(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    cues = tmp_path / "cues.json"
    cues.write_text(json.dumps([
        {"break": "b1", "at": "00:00:10:00", "spots": [
            {"id": spot.id, "frames": spot.frames, "replaceable": spot.replaceable}
            for spot in BREAK.spots
        ]},
    ]), encoding="utf-8")  # fmt: skip

    shots, log = seen(home, tmp_path, capsys, make(PROGRAMME, tmp_path), "--cues", str(cues))

    assert [item for item in aired(log) if item[1] == "creative"] == [
        (500, "creative", 0, 250), (1100, "creative", 0, 200)]  # fmt: skip
    assert faults(shots, log, PROGRAMME) == []


@pytest.mark.slow
def test_a_programme_of_1080p50_is_spliced_exactly(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    large = Clip("large.ts", 204, 1500, rate=FIFTY, sample_rate=44_100, sound="mp2",
                 width=1920, height=1080, gop=50)  # fmt: skip
    programme = with_cues(make(large, tmp_path), (BREAK,))

    shots, log = seen(home, tmp_path, capsys, programme)

    assert len([item for item in log if item.source is Source.CREATIVE]) == 2
    assert faults(shots, log, large) == []


# -- the given ---------------------------------------------------------------------------


def seen(
    home: Home, folder: Path, capsys: pytest.CaptureFixture[str], programme: Path, *more: str
) -> tuple[list[Shot], list[OnAir]]:
    """Take programme and spots in by the operator's verbs, publish, and watch."""
    rule = folder / "rule.json"
    rule.write_text(json.dumps(RULE), encoding="utf-8")
    operator(home, capsys, "segment", "add", "testers", "--households", "100", "--rule", str(rule))
    for clip in SPOTS:
        operator(home, capsys, "spot", "add", str(make(clip, folder)), "--campaign",
                 f"campaign-{clip.code}", "--segment", "testers")  # fmt: skip
    programme_id = operator(
        home, capsys, "ingest", str(programme), "--service", "6", "--title", "Van elders", *more
    )
    operator(home, capsys, "publish", "--at", home.clock.utc().isoformat())
    box = home.switch_on()
    open_programme(box.mediabox, programme_id)
    shots: list[Shot] = []
    play(box.mediabox, show=shots.append)
    return shots, items(box.as_run)


def operator(home: Home, capsys: pytest.CaptureFixture[str], *verb: str) -> str:
    """Run a verb of `stb headend`; the last word that it printed."""
    capsys.readouterr()
    code = main(["headend", *verb, "--data", str(home.wanted.data)])
    told = capsys.readouterr()
    assert code == 0, told.err
    return (told.out.split() or [""])[-1]


def with_cues(path: Path, breaks: Sequence[Break]) -> Path:
    """The stream with its cues 8, 5 and 4 s ahead on a registered stream of their own."""
    stream = path.read_bytes()
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        stamps = [(p.pos, p.pts) for p in container.demux(video) if p.pts is not None and p.pos]
    origin = min(pts for _, pts in stamps)
    declared = declare_cues(stream, pid=CUES_PID)
    cues = announce(breaks, rate=PROGRAMME.rate, origin_ticks=origin)
    put: list[tuple[int, bytes]] = []
    for cue in cues:
        for ahead in (8, 5, 4):
            due = origin + (cue.at - ahead * 50) * 1800
            place = next(pos for pos, pts in stamps if pts >= due)
            put.append((place // PACKET * PACKET, encode(cue.section)))
    woven, last, counter = bytearray(), 0, 0
    for place, section in sorted(put, key=lambda each: each[0]):
        woven += declared[last:place]
        packets, counter = packetise(section, pid=CUES_PID, counter=counter)
        woven += packets
        last = place
    cued = path.with_name(f"cued-{path.name}")
    cued.write_bytes(bytes(woven + declared[last:]))
    return cued


# -- the then ----------------------------------------------------------------------------


def aired(log: list[OnAir]) -> list[tuple[int, str, int, int]]:
    return [(item.frame, item.source.value, item.in_frame, item.frames) for item in log]


def faults(shots: list[Shot], log: list[OnAir], programme: Clip) -> list[str]:
    """Frames missing, doubled or wrong, and windows of sound that lie elsewhere."""
    assert [shot.index for shot in shots] == list(range(programme.frames))
    wrong: list[str] = []
    creatives = iter(SPOTS)
    for item in log:
        clip = next(creatives) if item.source is Source.CREATIVE else programme
        part = shots[item.frame : item.frame + item.frames]
        ratio = clip.rate.fraction / FIFTY.fraction
        for n, shot in enumerate(part):
            code = clip.code, int((item.in_frame + n) * ratio)
            if read_code(shot.picture) != code:
                wrong.append(f"frame {shot.index}: {read_code(shot.picture)}, not {code}")
        wrong += unheard(part, clip, FIFTY.sample(item.in_frame))
    return wrong


def unheard(shots: list[Shot], clip: Clip, first: int) -> list[str]:
    """The windows of 1024 samples that are not the clip's own, from sample ``first`` on."""
    own = at_48k(clip.code, clip.sample_rate, clip.samples)
    wrong: list[str] = []
    whole = np.concatenate([shot.sound[0] for shot in shots])
    assert whole.size == len(shots) * SAMPLE_RATE // 50
    for at in [*range(0, whole.size - WINDOW, WINDOW), whole.size - WINDOW]:
        there, alike = lag(whole[at : at + WINDOW], own, first + at)
        if there != 0 or alike < 0.9:
            wrong.append(f"{clip.name}: sample {at}: lag {there}, alike {alike:.3f}")
    return wrong
