from __future__ import annotations

import io
import queue
import threading
import time
from collections.abc import Iterator

import pygame
import pytest
import requests

from stb.adapters.screen.page import Page, PortTaken
from stb.adapters.screen.page_app import key_named, refusal
from stb.adapters.screen.remote import plan
from stb.model.key import Key
from stb.remotes.keyboard import KEYS


class Served:
    """A page, the keys it got, and a box that shows one colour for as long as the test takes."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, queue.SimpleQueue[Key]()
        self.url = ""
        self.colour = (200, 40, 60)
        self._over = threading.Event()
        self._box = threading.Thread(target=self._show)

    def __enter__(self) -> Served:
        self.url = self.page.start()
        self._box.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._box.join()
        self.page.stop()

    def _show(self) -> None:
        surface = pygame.Surface((320, 180), 0, 32)
        while not self._over.wait(0.01):
            surface.fill(self.colour)
            self.page.show(surface)


@pytest.fixture(scope="module")
def served(assets) -> Iterator[Served]:
    keys: list[Key] = []
    page = Page(keys.append, assets=assets, rows=KEYS)
    with Served(page) as serving:
        serving.keys = keys  # type: ignore[assignment]
        yield serving


def post(served: Served, key: str, **headers: str) -> requests.Response:
    return requests.post(f"{served.url}key", json={"key": key}, headers=headers, timeout=5)


def test_a_key_that_is_posted_reaches_the_box(served):
    answer = post(served, "CHANNEL-UP")

    assert answer.status_code == 204
    assert served.keys.pop() is Key.CHANNEL_UP


def test_the_pages_own_origin_may_press(served):
    answer = post(served, "OK", Origin=served.url.rstrip("/"))

    assert answer.status_code == 204
    assert served.keys.pop() is Key.OK


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:80"},
        {"Host": "localhost:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["key", "state", "picture.png", "picture.mjpeg", ""])
def test_what_is_not_the_page_itself_is_refused(served, headers, path):
    method = "POST" if path == "key" else "GET"

    answer = requests.request(
        method, f"{served.url}{path}", json={"key": "OK"}, headers=headers, timeout=5
    )

    assert answer.status_code == 403
    assert len(served.keys) == 0


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"key": "NO-SUCH-KEY"}', "application/json", 422),
        (b'{"key": "' + b"x" * 5000 + b'"}', "application/json", 422),
        (b'{"key": 5}', "application/json", 422),
        (b"[]", "application/json", 422),
        (b"{", "application/json", 422),
        (b'{"key": "OK"}', "text/plain", 422),
        (b"key=OK", "application/x-www-form-urlencoded", 422),
    ],
)
def test_what_is_not_a_key_is_refused_and_not_pressed(served, body, kind, status):
    answer = requests.post(f"{served.url}key", data=body, headers={"Content-Type": kind}, timeout=5)

    assert answer.status_code == status
    assert len(served.keys) == 0


def test_nothing_is_pressed_by_getting(served):
    assert requests.get(f"{served.url}key", timeout=5).status_code == 405


def test_the_first_picture_of_the_stream_can_be_looked_at(served):
    with requests.get(f"{served.url}picture.mjpeg", stream=True, timeout=5) as answer:
        kind = answer.headers["Content-Type"]
        raw = answer.raw
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += raw.read(1)
        length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
        jpeg = raw.read(length)

    seen = pygame.image.load(io.BytesIO(jpeg), "x.jpg")
    assert kind.startswith("multipart/x-mixed-replace")
    assert seen.get_size() == (320, 180)
    assert all(
        abs(a - b) < 8 for a, b in zip(seen.get_at((160, 90))[:3], (200, 40, 60), strict=True)
    )


def test_a_still_is_the_picture_exactly(served):
    answer = requests.get(f"{served.url}picture.png", timeout=5)

    seen = pygame.image.load(io.BytesIO(answer.content), "x.png")
    assert tuple(seen.get_at((160, 90)))[:3] == (200, 40, 60)


def test_the_state_is_what_the_box_said_last(served):
    served.page.state({"digits": "6", "title": "Sirius 6"})

    answer = requests.get(f"{served.url}state", timeout=5)

    assert answer.json() == {"digits": "6", "title": "Sirius 6"}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "text/html"),
        ("page.css", "text/css"),
        ("page.js", "text/javascript"),
        ("plan", "application/json"),
        ("icons/power.png", "image/png"),
        ("fonts/Inter-Regular.otf", "font/otf"),
    ],
)
def test_every_part_of_the_page_is_served_for_itself_alone(served, path, kind):
    answer = requests.get(served.url + path, timeout=5)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(kind)
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["page.html", "page.py", "icons/nope.png", "fonts/OFL-1.1.txt", "docs", "../page.py"]
)
def test_nothing_else_is_served(served, path):
    assert requests.get(served.url + path, timeout=5).status_code == 404


def test_the_page_has_every_key_and_the_whole_keyboard():
    laid = plan(KEYS, "en")

    assert {pad["key"] for pad in laid["pads"]} == {key.value.upper() for key in Key}
    assert set(laid["keyboard"].values()) == {key.value.upper() for key in Key}
    assert laid["keyboard"]["return"] == "OK"
    assert "no sound" in laid["note"]


def test_a_port_that_is_taken_is_named(served, assets):
    port = int(served.url.rsplit(":", 1)[1].strip("/"))

    with pytest.raises(PortTaken, match=str(port)):
        Page(lambda _: None, assets=assets).start(port)


def test_stopping_sends_the_viewers_away(assets):
    page = Page(lambda _: None, assets=assets)
    url = page.start()
    ended = threading.Event()

    def watch() -> None:
        with requests.get(f"{url}picture.mjpeg", stream=True, timeout=10) as answer:
            answer.raw.read()
        ended.set()

    viewer = threading.Thread(target=watch)
    viewer.start()
    until = time.monotonic() + 5
    while not page._audience.watching and time.monotonic() < until:
        pass

    page.stop()

    assert ended.wait(5)
    viewer.join()


@pytest.mark.parametrize(
    ("name", "key"),
    [("ok", Key.OK), ("Channel up", Key.CHANNEL_UP), ("5", Key.DIGIT_5), ("", None)],
)
def test_keys_are_named_as_in_scripts(name, key):
    assert key_named(name) is key


def test_two_hosts_are_no_host():
    twice = [(b"host", b"127.0.0.1:80"), (b"Host", b"127.0.0.1:80")]

    assert refusal(twice, 80)
    assert not refusal(twice[:1], 80)
