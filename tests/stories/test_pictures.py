"""Pictures of products: drawn anew, small, without place and time; what is no picture is refused.

How a picture is drawn anew is in `catalog/pictures.py`.
"""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from passalong.base.messages import Refusal
from passalong.catalog.pictures import UPLOAD_BYTES_MAX, redrawn
from rig.served import Served, served


@pytest.fixture
def open_shop(sqlite_url: str, tmp_path: Path) -> Iterator[Served]:
    with served(sqlite_url, tmp_path) as found:
        yield found


def picture(kind: str) -> bytes:
    drawn = Image.effect_mandelbrot((1600, 900), (-2, -1.5, 1, 1.5), 20).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = "canary in the exif"
    exif[0x0112] = 6  # lies on its side
    out = io.BytesIO()
    drawn.save(out, kind, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew_upright_and_small(kind: str):
    given = picture(kind)
    assert b"canary in the exif" in given
    mime, content = redrawn(given)
    assert mime == "image/jpeg"
    assert b"canary" not in content
    drawn = Image.open(io.BytesIO(content))
    assert drawn.size == (675, 1200)
    assert not drawn.getexif()


def test_what_shines_through_stays_so():
    out = io.BytesIO()
    Image.new("RGBA", (64, 64), (200, 30, 30, 40)).save(out, "PNG")
    mime, content = redrawn(out.getvalue())
    assert mime == "image/webp"
    assert Image.open(io.BytesIO(content)).mode == "RGBA"


def bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", "picture_unreadable"),
        (b"GIF89a<script>alert(1)</script>", "picture_unreadable"),
        (SCRIPT, "picture_unreadable"),
        (picture("JPEG")[:2000], "picture_unreadable"),
        (bomb(), "picture_too_large"),
        (b"\xff\xd8\xff" + b"\0" * UPLOAD_BYTES_MAX, "picture_too_large"),
    ],
    ids=["empty", "polyglot", "svg", "cut", "bomb", "ten megabytes"],
)
def test_what_is_no_decent_picture_is_refused(content: bytes, refusal: str):
    with pytest.raises(Refusal) as refused:
        redrawn(content)
    assert refused.value.key == refusal


def test_a_product_gets_its_picture_over_http(open_shop: Served):
    program = open_shop.caller()
    path = f"/v1/products/{open_shop.shop.product_id}/picture"
    sent = program.http.put(
        path,
        files={"picture": ("water.png", picture("PNG"), "image/png")},
        headers={"Idempotency-Key": "picture"},
    )
    assert sent.status_code == 200, sent.text
    shown = program.get(f"/media/{open_shop.shop.merchant_id}/{sent.json()['media_id']}")
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "image/jpeg"
    assert "immutable" in shown.headers["cache-control"]
    assert shown.headers["x-content-type-options"] == "nosniff"
    product = program.get(f"/v1/products/{open_shop.shop.product_id}").json()
    assert product["media_id"] == sent.json()["media_id"]
    again = program.http.put(
        path,
        files={"picture": ("water.png", b"no picture", "image/png")},
        headers={"Idempotency-Key": "no-picture"},
    )
    assert again.status_code == 422, again.text
    assert again.json()["type"] == "/problems/picture_unreadable"
    huge = program.http.put(
        path,
        files={"picture": ("water.png", b"\0" * (UPLOAD_BYTES_MAX + 200_000), "image/png")},
        headers={"Idempotency-Key": "huge"},
    )
    assert huge.status_code == 413
    assert program.get(f"/media/m89abcdef/{sent.json()['media_id']}").status_code == 404
