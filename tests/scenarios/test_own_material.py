"""The user's own channels, head-end, programmes and spots, by the verbs that he would type."""

from __future__ import annotations

import gzip
import io
import json
import lzma
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import requests

from stb.adapters.clock import VirtualClock
from stb.adapters.media.picture_code import read_code
from stb.cli import main
from stb.headend.loudness import Meter
from stb.headend.server import HeadEnd
from stb.model.time import PAL, FrameRate
from tests.adapters.media.clips import Clip, make

from .own_channels import HomeServer

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
PROGRAMME = Clip("programme.ts", 31, 400, gop=25)
SPOT = Clip("spot.mp4", 32, 100, sample_rate=44_100, layout="mono", gop=25)
NTSC_SPOT = Clip("ntsc.mp4", 33, 120, rate=FrameRate(30_000, 1_001), gop=30)
CUES = [
    {"break": "b1", "at": "00:00:04:00", "spots": [
        {"id": "gen-1", "frames": 100, "replaceable": True},
        {"id": "gen-2", "frames": 50, "replaceable": False},
    ]},
]  # fmt: skip


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    for clip in (PROGRAMME, SPOT, NTSC_SPOT):
        make(clip, folder)
    return folder


@dataclass
class Desk:
    """A user at his keyboard, with a folder of his own."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    said: str = ""
    told: str = ""

    def stb(self, *words: object, data: str = "data") -> int:
        """The exit code of a verb; ``said`` is its output, ``told`` what it told on stderr.

        That a slow machine takes its time to switch on is not kept.
        """
        self.capsys.readouterr()
        code = main([*map(str, words), "--data", str(self.folder / data)])
        self.said, told = self.capsys.readouterr()
        lines = told.splitlines(keepends=True)
        self.told = "".join(line for line in lines if not line.startswith("stb: switching on; "))
        return code

    def run(self, *steps: object, options: tuple[object, ...], data: str = "data") -> int:
        script = self.write("script.jsonl", "\n".join(json.dumps(step) for step in steps))
        return self.stb("run", script, "--out", self.folder / "out", *options, data=data)

    def watch_from(self, url: str, root: Path) -> int:
        """Two seconds of channel 6 from the head-end at ``url``, on a folder of its own."""
        steps = ({"press": ["6", "OK"]}, {"wait": 2}, {"expect": {"place": "live"}})
        return self.run(*steps, options=("--headend", url, "--trust", root), data="b")

    def render(self, source: object, *options: object) -> list[dict[str, object]]:
        """The as-run log of a programme as a household with consent sees it."""
        log = self.folder / "as-run.jsonl"
        given = ("--household", "refuser", "--consent", "yes", "--lossless")
        out = self.folder / "out.mkv"
        assert self.stb("render", source, "--out", out, "--as-run", log, *given, *options) == 0
        return [json.loads(line) for line in log.read_text("utf-8").splitlines()]

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    @property
    def as_run(self) -> list[dict[str, object]]:
        """The log of the last script."""
        text = (self.folder / "out" / "as-run.jsonl").read_text("utf-8")
        return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


@pytest.fixture
def server() -> Iterator[HomeServer]:
    with HomeServer() as serving:
        yield serving


# -- channels ------------------------------------------------------------------------------


def test_channels_of_every_form_are_on_air(desk: Desk, server: HomeServer, clips: Path):
    server.shows((clips / PROGRAMME.name).read_bytes())
    desk.write("Mijn kanalen/Eén & twee.ts", (clips / PROGRAMME.name).read_bytes())
    lineup = desk.write("lijst.m3u", "\n".join((
        "#EXTM3U",
        "#EXTINF:-1,Map met spaties", "Mijn kanalen/Eén & twee.ts",
        "#EXTINF:-1,Als adres geschreven", "Mijn%20kanalen/E%C3%A9n%20&%20twee.ts",
        "#EXTINF:-1,Met een einde", f"{server.url}vod.m3u8",
        "#EXTINF:-1,Live", f"{server.url}live.m3u8",
        "#EXTINF:-1,Met keuzes", f"{server.url}master.m3u8",
        "#EXTINF:-1,Zonder lijst", f"{server.url}loop",
    )))  # fmt: skip
    steps = [
        step
        for number in range(1, 7)
        for step in ({"press": [str(number), "OK"]}, {"wait_until": {"service": number}},
                     {"wait": 1}, {"expect": {"place": "live"}})
    ]  # fmt: skip

    code = desk.run(*steps, options=("--lineup", lineup))

    assert (code, desk.told) == (0, "")
    on_air = [line["id"] for line in desk.as_run if line["event"] == "item"]
    assert list(dict.fromkeys(on_air)) == [f"own-{n}" for n in range(1, 7)]


def test_what_is_good_in_broken_lists_is_shown_and_the_rest_told_with_its_line(
    desk: Desk, clips: Path
):
    desk.write("een.ts", (clips / PROGRAMME.name).read_bytes())
    lineup = desk.write("lijst.m3u", "#EXTM3U\n#EXTINF:-1,Leeg\n#EXTINF:-1 tvg-id=een,Eén\neen.ts\n"
                        "#EXTINF:-1,Radio\nrtp://239.0.0.1:1234\n")  # fmt: skip
    guide = desk.write("gids.xml", GUIDE + "<programme channel='een' start='straks'/>\n"
                       "<programme channel='een' start='2026")  # fmt: skip

    code = desk.run({"wait": 1}, {"screen": True},
                    options=("--lineup", lineup, "--guide", guide, "--lang", "en"))  # fmt: skip

    assert code == 0
    assert "Eigen avond" in desk.said
    assert "could not be read" in desk.said
    assert [line.split(":")[:3] for line in desk.told.splitlines()] == [
        ["stb", " channel list", " line 2"],
        ["stb", " channel list", " line 5"],
        ["stb", " guide", " line 5"],
        ["stb", " guide", " line 6"],
    ]
    wrong = [line for line in desk.as_run if line["event"] == "went_wrong"]
    assert len(wrong) == 4


GUIDE = """<?xml version="1.0" encoding="UTF-8"?>
<tv><channel id="een"><display-name>Eén</display-name></channel>
<programme channel="een" start="20261118200000 +0100" stop="20261118213000 +0100">
<title>Eigen avond</title></programme>
"""


@pytest.mark.parametrize("packed", [bytes, gzip.compress, lzma.compress])
def test_a_guide_may_be_packed(desk: Desk, clips: Path, packed: Callable[[bytes], bytes]):
    desk.write("een.ts", (clips / PROGRAMME.name).read_bytes())
    lineup = desk.write("lijst.m3u", '#EXTM3U\n#EXTINF:-1 tvg-id="een",Eén\neen.ts\n')
    guide = desk.write("gids", packed((GUIDE + "</tv>").encode()))

    code = desk.run({"press": "INFO"}, {"screen": True},
                    options=("--lineup", lineup, "--guide", guide))  # fmt: skip

    assert (code, desk.told) == (0, "")
    assert "Eigen avond" in desk.said


def test_a_list_at_an_address_that_does_not_answer_is_unreachable(desk: Desk):
    code = desk.run({"wait": 1}, options=("--lineup", "http://127.0.0.1:9/lijst.m3u"))

    assert code == 3
    assert "http://127.0.0.1:9/lijst.m3u: " in desk.told


def test_a_list_that_answers_later_is_shown_then(desk: Desk, server: HomeServer, clips: Path):
    server.shows((clips / PROGRAMME.name).read_bytes())
    answers = iter([b"", b"", f"#EXTM3U\n#EXTINF:-1,Laat\n{server.url}live.m3u8\n".encode()])
    server.pages["/lijst.m3u"] = lambda: next(answers)

    code = desk.run({"wait_until": {"service": 1}}, options=("--lineup", f"{server.url}lijst.m3u"))

    assert (code, server.asked.count("/lijst.m3u")) == (1, 2)
    assert "no channel in the list" in desk.told
    assert desk.run({"expect": {"service": 1}}, options=("--lineup", f"{server.url}lijst.m3u")) == 0


@pytest.mark.parametrize("named_by", ["a list elsewhere", "the user"])
def test_a_host_at_home_is_asked_only_when_the_user_names_it(
    desk: Desk, server: HomeServer, clips: Path, named_by: str
):
    server.shows((clips / PROGRAMME.name).read_bytes())
    with HomeServer() as elsewhere:
        listed = ("#EXTM3U\n#EXTINF:-1,Van daar\nlive.m3u8\n"
                  f"#EXTINF:-1,Van thuis\nhttp://localhost:{server.port}/live.m3u8\n")  # fmt: skip
        elsewhere.shows((clips / PROGRAMME.name).read_bytes())
        elsewhere.pages["/lijst.m3u"] = listed.encode()
        own = desk.write(
            "lijst.m3u", listed.replace("live.m3u8\n#", f"{elsewhere.url}live.m3u8\n#")
        )
        lineup = own if named_by == "the user" else f"{elsewhere.url}lijst.m3u"

        code = desk.run({"press": ["2", "OK"]}, {"wait": 1}, options=("--lineup", lineup))

    assert code == 0
    assert ("url.private" in desk.told) == (named_by != "the user")
    assert bool(server.asked) == (named_by == "the user")


def test_a_picture_without_a_code_is_shown_to_its_last_line(desk: Desk):
    desk.write("een.mp4", striped())
    lineup = desk.write("lijst.m3u", "#EXTM3U\n#EXTINF:-1,Eén\neen.mp4\n")

    code = desk.run({"wait": 1}, {"frame": "heel.png"}, options=("--lineup", lineup))

    assert code == 0
    seen = picture_of(desk.folder / "out" / "heel.png")
    assert seen[719, 640, 0] > 180  # the red stripe of its last 36th
    assert seen[200, 640, 0] < 60


def test_with_own_channels_the_shop_stays_the_operators_and_nothing_can_be_caught_up(
    desk: Desk, clips: Path
):
    desk.write("een.ts", (clips / PROGRAMME.name).read_bytes())
    lineup = desk.write("lijst.m3u", "#EXTM3U\n#EXTINF:-1,Eén\neen.ts\n")

    code = desk.run(
        {"press": "GREEN"}, {"wait": 1}, {"screen": True}, {"press": ["EXIT", "YELLOW"]},
        {"wait": 1}, {"screen": True}, options=("--lineup", lineup, "--lang", "en"),
    )  # fmt: skip

    assert code == 0
    caught_up, shop = [json.loads(line)["screen"] for line in desk.said.splitlines()
                       if isinstance(json.loads(line)["screen"], list)]  # fmt: skip
    assert not any("Eén" in line for line in caught_up)
    assert any("Nachttrein" in line for line in shop)


# -- another head-end ----------------------------------------------------------------------


@contextmanager
def head_end_at(data: Path, at: datetime) -> Iterator[HeadEnd]:
    """A head-end that another machine might run, on a clock of its own."""
    with HeadEnd(data, clock=VirtualClock(at)) as headend:
        yield headend


def test_a_head_end_elsewhere_serves_a_box_that_trusts_its_root(desk: Desk):
    root = desk.folder / "ROOT.json"
    assert desk.stb("headend", "root", root, data="a") == 0

    with head_end_at(desk.folder / "a", EVENING) as headend:
        code = desk.watch_from(headend.url.rstrip("/"), root)

    assert code == 0
    assert desk.told.startswith("stb: no --credential for that head-end")
    assert desk.told.count("\n") == 1
    taken = {line["segment"] for line in desk.as_run if line["event"] == "bundle_taken"}
    assert {"young-families", "limburg", "sports", "retired"} <= taken
    assert not (desk.folder / "b" / "headend").exists()


def test_a_head_end_with_another_root_gives_television_and_no_bundle(desk: Desk):
    root = desk.folder / "ROOT.json"
    desk.stb("headend", "root", root, data="other")

    with head_end_at(desk.folder / "a", EVENING) as headend:
        code = desk.watch_from(headend.url, root)

    assert code == 0
    events = [line["event"] for line in desk.as_run]
    assert "bundle_taken" not in events
    assert [(line["what"], line["reason"]) for line in desk.as_run
            if line["event"] == "bundle_refused"] == [("metadata", "trust.signature")]  # fmt: skip


def test_a_head_end_may_lie_below_a_path(desk: Desk, server: HomeServer):
    root = desk.folder / "ROOT.json"
    desk.stb("headend", "root", root, data="a")

    with head_end_at(desk.folder / "a", EVENING) as headend:
        server.pages = Below(headend.url)
        code = desk.watch_from(f"{server.url}tv/nl", root)

    assert code == 0
    assert {path.split("/")[1:3] == ["tv", "nl"] for path in server.asked} == {True}
    assert "bundle_taken" in {line["event"] for line in desk.as_run}


class Below(dict[str, bytes]):
    """Pages that a server fetches from another, for all that is asked below /tv/nl/."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def get(self, path: str, default: object = None) -> bytes | None:  # type: ignore[override]
        answer = requests.get(self._url + path.removeprefix("/tv/nl/"), timeout=60)
        return answer.content if answer.ok else None


