"""The box as a whole, headless: how fast its timeline runs, and what keeping its spots costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from stb.adapters import user_folders
from stb.adapters.content import ContentStore
from stb.adapters.examiner import Examiner
from stb.adapters.http import Http
from stb.adapters.ids import SeededEntropy
from stb.adapters.media.admission import judged_by
from stb.adapters.store import SqliteStore
from stb.adapters.updater import Updates
from stb.adapters.verdicts import VerdictFolder
from stb.qa.bench.decode import speed
from stb.qa.bench.figures import Row, at_least, in_turns, timed
from stb.qa.bench.scene import House, Setting, house
from stb.qa.render import open_programme

TIMESTAMP = "repository/metadata/timestamp.json"


def headless(setting: Setting) -> Iterator[Row]:
    """A catch-up programme with its spots, without pictures; then with them."""
    with house(setting, "headless") as home:
        yield from _timeline(setting, home)
    yield from speed(setting)


def _timeline(setting: Setting, home: House) -> Iterator[Row]:
    """A stretch of a programme, each time from its start, stepped and at once."""
    mediabox, wall = home.box.mediabox, setting.timers.wall
    playing = open_programme(mediabox, home.programme().id)
    stretch = min(playing.frames - 100, setting.frames * 8)
    whole = playing.frames - 100

    def stepped() -> float:
        home.box.seek(0)
        return stretch / 25 / timed(lambda: home.box.steps(stretch), wall)

    def at_once() -> float:
        home.box.seek(0)
        until = mediabox.now + timedelta(seconds=whole / 25)
        return whole / 25 / timed(lambda: mediabox.run_to(until), wall)

    frame_by_frame, run = in_turns(
        stepped, at_once, timers=setting.timers, seconds=setting.seconds, least=2
    )
    yield Row("headless", "timeline only, a programme with its breaks", run, "x real time",
              "frame by frame", frame_by_frame, at_least(10_000, of_ratio=False))  # fmt: skip


def trust(setting: Setting) -> Iterator[Row]:
    """Asking whether there is anything new to trust, when there is not."""
    with house(setting, "trust") as home:
        folder = setting.folder / "trust-box"
        http = Http(home.headend.url)
        store = SqliteStore(folder)
        verdicts = VerdictFolder(user_folders.verdicts(folder), version=judged_by())
        content = ContentStore(folder / "content", admit=Examiner(verdicts).admit)
        updates = Updates(
            http, root=home.headend.root(), folder=folder / "trust", clock=home.clock,
            entropy=SeededEntropy(1), seen=store, content=content,
        )  # fmt: skip
        try:
            updates.update()

            def ours() -> float:
                return timed(updates.update, setting.timers.wall) * 1000

            def one_request() -> float:
                return timed(lambda: http.get(TIMESTAMP, cap=1 << 20), setting.timers.wall) * 1000

            refresh, request = in_turns(
                ours, one_request, timers=setting.timers, seconds=setting.seconds
            )
        finally:
            store.close()
            http.close()
    yield Row("trust", "refresh, nothing new, all spots on the disk", refresh, "ms",
              "one request for the timestamp", request)  # fmt: skip
