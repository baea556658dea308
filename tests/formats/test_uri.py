from __future__ import annotations

import pytest

from stb.formats.uri import UrlError, is_public, place_of, resolve

BASE = "https://tv.example/live/index.m3u8"


@pytest.mark.parametrize(
    ("uri", "absolute"),
    [
        ("1.ts", "https://tv.example/live/1.ts"),
        ("/1.ts?x=1", "https://tv.example/1.ts?x=1"),
        ("../1.ts", "https://tv.example/1.ts"),
        ("//cdn.example/1.ts", "https://cdn.example/1.ts"),
        ("http://8.8.8.8:8000/a b.ts", "http://8.8.8.8:8000/a%20b.ts"),
    ],
)
def test_an_address_is_taken_from_the_document_it_stands_in(uri: str, absolute: str) -> None:
    assert resolve(BASE, uri) == absolute


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "[::1]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:127.0.0.1]",
        "[2002:7f00:1::]",
        "localhost",
        "LOCALHOST.",
        "tv.local",
        "nas",
        "127.1",
        "0x7f.1",
        "2130706433",
        "0177.0.0.1",
    ],
)
def test_a_private_address_is_refused_unless_the_user_named_it(host: str) -> None:
    url = f"http://{host}:80/x.ts"
    with pytest.raises(UrlError) as refusal:
        resolve(BASE, url)
    assert refusal.value.code in {"url.private", "url.malformed"}

    named = {host.lower().strip("[]")}
    assert resolve(BASE, url, allowed_hosts=named).endswith("/x.ts")


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        ("file:///etc/passwd", "url.file"),
        ("ftp://a.example/x", "url.scheme"),
        ("javascript:alert(1)", "url.scheme"),
        ("data:text/plain,x", "url.scheme"),
        ("http://a.example\\@10.0.0.1/", "url.malformed"),
        ("http://a.example:99999/", "url.malformed"),
        ("http://[::1", "url.malformed"),
        ("a\nb", "url.malformed"),
        ("x" * 9000, "url.length"),
        ("http:///x", "url.malformed"),
    ],
)
def test_what_leads_nowhere_good_is_refused(uri: str, code: str) -> None:
    with pytest.raises(UrlError) as refusal:
        resolve(BASE, uri)

    assert refusal.value.code == code


@pytest.mark.parametrize("uri", ["a.ts", "sub/a.ts", "file:///home/u/tv/a.ts"])
def test_a_file_may_name_files_of_its_own_folder(uri: str) -> None:
    assert resolve("file:///home/u/tv/list.m3u8", uri).startswith("file:///home/u/tv/")


@pytest.mark.parametrize(
    "uri",
    ["../a.ts", "/etc/passwd", "file:///etc/passwd", "%2e%2e/a.ts", "file://host/home/u/tv/a"],
)
def test_a_file_may_name_no_file_elsewhere(uri: str) -> None:
    with pytest.raises(UrlError) as refusal:
        resolve("file:///home/u/tv/list.m3u8", uri)

    assert refusal.value.code == "url.file"


@pytest.mark.parametrize("host", ["tv.example", "8.8.8.8", "2001:4860:4860::8888", "1and1.example"])
def test_the_world_is_public(host: str) -> None:
    assert is_public(host)


def test_a_place_is_named_at_its_port_and_at_no_other() -> None:
    named = {"192.168.1.5:8080", "[fd00::1]:443"}

    assert resolve(BASE, "http://192.168.1.5:8080/x", allowed_hosts=named)
    assert resolve(BASE, "https://[FD00::1]/x", allowed_hosts=named)
    for other in ("http://192.168.1.5/x", "http://192.168.1.5:80/x", "http://[fd00::1]/x"):
        with pytest.raises(UrlError, match="home network"):
            resolve(BASE, other, allowed_hosts=named)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://TV.example/x", "tv.example:80"),
        ("https://tv.example", "tv.example:443"),
        ("http://[::1]:8080/", "[::1]:8080"),
    ],
)
def test_a_place_is_a_host_and_its_port(url: str, place: str) -> None:
    assert place_of(url) == place