def test_a_head_end_that_does_not_answer_is_unreachable(desk: Desk):
    root = desk.write("ROOT.json", "{}")

    code = desk.run({"wait": 1}, options=("--headend", "http://127.0.0.1:9", "--trust", root))

    assert code == 3
    assert "http://127.0.0.1:9/v1/lineup" in desk.told


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--headend", "http://127.0.0.1:9"), 1),
        (("--headend", "http://127.0.0.1:9", "--trust", "nowhere.json"), 1),
        (("--headend", "ftp://example.org/", "--trust", "x"), 2),
        (("--headend", "http://user:secret@localhost/", "--trust", "x"), 2),
        (("--headend", "http://localhost:99999/", "--trust", "x"), 2),
    ],
)
def test_a_head_end_that_cannot_be_meant_is_refused_at_once(
    desk: Desk, options: tuple[str, ...], expected: int
):
    assert desk.run({"wait": 1}, options=options) == expected


# -- programmes and spots --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Booked:
    """The ids that the verbs printed."""

    programme: str
    creative: str


@pytest.fixture
def booked(desk: Desk, clips: Path) -> Booked:
    """A programme taken in, and a spot for everybody."""
    return book(desk, clips, SPOT)


def book(desk: Desk, clips: Path, spot: Clip, *how: str) -> Booked:
    cues = desk.write("cues.json", json.dumps(CUES))
    rule = desk.write("rule.json", "{}")
    done = []
    for verb in (
        ("ingest", clips / PROGRAMME.name, "--service", 8, "--title", "Eigen", "--cues", cues),
        ("segment", "add", "allen", "--households", 100, "--rule", rule),
        ("spot", "add", clips / spot.name, "--campaign", "c", "--segment", "allen", *how),
    ):
        assert desk.stb("headend", *verb) == 0, desk.told
        (printed,) = desk.said.splitlines()
        done.append(printed)
    assert desk.stb("headend", "publish", "--at", "2029-05-01T12:00:00Z") == 0
    return Booked(done[0], done[2])


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-18T20:30+01:00",
        pytest.param("2021-03-28T02:30Z", marks=pytest.mark.slow),
        pytest.param("2032-02-29T23:59Z", marks=pytest.mark.slow),
    ],
)
def test_a_programme_and_a_spot_can_be_seen_on_any_clock(desk: Desk, booked: Booked, at: str):
    log = desk.render(booked.programme, "--at", at)

    assert [(line["frame"], line["source"], line["id"], line["frames"])
            for line in log if line["event"] == "item"] == [
        (0, "programme", booked.programme, 100),
        (100, "creative", booked.creative, 100),
        (200, "broadcast", "gen-2", 50),
        (250, "programme", booked.programme, 150),
    ]  # fmt: skip


