"""QR pictures: a reader that is not ours reads from them exactly what was written."""

import base64
import io
import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from passalong.web.qr_pictures import qr_image, qr_png, qr_svg

LINK = "https://water.example/v/m0123abcd/A-b_c1234567890123456_"
TEXTS = (LINK, "3DMV-9EK3-1WTE2", "https://例え.example/v/水?a=1&b=<2>", "signed." + "Zz9-_" * 50)
texts = pytest.mark.parametrize("text", TEXTS)


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def drawn(markup: str, pixels: int = 6, ground: str = "black") -> Image.Image:
    """A picture of the drawing, on a page of that colour, made from its two paths."""
    size = int(re.search(r'viewBox="0 0 (\d+) ', markup)[1])
    picture = Image.new("RGB", ((size + 8) * pixels,) * 2, ground)
    pen = ImageDraw.Draw(picture)
    for fill, path in re.findall(r'fill="(#\w+)" d="([^"]+)"', markup):
        for x, y, wide, high in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z", path):
            left, top = (int(x) + 4) * pixels, (int(y) + 4) * pixels
            corner = (left + int(wide) * pixels - 1, top + int(high) * pixels - 1)
            pen.rectangle(((left, top), corner), fill=fill)
    return picture


@texts
def test_the_png_reads_back(text):
    assert read(Image.open(io.BytesIO(qr_png(text)))) == [text]


@texts
@pytest.mark.parametrize("ground", ["black", "white"])
def test_the_drawing_reads_back_on_dark_and_on_light_pages(text, ground):
    assert read(drawn(qr_svg(text, "A code"), ground=ground)) == [text]


def test_a_drawing_without_its_light_ground_is_not_read_on_a_dark_page():
    """The planted fault: why the drawing brings its own ground."""
    bare = re.sub(r'<path class="qr-light".*?/>', "", qr_svg(LINK, "A code"))
    assert read(drawn(bare, ground="black")) == []


def test_the_png_is_as_wide_as_asked_and_never_blurred():
    for least in (1, 280, 281, 1000):
        picture = Image.open(io.BytesIO(qr_png(LINK, least)))
        assert picture.width == picture.height >= least
        assert picture.convert("L").histogram()[1:255] == [0] * 254
        assert read(Image.open(io.BytesIO(qr_png(LINK, max(least, 100))))) == [LINK]


def test_the_quiet_zone_is_four_modules_wide():
    markup = qr_svg(LINK, "A code")
    size = int(re.search(r'viewBox="0 0 (\d+) ', markup)[1])
    runs = re.findall(r"M(\d+) (\d+)h(\d+)", markup.split('class="qr-dark"')[1])
    assert min(int(x) for x, _, _ in runs) == min(int(y) for _, y, _ in runs) == 4
    assert max(int(x) + int(wide) for x, _, wide in runs) == size - 4


def test_the_drawing_keeps_a_strict_content_policy_and_is_read_out():
    markup = qr_svg(LINK, 'For <Anna> & "Bob"', classes="qr-drawing large")
    assert "style" not in markup
    assert "<script" not in markup
    assert 'class="qr-drawing large"' in markup
    assert "<title>For &lt;Anna&gt; &amp; &quot;Bob&quot;</title>" in markup
    assert 'role="img"' in markup
    assert LINK not in markup


def test_the_image_address_carries_the_same_file():
    prefix, _, body = qr_image(LINK).partition(",")
    assert prefix == "data:image/png;base64"
    assert base64.b64decode(body) == qr_png(LINK)


def test_nothing_and_too_much_are_refused():
    for text in ("", "x" * 4000):
        with pytest.raises(ValueError):
            qr_png(text)
        with pytest.raises(ValueError):
            qr_svg(text, "A code")
