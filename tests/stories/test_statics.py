"""Styles and scripts come packed, once: what a browser has already is not sent again."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from passalong.web.rendering import WEB_FOLDER, Assets
from passalong.web.statics import Statics, accepted
from rig.served import Served, served

STYLE = Assets().address("phone.css")


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Path) -> Iterator[Served]:
    with served(sqlite_url, tmp_path) as found:
        yield found


def asked(shop: Served, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    with httpx.Client(base_url=shop.base_url, headers={"Accept-Encoding": "identity"}) as client:
        return client.request(method, path, headers=told)


def raw(shop: Served, path: str, **headers: str) -> tuple[httpx.Response, bytes]:
    with httpx.stream("GET", shop.base_url + path, headers=headers) as answer:
        return answer, b"".join(answer.iter_raw())


def test_a_style_comes_packed_as_the_browser_reads_it(shop: Served):
    plain = (WEB_FOLDER / STYLE.removeprefix("/")).read_bytes()
    sizes = {}
    for wish, encoding in (("gzip, deflate, br", "br"), ("gzip, br;q=0", "gzip"), ("", None)):
        answer, body = raw(shop, STYLE, **{"Accept-Encoding": wish})
        assert answer.status_code == 200
        assert answer.headers.get("content-encoding") == encoding
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["content-type"] == "text/css; charset=utf-8"
        assert int(answer.headers["content-length"]) == len(body)
        assert "immutable" in answer.headers["cache-control"]
        sizes[encoding] = len(body)
        if encoding == "gzip":
            assert gzip.decompress(body) == plain
    assert sizes["br"] < sizes["gzip"] < sizes[None] / 2
    assert sizes[None] == len(plain)


def test_what_the_browser_has_is_not_sent_again(shop: Served):
    tags = {}
    for wish in ("br", "gzip", "identity"):
        tag = asked(shop, STYLE, Accept_Encoding=wish).headers["etag"]
        again = asked(shop, STYLE, Accept_Encoding=wish, If_None_Match=f'"other", W/{tag}')
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["vary"] == "Accept-Encoding"
        tags[tag] = wish
    assert len(tags) == 3, "each packing is another sequence of bytes"
    other = asked(shop, STYLE, Accept_Encoding="gzip", If_None_Match=next(iter(tags)))
    assert other.status_code == 200


def test_only_files_of_the_pages_are_there(shop: Served):
    icon = asked(shop, "/static/icon.svg", Accept_Encoding="gzip")
    assert icon.headers["content-type"] == "image/svg+xml"
    assert asked(shop, "/static/icon.svg", "HEAD").content == b""
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/dist", "/static/",
                 f"{STYLE}.gz", "/static//etc/passwd", "/static/none.css"):  # fmt: skip
        assert asked(shop, path).status_code == 404, path


def test_every_built_file_lies_packed_beside_itself():
    files = Statics(WEB_FOLDER / "static")
    for name in ("phone.css", "till.css", "console.css", "phone.js", "till.js", "console.js"):
        bodies = files.file(Assets().address(name).removeprefix("/static/")).bodies
        assert len(bodies["br"]) < len(bodies["gzip"]) < len(bodies[""]), name


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("gzip, deflate, br", {"gzip", "deflate", "br"}),
        ("br;q=0, gzip;q=0.5", {"gzip"}),
        ("br; q=0.000,GZIP", {"gzip"}),
        ("", {""}),
    ],
)
def test_a_browser_says_what_it_reads(header: str, found: set[str]):
    assert accepted(header) == found