@pytest.mark.slow
def test_one_box_follows_its_clock_forth_and_back(desk: Desk, booked: Booked):
    weeks = []
    for at in ("2029-05-01T20:00Z", "2026-11-18T20:30+01:00", "2027-12-31T23:59Z"):
        assert desk.run({"wait": 1}, options=("--at", at)) == 0
        taken = [line for line in desk.as_run if line["event"] == "bundle_taken"]
        weeks.append({str(line["week"]) for line in taken if line["segment"] == "allen"})

    assert weeks == [
        {"2029-W18", "2029-W19"}, {"2026-W47", "2026-W48"}, {"2027-W52", "2028-W01"}
    ]  # fmt: skip


def test_a_spot_is_as_loud_as_the_broadcast(desk: Desk, booked: Booked):
    desk.render(booked.programme)

    assert loudness(desk.folder / "out.mkv", 100, 200) == pytest.approx(-23, abs=0.5)
    assert loudness(desk.folder / "out.mkv", 250, 400) == pytest.approx(-23, abs=1)


def test_a_spot_at_a_rate_that_goes_with_no_programme_is_refused_with_what_to_do(
    desk: Desk, clips: Path
):
    given = ("--campaign", "c", "--segment", "limburg", "--json")

    assert desk.stb("headend", "spot", "add", clips / NTSC_SPOT.name, *given) == 1

    assert "rate 30000/1001 a second (should be a whole multiple or part of 25)" in desk.told
    assert "--conform" in desk.told
    refused = json.loads(desk.said)["refused"]
    assert [(row["name"], row["verdict"]) for row in refused] == [("rate", "unplayable")]
    assert not (desk.folder / "data" / "headend" / "content").exists()


def test_a_spot_at_another_programmes_rate_is_refused_by_the_plan_of_this_one(
    desk: Desk, clips: Path
):
    booked = book(desk, clips, NTSC_SPOT, "--rate", "29.97")

    log = desk.render(booked.programme)

    assert [(line["spot"], line["reason"]) for line in log if line["event"] == "refused"] == [
        ("gen-1", "plan.rate"), ("gen-2", "splice.no_opportunity")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rate", "frames", "step"),
    [
        (FrameRate(50), 200, Fraction(2)),
        (FrameRate(100), 400, Fraction(4)),
        (FrameRate(25, 2), 50, Fraction(1, 2)),
    ],
)
def test_a_spot_at_a_multiple_or_a_part_of_the_rate_plays_every_k_th_frame_or_each_k_times(
    desk: Desk, clips: Path, rate: FrameRate, frames: int, step: Fraction
):
    clip = Clip(f"spot-{frames}.mp4", 34, frames, rate=rate, gop=25)
    make(clip, clips)
    booked = book(desk, clips, clip)

    log = desk.render(booked.programme)

    items = [(line["source"], line["id"], line["frames"]) for line in log
             if line["event"] == "item"]  # fmt: skip
    assert items[1] == ("creative", booked.creative, 100)
    assert codes(desk.folder / "out.mkv")[100:200] == [(34, int(n * step)) for n in range(100)]


def test_a_conformed_spot_of_another_rate_plays_to_the_frame_at_the_right_loudness(
    desk: Desk, clips: Path
):
    booked = book(desk, clips, NTSC_SPOT, "--conform")

    log = desk.render(booked.programme)

    items = [(line["source"], line["id"], line["frames"]) for line in log
             if line["event"] == "item"]  # fmt: skip
    assert items[1] == ("creative", booked.creative, 100)
    # What the source showed at each frame's time, a quarter of a frame later for its rounding.
    shown = [int((Fraction(n) + Fraction(1, 4)) / 25 * NTSC_SPOT.rate.fraction)
             for n in range(100)]  # fmt: skip
    assert codes(desk.folder / "out.mkv")[100:200] == [(NTSC_SPOT.code, n) for n in shown]
    assert loudness(desk.folder / "out.mkv", 100, 200) == pytest.approx(-23, abs=0.5)


def test_a_segment_under_a_hundred_households_is_published_and_refused_by_the_box(
    desk: Desk, clips: Path
):
    rule = desk.write("rule.json", "{}")
    group = ("headend", "segment", "add", "weinig", "--households", 99, "--rule", rule)
    refused_at_once = desk.stb(*group)
    added = desk.stb(*group, "--to-be-refused")
    desk.stb("headend", "spot", "add", clips / SPOT.name, "--campaign", "c", "--segment", "weinig")

    assert desk.run({"wait": 1}, options=()) == 0
    refused = {line["what"]: line["reason"] for line in desk.as_run
               if line["event"] == "bundle_refused"}  # fmt: skip
    assert (refused_at_once, added) == (1, 0)
    assert refused["bundles/2026-W47/weinig.json"] == "bundle.too_small"


def test_a_file_without_cues_plays_through(desk: Desk, clips: Path):
    path = desk.write("Zo maar één.mp4", (clips / SPOT.name).read_bytes())

    log = desk.render(path)

    assert [(line["frame"], line["source"], line["frames"]) for line in log
            if line["event"] == "item"] == [(0, "programme", 100)]  # fmt: skip
    assert codes(desk.folder / "out.mkv") == [(SPOT.code, n) for n in range(100)]


def test_a_file_that_is_no_media_is_bad_input(desk: Desk):
    path = desk.write("brief.txt", "geen film")

    assert desk.stb("render", path, "--household", "refuser", "--out", desk.folder / "x.mp4") == 1
    assert desk.told.startswith("stb: brief.txt cannot be opened as media")
    assert not (desk.folder / "x.mp4").exists()


# -- the given and the then --------------------------------------------------------------------


def striped() -> bytes:
    """An MP4: two seconds of grey with a red stripe along the bottom, as high as a picture code."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as out:
        video = out.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
        video.width, video.height, video.pix_fmt = 640, 360, "yuv420p"
        shown = np.full((360, 640, 3), 40, np.uint8)
        shown[350:, :, 0] = 230
        for _ in range(50):
            out.mux(video.encode(av.VideoFrame.from_ndarray(shown, format="rgb24")))
        out.mux(video.encode(None))
    return file.getvalue()


def picture_of(path: Path) -> np.ndarray:
    """(height, width, 3), RGB."""
    with av.open(str(path)) as still:
        return next(still.decode(video=0)).to_ndarray(format="rgb24")


def codes(path: Path) -> list[tuple[int, int] | None]:
    """The picture code of every frame."""
    with av.open(str(path)) as film:
        return [read_code(frame) for frame in film.decode(video=0)]


def loudness(path: Path, start: int, end: int) -> float:
    """In LUFS, of the frames ``start`` to ``end`` at 25 a second."""
    meter, at = Meter(), 0
    first, last = (frame * 48_000 // PAL.num for frame in (start, end))
    with av.open(str(path)) as film:
        for frame in film.decode(audio=0):
            if first <= at < last:
                meter.feed(frame)
            at += frame.samples
    return meter.lufs()
